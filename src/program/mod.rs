//! The checked program: every name resolved, every value typed, every domain clause lowered to the core forms.
//!
//! It keeps names, types and places, and nothing of how it will be run: [`crate::plan`] orders it into steps.
//! Everything lies in flat tables under typed ids; [`from_syntax`] is the only code that builds it.

pub mod from_syntax;
pub mod print;
mod types;

use crate::source::Span;
use crate::syntax::ast::{Comparison, RankOrder, RatioWritten, TierKind};
use crate::values::{Date, Exact, Feb29, Rounding, Value};

pub use types::{Currency, Kind, Type};

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The place in its table.
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    )+ };
}

ids! {
    /// A record kind in [`Program::records`].
    RecordId;
    /// A field of a record, by its place in [`Record::fields`].
    FieldId;
    /// An enumeration in [`Program::enumerations`].
    EnumerationId;
    /// A named value in [`Program::definitions`].
    DefinitionId;
    /// An expression in [`Program::expressions`].
    ExprId;
    /// A table in [`Program::tables`].
    TableId;
    /// An article in [`Program::articles`].
    ArticleId;
}

/// The record of values that belong to nobody in particular: it has exactly one row.
pub const OVERALL: RecordId = RecordId(0);

/// A whole policy, checked.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its head.
    pub head: Head,
    /// All record kinds; the first is [`OVERALL`].
    pub records: Vec<Record>,
    /// All enumerations; equal ones are one.
    pub enumerations: Vec<Enumeration>,
    /// All articles in written order.
    pub articles: Vec<Article>,
    /// All named values, clauses and their sub-values among them, in article order.
    pub definitions: Vec<Definition>,
    /// All tables of constants.
    pub tables: Vec<Table>,
    /// All expressions; an expression comes after those it is made of.
    pub expressions: Vec<Expr>,
    /// What is to be delivered; never empty when the policy has a subject.
    pub results: Vec<Delivery>,
    /// What must hold.
    pub assertions: Vec<Assertion>,
    /// The tests.
    pub tests: Vec<Test>,
}

impl Program {
    /// A record by id.
    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id.at()]
    }
    /// A field of a record.
    pub fn field(&self, record: RecordId, field: FieldId) -> &Field {
        &self.record(record).fields[field.at()]
    }
    /// An enumeration by id.
    pub fn enumeration(&self, id: EnumerationId) -> &Enumeration {
        &self.enumerations[id.at()]
    }
    /// A named value by id.
    pub fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.at()]
    }
    /// An expression by id.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.expressions[id.at()]
    }
    /// A table by id.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.at()]
    }
    /// An article by id.
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.at()]
    }
    /// The record of a name.
    pub fn record_named(&self, name: &str) -> Option<RecordId> {
        let at = self.records.iter().skip(1).position(|record| record.name == name)?;
        u32::try_from(at).ok().map(|at| RecordId(at.saturating_add(1)))
    }
}

/// The head of a policy.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// The first and the last day it is in force.
    pub in_force: Option<(Date, Option<Date>)>,
    /// The day it is evaluated as of when the run gives none.
    pub as_of: Option<Date>,
    /// Its currency.
    pub currency: Currency,
    /// How declared amounts are rounded.
    pub rounding: Rounding,
    /// The unit that declared amounts are rounded to, such as 0.01.
    pub unit: Exact,
    /// The record whose rows are assessed.
    pub subject: Option<RecordId>,
    /// Where an anniversary of 29 February falls.
    pub leap_day: Feb29,
    /// Whether any value reads the date, so that one must be given.
    pub uses_today: bool,
}

/// A record kind.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Where its rows come from.
    pub rows: Rows,
    /// Its fields in written order.
    pub fields: Vec<Field>,
    /// The fields that make its key; empty when rows are named by file and line.
    pub key: Vec<FieldId>,
}

impl Record {
    /// The field of a name.
    pub fn field_named(&self, name: &str) -> Option<FieldId> {
        self.fields.iter().position(|field| field.name == name).map(|at| FieldId(at as u32))
    }
}

