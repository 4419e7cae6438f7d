//! The run: a plan and the data in, an outcome or findings out.
//!
//! Steps are carried out stage by stage on columns; nothing here knows a clause, reads a file or a clock, or prints. The results are
//! those of exact rational arithmetic on every row, whatever the batches, the order of the records and the number of threads.

mod body;
mod elementwise;
mod fold;
mod kernels;
mod ledger;
mod limits;
mod narrow;
mod one;
mod outcome;
mod recall;
mod segment;
mod shares;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod thorough;
mod whole;

pub use ledger::{Moved, Posting, Trace};
pub use limits::{MOST_BITS, check_output};
pub(crate) use narrow::{OneRow, Single};
pub(crate) use one::{At, Quick};
pub use outcome::{Cell, Outcome};
pub use recall::Recall;
pub(crate) use thorough::{Steps, Thorough};

use crate::data::columns::{Batch, Column, State};
use crate::data::texts::Texts;
use crate::data::{KeyIndex, RowNames, Table, Tables};
use crate::diagnostics::{Code, Diagnostic};
use crate::plan::{Op, Plan, Stage, StepId};
use crate::program::{Program, Rows, TableRow};
use crate::say;
use crate::values::Date;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Store;

/// How a run is done.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The day it is evaluated as of; none: the one that the policy gives.
    pub as_of: Option<Date>,
    /// What is kept.
    pub keep: Keep,
    /// Whether what the amounts and conditions of ledgers came to is kept too.
    pub traces: bool,
    /// How many threads may share the work; 0 is 1.
    pub threads: usize,
    /// Set by the host to have the run stopped.
    pub interrupt: Option<&'a AtomicBool>,
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Settings { as_of: None, keep: Keep::Outputs, traces: false, threads: 1, interrupt: None }
    }
}

/// What is kept of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The values asked for.
    Outputs,
    /// The values asked for, and what the others rest on, which are worked out when somebody asks for them.
    Reasons,
    /// Every step with its codes, for explanations; arms that no row takes are computed too.
    All,
}

/// Carries out a plan.
///
/// # Errors
/// What the data made impossible: keys that lead nowhere, weights below zero; that no date is given; that the host stopped the run.
pub fn run(program: &Program, plan: &Plan, tables: &Tables, settings: &Settings<'_>) -> Result<Outcome, Vec<Diagnostic>> {
    if let Some(span) = plan.circle {
        let finding = Diagnostic::new(Code::E0408, say!("values rest on each other in a circle", "数值相互依赖，形成循环"));
        return Err(vec![finding.label(span, say!("this rests on itself", "此处最终依赖自身"))]);
    }
    let today = settings.as_of.or(program.head.as_of);
    if today.is_none()
        && let Some(step) = plan.steps.iter().find(|step| step.op == Op::Today)
    {
        let finding = Diagnostic::new(Code::E0604, say!("no date is given", "没有给出基准日"));
        return Err(vec![finding.label(step.span, say!("the value rests on the date", "此处取决于基准日"))]);
    }
    let mut texts = tables.texts.clone();
    let mut store = Store::new(program, plan, tables, today, &mut texts);
    let work = Work::new(program, plan, settings, &mut texts);
    let mut findings = Vec::new();
    for (at, stage) in plan.stages.iter().enumerate() {
        let done = work.poll().and_then(|()| match stage {
            Stage::Segment { index, steps, narrow } => segment::run(&mut store, &work, &texts, *index, steps, narrow.as_deref()),
            Stage::Whole(step) => {
                whole::run(&mut store, &mut texts, *step, &work, &mut findings);
                Ok(())
            }
        });
        if let Err(Interrupted) = done {
            return Err(vec![Diagnostic::new(Code::E0609, say!("the run was stopped", "运行已被中止"))]);
        }
        for read in work.last_read.get(at).into_iter().flatten() {
            store.columns[read.at()] = None;
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    Ok(finish(store, work, texts))
}

/// That the host stopped the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Interrupted;

/// What stays the same during a run.
struct Work<'a> {
    keeps_all: bool,
    keep: Keep,
    traces: bool,
    /// The steps whose columns are asked for.
    asked: Vec<bool>,
    /// The steps whose columns outlive their segment.
    kept: Vec<bool>,
    /// By stage the steps whose columns nothing reads after it: their room is for the columns of the stages to come.
    last_read: Vec<Vec<StepId>>,
    threads: usize,
    interrupt: Option<&'a AtomicBool>,
    /// The table of each look-up made ready, and its column.
    grids: elementwise::Grids,
}

impl<'a> Work<'a> {
    fn new(program: &'a Program, plan: &Plan, settings: &Settings<'a>, texts: &mut Texts) -> Work<'a> {
        let keeps_all = settings.keep == Keep::All;
        let mut stage_of = vec![usize::MAX; plan.steps.len()];
        for (at, stage) in plan.stages.iter().enumerate() {
            match stage {
                Stage::Segment { steps, .. } => steps.iter().for_each(|step| stage_of[step.at()] = at),
                Stage::Whole(step) => stage_of[step.at()] = at,
            }
        }
        let mut kept = vec![keeps_all; plan.steps.len()];
        for root in plan.roots.iter().filter_map(|root| plan.of.get(root)) {
            kept[root.at()] = true;
        }
        let asked = kept.clone();
        for step in &plan.lean.kept {
            kept[step.at()] = true;
        }
        let mut last = vec![0usize; plan.steps.len()];
        let mut read = |input: StepId, by: StepId| {
            let (own, reader) = (stage_of[input.at()], stage_of[by.at()]);
            kept[input.at()] |= own != reader;
            last[input.at()] = last[input.at()].max(reader);
        };
        for id in plan.ids().filter(|id| !plan.lean.left_out.contains(id)) {
            plan.step(id).op.inputs().into_iter().for_each(|input| read(input, id));
            if let Some(guard) = plan.step(id).guard {
                let tests = match &plan.step(guard.cases).op {
                    Op::Cases { arms, .. } => arms.as_slice(),
                    _ => &[],
                };
                tests.iter().for_each(|(test, _)| read(*test, id));
            }
        }
        let mut last_read = vec![Vec::new(); plan.stages.len()];
        if settings.keep == Keep::Outputs {
            let passing = plan.ids().filter(|id| kept[id.at()] && !asked[id.at()] && stage_of[id.at()] != usize::MAX);
            for id in passing {
                last_read.get_mut(last[id.at()]).into_iter().for_each(|steps| steps.push(id));
            }
        }
        let grids = elementwise::grids(program, &plan.steps, texts);
        Work {
            keeps_all,
            keep: settings.keep,
            traces: settings.traces,
            asked,
            kept,
            last_read,
            threads: settings.threads,
            interrupt: settings.interrupt,
            grids,
        }
    }

    /// Work that keeps every step.
    fn of_all(plan: &Plan, grids: elementwise::Grids) -> Work<'a> {
        let all = vec![true; plan.steps.len()];
        Work {
            keeps_all: true,
            keep: Keep::All,
            traces: false,
            asked: Vec::new(),
            kept: all,
            last_read: Vec::new(),
            threads: 1,
            interrupt: None,
            grids,
        }
    }

    fn is_asked(&self, step: StepId) -> bool {
        self.asked.get(step.at()).copied().unwrap_or(false)
    }

    fn is_kept(&self, step: StepId) -> bool {
        self.kept.get(step.at()).copied().unwrap_or(false)
    }

    fn poll(&self) -> Result<(), Interrupted> {
        match self.interrupt {
            Some(interrupt) if interrupt.load(Ordering::Relaxed) => Err(Interrupted),
            _ => Ok(()),
        }
    }
}

