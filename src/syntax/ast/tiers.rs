//! Tiers.

use crate::source::Span;
use crate::syntax::ast::Expr;

/// A tier.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiers {
    /// The whole block.
    pub span: Span,
    /// What it does.
    pub kind: TierKind,
    /// What it is by; none in a `scale`.
    pub by: Option<Expr>,
    /// Its rows in written order.
    pub rows: Vec<TierRow>,
}

/// What a tier does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TierKind {
    /// `marginal`: the sum of rate × part.
    Marginal,
    /// `bands`: the value of the row.
    Bands,
    /// `interpolate`: linear between points.
    Interpolate,
}

/// A row of a tier.
#[derive(Clone, Debug, PartialEq)]
pub struct TierRow {
    /// The whole row.
    pub span: Span,
    /// Which values it is for.
    pub bound: RowBound,
    /// What it gives.
    pub value: TierValue,
}

/// Which values a row is for.
#[derive(Clone, Debug, PartialEq)]
pub enum RowBound {
    /// Bounds in words.
    Bound(Bound),
    /// `else`.
    Else,
    /// `100%:` a point of an interpolation, or an exact value.
    Point(Expr),
    /// `below first:`.
    BelowFirst,
    /// `above last:`.
    AboveLast,
}

/// `from x below y`: one bound or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Its place.
    pub span: Span,
    /// The lower bound, and whether it is included.
    pub lower: Option<(Expr, bool)>,
    /// The upper bound, and whether it is included.
    pub upper: Option<(Expr, bool)>,
}

/// What a row of a tier gives.
#[derive(Clone, Debug, PartialEq)]
pub enum TierValue {
    /// A value or rate.
    Value(Expr),
    /// `flat 200`.
    Flat(Expr),
    /// `line a to b`.
    Line(Expr, Expr),
    /// `hold`, at an end of an interpolation.
    Hold,
    /// `slope e`, at an end of an interpolation.
    Slope(Expr),
    /// `last slope`, or `50% of last slope`, at an end of an interpolation; at its lower end that of the first stretch.
    LastSlope(Option<Expr>),
}
