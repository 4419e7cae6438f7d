//! Columns: the values of one field or one step for all rows of a record, in batches.
//!
//! A batch holds its values in the narrowest form that holds them all, so one extreme amount widens its own batch and no other.

use crate::values::Exact;

/// Rows in a batch; the last batch of a column may hold fewer.
pub const BATCH: usize = 4096;

/// The values of one field or step, batch by batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its batches, each of [`BATCH`] rows but the last.
    pub batches: Vec<Batch>,
}

/// A batch of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The values; what stands at a row that is absent is of no meaning.
    pub values: Values,
    /// Which rows are there.
    pub presence: Presence,
}

/// The values of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers as multiples of 10^-scale.
    Scaled {
        /// Digits after the point.
        scale: u8,
        /// The multiples.
        units: Vec<i64>,
    },
    /// Numbers as multiples of 10^-scale that need more room.
    Wide {
        /// Digits after the point.
        scale: u8,
        /// The multiples.
        units: Vec<i128>,
    },
    /// Exact rationals.
    Exact(Vec<Exact>),
    /// Yes or no.
    YesNo(Vec<bool>),
    /// Days since 1970-01-01.
    Days(Vec<i32>),
    /// Durations: months and days.
    Durations(Vec<(i64, i64)>),
    /// Members of an enumeration, rows of a record, or texts of the run's [`super::texts::Texts`].
    Codes(Vec<u32>),
    /// One value for every row of the batch (the vector has one element): a constant is never expanded.
    Same(Box<Values>, usize),
}

/// Whether a value is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum State {
    /// It is.
    Present = 0,
    /// It is blank.
    Blank = 1,
    /// It does not apply.
    NotApplicable = 2,
    /// A test did not give it.
    NotGiven = 3,
    /// It is beyond what the engine holds.
    TooLarge = 4,
}

/// Which rows of a batch are there.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// All of them.
    All,
    /// As each row says.
    Each(Vec<State>),
}

impl Values {
    /// How many rows there are values for.
    pub fn rows(&self) -> usize {
        match self {
            Values::Scaled { units, .. } => units.len(),
            Values::Wide { units, .. } => units.len(),
            Values::Exact(list) => list.len(),
            Values::YesNo(list) => list.len(),
            Values::Days(list) => list.len(),
            Values::Durations(list) => list.len(),
            Values::Codes(list) => list.len(),
            Values::Same(_, rows) => *rows,
        }
    }
}

impl Batch {
    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.values.rows()
    }
}
