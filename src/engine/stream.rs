//! A run that takes its records a batch at a time, from a file to files: for a policy in which no row knows of another.
//!
//! A batch is evaluated as a run of its own and written; what is held beside the batches is eight bytes a key. Where anything is out of
//! the ordinary, nothing is delivered, and the run is to be done over all records at once, which tells what it is.

use super::deliver::Totals;
use super::evaluate::Settings;
use super::{Policy, roots_of};
use crate::data::ReadOptions;
use crate::data::stream::{Ends, Keys, KeysSoFar, Room, Stream};
use crate::data::write::{Line, OutputFormat, Rows as RowsWriter, WriteOptions};
use crate::diagnostics::Diagnostic;
use crate::plan::{Plan, Stage};
use crate::program::{Cells, Delivery, Kind, OVERALL, RecordId, Rows};
use crate::run::Keep;
use crate::values::Date;
use rustc_hash::FxHashMap;
use std::io::{self, Read, Write};
use std::sync::{Mutex, PoisonError, mpsc};

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

/// Why nothing is delivered.
#[derive(Debug)]
pub enum Unstreamed {
    /// What the system says of the file or of a sink.
    Io(io::Error),
    /// It is to be done over all records at once.
    Ordinary,
}

impl From<Ends> for Unstreamed {
    fn from(ends: Ends) -> Unstreamed {
        match ends {
            Ends::Io(error) => Unstreamed::Io(error),
            Ends::Irregular => Unstreamed::Ordinary,
        }
    }
}

/// A batch that was evaluated and written.
struct Done {
    rows: usize,
    keys: Keys,
    /// For each result how many rows it lists, and its totals.
    results: Vec<(usize, Vec<Totals>)>,
    /// What is to be given to the sink of each result.
    lines: Vec<Line>,
}

/// Blocks for each thread that may be written and not yet be in the sinks.
const LINES: usize = 3;

/// What all threads share.
struct Work<'p, R> {
    policy: &'p Policy,
    plan: &'p Plan,
    settings: Settings,
    as_of: Option<Date>,
    stream: Stream<'p, R>,
    writers: Vec<RowsWriter<'p>>,
}

impl Policy {
    /// The record whose rows a run may take a batch at a time: no row of its results knows of another, and nothing else is read.
    pub fn streamed_record(&self, settings: &Settings) -> Option<RecordId> {
        let policy = self.in_force(settings)?;
        policy.only_record(&policy.plan_of(settings), settings)
    }

    /// The policy as it is on the day of a run; none where the run has no day that it could be on.
    pub fn in_force(&self, settings: &Settings) -> Option<Policy> {
        let as_of = self.date_of_run(settings).ok()?;
        Some(as_of.map_or_else(|| self.clone(), |day| self.on(day)))
    }

    /// The results that a run is asked for, in declared order.
    pub fn asked<'a>(&'a self, settings: &'a Settings) -> impl Iterator<Item = &'a Delivery> {
        super::deliver::asked(self.program(), &settings.results)
    }

    fn plan_of(&self, settings: &Settings) -> Plan {
        Plan::new(self.program(), &roots_of(self.program(), &settings.results))
    }

    fn only_record(&self, plan: &Plan, settings: &Settings) -> Option<RecordId> {
        let program = self.program();
        // Records that the engine makes are made by steps over whole columns, if the plan has need of them.
        let mut read =
            (0u32..).map(RecordId).zip(&program.records).filter(|(_, record)| matches!(record.rows, Rows::File(_) | Rows::Calendar(_)));
        let (Some((only, record)), None) = (read.next(), read.next()) else { return None };
        let is_plain = |delivery: &&Delivery| delivery.record == only && delivery.order.is_empty();
        let alone = matches!(record.rows, Rows::File(_))
            && record.fields.iter().all(|field| !matches!((&field.cells, field.ty.kind), (Cells::Column { .. }, Kind::Reference(_))))
            && plan.circle.is_none()
            && plan.stages.iter().all(|stage| matches!(stage, Stage::Segment { index, .. } if *index == only || *index == OVERALL))
            && !settings.reasons
            && self.asked(settings).all(|delivery| is_plain(&delivery));
        alone.then_some(only)
    }

