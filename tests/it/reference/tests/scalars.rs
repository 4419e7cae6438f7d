//! Roundings, quotients, dates, connectives, tiers.

use merit::program::{Form, Kind, Map, Piece, Stretch, StretchValue};
use merit::source::Span;
use merit::syntax::ast::TierKind;
use merit::values::date::CalendarSpan;
use merit::values::{Duration, Exact, Feb29, Rounding, Value};

use super::*;
use crate::build::{day, decimal, text};

fn map(map: Map, kind: Kind, operands: &[Value]) -> Cell {
    let mut build = Build::new();
    map_in(&mut build, map, kind, operands)
}

fn map_in(build: &mut Build, map: Map, kind: Kind, operands: &[Value]) -> Cell {
    let operands = operands.iter().map(|value| constant(build, value.clone())).collect();
    scalar(build, kind, Form::Map(map, operands))
}

fn number(map_as: Map, operands: &[Value]) -> Cell {
    map(map_as, Kind::Number, operands)
}

fn date(year: i32, month: u8, of_month: u8) -> Value {
    Value::Date(day(year, month, of_month))
}

#[test]
fn ties_round_by_size_and_keep_their_sign() {
    let cent = |mode, thousandths| number(Map::Round { mode, unit: Exact::from_scaled(1, 2) }, &[decimal(thousandths, 3)]);
    for (thousandths, half_up, half_even, down, up) in [
        (125, 13, 12, 12, 13),
        (135, 14, 14, 13, 14),
        (-125, -13, -12, -12, -13),
        (-135, -14, -14, -13, -14),
        (124, 12, 12, 12, 13),
        (126, 13, 13, 12, 13),
        (-4, 0, 0, 0, -1),
        (120, 12, 12, 12, 12),
    ] {
        let expected = [(Rounding::HalfUp, half_up), (Rounding::HalfEven, half_even), (Rounding::Down, down), (Rounding::Up, up)];
        for (mode, cents) in expected {
            assert_eq!(cent(mode, thousandths), n(cents, 100), "{thousandths} thousandths {mode:?}");
        }
    }
}

#[test]
fn rounding_takes_any_unit() {
    let to = |unit: Exact, value| number(Map::Round { mode: Rounding::HalfUp, unit }, &[decimal(value, 0)]);
    assert_eq!(to(Exact::from_int(100), 12_350), n(12_400, 1));
    assert_eq!(to(Exact::from_int(3), 10), n(9, 1));
    // 7 × 2/3 = 4 2/3 and 8 × 2/3 = 5 1/3 are both 1/3 away from 5: a tie.
    assert_eq!(to(Exact::ratio(2, 3).unwrap(), 5), n(16, 3));
}

#[test]
fn quotients_are_exact_or_blank() {
    assert_eq!(number(Map::Divide, &[decimal(1, 0), decimal(3, 0)]), n(1, 3));
    assert_eq!(number(Map::Divide, &[decimal(1, 0), decimal(0, 0)]), Cell::Blank);
    assert_eq!(number(Map::FullUnits, &[decimal(-25, 0), decimal(10, 0)]), n(-2, 1));
    assert_eq!(number(Map::StartedUnits, &[decimal(-25, 0), decimal(10, 0)]), n(-3, 1));
    assert_eq!(number(Map::StartedUnits, &[decimal(20, 0), decimal(10, 0)]), n(2, 1));
    assert_eq!(number(Map::FullUnits, &[decimal(1, 0), decimal(0, 0)]), Cell::Blank);
}

#[test]
fn months_are_full_at_the_end_of_a_shorter_month() {
    for (from, to, months) in [
        ((2026, 1, 31), (2026, 2, 27), 0),
        ((2026, 1, 31), (2026, 2, 28), 1),
        ((2024, 1, 31), (2024, 2, 28), 0),
        ((2024, 1, 31), (2024, 2, 29), 1),
        ((2026, 2, 28), (2026, 3, 28), 1),
        ((2022, 6, 30), (2026, 6, 30), 48),
        ((2022, 7, 1), (2026, 6, 30), 47),
        ((2026, 6, 30), (2026, 6, 29), -1),
        ((2026, 6, 30), (2026, 5, 31), -1),
        ((2026, 6, 30), (2026, 5, 30), -1),
        ((2026, 6, 30), (2026, 5, 29), -2),
        ((1, 1, 1), (9999, 12, 31), 119_987),
        ((9999, 12, 31), (1, 1, 1), -119_988),
    ] {
        let dates = [date(from.0, from.1, from.2), date(to.0, to.1, to.2)];
        assert_eq!(number(Map::FullMonths, &dates), n(months, 1), "{dates:?}");
    }
}

