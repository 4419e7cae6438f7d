//! A run that takes its records a batch at a time, from a file to files: for a policy in which no row knows of another.
//!
//! A batch is evaluated as a run of its own and written; what is held beside the batches is at most sixteen bytes a key. Where anything is out of
//! the ordinary, nothing is delivered, and the run is to be done over all records at once, which tells what it is.

use super::assertions::{SHOWN, Unmet};
use super::deliver::{Totals, asked};
use super::evaluate::Settings;
use super::{Evaluation, Policy, roots_of};
use crate::data::in_order::in_order;
use crate::data::stream::{Kept, KeptSoFar, Room, Source, Stream, Unstreamed};
use crate::data::write::{Joined, OutputFormat, Part, Parts, Widths, WriteOptions};
use crate::data::{ReadOptions, Tables};
use crate::diagnostics::Diagnostic;
use crate::plan::{Plan, Stage};
use crate::program::{Assertion, Cells, Delivery, FieldId, Kind, OVERALL, Program, RecordId, Rows};
use crate::run::Keep;
use crate::values::Date;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a run a batch at a time has delivered.
#[derive(Debug)]
pub struct Streamed {
    /// The day it was evaluated as of.
    pub as_of: Option<Date>,
    /// How many records were read.
    pub rows: usize,
    /// For each result that was asked for how many rows it lists, and what its columns deliver.
    pub results: Vec<(usize, Vec<Totals>)>,
    /// Notes about the file, then warnings of the run.
    pub findings: Vec<Diagnostic>,
}

/// A batch that was evaluated and written.
struct Done {
    kept: Kept,
    /// For each result how many rows it lists, and its totals.
    results: Vec<(usize, Vec<Totals>)>,
    /// How wide the figures of each result are.
    widths: Vec<Widths>,
    /// What is to be given to the sink of each result.
    parts: Vec<Part>,
    /// Assertions with `warn` that do not hold.
    unmet: Vec<Unmet>,
}

/// Where a result is written, which may have to be begun anew.
pub trait Sink: Write {
    /// Forgets all that was written.
    ///
    /// # Errors
    /// What the system says.
    fn restart(&mut self) -> io::Result<()>;
}

impl Sink for Vec<u8> {
    fn restart(&mut self) -> io::Result<()> {
        self.clear();
        Ok(())
    }
}

impl Sink for BufWriter<File> {
    fn restart(&mut self) -> io::Result<()> {
        self.rewind()?;
        self.get_mut().set_len(0)
    }
}

