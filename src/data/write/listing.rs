//! A result as a writer sees it: its columns, and which of their rows are shown, in which order.

use crate::data::columns::{Column, State, Values};
use crate::data::texts::Texts;
use crate::data::value::{batch_at, state_in, value_in};
use crate::program::Kind;
use crate::values::Value;

/// What a cell of a result holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown<'a> {
    /// A number in units of 10^-`scale`: the usual amount.
    Scaled {
        /// The units.
        units: i64,
        /// Digits after the point.
        scale: u8,
    },
    /// A text.
    Text(&'a str),
    /// Yes or no.
    YesNo(bool),
    /// A member of an enumeration.
    Member(u32),
    /// Any other value.
    Value(Value),
    /// Nothing, and why.
    Absent(State),
}

/// Columns, some of whose rows are shown in an order of their own.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    /// The columns of the result.
    pub columns: Vec<Listed<'a>>,
    /// The rows that are shown, in their order.
    pub order: &'a [usize],
    /// The texts of the run.
    pub texts: &'a Texts,
}

/// A column of a listing.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// Its values.
    pub column: &'a Column,
    /// What they are.
    pub kind: Kind,
    /// Whether its one row stands for all.
    pub overall: bool,
}

impl Listing<'_> {
    /// How many rows are shown.
    pub fn rows(&self) -> usize {
        self.order.len()
    }

    /// The cell of a column in a row.
    #[inline]
    pub fn cell(&self, column: usize, row: usize) -> Shown<'_> {
        let (Some(listed), Some(row)) = (self.columns.get(column), self.order.get(row)) else {
            return Shown::Absent(State::Blank);
        };
        let Some((batch, at)) = batch_at(listed.column, if listed.overall { 0 } else { *row }) else {
            return Shown::Absent(State::Blank);
        };
        let state = state_in(batch, at);
        if state != State::Present {
            return Shown::Absent(state);
        }
        let (values, at) = match &batch.values {
            Values::Same(one, _) => (&**one, 0),
            values => (values, at),
        };
        let shown = match values {
            Values::Scaled { scale, units } => units.get(at).map(|units| Shown::Scaled { units: *units, scale: *scale }),
            Values::YesNo(list) => list.get(at).map(|yes| Shown::YesNo(*yes)),
            Values::Codes(codes) => codes.get(at).map(|code| match listed.kind {
                Kind::Text => Shown::Text(self.texts.text(*code)),
                Kind::Reference(_) => Shown::Value(Value::Reference(*code)),
                _ => Shown::Member(*code),
            }),
            values => value_in(values, at, listed.kind, self.texts).map(Shown::Value),
        };
        shown.unwrap_or(Shown::Absent(State::Blank))
    }
}
