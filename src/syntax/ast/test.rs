//! Tests.

use crate::source::Span;
use crate::syntax::ast::{ArticleNumber, Expr, Name, Quoted};
use crate::values::Date;

/// `test "…" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The whole block.
    pub span: Span,
    /// What it shows.
    pub name: Quoted,
    /// Its parts in written order.
    pub parts: Vec<TestPart>,
}

/// A line of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum TestPart {
    /// `as of 2026-03-31`.
    AsOf {
        /// The whole line.
        span: Span,
        /// The day.
        date: Date,
    },
    /// `given manager { id = "A"; deposits = 15_000_000 }`.
    Given {
        /// The whole block.
        span: Span,
        /// The record.
        record: Name,
        /// Its fields.
        fields: Vec<(Name, Expr)>,
    },
    /// `expect "A".growth = 5_000.00 by article 12`.
    Expect(Expect),
    /// `expect "front line at least 30%" fails for "B1"`.
    Asserted(Asserted),
}

/// What an assertion is expected to come out as.
#[derive(Clone, Debug, PartialEq)]
pub struct Asserted {
    /// The whole line.
    pub span: Span,
    /// The text of the assertion.
    pub text: Quoted,
    /// The key of the record, one value a part; empty means all of them.
    pub key: Vec<Expr>,
    /// Whether it holds.
    pub holds: bool,
}

/// An expectation.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// The whole line.
    pub span: Span,
    /// The key of the record, one value a part; empty means the only one given.
    pub key: Vec<Expr>,
    /// The value, `deposit_growth` or `q.missing`; the first name may be a record kind other than the subject (`loan "L1".share`).
    pub record: Option<Name>,
    /// The names of the value.
    pub path: Vec<Name>,
    /// What it must be.
    pub outcome: Outcome,
    /// The words that say what it must be: `= 5_000.00`, `is blank`.
    pub outcome_span: Span,
    /// The article it must come from.
    pub by: Option<ArticleNumber>,
    /// Words that its reason must hold, each of them.
    pub because: Vec<Quoted>,
}

/// What an expectation wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// `= e`.
    Equals(Expr),
    /// `is blank`.
    Blank,
    /// `is not applicable`.
    NotApplicable,
}
