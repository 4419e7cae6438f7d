//! Tables of constants, and settling what they leave blank.

use merit::program::{CellTest, Table, TableId, TableRow};
use merit::source::Span;
use merit::syntax::ast::Comparison;

use super::*;
use crate::build::{decimal, text};

/// What a table says for a number and a text, either of them blank where none is given.
fn lookup(number: Option<i128>, word: Option<&str>) -> Cell {
    let mut build = Build::new();
    let at_least = |number| CellTest::Range(vec![(Comparison::GreaterOrEqual, decimal(number, 0)), (Comparison::Less, decimal(100, 0))]);
    let row = |first, second, value: Option<i128>| TableRow {
        tests: vec![first, second],
        values: vec![value.map(|value| decimal(value, 0))],
        span: Span::default(),
    };
    let rows = vec![
        row(at_least(60), CellTest::OneOf(vec![text("a"), text("b")]), Some(1)),
        row(CellTest::Blank, CellTest::Any, Some(2)),
        row(at_least(0), CellTest::Any, Some(3)),
        row(CellTest::Any, CellTest::OneOf(vec![text("z")]), None),
    ];
    let (kinds, columns) = (vec![Kind::Number, Kind::Text], vec![("value".to_owned(), or_blank(Kind::Number))]);
    build.program.tables.push(Table { name: "t".to_owned(), span: Span::default(), article: None, keys: kinds, columns, rows });
    let blank = |build: &mut Build, kind| build.expr(OVERALL, or_blank(kind), Form::Blank);
    let number = match number {
        Some(number) => constant(&mut build, decimal(number, 0)),
        None => blank(&mut build, Kind::Number),
    };
    let word = match word {
        Some(word) => constant(&mut build, text(word)),
        None => blank(&mut build, Kind::Text),
    };
    scalar(&mut build, Kind::Number, Form::Lookup { table: TableId(0), keys: vec![number, word], column: 0 })
}

#[test]
fn the_first_row_whose_cells_all_hold_is_taken() {
    assert_eq!(lookup(Some(60), Some("b")), n(1, 1));
    assert_eq!(lookup(Some(60), Some("c")), n(3, 1));
    assert_eq!(lookup(Some(59), Some("a")), n(3, 1));
    assert_eq!(lookup(Some(60), None), n(3, 1));
    assert_eq!(lookup(None, None), n(2, 1));
    assert_eq!(lookup(Some(100), Some("a")), Cell::Blank);
    assert_eq!(lookup(Some(100), Some("z")), Cell::Blank);
}

#[test]
fn settling_answers_each_absence_apart() {
    let mut build = Build::new();
    let blank = build.expr(OVERALL, or_blank(Kind::Number), Form::Blank);
    let none = build.expr(OVERALL, or_blank(Kind::Number), Form::NotApplicable);
    let [one, two] = [1, 2].map(|number| constant(&mut build, decimal(number, 0)));
    let mut settle = |value, blank, not_applicable| scalar(&mut build, Kind::Number, Form::Settle { value, blank, not_applicable });
    assert_eq!(settle(blank, Some(one), Some(two)), n(1, 1));
    assert_eq!(settle(none, Some(one), Some(two)), n(2, 1));
    assert_eq!(settle(none, Some(one), None), Cell::NotApplicable);
    assert_eq!(settle(two, Some(one), Some(one)), n(2, 1));
    // What stands in for a blank is not settled again.
    assert_eq!(settle(blank, Some(none), Some(two)), Cell::NotApplicable);
}
