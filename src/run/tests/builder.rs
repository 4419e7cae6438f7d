//! A small builder of programs and tables, and short ways to write and read values.

use crate::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::data::{Table, Tables};
use crate::plan::Plan;
use crate::program::{
    Cells, Definition, DefinitionId, Enumeration, EnumerationId, Expr, ExprId, Field, FieldId, Form, Head, Kind, Map, Member, OVERALL,
    Program, Record, RecordId, Role, Rows, Type, Written,
};
use crate::run::{Cell, Keep, Outcome, Settings, run};
use crate::source::Span;
use crate::values::{Date, Exact, Value};

pub const SUBJECT: RecordId = RecordId(1);

/// A program in the making, with the data for it.
pub struct Builder {
    pub program: Program,
    pub tables: Tables,
}

impl Builder {
    /// A program with one record of so many rows, which is `SUBJECT`.
    pub fn new(rows: usize) -> Builder {
        let head = Head { subject: Some(SUBJECT), ..Head::default() };
        let program = Program { head, records: Vec::new(), ..Program::default() };
        let mut builder = Builder { program, tables: Tables::default() };
        builder.record("overall", Rows::Overall, 1);
        builder.record("subject", Rows::File("subject".to_owned()), rows);
        builder
    }

    /// Adds a record; `rows` matters only to those from files.
    pub fn record(&mut self, name: &str, rows: Rows, count: usize) -> RecordId {
        let is_file = matches!(rows, Rows::File(_));
        self.program.records.push(Record { name: name.to_owned(), span: Span::default(), rows, fields: Vec::new(), key: Vec::new() });
        self.tables.tables.push(is_file.then(|| Table { rows: count, ..Table::default() }));
        RecordId(self.program.records.len() as u32 - 1)
    }

    /// Adds a field without a column.
    pub fn bare_field(&mut self, record: RecordId, kind: Kind, cells: Cells) -> FieldId {
        let fields = &mut self.program.records[record.at()].fields;
        fields.push(Field {
            name: format!("f{}", fields.len()),
            span: Span::default(),
            ty: Type { kind, blank: true, not_applicable: true },
            label: None,
            cells,
            blank_as: None,
            range: Vec::new(),
        });
        FieldId(fields.len() as u32 - 1)
    }

    /// Adds a field and its column, and gives the expression that reads it.
    pub fn field(&mut self, record: RecordId, kind: Kind, cells: &[Cell]) -> ExprId {
        let column = self.column(kind, cells);
        let written = Cells::Column { heading: String::new(), written: Written::Text };
        let field = self.bare_field(record, kind, written);
        self.tables.tables[record.at()].as_mut().unwrap().columns.push(Some(column));
        self.add(record, kind, Form::Field(field))
    }

    /// A column of cells, each batch in the narrowest form.
    pub fn column(&mut self, kind: Kind, cells: &[Cell]) -> Column {
        let mut batches = Vec::new();
        for cells in cells.chunks(BATCH) {
            let states: Vec<State> = cells.iter().map(Cell::state).collect();
            let presence = if states.iter().all(|s| *s == State::Present) { Presence::All } else { Presence::Each(states) };
            let present: Vec<Value> =
                cells.iter().map(|cell| if let Cell::Present(value) = cell { value.clone() } else { filler(kind) }).collect();
            let values = match kind {
                Kind::Date => Values::Days(present.iter().map(|v| if let Value::Date(d) = v { d.days() } else { 0 }).collect()),
                Kind::Duration => Values::Durations(
                    present.iter().map(|v| if let Value::Duration(d) = v { (d.months(), d.days()) } else { (0, 0) }).collect(),
                ),
                Kind::YesNo => Values::YesNo(present.iter().map(|v| *v == Value::YesNo(true)).collect()),
                Kind::Text | Kind::Member(_) | Kind::Reference(_) | Kind::Nothing => Values::Codes(
                    present
                        .iter()
                        .map(|v| match v {
                            Value::Text(text) => self.tables.texts.number(text),
                            Value::Member(code) | Value::Reference(code) => *code,
                            _ => 0,
                        })
                        .collect(),
                ),
                _ => {
                    let list: Vec<Exact> = present.iter().map(|v| if let Value::Number(n) = v { n.clone() } else { Exact::ZERO }).collect();
                    let scale = list.iter().map(Exact::decimals).try_fold(0u8, |most, own| Some(most.max(own?)));
                    crate::run::kernels::lanes::settle(list, scale)
                }
            };
            batches.push(Batch { values, presence });
        }
        Column { batches }
    }

    pub fn add(&mut self, index: RecordId, kind: Kind, form: Form) -> ExprId {
        let ty = Type { kind, blank: true, not_applicable: true };
        self.program.expressions.push(Expr { form, ty, index, span: Span::default() });
        ExprId(self.program.expressions.len() as u32 - 1)
    }

