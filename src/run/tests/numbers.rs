//! Numbers: exact at every width, rounded where a step says so, the same for one value and for many.

use super::builder::{Builder, SUBJECT, cell, cells, number};
use crate::data::columns::{BATCH, Values};
use crate::plan::Plan;
use crate::program::{Form, Kind, Map};
use crate::run::{Cell, Keep};
use crate::syntax::ast::Comparison;
use crate::values::{Exact, Rounding, Value};

const EXTREMES: &str = "0 1 -1 0.01 -99.99 9223372036854775807 -9223372036854775808 92233720368547758.07 -92233720368547758.08 \
    170141183460469231731687303715884105727 -170141183460469231731687303715884105727 1/3 -2/7 \
    12345678901234567890123456789012345678901234567890 0.00000000000000000001";

fn expected(map: &Map, a: &Exact, b: &Exact) -> Cell {
    let number = match map {
        Map::Add => Some(a.add(b)),
        Map::Subtract => Some(a.sub(b)),
        Map::Multiply => Some(a.mul(b)),
        Map::Divide => a.div(b),
        Map::Max => Some(a.max(b).clone()),
        Map::Min => Some(a.min(b).clone()),
        Map::FullUnits => a.div(b).map(|q| q.round(Rounding::Down, &Exact::ONE)),
        _ => a.div(b).map(|q| q.round(Rounding::Up, &Exact::ONE)),
    };
    number.map_or(Cell::Blank, |number| Cell::Present(Value::Number(number)))
}

#[test]
fn two_numbers_at_every_width() {
    let all = cells(EXTREMES);
    for map in [Map::Add, Map::Subtract, Map::Multiply, Map::Divide, Map::Max, Map::Min, Map::FullUnits, Map::StartedUnits] {
        for a in &all {
            // One value against a column of all, and columns of one row each, so that each width is met alone.
            let mut builder = Builder::new(all.len());
            let many = builder.field(SUBJECT, Kind::Number, &all);
            let one = builder.constant(a.clone());
            let (left, right) =
                (builder.map(Kind::Number, map.clone(), &[one, many]), builder.map(Kind::Number, map.clone(), &[many, one]));
            let Cell::Present(Value::Number(x)) = a else { unreachable!() };
            let (left, right) = (builder.cells(left), builder.cells(right));
            for (at, b) in all.iter().enumerate() {
                let Cell::Present(Value::Number(y)) = b else { unreachable!() };
                assert_eq!(left[at], expected(&map, x, y), "{x} {map:?} {y}");
                assert_eq!(right[at], expected(&map, y, x), "{y} {map:?} {x}");
                let mut builder = Builder::new(1);
                let (x_field, y_field) = (
                    builder.field(SUBJECT, Kind::Number, std::slice::from_ref(a)),
                    builder.field(SUBJECT, Kind::Number, std::slice::from_ref(b)),
                );
                let alone = builder.map(Kind::Number, map.clone(), &[x_field, y_field]);
                let outcome = builder.outcome(&[alone], Keep::Outputs);
                assert_eq!(outcome.value(alone, 0), expected(&map, x, y), "{x} {map:?} {y} alone");
            }
        }
    }
}

#[test]
fn a_batch_widens_alone() {
    let mut list = vec![cell("1"); BATCH + 2];
    list[3] = cell("9223372036854775807");
    let mut builder = Builder::new(list.len());
    let field = builder.field(SUBJECT, Kind::Number, &list);
    let sum = builder.map(Kind::Number, Map::Add, &[field, field]);
    let outcome = builder.outcome(&[sum], Keep::Outputs);
    let batches = &outcome.column(sum).unwrap().batches;
    assert!(matches!(batches[0].values, Values::Wide { .. }), "{:?}", batches[0].values);
    assert!(matches!(batches[1].values, Values::Scaled { .. }));
    assert_eq!(outcome.value(sum, 3), cell("18446744073709551614"));
    assert_eq!(outcome.value(sum, BATCH + 1), cell("2"));
}

#[test]
fn what_stands_at_an_absent_row_does_not_matter() {
    let mut builder = Builder::new(4);
    let field = builder.field(SUBJECT, Kind::Number, &cells("2 - n/a 0"));
    let quotient = builder.map(Kind::Number, Map::Divide, &[field, field]);
    assert_eq!(builder.cells(quotient), cells("1 - n/a -"));
}

#[test]
fn every_rounding_at_every_width() {
    let list = cells("2.345 -2.345 2.335 0.004999 -0.005 1/3 2/3 9223372036854775.805 170141183460469231731687303715884105.725 2.5 -7.5");
    for unit in ["0.01", "1", "0.05", "100", "3", "1/3"] {
        for mode in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up] {
            for list in list.iter().map(|cell| vec![cell.clone()]).chain([list.clone()]) {
                let mut builder = Builder::new(list.len());
                let field = builder.field(SUBJECT, Kind::Number, &list);
                let rounded = builder.map(Kind::Number, Map::Round { mode, unit: number(unit) }, &[field]);
                let outcome = builder.outcome(&[rounded], Keep::Outputs);
                for (row, cell) in list.iter().enumerate() {
                    let Cell::Present(Value::Number(value)) = cell else { unreachable!() };
                    assert_eq!(outcome.number(rounded, row), Some(value.round(mode, &number(unit))), "{value} {mode:?} {unit}");
                }
            }
        }
    }
}

