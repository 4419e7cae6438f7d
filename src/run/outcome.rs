//! The outcome of a run: columns of what was asked for, and how to read single values out of them.

use super::Recall;
use super::kernels::presence;
use super::{Posting, Trace};
use crate::data::columns::{BATCH, Batch, Column, State};
use crate::data::texts::Texts;
use crate::data::value::{state_in, value_at, value_in};
use crate::data::{Table, Tables, keys};
use crate::plan::{Plan, StepId};
use crate::program::{ExprId, FoldId, Kind, LedgerId, OVERALL, Program, RecordId, Rows};
use crate::values::{Exact, Value};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// What a run gives.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The texts that text cells are numbers of: those of the data, and those made by the run.
    pub texts: Texts,
    pub(super) steps: Vec<Kept>,
    pub(super) of: FxHashMap<ExprId, StepId>,
    pub(super) rows: Vec<usize>,
    pub(super) made: Vec<Option<Table>>,
    /// What each ledger moved, and what its amounts and conditions came to.
    pub(super) ledgers: FxHashMap<LedgerId, (Vec<Posting>, Vec<Trace>)>,
    /// What else the run kept, to be asked why.
    pub(super) recall: Option<Arc<Recall>>,
    /// For each fold the row before each row of its series, once that was asked for.
    before: Vec<OnceLock<FxHashMap<usize, usize>>>,
}

/// What is kept of a step.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) kind: Kind,
    pub(super) index: RecordId,
    pub(super) column: Option<Arc<Column>>,
    pub(super) codes: Option<Vec<u32>>,
}

/// One value, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// It is there; a number is exact.
    Present(Value),
    /// It is blank.
    Blank,
    /// It does not apply.
    NotApplicable,
    /// It rests on a field that a test did not give.
    NotGiven,
    /// It is beyond what the engine holds.
    TooLarge,
}

impl Cell {
    /// Whether it is there and yes.
    pub fn is_yes(&self) -> bool {
        matches!(self, Cell::Present(Value::YesNo(true)))
    }

    /// Whether it is there, or why not.
    pub fn state(&self) -> State {
        match self {
            Cell::Present(_) => State::Present,
            Cell::Blank => State::Blank,
            Cell::NotApplicable => State::NotApplicable,
            Cell::NotGiven => State::NotGiven,
            Cell::TooLarge => State::TooLarge,
        }
    }
}

impl Outcome {
    /// The value of an expression at a row of its record; not given when the expression was not planned or not kept.
    pub fn value(&self, expr: ExprId, row: usize) -> Cell {
        let Some((kept, column)) = self.find(expr) else { return Cell::NotGiven };
        let row = kept.place(row);
        column.batches.get(row / BATCH).map_or(Cell::Blank, |batch| cell_in(batch, row % BATCH, kept.kind, &self.texts))
    }

    /// The number of an expression at a row, if it is there and one.
    pub fn number(&self, expr: ExprId, row: usize) -> Option<Exact> {
        match self.value(expr, row) {
            Cell::Present(Value::Number(number)) => Some(number),
            Cell::Present(_) | Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => None,
        }
    }

    /// Whether an expression has a value at a row, or why not.
    pub fn state(&self, expr: ExprId, row: usize) -> State {
        let Some((kept, column)) = self.find(expr) else { return State::NotGiven };
        let row = kept.place(row);
        column.batches.get(row / BATCH).map_or(State::Blank, |batch| presence::state(&batch.presence, row % BATCH))
    }

    /// The column of an expression. Where its value is the same for every row of its record it has one row only
    /// ([`Outcome::is_overall`]); [`Outcome::batch`] spreads it.
    pub fn column(&self, expr: ExprId) -> Option<&Column> {
        self.find(expr).map(|(_, column)| column)
    }

    /// Whether the column of an expression has one row that stands for all.
    pub fn is_overall(&self, expr: ExprId) -> bool {
        self.find(expr).is_some_and(|(kept, _)| kept.index == OVERALL)
    }

