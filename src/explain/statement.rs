//! A statement as plain data: the head, and a line for each amount and each decision in the order of the articles.

use super::Next;
use crate::diagnostics::Language;
use crate::program::{ArticleId, Program, Sign};
use crate::values::decimal::{format_fixed, format_plain};
use crate::values::{Date, Exact, Rounding, Value};
use std::borrow::Cow;

/// Why one record gets what it gets. Names and titles are the policy's own; what the record holds was written for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement<'a> {
    /// The record's name, such as `manager`.
    pub record: &'a str,
    /// Which one.
    pub key: String,
    /// The policy's name.
    pub policy: &'a str,
    /// Its version.
    pub version: Option<&'a str>,
    /// The day of the run.
    pub as_of: Option<Date>,
    /// The language of the words.
    pub language: Language,
    /// The amounts and decisions, in the order of the articles.
    pub lines: Vec<Line<'a>>,
    /// Which versions and amendments the cited articles are.
    pub notes: Vec<String>,
    /// What is missing for what was not reached, where that is asked for.
    pub next: Vec<Next<'a>>,
}

/// One amount or decision with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// The article that gives it; of several alternatives, the one that applied.
    pub article: Option<Citation<'a>>,
    /// Its name.
    pub name: Cow<'a, str>,
    /// What it is in the scheme: `pay`, `penalty`, `total`, `helper` …
    pub role: &'static str,
    /// Whether it applied.
    pub status: Status,
    /// Its conditions in the order they are asked; the first that does not hold decided.
    pub conditions: Vec<Reason<'a>>,
    /// The arithmetic and the reasons in words, a line each.
    pub steps: Vec<String>,
    /// Its value; none when it is absent.
    pub figure: Option<Figure>,
    /// Whether it adds or is taken off.
    pub sign: Sign,
    /// The signed parts of a total; they add up to it.
    pub parts: Vec<Part<'a>>,
    /// The named values that it needs and that were not told before, those that others need first.
    pub sub_lines: Vec<Line<'a>>,
}

/// An article by its number and title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citation<'a> {
    /// Its number in figures.
    pub number: &'a str,
    /// Its title.
    pub title: Option<&'a str>,
}

/// Whether a value applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It has a value.
    Applies,
    /// It does not apply.
    NotApplicable,
    /// It is blank.
    Blank,
    /// It was not given, not kept or too large.
    Unknown,
}

/// A condition and what made it hold or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason<'a> {
    /// In words with figures.
    pub text: String,
    /// Whether the value applies as far as this condition goes.
    pub holds: bool,
    /// The article that says so, if another.
    pub article: Option<Citation<'a>>,
}

/// A value as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The value itself.
    pub value: Value,
    /// As people read it, without the sign of its line.
    pub shown: String,
    /// The name that a member has in the policy, where it is shown under that of another language.
    pub(super) named: Option<String>,
    /// What it is, which decides where it stands.
    pub nature: Nature,
    /// The decimals that an amount has at least.
    pub(super) least: u8,
}

impl Figure {
    /// The figure as other programs read it: a plain decimal (a fraction such as `1/3` where there is none), a date, a name.
    pub fn text(&self) -> Cow<'_, str> {
        Cow::Owned(match &self.value {
            Value::Number(number) => match number.decimals().filter(|_| self.nature == Nature::Money) {
                Some(places) => format_fixed(number, places.max(self.least), Rounding::HalfUp),
                None => format_plain(number),
            },
            Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Value::Text(text) => return Cow::Borrowed(text),
            Value::Date(_) | Value::Duration(_) | Value::Member(_) | Value::Reference(_) => {
                return Cow::Borrowed(self.named.as_ref().unwrap_or(&self.shown));
            }
        })
    }
}

/// What a figure is to whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// An amount of money.
    Money,
    /// Yes or no.
    YesNo,
    /// A text.
    Text,
    /// A number, a date, a member of an enumeration, a record.
    Other,
}

/// A signed part of a total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its sign.
    pub sign: Sign,
    /// What it is.
    pub name: Cow<'a, str>,
    /// Its amount; 0 where it does not apply.
    pub amount: Exact,
}

impl<'a> Citation<'a> {
    /// An article of a program.
    pub(crate) fn of(program: &'a Program, article: ArticleId) -> Citation<'a> {
        let article = program.article(article);
        Citation { number: &article.number, title: article.title.as_deref() }
    }
}
