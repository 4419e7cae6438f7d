//! The core forms over many rows: aggregates, ranks, allocations.

use crate::program::{ExprId, RecordId};
use crate::syntax::ast::RankOrder;
use crate::values::Exact;

/// An aggregate over the rows of a record.
#[derive(Clone, Debug)]
pub struct Reduce {
    /// What is done.
    pub op: ReduceOp,
    /// The record whose rows are aggregated.
    pub over: RecordId,
    /// The reference (on `over`) that groups them; the aggregate has a value for each row of what it leads to. None: all rows, and the
    /// aggregate is on [`OVERALL`](super::OVERALL). A row whose reference is blank counts nowhere.
    pub by: Option<ExprId>,
    /// Which rows count, on `over`; never absent.
    pub filter: Option<ExprId>,
    /// What is aggregated, on `over`; none for a count.
    pub value: Option<ExprId>,
    /// How much each counts in an average, on `over`; none: all the same, and for everything else. Not below zero (a finding). A row whose
    /// weight is absent is as one whose value is; where all weights are zero, the average is blank.
    pub weight: Option<ExprId>,
    /// Whether blank values are left out; otherwise one makes the whole blank, also where another value decides already, and for first
    /// and last also where it is not the one taken. Values that are not applicable never count.
    pub skip_blanks: bool,
    /// The order, lowest first, for first, last and list; rows equal in it keep the order of the input; blank
    /// values go after all others, not applicable ones after those.
    pub order: Vec<ExprId>,
}

/// What an aggregate does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ReduceOp {
    /// The sum; 0 of none.
    Sum,
    /// How many; 0 of none.
    Count,
    /// How many different values; 0 of none.
    CountDistinct,
    /// The mean; blank of none.
    Average,
    /// The least; blank of none.
    Min,
    /// The greatest; blank of none.
    Max,
    /// Whether one is yes; no of none.
    Any,
    /// Whether all are yes; yes of none.
    All,
    /// The first in the order; blank of none.
    First,
    /// The last in the order; blank of none.
    Last,
    /// Texts of all, joined with this; blank of none.
    List(String),
    /// The value below which this share lies: the one at place share × (n - 1) in ascending order, counted from 0, linear between
    /// neighbours; blank of none.
    Percentile(Exact),
}

/// How much of a period the periods of other rows cover. A period holds both its ends; one that ends before it begins holds no day.
#[derive(Clone, Debug)]
pub struct Cover {
    /// What is counted.
    pub measure: CoverMeasure,
    /// The record whose rows cover.
    pub over: RecordId,
    /// The reference (on `over`) to the row that they cover days for. None: all rows, and the form is on [`OVERALL`](super::OVERALL).
    /// A row whose reference is blank counts nowhere.
    pub by: Option<ExprId>,
    /// Which rows count, on `over`; never absent.
    pub filter: Option<ExprId>,
    /// The first and the last day that a row covers, on `over`. A row where one does not apply does not count; one that is blank makes
    /// the whole blank.
    pub covered: (ExprId, ExprId),
    /// Whether rows where a day is blank are left out instead.
    pub skip_blanks: bool,
    /// The first and the last day looked at, on the index; where one is absent, so is the whole.
    pub during: (ExprId, ExprId),
}

/// What is counted of a covered period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoverMeasure {
    /// Its covered days, each once however many rows cover it.
    CoveredDays,
    /// Its calendar months with a covered day.
    CoveredMonths,
    /// Of the calendar months that lie in it with all their days, those without a covered day.
    UncoveredMonths,
}

/// A place in an order, counted from 1. Who has a key that is not applicable is not ranked and gets not applicable.
#[derive(Clone, Debug)]
pub struct Rank {
    /// The values, the first decides, and whether the highest is first.
    pub keys: Vec<(ExprId, RankOrder)>,
    /// The reference (on the same index) that makes the cohorts; none: everyone. Where it is absent, so is the rank.
    pub within: Option<ExprId>,
    /// Who is ranked; the others get not applicable.
    pub among: Option<ExprId>,
    /// The place of equal ones.
    pub place: Place,
    /// Where blank keys go.
    pub blanks: RankBlanks,
}

/// The place that equal ones get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The best place they occupy: 1, 2, 2, 4.
    Best,
    /// The worst place they occupy: 1, 3, 3, 4.
    Worst,
    /// Different places, in the order of the input.
    Ordinal,
}

/// Where blank keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RankBlanks {
    /// They cannot be there; were one, it would be as `Out`.
    Never,
    /// Before all others, equal among themselves, whichever way the key goes.
    First,
    /// After all others, equal among themselves.
    Last,
    /// The rank of who has one is blank, and does not count for the others.
    Out,
}

/// Shares of an amount.
#[derive(Clone, Debug)]
pub struct Allocate {
    /// The amount, on the record that `within` leads to (or on [`OVERALL`](super::OVERALL)); a blank or not applicable one is shared out as 0.
    pub amount: ExprId,
    /// The reference (on the index) to whose amount it is. Where it is absent, so is the share.
    pub within: Option<ExprId>,
    /// Who takes part; the others get not applicable.
    pub among: Option<ExprId>,
    /// The weights, on the index; not below zero (a finding). One that is blank or not applicable is 0. When all
    /// weights are zero, everyone who takes part gets 0.
    pub weight: ExprId,
    /// The unit of a share. What an amount has beyond whole units goes, after whole units, to the next in line of those who take the odd
    /// ones. An amount below zero is shared out by its size, and the shares are turned.
    pub unit: Exact,
    /// Who takes what whole units leave over. Each share is first cut down to the unit.
    pub odd: OddUnits,
}

/// Who takes the odd cents.
#[derive(Clone, Debug)]
pub enum OddUnits {
    /// One unit each to the largest remainders; equal ones by these values, lowest first, then in the order of the input.
    LargestRemainder(Vec<ExprId>),
    /// One unit each in the order of these values, lowest first, among those with a weight.
    OneByOne(Vec<ExprId>),
    /// All to the first by these values, among those with a weight.
    ToFirst(Vec<ExprId>),
    /// All to the last by these values, among those with a weight.
    ToLast(Vec<ExprId>),
    /// Nobody.
    Lapse,
}
