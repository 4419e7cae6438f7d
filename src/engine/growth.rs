//! Where a number on the way grew too long: the innermost value that is, found in a run that keeps what its values rest on.
//!
//! A run that delivers results keeps nothing else; one whose results cannot be delivered is carried out again, to tell why.

use super::evaluate::Evaluation;
use super::{Policy, Settings};
use crate::data::Tables;
use crate::explain::Reasons;
use crate::program::{ExprId, Form, OVERALL, Program, Reduce};
use crate::program::{each_part, is_elementwise};
use crate::run::Cell;
use crate::values::{Date, Value};
use std::cell::OnceCell;

/// A run that is carried out again once that is asked for.
pub(super) struct Growth<'e> {
    policy: &'e Policy,
    tables: &'e Tables,
    as_of: Option<Date>,
    again: OnceCell<Option<Evaluation<'e>>>,
}

impl<'e> Growth<'e> {
    /// The values of an evaluation, asked again.
    pub fn of(evaluation: &'e Evaluation<'_>) -> Growth<'e> {
        Growth { policy: &evaluation.policy, tables: evaluation.tables, as_of: evaluation.as_of, again: OnceCell::new() }
    }

    /// The innermost value that grew too long below one that did, at a row of its record.
    pub fn origin(&self, value: ExprId, row: usize) -> Option<ExprId> {
        let again = self.again.get_or_init(|| {
            let (plan, keep) = self.policy.for_reasons(self.tables);
            self.policy.computed(plan, keep, self.tables, &Settings::default(), self.as_of).ok()
        });
        let kept = again.as_ref()?.kept();
        let values = Values { program: self.policy.program(), reasons: &kept };
        let mut at = values.is_too_long((value, row)).then_some((value, row))?;
        while let Some(below) = values.below(at) {
            at = below;
        }
        Some(at.0)
    }
}

/// A value at a row of its record.
type At = (ExprId, usize);

/// The values of a run.
struct Values<'v> {
    program: &'v Program,
    reasons: &'v dyn Reasons,
}

impl Values<'_> {
    fn is_too_long(&self, (value, row): At) -> bool {
        let row = if self.program.expr(value).index == OVERALL { 0 } else { row };
        self.reasons.value(value, row) == Cell::TooLarge
    }

    /// The row that a reference leads to.
    fn led_to(&self, reference: ExprId, row: usize) -> Option<usize> {
        match self.reasons.value(reference, row) {
            Cell::Present(Value::Reference(row)) => usize::try_from(row).ok(),
            _ => None,
        }
    }

    /// What a value that is too long is made of and is too long itself.
    fn below(&self, (value, row): At) -> Option<At> {
        let expr = self.program.expr(value);
        if let Form::Gather { reference, value } = &expr.form {
            let there = self.led_to(*reference, row).map(|row| (*value, row));
            return there.filter(|&there| self.is_too_long(there));
        }
        let mut parts = Vec::new();
        each_part(self.program, value, &mut |part| parts.push(part));
        parts.into_iter().find_map(|part| {
            let index = self.program.expr(part).index;
            match &expr.form {
                form if is_elementwise(form) && (index == expr.index || index == OVERALL) => {
                    Some((part, row)).filter(|&at| self.is_too_long(at))
                }
                Form::Reduce(reduce) if index == reduce.over => self.among(reduce, part, row),
                // What stands at other rows or in another record: whoever it is.
                _ => (0..self.reasons.rows(index)).map(|row| (part, row)).find(|&at| self.is_too_long(at)),
            }
        })
    }

    /// What is too long among the rows that an aggregate of a row goes over.
    fn among(&self, reduce: &Reduce, part: ExprId, row: usize) -> Option<At> {
        let belongs = |of: &usize| reduce.by.is_none_or(|by| self.led_to(by, *of) == Some(row));
        (0..self.reasons.rows(reduce.over)).filter(|of| self.is_too_long((part, *of))).find(belongs).map(|of| (part, of))
    }
}
