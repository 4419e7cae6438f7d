//! Programs and tables written down in core forms, for tests that need no policy text.

use std::sync::Arc;

use merit::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use merit::data::{Table, Tables};
use merit::program::{
    Cells, Currency, Definition, DefinitionId, Enumeration, EnumerationId, Expr, ExprId, Field, FieldId, Form, Head, Kind, Member, OVERALL,
    Program, Record, RecordId, Role, Rows, Type, Written,
};
use merit::source::Span;
use merit::values::{Date, Exact, Value};

/// The currency of all amounts in tests.
pub const CNY: Currency = Currency(*b"CNY");

/// A program in the making.
pub struct Build {
    /// What there is of it.
    pub program: Program,
}

impl Build {
    /// A program with nothing in it but the record of values that belong to nobody.
    pub fn new() -> Build {
        let head = Head { uses_today: true, ..Head::default() };
        let mut build = Build { program: Program { head, records: Vec::new(), ..Program::default() } };
        build.record("overall", Rows::Overall);
        build
    }

    /// A record without fields.
    pub fn record(&mut self, name: &str, rows: Rows) -> RecordId {
        self.program.records.push(Record { name: name.to_owned(), span: Span::default(), rows, fields: Vec::new(), key: Vec::new() });
        RecordId(index(self.program.records.len() - 1))
    }

    /// A record that comes from a file.
    pub fn file(&mut self, name: &str) -> RecordId {
        self.record(name, Rows::File(name.to_owned()))
    }

    /// A field that is read from the record's file.
    pub fn column(&mut self, record: RecordId, name: &str, ty: Type) -> FieldId {
        let written = match ty.kind {
            Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => Written::Number { places: 6, unit: Exact::ONE },
            Kind::Date => Written::Date,
            Kind::YesNo => Written::YesNo { yes: "yes".to_owned(), no: "no".to_owned(), fixed: false },
            Kind::Member(_) => Written::Member,
            Kind::Reference(_) => Written::Key,
            Kind::Text | Kind::Duration | Kind::Nothing => Written::Text,
        };
        self.field(record, name, ty, Cells::Column { heading: name.to_owned(), written })
    }

    /// A field from anywhere.
    pub fn field(&mut self, record: RecordId, name: &str, ty: Type, cells: Cells) -> FieldId {
        let fields = &mut self.program.records[record.at()].fields;
        let span = Span::default();
        fields.push(Field { name: name.to_owned(), span, ty, label: None, cells, blank_as: None, range: Vec::new() });
        FieldId(index(fields.len() - 1))
    }

    /// An enumeration.
    pub fn enumeration(&mut self, ordered: bool, members: &[&str]) -> EnumerationId {
        let members = members.iter().map(|&name| Member { name: name.to_owned(), written: name.to_owned() }).collect();
        self.program.enumerations.push(Enumeration { ordered, members, otherwise: None });
        EnumerationId(index(self.program.enumerations.len() - 1))
    }

    /// An expression of a type on a record.
    pub fn expr(&mut self, index_of: RecordId, ty: Type, form: Form) -> ExprId {
        self.program.expressions.push(Expr { form, ty, index: index_of, span: Span::default() });
        ExprId(index(self.program.expressions.len() - 1))
    }

    /// A constant, the same for everyone.
    pub fn constant(&mut self, kind: Kind, value: Value) -> ExprId {
        self.expr(OVERALL, Type::present(kind), Form::Constant(value))
    }

    /// The value of a field.
    pub fn read(&mut self, record: RecordId, field: FieldId) -> ExprId {
        let ty = self.program.field(record, field).ty;
        self.expr(record, ty, Form::Field(field))
    }

    /// Gives an expression a name.
    pub fn define(&mut self, owner: RecordId, value: ExprId) -> DefinitionId {
        let at = self.program.definitions.len();
        self.program.definitions.push(Definition {
            name: format!("d{at}"),
            in_chinese: None,
            parent: None,
            order: 0,
            span: Span::default(),
            owner,
            role: Role::Helper,
            article: None,
            value,
            unrounded: value,
            ty: self.program.expr(value).ty,
            conditions: Vec::new(),
            alternatives: Vec::new(),
            output: false,
        });
        DefinitionId(index(at))
    }
}

/// A type whose values may be blank.
pub fn or_blank(kind: Kind) -> Type {
    Type { kind, blank: true, not_applicable: false }
}

/// A number of hundredths and the like: `decimal(1250, 2)` is 12.50.
pub fn decimal(units: i128, scale: u8) -> Value {
    Value::Number(Exact::from_scaled(units, scale))
}

/// A text.
pub fn text(text: &str) -> Value {
    Value::Text(Arc::from(text))
}

/// A day.
pub fn day(year: i32, month: u8, day: u8) -> Date {
    Date::new(year, month, day).unwrap()
}

/// A column in batches from cells of which some are blank; `hold` makes the values of a batch, whose blank rows hold a default.
pub fn column<T: Clone + Default>(cells: &[Option<T>], hold: impl Fn(Vec<T>) -> Values) -> Column {
    let batch = |cells: &[Option<T>]| {
        let all = cells.iter().all(Option::is_some);
        let states = || cells.iter().map(|cell| if cell.is_some() { State::Present } else { State::Blank }).collect();
        let presence = if all { Presence::All } else { Presence::Each(states()) };
        Batch { values: hold(cells.iter().map(|cell| cell.clone().unwrap_or_default()).collect()), presence }
    };
    Column { batches: cells.chunks(BATCH).map(batch).collect() }
}

/// Numbers as they stand in a column: in 64 bits where all of a batch fit, else in 128.
pub fn scaled(scale: u8, units: Vec<i128>) -> Values {
    match units.iter().map(|&unit| i64::try_from(unit)).collect() {
        Ok(units) => Values::Scaled { scale, units },
        Err(_) => Values::Wide { scale, units },
    }
}

/// Puts the table of a record among the others.
pub fn put(tables: &mut Tables, record: RecordId, table: Table) {
    if tables.tables.len() <= record.at() {
        tables.tables.resize(record.at() + 1, None);
    }
    tables.tables[record.at()] = Some(table);
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap()
}
