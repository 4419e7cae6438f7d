//! `unused-value`: a value that no other value, result or test reads. The checker finds it; here it gets its fix.

use crate::diagnostics::{Code, Fix};
use crate::engine::Policy;
use crate::say;
use crate::source::{Sources, Span};
use crate::syntax::ast::{File, Item, Statement};

use super::{Finding, Rule};

pub(super) fn find(policy: &Policy) -> Vec<Finding> {
    let unused = policy.findings().iter().filter(|finding| finding.code == Code::W1001);
    unused
        .filter_map(|finding| {
            let span = finding.labels.first()?.span;
            let fix = definition(policy.tree(), span).and_then(|whole| lines(policy.sources(), whole));
            let help = finding.helps.first().cloned().unwrap_or_else(|| say!("take it away", "删去它"));
            Some(Finding { fix, ..Finding::new(Rule::UnusedValue, span, finding.message.clone(), help) })
        })
        .collect()
}

/// The whole definition or parameter whose name stands at a place.
fn definition(file: &File, name: Span) -> Option<Span> {
    file.items.iter().find_map(|item| match item {
        Item::Article(article) => in_statements(&article.statements, name),
        Item::Parameter(parameter) => (parameter.name.span == name).then_some(parameter.span),
        _ => None,
    })
}

fn in_statements(statements: &[Statement], name: Span) -> Option<Span> {
    statements.iter().find_map(|statement| match statement {
        Statement::Define(definition) => (definition.name.span == name).then_some(definition.span),
        Statement::Parameter(parameter) => (parameter.name.span == name).then_some(parameter.span),
        Statement::Each { statements, .. } | Statement::When { statements, .. } => in_statements(statements, name),
        Statement::Table(_) | Statement::Scale(_) | Statement::Clause(_) | Statement::Split(_) | Statement::Assert { .. } => None,
    })
}

/// The removal of whole lines; none where something else stands on them, be it a comment.
fn lines(sources: &Sources, whole: Span) -> Option<Fix> {
    let text = &sources.get(whole.source)?.text;
    let (start, end) = (whole.start as usize, whole.end as usize);
    let begin = text.get(..start)?.rfind('\n').map_or(0, |newline| newline + 1);
    let rest = text.get(end..)?;
    let length = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
    let alone = text.get(begin..start)?.trim().is_empty() && rest.get(..length)?.trim().is_empty();
    alone.then(|| Fix { span: Span::new(whole.source, begin, end + length), with: String::new() })
}
