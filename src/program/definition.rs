//! Named values and what they are in the scheme, the articles they stand in, and what must hold.

use crate::diagnostics::Text;
use crate::program::{ArticleId, Days, DefinitionId, ExprId, LedgerId, RecordId, Type};
use crate::source::Span;

/// An article.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its number, in figures.
    pub number: String,
    /// Its title.
    pub title: Option<String>,
    /// Where its number stands.
    pub span: Span,
    /// Where the whole of it stands.
    pub whole: Span,
}

/// What changes by date, and the days of the version that this program has of it.
#[derive(Clone, Debug)]
pub struct Dated {
    /// Its name, such as `minimum` or article 8.
    pub what: Text,
    /// The article that it is or stands in.
    pub article: Option<ArticleId>,
    /// The days that this version is in force.
    pub days: Days,
}

/// A named value.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// The name that Merit itself gives a sub-value in Chinese, such as 到期日 of `until`.
    pub in_chinese: Option<String>,
    /// The clause it is a part of, as `until` of `q.until`.
    pub parent: Option<DefinitionId>,
    /// Where its name stands.
    pub span: Span,
    /// Its place among all named values in the order of the policy, whatever files it stands in; of a sub-value that of its clause.
    pub order: u32,
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
    /// What is paid later: the amounts it is taken on, and the ratio or the amount it takes.
    Deferral {
        /// The amounts it is taken on.
        on: Vec<DefinitionId>,
        /// What it takes: a ratio of their sum, or an amount.
        takes: ExprId,
    },
    /// What events take back of a deferral.
    Clawback,
    /// What somebody may propose alone.
    Authority,
    /// What all accounts of a ledger hold; its accounts are sub-values.
    Ledger(LedgerId),
    /// A sub-value of a clause.
    Part,
}

impl Role {
    /// What a clause names beside its value: expressions, and the values that it takes from or forfeits.
    pub fn names(&self) -> (Vec<ExprId>, &[DefinitionId]) {
        match self {
            Role::Total(parts) => (parts.iter().map(|(_, part)| *part).collect(), &[]),
            Role::Penalty { on, takes } | Role::Deferral { on, takes } => (vec![*takes], on),
            Role::Veto(forfeits) => (Vec::new(), forfeits),
            Role::Helper
            | Role::Parameter
            | Role::Pay
            | Role::Award
            | Role::Output
            | Role::Withhold
            | Role::Scorecard
            | Role::Grading
            | Role::Qualification
            | Role::Rotation
            | Role::Elimination
            | Role::Quota
            | Role::Prizes
            | Role::Pool
            | Role::Clawback
            | Role::Authority
            | Role::Ledger(_)
            | Role::Part => (Vec::new(), &[]),
        }
    }
}

/// The sign of a part of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It adds.
    Plus,
    /// It is taken off.
    Minus,
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
    /// What must hold, never absent: the condition, or that those around it do not hold.
    pub condition: ExprId,
    /// The condition as written.
    pub asserted: ExprId,
    /// Whether a failure only warns.
    pub warns: bool,
}
