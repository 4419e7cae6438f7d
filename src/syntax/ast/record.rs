//! Records and their fields, calendars, and groups.

use crate::source::Span;
use crate::syntax::ast::{Comparison, Expr, Name, Quoted, UnitWord};

/// `record manager from "managers.csv" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The whole block.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The file its rows are read from, if not named after it.
    pub from: Option<Quoted>,
    /// The records that it has a row for each combination of, `each manager, month`; empty for one that is read.
    pub each: Vec<Name>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A line of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The whole line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its kind.
    pub kind: FieldKind,
    /// Whether it is (a part of) the key.
    pub key: bool,
    /// Whether a cell may be blank.
    pub or_blank: bool,
    /// What a blank cell means, `, blank as 0`.
    pub blank_as: Option<Expr>,
    /// The range of its values.
    pub range: Option<FieldRange>,
    /// What people call it.
    pub label: Option<Quoted>,
    /// The heading in the file, `column "…"`.
    pub column: Option<Quoted>,
    /// The headings of a family of columns, one for each period, `columns "assets_m{00}"`.
    pub columns: Option<Quoted>,
}

/// The declared kind of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// `text`.
    Text,
    /// `integer`.
    Integer,
    /// `number(1)`.
    Number {
        /// Digits after the point.
        places: Option<u8>,
    },
    /// `money(4) USD in 万元`.
    Money {
        /// Digits after the point, if not those of the currency.
        places: Option<u8>,
        /// The currency, if not that of the policy.
        currency: Option<Name>,
        /// The unit that cells are written in.
        unit: Option<UnitWord>,
    },
    /// `percent`, `ratio`, `permille`, `bp`: a ratio, and how its cells are written.
    Ratio {
        /// How cells are written.
        written: RatioWritten,
        /// Digits after the point as written.
        places: Option<u8>,
    },
    /// `percentage points`.
    Points {
        /// Digits after the point.
        places: Option<u8>,
    },
    /// `date`.
    Date,
    /// `yes/no as Y/N`.
    YesNo {
        /// The spelling of yes and of no in the file.
        written: Option<(Quoted, Quoted)>,
    },
    /// `one of a < b < c` or `one of a, b, c`.
    OneOf {
        /// Whether the members are in ascending order.
        ordered: bool,
        /// The members.
        members: Vec<Member>,
        /// `any other value is 其他`.
        otherwise: Option<Name>,
    },
    /// `-> branch`, or `-> book_month by household, month`.
    Reference {
        /// The record it leads to.
        to: Name,
        /// The values that make the key, when it is computed.
        by: Vec<Expr>,
    },
}

/// How the cells of a ratio are written: 0.75, 75, 750 or 7500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RatioWritten {
    /// 0.75.
    Ratio,
    /// 75, or 75%.
    Percent,
    /// 750, or 750‰.
    Permille,
    /// 7500, or 7500bp.
    BasisPoints,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: Name,
    /// Its spelling in the file, if another.
    pub written: Option<Quoted>,
}

/// `>= 0`, or `0 to 100`.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRange {
    /// Its place.
    pub span: Span,
    /// The comparisons that a value must pass, each with a constant.
    pub bounds: Vec<(Comparison, Expr)>,
}

/// `calendar month of months from 2026-01 to 2026-12`.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// The whole line.
    pub span: Span,
    /// The name of its record.
    pub name: Name,
    /// What its rows are.
    pub unit: CalendarUnit,
    /// The first row.
    pub from: Expr,
    /// The last row.
    pub to: Expr,
}

/// What the rows of a calendar are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CalendarUnit {
    /// Months of the calendar.
    Months,
    /// Quarters of the calendar year.
    Quarters,
    /// Calendar years.
    Years,
    /// Whole numbers.
    Numbers,
}

/// `group branch_grade of manager by branch, grade`.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The whole line.
    pub span: Span,
    /// The name of the new record, and of the reference to it.
    pub name: Name,
    /// The record whose rows are grouped.
    pub of: Name,
    /// The values that rows of one group share.
    pub by: Vec<Expr>,
}
