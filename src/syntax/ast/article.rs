//! Articles, and the statements that are no clauses.

use crate::source::Span;
use crate::syntax::ast::{ArticleNumber, Clause, Days, Expr, Name, Parameter, Quoted, Table, Tail, Tiers};

/// `article 8 "Capability pay" for each loan applies to C { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// The whole block.
    pub span: Span,
    /// Its number.
    pub number: ArticleNumber,
    /// Its title.
    pub title: Option<Quoted>,
    /// The record its definitions belong to, if not the subject.
    pub owner: Option<Owner>,
    /// Whom it applies to.
    pub applies: Option<Expr>,
    /// The days it is in force, if it has several versions.
    pub days: Option<Days>,
    /// How many amendments it comes through: of two versions in force on a day the one with more counts.
    pub layer: u32,
    /// Its statements.
    pub statements: Vec<Statement>,
}

/// Whose the definitions of a block are.
#[derive(Clone, Debug, PartialEq)]
pub enum Owner {
    /// `for each loan`.
    Each(Name),
    /// `overall`.
    Overall(Span),
}

/// A statement of an article.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// `growth = deposits - deposits_base`.
    Define(Definition),
    /// `parameter minimum = 300万`.
    Parameter(Parameter),
    /// `table base_pay by grade, region { … }`.
    Table(Table),
    /// `scale factor = bands { … }`.
    Scale(Scale),
    /// A domain clause.
    Clause(Clause),
    /// `for each loan when C { … }`, or `overall { … }`.
    Each {
        /// The whole block.
        span: Span,
        /// Whose the definitions are.
        owner: Owner,
        /// Which of them the block is for.
        when: Option<Expr>,
        /// The statements.
        statements: Vec<Statement>,
    },
    /// `when C { … }`.
    When {
        /// The whole block.
        span: Span,
        /// The condition.
        condition: Expr,
        /// The statements.
        statements: Vec<Statement>,
    },
    /// `split gross into credit { … }`.
    Split(Split),
    /// `assert "nothing is lost" a = b`, or `warn …`.
    Assert {
        /// The whole line.
        span: Span,
        /// What is asserted, in words.
        text: Option<Quoted>,
        /// The condition.
        condition: Expr,
        /// Whether a failure only warns.
        warns: bool,
    },
}

impl Statement {
    /// Its place.
    pub fn span(&self) -> Span {
        match self {
            Statement::Define(definition) => definition.span,
            Statement::Parameter(parameter) => parameter.span,
            Statement::Table(table) => table.span,
            Statement::Scale(scale) => scale.span,
            Statement::Clause(clause) => clause.span,
            Statement::Split(split) => split.span,
            Statement::Each { span, .. } | Statement::When { span, .. } | Statement::Assert { span, .. } => *span,
        }
    }
}

/// `name = value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The whole statement.
    pub span: Span,
    /// What is defined.
    pub name: Name,
    /// Its value.
    pub value: Expr,
}

/// `scale factor = bands { up to 10%: 1.5; … }`: a tier with no value of its own, used as `factor(x)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The whole statement.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The tier, whose `by` is empty.
    pub tiers: Tiers,
    /// Tails of its value, in order.
    pub tails: Vec<Tail>,
}

/// `split gross into credit { to seller: …; to referrer: the rest }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The whole block.
    pub span: Span,
    /// The amount that is split.
    pub amount: Expr,
    /// The name of the part records.
    pub into: Name,
    /// The parts in written order.
    pub shares: Vec<Share>,
}

/// One part of a split.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// The whole line.
    pub span: Span,
    /// The reference to who gets it.
    pub to: Name,
    /// What it gets; nothing means the rest.
    pub amount: Option<Expr>,
}
