//! A run that takes its records a batch at a time, from a file to files: for a policy in which no row knows of another.
//!
//! A batch is evaluated as a run of its own and written; what is held beside the batches is at most sixteen bytes a key. Where anything is out of
//! the ordinary, nothing is delivered, and the run is to be done over all records at once, which tells what it is.

use super::deliver::{Totals, asked};
use super::evaluate::Settings;
use super::{Policy, roots_of};
use crate::data::ReadOptions;
use crate::data::in_order::in_order;
use crate::data::stream::{Kept, KeptSoFar, Room, Source, Stream, Unstreamed};
use crate::data::write::{Line, OutputFormat, Rows as RowsWriter, WriteOptions};
use crate::diagnostics::Diagnostic;
use crate::plan::{Plan, Stage};
use crate::program::{Cells, Delivery, Kind, OVERALL, Program, RecordId, Rows};
use crate::run::Keep;
use crate::values::Date;
use std::io::{Read, Seek, Write};

/// What a run a batch at a time has delivered.
#[derive(Debug)]
pub struct Streamed {
    /// The day it was evaluated as of.
    pub as_of: Option<Date>,
    /// How many records were read.
    pub rows: usize,
    /// For each result that was asked for how many rows it lists, and what its columns deliver.
    pub results: Vec<(usize, Vec<Totals>)>,
    /// Notes about the file.
    pub findings: Vec<Diagnostic>,
}

/// A batch that was evaluated and written.
struct Done {
    kept: Kept,
    /// For each result how many rows it lists, and its totals.
    results: Vec<(usize, Vec<Totals>)>,
    /// What is to be given to the sink of each result.
    lines: Vec<Line>,
}

/// A policy made ready for a run that takes its records a batch at a time.
#[derive(Debug)]
pub struct Streaming {
    /// The policy, as it is on the day of the run.
    pub policy: Policy,
    /// The record whose rows are taken.
    pub record: RecordId,
    plan: Plan,
    settings: Settings,
    as_of: Option<Date>,
}

impl Policy {
    /// The policy made ready for a run that takes its records a batch at a time; none where that cannot be: where a row of its results
    /// knows of another one, or anything else is read.
    pub fn streaming(&self, settings: &Settings) -> Option<Streaming> {
        let (policy, as_of) = self.of_run(settings).ok()?;
        let program = policy.program();
        let plan = Plan::new(program, &roots_of(program, &settings.results));
        let record = only_record(program, &plan)?;
        let is_plain = |delivery: &Delivery| delivery.record == record && delivery.order.is_empty();
        let streams = !settings.reasons && asked(program, &settings.results).all(is_plain);
        streams.then(|| Streaming { policy, record, plan, settings: settings.clone(), as_of })
    }
}

/// The record that is read, if no other one is, and no row of a plan knows of another one.
fn only_record(program: &Program, plan: &Plan) -> Option<RecordId> {
    // Records that the engine makes are made by steps over whole columns, if the plan has need of them.
    let mut read =
        (0u32..).map(RecordId).zip(&program.records).filter(|(_, record)| matches!(record.rows, Rows::File(_) | Rows::Calendar(_)));
    let (Some((only, record)), None) = (read.next(), read.next()) else { return None };
    let alone = matches!(record.rows, Rows::File(_))
        && record.fields.iter().all(|field| !matches!((&field.cells, field.ty.kind), (Cells::Column { .. }, Kind::Reference(_))))
        && plan.circle.is_none()
        && plan.stages.iter().all(|stage| matches!(stage, Stage::Segment { index, .. } if *index == only || *index == OVERALL));
    alone.then_some(only)
}

impl Streaming {
    /// The results that are asked for, in declared order.
    pub fn results(&self) -> impl Iterator<Item = &Delivery> {
        asked(self.policy.program(), &self.settings.results)
    }

    /// Evaluates the policy over the records of one file, batch by batch, and writes its results; `sinks` are in their order. The file is
    /// given back when all of it was read.
    ///
    /// # Errors
    /// What the system says, or that the run is to be done over all records at once: then what the sinks got is of no meaning.
    pub fn run<R: Read + Seek + Send + 'static>(
        &self,
        source: Source<R>,
        options: &ReadOptions,
        (format, write): (OutputFormat, &WriteOptions),
        sinks: &mut [&mut dyn Write],
    ) -> Result<(Streamed, R), Unstreamed> {
        let program = self.policy.program();
        let stream = Stream::open(program, self.record, source, options)?;
        let writers: Option<Vec<RowsWriter<'_>>> = self.results().map(|delivery| RowsWriter::new(format, program, delivery)).collect();
        let writers = writers.filter(|writers| writers.len() == sinks.len()).ok_or(Unstreamed::Ordinary)?;
        for (writer, sink) in writers.iter().zip(sinks.iter_mut()) {
            sink.write_all(writer.heading(write).as_bytes()).map_err(Unstreamed::Io)?;
        }
        let nothing = self.results().map(|delivery| (0, vec![Totals::default(); delivery.columns.len()])).collect();
        let streamed = Streamed { as_of: self.as_of, rows: 0, results: nothing, findings: Vec::new() };
        let mut sums = Sums { streamed, kept: KeptSoFar::new() };
        let next = |room: &mut Room, lines| self.batch(&stream, &writers, room, lines);
        in_order(self.settings.threads, |_| Room::default(), next, |done| sums.take(done, sinks))?;
        let Sums { mut streamed, kept } = sums;
        streamed.rows = kept.rows;
        let (findings, source) = stream.finish(&kept)?;
        streamed.findings = findings;
        Ok((streamed, source))
    }

    /// Reads, evaluates and writes the next batch.
    fn batch<R: Read + Seek + Send + 'static>(
        &self,
        stream: &Stream<'_, R>,
        writers: &[RowsWriter<'_>],
        room: &mut Room,
        mut lines: Vec<Line>,
    ) -> Result<Option<(usize, Done)>, Unstreamed> {
        let Some(number) = stream.next(room)? else { return Ok(None) };
        let (tables, kept) = stream.tables(room)?;
        let alone = Settings { threads: 1, ..self.settings.clone() };
        let evaluated = self.policy.evaluate_by(&self.plan, Keep::Outputs, &tables, &alone, self.as_of);
        let evaluation = evaluated.map_err(|_| Unstreamed::Ordinary)?;
        if !evaluation.findings.is_empty() {
            return Err(Unstreamed::Ordinary);
        }
        lines.resize_with(writers.len(), Line::default);
        let mut results = Vec::with_capacity(writers.len());
        for ((writer, line), result) in writers.iter().zip(&mut lines).zip(evaluation.results()) {
            line.clear();
            let listing = result.listing();
            writer.write(&tables, &listing, line);
            results.push((listing.rows(), result.totals()));
        }
        Ok(Some((number, Done { kept, results, lines })))
    }
}

/// What the batches so far come to.
struct Sums {
    streamed: Streamed,
    kept: KeptSoFar,
}

impl Sums {
    /// Gives a batch to the sinks; its lines are given back.
    fn take(&mut self, done: Done, sinks: &mut [&mut dyn Write]) -> Result<Vec<Line>, Unstreamed> {
        for (line, sink) in done.lines.iter().zip(sinks.iter_mut()) {
            sink.write_all(line.written()).map_err(Unstreamed::Io)?;
        }
        self.kept.add(done.kept)?;
        for ((rows, totals), (more, of_batch)) in self.streamed.results.iter_mut().zip(done.results) {
            *rows = rows.saturating_add(more);
            totals.iter_mut().zip(&of_batch).for_each(|(total, more)| total.add(more));
        }
        Ok(done.lines)
    }
}