#[test]
fn calendar_months_and_days_count_their_ends_as_said() {
    let period = [date(2026, 1, 31), date(2026, 2, 1)];
    assert_eq!(number(Map::CalendarMonths, &period), n(2, 1));
    assert_eq!(number(Map::Days, &period), n(1, 1));
    assert_eq!(number(Map::DaysThrough, &period), n(2, 1));
    let backwards = [date(2026, 2, 1), date(2026, 1, 31)];
    assert_eq!(number(Map::CalendarMonths, &backwards), n(0, 1));
    assert_eq!(number(Map::Days, &backwards), n(-1, 1));
    assert_eq!(number(Map::DaysThrough, &backwards), n(0, 1));
}

#[test]
fn anniversaries_of_29_february_fall_where_the_policy_says() {
    let years = |leap_day, years| {
        let mut build = Build::new();
        build.program.head.leap_day = leap_day;
        map_in(&mut build, Map::Add, Kind::Date, &[date(2024, 2, 29), Value::Duration(Duration::from_years(years).unwrap())])
    };
    assert_eq!(years(Feb29::FallsOn28Feb, 1), on(2025, 2, 28));
    assert_eq!(years(Feb29::FallsOn1March, 1), on(2025, 3, 1));
    assert_eq!(years(Feb29::FallsOn1March, 4), on(2028, 2, 29));
    assert_eq!(years(Feb29::FallsOn1March, -1), on(2023, 3, 1));
    let full_years = |leap_day, to| {
        let mut build = Build::new();
        build.program.head.leap_day = leap_day;
        map_in(&mut build, Map::FullYears, Kind::Number, &[date(2024, 2, 29), to])
    };
    assert_eq!(full_years(Feb29::FallsOn28Feb, date(2025, 2, 28)), n(1, 1));
    assert_eq!(full_years(Feb29::FallsOn1March, date(2025, 2, 28)), n(0, 1));
    assert_eq!(full_years(Feb29::FallsOn1March, date(2028, 2, 29)), n(4, 1));
}

#[test]
fn months_are_added_from_the_day_itself_and_then_the_days() {
    let add = |from, months, days| {
        let duration = Duration::from_months(months).add(Duration::from_days(days)).unwrap();
        map(Map::Add, Kind::Date, &[from, Value::Duration(duration)])
    };
    assert_eq!(add(date(2026, 1, 31), 1, 0), on(2026, 2, 28));
    assert_eq!(add(date(2026, 1, 31), 2, 0), on(2026, 3, 31));
    assert_eq!(add(date(2026, 1, 31), 1, 1), on(2026, 3, 1));
    assert_eq!(add(date(2026, 3, 31), -1, 0), on(2026, 2, 28));
    assert_eq!(add(date(9999, 12, 31), 0, 1), Cell::TooLarge);
    assert_eq!(add(date(1, 1, 1), -12, 0), Cell::TooLarge);
    assert_eq!(map(Map::LastOf(CalendarSpan::Month), Kind::Date, &[date(2024, 2, 1)]), on(2024, 2, 29));
    assert_eq!(map(Map::FirstOf(CalendarSpan::Month), Kind::Date, &[date(2024, 2, 29)]), on(2024, 2, 1));
}

#[test]
fn numbers_are_written_in_full() {
    let to_text = |value| map(Map::ToText, Kind::Text, &[value]);
    assert_eq!(to_text(decimal(-1250, 3)), words("-1.25"));
    assert_eq!(to_text(decimal(5, 2)), words("0.05"));
    assert_eq!(to_text(decimal(1200, 2)), words("12"));
    assert_eq!(to_text(Value::Number(Exact::ratio(-1, 3).unwrap())), words("-1/3"));
    assert_eq!(to_text(date(26, 3, 1)), words("0026-03-01"));
    assert_eq!(map(Map::Join("-".to_owned()), Kind::Text, &[text("a"), text(""), text("b")]), words("a--b"));
}

/// `and` and `or` over yes, no, blank and not applicable, read from left to right.
#[test]
fn connectives_stop_at_the_first_answer_or_absence() {
    let mut build = Build::new();
    let yes = constant(&mut build, Value::YesNo(true));
    let no = constant(&mut build, Value::YesNo(false));
    let blank = build.expr(OVERALL, or_blank(Kind::YesNo), Form::Blank);
    let none = build.expr(OVERALL, or_blank(Kind::YesNo), Form::NotApplicable);
    let mut connect = |map: Map, operands: &[ExprId]| scalar(&mut build, Kind::YesNo, Form::Map(map, operands.to_vec()));
    assert_eq!(connect(Map::And, &[no, blank]), Cell::yes_no(false));
    assert_eq!(connect(Map::And, &[blank, no]), Cell::Blank);
    assert_eq!(connect(Map::And, &[yes, none, blank]), Cell::NotApplicable);
    assert_eq!(connect(Map::And, &[yes, yes]), Cell::yes_no(true));
    assert_eq!(connect(Map::Or, &[yes, blank]), Cell::yes_no(true));
    assert_eq!(connect(Map::Or, &[blank, none, yes]), Cell::Blank);
    assert_eq!(connect(Map::Or, &[no, no]), Cell::yes_no(false));
    // Elsewhere not applicable is stronger than blank, wherever it stands.
    assert_eq!(connect(Map::CountYes, &[blank, none, yes]), Cell::NotApplicable);
    assert_eq!(connect(Map::CountYes, &[yes, no, yes]), n(2, 1));
    assert_eq!(connect(Map::IsBlank, &[none]), Cell::yes_no(false));
    assert_eq!(connect(Map::IsBlank, &[blank]), Cell::yes_no(true));
    assert_eq!(connect(Map::IsNotApplicable, &[none]), Cell::yes_no(true));
}

