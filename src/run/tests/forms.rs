//! The elementwise forms, each with every state of its operands.

use super::builder::{Builder, SUBJECT, cell, cells, number};
use crate::program::{CellTest, Cells, Form, Kind, Map, Piece, Rows, Stretch, StretchValue, Table, TableId, TableRow};
use crate::run::{Cell, Keep};
use crate::source::Span;
use crate::syntax::ast::{Comparison, TierKind};
use crate::values::date::{CalendarSpan, DatePart};
use crate::values::{Duration, Value};

const STATES: &str = "1 - n/a ? !";

#[test]
fn the_gravest_absence_wins() {
    let mut builder = Builder::new(25);
    let states = cells(STATES);
    let left: Vec<Cell> = (0..25).map(|row| states[row / 5].clone()).collect();
    let right: Vec<Cell> = (0..25).map(|row| states[row % 5].clone()).collect();
    let (a, b) = (builder.field(SUBJECT, Kind::Number, &left), builder.field(SUBJECT, Kind::Number, &right));
    let sum = builder.map(Kind::Number, Map::Add, &[a, b]);
    let expected: Vec<Cell> =
        (0..25).map(|row| if (row / 5).max(row % 5) == 0 { cell("2") } else { states[(row / 5).max(row % 5)].clone() }).collect();
    assert_eq!(builder.cells(sum), expected);
}

#[test]
fn and_or_decide_from_left_to_right() {
    let states = cells("yes no - n/a ? !");
    let mut builder = Builder::new(36);
    let left: Vec<Cell> = (0..36).map(|row| states[row / 6].clone()).collect();
    let right: Vec<Cell> = (0..36).map(|row| states[row % 6].clone()).collect();
    let (a, b) = (builder.field(SUBJECT, Kind::YesNo, &left), builder.field(SUBJECT, Kind::YesNo, &right));
    let (and, or) = (builder.map(Kind::YesNo, Map::And, &[a, b]), builder.map(Kind::YesNo, Map::Or, &[a, b]));
    let decided = |decisive: &str| -> Vec<Cell> {
        let open = if decisive == "no" { "yes" } else { "no" };
        left.iter().zip(&right).map(|(a, b)| if *a == cell(open) { b.clone() } else { a.clone() }).collect()
    };
    assert_eq!(builder.cells(and), decided("no"));
    assert_eq!(builder.cells(or), decided("yes"));
    let not = builder.map(Kind::YesNo, Map::Not, &[a]);
    assert_eq!(builder.cells(not)[..12], cells("no no no no no no yes yes yes yes yes yes"));
}

#[test]
fn constants_in_and_or() {
    let mut builder = Builder::new(3);
    let field = builder.field(SUBJECT, Kind::YesNo, &cells("yes no -"));
    let (yes, no, blank) = (builder.constant(cell("yes")), builder.constant(cell("no")), builder.constant(cell("-")));
    for (map, inputs, expected) in [
        (Map::And, [field, no], "no no -"),
        (Map::And, [no, field], "no no no"),
        (Map::Or, [field, yes], "yes yes -"),
        (Map::Or, [yes, blank], "yes yes yes"),
        (Map::And, [field, blank], "- no -"),
    ] {
        let value = builder.map(Kind::YesNo, map.clone(), &inputs);
        let all = builder.add(SUBJECT, Kind::YesNo, Form::Cases { arms: vec![], otherwise: Some(value) });
        let outcome = builder.outcome(&[all], Keep::Outputs);
        let found: Vec<Cell> = (0..3).map(|row| outcome.value(all, row)).collect();
        assert_eq!(found, cells(expected), "{map:?}");
    }
}

#[test]
fn questions_after_absence() {
    let mut builder = Builder::new(5);
    let field = builder.field(SUBJECT, Kind::Number, &cells(STATES));
    let (blank, not_applicable) =
        (builder.map(Kind::YesNo, Map::IsBlank, &[field]), builder.map(Kind::YesNo, Map::IsNotApplicable, &[field]));
    assert_eq!(builder.cells(blank), cells("no yes no ? !"));
    assert_eq!(builder.cells(not_applicable), cells("no no yes ? !"));
}

