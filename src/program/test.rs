//! Tests in the language.

use crate::program::{ArticleId, DefinitionId, ExprId, FieldId, RecordId};
use crate::source::Span;
use crate::values::{Date, Value};

/// A test.
#[derive(Clone, Debug)]
pub struct Test {
    /// What it shows.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The day it is evaluated as of.
    pub as_of: Option<Date>,
    /// The rows it gives.
    pub given: Vec<Given>,
    /// What it expects.
    pub expects: Vec<Expectation>,
    /// Which assertions it expects to hold or to fail.
    pub asserted: Vec<AssertedExpectation>,
}

/// What a test expects an assertion to come out as.
#[derive(Clone, Debug)]
pub struct AssertedExpectation {
    /// Where it stands.
    pub span: Span,
    /// The assertion, by its place in [`Program::assertions`](super::Program::assertions).
    pub assertion: usize,
    /// The key of the row; empty: all rows.
    pub key: Vec<Value>,
    /// The values that the key is compared with where the policy makes the rows; empty where a file gives them.
    pub made_by: Vec<ExprId>,
    /// Whether it holds; of all rows, whether it holds for each of them.
    pub holds: bool,
}

/// A row given by a test.
#[derive(Clone, Debug)]
pub struct Given {
    /// The record.
    pub record: RecordId,
    /// Where it stands.
    pub span: Span,
    /// The values given, by field; none is blank. A reference is given by the key of what it refers to.
    pub fields: Vec<(FieldId, Option<Value>)>,
}

/// What a test expects.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Where it stands.
    pub span: Span,
    /// The value, on `record`.
    pub value: ExprId,
    /// The definition that gives it, if it is one.
    pub definition: Option<DefinitionId>,
    /// The record.
    pub record: RecordId,
    /// The key of the row; empty: the only one given.
    pub key: Vec<Value>,
    /// The values that the key is compared with where the policy makes the rows; empty where a file gives them.
    pub made_by: Vec<ExprId>,
    /// What it must be.
    pub outcome: Expected,
    /// The words that say what it must be: `= 5_000.00`, `is blank`.
    pub outcome_span: Span,
    /// The article it must come from.
    pub by: Option<ArticleId>,
    /// Words that the reason must hold, each of them.
    pub because: Vec<String>,
}

/// What a test wants a value to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// This value.
    Value(Value),
    /// Blank.
    Blank,
    /// Not applicable.
    NotApplicable,
    /// Whatever it is: its article or its reason is asked alone.
    Any,
}