/// Where the rows of a record come from.
#[derive(Clone, Debug)]
pub enum Rows {
    /// There is exactly one.
    Overall,
    /// A file of this name (`manager` finds `manager.csv`, `manager.json` …; `managers.csv` itself).
    File(String),
    /// One row per distinct combination of values of another record, in order of first appearance. Blank
    /// equals blank here, and not applicable equals not applicable; a row with a value that is not given or too large is in no group.
    Group {
        /// The record that is grouped.
        of: RecordId,
        /// The values, on that record; the fields of the group hold them.
        by: Vec<ExprId>,
    },
    /// One row per part of a split amount whose party is there.
    Split {
        /// The record whose amount is split.
        of: RecordId,
        /// The whole amount, already rounded, on that record.
        amount: ExprId,
        /// The parts: the party (a reference, on that record) and the rounded amount; none takes the rest. When the one that takes the
        /// rest has no party, the first part that has one takes it. The rest is the amount less the other parts that have a party, so the
        /// parts make the whole; an absent part or amount makes the rest absent.
        shares: Vec<(ExprId, Option<ExprId>)>,
    },
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Its type; blank only where it is declared so and no meaning is given.
    pub ty: Type,
    /// What people call it.
    pub label: Option<String>,
    /// Where its values come from and how they are written.
    pub cells: Cells,
    /// What a blank cell means; then the field is never blank.
    pub blank_as: Option<Value>,
    /// The comparisons that a value must pass.
    pub range: Vec<(Comparison, Value)>,
}

/// Where the values of a field come from and how they are written.
#[derive(Clone, Debug)]
pub enum Cells {
    /// A column of the record's file.
    Column {
        /// Its heading.
        heading: String,
        /// How its cells are written.
        written: Written,
    },
    /// The reference from a row of a split, grouped or generated record to what it was made from, or a part of it: filled by the engine.
    /// For a group: field k is the k-th value grouped by. For a split: field 0 the record, 1 the party, 2 the amount, 3 the number of the part.
    Made,
    /// The row of another record that these values (on this record) are the key of.
    Computed {
        /// One value for each part of the key.
        by: Vec<ExprId>,
        /// Whether a miss is blank rather than an error.
        or_blank: bool,
    },
    /// The reference from a row to its group.
    Grouped,
}

/// How cells are written.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// As text.
    Text,
    /// As a whole number.
    Integer,
    /// As a number with at most so many digits after the point, in units of `unit` (10,000 for 万元).
    Number {
        /// Digits after the point, as written in the file.
        places: u8,
        /// What a written 1 stands for.
        unit: Exact,
    },
    /// As a ratio.
    Ratio {
        /// The way of writing.
        written: RatioWritten,
        /// Digits after the point, as written in the file.
        places: u8,
    },
    /// As a date.
    Date,
    /// As yes or no.
    YesNo {
        /// The spelling of yes.
        yes: String,
        /// The spelling of no.
        no: String,
        /// Whether the policy fixed the spelling; otherwise yes/no, true/false, Y/N, 1/0, 是/否 are read.
        fixed: bool,
    },
    /// As a member of the enumeration of the field's type, by its spelling.
    Member,
    /// As the key of the record that the field's type refers to; only records with one key field are referred to by a cell.
    Key,
}

/// An enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Enumeration {
    /// Whether its members are in ascending order.
    pub ordered: bool,
    /// Its members.
    pub members: Vec<Member>,
    /// The member that any other value is.
    pub otherwise: Option<u32>,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its spelling in files.
    pub written: String,
}

/// An article.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its number, in figures.
    pub number: String,
    /// Its title.
    pub title: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A named value.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// The clause it is a part of, as `until` of `q.until`.
    pub parent: Option<DefinitionId>,
    /// Where its name stands.
    pub span: Span,
    /// The record it belongs to.
    pub owner: RecordId,
    /// What it is in the scheme.
    pub role: Role,
    /// The article it stands in; of a value with several alternatives, the first one's.
    pub article: Option<ArticleId>,
    /// Its value, rounded where its role rounds.
    pub value: ExprId,
    /// The value before that rounding, for explanations; the same as `value` where nothing is rounded.
    pub unrounded: ExprId,
    /// Its type.
    pub ty: Type,
    /// The conditions that decide whether it applies, in the order they are asked.
    pub conditions: Vec<Condition>,
    /// Its alternatives, when one name is defined under several conditions: their articles, in the order of the arms of `value`.
    pub alternatives: Vec<ArticleId>,
    /// Whether it is delivered when the policy declares no result.
    pub output: bool,
}

