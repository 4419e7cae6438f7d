//! Whose names a place of a text sees: the record of its article or block, and what a path written so far leads to.

use super::view::View;
use crate::program::{DefinitionId, Kind, OVERALL, Program, RecordId};
use crate::source::Span;
use crate::syntax::ast::{Item, Owner, Statement};
use crate::syntax::name_of_word;

/// The record whose names are seen at a byte; first that of an aggregate around it, if there is one.
pub(super) fn owners(view: &View<'_>, program: &Program, at: usize, line: std::ops::Range<usize>) -> Vec<RecordId> {
    let mut owners = Vec::new();
    owners.extend(over(view.code(), line).and_then(|name| program.record_named(&name)));
    owners.push(owner(view, program, at));
    owners.push(OVERALL);
    owners
}

/// The record of the article, block, result or test around a byte.
fn owner(view: &View<'_>, program: &Program, at: usize) -> RecordId {
    let subject = program.head.subject.unwrap_or(OVERALL);
    let here = |span: Span| span.source == view.source && (span.start as usize..=span.end as usize).contains(&at);
    let items = view.analysis.checked.tree.as_ref().map(|tree| tree.items.as_slice()).unwrap_or_default();
    let named = |name: &str| program.record_named(name);
    items
        .iter()
        .filter(|item| here(item.span()))
        .find_map(|item| match item {
            Item::Article(article) => {
                let own = article.owner.as_ref().map_or(Some(subject), |owner| owner_named(program, owner));
                Some(within(program, &article.statements, &here).or(own).unwrap_or(subject))
            }
            Item::Record(record) => named(&record.name.text),
            Item::Result(result) => named(&result.of.text),
            _ => None,
        })
        .unwrap_or(subject)
}

fn owner_named(program: &Program, owner: &Owner) -> Option<RecordId> {
    match owner {
        Owner::Overall(_) => Some(OVERALL),
        Owner::Each(name) => program.record_named(&name.text),
    }
}

fn within(program: &Program, statements: &[Statement], here: &impl Fn(Span) -> bool) -> Option<RecordId> {
    statements.iter().filter(|statement| here(statement.span())).find_map(|statement| match statement {
        Statement::Each { owner, statements, .. } => within(program, statements, here).or_else(|| owner_named(program, owner)),
        Statement::When { statements, .. } => within(program, statements, here),
        _ => None,
    })
}

/// The record that the innermost bracket that is open at the end of a line ranges over.
fn over(code: &str, line: std::ops::Range<usize>) -> Option<String> {
    let (mut open, end) = (0_usize, line.end);
    let line = code.get(line)?;
    let start = line.char_indices().rev().find_map(|(at, sign)| match sign {
        ')' | '）' => {
            open += 1;
            None
        }
        '(' | '（' if open == 0 => Some(at),
        '(' | '（' => {
            open -= 1;
            None
        }
        _ => None,
    })?;
    // Whatever stands behind in the bracket says it too, up to the end of the line.
    let behind = code.get(end..)?.split(['\n', ')', '）']).next()?;
    let within = format!("{}{behind}", line.get(start..)?);
    let mut words = within.split(|sign: char| !(sign.is_alphanumeric() || sign == '_')).filter(|word| !word.is_empty());
    words.find(|word| matches!(*word, "over" | "取自"))?;
    words.next().map(name_of_word)
}

/// What the names of a path lead to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reached {
    /// The rows of a record.
    Record(RecordId),
    /// A value, of which there may be sub-values.
    Value(DefinitionId),
    /// A value of a kind.
    Kind(Kind),
}

impl Reached {
    /// The kind of the value, if it is one.
    pub(super) fn kind(self, program: &Program) -> Option<Kind> {
        match self {
            Reached::Record(_) => None,
            Reached::Value(id) => Some(program.definition(id).ty.kind),
            Reached::Kind(kind) => Some(kind),
        }
    }

    /// The record that it refers to.
    pub(super) fn record(self, program: &Program) -> Option<RecordId> {
        match (self, self.kind(program)) {
            (Reached::Record(record), _) | (_, Some(Kind::Reference(record))) => Some(record),
            _ => None,
        }
    }
}

/// What a path leads to from where it stands.
pub(super) fn reach(program: &Program, owners: &[RecordId], path: &[String]) -> Option<Reached> {
    let (first, rest) = path.split_first()?;
    let start =
        owners.iter().find_map(|owner| named(program, *owner, first)).or_else(|| program.record_named(first).map(Reached::Record))?;
    rest.iter().try_fold(start, |reached, name| {
        let part = match reached {
            Reached::Value(id) => parts(program, id).into_iter().find(|part| {
                let part = program.definition(*part);
                part.name == *name || part.in_chinese.as_deref() == Some(name)
            }),
            _ => None,
        };
        part.map(Reached::Value).or_else(|| named(program, reached.record(program)?, name))
    })
}

/// What a name of a record is.
fn named(program: &Program, owner: RecordId, name: &str) -> Option<Reached> {
    if let Some(field) = program.record(owner).field_named(name) {
        return Some(Reached::Kind(program.field(owner, field).ty.kind));
    }
    let is_it =
        |definition: &crate::program::Definition| definition.owner == owner && definition.parent.is_none() && definition.name == name;
    program.definitions.iter().position(is_it).and_then(|at| u32::try_from(at).ok()).map(|at| Reached::Value(DefinitionId(at)))
}

/// The sub-values of a value.
pub(super) fn parts(program: &Program, of: DefinitionId) -> Vec<DefinitionId> {
    let ids = (0..).map(DefinitionId).zip(&program.definitions);
    ids.filter(|(_, definition)| definition.parent == Some(of)).map(|(id, _)| id).collect()
}
