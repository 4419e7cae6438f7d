//! Articles and their statements, save the domain clauses.

use pest::iterators::Pair;

use crate::syntax::ast::{Article, ArticleNumber, DatedValue, Days, Definition, Expr, ExprKind, Owner, Parameter, Share, Split, Statement};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;

use super::Reader;

impl<'t> Reader<'t> {
    /// An `article`.
    pub(super) fn article(&mut self, pair: Pair<'t, Rule>) -> Article {
        let span = self.span(&pair);
        let number = ArticleNumber { text: String::new(), span };
        let mut article = Article { span, number, title: None, owner: None, applies: None, days: None, layer: 0, statements: Vec::new() };
        let mut seen = Vec::new();
        for inner in pair.into_inner() {
            if matches!(inner.as_rule(), Rule::article_owner | Rule::article_applies | Rule::days) {
                self.must_be_once(&mut seen, inner.as_rule(), self.span(&inner));
            }
            match inner.as_rule() {
                Rule::article_ref => article.number = self.article_number(inner),
                Rule::text => article.title = Some(self.quoted(&inner)),
                Rule::article_owner => article.owner = self.owner(inner),
                Rule::article_applies => {
                    let condition = inner.into_inner().find(|part| part.as_rule() == Rule::expr);
                    article.applies = condition.map(|condition| self.expr(condition));
                }
                Rule::days => article.days = self.days(inner),
                Rule::statements => article.statements = self.statements(inner),
                _ => {}
            }
        }
        article
    }

    fn owner(&self, pair: Pair<'t, Rule>) -> Option<Owner> {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        match parts.next()?.as_rule() {
            Rule::kw_each_of => parts.next().map(|name| Owner::Each(self.name(&name))),
            _ => Some(Owner::Overall(span)),
        }
    }

    fn statements(&mut self, pair: Pair<'t, Rule>) -> Vec<Statement> {
        pair.into_inner().filter_map(|inner| self.statement(inner)).collect()
    }

    /// A statement of an article.
    pub(super) fn statement(&mut self, pair: Pair<'t, Rule>) -> Option<Statement> {
        Some(match pair.as_rule() {
            Rule::definition => Statement::Define(self.definition(pair)),
            Rule::parameter => Statement::Parameter(self.parameter(pair)),
            Rule::table => Statement::Table(self.table(pair)),
            Rule::scale => Statement::Scale(self.scale(pair)),
            Rule::split => Statement::Split(self.split(pair)),
            Rule::assertion => self.assertion(pair),
            Rule::each_block | Rule::overall_block | Rule::when_block => self.block(pair)?,
            Rule::broken_line => {
                self.broken(&pair, Block::Article);
                return None;
            }
            _ => Statement::Clause(self.clause(pair)?),
        })
    }

    /// A `definition`.
    pub(super) fn definition(&mut self, pair: Pair<'t, Rule>) -> Definition {
        let span = self.span(&pair);
        let mut definition = Definition { span, name: self.no_name(span), value: Expr { span, kind: ExprKind::Blank } };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => definition.name = self.name(&inner),
                Rule::value => definition.value = self.value(inner),
                _ => {}
            }
        }
        definition
    }

    /// A `parameter`.
    pub(super) fn parameter(&mut self, pair: Pair<'t, Rule>) -> Parameter {
        let span = self.span(&pair);
        let mut parameter = Parameter { span, name: self.no_name(span), kind: None, values: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => parameter.name = self.name(&inner),
                Rule::parameter_kind => {
                    parameter.kind = inner.into_inner().find(|part| part.as_rule() == Rule::name).map(|kind| self.name(&kind));
                }
                Rule::value => {
                    parameter.values.push(DatedValue { span: self.span(&inner), days: None, layer: 0, value: self.value(inner) })
                }
                Rule::dated_line => {
                    let span = self.span(&inner);
                    let (mut days, mut value) = (None, None);
                    for part in inner.into_inner() {
                        match part.as_rule() {
                            Rule::days => days = self.days(part),
                            Rule::value => value = Some(self.value(part)),
                            _ => {}
                        }
                    }
                    parameter.values.extend(value.map(|value| DatedValue { span, days, layer: 0, value }));
                }
                Rule::broken_line => self.broken(&inner, Block::Dated),
                _ => {}
            }
        }
        parameter
    }

    /// The `days` of a version; none where one of them is no day, which is told.
    pub(super) fn days(&mut self, pair: Pair<'t, Rule>) -> Option<Days> {
        let span = self.span(&pair);
        let written: Vec<Pair<'t, Rule>> = pair.into_inner().filter(|inner| inner.as_rule() == Rule::date).collect();
        let from = self.day(written.first()?)?;
        let to = written.get(1).and_then(|day| self.day(day));
        Some(Days { span, from: Some(from), to })
    }

    fn block(&mut self, pair: Pair<'t, Rule>) -> Option<Statement> {
        let span = self.span(&pair);
        let (mut name, mut condition, mut statements) = (None, None, Vec::new());
        let mut head = span;
        let rule = pair.as_rule();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => name = Some(self.name(&inner)),
                Rule::value => condition = Some(self.value(inner)),
                Rule::statements => statements = self.statements(inner),
                _ => head = self.span(&inner),
            }
        }
        match rule {
            Rule::each_block => Some(Statement::Each { span, owner: Owner::Each(name?), when: condition, statements }),
            Rule::overall_block => Some(Statement::Each { span, owner: Owner::Overall(head), when: None, statements }),
            _ => Some(Statement::When { span, condition: condition?, statements }),
        }
    }

    fn split(&mut self, pair: Pair<'t, Rule>) -> Split {
        let span = self.span(&pair);
        let mut split = Split { span, amount: Expr { span, kind: ExprKind::Blank }, into: self.no_name(span), shares: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::expr => split.amount = self.expr(inner),
                Rule::name => split.into = self.name(&inner),
                Rule::share_line => {
                    let span = self.span(&inner);
                    let mut share = Share { span, to: self.no_name(span), amount: None };
                    for part in inner.into_inner() {
                        match part.as_rule() {
                            Rule::name => share.to = self.name(&part),
                            Rule::value => share.amount = Some(self.value(part)),
                            _ => {}
                        }
                    }
                    split.shares.push(share);
                }
                Rule::broken_line => self.broken(&inner, Block::Split),
                _ => {}
            }
        }
        split
    }

    fn assertion(&mut self, pair: Pair<'t, Rule>) -> Statement {
        let span = self.span(&pair);
        let (mut warns, mut text, mut condition) = (false, None, Expr { span, kind: ExprKind::Blank });
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_warn => warns = true,
                Rule::text => text = Some(self.quoted(&inner)),
                Rule::value => condition = self.value(inner),
                _ => {}
            }
        }
        Statement::Assert { span, text, condition, warns }
    }
}
