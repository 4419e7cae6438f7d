//! Tables of constants.

use crate::program::{ArticleId, Kind, Type};
use crate::source::Span;
use crate::syntax::ast::Comparison;
use crate::values::Value;

/// A table of constants.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The article it stands in.
    pub article: Option<ArticleId>,
    /// The kinds of its keys.
    pub keys: Vec<Kind>,
    /// Its columns: name and type. A single-valued table has one.
    pub columns: Vec<(String, Type)>,
    /// Its rows; the first whose cells all hold is taken, and when none does the value is blank. A key that is not applicable makes the
    /// value not applicable, whatever the cells ask.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// One test for each key.
    pub tests: Vec<CellTest>,
    /// One value for each column; none is blank.
    pub values: Vec<Option<Value>>,
    /// Where the row stands.
    pub span: Span,
}

/// What a key cell asks.
#[derive(Clone, Debug, PartialEq)]
pub enum CellTest {
    /// Anything, blank too.
    Any,
    /// One of these values.
    OneOf(Vec<Value>),
    /// All of these comparisons.
    Range(Vec<(Comparison, Value)>),
    /// The key is blank.
    Blank,
}