#[test]
fn settled_absences() {
    let mut builder = Builder::new(5);
    let field = builder.field(SUBJECT, Kind::Number, &cells("1.5 - n/a ? !"));
    let other = builder.field(SUBJECT, Kind::Number, &cells("2 n/a 1/3 7 7"));
    let zero = builder.constant(cell("0"));
    for (blank, not_applicable, expected) in [
        (Some(zero), None, "1.5 0 n/a ? !"),
        (None, Some(zero), "1.5 - 0 ? !"),
        (Some(other), Some(other), "1.5 n/a 1/3 ? !"),
        (None, None, "1.5 - n/a ? !"),
    ] {
        let settled = builder.add(SUBJECT, Kind::Number, Form::Settle { value: field, blank, not_applicable });
        assert_eq!(builder.cells(settled), cells(expected));
    }
}

#[test]
fn cases_take_the_first_yes() {
    let mut builder = Builder::new(7);
    let first = builder.field(SUBJECT, Kind::YesNo, &cells("yes no no - n/a ? no"));
    let second = builder.field(SUBJECT, Kind::YesNo, &cells("yes yes no yes yes yes -"));
    let (one, big) =
        (builder.field(SUBJECT, Kind::Number, &cells("1.5 1.5 1.5 1.5 1.5 1.5 1.5")), builder.constant(cell("9223372036854775807")));
    let third = builder.constant(cell("1/3"));
    let arms = vec![(first, one), (second, big)];
    let open = builder.add(SUBJECT, Kind::Number, Form::Cases { arms: arms.clone(), otherwise: None });
    assert_eq!(builder.cells(open), cells("1.5 9223372036854775807 n/a - n/a ? -"));
    let closed = builder.add(SUBJECT, Kind::Number, Form::Cases { arms, otherwise: Some(third) });
    assert_eq!(builder.cells(closed), cells("1.5 9223372036854775807 1/3 - n/a ? -"));
    let outcome = builder.outcome(&[closed], Keep::All);
    let codes: Vec<Option<u32>> = (0..7).map(|row| outcome.code(closed, row)).collect();
    assert_eq!(codes, [Some(0), Some(1), Some(2), None, None, None, None]);
    assert_eq!(builder.outcome(&[closed], Keep::Outputs).code(closed, 0), None);
}

#[test]
fn what_only_one_arm_needs_is_guarded() {
    let mut builder = Builder::new(3);
    let (test, field) = (builder.field(SUBJECT, Kind::YesNo, &cells("no no no")), builder.field(SUBJECT, Kind::Number, &cells("1 2 3")));
    let guarded = builder.map(Kind::Number, Map::Multiply, &[field, field]);
    let shared = builder.map(Kind::Number, Map::Add, &[field, field]);
    let inner = builder.map(Kind::Number, Map::Add, &[guarded, shared]);
    let cases = builder.add(SUBJECT, Kind::Number, Form::Cases { arms: vec![(test, inner)], otherwise: Some(shared) });
    let plan = crate::plan::Plan::new(&builder.program, &[cases]);
    let guard = |expr| plan.step(plan.of[&expr]).guard.map(|guard| guard.arm);
    assert_eq!((guard(guarded), guard(inner), guard(shared), guard(cases)), (Some(0), Some(0), None, None));
    assert_eq!(builder.cells(cases), cells("2 4 6"));
    let outcome = builder.outcome(&[cases], Keep::All);
    assert_eq!(outcome.value(inner, 2), cell("15"));
}

fn linear(base: &str, slope: &str) -> Stretch {
    Stretch { value: StretchValue::Linear { base: number(base), slope: number(slope) }, span: Span::default() }
}

