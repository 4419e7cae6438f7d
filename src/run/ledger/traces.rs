//! What the bodies of amounts and conditions came to, entry by entry: kept where it is asked how much of a ledger was carried out.

use super::super::body::Ready;
use super::super::kernels::select::NOWHERE;
use super::super::outcome::{Cell, cell_in};
use crate::data::columns::Batch;
use crate::data::texts::Texts;
use crate::plan::{Op, StepId};
use crate::program::{ExprId, Kind, RecordId};
use rustc_hash::FxHashMap;

/// An amount or a condition of a ledger, carried out for some entries.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The amount or the condition.
    pub amount: ExprId,
    /// The record of the entries.
    pub entries: RecordId,
    /// The row of each entry, and the row of the account that the amount was for.
    pub points: Vec<(u32, u32)>,
    /// What was made of balances on the way, and its codes.
    steps: FxHashMap<ExprId, (Kind, Batch, Option<Vec<u32>>)>,
}

impl Trace {
    /// Keeps what a body came to; what was given to it is kept elsewhere.
    pub(super) fn of(
        amount: ExprId,
        entries: RecordId,
        points: Vec<(u32, u32)>,
        ready: &Ready<'_>,
        made: &[(Batch, Option<Vec<u32>>)],
    ) -> Trace {
        let body = ready.body();
        let kept = |(expr, id): (&ExprId, &StepId)| {
            let step = body.steps.get(id.at()).filter(|step| !matches!(step.op, Op::Given(_)))?;
            let (batch, codes) = made.get(id.at())?.clone();
            Some((*expr, (step.kind, batch, codes)))
        };
        Trace { amount, entries, points, steps: body.of.iter().filter_map(kept).collect() }
    }

    /// Whether an expression was worked out for these entries alone, as it rests on balances.
    pub fn has(&self, expr: ExprId) -> bool {
        self.steps.contains_key(&expr)
    }

    /// The value of an expression for one of the entries; none where it does not rest on balances.
    pub fn value(&self, expr: ExprId, point: usize, texts: &Texts) -> Option<Cell> {
        let (kind, batch, _) = self.steps.get(&expr)?;
        Some(cell_in(batch, point, *kind, texts))
    }

    /// The arm, stretch or row that was taken for one of the entries.
    pub fn code(&self, expr: ExprId, point: usize) -> Option<u32> {
        let (_, _, codes) = self.steps.get(&expr)?;
        codes.as_ref()?.get(point).copied().filter(|code| *code != NOWHERE)
    }
}
