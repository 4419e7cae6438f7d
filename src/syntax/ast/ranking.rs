//! Who is before whom: the parts of rankings, in clauses and calls.

use crate::source::Span;
use crate::syntax::ast::Expr;

/// Who is before whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Its place.
    pub span: Span,
    /// The values, the first decides, each further one breaks ties.
    pub keys: Vec<RankKey>,
    /// What happens to ties.
    pub ties: Option<(Ties, Span)>,
    /// Where blanks go.
    pub blanks: Option<(Blanks, Span)>,
}

/// One value of a ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct RankKey {
    /// The value.
    pub value: Expr,
    /// Its order, if said; a later key without one takes that of the key after it.
    pub order: Option<RankOrder>,
}

/// The order of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RankOrder {
    /// `highest first`.
    HighestFirst,
    /// `lowest first`.
    LowestFirst,
}

/// What happens to equal ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Ties {
    /// `ties shared`: 1, 2, 2, 4.
    Shared,
    /// `ties all in`: whoever equals the last one in is in.
    AllIn,
    /// `ties all out`: whoever equals the first one out is out.
    AllOut,
    /// `ties by id`: broken by these values, lowest first, which must decide.
    By(Vec<Expr>),
}

/// Where blanks go in a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blanks {
    /// Before all others.
    First,
    /// After all others, sharing one place.
    Last,
    /// They get no rank.
    Out,
}
