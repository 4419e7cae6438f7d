//! The core forms that everything is made of, elementwise ones first, and tiers.

use crate::program::{Allocate, Cover, DefinitionId, ExprId, FieldId, FoldId, LedgerId, Rank, RecordId, Reduce, Scan, TableId, Type};
use crate::source::Span;
use crate::syntax::ast::{Comparison, TierKind};
use crate::values::date::{CalendarSpan, DatePart};
use crate::values::{Exact, Rounding, Value};

/// An expression of the core.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub form: Form,
    /// Its type.
    pub ty: Type,
    /// The record whose rows it has a value for.
    pub index: RecordId,
    /// The words it comes from.
    pub span: Span,
}

/// The core forms. A value on [`OVERALL`](super::OVERALL) may stand wherever a value on another record is awaited: it is the same for every row.
#[derive(Clone, Debug)]
pub enum Form {
    /// A constant. A numeric constant is held in its base unit: 2% is 0.02, 500万 is 5,000,000.
    Constant(Value),
    /// Always blank.
    Blank,
    /// Always not applicable.
    NotApplicable,
    /// The day of the run.
    Today,
    /// A field of the index.
    Field(FieldId),
    /// A named value of the index or of [`OVERALL`](super::OVERALL).
    Definition(DefinitionId),
    /// The row itself, as a reference to the index.
    Row,
    /// An elementwise operation. Absence: unless the operation says otherwise, not applicable if an operand is, else blank if one is.
    Map(Map, Vec<ExprId>),
    /// The value; where it is blank, `blank`; where it is not applicable, `not_applicable`.
    Settle {
        /// The value.
        value: ExprId,
        /// In place of blank.
        blank: Option<ExprId>,
        /// In place of not applicable.
        not_applicable: Option<ExprId>,
    },
    /// The value of the first arm whose condition is yes; else `otherwise`, which is not applicable when there is none. A blank or not
    /// applicable condition makes the whole blank or not applicable.
    Cases {
        /// Conditions and values.
        arms: Vec<(ExprId, ExprId)>,
        /// The value when no condition is yes.
        otherwise: Option<ExprId>,
    },
    /// A tier with constant bounds.
    Piece(Box<Piece>),
    /// The value at the row that the reference leads to; blank where the reference is blank.
    Gather {
        /// A reference, on the index.
        reference: ExprId,
        /// The value, on the record it leads to.
        value: ExprId,
    },
    /// An aggregate.
    Reduce(Box<Reduce>),
    /// How much of a period is covered.
    Cover(Box<Cover>),
    /// A place in an order.
    Rank(Box<Rank>),
    /// A look-up in a table of constants.
    Lookup {
        /// The table.
        table: TableId,
        /// The keys, in the order of the table's.
        keys: Vec<ExprId>,
        /// Which of the table's columns.
        column: u32,
    },
    /// A share of an amount that belongs to a group.
    Allocate(Box<Allocate>),
    /// What the rows of a series up to this one give, or the row before or after it.
    Scan(Box<Scan>),
    /// What is carried to a row of a series from the row before it.
    Carried {
        /// The fold.
        fold: FoldId,
        /// Which of its states.
        state: u32,
    },
    /// What an account of a ledger holds after its last entry, on the record of the account.
    Closing {
        /// The ledger.
        ledger: LedgerId,
        /// Which of its accounts.
        account: u32,
    },
    /// In a ledger: what an account holds as an entry comes to it; on the record of the entries, or in amounts for each row of an account on
    /// the record of that account.
    Balance {
        /// The ledger.
        ledger: LedgerId,
        /// Which of its accounts.
        account: u32,
        /// Whether it is what all rows of the account hold together.
        sum: bool,
    },
    /// In an amount for each row of an account: a value of the entry, on the record of the entries.
    AtEntry(ExprId),
}