/// A column of a table of constants, by its rows.
fn table_column(rows: &[TableRow], column: usize, kind: crate::program::Kind, texts: &mut Texts) -> Column {
    let sources: Vec<Batch> = rows
        .iter()
        .map(|row| match row.values.get(column).and_then(Option::as_ref) {
            Some(value) => {
                let values = kernels::lanes::same_if(true, store::constant(value, texts), rows.len());
                Batch { values, presence: crate::data::columns::Presence::All }
            }
            None => kernels::map::absent(kind, State::Blank, rows.len()),
        })
        .collect();
    let batches = (0..rows.len() as u32).collect::<Vec<_>>();
    let batches = batches
        .chunks(crate::data::columns::BATCH)
        .map(|taken| kernels::select::select(kind, &sources.iter().collect::<Vec<_>>(), taken, &[]));
    Column { batches: batches.collect() }
}

/// What is left when all is done.
fn finish(mut store: Store<'_>, work: Work<'_>, texts: Texts) -> Outcome {
    let plan = store.plan;
    let lends = work.keep == Keep::Reasons;
    let columns: Vec<Option<Arc<Column>>> = plan
        .ids()
        .map(|id| {
            if !work.is_asked(id) {
                return None;
            }
            // Columns that were read, and those of made records, stay where they are as well.
            let own = store.columns.get(id.at()).and_then(Option::clone);
            Some(own.unwrap_or_else(|| Arc::new(store.column(id).clone())))
        })
        .collect();
    let program = store.program;
    let made = (0u32..).map(crate::program::RecordId).zip(&program.records).map(|(id, record)| match record.rows {
        Rows::Overall | Rows::File(_) | Rows::Calendar(_) => None,
        Rows::Product(_) | Rows::Group { .. } | Rows::Split { .. } | Rows::Tranches(_) => {
            let columns = store.made.get(id.at())?.as_ref()?.columns.clone();
            let mut columns: Vec<Option<Column>> = columns.into_iter().map(Some).collect();
            columns.resize_with(record.fields.len(), || None);
            let rows = store.rows.get(id.at()).copied().unwrap_or_default();
            Some(Table { rows, columns, names: RowNames::Numbered, keys: KeyIndex::default() })
        }
    });
    let made = made.collect();
    let rows = store.rows.clone();
    let mut ledgers = rustc_hash::FxHashMap::default();
    for done in store.ledgers.values_mut() {
        ledgers.insert(done.ledger, (std::mem::take(&mut done.postings), std::mem::take(&mut done.traces)));
    }
    let mut outcome = Outcome::new(program, plan, texts, rows, made, ledgers);
    for ((kept, column), codes) in outcome.steps.iter_mut().zip(columns).zip(&mut store.codes) {
        kept.column = column;
        kept.codes = std::mem::take(codes);
    }
    if lends {
        outcome.recall = Some(Arc::new(Recall::of(store, work)));
    }
    outcome
}