    /// A batch of an expression as one of `rows` rows: a value that is the same for all is given as such.
    pub fn batch(&self, expr: ExprId, batch: usize, rows: usize) -> Option<Cow<'_, Batch>> {
        let (kept, column) = self.find(expr)?;
        if kept.index != OVERALL {
            return column.batches.get(batch).map(Cow::Borrowed);
        }
        column.batches.first().map(|one| Cow::Owned(super::store::spread(one, rows)))
    }

    /// How many rows a record has; made ones included.
    pub fn rows(&self, record: RecordId) -> usize {
        self.rows.get(record.at()).copied().unwrap_or_default()
    }

    /// The code that the step of an expression wrote at a row: the arm of cases (one past the last is `otherwise`), the stretch of a
    /// tier, the row of a table. None where no arm, stretch or row was taken, and unless all steps were kept.
    pub fn code(&self, expr: ExprId, row: usize) -> Option<u32> {
        let kept = self.steps.get(self.of.get(&expr)?.at())?;
        kept.codes.as_ref()?.get(kept.place(row)).copied().filter(|code| *code != super::kernels::select::NOWHERE)
    }

    /// The row before one in the series of a fold, by what finds those of all rows, which is asked once.
    pub fn row_before(&self, fold: FoldId, row: usize, of_all: impl FnOnce() -> FxHashMap<usize, usize>) -> Option<usize> {
        self.before.get(fold.at())?.get_or_init(of_all).get(&row).copied()
    }

    /// What the run kept beside what it delivers, if it was to be explained.
    pub fn recall(&self) -> Option<&Recall> {
        self.recall.as_deref()
    }

    /// The rows of a made record, if the run made them: its columns in the order of its fields.
    pub fn made(&self, record: RecordId) -> Option<&Table> {
        self.made.get(record.at()).and_then(Option::as_ref)
    }

    /// The key of a row, those of made records too; none when its record has no key or the row is not there.
    pub fn key_of(&self, program: &Program, tables: &Tables, record: RecordId, row: usize) -> Option<String> {
        let Some(made) = self.made(record) else { return keys::of_row(program, tables, record, u32::try_from(row).ok()?) };
        let declared = program.record(record);
        if declared.key.is_empty() || row >= made.rows {
            return None;
        }
        let mut parts = Vec::with_capacity(declared.key.len());
        for field in &declared.key {
            let kind = declared.fields.get(field.at())?.ty.kind;
            let value = value_at(made.columns.get(field.at())?.as_ref()?, row, kind, &self.texts).ok()?;
            parts.push(match (kind, &value) {
                (Kind::Reference(target), Value::Reference(row)) => self.key_of(program, tables, target, *row as usize)?,
                _ => keys::part(program, tables, kind, &value),
            });
        }
        Some(keys::joined(&parts))
    }

    /// The row of a key, those of made records too.
    pub fn row_of(&self, program: &Program, tables: &Tables, record: RecordId, key: &str) -> Option<usize> {
        match self.made(record) {
            Some(made) if !matches!(program.record(record).rows, Rows::Product(_)) => {
                (0..made.rows).find(|row| self.key_of(program, tables, record, *row).is_some_and(|found| found == key))
            }
            _ => keys::row(program, tables, record, key).and_then(|row| usize::try_from(row).ok()),
        }
    }

    /// What people call a row, those of made records too.
    pub fn name_of(&self, program: &Program, tables: &Tables, record: RecordId, row: usize) -> String {
        match self.key_of(program, tables, record, row) {
            Some(key) => keys::written(&key),
            None => keys::name(program, tables, record, u32::try_from(row).unwrap_or(u32::MAX)),
        }
    }

    /// What the entries of an owner's ledger moved, in their order; kept with all steps only.
    pub fn postings(&self, ledger: LedgerId, owner: u32) -> &[Posting] {
        let all = self.ledgers.get(&ledger).map(|(postings, _)| postings.as_slice()).unwrap_or_default();
        let from = all.partition_point(|posting| posting.owner < owner);
        let to = all.partition_point(|posting| posting.owner <= owner);
        all.get(from..to).unwrap_or_default()
    }

    /// What the amounts and conditions of a ledger came to, if that was asked for.
    pub fn traces(&self, ledger: LedgerId) -> &[Trace] {
        self.ledgers.get(&ledger).map(|(_, traces)| traces.as_slice()).unwrap_or_default()
    }

    /// The column of a step, if it was kept.
    pub(super) fn column_of(&self, step: StepId) -> Option<&Column> {
        self.steps.get(step.at())?.column.as_deref()
    }

    fn find(&self, expr: ExprId) -> Option<(&Kept, &Column)> {
        let kept = self.steps.get(self.of.get(&expr)?.at())?;
        kept.column.as_deref().map(|column| (kept, column))
    }
}

/// What stands at a row of a batch.
pub(super) fn cell_in(batch: &Batch, row: usize, kind: Kind, texts: &Texts) -> Cell {
    match state_in(batch, row) {
        State::Present => value_in(&batch.values, row, kind, texts).map_or(Cell::Blank, Cell::Present),
        State::Blank => Cell::Blank,
        State::NotApplicable => Cell::NotApplicable,
        State::NotGiven => Cell::NotGiven,
        State::TooLarge => Cell::TooLarge,
    }
}

impl Kept {
    fn place(&self, row: usize) -> usize {
        if self.index == OVERALL { 0 } else { row }
    }
}

impl Outcome {
    pub(super) fn new(
        program: &Program,
        plan: &Plan,
        texts: Texts,
        rows: Vec<usize>,
        made: Vec<Option<Table>>,
        ledgers: FxHashMap<LedgerId, (Vec<Posting>, Vec<Trace>)>,
    ) -> Outcome {
        let steps = plan.steps.iter().map(|step| Kept { kind: step.kind, index: step.index, column: None, codes: None });
        let before = vec![OnceLock::new(); program.folds.len()];
        Outcome { texts, steps: steps.collect(), of: plan.of.clone(), rows, made, ledgers, recall: None, before }
    }
}
