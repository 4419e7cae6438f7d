//! Random well-typed programs in core forms, and random tables for them.
//!
//! A case is made from lists of numbers, the choices: the same numbers give the same case, a list that has run out chooses the simplest,
//! and shorter lists and smaller numbers make simpler cases. So a failure shrinks as lists of numbers do, and what it prints is its seed.

mod choices;
mod expressions;
mod forms;
mod ledger;
mod records;
mod series;
mod tables;

use std::fmt;

use merit::data::Tables;
use merit::data::columns::{Presence, State, Values};
use merit::program::{FieldId, Kind, OVERALL, Program, RecordId};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::build::{Build, CNY};
use choices::Choices;
use expressions::Writer;

/// The choices that a case is made from.
#[derive(Clone)]
pub struct Recipe {
    /// Those for the records that are made from others.
    shape: Vec<u32>,
    /// Those for each row of branch, manager and loan.
    rows: [Vec<Vec<u32>>; 3],
    /// Those for each definition.
    definitions: Vec<Vec<u32>>,
}

/// A program and tables for it.
pub struct Case {
    /// The program; its definitions are what is to be compared.
    pub program: Program,
    /// The tables of its records.
    pub tables: Tables,
}

/// Recipes for cases of at most so many rows a record.
pub fn recipes(most_rows: usize) -> impl Strategy<Value = Recipe> {
    let row = || vec(choice(), 0..24);
    let rows = (vec(row(), 1..5), vec(row(), 0..=most_rows), vec(row(), 0..=most_rows));
    let definitions = vec(vec(choice(), 4..400), 1..10);
    (vec(choice(), 0..60), rows, definitions).prop_map(|(shape, (branches, managers, loans), definitions)| Recipe {
        shape,
        rows: [branches, managers, loans],
        definitions,
    })
}

/// A choice; small enough to be read.
fn choice() -> impl Strategy<Value = u32> {
    0..10_000u32
}

impl Case {
    /// The case that a recipe makes.
    pub fn new(recipe: &Recipe) -> Case {
        Case::make(recipe, false)
    }

    /// A case whose definitions read nothing of made records, only what stands in files.
    pub fn on_files(recipe: &Recipe) -> Case {
        Case::make(recipe, true)
    }

    fn make(recipe: &Recipe, files_only: bool) -> Case {
        let mut shape = Choices::new(&recipe.shape);
        let records = records::declare(&mut Build::new(), &mut shape);
        let mut build = records.build;
        for choices in &recipe.definitions {
            let mut choices = Choices::new(choices);
            let owner = RecordId(choices.below(if files_only { 4 } else { 7 }).try_into().unwrap());
            let owner = if owner == OVERALL && choices.below(3) > 0 { records.manager } else { owner };
            let kinds = [
                Kind::Money(CNY),
                Kind::Number,
                Kind::Number,
                Kind::Money(CNY),
                Kind::Ratio,
                Kind::Points,
                Kind::YesNo,
                Kind::Text,
                Kind::Date,
                Kind::Member(records.colour),
                Kind::Member(records.grade),
                Kind::Duration,
                Kind::Reference(records.manager),
                Kind::Reference(records.branch),
            ];
            let kind = kinds[choices.below(kinds.len())];
            let made = if files_only { Writer::on_files } else { Writer::new };
            let value = made(&mut build, &mut choices, records.grade).expr(owner, kind, 4);
            build.define(owner, value);
        }
        if !files_only {
            name_made_fields(&mut build);
        }
        let tables = tables::fill(&build.program, &recipe.rows);
        Case { program: build.program, tables }
    }
}

/// Names the fields of made records, so that these are made and compared even where nothing else reads them.
fn name_made_fields(build: &mut Build) {
    for at in 4..build.program.records.len() {
        let record = RecordId(at.try_into().unwrap());
        for field in 0..build.program.record(record).fields.len() {
            let value = build.read(record, FieldId(field.try_into().unwrap()));
            build.define(record, value);
        }
    }
}

impl Case {
    /// Takes back one cell in so many, as if a test had not given it; keys stay.
    pub fn forget(&mut self, one_in: usize) {
        let records = self.program.records.iter().zip(&mut self.tables.tables);
        let columns = records.filter_map(|(record, table)| Some((record, table.as_mut()?))).flat_map(|(record, table)| {
            let columns = table.columns.iter_mut().zip(0..).filter(|(_, at)| !record.key.contains(&FieldId(*at)));
            columns.filter_map(|(column, _)| column.as_mut())
        });
        let batches = columns.flat_map(|column| &mut column.batches);
        let mut count = 0;
        for batch in batches {
            let rows = match (&batch.presence, &batch.values) {
                (Presence::Each(states), _) => states.len(),
                (Presence::All, values) => len(values),
            };
            let mut states = match std::mem::replace(&mut batch.presence, Presence::All) {
                Presence::Each(states) => states,
                Presence::All => vec![State::Present; rows],
            };
            for state in &mut states {
                count += 1;
                if count % one_in == 0 {
                    *state = State::NotGiven;
                }
            }
            batch.presence = Presence::Each(states);
        }
    }
}

/// How many values there are.
fn len(values: &Values) -> usize {
    match values {
        Values::Scaled { units, .. } => units.len(),
        Values::Wide { units, .. } => units.len(),
        Values::Exact(values) => values.len(),
        Values::YesNo(values) => values.len(),
        Values::Days(values) => values.len(),
        Values::Durations(values) => values.len(),
        Values::Codes(values) => values.len(),
        Values::Same(_, rows) => *rows,
    }
}

impl fmt::Debug for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "choices: shape {:?}; definitions {:?}; rows {:?}", self.shape, self.definitions, self.rows)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = &self.program;
        for record in &program.records {
            writeln!(f, "record {} from {:?}", record.name, record.rows)?;
            for (at, field) in record.fields.iter().enumerate() {
                writeln!(f, "  field {at} {}: {:?}, {:?}", field.name, field.ty.kind, field.cells)?;
            }
        }
        for (at, table) in program.tables.iter().enumerate() {
            writeln!(f, "table {at} by {:?}", table.keys)?;
            table.rows.iter().try_for_each(|row| writeln!(f, "  {:?} -> {:?}", row.tests, row.values))?;
        }
        for (at, expr) in program.expressions.iter().enumerate() {
            let name = &program.record(expr.index).name;
            writeln!(f, "expr {at} on {name}: {:?} = {:?}", expr.ty, expr.form)?;
        }
        program.folds.iter().enumerate().try_for_each(|(at, fold)| writeln!(f, "fold {at}: {fold:?}"))?;
        program.ledgers.iter().enumerate().try_for_each(|(at, ledger)| writeln!(f, "ledger {at}: {ledger:?}"))?;
        for definition in &program.definitions {
            writeln!(f, "{} of {} = expr {}", definition.name, program.record(definition.owner).name, definition.value.0)?;
        }
        for (at, table) in self.tables.tables.iter().enumerate() {
            if let Some(table) = table {
                writeln!(f, "rows of {}: {}", program.records[at].name, table.rows)?;
                table.columns.iter().enumerate().try_for_each(|(at, column)| writeln!(f, "  field {at}: {column:?}"))?;
            }
        }
        Ok(())
    }
}
