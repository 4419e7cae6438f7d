//! Pipe tables.

use crate::source::Span;
use crate::syntax::ast::{Bound, Comparison, Days, Expr, Name};

/// `table base_pay: money by grade, branch.region first { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The whole block.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The declared kind of its cells.
    pub kind: Option<Name>,
    /// The values it is looked up by.
    pub keys: Vec<Expr>,
    /// How rows of conditions are chosen.
    pub choice: Option<RowChoice>,
    /// The days it is in force, if it has several versions.
    pub days: Option<Days>,
    /// How many amendments it comes through.
    pub layer: u32,
    /// The heading, then the rows.
    pub lines: Vec<TableLine>,
}

/// How one row of conditions is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowChoice {
    /// The first row that holds.
    First,
    /// Exactly one row may hold.
    OnlyOne,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableLine {
    /// The whole line.
    pub span: Span,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its place; empty for a blank cell.
    pub span: Span,
    /// What stands in it.
    pub content: CellContent,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum CellContent {
    /// Nothing.
    Blank,
    /// `any`.
    Any,
    /// `else`.
    Else,
    /// A value, with its tails.
    Value(Expr),
    /// `>= 90%`.
    Compare(Comparison, Expr),
    /// A bound in words, `90% 以上`, `below 60`.
    Bound(Bound),
    /// `a, b, c`.
    List(Vec<Expr>),
}