#[test]
fn tiers() {
    let values = "-5 0 9.99 10 10.01 20 20.5 - n/a 31/3 9223372036854775807 ?";
    let mut builder = Builder::new(12);
    let by = builder.field(SUBJECT, Kind::Number, &cells(values));
    let mut tier = |bounds: &[(&str, bool)], stretches: Vec<Stretch>, floor: Option<(&str, bool)>| {
        let bounds = bounds.iter().map(|(end, included)| (number(end), *included)).collect();
        let floor = floor.map(|(floor, included)| (number(floor), included));
        builder.add(SUBJECT, Kind::Number, Form::Piece(Box::new(Piece { kind: TierKind::Marginal, by, bounds, stretches, floor })))
    };
    let marginal = tier(&[("10", true), ("20", false)], vec![linear("0", "0.1"), linear("-1", "0.2"), linear("1", "0.1")], None);
    let bands = tier(&[("10", false)], vec![linear("1", "0"), linear("1/3", "0")], Some(("0", false)));
    let from = tier(&[("10", true)], vec![linear("1", "0"), linear("2", "0")], Some(("0", true)));
    let expected = cells("-0.5 0 0.999 1 1.002 3 3.05 - n/a 16/15 922337203685477581.7 ?");
    assert_eq!(builder.cells(marginal), expected);
    assert_eq!(builder.cells(bands), cells("- - 1 1/3 1/3 1/3 1/3 - n/a 1/3 1/3 ?"));
    assert_eq!(builder.cells(from), cells("- 1 1 1 2 2 2 - n/a 2 2 ?"));
    let outcome = builder.outcome(&[from], Keep::All);
    let codes: Vec<Option<u32>> = [0, 1, 4, 7, 9].map(|row| outcome.code(from, row)).to_vec();
    assert_eq!(codes, [None, Some(0), Some(1), None, Some(1)]);
}

#[test]
fn a_tier_on_integers_takes_the_integer_way_and_agrees() {
    let list = "0 10 10.01 20 20.01 -3";
    let mut builder = Builder::new(6);
    let by = builder.field(SUBJECT, Kind::Number, &cells(list));
    let value = builder.field(SUBJECT, Kind::Number, &cells("7 8 9 10 - 12"));
    let bounds = vec![(number("10"), true), (number("20"), false)];
    let stretches = vec![linear("0", "0.125"), Stretch { value: StretchValue::Expr(value), span: Span::default() }, linear("2", "0")];
    let mixed = Form::Piece(Box::new(Piece { kind: TierKind::Bands, by, bounds: bounds.clone(), stretches, floor: None }));
    let mixed = builder.add(SUBJECT, Kind::Number, mixed);
    assert_eq!(builder.cells(mixed), cells("0 1.25 9 2 2 -0.375"));
    let stretches = vec![linear("0", "0.125"), linear("1.25", "0.5"), linear("2.005", "0")];
    let plain = Form::Piece(Box::new(Piece { kind: TierKind::Marginal, by, bounds, stretches, floor: None }));
    let plain = builder.add(SUBJECT, Kind::Number, plain);
    assert_eq!(builder.cells(plain), cells("0 1.25 6.255 2.005 2.005 -0.375"));
}

