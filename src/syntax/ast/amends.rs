//! Amendments: what a policy changes of another one, and, once that is done, what was changed by whom.

use crate::source::{SourceId, Span};
use crate::syntax::ast::{ArticleNumber, ClauseKind, Days, Expr, Field, Item, Quoted, ResultPart, Statement};

/// `amends "../head-office/scheme.merit" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Amends {
    /// The whole block.
    pub span: Span,
    /// The policy that is amended.
    pub path: Quoted,
    /// The amending articles in written order; amendments outside any article stand in one without a number.
    pub articles: Vec<AmendingArticle>,
}

/// `article 2 "Capability pay" { replace table … }`: an article of the amending policy.
#[derive(Clone, Debug, PartialEq)]
pub struct AmendingArticle {
    /// Its number in the amending policy, if it says one.
    pub number: Option<ArticleNumber>,
    /// Its title.
    pub title: Option<Quoted>,
    /// What it changes.
    pub amendments: Vec<Amendment>,
}

/// One amendment, or several within one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// The whole statement.
    pub span: Span,
    /// What it does.
    pub act: Act,
}

/// What an amendment does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// `replace article 8 { … }`, `replace table base_pay …`.
    Replace(Changed),
    /// `add article 8.1 { … }`, `add award gold = …`.
    Add(Changed),
    /// `repeal article 9`, `repeal award funds`; an article perhaps from a day on.
    Repeal(Subject, Option<Days>),
    /// `in article 17 { … }`, `in record manager { … }`, `in result payout { … }`, `in total payout { … }`,
    /// `in veto incident { … }`, `in penalty overdue { … }`.
    Within(Subject, Vec<Amendment>),
}

/// What stands in the place of something else, or is new.
#[derive(Clone, Debug, PartialEq)]
pub enum Changed {
    /// What stands at the top of a policy.
    Item(Box<Item>),
    /// A statement of an article.
    Statement(Box<Statement>),
    /// A field of a record.
    Field(Box<Field>),
    /// A column of a result; it stands after another one, or last.
    Column(Box<ResultPart>, Option<Quoted>),
    /// A part of a total, and whether it is taken off; or what a veto forfeits or a penalty is taken on.
    Term(Expr, bool),
}

/// What an amendment is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// What it is.
    pub sort: Sort,
    /// Its name, its number, or its words.
    pub name: String,
    /// The place of its name.
    pub span: Span,
}

/// What can be amended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// An article.
    Article,
    /// A record.
    Record,
    /// A calendar.
    Calendar,
    /// A group.
    Group,
    /// A result.
    Result,
    /// A parameter.
    Parameter,
    /// A scale.
    Scale,
    /// A table.
    Table,
    /// A definition.
    Value,
    /// A domain clause.
    Clause(ClauseKind),
    /// A split, by the name of its parts.
    Split,
    /// An assertion, by its words.
    Assert,
    /// A block of an article, which has no name.
    Block,
    /// A field of a record.
    Field,
    /// A column of a result, by its heading or its value.
    Column,
    /// A part of a total, what a veto forfeits, what a penalty is taken on.
    Term,
}

/// A policy that amended another one, and all that it changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Amending {
    /// The amending policy.
    pub policy: Titled,
    /// The amended one.
    pub base: Titled,
    /// What was changed, in the order in which it was.
    pub changes: Vec<Change>,
    /// The same as changes of text.
    pub patches: Vec<Patch>,
}

/// A policy by its head and its file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Titled {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Its own file.
    pub source: SourceId,
}

/// An amendment that was carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What was done.
    pub deed: Deed,
    /// What it was done to.
    pub subject: Subject,
    /// What it stands in, if not in the policy as such.
    pub inside: Option<Subject>,
    /// The number of the article that it is or stands in, as the amended policy counts them.
    pub article: Option<String>,
    /// The article of the amending policy that says so.
    pub by: Option<ArticleNumber>,
    /// Where it says so.
    pub span: Span,
    /// What stands there now; nothing after a repeal.
    pub made: Option<Span>,
    /// The days from which on it is so, if not always.
    pub days: Option<Days>,
    /// The names that are no longer defined.
    pub lost: Vec<String>,
    /// Whether a later amendment took its place.
    pub superseded: bool,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It stands in the place of an earlier one.
    Replaced,
    /// It is new.
    Added,
    /// It is gone.
    Repealed,
}

