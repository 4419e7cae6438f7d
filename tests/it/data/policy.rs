//! The records that data is read for: the program of `tests/cases/data/scheme.merit`.

use std::sync::LazyLock;

use merit::program::from_syntax::check;
use merit::program::{
    Cells, ColumnFormat, Currency, Delivery, DeliveryColumn, Expr, ExprId, FieldId, Form, Kind, Program, RecordId, Written,
};
use merit::source::{SourceId, Sources};
use merit::syntax::parse;
use merit::values::{Exact, Rounding};

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
    static CHECKED: LazyLock<Program> = LazyLock::new(checked);
    CHECKED.clone()
}

fn checked() -> Program {
    let (file, findings) = parse(SourceId(0), SCHEME);
    assert_eq!(findings, []);
    let (program, findings) = check(&file, &sources());
    assert!(!findings.iter().any(|finding| finding.is_error()), "{findings:#?}");
    program
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