/// A policy made ready for a run that takes its records a batch at a time.
#[derive(Debug)]
pub struct Streaming {
    /// The policy, as it is on the day of the run.
    pub policy: Policy,
    /// The record whose rows are taken.
    pub record: RecordId,
    /// Its fields that are read.
    fields: FxHashSet<FieldId>,
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
        if !streams {
            return None;
        }
        // Why an assertion does not hold is worked out by plans of their own.
        let of_assertions = program.assertions.iter().map(|assertion| Plan::new(program, &[assertion.condition, assertion.asserted]));
        let mut fields = plan.fields(record);
        of_assertions.for_each(|plan| fields.extend(plan.fields(record)));
        Some(Streaming { policy, record, fields, plan, settings: settings.clone(), as_of })
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
        shape: (OutputFormat, &WriteOptions),
        sinks: &mut [&mut dyn Sink],
    ) -> Result<(Streamed, R), Unstreamed> {
        let source = source.shared().map_err(Unstreamed::Io)?;
        let open = || Stream::open(self.policy.program(), (self.record, &self.fields), &source, options);
        let mut widths: Vec<Widths> = self.results().map(|delivery| Widths::of_nothing(shape.0, delivery)).collect();
        if widths.iter().any(Widths::matter) {
            self.begin(&open()?, shape.0, &mut widths)?;
        }
        for _ in 0..PASSES {
            match self.pass(open()?, &widths, shape, sinks)? {
                Passed::Written(streamed) => return Ok((streamed, source.bytes.into_inner().ok_or(Unstreamed::Ordinary)?)),
                Passed::Wider(wider) => widths = wider,
            }
            sinks.iter_mut().try_for_each(|sink| sink.restart()).map_err(Unstreamed::Io)?;
        }
        Err(Unstreamed::Ordinary)
    }

    /// Takes in how wide the figures of the first batch are: mostly all are.
    fn begin(&self, stream: &Stream<'_>, format: OutputFormat, widths: &mut [Widths]) -> Result<(), Unstreamed> {
        let mut room = Room::default();
        if stream.next(&mut room)?.is_none() {
            return Ok(());
        }
        let (tables, _) = stream.tables(&mut room)?;
        let evaluation = self.computed(&tables)?;
        for (widths, result) in widths.iter_mut().zip(evaluation.results()) {
            widths.add(&Widths::of(format, result.delivery, &result.listing()));
        }
        Ok(())
    }

    /// Goes through the file once and writes the results with figures of these widths.
    fn pass(
        &self,
        stream: Stream<'_>,
        widths: &[Widths],
        (format, write): (OutputFormat, &WriteOptions),
        sinks: &mut [&mut dyn Sink],
    ) -> Result<Passed, Unstreamed> {
        let program = self.policy.program();
        let made = self.results().zip(widths).map(|(delivery, widths)| Parts::new(format, program, delivery, widths));
        let made: Option<Vec<Parts<'_>>> = made.collect();
        let made = made.filter(|made| made.len() == sinks.len()).ok_or(Unstreamed::Ordinary)?;
        let joined = made.iter().zip(sinks.iter_mut()).map(|(parts, sink)| Joined::begin(parts, write, *sink));
        let joined = joined.collect::<io::Result<Vec<_>>>().map_err(Unstreamed::Io)?;
        let results = self.results().map(|delivery| (0, vec![Totals::default(); delivery.columns.len()])).collect();
        let widths = self.results().map(|delivery| Widths::of_nothing(format, delivery)).collect();
        let mut sums = Sums { results, widths, joined, kept: KeptSoFar::new(), unmet: BTreeMap::new() };
        let shown = Shown(program.assertions.iter().map(|_| AtomicUsize::new(0)).collect());
        let next = |room: &mut Room, parts| self.batch(&stream, (format, &made), &shown, room, parts);
        in_order(self.settings.threads, |_| Room::default(), next, |done| sums.take(done, &shown, sinks))?;
        let Sums { results, widths, joined, kept, unmet } = sums;
        let of_all = |assertion: &Assertion| assertion.owner == OVERALL;
        if kept.rows == 0 && program.assertions.iter().any(of_all) {
            return Err(Unstreamed::Ordinary);
        }
        let mut findings = stream.finish(&kept)?;
        findings.extend(unmet.values().flat_map(|unmet| unmet.told(program)));
        if !made.iter().zip(&widths).all(|(parts, widths)| parts.are_of(widths)) {
            return Ok(Passed::Wider(widths));
        }
        for (joined, sink) in joined.into_iter().zip(sinks.iter_mut()) {
            joined.finish(*sink).map_err(Unstreamed::Io)?;
        }
        Ok(Passed::Written(Streamed { as_of: self.as_of, rows: kept.rows, results, findings }))
    }

    /// Reads, evaluates and writes the next batch.
    fn batch(
        &self,
        stream: &Stream<'_>,
        (format, made): (OutputFormat, &[Parts<'_>]),
        shown: &Shown,
        room: &mut Room,
        mut parts: Vec<Part>,
    ) -> Result<Option<(usize, Done)>, Unstreamed> {
        let Some(number) = stream.next(room)? else { return Ok(None) };
        let (tables, kept) = stream.tables(room)?;
        let evaluation = self.computed(&tables)?;
        let unmet = evaluation.unmet(|assertion| shown.left(assertion));
        if unmet.iter().any(|unmet| !self.only_warns(unmet)) {
            return Err(Unstreamed::Ordinary);
        }
        parts.resize_with(made.len(), Part::default);
        let (mut results, mut widths) = (Vec::with_capacity(made.len()), Vec::with_capacity(made.len()));
        for ((made, part), result) in made.iter().zip(&mut parts).zip(evaluation.results()) {
            let listing = result.listing();
            let wide = Widths::of(format, result.delivery, &listing);
            // What has no room is written when the file is gone through again.
            let rows = if made.have_room(&wide) { listing.rows() } else { 0 };
            made.make(&tables, &listing, 0..rows, part);
            results.push((listing.rows(), result.totals()));
            widths.push(wide);
        }
        Ok(Some((number, Done { kept, results, widths, parts, unmet })))
    }

    /// Evaluates a batch as a run of its own.
    fn computed<'a>(&'a self, tables: &'a Tables) -> Result<Evaluation<'a>, Unstreamed> {
        let alone = Settings { threads: 1, ..self.settings.clone() };
        let computed = self.policy.computed(&self.plan, Keep::Outputs, tables, &alone, self.as_of);
        computed.ok().filter(|evaluation| evaluation.out_of_range(&|_, _| None).is_empty()).ok_or(Unstreamed::Ordinary)
    }

    /// Whether results are delivered all the same, and the rows have names that do not rest on the batch they are in.
    fn only_warns(&self, unmet: &Unmet) -> bool {
        let program = self.policy.program();
        let has_names = !program.record(self.record).key.is_empty();
        let of_rows = program.assertions.get(unmet.assertion).filter(|assertion| assertion.owner == self.record);
        has_names && of_rows.is_some_and(|assertion| assertion.warns)
    }
}

/// Of how many rows the batches so far have shown why each assertion does not hold.
struct Shown(Vec<AtomicUsize>);

impl Shown {
    /// Of how many rows more it is to be shown.
    fn left(&self, assertion: usize) -> usize {
        self.0.get(assertion).map_or(0, |shown| SHOWN.saturating_sub(shown.load(Ordering::Relaxed)))
    }

    fn set(&self, unmet: &Unmet) {
        if let Some(shown) = self.0.get(unmet.assertion) {
            shown.store(unmet.shown.len(), Ordering::Relaxed);
        }
    }
}

/// How often a file is gone through: once more where a figure was wider than those of the first batch.
const PASSES: usize = 2;

/// What comes of going through a file.
enum Passed {
    Written(Streamed),
    /// How wide its figures are, for which there was no room.
    Wider(Vec<Widths>),
}

/// What the batches so far come to.
struct Sums {
    results: Vec<(usize, Vec<Totals>)>,
    widths: Vec<Widths>,
    joined: Vec<Joined>,
    kept: KeptSoFar,
    /// By assertion.
    unmet: BTreeMap<usize, Unmet>,
}

impl Sums {
    /// Gives a batch to the sinks; its parts are given back.
    fn take(&mut self, done: Done, shown: &Shown, sinks: &mut [&mut dyn Sink]) -> Result<Vec<Part>, Unstreamed> {
        for ((joined, part), sink) in self.joined.iter_mut().zip(&done.parts).zip(sinks.iter_mut()) {
            joined.add(part, *sink).map_err(Unstreamed::Io)?;
        }
        self.kept.add(done.kept)?;
        if !self.widths.iter_mut().zip(&done.widths).all(|(widths, more)| widths.add(more)) {
            return Err(Unstreamed::Ordinary);
        }
        for ((rows, totals), (more, of_batch)) in self.results.iter_mut().zip(done.results) {
            *rows = rows.saturating_add(more);
            totals.iter_mut().zip(&of_batch).for_each(|(total, more)| total.add(more));
        }
        for unmet in done.unmet {
            let so_far = match self.unmet.entry(unmet.assertion) {
                Entry::Vacant(none) => none.insert(unmet),
                Entry::Occupied(so_far) => {
                    let so_far = so_far.into_mut();
                    so_far.add(unmet);
                    so_far
                }
            };
            shown.set(so_far);
        }
        Ok(done.parts)
    }
}
