//! Rows by value: what tests give, and what hosts give.

use merit::data::columns::State;
use merit::data::host::HostRows;
use merit::data::rows::{Row, from_rows};
use merit::data::value::{state_at, value_at};
use merit::data::{MissingField, Tables};
use merit::diagnostics::{Code, Diagnostic};
use merit::program::{FieldId, RecordId};
use merit::values::{Exact, Value};
use serde::Serialize;
use serde_json::json;

use super::policy::{BRANCH, LOAN, MANAGER, TARGET, program};

fn codes(findings: &[Diagnostic]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}

fn value(tables: &Tables, record: RecordId, field: usize, row: usize) -> Result<Value, State> {
    let kind = program().record(record).fields[field].ty.kind;
    value_at(tables.get(record).unwrap().columns[field].as_ref().unwrap(), row, kind, &tables.texts)
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.into()))
}

fn number(units: i128, scale: u8) -> Option<Value> {
    Some(Value::Number(Exact::from_scaled(units, scale)))
}

#[test]
fn what_a_test_does_not_give_is_not_given() {
    let rows: Vec<Row> = vec![
        (MANAGER, vec![(FieldId(5), number(1, 0)), (FieldId(1), None), (FieldId(3), Some(Value::Member(2)))]),
        (MANAGER, vec![(FieldId(0), text("A")), (FieldId(8), number(5, 3))]),
        (LOAN, vec![(FieldId(0), text("A")), (FieldId(1), text("12.50"))]),
        (LOAN, vec![(FieldId(0), text("#1"))]),
    ];
    let (tables, findings) = from_rows(&program(), &rows, MissingField::NotGiven);
    assert_eq!(codes(&findings), []);
    let manager = tables.get(MANAGER).unwrap();
    assert_eq!((manager.rows, manager.keys.row("#1"), manager.keys.row("A")), (2, Some(0), Some(1)));
    assert_eq!(value(&tables, MANAGER, 5, 0).ok(), number(1, 0));
    assert_eq!(value(&tables, MANAGER, 1, 0), Err(State::Blank), "a blank that may be");
    assert_eq!(value(&tables, MANAGER, 1, 1), Err(State::NotGiven));
    assert_eq!(value(&tables, MANAGER, 8, 0), Err(State::NotGiven), "not even where a blank has a meaning");
    assert_eq!(value(&tables, MANAGER, 8, 1).ok(), number(5, 3));
    assert_eq!(value(&tables, MANAGER, 2, 0), Err(State::NotGiven));
    assert_eq!(value(&tables, LOAN, 0, 0), Ok(Value::Reference(1)));
    assert_eq!(value(&tables, LOAN, 0, 1), Ok(Value::Reference(0)), "a key that was made up");
    assert_eq!(value(&tables, LOAN, 1, 0).ok(), number(1250, 2));
    assert_eq!(tables.get(BRANCH).unwrap().rows, 0);
}

#[test]
fn a_reference_to_records_that_a_test_does_not_give_is_not_given() {
    let rows: Vec<Row> = vec![(LOAN, vec![(FieldId(0), text("A"))])];
    let (tables, findings) = from_rows(&program(), &rows, MissingField::NotGiven);
    assert_eq!(codes(&findings), []);
    assert_eq!(state_at(tables.get(LOAN).unwrap().columns[0].as_ref().unwrap(), 0), State::NotGiven);
    let rows: Vec<Row> = vec![(LOAN, vec![(FieldId(0), text("A"))]), (MANAGER, vec![(FieldId(0), text("B"))])];
    assert_eq!(codes(&from_rows(&program(), &rows, MissingField::NotGiven).1), [Code::E0507]);
}

#[test]
fn rows_by_value_pass_the_checks_of_cells() {
    let rows: Vec<Row> = vec![
        (BRANCH, vec![(FieldId(0), text("B")), (FieldId(1), text("城区"))]),
        (BRANCH, vec![(FieldId(0), text("B")), (FieldId(1), Some(Value::Member(9)))]),
        (BRANCH, vec![(FieldId(0), None)]),
        (TARGET, vec![(FieldId(0), number(5, 1)), (FieldId(1), text("B")), (FieldId(2), number(1, 3))]),
    ];
    let (_, findings) = from_rows(&program(), &rows, MissingField::Error);
    let expected = [Code::E0503, Code::E0506, Code::E0505, Code::E0501, Code::E0503, Code::E0503];
    assert_eq!(codes(&findings), expected, "{findings:#?}");
}

#[derive(Serialize)]
struct Loan<'a> {
    manager: &'a str,
    balance: Amount,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Amount {
    Text(&'static str),
    Whole(i64),
    Float(f64),
}

#[test]
fn hosts_give_structures_and_json_but_no_floats() {
    let program = program();
    let mut rows = HostRows::new();
    rows.record(BRANCH);
    rows.add(&program, LOAN, &Loan { manager: "A", balance: Amount::Text("12.50") }).unwrap();
    rows.add(&program, LOAN, &Loan { manager: "A", balance: Amount::Whole(7) }).unwrap();
    let exact: serde_json::Value = serde_json::from_str(r#"{"balance": 90071992547409.93, "manager": "A"}"#).unwrap();
    rows.add(&program, LOAN, &exact).unwrap();
    let (tables, findings) = rows.read(&program, MissingField::Error, false);
    assert_eq!(codes(&findings), []);
    assert_eq!(value(&tables, LOAN, 1, 0).ok(), number(1250, 2));
    assert_eq!(value(&tables, LOAN, 1, 1).ok(), number(7, 0));
    assert_eq!(value(&tables, LOAN, 1, 2).ok(), number(9_007_199_254_740_993, 2));
    assert_eq!(tables.get(BRANCH).map(|table| table.rows), Some(0));

    rows.add(&program, LOAN, &Loan { manager: "A", balance: Amount::Float(0.5) }).unwrap();
    assert_eq!(codes(&rows.read(&program, MissingField::Error, false).1), [Code::E0503]);
    assert_eq!(rows.add(&program, LOAN, &json!([1])).unwrap_err().code, Code::E0514);
    assert_eq!(rows.add(&program, LOAN, "A").unwrap_err().code, Code::E0514);
}

#[test]
fn a_member_that_no_field_stands_for_is_told() {
    let program = program();
    let mut rows = HostRows::new();
    rows.add(&program, BRANCH, &json!({ "id": "B01", "region": "urban", "city": "x" })).unwrap();
    assert_eq!(codes(&rows.read(&program, MissingField::Error, false).1), [Code::N1001]);
    assert_eq!(codes(&rows.read(&program, MissingField::Error, true).1), [Code::E0502]);
    let mut rows = HostRows::new();
    rows.add(&program, BRANCH, &json!({ "id": "B01" })).unwrap();
    assert_eq!(codes(&rows.read(&program, MissingField::Error, false).1), [Code::E0501]);
    let (tables, findings) = rows.read(&program, MissingField::NotGiven, false);
    assert_eq!((codes(&findings), value(&tables, BRANCH, 1, 0)), (vec![], Err(State::NotGiven)));
}
