//! Hand-worked figures: the reference says what a person with paper says.

mod allocations;
mod cohorts;
mod made;
mod scalars;
mod tables;

use jiff::civil;
use merit::data::columns::{Column, Values};
use merit::data::{Table, Tables};
use merit::program::{ExprId, FieldId, Form, Kind, OVERALL, Program, RecordId, Rows, Type};
use merit::values::Value;
use num_rational::BigRational;

use super::{Cell, Reference, V};
use crate::build::{Build, column, or_blank, put, scaled};

/// The day that tests are evaluated as of.
const AS_OF: civil::Date = civil::date(2026, 6, 30);

/// A record of people in a table, with the fields that a test gives them.
struct Sheet {
    build: Build,
    record: RecordId,
    tables: Tables,
    table: Table,
}

impl Sheet {
    /// So many people without fields.
    fn of(rows: usize) -> Sheet {
        let mut build = Build::new();
        let record = build.record("person", Rows::File("person".to_owned()));
        Sheet { build, record, tables: Tables::default(), table: Table { rows, ..Table::default() } }
    }

    /// A field read from the table, and its value.
    fn field(&mut self, ty: Type, column: Column) -> (FieldId, ExprId) {
        let field = self.build.column(self.record, "field", ty);
        self.table.columns.push(Some(column));
        (field, self.build.read(self.record, field))
    }

    /// A whole number for each person; none is blank.
    fn numbers(&mut self, cells: &[Option<i128>]) -> ExprId {
        let column = column(cells, |units| scaled(0, units));
        self.field(or_blank(Kind::Number), column).1
    }

    /// A yes or no for each person.
    fn answers(&mut self, cells: &[bool]) -> ExprId {
        let cells = cells.iter().copied().map(Some).collect::<Vec<_>>();
        self.field(Type::present(Kind::YesNo), column(&cells, Values::YesNo)).1
    }

    /// A form on the people.
    fn form(&mut self, kind: Kind, form: Form) -> ExprId {
        self.build.expr(self.record, Type { kind, blank: true, not_applicable: true }, form)
    }

    /// What an expression is for each of the first so many rows of a record.
    fn values(mut self, expr: ExprId, rows: usize) -> Vec<Cell> {
        put(&mut self.tables, self.record, self.table);
        let mut reference = Reference::new(&self.build.program, &self.tables, AS_OF);
        (0..rows).map(|row| reference.value(expr, row)).collect()
    }
}

/// What a form without any record is.
fn scalar(build: &mut Build, kind: Kind, form: Form) -> Cell {
    let expr = build.expr(OVERALL, Type { kind, blank: true, not_applicable: true }, form);
    once(&build.program, expr)
}

fn once(program: &Program, expr: ExprId) -> Cell {
    Reference::new(program, &Tables::default(), AS_OF).value(expr, 0)
}

/// A constant of the kind that its value shows.
fn constant(build: &mut Build, value: Value) -> ExprId {
    let kind = match value {
        Value::Number(_) => Kind::Number,
        Value::Date(_) => Kind::Date,
        Value::Duration(_) => Kind::Duration,
        Value::Text(_) => Kind::Text,
        Value::YesNo(_) => Kind::YesNo,
        Value::Member(_) | Value::Reference(_) => unreachable!("what it is a member of is not shown"),
    };
    build.constant(kind, value)
}

/// A number that is there: `n(25, 10)` is 2.5.
fn n(numerator: i64, denominator: i64) -> Cell {
    Cell::number(BigRational::new(numerator.into(), denominator.into()))
}

fn whole(numbers: &[i64]) -> Vec<Cell> {
    numbers.iter().map(|&number| n(number, 1)).collect()
}

fn on(year: i16, month: i8, day: i8) -> Cell {
    Cell::Present(V::Date(civil::date(year, month, day)))
}

fn words(text: &str) -> Cell {
    Cell::Present(V::Text(text.to_owned()))
}