#[test]
fn tables_take_the_first_row_that_holds() {
    let grade = Builder::new(0).enumeration(&["a", "b", "c"]);
    for spread in [false, true] {
        let mut builder = Builder::new(8);
        builder.enumeration(&["a", "b", "c"]);
        let keys = vec![grade, Kind::Number];
        let value = |text: &str| if let Cell::Present(value) = cell(text) { value } else { unreachable!() };
        let row = |tests: Vec<CellTest>, result: &str| TableRow {
            tests,
            values: vec![if result == "-" { None } else { Some(value(result)) }],
            span: Span::default(),
        };
        let range = |ends: &[(Comparison, &str)]| CellTest::Range(ends.iter().map(|(sign, end)| (*sign, value(end))).collect());
        let mut rows = vec![
            row(vec![CellTest::OneOf(vec![value("#0")]), CellTest::Blank], "0.5"),
            row(
                vec![CellTest::OneOf(vec![value("#0"), value("#2")]), range(&[(Comparison::GreaterOrEqual, "1"), (Comparison::Less, "5")])],
                "1",
            ),
            row(vec![range(&[(Comparison::Greater, "#0")]), range(&[(Comparison::GreaterOrEqual, "5")])], "1/3"),
            row(vec![CellTest::OneOf(vec![value("#1")]), CellTest::Any], "-"),
            row(vec![CellTest::Any, CellTest::OneOf(vec![value("7")])], "9"),
        ];
        if spread {
            // So many bounds that the table is searched row by row.
            let many = (0..40_000).map(|at| value(&format!("{}", 1000 + at))).collect();
            rows.push(row(vec![CellTest::OneOf(vec![value("#2")]), CellTest::OneOf(many)], "77"));
        }
        builder.program.tables.push(Table {
            name: String::new(),
            span: Span::default(),
            article: None,
            keys: keys.clone(),
            columns: vec![(String::new(), crate::program::Type::present(Kind::Number))],
            rows,
        });
        let grades = builder.field(SUBJECT, grade, &cells("#0 #0 #2 #1 #1 #0 #0 n/a"));
        let numbers = builder.field(SUBJECT, Kind::Number, &cells("- 1 4.99 5 - 7 8 7"));
        let form = Form::Lookup { table: TableId(0), keys: vec![grades, numbers], column: 0 };
        let looked_up = builder.add(SUBJECT, Kind::Number, form);
        assert_eq!(builder.cells(looked_up), cells("0.5 1 1 1/3 - 9 - n/a"));
        let outcome = builder.outcome(&[looked_up], Keep::All);
        let codes: Vec<Option<u32>> = (0..8).map(|row| outcome.code(looked_up, row)).collect();
        assert_eq!(codes, [Some(0), Some(1), Some(1), Some(2), Some(3), Some(4), None, None]);
    }
}

#[test]
fn references_are_followed() {
    let mut builder = Builder::new(5);
    let other = builder.record("other", Rows::File("other".to_owned()), 3);
    let value = builder.field(other, Kind::Number, &cells("10.5 - 1/3"));
    let reference = builder.field(SUBJECT, Kind::Reference(other), &cells("@2 @0 - @1 n/a"));
    let gathered = builder.add(SUBJECT, Kind::Number, Form::Gather { reference, value });
    assert_eq!(builder.cells(gathered), cells("1/3 10.5 - - n/a"));
    let doubled = builder.map(Kind::Number, Map::Add, &[value, value]);
    let gathered = builder.add(SUBJECT, Kind::Number, Form::Gather { reference, value: doubled });
    assert_eq!(builder.cells(gathered), cells("2/3 21 - - n/a"));
    let seven = builder.constant(cell("7"));
    let constant = builder.add(SUBJECT, Kind::Number, Form::Gather { reference, value: seven });
    assert_eq!(builder.cells(constant), cells("7 7 - 7 n/a"));
    let row = builder.add(SUBJECT, Kind::Reference(SUBJECT), Form::Row);
    assert_eq!(builder.cells(row), cells("@0 @1 @2 @3 @4"));
}

