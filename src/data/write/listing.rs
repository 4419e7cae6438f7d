//! The rows of a result as a writer sees them, and the common case: some columns and the order of their rows.

use crate::data::columns::{Column, State, Values};
use crate::data::texts::Texts;
use crate::data::value::{batch_at, state_in, value_at};
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
    /// Any other value.
    Value(Value),
    /// Nothing, and why.
    Absent(State),
}

/// Rows and columns of a result.
pub trait Listing {
    /// How many rows.
    fn rows(&self) -> usize;
    /// The cell of a column in a row.
    fn cell(&self, column: usize, row: usize) -> Shown<'_>;
}

/// A listing of columns, some of whose rows are shown in an order of their own.
#[derive(Clone, Debug)]
pub struct ColumnListing<'a> {
    /// The columns of the result with their kinds.
    pub columns: Vec<(&'a Column, Kind)>,
    /// The rows that are shown, in their order.
    pub order: Vec<u32>,
    /// The texts of the run.
    pub texts: &'a Texts,
}

impl Listing for ColumnListing<'_> {
    fn rows(&self) -> usize {
        self.order.len()
    }

    fn cell(&self, column: usize, row: usize) -> Shown<'_> {
        let (Some((column, kind)), Some(row)) = (self.columns.get(column), self.order.get(row)) else {
            return Shown::Absent(State::Blank);
        };
        let Some((batch, at)) = batch_at(column, *row as usize) else { return Shown::Absent(State::Blank) };
        match (state_in(batch, at), &batch.values) {
            (State::Present, Values::Scaled { scale, units }) => match units.get(at) {
                Some(units) => Shown::Scaled { units: *units, scale: *scale },
                None => Shown::Absent(State::Blank),
            },
            (State::Present, Values::Codes(codes)) if *kind == Kind::Text => match codes.get(at) {
                Some(code) => Shown::Text(self.texts.text(*code)),
                None => Shown::Absent(State::Blank),
            },
            (State::Present, _) => value_at(column, *row as usize, *kind, self.texts).map_or_else(Shown::Absent, Shown::Value),
            (state, _) => Shown::Absent(state),
        }
    }
}