/// Elementwise operations. Numbers are exact rationals.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Map {
    /// Numbers, durations, or a date and a duration (in this order).
    Add,
    /// Numbers, durations, or a date less a duration.
    Subtract,
    /// Numbers.
    Multiply,
    /// Numbers; blank where the second is zero.
    Divide,
    /// A number or duration.
    Negate,
    /// Yes or no.
    Not,
    /// From left to right: no as soon as one is no; blank or not applicable as soon as one is; else yes.
    And,
    /// From left to right: yes as soon as one is yes; blank or not applicable as soon as one is; else no.
    Or,
    /// Two values of one kind; references and yes/no by equality alone; enumerations by the order of their members; texts by code point;
    /// durations by months, then by days.
    Compare(Comparison),
    /// Yes when the value is blank; never absent itself (a value that is not applicable is not blank).
    IsBlank,
    /// Yes when the value is not applicable; never absent itself.
    IsNotApplicable,
    /// How many of the conditions are yes.
    CountYes,
    /// The greatest.
    Max,
    /// The least.
    Min,
    /// Without its sign.
    Absolute,
    /// The number of whole units (second) in a value (first), toward zero; blank where the unit is zero.
    FullUnits,
    /// The number of units (second) begun in a value (first), away from zero; blank where the unit is zero.
    StartedUnits,
    /// A multiple of a unit.
    Round {
        /// The way of rounding.
        mode: Rounding,
        /// The unit, greater than zero.
        unit: Exact,
    },
    /// Whole months from the first date to the second.
    FullMonths,
    /// Whole years from the first date to the second.
    FullYears,
    /// Calendar months that the period from the first to the second date touches.
    CalendarMonths,
    /// Days from the first date to the second, the last one out.
    Days,
    /// Days from the first date through the second, both in.
    DaysThrough,
    /// Calendar months of which every day lies in the period from the first date through the second.
    WholeCalendarMonths,
    /// Months from the first date through the second, each calendar month by the share of its days that lie in the period.
    PartMonths,
    /// Years from the first date through the second, each calendar year by the share of its days that lie in the period.
    PartYears,
    /// Days that two periods have in common: the first and second date, the third and fourth, all ends in.
    OverlapDays,
    /// A part of a date as a number.
    PartOf(DatePart),
    /// The first day of the month, quarter, half-year or year of a date.
    FirstOf(CalendarSpan),
    /// The last day of the month, quarter, half-year or year of a date.
    LastOf(CalendarSpan),
    /// Texts joined, absent ones left out, with this between them; the empty text of none.
    Join(String),
    /// A value as a text: as the key of a row is written, numbers in full, members by name, `yes` and `no`; a row of a record by the name
    /// people know it by.
    ToText,
    /// The member of an enumeration so many places after (or before) another, held at the first and last: a member and a number,
    /// of which the whole part counts.
    MoveMember,
    /// The place of a member in its enumeration, counted from 1.
    PlaceOf,
}

/// A tier: `bounds` cut the values into `bounds.len() + 1` stretches.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What the author wrote.
    pub kind: TierKind,
    /// What it is by.
    pub by: ExprId,
    /// The ascending ends of all stretches but the last; an end is in its stretch when `true`.
    pub bounds: Vec<(Exact, bool)>,
    /// What each stretch gives.
    pub stretches: Vec<Stretch>,
    /// The lowest value that is in the tier at all, and whether it is included; below it the tier is blank (only where the author said so).
    pub floor: Option<(Exact, bool)>,
}

/// What a stretch of a tier gives.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// The value, on the same index.
    pub value: StretchValue,
    /// The row as written.
    pub span: Span,
}

/// How a stretch is computed.
#[derive(Clone, Debug)]
pub enum StretchValue {
    /// `base + slope × by`, exactly.
    Linear {
        /// What is added.
        base: Exact,
        /// What the value is multiplied with.
        slope: Exact,
    },
    /// Any value.
    Expr(ExprId),
}