    pub fn constant(&mut self, cell: Cell) -> ExprId {
        match cell {
            Cell::Present(value) => {
                let kind = kind_of(&value);
                self.add(OVERALL, kind, Form::Constant(value))
            }
            Cell::Blank => self.add(OVERALL, Kind::Nothing, Form::Blank),
            _ => self.add(OVERALL, Kind::Nothing, Form::NotApplicable),
        }
    }

    pub fn map(&mut self, kind: Kind, map: Map, inputs: &[ExprId]) -> ExprId {
        let index = inputs.iter().map(|id| self.program.expr(*id).index).find(|index| *index != OVERALL).unwrap_or(OVERALL);
        self.add(index, kind, Form::Map(map, inputs.to_vec()))
    }

    pub fn define(&mut self, value: ExprId) -> ExprId {
        let expr = self.program.expr(value);
        let (index, ty) = (expr.index, expr.ty);
        self.program.definitions.push(Definition {
            name: String::new(),
            in_chinese: None,
            parent: None,
            order: 0,
            span: Span::default(),
            owner: index,
            role: Role::Helper,
            article: None,
            value,
            unrounded: value,
            ty,
            conditions: Vec::new(),
            alternatives: Vec::new(),
            output: false,
        });
        let id = DefinitionId(self.program.definitions.len() as u32 - 1);
        self.add(index, ty.kind, Form::Definition(id))
    }

    pub fn enumeration(&mut self, members: &[&str]) -> Kind {
        let members = members.iter().map(|name| Member { name: (*name).to_owned(), written: (*name).to_owned() });
        self.program.enumerations.push(Enumeration { ordered: true, members: members.collect(), otherwise: None });
        Kind::Member(EnumerationId(self.program.enumerations.len() as u32 - 1))
    }

    pub fn outcome(&self, roots: &[ExprId], keep: Keep) -> Outcome {
        let plan = Plan::new(&self.program, roots);
        let settings = Settings { as_of: Some(date("2026-06-30")), keep, ..Settings::default() };
        run(&self.program, &plan, &self.tables, &settings).unwrap()
    }

    /// All values of an expression.
    pub fn cells(&self, expr: ExprId) -> Vec<Cell> {
        let outcome = self.outcome(&[expr], Keep::Outputs);
        let cells: Vec<Cell> = all(&outcome, &self.program, expr);
        // Keeping everything, and sharing the work, must not change any value.
        assert_eq!(all(&self.outcome(&[expr], Keep::All), &self.program, expr), cells);
        let plan = Plan::new(&self.program, &[expr]);
        let settings = Settings { as_of: Some(date("2026-06-30")), threads: 3, ..Settings::default() };
        let threaded = run(&self.program, &plan, &self.tables, &settings).unwrap();
        assert_eq!(all(&threaded, &self.program, expr), cells);
        cells
    }
}

fn all(outcome: &Outcome, program: &Program, expr: ExprId) -> Vec<Cell> {
    (0..outcome.rows(program.expr(expr).index)).map(|row| outcome.value(expr, row)).collect()
}

fn filler(kind: Kind) -> Value {
    if kind.is_numeric() { Value::Number(Exact::from_int(777)) } else { Value::Member(0) }
}

fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Number(_) => Kind::Number,
        Value::Date(_) => Kind::Date,
        Value::Duration(_) => Kind::Duration,
        Value::Text(_) => Kind::Text,
        Value::YesNo(_) => Kind::YesNo,
        Value::Member(_) => Kind::Member(EnumerationId(0)),
        Value::Reference(_) => Kind::Reference(SUBJECT),
    }
}

/// A number as written, `a/b` too.
pub fn number(text: &str) -> Exact {
    match text.split_once('/') {
        Some((num, den)) => number(num).div(&number(den)).unwrap(),
        None => crate::values::parse_decimal(text).unwrap(),
    }
}

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A cell as written: a number, `-` for blank, `n/a`, `?` for not given, `!` for too large, `yes`, `no`.
pub fn cell(text: &str) -> Cell {
    match text {
        "-" => Cell::Blank,
        "n/a" => Cell::NotApplicable,
        "?" => Cell::NotGiven,
        "!" => Cell::TooLarge,
        "yes" => Cell::Present(Value::YesNo(true)),
        "no" => Cell::Present(Value::YesNo(false)),
        text if text.starts_with('@') => Cell::Present(Value::Reference(text[1..].parse().unwrap())),
        text if text.starts_with('#') => Cell::Present(Value::Member(text[1..].parse().unwrap())),
        text if text.starts_with('\'') => Cell::Present(Value::Text(text[1..].into())),
        text if text.len() == 10 && text.as_bytes()[4] == b'-' => Cell::Present(Value::Date(date(text))),
        text => Cell::Present(Value::Number(number(text))),
    }
}

/// Cells as written, with spaces between them.
pub fn cells(text: &str) -> Vec<Cell> {
    text.split_whitespace().map(cell).collect()
}
