//! Records: their fields, where their rows come from, and how cells are written.

use crate::diagnostics::Language;
use crate::program::{Calendar, ExprId, FieldId, RecordId, Type};
use crate::source::Span;
use crate::syntax::ast::{Comparison, RatioWritten};
use crate::values::{Duration, Exact, Value};

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
    /// The periods of a calendar; its fields are the key (the name, of numbers the number itself), and of periods the number, the first and
    /// the last day, and how many days it has.
    Calendar(Calendar),
    /// One row for each combination of rows of these records, the last one changing first; its first fields are the references to them.
    Product(Vec<RecordId>),
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
    /// The tranches of an amount, numbered from 1.
    Tranches(Box<Tranches>),
}

/// How an amount is paid in tranches: as many equal parts as it has, cut toward zero to the unit, one or all of them with what is left over.
#[derive(Clone, Debug)]
pub struct Tranches {
    /// The record whose amount it is.
    pub of: RecordId,
    /// The whole amount, already rounded, on that record.
    pub amount: ExprId,
    /// How many parts; where it is not applicable there are none. A row where it is not given or too large has one part, absent in the same way.
    pub parts: ExprId,
    /// The day they are counted from.
    pub from: ExprId,
    /// From that day to the first, and from each to the next: part `n` is due `n` steps after the day, counted from it.
    pub step: Duration,
    /// The unit that equal parts are cut to.
    pub unit: Exact,
    /// Who takes what is left over.
    pub odd: OddPart,
}

/// Which tranche takes what equal parts leave over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OddPart {
    /// The first.
    First,
    /// The last.
    Last,
    /// The first ones a unit each, and the last what is less than a unit.
    OneByOne,
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
    /// For a group: field k is the k-th value grouped by. For a product: field k is the reference to the k-th record. For tranches: field 0 the record, 1 the number, 2 the amount, 3 the day. For a split: field 0 the record, 1 the party, 2 the amount, 3 the number of the part.
    Made,
    /// The value of an expression on this record: columns of a file read as a series.
    Worked(ExprId),
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

impl Enumeration {
    /// The name of a member for readers of a language: the [states of qualifications](STATES) have one in each, others are the policy's own.
    pub fn name_for(&self, at: usize, language: Language) -> Option<&str> {
        let own = self.members.get(at)?.name.as_str();
        let names = self.is_states().then(|| STATES.get(at)).flatten();
        Some(names.map_or(own, |(en, zh)| match language {
            Language::English => en,
            Language::Chinese => zh,
        }))
    }

    /// Whether its members are the states of qualifications, in one language or the other.
    pub fn is_states(&self) -> bool {
        let are = |pick: fn(&(&'static str, &'static str)) -> &'static str| {
            self.members.len() == STATES.len() && self.members.iter().zip(&STATES).all(|(member, state)| member.name == pick(state))
        };
        are(|(en, _)| en) || are(|(_, zh)| zh)
    }
}

/// The states of qualifications, in ascending order, in English and Chinese.
pub const STATES: [(&str, &str); 3] = [("not met", "不符合"), ("lapsed", "已失效"), ("met", "有效")];

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its spelling in files.
    pub written: String,
}