#[test]
fn cases_read_no_further_than_the_arm_they_take() {
    let mut build = Build::new();
    let yes = constant(&mut build, Value::YesNo(true));
    let no = constant(&mut build, Value::YesNo(false));
    let blank = build.expr(OVERALL, or_blank(Kind::YesNo), Form::Blank);
    let [one, two] = [1, 2].map(|number| constant(&mut build, decimal(number, 0)));
    let mut cases = |arms: &[(ExprId, ExprId)], otherwise| scalar(&mut build, Kind::Number, Form::Cases { arms: arms.to_vec(), otherwise });
    assert_eq!(cases(&[(no, one), (yes, two), (blank, one)], None), n(2, 1));
    assert_eq!(cases(&[(blank, one), (yes, two)], Some(one)), Cell::Blank);
    assert_eq!(cases(&[(no, one)], Some(two)), n(2, 1));
    assert_eq!(cases(&[(no, one)], None), Cell::NotApplicable);
}

/// Deposit growth of the first scheme: up to 5,000,000 at 0.10 %, up to 20,000,000 at 0.15 %, the rest at 0.20 %.
#[test]
fn marginal_tiers_add_up_rate_by_part() {
    let pay = |growth: i128| {
        let line = |base: i128, slope: i128| StretchValue::Linear { base: Exact::from_int(base), slope: Exact::from_scaled(slope, 4) };
        // 5,000,000 × 0.10 % = 5,000, and 0.15 % of 5,000,000 is 7,500; 5,000 + 22,500 = 27,500, and 0.20 % of 20,000,000 is 40,000.
        tier(growth, vec![(5_000_000, true), (20_000_000, true)], vec![line(0, 10), line(-2_500, 15), line(-12_500, 20)], None)
    };
    assert_eq!(pay(5_000_000), n(5_000, 1));
    assert_eq!(pay(5_000_001), n(50_000_015, 10_000));
    assert_eq!(pay(20_000_000), n(27_500, 1));
    assert_eq!(pay(30_000_000), n(47_500, 1));
    assert_eq!(pay(-1_000), n(-1, 1));
}

#[test]
fn bounds_are_in_or_out_as_said_and_below_the_floor_is_blank() {
    let level = |value: i128| StretchValue::Linear { base: Exact::from_int(value), slope: Exact::ZERO };
    let points = |by: i128| {
        let floor = Some((Exact::from_int(0), false));
        tier(by, vec![(60, false), (80, true), (90, false)], vec![level(1), level(2), level(3), level(4)], floor)
    };
    let expected = [(1, 1), (59, 1), (60, 2), (80, 2), (81, 3), (89, 3), (90, 4), (100, 4)];
    for (by, points_for_it) in expected {
        assert_eq!(points(by), n(points_for_it, 1), "by {by}");
    }
    assert_eq!(points(0), Cell::Blank);
}

fn tier(by: i128, bounds: Vec<(i128, bool)>, values: Vec<StretchValue>, floor: Option<(Exact, bool)>) -> Cell {
    let mut build = Build::new();
    let by = constant(&mut build, decimal(by, 0));
    let bounds = bounds.into_iter().map(|(end, included)| (Exact::from_int(end), included)).collect();
    let stretches = values.into_iter().map(|value| Stretch { value, span: Span::default() }).collect();
    scalar(&mut build, Kind::Number, Form::Piece(Box::new(Piece { kind: TierKind::Bands, by, bounds, stretches, floor })))
}

#[test]
fn a_fraction_of_more_than_262144_bits_is_too_large() {
    let mut build = Build::new();
    let mut value = constant(&mut build, decimal(i128::from(i64::MAX), 0));
    for _ in 0..12 {
        value = build.expr(OVERALL, Type::present(Kind::Number), Form::Map(Map::Multiply, vec![value, value]));
    }
    // 63 bits squared twelve times are 258,048, and one for the denominator.
    assert!(matches!(once(&build.program, value), Cell::Present(_)));
    let square = build.expr(OVERALL, Type::present(Kind::Number), Form::Map(Map::Multiply, vec![value, value]));
    assert_eq!(once(&build.program, square), Cell::TooLarge);
}
