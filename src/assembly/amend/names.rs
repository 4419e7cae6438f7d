//! The names that a thing defines, to tell which are gone with it.

use crate::syntax::ast::{Field, Item, Statement};

/// The names and article numbers that something defines, whatever they are names of.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// Those that something else does not define.
    pub(super) fn without(mut self, kept: &Names) -> Vec<String> {
        self.0.retain(|name| !kept.0.contains(name));
        self.0
    }

    /// Those of another one too.
    pub(super) fn join(&mut self, other: Names) {
        self.0.extend(other.0);
    }

    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::Article(article) => {
                self.0.push(article.number.text.clone());
                article.statements.iter().for_each(|statement| self.statement(statement));
            }
            Item::Record(record) => {
                self.0.push(record.name.text.clone());
                record.fields.iter().for_each(|field| self.field(field));
            }
            Item::Parameter(parameter) => self.0.push(parameter.name.text.clone()),
            Item::Scale(scale) => self.0.push(scale.name.text.clone()),
            Item::Calendar(calendar) => self.0.push(calendar.name.text.clone()),
            Item::Group(group) => self.0.push(group.name.text.clone()),
            Item::Policy(_) | Item::Use(_) | Item::Amends(_) | Item::Result(_) | Item::Test(_) => {}
        }
    }

    pub(super) fn field(&mut self, field: &Field) {
        self.0.push(field.name.text.clone());
    }

    pub(super) fn statement(&mut self, statement: &Statement) {
        let name = match statement {
            Statement::Define(definition) => &definition.name,
            Statement::Parameter(parameter) => &parameter.name,
            Statement::Table(table) => &table.name,
            Statement::Scale(scale) => &scale.name,
            Statement::Clause(clause) => &clause.name,
            Statement::Split(split) => &split.into,
            Statement::Each { statements, .. } | Statement::When { statements, .. } => {
                return statements.iter().for_each(|statement| self.statement(statement));
            }
            Statement::Assert { .. } => return,
        };
        self.0.push(name.text.clone());
    }
}