    /// Evaluates the policy over the records of one CSV file, batch by batch, and writes its results; `sinks` are in the order of
    /// the results that are asked for. The source is given back when all of it was read.
    ///
    /// # Errors
    /// What the system says, or that the run is to be done over all records at once: then what the sinks got is of no meaning.
    pub fn stream<R: Read + Send>(
        &self,
        (name, source): (&str, R),
        options: &ReadOptions,
        settings: &Settings,
        (format, write): (OutputFormat, &WriteOptions),
        sinks: &mut [&mut dyn Write],
    ) -> Result<(Streamed, R), Unstreamed> {
        let as_of = self.date_of_run(settings).map_err(|_| Unstreamed::Ordinary)?;
        let policy = self.in_force(settings).ok_or(Unstreamed::Ordinary)?;
        let (program, plan) = (policy.program(), policy.plan_of(settings));
        let record = policy.only_record(&plan, settings).ok_or(Unstreamed::Ordinary)?;
        let stream = Stream::open(program, record, name, source, options)?;
        let writers: Option<Vec<RowsWriter<'_>>> =
            policy.asked(settings).map(|delivery| RowsWriter::new(format, program, delivery)).collect();
        let writers = writers.filter(|writers| writers.len() == sinks.len()).ok_or(Unstreamed::Ordinary)?;
        for (writer, sink) in writers.iter().zip(sinks.iter_mut()) {
            sink.write_all(writer.heading(write).as_bytes()).map_err(Unstreamed::Io)?;
        }
        let settings = Settings { threads: 1, ..settings.clone() };
        let work = Work { policy: &policy, plan: &plan, settings, as_of, stream, writers };
        let nothing = policy.asked(&work.settings).map(|delivery| (0, vec![Totals::default(); delivery.columns.len()])).collect();
        let mut sums =
            Sums { streamed: Streamed { as_of, rows: 0, results: nothing, findings: work.stream.notes.clone() }, keys: KeysSoFar::new() };
        work.all(write.threads, sinks, &mut sums)?;
        if !sums.keys.stand_once() {
            return Err(Unstreamed::Ordinary);
        }
        Ok((sums.streamed, work.stream.into_source()))
    }
}

/// What the batches so far come to.
struct Sums {
    streamed: Streamed,
    keys: KeysSoFar,
}

impl Sums {
    /// Gives a batch to the sinks; its lines are given back.
    fn take(&mut self, done: Done, sinks: &mut [&mut dyn Write]) -> Result<Vec<Line>, Unstreamed> {
        for (line, sink) in done.lines.iter().zip(sinks.iter_mut()) {
            sink.write_all(line.written()).map_err(Unstreamed::Io)?;
        }
        self.streamed.rows = self.streamed.rows.saturating_add(done.rows);
        self.keys.add(done.keys);
        for ((rows, totals), (more, of_batch)) in self.streamed.results.iter_mut().zip(done.results) {
            *rows = rows.saturating_add(more);
            totals.iter_mut().zip(&of_batch).for_each(|(total, more)| total.add(more));
        }
        Ok(done.lines)
    }
}

impl<R: Read + Send> Work<'_, R> {
    /// Carries out all batches.
    fn all(&self, threads: usize, sinks: &mut [&mut dyn Write], sums: &mut Sums) -> Result<(), Unstreamed> {
        let mut room = Room::default();
        let mut lines = Vec::new();
        if threads <= 1 {
            while let Some((_, done)) = self.next(&mut room, lines)? {
                lines = sums.take(done, sinks)?;
            }
            return Ok(());
        }
        let (spare, empty) = mpsc::channel::<Vec<Line>>();
        let empty = Mutex::new(empty);
        std::thread::scope(|scope| {
            // Both end with this, whatever happens: then no thread waits.
            let spare = spare;
            let (full, written) = mpsc::channel();
            for _ in 0..threads.saturating_mul(LINES) {
                let _ = spare.send(Vec::new());
            }
            for _ in 0..threads {
                let (full, empty) = (full.clone(), &empty);
                scope.spawn(move || {
                    let mut room = Room::default();
                    loop {
                        // Lines first, then a batch: so the batch that is waited for has some.
                        let taken = empty.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok(lines) = taken else { return };
                        let done = self.next(&mut room, lines).transpose();
                        let Some(done) = done else { return };
                        let failed = done.is_err();
                        if full.send(done).is_err() || failed {
                            return;
                        }
                    }
                });
            }
            drop(full);
            let (mut waiting, mut expected) = (FxHashMap::default(), 0usize);
            for done in written {
                let (number, done) = done?;
                waiting.insert(number, done);
                while let Some(done) = waiting.remove(&expected) {
                    expected = expected.saturating_add(1);
                    // All may be done.
                    let _ = spare.send(sums.take(done, sinks)?);
                }
            }
            Ok(())
        })
    }

    /// Reads, evaluates and writes the next batch.
    fn next(&self, room: &mut Room, mut lines: Vec<Line>) -> Result<Option<(usize, Done)>, Unstreamed> {
        let Some(number) = self.stream.next(room)? else { return Ok(None) };
        let (tables, keys) = self.stream.tables(room)?;
        let evaluation =
            self.policy.evaluate_by(self.plan, Keep::Outputs, &tables, &self.settings, self.as_of).map_err(|_| Unstreamed::Ordinary)?;
        if !evaluation.findings.is_empty() {
            return Err(Unstreamed::Ordinary);
        }
        lines.resize_with(self.writers.len(), Line::default);
        let mut results = Vec::with_capacity(self.writers.len());
        for ((writer, line), result) in self.writers.iter().zip(&mut lines).zip(evaluation.results()) {
            line.clear();
            let listing = result.listing();
            writer.write(&tables, &listing, line);
            results.push((listing.rows(), result.totals()));
        }
        let rows = tables.tables.iter().flatten().map(|table| table.rows).sum();
        Ok(Some((number, Done { rows, keys, results, lines })))
    }
}
