//! A statement for other programs: the same lines, amounts as decimal text.

use crate::explain;
use crate::program::Sign;
use crate::values::decimal::format_plain;
use serde::{Deserialize, Serialize};

/// Why one record gets what it gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// [`super::VERSION`].
    pub version: u32,
    /// The record's name.
    pub record: String,
    /// Which one.
    pub key: String,
    /// The policy's name.
    pub policy: String,
    /// The policy's version.
    pub policy_version: Option<String>,
    /// The day of the run.
    pub as_of: Option<String>,
    /// The amounts and decisions, in the order of the articles.
    pub lines: Vec<Line>,
    /// Which versions and amendments the cited articles are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What is missing for what was not reached, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<Next>,
}

/// Something that was not reached, and the ways to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Next {
    /// The article that gives it.
    pub article: Option<Article>,
    /// The amount or decision.
    pub name: String,
    /// What would be reached, in words.
    pub goal: String,
    /// The ways to it, each enough by itself and evaluated again.
    pub ways: Vec<Way>,
    /// Why there is no way by inputs of the record, where there is none.
    pub hindrance: Option<String>,
}

/// Inputs that reach something together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// What is changed; all of it is needed.
    pub changes: Vec<Change>,
    /// What comes out otherwise then.
    pub then: Vec<Then>,
}

/// An input that is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The record that it is an input of.
    pub record: String,
    /// Which one.
    pub key: String,
    /// The input.
    pub input: String,
    /// What it is now, in words; absent where it is blank.
    pub from: Option<String>,
    /// What it would be: an amount is a plain decimal, a ratio is 0.05 for 5%.
    pub to: String,
    /// How much more or less that is, in words.
    pub by: Option<String>,
}

/// A value that comes out otherwise, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// Its name.
    pub name: String,
    /// What it is now.
    pub before: String,
    /// What it would be.
    pub after: String,
}

/// One amount or decision with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The article that gives it.
    pub article: Option<Article>,
    /// Its name.
    pub name: String,
    /// What it is in the scheme.
    pub role: String,
    /// `applies`, `not_applicable`, `blank` or `unknown`.
    pub status: String,
    /// Its value as text; an amount is a plain decimal.
    pub value: Option<String>,
    /// `+` or `-`.
    pub sign: String,
    /// Its conditions in the order they are asked.
    pub conditions: Vec<Condition>,
    /// The arithmetic and the reasons in words.
    pub steps: Vec<String>,
    /// The signed parts of a total.
    pub parts: Vec<Part>,
    /// The named values that it needs.
    pub needs: Vec<Line>,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: Option<String>,
}

/// A condition and whether the value applies as far as it goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// In words with figures.
    pub text: String,
    /// Whether the value applies as far as this condition goes.
    pub holds: bool,
}

/// A signed part of a total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// `+` or `-`.
    pub sign: String,
    /// What it is.
    pub name: String,
    /// Its amount.
    pub amount: String,
}

impl Statement {
    /// The statement for other programs.
    pub fn of(statement: &explain::Statement<'_>) -> Statement {
        Statement {
            version: super::VERSION,
            record: statement.record.to_owned(),
            key: statement.key.clone(),
            policy: statement.policy.to_owned(),
            policy_version: statement.version.map(str::to_owned),
            as_of: statement.as_of.map(|day| day.to_string()),
            lines: statement.lines.iter().map(Line::of).collect(),
            notes: statement.notes.clone(),
            next: statement.next.iter().map(Next::of).collect(),
        }
    }
}

impl Next {
    fn of(next: &explain::Next<'_>) -> Next {
        let change = |change: &explain::Change| Change {
            record: change.record.clone(),
            key: change.key.clone(),
            input: change.name.clone(),
            from: change.from.clone(),
            to: change.value.clone(),
            by: change.by.clone(),
        };
        let then = |then: &explain::Then| Then { name: then.name.clone(), before: then.before.clone(), after: then.after.clone() };
        let way = |way: &explain::Way| Way { changes: way.changes.iter().map(change).collect(), then: way.then.iter().map(then).collect() };
        Next {
            article: next.article.map(Article::of),
            name: next.name.to_string(),
            goal: next.goal.clone(),
            ways: next.ways.iter().map(way).collect(),
            hindrance: next.hindrance.clone(),
        }
    }
}

impl Line {
    fn of(line: &explain::Line<'_>) -> Line {
        let status = match line.status {
            explain::Status::Applies => "applies",
            explain::Status::NotApplicable => "not_applicable",
            explain::Status::Blank => "blank",
            explain::Status::Unknown => "unknown",
        };
        Line {
            article: line.article.map(Article::of),
            name: line.name.to_string(),
            role: line.role.to_owned(),
            status: status.to_owned(),
            value: line.figure.as_ref().map(|figure| figure.text().into_owned()),
            sign: sign(line.sign),
            conditions: line
                .conditions
                .iter()
                .map(|condition| Condition { text: condition.text.clone(), holds: condition.holds })
                .collect(),
            steps: line.steps.clone(),
            parts: line
                .parts
                .iter()
                .map(|part| Part { sign: sign(part.sign), name: part.name.to_string(), amount: format_plain(&part.amount) })
                .collect(),
            needs: line.sub_lines.iter().map(Line::of).collect(),
        }
    }
}

impl Article {
    fn of(article: explain::Citation<'_>) -> Article {
        Article { number: article.number.to_owned(), title: article.title.map(str::to_owned) }
    }
}

fn sign(sign: Sign) -> String {
    match sign {
        Sign::Plus => "+".into(),
        Sign::Minus => "-".into(),
    }
}