#[test]
fn signs_have_room() {
    let mut builder = Builder::new(3);
    let field = builder.field(SUBJECT, Kind::Number, &cells("-9223372036854775808 5 -1/3"));
    let (negated, size) = (builder.map(Kind::Number, Map::Negate, &[field]), builder.map(Kind::Number, Map::Absolute, &[field]));
    assert_eq!(builder.cells(negated), cells("9223372036854775808 -5 1/3"));
    assert_eq!(builder.cells(size), cells("9223372036854775808 5 1/3"));
}

#[test]
fn numbers_that_grow_too_large_are_marked_and_stay_so() {
    let mut builder = Builder::new(2);
    let mut power = builder.field(SUBJECT, Kind::Number, &cells("12345678901234567890 1"));
    for _ in 0..13 {
        power = builder.map(Kind::Number, Map::Multiply, &[power, power]);
    }
    let zero = builder.constant(cell("0"));
    let product = builder.map(Kind::Number, Map::Multiply, &[power, zero]);
    assert_eq!(builder.cells(product), cells("! 0"));
}

#[test]
fn quotients_compare_exactly() {
    let mut builder = Builder::new(3);
    let a = builder.field(SUBJECT, Kind::Number, &cells("1 33333333333333333333 1"));
    let b = builder.field(SUBJECT, Kind::Number, &cells("3 99999999999999999999 3"));
    let quotient = builder.map(Kind::Number, Map::Divide, &[a, b]);
    let third = builder.constant(cell("1/3"));
    for (sign, expected) in
        [(Comparison::Equal, "yes yes yes"), (Comparison::Less, "no no no"), (Comparison::GreaterOrEqual, "yes yes yes")]
    {
        let compared = builder.map(Kind::YesNo, Map::Compare(sign), &[quotient, third]);
        assert_eq!(builder.cells(compared), cells(expected), "{sign:?}");
    }
}

#[test]
fn comparisons_at_every_width() {
    let all = cells(EXTREMES);
    let signs = [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ];
    for a in &all {
        for sign in signs {
            let mut builder = Builder::new(all.len());
            let many = builder.field(SUBJECT, Kind::Number, &all);
            let one = builder.constant(a.clone());
            let compared = builder.map(Kind::YesNo, Map::Compare(sign), &[one, many]);
            let result = builder.outcome(&[compared], Keep::Outputs);
            for (row, b) in all.iter().enumerate() {
                let (Cell::Present(Value::Number(x)), Cell::Present(Value::Number(y))) = (a, b) else { unreachable!() };
                let holds = match sign {
                    Comparison::Equal => x == y,
                    Comparison::NotEqual => x != y,
                    Comparison::Less => x < y,
                    Comparison::LessOrEqual => x <= y,
                    Comparison::Greater => x > y,
                    Comparison::GreaterOrEqual => x >= y,
                };
                assert_eq!(result.value(compared, row), Cell::Present(Value::YesNo(holds)), "{x} {sign:?} {y}");
            }
        }
    }
}

#[test]
fn every_count_of_rows_around_a_batch() {
    for rows in [0, 1, 2, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH + 1] {
        let list: Vec<Cell> = (0..rows).map(|row| if row % 7 == 3 { Cell::Blank } else { cell(&format!("{row}")) }).collect();
        let mut builder = Builder::new(rows);
        let field = builder.field(SUBJECT, Kind::Number, &list);
        let (one, zero) = (builder.constant(cell("1")), builder.constant(cell("0")));
        let settled = builder.add(SUBJECT, Kind::Number, Form::Settle { value: field, blank: Some(zero), not_applicable: None });
        let more = builder.map(Kind::Number, Map::Add, &[settled, one]);
        let expected: Vec<Cell> = (0..rows).map(|row| if row % 7 == 3 { cell("1") } else { cell(&format!("{}", row + 1)) }).collect();
        assert_eq!(builder.cells(more), expected);
    }
}

#[test]
fn a_division_by_a_constant_becomes_a_product_where_it_ends() {
    let mut builder = Builder::new(2);
    let field = builder.field(SUBJECT, Kind::Number, &cells("10 3"));
    for (divisor, is_product, expected) in [("8", true, "1.25 0.375"), ("3", false, "10/3 1"), ("0", false, "- -")] {
        let constant = builder.constant(cell(divisor));
        let quotient = builder.map(Kind::Number, Map::Divide, &[field, constant]);
        let plan = Plan::new(&builder.program, &[quotient]);
        let text = crate::plan::print::print(&builder.program, &plan);
        assert_eq!(text.contains("Multiply"), is_product, "{text}");
        assert_eq!(builder.cells(quotient), cells(expected), "{divisor}");
    }
}
