//! The tree of a policy file: what the author wrote, every part with its place, nothing resolved.
//!
//! Both languages and both widths give the same tree. Comments are not in the nodes but in [`File::comments`], by place.
//! [`crate::syntax::from_pairs`] builds it, [`crate::syntax::print`] shows it, `program/from_syntax` reads it.

mod amends;
mod article;
mod call;
mod clause;
mod expr;
mod ledger;
mod policy;
mod ranking;
mod record;
mod result;
mod table;
mod test;
mod tiers;
mod version;

use crate::diagnostics::Language;
use crate::source::{SourceId, Span};

pub use amends::{Act, Amending, AmendingArticle, Amendment, Amends, Change, Changed, Deed, Edit, Patch, Sort, Subject, Titled};
pub use article::{Article, Definition, Owner, Scale, Share, Split, Statement};
pub use call::{Call, CallClause, CallClauseKind};
pub use clause::{Clause, ClauseKind, Missing, OddCents, Part, PartKind};
pub use expr::{BinaryOp, CaseRow, Comparison, Expr, ExprKind, IsTest, Limb, Need, Number, Side, Tail, TailKind, UnaryOp, UnitWord};
pub use ledger::{Account, AccountFrom, Entries, EntryLine, Movement, RowOrder};
pub use policy::{Mode, Policy, PolicyPart, Rounded};
pub use ranking::{Blanks, RankKey, RankOrder, Ranking, Ties};
pub use record::{Calendar, CalendarUnit, Field, FieldKind, FieldRange, Group, Member, RatioWritten, Record};
pub use result::{Format, FormatKind, ResultItem, ResultPart, Spread};
pub use table::{Cell, CellContent, RowChoice, Table, TableLine};
pub use test::{Asserted, Expect, Outcome, Test, TestPart};
pub use tiers::{Bound, RowBound, TierKind, TierRow, TierValue, Tiers};
pub use version::{DatedValue, Days, Parameter};

/// A whole file.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// The text it was read from.
    pub source: SourceId,
    /// Its items in written order.
    pub items: Vec<Item>,
    /// Its comments in written order.
    pub comments: Vec<Comment>,
    /// The language that most of its keywords are in.
    pub language: Language,
    /// The stretches that were not understood, in written order: what they say is in no item.
    pub broken: Vec<Span>,
    /// Whether a file that it uses could not be read, so that any name may be missing.
    pub lacks_files: bool,
    /// The policies that amended it, in the order in which they did.
    pub amendments: Vec<Amending>,
}

/// A comment, from its sign to the end of its line.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Its place, sign and all.
    pub span: Span,
    /// Its text without the sign and the spaces around.
    pub text: String,
    /// Whether nothing but space stands before it on its line.
    pub alone: bool,
}

/// What stands at the top of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `policy "…" { … }`.
    Policy(Policy),
    /// `use "../prelude/periods.merit"`.
    Use(Quoted),
    /// `amends "../head-office/scheme.merit" { … }`.
    Amends(Amends),
    /// `record manager { … }`.
    Record(Record),
    /// `calendar month of months from 2026-01 to 2026-12`.
    Calendar(Calendar),
    /// `group branch_grade of manager by branch, grade`.
    Group(Group),
    /// `parameter minimum = 300万`, outside any article.
    Parameter(Parameter),
    /// `scale factor = bands { … }`, outside any article.
    Scale(Scale),
    /// `article 8 "Capability pay" { … }`.
    Article(Article),
    /// `result payout of manager { … }`.
    Result(ResultItem),
    /// `test "…" { … }`.
    Test(Test),
}

impl Item {
    /// Its place.
    pub fn span(&self) -> Span {
        match self {
            Item::Policy(policy) => policy.span,
            Item::Use(path) => path.span,
            Item::Amends(amends) => amends.span,
            Item::Record(record) => record.span,
            Item::Calendar(calendar) => calendar.span,
            Item::Group(group) => group.span,
            Item::Parameter(parameter) => parameter.span,
            Item::Scale(scale) => scale.span,
            Item::Article(article) => article.span,
            Item::Result(result) => result.span,
            Item::Test(test) => test.span,
        }
    }
}

/// A name as the author wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Its text, without the quotes of a quoted name and with plain-width letters and digits.
    pub text: String,
    /// Its place, quotes and all.
    pub span: Span,
}

/// A text in quotes.
#[derive(Clone, Debug, PartialEq)]
pub struct Quoted {
    /// What stands between the quotes.
    pub text: String,
    /// Its place, quotes and all.
    pub span: Span,
}

/// The number of an article, `8.2`; Chinese numerals are read as figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleNumber {
    /// In figures.
    pub text: String,
    /// Its place.
    pub span: Span,
}
