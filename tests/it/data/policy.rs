//! The program of `tests/cases/data/scheme.merit`, built by hand: reading data needs no more of a policy than its records.

use merit::program::{
    Cells, ColumnFormat, Currency, Delivery, DeliveryColumn, Enumeration, EnumerationId, Expr, ExprId, Field, FieldId, Form, Head, Kind,
    Member, Program, Record, RecordId, Rows, Type, Written,
};
use merit::source::{SourceId, Sources, Span};
use merit::syntax::ast::{Comparison, RatioWritten};
use merit::values::{Date, Exact, Feb29, Rounding, Value};

/// The text that the spans of the program lie in.
pub const SCHEME: &str = include_str!("../../cases/data/scheme.merit");
pub const BRANCH: RecordId = RecordId(1);
pub const MANAGER: RecordId = RecordId(2);
pub const LOAN: RecordId = RecordId(3);
pub const TARGET: RecordId = RecordId(4);
pub const CNY: Kind = Kind::Money(Currency(*b"CNY"));

/// The sources that findings are shown with.
pub fn sources() -> Sources {
    let mut sources = Sources::default();
    sources.add("scheme.merit", SCHEME);
    sources
}

/// The program.
pub fn program() -> Program {
    let exact = |number: i128| Value::Number(Exact::from_int(number));
    let field = |record: &str, name: &str, ty: Type, written: Written| {
        let start = SCHEME.find(&format!("record {record} ")).unwrap();
        let at = start + SCHEME[start..].find(&format!("{name} ")).unwrap();
        let cells = Cells::Column { heading: name.to_owned(), written };
        let span = Span::new(SourceId(0), at, at + name.len());
        Field { name: name.to_owned(), span, ty, label: None, cells, blank_as: None, range: Vec::new() }
    };
    let present = Type::present;
    let blank = |kind| Type { blank: true, ..present(kind) };
    let money = |unit| Written::Number { places: 2, unit: Exact::from_int(unit) };
    let record = |name: &str, fields: Vec<Field>, key: &[u32]| {
        let at = SCHEME.find(&format!("record {name} ")).unwrap() + "record ".len();
        let span = Span::new(SourceId(0), at, at + name.len());
        Record { name: name.to_owned(), span, rows: Rows::File(name.to_owned()), fields, key: key.iter().copied().map(FieldId).collect() }
    };
    let yes_no =
        |fixed| Written::YesNo { yes: if fixed { "T" } else { "yes" }.to_owned(), no: if fixed { "F" } else { "no" }.to_owned(), fixed };

    let branch = vec![
        field("branch", "id", present(Kind::Text), Written::Text),
        field("branch", "region", present(Kind::Member(EnumerationId(0))), Written::Member),
    ];
    let mut manager = vec![
        field("manager", "id", present(Kind::Text), Written::Text),
        field("manager", "name", blank(Kind::Text), Written::Text),
        field("manager", "branch", present(Kind::Reference(BRANCH)), Written::Key),
        field("manager", "grade", present(Kind::Member(EnumerationId(1))), Written::Member),
        field("manager", "score", blank(Kind::Number), Written::Number { places: 1, unit: Exact::ONE }),
        field("manager", "deposits", present(CNY), money(1)),
        field("manager", "assets", present(CNY), money(10_000)),
        field("manager", "cards", present(Kind::Number), Written::Integer),
        field("manager", "rate", present(Kind::Ratio), Written::Ratio { written: RatioWritten::Percent, places: 2 }),
        field("manager", "since", present(Kind::Date), Written::Date),
        field("manager", "active", present(Kind::YesNo), yes_no(false)),
        field("manager", "barred", present(Kind::YesNo), yes_no(true)),
        field("manager", "channel", present(Kind::Member(EnumerationId(2))), Written::Member),
        field("manager", "leader", blank(Kind::Reference(MANAGER)), Written::Key),
    ];
    manager[1].cells = Cells::Column { heading: "姓名".to_owned(), written: Written::Text };
    manager[5].range = vec![(Comparison::GreaterOrEqual, exact(0))];
    manager[7].range = vec![(Comparison::GreaterOrEqual, exact(0)), (Comparison::LessOrEqual, exact(1_000))];
    manager[8].blank_as = Some(exact(0));
    manager[9].range = vec![(Comparison::GreaterOrEqual, Value::Date(Date::new(2000, 1, 1).unwrap()))];
    let loan =
        vec![field("loan", "manager", present(Kind::Reference(MANAGER)), Written::Key), field("loan", "balance", present(CNY), money(1))];
    let target = vec![
        field("target", "year", present(Kind::Number), Written::Integer),
        field("target", "office", present(Kind::Reference(BRANCH)), Written::Key),
        field("target", "goal", present(CNY), money(1)),
    ];

    let overall = Record { name: "overall".to_owned(), span: Span::default(), rows: Rows::Overall, fields: Vec::new(), key: Vec::new() };
    Program {
        head: Head {
            name: "test".to_owned(),
            version: None,
            in_force: None,
            as_of: None,
            currency: Currency(*b"CNY"),
            rounding: Rounding::HalfUp,
            unit: Exact::from_scaled(1, 2),
            subject: Some(MANAGER),
            leap_day: Feb29::FallsOn28Feb,
            uses_today: false,
        },
        records: vec![
            overall,
            record("branch", branch, &[0]),
            record("manager", manager, &[0]),
            record("loan", loan, &[]),
            record("target", target, &[0, 1]),
        ],
        enumerations: vec![
            members(false, &[("urban", "城区"), ("county", "县域"), ("rural", "农村")], None),
            members(true, &[("trainee", "trainee"), ("junior", "junior"), ("middle", "middle")], None),
            members(false, &[("counter", "counter"), ("online", "online"), ("other", "other")], Some(2)),
        ],
        articles: Vec::new(),
        definitions: Vec::new(),
        tables: Vec::new(),
        expressions: Vec::new(),
        results: Vec::new(),
        assertions: Vec::new(),
        tests: Vec::new(),
    }
}