/// A change of the text of a thing that is kept, by which the merged policy is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// What is changed.
    pub edit: Edit,
    /// What stands there instead; a part of a total has its sign before it.
    pub with: Vec<(&'static str, Span)>,
    /// The place of its change in [`Amending::changes`]; none for what the head takes over.
    pub change: Option<usize>,
}

/// Where a text is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Nothing but a word on it, on a line of its own before this.
    Before(Span),
    /// In the place of this.
    Instead(Span),
    /// In the place of this sum or list, with its parts in one line.
    Parts(Span),
    /// On a line of its own after this.
    After(Span),
    /// As the last line of this block.
    Within(Span),
}

impl Change {
    /// Whether it is about a thing or about something in it, so that a later change of the whole thing leaves nothing of it.
    pub fn is_of(&self, subject: &Subject, inside: Option<&Subject>, article: Option<&String>) -> bool {
        let same_place = match subject.sort {
            // Their names are of what they are in.
            Sort::Field | Sort::Column | Sort::Term => self.inside.as_ref().zip(inside).is_some_and(|(own, other)| own.is(other)),
            _ => self.article.as_ref() == article,
        };
        let same = self.subject.is(subject) && same_place;
        let in_article = subject.sort == Sort::Article && self.article.as_ref() == Some(&subject.name);
        let in_it = self.inside.as_ref().is_some_and(|inside| inside.is(subject));
        same || in_article || in_it
    }
}

impl Subject {
    /// What an item is about; nothing for one that cannot be amended.
    pub fn of_item(item: &Item) -> Option<Subject> {
        named_item(item).map(Subject::new)
    }

    /// What a statement is about; of an assertion its words, of a block nothing.
    pub fn of_statement(statement: &Statement) -> Option<Subject> {
        named_statement(statement).map(Subject::new)
    }

    /// What a column is about: its heading, else its value as written.
    pub fn of_column(part: &ResultPart) -> Option<Subject> {
        let ResultPart::Column { value, heading, .. } = part else { return None };
        let name = heading.as_ref().map_or_else(|| value.to_string(), |heading| heading.text.clone());
        Some(Subject { sort: Sort::Column, name, span: heading.as_ref().map_or(value.span, |heading| heading.span) })
    }

    fn new((sort, name, span): (Sort, &str, Span)) -> Subject {
        Subject { sort, name: name.to_owned(), span }
    }

    /// Whether both are about the same thing.
    pub fn is(&self, other: &Subject) -> bool {
        self.sort == other.sort && self.name == other.name
    }

    /// Whether this is what an item is about.
    pub fn is_item(&self, item: &Item) -> bool {
        named_item(item).is_some_and(|(sort, name, _)| sort == self.sort && name == self.name)
    }

    /// Whether this is what a statement is about.
    pub fn is_statement(&self, statement: &Statement) -> bool {
        named_statement(statement).is_some_and(|(sort, name, _)| sort == self.sort && name == self.name)
    }
}

/// What an item is, its name and the place of its name.
fn named_item(item: &Item) -> Option<(Sort, &str, Span)> {
    let (sort, name) = match item {
        Item::Article(article) => return Some((Sort::Article, &article.number.text, article.number.span)),
        Item::Parameter(parameter) => (Sort::Parameter, &parameter.name),
        Item::Scale(scale) => (Sort::Scale, &scale.name),
        Item::Record(record) => (Sort::Record, &record.name),
        Item::Calendar(calendar) => (Sort::Calendar, &calendar.name),
        Item::Group(group) => (Sort::Group, &group.name),
        Item::Result(result) => (Sort::Result, &result.name),
        Item::Policy(_) | Item::Use(_) | Item::Amends(_) | Item::Test(_) => return None,
    };
    Some((sort, &name.text, name.span))
}

/// What a statement is, its name and the place of its name.
fn named_statement(statement: &Statement) -> Option<(Sort, &str, Span)> {
    let (sort, name) = match statement {
        Statement::Define(definition) => (Sort::Value, &definition.name),
        Statement::Parameter(parameter) => (Sort::Parameter, &parameter.name),
        Statement::Table(table) => (Sort::Table, &table.name),
        Statement::Scale(scale) => (Sort::Scale, &scale.name),
        Statement::Clause(clause) => (Sort::Clause(clause.kind), &clause.name),
        Statement::Split(split) => (Sort::Split, &split.into),
        Statement::Assert { text, .. } => return text.as_ref().map(|text| (Sort::Assert, text.text.as_str(), text.span)),
        Statement::Each { .. } | Statement::When { .. } => return None,
    };
    Some((sort, &name.text, name.span))
}
