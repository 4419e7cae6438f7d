//! What may be delivered, and what is kept.

use super::builder::{Builder, SUBJECT, cell, cells};
use crate::data::columns::BATCH;
use crate::diagnostics::Code;
use crate::program::{ColumnFormat, Delivery, DeliveryColumn, ExprId, Kind, Map, OVERALL};
use crate::run::{Cell, Keep, check_output};
use crate::values::{Exact, Rounding};

fn delivery(values: &[ExprId], filter: Option<ExprId>) -> Delivery {
    let format = ColumnFormat {
        decimals: None,
        unit: Exact::ONE,
        rounding: Rounding::HalfUp,
        yes_no: (String::new(), String::new()),
        blank: String::new(),
        not_applicable: String::new(),
    };
    let columns = values.iter().map(|value| DeliveryColumn { heading: format!("c{}", value.0), value: *value, format: format.clone() });
    Delivery { name: String::new(), file: String::new(), record: SUBJECT, columns: columns.collect(), filter, order: Vec::new() }
}

fn found(builder: &Builder, delivery: &Delivery) -> Vec<(Code, String)> {
    let roots: Vec<ExprId> = delivery.columns.iter().map(|column| column.value).chain(delivery.filter).collect();
    let outcome = builder.outcome(&roots, Keep::Outputs);
    let findings = check_output(&builder.program, &outcome, &builder.tables, delivery, &|_, _| None);
    findings.into_iter().map(|finding| (finding.code, finding.message.en)).collect()
}

#[test]
fn amounts_of_more_than_18_digits_are_findings() {
    for (amount, is_found) in [
        ("999999999999999999", false),
        ("-999999999999999999.99", false),
        ("1000000000000000000", true),
        ("-1000000000000000000", true),
        ("9223372036854775807", true),
        ("1000000000000000000.01", true),
        ("3000000000000000001/3", true),
        ("2999999999999999999/3", false),
        ("!", true),
        ("n/a", false),
        ("-", false),
    ] {
        let mut builder = Builder::new(BATCH + 1);
        let mut list = vec![cell("1"); BATCH + 1];
        list[BATCH] = cell(amount);
        let value = builder.field(SUBJECT, Kind::Number, &list);
        let found = found(&builder, &delivery(&[value], None));
        assert_eq!(found.len(), usize::from(is_found), "{amount}: {found:?}");
        if let Some((code, message)) = found.first() {
            assert_eq!(*code, if amount == "!" { Code::E0602 } else { Code::E0601 });
            assert!(message.contains("`#4097`"), "{message}");
        }
    }
}

#[test]
fn only_what_is_listed_is_checked_and_a_filter_must_be_known() {
    let mut builder = Builder::new(3);
    let value = builder.field(SUBJECT, Kind::Number, &cells("1e 1 1".replace("1e", "9000000000000000000").as_str()));
    let filter = builder.field(SUBJECT, Kind::YesNo, &cells("no yes yes"));
    assert_eq!(found(&builder, &delivery(&[value], Some(filter))), []);
    let filter = builder.field(SUBJECT, Kind::YesNo, &cells("no ! yes"));
    let found = found(&builder, &delivery(&[value], Some(filter)));
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [Code::E0602]);
    assert!(found[0].1.contains("`#2`"));
}

#[test]
fn only_what_was_asked_for_is_kept() {
    let mut builder = Builder::new(2);
    let field = builder.field(SUBJECT, Kind::Number, &cells("1 2"));
    let doubled = builder.map(Kind::Number, Map::Add, &[field, field]);
    let tripled = builder.map(Kind::Number, Map::Add, &[doubled, field]);
    let outcome = builder.outcome(&[tripled], Keep::Outputs);
    assert_eq!((outcome.column(field), outcome.column(doubled)), (None, None));
    assert_eq!(outcome.value(doubled, 1), Cell::NotGiven);
    let outcome = builder.outcome(&[tripled], Keep::All);
    assert_eq!((outcome.value(field, 1), outcome.value(doubled, 1), outcome.value(tripled, 1)), (cell("2"), cell("4"), cell("6")));
}

#[test]
fn a_value_that_is_the_same_for_all_rows_stays_one() {
    let mut builder = Builder::new(3);
    let (two, three) = (builder.constant(cell("2")), builder.constant(cell("3")));
    let product = builder.map(Kind::Number, Map::Multiply, &[two, three]);
    let on_subject = builder.add(SUBJECT, Kind::Number, crate::program::Form::Map(Map::Negate, vec![product]));
    let outcome = builder.outcome(&[on_subject], Keep::Outputs);
    assert!(outcome.is_overall(on_subject));
    assert_eq!(outcome.value(on_subject, 2), cell("-6"));
    assert_eq!(outcome.batch(on_subject, 0, 3).map(|batch| crate::run::kernels::flat::rows_of(&batch)), Some(3));
    assert_eq!(outcome.rows(OVERALL), 1);
}
