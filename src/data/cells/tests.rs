//! Cells of each kind: what is read, what is refused and for which reason.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::borrow::Cow;

use super::{Cell, Reader, Refusal};
use crate::program::{Cells, Enumeration, EnumerationId, Field, Head, Kind, Member, Program, Type, Written};
use crate::source::Span;
use crate::syntax::ast::{Comparison, RatioWritten};
use crate::values::{Date, DecimalError, Exact, Value};

fn program() -> Program {
    let member = |name: &str, written: &str| Member { name: name.to_owned(), written: written.to_owned() };
    // The spelling of one member is the name of another.
    let members = vec![member("low", "1"), member("high", "low"), member("rest", "else")];
    Program {
        head: Head { unit: Exact::ONE, ..Head::default() },
        enumerations: vec![Enumeration { ordered: true, members, otherwise: None }],
        ..Program::default()
    }
}

fn field(kind: Kind, written: Written, range: Vec<(Comparison, Value)>) -> Field {
    let cells = Cells::Column { heading: "x".to_owned(), written };
    Field { name: "x".to_owned(), span: Span::default(), ty: Type::present(kind), label: None, cells, blank_as: None, range }
}

fn number(places: u8, unit: i128) -> Written {
    Written::Number { places, unit: Exact::from_int(unit) }
}

fn ratio(written: RatioWritten, places: u8) -> Written {
    Written::Ratio { written, places }
}

/// The units and the scale of a number, or why it is refused.
fn read(written: Written, text: &str) -> Result<(i64, Option<u8>), Refusal> {
    let (program, field) = (program(), field(Kind::Number, written, Vec::new()));
    let reader = Reader::new(&program, &field).unwrap();
    match reader.text(text)? {
        Cell::Units(units) => Ok((units, reader.scale())),
        other => panic!("{other:?}"),
    }
}

#[test]
fn numbers_are_read_to_the_digit() {
    for (text, units) in
        [("12.50", 1250), ("-12.5", -1250), ("12", 1200), ("+0.01", 1), ("１２．５", 1250), ("－3", -300), ("007", 700), ("-0", 0)]
    {
        assert_eq!(read(number(2, 1), text), Ok((units, Some(2))), "{text}");
    }
    for (text, refusal) in [
        ("12.500", Refusal::Places(3)),
        ("１２．５００", Refusal::Places(3)),
        ("1,200", Refusal::Number(DecimalError::Comma)),
        ("12.", Refusal::Number(DecimalError::MissingDigit)),
        (".5", Refusal::Number(DecimalError::MissingDigit)),
        ("1e3", Refusal::Number(DecimalError::Exponent)),
        ("12%", Refusal::Sign('%')),
        ("--1", Refusal::Number(DecimalError::MissingDigit)),
        ("1 2", Refusal::Number(DecimalError::TrailingJunk(' '))),
    ] {
        assert_eq!(read(number(2, 1), text), Err(refusal), "{text}");
    }
    assert_eq!(read(Written::Integer, "12.0"), Err(Refusal::Whole));
    assert_eq!(read(Written::Integer, "１２"), Ok((12, Some(0))));
}

#[test]
fn units_multiply_without_digits_that_are_never_there() {
    assert_eq!(read(number(2, 10_000), "12.5"), Ok((125_000, Some(0))), "no cents in hundreds of yuan");
    assert_eq!(read(number(6, 10_000), "0.000001"), Ok((1, Some(2))));
    assert_eq!(read(number(0, 1_000), "7"), Ok((7_000, Some(0))));
}

#[test]
fn ratios_are_read_as_they_are_written() {
    for (written, text, value) in [
        (RatioWritten::Ratio, "0.75", (75, 2)),
        (RatioWritten::Percent, "75", (7_500, 4)),
        (RatioWritten::Percent, "75%", (7_500, 4)),
        (RatioWritten::Percent, "７５ ％", (7_500, 4)),
        (RatioWritten::Permille, "7.5‰", (750, 5)),
        (RatioWritten::BasisPoints, "25bp", (2_500, 6)),
        (RatioWritten::BasisPoints, "25 BP", (2_500, 6)),
    ] {
        assert_eq!(read(ratio(written, 2), text), Ok((value.0, Some(value.1))), "{text}");
    }
    assert_eq!(read(ratio(RatioWritten::Ratio, 2), "75%"), Err(Refusal::Sign('%')));
    assert_eq!(read(ratio(RatioWritten::Percent, 2), "75‰"), Err(Refusal::Sign('‰')));
    assert_eq!(read(ratio(RatioWritten::Percent, 2), "%"), Err(Refusal::Number(DecimalError::Empty)));
    assert_eq!(read(ratio(RatioWritten::Percent, 0), "7.5"), Err(Refusal::Places(1)));
}

#[test]
fn numbers_beyond_a_machine_word_are_exact() {
    let (program, field) = (program(), field(Kind::Number, number(2, 1), Vec::new()));
    let reader = Reader::new(&program, &field).unwrap();
    assert_eq!(reader.text("92233720368547758.07"), Ok(Cell::Units(i64::MAX)));
    assert_eq!(reader.text("92233720368547758.08"), Ok(Cell::Number(Exact::from_scaled(i128::from(i64::MAX) + 1, 2))));
    assert!(matches!(reader.text(&"9".repeat(60)), Ok(Cell::Number(_))));
    assert_eq!(reader.text(&"9".repeat(61)), Err(Refusal::Number(DecimalError::TooManyDigits)));
}

