//! Built-ins with their clauses.

use crate::source::Span;
use crate::syntax::ast::{Blanks, Expr, Name, RankOrder, Ties};

/// A built-in with its arguments and clauses, or a scale with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name before the bracket.
    pub name: Name,
    /// Its arguments.
    pub arguments: Vec<Expr>,
    /// Its clauses in written order.
    pub clauses: Vec<CallClause>,
}

/// A clause of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallClause {
    /// Its place.
    pub span: Span,
    /// What it says.
    pub kind: CallClauseKind,
}

/// What a clause of a call says.
#[derive(Clone, Debug, PartialEq)]
pub enum CallClauseKind {
    /// `over loan`.
    Over(Name),
    /// `via seller`.
    Via(Name),
    /// `where C`.
    Where(Expr),
    /// `within a, b`.
    Within(Vec<Expr>),
    /// `among C`.
    Among(Expr),
    /// `by date`, of `first`, `last` and `list`.
    By(Vec<Expr>),
    /// `highest first`.
    Order(RankOrder),
    /// `ties shared`.
    Ties(Ties),
    /// `blanks last`.
    Blanks(Blanks),
    /// `skipping blanks`.
    SkippingBlanks,
    /// `running`: up to the row itself.
    Running,
    /// `last 3`: the last so many rows of a series.
    Last(Expr),
    /// `per e`, of `full_units` and `started_units`.
    Per(Expr),
    /// `during a to b`, of `covered_days` and its like.
    During(Expr),
    /// `weighted by days`, of `average`.
    WeightedBy(Expr),
}
