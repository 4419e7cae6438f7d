//! The names that a tree defines, to tell which an amendment took away.

use std::collections::BTreeSet;

use crate::syntax::ast::{Item, Statement};

/// All names and article numbers that are defined, whatever they are names of.
pub(super) fn defined(items: &[Item]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for item in items {
        match item {
            Item::Article(article) => {
                names.insert(article.number.text.clone());
                statements(&article.statements, &mut names);
            }
            Item::Record(record) => {
                names.insert(record.name.text.clone());
                names.extend(record.fields.iter().map(|field| field.name.text.clone()));
            }
            Item::Parameter(parameter) => _ = names.insert(parameter.name.text.clone()),
            Item::Scale(scale) => _ = names.insert(scale.name.text.clone()),
            Item::Calendar(calendar) => _ = names.insert(calendar.name.text.clone()),
            Item::Group(group) => _ = names.insert(group.name.text.clone()),
            Item::Policy(_) | Item::Use(_) | Item::Amends(_) | Item::Result(_) | Item::Test(_) => {}
        }
    }
    names
}

/// Those that are no longer.
pub(super) fn lost(mut before: BTreeSet<String>, items: &[Item]) -> Vec<String> {
    let after = defined(items);
    before.retain(|name| !after.contains(name));
    before.into_iter().collect()
}

fn statements(list: &[Statement], names: &mut BTreeSet<String>) {
    for statement in list {
        match statement {
            Statement::Define(definition) => _ = names.insert(definition.name.text.clone()),
            Statement::Parameter(parameter) => _ = names.insert(parameter.name.text.clone()),
            Statement::Table(table) => _ = names.insert(table.name.text.clone()),
            Statement::Scale(scale) => _ = names.insert(scale.name.text.clone()),
            Statement::Clause(clause) => _ = names.insert(clause.name.text.clone()),
            Statement::Split(split) => _ = names.insert(split.into.text.clone()),
            Statement::Each { statements: list, .. } | Statement::When { statements: list, .. } => statements(list, names),
            _ => {}
        }
    }
}