#[test]
fn ranges_hold_at_their_ends() {
    let bound = |comparison, units, scale| (comparison, Value::Number(Exact::from_scaled(units, scale)));
    let outcome = |range: Vec<(Comparison, Value)>, text: &str| {
        let (program, field) = (program(), field(Kind::Number, number(2, 1), range));
        Reader::new(&program, &field).unwrap().text(text).map(|_| ())
    };
    let between = || vec![bound(Comparison::GreaterOrEqual, 0, 0), bound(Comparison::Less, 10, 0)];
    for (text, expected) in
        [("0", Ok(())), ("-0.01", Err(Refusal::Range(0))), ("9.99", Ok(())), ("10", Err(Refusal::Range(1))), ("9.99", Ok(()))]
    {
        assert_eq!(outcome(between(), text), expected, "{text}");
    }
    // A bound between two units of the column, and a single value left out.
    let odd = || vec![bound(Comparison::Greater, 1_005, 3), bound(Comparison::NotEqual, 2, 0)];
    for (text, expected) in [("1.00", Err(Refusal::Range(0))), ("1.01", Ok(())), ("2.00", Err(Refusal::Range(1))), ("2.01", Ok(()))] {
        assert_eq!(outcome(odd(), text), expected, "{text}");
    }
    let huge = "1".repeat(40);
    assert_eq!(outcome(between(), &huge), Err(Refusal::Range(1)));
}

#[test]
fn dates_words_and_members_are_read() {
    let program = program();
    let one = |kind, written| field(kind, written, Vec::new());
    let date = one(Kind::Date, Written::Date);
    let reader = Reader::new(&program, &date).unwrap();
    let day = Date::new(2026, 6, 30).unwrap().days();
    for text in ["2026-06-30", "2026/6/30", "2026年6月30日", "20260630"] {
        assert_eq!(reader.text(text), Ok(Cell::Day(day)), "{text}");
    }
    assert_eq!(reader.text("2026-06-31"), Err(Refusal::Date));

    let free = one(Kind::YesNo, Written::YesNo { yes: "on".into(), no: "off".into(), fixed: false });
    let fixed = one(Kind::YesNo, Written::YesNo { yes: "0".into(), no: "1".into(), fixed: true });
    let (free, fixed) = (Reader::new(&program, &free).unwrap(), Reader::new(&program, &fixed).unwrap());
    assert_eq!(
        [free.text("TRUE"), free.text("否"), free.text("off"), fixed.text("0")],
        [true, false, false, true].map(|yes| Ok(Cell::YesNo(yes)))
    );
    assert_eq!([free.text("ja"), fixed.text("yes")], [Err(Refusal::YesNo), Err(Refusal::YesNo)]);

    let member = one(Kind::Member(EnumerationId(0)), Written::Member);
    let reader = Reader::new(&program, &member).unwrap();
    assert_eq!(reader.text("low"), Ok(Cell::Member(1)), "a spelling goes before a name");
    assert_eq!([reader.text("1"), reader.text("high"), reader.text("rest")], [0, 1, 2].map(|member| Ok(Cell::Member(member))));
    assert_eq!(reader.text("other"), Err(Refusal::Member));
    assert_eq!(reader.key_text(Cell::Member(2)), "else");
}

#[test]
fn a_key_has_one_spelling() {
    let program = program();
    let key = |written, text| {
        let field = field(Kind::Number, written, Vec::new());
        let reader = Reader::new(&program, &field).unwrap();
        reader.key_text(reader.text(text).unwrap()).into_owned()
    };
    assert_eq!([key(Written::Integer, "007"), key(number(2, 1), "1.50"), key(Written::Text, "007")], ["7", "1.5", "007"]);
    assert_eq!(key(number(2, 1), &"9".repeat(40)), "9".repeat(40));
    let text = Cell::Text(Cow::Borrowed("x"));
    assert_eq!(text, Cell::Text(Cow::Owned("x".to_owned())));
}

#[test]
fn values_pass_the_same_checks() {
    let (program, field) = (program(), field(Kind::Number, number(2, 1), vec![(Comparison::GreaterOrEqual, Value::Number(Exact::ZERO))]));
    let reader = Reader::new(&program, &field).unwrap();
    let exact = |units, scale| Value::Number(Exact::from_scaled(units, scale));
    assert_eq!(reader.value(&exact(125, 2)), Ok(Cell::Units(125)));
    assert_eq!(reader.value(&exact(1250, 3)), Ok(Cell::Units(125)));
    assert_eq!(reader.value(&exact(1251, 3)), Err(Refusal::Places(3)));
    assert_eq!(reader.value(&Value::Number(Exact::ratio(1, 3).unwrap())), Err(Refusal::Places(usize::MAX)));
    assert_eq!(reader.value(&exact(-1, 2)), Err(Refusal::Range(0)));
    assert_eq!(reader.value(&Value::YesNo(true)), Err(Refusal::Kind));
    assert_eq!(reader.value(&Value::Text("1.25".into())), Ok(Cell::Units(125)));
    assert_eq!(reader.yes_no(true), Err(Refusal::Kind));
}
