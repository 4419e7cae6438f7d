//! What a row holds, asked by name: for whoever chooses rows, or says whose they are.

use super::Evaluation;
use crate::data::columns::State;
use crate::data::value::value_at;
use crate::diagnostics::Language;
use crate::explain::Reasons;
use crate::program::{Cells, DefinitionId, FieldId, Form, Kind, RecordId};
use crate::run::Cell;
use crate::values::{Value, parse_decimal};

/// A value of a record that can be asked by name.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Field(FieldId),
    Definition(DefinitionId),
}

/// That a record has no value of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchName {
    /// The record.
    pub record: String,
    /// The name.
    pub name: String,
    /// What it has, for a suggestion.
    pub known: Vec<String>,
}

impl Evaluation<'_> {
    /// The value of a field at a row of its record.
    pub fn field(&self, record: RecordId, field: FieldId, row: usize) -> Cell {
        let program = self.policy.program();
        let kind = program.field(record, field).ty.kind;
        let given = self.tables.get(record).map(|table| (table, &self.tables.texts));
        let made = || self.outcome.made(record).map(|table| (table, &self.outcome.texts));
        if let Some((table, texts)) = given.or_else(made)
            && let Some(Some(column)) = table.columns.get(field.at())
        {
            return match value_at(column, row, kind, texts) {
                Ok(value) => Cell::Present(value),
                Err(State::NotApplicable) => Cell::NotApplicable,
                Err(State::NotGiven) => Cell::NotGiven,
                Err(State::TooLarge) => Cell::TooLarge,
                Err(State::Blank | State::Present) => Cell::Blank,
            };
        }
        // What is worked out is known where the policy reads it.
        let reads = |expr: &crate::program::Expr| expr.index == record && matches!(expr.form, Form::Field(read) if read == field);
        let expr = program.expressions.iter().position(reads).and_then(|at| u32::try_from(at).ok());
        expr.map_or(Cell::NotGiven, |at| self.kept().value(crate::program::ExprId(at), row))
    }

    /// Who or what a row is beside its key: the texts, references and members that its file gives, under the names that people know.
    pub fn particulars(&self, record: RecordId, row: usize, language: Language) -> Vec<(String, String)> {
        let declared = self.policy.program().record(record);
        let fields = (0u32..).map(FieldId).zip(&declared.fields);
        let told = fields.filter(|(id, field)| {
            let tells = matches!(field.ty.kind, Kind::Text | Kind::Reference(_) | Kind::Member(_));
            tells && matches!(field.cells, Cells::Column { .. }) && !declared.key.contains(id)
        });
        let told = told.filter_map(|(id, field)| {
            let shown = self.spellings(field.ty.kind, &self.field(record, id, row), language).into_iter().next()?;
            Some((field.label.clone().unwrap_or_else(|| field.name.clone()), shown))
        });
        told.filter(|(_, shown)| !shown.is_empty()).collect()
    }

    /// The rows of a record of which a value is as it is written: a field, a value of the policy, or one that a reference leads to, as
    /// `branch.region`.
    ///
    /// # Errors
    /// When a record on the way has no value of that name.
    pub fn rows_where(&self, record: RecordId, path: &str, written: &str) -> Result<Vec<usize>, NoSuchName> {
        let mut steps = Vec::new();
        let mut at = record;
        for name in path.split('.').map(str::trim) {
            let (asked, kind) = self.value_named(at, name)?;
            steps.push((at, asked, kind));
            if let Kind::Reference(target) = kind {
                at = target;
            }
        }
        Ok((0..self.rows(record)).filter(|row| self.holds(&steps, *row, written)).collect())
    }

    fn holds(&self, steps: &[(RecordId, Asked, Kind)], mut row: usize, written: &str) -> bool {
        let mut last = None;
        for (record, asked, kind) in steps {
            let cell = match asked {
                Asked::Field(field) => self.field(*record, *field, row),
                Asked::Definition(definition) => self.value(*definition, row),
            };
            if let Cell::Present(Value::Reference(to)) = &cell {
                row = *to as usize;
            }
            last = Some((*kind, cell));
        }
        let Some((kind, cell)) = last else { return false };
        if let (Cell::Present(Value::Number(number)), Ok(wanted)) = (&cell, parse_decimal(&written.replace('_', ""))) {
            return *number == wanted;
        }
        self.spellings(kind, &cell, Language::English).iter().any(|spelling| spelling == written)
            || self.spellings(kind, &cell, Language::Chinese).iter().any(|spelling| spelling == written)
    }

    fn value_named(&self, record: RecordId, name: &str) -> Result<(Asked, Kind), NoSuchName> {
        let program = self.policy.program();
        let declared = program.record(record);
        if let Some(field) = declared.field_named(name) {
            return Ok((Asked::Field(field), program.field(record, field).ty.kind));
        }
        let own = || (0u32..).map(DefinitionId).zip(&program.definitions).filter(|(_, of)| of.owner == record && of.parent.is_none());
        if let Some((id, definition)) = own().find(|(_, definition)| definition.name == name) {
            return Ok((Asked::Definition(id), definition.ty.kind));
        }
        let fields = declared.fields.iter().map(|field| field.name.clone());
        let known = fields.chain(own().map(|(_, definition)| definition.name.clone())).collect();
        Err(NoSuchName { record: declared.name.clone(), name: name.to_owned(), known })
    }

    /// How a value may be written, the way it is shown first; a blank is the empty text.
    fn spellings(&self, kind: Kind, cell: &Cell, language: Language) -> Vec<String> {
        let value = match cell {
            Cell::Present(value) => value,
            Cell::Blank => return vec![String::new()],
            Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => return Vec::new(),
        };
        match (value, kind) {
            (Value::Text(text), _) => vec![text.to_string()],
            (Value::Number(number), _) => vec![crate::values::decimal::format_plain(number)],
            (Value::YesNo(yes), _) => match (language, yes) {
                (Language::English, true) => vec!["yes".into(), "true".into()],
                (Language::English, false) => vec!["no".into(), "false".into()],
                (Language::Chinese, true) => vec!["是".into()],
                (Language::Chinese, false) => vec!["否".into()],
            },
            (Value::Date(date), _) => vec![date.to_string()],
            (Value::Member(at), Kind::Member(id)) => {
                let member = self.policy.program().enumeration(id).members.get(*at as usize);
                member.map_or_else(Vec::new, |member| vec![member.name.clone(), member.written.clone()])
            }
            (Value::Reference(to), Kind::Reference(target)) => {
                let name = self.row_name(target, *to as usize);
                let commas = name.replace(' ', ",");
                vec![name, commas]
            }
            (Value::Member(_) | Value::Reference(_) | Value::Duration(_), _) => Vec::new(),
        }
    }
}
