//! What a statement reads of one record in the memory it has.

use super::Made;
use crate::data::single::Held;
use crate::explain::Reasons;
use crate::program::{ExprId, RecordId};
use crate::run::{Cell, Steps, Thorough};
use crate::values::Date;

/// A record whose steps were all carried out.
pub(super) struct Told<'a> {
    pub(super) made: &'a Made,
    pub(super) held: &'a [Held],
    pub(super) thorough: &'a Thorough,
    pub(super) steps: &'a Steps,
}

impl Reasons for Told<'_> {
    fn value(&self, expr: ExprId, _: usize) -> Cell {
        self.thorough.cell(expr, self.steps, &|field| self.made.field(self.held, field))
    }

    fn code(&self, expr: ExprId, _: usize) -> Option<u32> {
        self.thorough.code(expr, self.steps, &|field| self.made.field(self.held, field))
    }

    fn rows(&self, record: RecordId) -> usize {
        usize::from(record == self.made.record)
    }

    fn key(&self, _: RecordId, _: usize) -> String {
        self.made.fields.name(self.made.policy.program(), self.held)
    }

    fn as_of(&self) -> Option<Date> {
        self.made.as_of
    }
}