fn members(ordered: bool, members: &[(&str, &str)], otherwise: Option<u32>) -> Enumeration {
    let members = members.iter().map(|(name, written)| Member { name: (*name).to_owned(), written: (*written).to_owned() }).collect();
    Enumeration { ordered, members, otherwise }
}

/// A result that delivers every field of a record as a file of it is written.
pub fn delivery_of(program: &mut Program, record: RecordId) -> Delivery {
    let fields = program.record(record).fields.clone();
    let columns = (0u32..).zip(&fields).map(|(at, field)| {
        let Cells::Column { heading, written } = &field.cells else { panic!("a field without a column") };
        let expr = Expr { form: Form::Field(FieldId(at)), ty: field.ty, index: record, span: field.span };
        program.expressions.push(expr);
        let unit = match written {
            Written::Number { unit, .. } => unit.clone(),
            Written::Ratio { .. } => Exact::from_scaled(1, 2),
            _ => Exact::ONE,
        };
        let yes_no = match written {
            Written::YesNo { yes, no, .. } => (yes.clone(), no.clone()),
            _ => ("yes".to_owned(), "no".to_owned()),
        };
        let value = ExprId(u32::try_from(program.expressions.len()).unwrap() - 1);
        DeliveryColumn { heading: heading.clone(), value, format: ColumnFormat { unit, yes_no, ..format() } }
    });
    let columns = columns.collect();
    let name = program.record(record).name.clone();
    Delivery { name: name.clone(), file: name, record, columns, filter: None, order: Vec::new() }
}

/// A format that adds nothing.
pub fn format() -> ColumnFormat {
    ColumnFormat {
        decimals: None,
        unit: Exact::ONE,
        rounding: Rounding::HalfUp,
        yes_no: ("yes".to_owned(), "no".to_owned()),
        blank: String::new(),
        not_applicable: "n/a".to_owned(),
    }
}
