//! What came out for a record, wherever it was computed.

use super::Record;
use crate::diagnostics::Diagnostic;
use crate::engine::Evaluation;
use crate::program::{DefinitionId, ExprId};
use crate::run::{At, Cell, Quick};
use crate::values::Value;

/// What came out for a record.
#[derive(Debug)]
pub struct Values<'a> {
    pub(super) record: &'a Record,
    /// None where the quick way was enough.
    pub(super) evaluation: Option<Evaluation<'a>>,
}

impl Values<'_> {
    /// A named value; not given where the results that were asked for do not need it.
    pub fn value(&self, value: DefinitionId) -> Cell {
        self.cell(self.record.made.policy.program().definition(value).value)
    }

    /// The value of an expression.
    pub(super) fn cell(&self, value: ExprId) -> Cell {
        match (&self.evaluation, self.quick(value)) {
            (Some(evaluation), _) => evaluation.outcome.value(value, 0),
            (None, Some((quick, At::Place(place)))) => quick.cell(&self.record.row, *place),
            (None, Some((_, At::Field(field)))) => self.record.made.field(&self.record.held, *field),
            (None, Some((_, At::Same(cell)))) => cell.clone(),
            (None, None) => Cell::NotGiven,
        }
    }

    /// A number in units of 10^-`scale`, where it is there and has no more digits after the point than that.
    pub fn units(&self, value: DefinitionId, scale: u8) -> Option<i64> {
        let expr = self.record.made.policy.program().definition(value).value;
        if let (None, Some((quick, At::Place(place)))) = (&self.evaluation, self.quick(expr))
            && let Some((units, own)) = quick.units(&self.record.row, *place)
        {
            let power = 10i64.checked_pow(u32::from(scale.abs_diff(own)))?;
            return if own <= scale {
                units.checked_mul(power)
            } else {
                (units.checked_rem(power)? == 0).then(|| units.checked_div(power))?
            };
        }
        match self.cell(expr) {
            Cell::Present(Value::Number(number)) => i64::try_from(number.to_scaled(scale)?).ok(),
            _ => None,
        }
    }

    /// Whether a condition holds, where it is there.
    pub fn is_yes(&self, value: DefinitionId) -> Option<bool> {
        match self.value(value) {
            Cell::Present(Value::YesNo(yes)) => Some(yes),
            _ => None,
        }
    }

    /// Warnings about the record.
    pub fn findings(&self) -> &[Diagnostic] {
        self.evaluation.as_ref().map_or(&[], |evaluation| &evaluation.findings)
    }

    fn quick(&self, value: ExprId) -> Option<(&Quick, &At)> {
        let made = &self.record.made;
        Some((made.quick.as_ref()?, made.found.get(&value)?))
    }
}
