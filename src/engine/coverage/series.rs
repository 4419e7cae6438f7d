//! The series of a fold: which row comes before which, as its states are carried from one to the next.

use crate::explain::{self, Reasons};
use crate::program::{Fold, OVERALL, Program};
use crate::run::Cell;
use rustc_hash::FxHashMap;

/// The row before each row of the series of a fold; none before the first ones.
pub(super) fn rows_before(program: &Program, fold: &Fold, reasons: &dyn Reasons) -> FxHashMap<usize, usize> {
    let value = |expr, row| reasons.value(expr, if program.expr(expr).index == OVERALL { 0 } else { row });
    let mut rows: Vec<(Vec<Cell>, usize)> =
        (0..reasons.rows(fold.record)).map(|row| (fold.series.order.iter().map(|key| value(*key, row)).collect(), row)).collect();
    rows.sort_by(|(one, _), (other, _)| {
        let keys = one.iter().zip(other).map(|(one, other)| explain::order(one, other));
        keys.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
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
