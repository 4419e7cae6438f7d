//! Values along a series in words: from which row one is taken, and over how many it was found.

use super::Reasons;
use super::teller::{Teller, tell};
use super::words::Bond;
use crate::program::{ExprId, Fold, FoldId, Kind, OVERALL, Program, ReduceOp, Scan, ScanOp};
use crate::run::Cell;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

impl Teller<'_, '_> {
    /// Puts a value of another row of the series: `120.00 [deficit of 2026-02]`.
    pub(super) fn put_neighbouring(&mut self, reference: ExprId, value: ExprId, expr: ExprId, row: usize, kind: Kind) -> Bond {
        self.put_own_figure(expr, row, kind);
        let name = self.value_name(value);
        let what = match self.led_to(reference, row) {
            Some(there) => {
                let key = self.reasons.key(self.program.expr(value).index, there);
                tell!(self, "{name} of {key}", "{key} 的 {name}")
            }
            None => tell!(self, "no row of {name}", "{name} 无此行"),
        };
        self.put_bracketed(&what)
    }

    /// Puts an aggregate of the rows up to this one, or a streak.
    pub(super) fn put_scanned(&mut self, scan: &Scan, expr: ExprId, row: usize, kind: Kind) -> Bond {
        self.put_own_figure(expr, row, kind);
        let name = scan.value.map(|value| self.value_name(value)).unwrap_or_default();
        let what = match &scan.op {
            ScanOp::Shift(_) | ScanOp::Latest => return Bond::One,
            ScanOp::Streak => tell!(self, "rows in a row with {name}", "{name} 连续成立的期数"),
            ScanOp::Running { op, last, .. } => {
                let (en, zh) = what(op);
                match last {
                    Some(last) => tell!(self, "{en} of {name} over the last {last}", "近 {last} 期 {name} 的{zh}"),
                    None => tell!(self, "{en} of {name} up to here", "截至本期 {name} 的{zh}"),
                }
            }
        };
        self.put_bracketed(&what)
    }

    /// Puts what was carried to a row: `120.00 [carried from A 2026-02]`, or what it starts with.
    pub(super) fn put_carried(&mut self, id: FoldId, state: u32, expr: ExprId, row: usize, kind: Kind, depth: usize) -> Bond {
        let program = self.program;
        let before = self.reasons.row_before(id, row);
        let fold = program.fold(id);
        match (before, fold.states.get(state as usize)) {
            (Some(before), _) => {
                self.put_own_figure(expr, row, kind);
                let key = self.reasons.key(fold.record, before);
                self.put_bracketed(&tell!(self, "carried from {key}", "自 {key} 结转"))
            }
            (None, Some(state)) => {
                self.put_words(state.starts, row, kind, depth + 1);
                self.put_bracketed(self.either("at the start", "期初"))
            }
            (None, None) => self.put_own_figure(expr, row, kind),
        }
    }
}

/// The row before each row of the series of a fold, as its states are carried from one to the next; none before the first ones.
pub(super) fn rows_before(program: &Program, fold: &Fold, reasons: &dyn Reasons) -> FxHashMap<usize, usize> {
    let value = |expr, row| reasons.value(expr, if program.expr(expr).index == OVERALL { 0 } else { row });
    let mut rows: Vec<(Vec<Cell>, usize)> =
        (0..reasons.rows(fold.record)).map(|row| (fold.series.order.iter().map(|key| value(*key, row)).collect(), row)).collect();
    rows.sort_by(|(one, _), (other, _)| {
        one.iter().zip(other).map(|(one, other)| order(one, other)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    let (mut last, mut before): (FxHashMap<Option<Cell>, usize>, _) = (FxHashMap::default(), FxHashMap::default());
    for (_, row) in rows {
        let series = fold.series.within.map(|within| value(within, row));
        if let Some(other) = last.insert(series, row) {
            before.insert(row, other);
        }
    }
    before
}

/// How two cells that rows are ordered by compare, as in a run: what is absent comes after what is there.
fn order(one: &Cell, other: &Cell) -> Ordering {
    match (one, other) {
        (Cell::Present(one), Cell::Present(other)) => one.order(other).unwrap_or(Ordering::Equal),
        _ => one.state().cmp(&other.state()),
    }
}

/// An aggregate in words.
fn what(op: &ReduceOp) -> (&'static str, &'static str) {
    match op {
        ReduceOp::Count => ("count", "计数"),
        ReduceOp::Average => ("average", "平均"),
        ReduceOp::Min => ("least", "最小值"),
        ReduceOp::Max => ("greatest", "最大值"),
        ReduceOp::Any => ("whether any", "是否存在"),
        ReduceOp::All => ("whether all", "是否全部"),
        _ => ("sum", "合计"),
    }
}