/// A condition that decides whether a value applies.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The condition as written.
    pub test: ExprId,
    /// Whether the value applies when the condition does not hold (`unless`).
    pub negated: bool,
    /// The article that says so, if another.
    pub by: Option<ArticleId>,
}

/// What a named value is in the scheme.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// A helper definition.
    Helper,
    /// A parameter.
    Parameter,
    /// A pay.
    Pay,
    /// An award.
    Award,
    /// A value marked for delivery.
    Output,
    /// An amount held back.
    Withhold,
    /// A total and its signed parts.
    Total(Vec<(Sign, ExprId)>),
    /// A penalty: what it is taken on, and the ratio or the amount it takes.
    Penalty {
        /// The amounts it is taken on.
        on: Vec<DefinitionId>,
        /// What it takes: a ratio of their sum, or an amount.
        takes: ExprId,
    },
    /// A veto and what it forfeits.
    Veto(Vec<DefinitionId>),
    /// A scorecard; its items are sub-values.
    Scorecard,
    /// A grade.
    Grading,
    /// A state of a qualification.
    Qualification,
    /// Whether a rotation is due.
    Rotation,
    /// Whether somebody is among the last.
    Elimination,
    /// Whether somebody is among the first.
    Quota,
    /// A prize for a place.
    Prizes,
    /// A share of a pool.
    Pool,
    /// A sub-value of a clause.
    Part,
}

/// The sign of a part of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It adds.
    Plus,
    /// It is taken off.
    Minus,
}

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

/// The core forms. A value on [`OVERALL`] may stand wherever a value on another record is awaited: it is the same for every row.
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
    /// A named value of the index or of [`OVERALL`].
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
    /// The year of a date.
    YearOf,
    /// The month of a date, 1 to 12.
    MonthOf,
    /// The day of a date in its month.
    DayOf,
    /// The first day of the date's month.
    FirstOfMonth,
    /// The last day of the date's month.
    LastOfMonth,
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

/// An aggregate over the rows of a record.
#[derive(Clone, Debug)]
pub struct Reduce {
    /// What is done.
    pub op: ReduceOp,
    /// The record whose rows are aggregated.
    pub over: RecordId,
    /// The reference (on `over`) that groups them; the aggregate has a value for each row of what it leads to. None: all rows, and the
    /// aggregate is on [`OVERALL`]. A row whose reference is blank counts nowhere.
    pub by: Option<ExprId>,
    /// Which rows count, on `over`; never absent.
    pub filter: Option<ExprId>,
    /// What is aggregated, on `over`; none for a count.
    pub value: Option<ExprId>,
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
    /// The amount, on the record that `within` leads to (or on [`OVERALL`]); a blank or not applicable one is shared out as 0.
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

/// What a result delivers.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its name.
    pub name: String,
    /// The name of its file without ending.
    pub file: String,
    /// The record it lists.
    pub record: RecordId,
    /// Its columns.
    pub columns: Vec<DeliveryColumn>,
    /// Which rows are listed.
    pub filter: Option<ExprId>,
    /// Their order; none keeps that of the input.
    pub order: Vec<(ExprId, RankOrder)>,
}

/// A column of a result.
#[derive(Clone, Debug)]
pub struct DeliveryColumn {
    /// Its heading.
    pub heading: String,
    /// Its value, on the record.
    pub value: ExprId,
    /// How it is shown.
    pub format: ColumnFormat,
}

/// How a column is shown.
#[derive(Clone, Debug)]
pub struct ColumnFormat {
    /// Digits after the point; none: as many as it has.
    pub decimals: Option<u8>,
    /// What a shown 1 stands for: 0.01 in percent, 10,000 in 万元.
    pub unit: Exact,
    /// How the shown copy is rounded.
    pub rounding: Rounding,
    /// How yes and no are shown.
    pub yes_no: (String, String),
    /// How a blank is shown.
    pub blank: String,
    /// How a value that is not applicable is shown.
    pub not_applicable: String,
}

/// What must hold.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// In words.
    pub text: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// The article it stands in.
    pub article: Option<ArticleId>,
    /// The record for each of whose rows it must hold.
    pub owner: RecordId,
    /// The condition, never absent.
    pub condition: ExprId,
    /// Whether a failure only warns.
    pub warns: bool,
}

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
    /// What it must be.
    pub outcome: Expected,
    /// The article it must come from.
    pub by: Option<ArticleId>,
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
}
