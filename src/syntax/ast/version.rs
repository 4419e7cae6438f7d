//! What changes by date: the days of a version, and parameters.

use crate::source::Span;
use crate::syntax::ast::{Expr, Name};
use crate::values::Date;

/// `parameter minimum = 300万`, or `parameter minimum { from 2026-01-01: 300万; from 2026-07-01: 400万 }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The whole statement.
    pub span: Span,
    /// What is defined.
    pub name: Name,
    /// Its kind, where the value alone does not tell it.
    pub kind: Option<Name>,
    /// Its values in written order; one without days where it does not change.
    pub values: Vec<DatedValue>,
}

/// A value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedValue {
    /// The whole line.
    pub span: Span,
    /// The days it is in force.
    pub days: Option<Days>,
    /// How many amendments it comes through.
    pub layer: u32,
    /// The value.
    pub value: Expr,
}

/// `from 2026-07-01 to 2026-12-31`: the days that a version is in force; without a last day, until the next version begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Days {
    /// Its place.
    pub span: Span,
    /// The first day; a policy as of a day may say none, where the version is in force from the beginning.
    pub from: Option<Date>,
    /// The last day, if said.
    pub to: Option<Date>,
}
