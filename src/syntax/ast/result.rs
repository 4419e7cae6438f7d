//! Results: what is delivered and how.

use crate::source::Span;
use crate::syntax::ast::{Expr, Mode, Name, Quoted, RankKey, RatioWritten, UnitWord};

/// `result payout of manager { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultItem {
    /// The whole block.
    pub span: Span,
    /// Its name, and that of its file.
    pub name: Name,
    /// The record it lists.
    pub of: Name,
    /// Its parts in written order.
    pub parts: Vec<ResultPart>,
}

/// A line of a result.
#[derive(Clone, Debug, PartialEq)]
pub enum ResultPart {
    /// `column completion "completion_pct", in percent, 2 decimals`.
    Column {
        /// The whole line.
        span: Span,
        /// The value.
        value: Expr,
        /// For several columns, the record whose rows they are: `column monthly over manager_month "m{00}"`.
        over: Option<Spread>,
        /// The heading, if not the name.
        heading: Option<Quoted>,
        /// How it is shown.
        formats: Vec<Format>,
    },
    /// A format for all columns, such as `not applicable shown "0.00"`.
    Default(Format),
    /// `where C`.
    Where(Expr),
    /// `order by branch, id`; each value lowest first unless it says `highest first`.
    OrderBy(Vec<RankKey>),
    /// `file "payout.csv"`.
    File(Quoted),
}

/// `over manager_month`, or `over tranche 1 to 5`: a column for each of an owner's rows of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The record.
    pub record: Name,
    /// The numbers that have columns, where they are not those of a calendar.
    pub numbers: Option<Box<(Expr, Expr)>>,
}

/// How a column is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Format {
    /// Its place.
    pub span: Span,
    /// What it says.
    pub kind: FormatKind,
}

/// What a format says.
#[derive(Clone, Debug, PartialEq)]
pub enum FormatKind {
    /// `2 decimals`, with a way of rounding if not half up.
    Decimals(u8),
    /// `in percent`, `in permille`, `in bp`, `in percentage points`: the unit it is written in.
    InRatio(RatioWritten),
    /// `in 万元`.
    InUnit(UnitWord),
    /// `rounded down`: how the shown copy is rounded.
    Rounded(Mode),
    /// `shown 是/否`: yes, then no.
    YesNo(String, String),
    /// `blank shown ""`.
    Blank(String),
    /// `not applicable shown "0.00"`.
    NotApplicable(String),
}
