//! Series: rows of a record one after the other, what they give up to a row, and what is carried from one to the next.

use crate::program::{ExprId, RecordId, ReduceOp};
use crate::source::Span;

/// How the rows of a record are series: those of one reference in an order that leaves no ties.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Series {
    /// The reference whose rows are one series; none: all rows are one. A row without it is in no series.
    pub within: Option<ExprId>,
    /// The values that put the rows in order, lowest first.
    pub order: Vec<ExprId>,
}

/// What is found along a series.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scan {
    /// What.
    pub op: ScanOp,
    /// The value, where one is read.
    pub value: Option<ExprId>,
    /// The series.
    pub series: Series,
}

/// What is found along a series.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ScanOp {
    /// The row so many places after (before, where negative), as a reference; blank where there is none.
    Shift(i32),
    /// The latest row up to this one where the value is there, as a reference; blank where there is none.
    Latest,
    /// An aggregate of the rows up to this one; like [`Reduce`](crate::program::Reduce) it leaves out what is not applicable, and a blank makes
    /// it blank.
    Running {
        /// The aggregate: sum, count, average, min, max, any or all.
        op: ReduceOp,
        /// Only the last so many rows.
        last: Option<u32>,
        /// Whether blank values are left out.
        skip_blanks: bool,
    },
    /// In how many rows up to this one the condition has held without a break; 0 where it does not hold.
    Streak,
}

/// States that are carried along a series together, each made of all of them.
#[derive(Clone, Debug)]
pub struct Fold {
    /// The record.
    pub record: RecordId,
    /// Where the first of them is declared.
    pub span: Span,
    /// The series.
    pub series: Series,
    /// The states.
    pub states: Vec<Carried>,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// What it is at the first row of a series, a value of that row.
    pub starts: ExprId,
    /// What it is after a row, made elementwise of the states at that row and of other values.
    pub next: ExprId,
}
