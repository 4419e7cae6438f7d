//! The checked program: every name resolved, every value typed, every domain clause lowered to the core forms.
//!
//! It keeps names, types and places, and nothing of how it will be run: [`crate::plan`] orders it into steps.
//! Everything lies in flat tables under typed ids; [`from_syntax`] is the only code that builds it.

mod amendment;
mod calendar;
mod cohort;
mod definition;
mod delivery;
mod form;
pub mod from_syntax;
mod head;
pub(crate) mod intervals;
mod ledger;
mod mention;
mod parts;
pub mod print;
mod record;
mod series;
mod table;
mod test;
mod types;
pub mod uses;

pub(crate) use amendment::by_whom;
pub use amendment::{Amended, Amendments, Reach};
pub(crate) use calendar::month_number;
pub use calendar::{Calendar, MOST_PERIODS, Period};
pub use cohort::{Allocate, Cover, CoverMeasure, OddUnits, Place, Rank, RankBlanks, Reduce, ReduceOp};
pub use definition::{Article, Assertion, Condition, Dated, Definition, Role, Sign};
pub use delivery::{ColumnFormat, Delivery, DeliveryColumn};
pub use form::{Expr, Form, Map, Piece, Stretch, StretchValue};
pub use from_syntax::builtin_names;
pub use head::{Days, Head};
pub use ledger::{Account, Entries, Ledger, Line, Move, Source, SourceRows};
pub use mention::{Meaning, Mention};
pub(crate) use parts::{each_of_ledger, each_of_made, each_part, is_elementwise};
pub use record::{Cells, Enumeration, Field, Member, OddPart, Record, Rows, STATES, Tranches, Written};
pub use series::{Carried, Fold, Scan, ScanOp, Series};
pub use table::{CellTest, Table, TableRow};
pub use test::{AssertedExpectation, Expectation, Expected, Given, Test};
pub use types::{Currency, Kind, Type};

use crate::source::Span;

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
    /// A fold in [`Program::folds`].
    FoldId;
    /// A ledger in [`Program::ledgers`].
    LedgerId;
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
    /// The policies that amended the one it rests on, in the order in which they did.
    pub amendments: Vec<Amendments>,
    /// The articles, tables and parameters that change by date.
    pub dated: Vec<Dated>,
    /// All named values, clauses and their sub-values among them, in article order.
    pub definitions: Vec<Definition>,
    /// All tables of constants.
    pub tables: Vec<Table>,
    /// What is carried along series.
    pub folds: Vec<Fold>,
    /// The ledgers.
    pub ledgers: Vec<Ledger>,
    /// All expressions; an expression comes after those it is made of.
    pub expressions: Vec<Expr>,
    /// What is to be delivered; never empty when the policy has a subject.
    pub results: Vec<Delivery>,
    /// What must hold.
    pub assertions: Vec<Assertion>,
    /// The tests.
    pub tests: Vec<Test>,
    /// What its names mean, in the order of their places.
    pub mentions: Vec<Mention>,
}

impl Default for Program {
    /// A program with the overall record and nothing else.
    fn default() -> Program {
        let overall = Record { name: "overall".into(), span: Span::default(), rows: Rows::Overall, fields: Vec::new(), key: Vec::new() };
        Program {
            head: Head::default(),
            records: vec![overall],
            enumerations: Vec::new(),
            articles: Vec::new(),
            amendments: Vec::new(),
            dated: Vec::new(),
            definitions: Vec::new(),
            tables: Vec::new(),
            folds: Vec::new(),
            ledgers: Vec::new(),
            expressions: Vec::new(),
            results: Vec::new(),
            assertions: Vec::new(),
            tests: Vec::new(),
            mentions: Vec::new(),
        }
    }
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
    /// A field of a record, to be completed.
    pub(crate) fn field_mut(&mut self, record: RecordId, field: FieldId) -> &mut Field {
        &mut self.records[record.at()].fields[field.at()]
    }
    /// Adds a field to a record.
    pub(crate) fn add_field(&mut self, record: RecordId, field: Field) -> FieldId {
        let fields = &mut self.records[record.at()].fields;
        fields.push(field);
        FieldId(fields.len() as u32 - 1)
    }
    /// An enumeration by id.
    pub fn enumeration(&self, id: EnumerationId) -> &Enumeration {
        &self.enumerations[id.at()]
    }
    /// A named value by id.
    pub fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.at()]
    }
    /// A named value by id, to be completed.
    pub(crate) fn definition_mut(&mut self, id: DefinitionId) -> &mut Definition {
        &mut self.definitions[id.at()]
    }
    /// An expression by id.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.expressions[id.at()]
    }
    /// A table by id.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.at()]
    }
    /// A fold by id.
    pub fn fold(&self, id: FoldId) -> &Fold {
        &self.folds[id.at()]
    }
    /// A ledger by id.
    pub fn ledger(&self, id: LedgerId) -> &Ledger {
        &self.ledgers[id.at()]
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
