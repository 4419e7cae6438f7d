//! Weighted averages: whole numbers, fractions, what overflows, absences, weights of zero and below.

use super::builder::{Builder, SUBJECT, cells};
use crate::data::columns::BATCH;
use crate::diagnostics::Code;
use crate::plan::Plan;
use crate::program::{ExprId, Form, Kind, OVERALL, Reduce, ReduceOp, Rows};
use crate::run::{Settings, run};

/// The averages for three people, of balances that count by days.
fn weighted(builder: &mut Builder, owners: &str, values: &str, weights: &str, skip_blanks: bool) -> ExprId {
    let balance = builder.record("balance", Rows::File("balance".to_owned()), owners.split_whitespace().count());
    let by = builder.field(balance, Kind::Reference(SUBJECT), &cells(owners));
    let value = builder.field(balance, Kind::Number, &cells(values));
    let weight = builder.field(balance, Kind::Number, &cells(weights));
    let average = Reduce {
        op: ReduceOp::Average,
        over: balance,
        by: Some(by),
        filter: None,
        value: Some(value),
        weight: Some(weight),
        skip_blanks,
        order: vec![],
    };
    builder.add(SUBJECT, Kind::Number, Form::Reduce(Box::new(average)))
}

#[test]
fn each_value_counts_by_its_weight() {
    for (owners, values, weights, expected) in [
        ("@0 @1 @0 @0", "100 7 200.5 1", "10 3 20 0", "167 7 -"),
        // All weights zero, and none: blank.
        ("@0 @1 @0 @1", "1 5 2 6", "0 1 0 3", "- 5.75 -"),
        // What overflows 128 bits goes on as fractions.
        (
            "@0 @0 @1",
            "90000000000000000000000000000000000001 1 2.5",
            "9000000000000000000 9000000000000000000 0.5",
            "45000000000000000000000000000000000001 2.5 -",
        ),
    ] {
        let mut builder = Builder::new(3);
        let average = weighted(&mut builder, owners, values, weights, false);
        assert_eq!(builder.cells(average), cells(expected), "{values}");
    }
}

#[test]
fn an_absent_weight_is_as_an_absent_value() {
    let (owners, values, weights) = ("@0 @0 @1 @1 @2 @2", "10 20 30 40 50 -", "1 - n/a 2 3 4");
    for (skip_blanks, expected) in [(false, "- 40 -"), (true, "10 40 50")] {
        let mut builder = Builder::new(3);
        let average = weighted(&mut builder, owners, values, weights, skip_blanks);
        assert_eq!(builder.cells(average), cells(expected));
    }
}

#[test]
fn weights_below_zero_are_findings() {
    let mut builder = Builder::new(3);
    let average = weighted(&mut builder, "@0 @1 - @1", "1 2 3 4", "1 -1 -1 3", false);
    let plan = Plan::new(&builder.program, &[average]);
    let findings = run(&builder.program, &plan, &builder.tables, &Settings::default()).unwrap_err();
    // Who counts nowhere may weigh anything.
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::E0608]);
}

#[test]
fn rows_of_any_number() {
    for count in [0, 1, BATCH - 1, BATCH, BATCH + 1] {
        let mut builder = Builder::new(3);
        let balance = builder.record("balance", Rows::File("balance".to_owned()), count);
        let list = |of: &dyn Fn(usize) -> usize| cells(&(0..count).map(|row| of(row).to_string()).collect::<Vec<_>>().join(" "));
        let value = builder.field(balance, Kind::Number, &list(&|row| row));
        let weight = builder.field(balance, Kind::Number, &list(&|row| row % 2 + 1));
        let average = Reduce {
            op: ReduceOp::Average,
            over: balance,
            by: None,
            filter: None,
            value: Some(value),
            weight: Some(weight),
            skip_blanks: false,
            order: vec![],
        };
        let average = builder.add(OVERALL, Kind::Number, Form::Reduce(Box::new(average)));
        let total: usize = (0..count).map(|row| row * (row % 2 + 1)).sum();
        let of: usize = (0..count).map(|row| row % 2 + 1).sum();
        let expected = crate::values::Exact::ratio(total as i128, of as i128);
        let found = builder.cells(average);
        match (found.as_slice(), expected) {
            ([crate::run::Cell::Present(crate::values::Value::Number(found))], Some(expected)) => assert_eq!(*found, expected),
            (found, expected) => assert_eq!((found, expected), (cells("-").as_slice(), None)),
        }
    }
}