#[test]
fn dates_and_durations() {
    let mut builder = Builder::new(3);
    let from = builder.field(SUBJECT, Kind::Date, &cells("2024-01-31 2024-02-29 -"));
    let to = builder.field(SUBJECT, Kind::Date, &cells("2024-02-29 2025-02-28 2025-02-28"));
    for (map, expected) in [
        (Map::FullMonths, "1 12 -"),
        (Map::FullYears, "0 1 -"),
        (Map::CalendarMonths, "2 13 -"),
        (Map::Days, "29 365 -"),
        (Map::DaysThrough, "30 366 -"),
        (Map::WholeCalendarMonths, "1 12 -"),
    ] {
        let value = builder.map(Kind::Number, map.clone(), &[from, to]);
        assert_eq!(builder.cells(value), cells(expected), "{map:?}");
    }
    for (part, expected) in [
        (DatePart::Year, "2024 2024 -"),
        (DatePart::HalfYear, "1 1 -"),
        (DatePart::Quarter, "1 1 -"),
        (DatePart::Month, "1 2 -"),
        (DatePart::Day, "31 29 -"),
        (DatePart::Weekday, "3 4 -"),
        (DatePart::DaysInMonth, "31 29 -"),
        (DatePart::DaysInYear, "366 366 -"),
    ] {
        let value = builder.map(Kind::Number, Map::PartOf(part), &[from]);
        assert_eq!(builder.cells(value), cells(expected));
    }
    for (map, expected) in [
        (Map::FirstOf(CalendarSpan::Month), "2024-01-01 2024-02-01 -"),
        (Map::LastOf(CalendarSpan::Month), "2024-01-31 2024-02-29 -"),
        (Map::FirstOf(CalendarSpan::Quarter), "2024-01-01 2024-01-01 -"),
        (Map::LastOf(CalendarSpan::HalfYear), "2024-06-30 2024-06-30 -"),
        (Map::LastOf(CalendarSpan::Year), "2024-12-31 2024-12-31 -"),
    ] {
        let value = builder.map(Kind::Date, map, &[from]);
        assert_eq!(builder.cells(value), cells(expected));
    }
    let month = builder.constant(Cell::Present(Value::Duration(Duration::from_months(1))));
    let ages = builder.constant(Cell::Present(Value::Duration(Duration::from_years(9000).unwrap())));
    let later = builder.map(Kind::Date, Map::Add, &[from, month]);
    assert_eq!(builder.cells(later), cells("2024-02-29 2024-03-29 -"));
    let earlier = builder.map(Kind::Date, Map::Subtract, &[to, month]);
    assert_eq!(builder.cells(earlier), cells("2024-01-29 2025-01-28 2025-01-28"));
    let beyond = builder.map(Kind::Date, Map::Add, &[to, ages]);
    assert_eq!(builder.cells(beyond), cells("! ! !"));
    let two = builder.map(Kind::Duration, Map::Add, &[month, month]);
    let back = builder.map(Kind::Duration, Map::Negate, &[two]);
    let later = builder.map(Kind::Date, Map::Add, &[to, back]);
    assert_eq!(builder.cells(later), cells("2023-12-29 2024-12-28 2024-12-28"));
    let latest = builder.map(Kind::Date, Map::Max, &[from, to]);
    assert_eq!(builder.cells(latest), cells("2024-02-29 2025-02-28 -"));
    let today = builder.add(crate::program::OVERALL, Kind::Date, Form::Today);
    let days = builder.map(Kind::Number, Map::Days, &[to, today]);
    assert_eq!(builder.cells(days), cells("852 487 487"));
}

#[test]
fn members_move_and_have_places() {
    let mut builder = Builder::new(4);
    let grade = builder.enumeration(&["a", "b", "c"]);
    let members = builder.field(SUBJECT, grade, &cells("#0 #1 #2 -"));
    let by = builder.field(SUBJECT, Kind::Number, &cells("-1 1.9 5 1"));
    let moved = builder.map(grade, Map::MoveMember, &[members, by]);
    assert_eq!(builder.cells(moved), cells("#0 #2 #2 -"));
    let place = builder.map(Kind::Number, Map::PlaceOf, &[members]);
    assert_eq!(builder.cells(place), cells("1 2 3 -"));
    let text = builder.map(Kind::Text, Map::ToText, &[members]);
    assert_eq!(builder.cells(text), cells("'a 'b 'c -"));
    let one = builder.constant(cell("#1"));
    let higher = builder.map(Kind::YesNo, Map::Compare(Comparison::Greater), &[members, one]);
    assert_eq!(builder.cells(higher), cells("no no yes -"));
}

#[test]
fn texts_compare_by_code_point_and_join() {
    let mut builder = Builder::new(4);
    let a = builder.field(SUBJECT, Kind::Text, &cells("'b 'a - '中"));
    let b = builder.field(SUBJECT, Kind::Text, &cells("'a 'a 'z n/a"));
    let less = builder.map(Kind::YesNo, Map::Compare(Comparison::Less), &[b, a]);
    assert_eq!(builder.cells(less), cells("yes no - n/a"));
    let joined = builder.map(Kind::Text, Map::Join("+".to_owned()), &[a, b]);
    assert_eq!(builder.cells(joined), cells("'b+a 'a+a 'z '中"));
    let number = builder.field(SUBJECT, Kind::Number, &cells("1.50 1/3 - 7"));
    let text = builder.map(Kind::Text, Map::ToText, &[number]);
    assert_eq!(builder.cells(text), cells("'1.5 '1/3 - '7"));
    let greatest = builder.map(Kind::Text, Map::Max, &[a, b]);
    assert_eq!(builder.cells(greatest), cells("'b 'a - n/a"));
}

