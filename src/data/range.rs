//! The range that a field declares, ready to be asked for each cell.
//!
//! For numbers the comparisons become two whole bounds in the units of the column, so that a cell costs two comparisons.

use crate::program::Field;
use crate::syntax::ast::Comparison;
use crate::values::Value;

/// The comparisons of a field.
#[derive(Debug)]
pub(super) struct Range<'p> {
    comparisons: &'p [(Comparison, Value)],
    /// Units of the column that pass for certain; outside of it the comparisons decide.
    sure: Option<(i64, i64)>,
}

impl<'p> Range<'p> {
    /// The range of a field whose column holds numbers of 10^-`scale`.
    pub(super) fn new(field: &'p Field, scale: u8) -> Range<'p> {
        let mut sure = Some((i64::MIN, i64::MAX));
        for (comparison, value) in &field.range {
            sure = sure.and_then(|sure| narrow(sure, *comparison, value, scale));
        }
        Range { comparisons: &field.range, sure }
    }

    /// Whether a number in units of the column passes for certain.
    pub(super) fn surely_holds(&self, units: i64) -> bool {
        self.sure.is_some_and(|(least, most)| least <= units && units <= most)
    }

    /// The units of the column that pass for certain, if any are known.
    pub(super) fn sure(&self) -> Option<(i64, i64)> {
        self.sure
    }

    /// Whether any comparison is asked at all.
    pub(super) fn is_empty(&self) -> bool {
        self.comparisons.is_empty()
    }

    /// The first comparison that a value does not pass.
    pub(super) fn broken_by(&self, value: &Value) -> Option<usize> {
        self.comparisons.iter().position(|(comparison, bound)| value.order(bound).is_some_and(|order| !comparison.holds(order)))
    }

    /// A comparison by its number.
    pub(super) fn comparison(&self, at: usize) -> Option<&'p (Comparison, Value)> {
        self.comparisons.get(at)
    }
}

fn narrow((least, most): (i64, i64), comparison: Comparison, value: &Value, scale: u8) -> Option<(i64, i64)> {
    let Value::Number(bound) = value else { return None };
    // Exact units only: a bound between two units leaves the question to the comparisons.
    let bound = i64::try_from(bound.to_scaled(scale)?).ok()?;
    match comparison {
        Comparison::GreaterOrEqual => Some((least.max(bound), most)),
        Comparison::Greater => Some((least.max(bound.checked_add(1)?), most)),
        Comparison::LessOrEqual => Some((least, most.min(bound))),
        Comparison::Less => Some((least, most.min(bound.checked_sub(1)?))),
        Comparison::Equal => Some((least.max(bound), most.min(bound))),
        Comparison::NotEqual => None,
    }
}
