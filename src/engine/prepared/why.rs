//! Why a record gets what it gets, as plain values: the article, the conditions, the parts. Words are made by [`Record::explain`] alone.
//!
//! [`Record::explain`]: super::Record::explain

use super::Values;
use crate::program::{Article, ArticleId, Condition, DefinitionId, ExprId, Form, Program, Role, Sign};
use crate::run::Cell;

/// Why a value is what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Why<'a> {
    /// Its name.
    pub name: &'a str,
    /// The number of the article that gives it; of several alternatives, of the one that applied.
    pub article: Option<&'a str>,
    /// The value.
    pub value: Cell,
    /// Its conditions in the order they are asked; the first that does not hold decided.
    pub conditions: Vec<Ground<'a>>,
    /// The parts of a total, each with its sign; they add up to it.
    pub parts: Vec<(Sign, &'a str, Cell)>,
}

/// A condition of a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground<'a> {
    /// In the words of the policy.
    pub words: &'a str,
    /// Whether the value applies as far as this condition goes; none where it is absent.
    pub holds: Option<bool>,
    /// The number of the article that says so, if another.
    pub article: Option<&'a str>,
}

/// What has to be kept for the reasons of some values.
pub(super) fn roots(program: &Program, values: &[ExprId]) -> Vec<ExprId> {
    let mut roots = Vec::new();
    for definition in program.definitions.iter().filter(|definition| values.contains(&definition.value)) {
        roots.extend(definition.conditions.iter().map(|condition| condition.test));
        if let Role::Total(parts) = &definition.role {
            roots.extend(parts.iter().map(|(_, part)| *part));
        }
        roots.extend(alternatives(program, definition.unrounded, &definition.alternatives));
    }
    roots
}

/// The conditions between alternatives that stand in articles of their own.
fn alternatives(program: &Program, value: ExprId, articles: &[ArticleId]) -> impl Iterator<Item = ExprId> {
    let arms = match &program.expr(value).form {
        Form::Cases { arms, .. } if !articles.is_empty() => arms.as_slice(),
        _ => &[],
    };
    arms.iter().map(|(test, _)| *test)
}

impl Values<'_> {
    /// Why a value is what it is; the settings must have asked for reasons, or conditions and parts are not known.
    pub fn why(&self, value: DefinitionId) -> Why<'_> {
        let program = self.record.made.policy.program();
        let definition = program.definition(value);
        let taken = alternatives(program, definition.unrounded, &definition.alternatives).position(|test| self.cell(test).is_yes());
        let article = taken.and_then(|taken| definition.alternatives.get(taken)).or(definition.article.as_ref());
        let parts = match &definition.role {
            Role::Total(parts) => parts.as_slice(),
            _ => &[],
        };
        Why {
            name: &definition.name,
            article: article.map(|article| number(program.article(*article))),
            value: self.cell(definition.value),
            conditions: definition.conditions.iter().map(|condition| self.ground(condition)).collect(),
            parts: parts.iter().map(|(sign, part)| (*sign, self.words(*part), self.cell(*part))).collect(),
        }
    }

    fn ground(&self, condition: &Condition) -> Ground<'_> {
        let program = self.record.made.policy.program();
        let holds = match self.cell(condition.test) {
            Cell::Present(test) => Some((test == crate::values::Value::YesNo(true)) != condition.negated),
            Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => None,
        };
        Ground { words: self.words(condition.test), holds, article: condition.by.map(|article| number(program.article(article))) }
    }

    fn words(&self, expr: ExprId) -> &str {
        let policy = &self.record.made.policy;
        policy.sources().text(policy.program().expr(expr).span).trim()
    }
}

fn number(article: &Article) -> &str {
    &article.number
}