#[test]
fn counting_yes_and_definitions() {
    let mut builder = Builder::new(4);
    let a = builder.field(SUBJECT, Kind::YesNo, &cells("yes yes no -"));
    let b = builder.field(SUBJECT, Kind::YesNo, &cells("yes no no yes"));
    let yes = builder.constant(cell("yes"));
    let count = builder.map(Kind::Number, Map::CountYes, &[a, b, yes]);
    assert_eq!(builder.cells(count), cells("3 2 1 -"));
    let named = builder.define(count);
    let more = builder.map(Kind::Number, Map::Add, &[named, named]);
    assert_eq!(builder.cells(more), cells("6 4 2 -"));
    let plan = crate::plan::Plan::new(&builder.program, &[named, count]);
    assert_eq!(plan.of[&named], plan.of[&count]);
}

#[test]
fn a_computed_reference_finds_by_key() {
    let mut builder = Builder::new(4);
    let other = builder.record("other", Rows::File("other".to_owned()), 3);
    builder.field(other, Kind::Text, &cells("'x 'x 'y"));
    builder.field(other, Kind::Number, &cells("1 2.50 1"));
    let key = [0, 1].map(crate::program::FieldId);
    builder.program.records[other.at()].key = key.to_vec();
    let name = builder.field(SUBJECT, Kind::Text, &cells("'y 'x 'x -"));
    let number = builder.field(SUBJECT, Kind::Number, &cells("1.0 5/2 1 1"));
    for (or_blank, by) in [(false, [name, number]), (true, [name, name])] {
        let field = builder.bare_field(SUBJECT, Kind::Reference(other), Cells::Computed { by: by.to_vec(), or_blank });
        let reference = builder.add(SUBJECT, Kind::Reference(other), Form::Field(field));
        if or_blank {
            assert_eq!(builder.cells(reference), cells("- - - -"));
        } else {
            assert_eq!(builder.cells(reference), cells("@2 @1 @0 -"));
        }
    }
}

#[test]
fn tables_by_bounds_finer_than_the_values() {
    let value = |text: &str| if let Cell::Present(value) = cell(text) { value } else { unreachable!() };
    let below = |end: &str| CellTest::Range(vec![(Comparison::Less, value(end))]);
    let tests = [below("-1/3"), below("0.3"), CellTest::OneOf(vec![value("0.5"), value("1/3")]), below("4/3"), below("1.41")];
    let rows = tests.into_iter().zip(1..).map(|(test, result)| TableRow {
        tests: vec![test],
        values: vec![Some(value(&format!("{result}")))],
        span: Span::default(),
    });
    let table = Table {
        name: String::new(),
        span: Span::default(),
        article: None,
        keys: vec![Kind::Number],
        columns: vec![(String::new(), crate::program::Type::present(Kind::Number))],
        rows: rows.collect(),
    };
    for (values, expected) in
        [("-1 0 1 2", "1 2 4 -"), ("-0.4 -0.3 0.3 0.4 0.5 1.3 1.4 1.5", "1 2 4 4 3 4 5 -"), ("1/3 0.4 4/3 141/100", "3 4 5 -")]
    {
        let mut builder = Builder::new(values.split_whitespace().count());
        builder.program.tables.push(table.clone());
        let key = builder.field(SUBJECT, Kind::Number, &cells(values));
        let looked_up = builder.add(SUBJECT, Kind::Number, Form::Lookup { table: TableId(0), keys: vec![key], column: 0 });
        assert_eq!(builder.cells(looked_up), cells(expected), "{values}");
    }
}
