//! What a statement reads of a run: values, codes, and what rows are called.

use super::series;
use crate::data::Tables;
use crate::plan::Plan;
use crate::program::{ExprId, FoldId, LedgerId, Program, RecordId};
use crate::run::{Cell, Outcome, Posting, Recall, Trace};
use crate::values::Date;

/// What was kept of a run.
pub trait Reasons {
    /// The value of an expression at a row of its record.
    fn value(&self, expr: ExprId, row: usize) -> Cell;
    /// The arm of cases, the stretch of a tier or the row of a table that was taken.
    fn code(&self, expr: ExprId, row: usize) -> Option<u32>;
    /// How many rows a record has.
    fn rows(&self, record: RecordId) -> usize;
    /// What people call a row.
    fn key(&self, record: RecordId, row: usize) -> String;
    /// The row before one in the series of a fold; none before the first one, and where a run has one row.
    fn row_before(&self, _: FoldId, _: usize) -> Option<usize> {
        None
    }
    /// The day of the run.
    fn as_of(&self) -> Option<Date>;
    /// The entries of an owner's ledger with what they moved, in order; none where no ledger was kept.
    fn postings(&self, _: LedgerId, _: u32) -> &[Posting] {
        &[]
    }
    /// What the amounts and conditions of a ledger came to, where that was kept.
    fn traces(&self, _: LedgerId) -> &[Trace] {
        &[]
    }
    /// The value of an expression for one of the entries of a trace.
    fn traced(&self, _: &Trace, _: ExprId, _: usize) -> Cell {
        Cell::NotGiven
    }
}

/// The expressions that a plan must have for statements: every named value, with what it was before rounding, its conditions and parts.
pub fn roots(program: &Program) -> Vec<ExprId> {
    let mut roots = Vec::new();
    for definition in &program.definitions {
        roots.extend([definition.value, definition.unrounded]);
        roots.extend(definition.conditions.iter().map(|condition| condition.test));
        roots.extend(definition.role.names().0);
    }
    // What a state was made of is told by its row, though it is carried out in its fold alone.
    roots.extend(program.folds.iter().flat_map(|fold| &fold.states).map(|state| state.next));
    roots.sort_unstable();
    roots.dedup();
    roots
}

/// An outcome that kept all steps, with the data it came from.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// The program that was run.
    pub program: &'a Program,
    /// The data that was read.
    pub tables: &'a Tables,
    /// What the run gave, with every step kept, or what they rest on.
    pub outcome: &'a Outcome,
    /// The whole plan, where a part of it was carried out and the rest is worked out when it is asked for.
    pub plan: Option<&'a Plan>,
    /// The day of the run.
    pub as_of: Option<Date>,
}

impl<'a> Kept<'a> {
    fn recall(&self) -> Option<(&'a Plan, &'a Recall)> {
        self.plan.zip(self.outcome.recall())
    }
}

impl Reasons for Kept<'_> {
    fn value(&self, expr: ExprId, row: usize) -> Cell {
        match self.recall() {
            Some((plan, recall)) => recall.value(self.program, plan, self.tables, self.outcome, expr, row),
            None => self.outcome.value(expr, row),
        }
    }

    fn code(&self, expr: ExprId, row: usize) -> Option<u32> {
        match self.recall() {
            Some((plan, recall)) => recall.code(self.program, plan, self.tables, self.outcome, expr, row),
            None => self.outcome.code(expr, row),
        }
    }

    fn rows(&self, record: RecordId) -> usize {
        self.outcome.rows(record)
    }

    fn key(&self, record: RecordId, row: usize) -> String {
        self.outcome.name_of(self.program, self.tables, record, row)
    }

    fn row_before(&self, fold: FoldId, row: usize) -> Option<usize> {
        self.outcome.row_before(fold, row, || series::rows_before(self.program, self.program.fold(fold), self))
    }

    fn as_of(&self) -> Option<Date> {
        self.as_of
    }

    fn postings(&self, ledger: LedgerId, owner: u32) -> &[Posting] {
        self.outcome.postings(ledger, owner)
    }

    fn traces(&self, ledger: LedgerId) -> &[Trace] {
        self.outcome.traces(ledger)
    }

    fn traced(&self, trace: &Trace, expr: ExprId, point: usize) -> Cell {
        trace.value(expr, point, &self.outcome.texts).unwrap_or(Cell::NotGiven)
    }
}
