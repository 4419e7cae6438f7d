//! The calendar against one counted day by day, and month by month.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::Feb29::{FallsOn1March, FallsOn28Feb};
use super::*;
use crate::values::Exact;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A calendar of its own: the length of a month from the Gregorian rule.
fn month_length(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[test]
fn every_day_in_turn() {
    let (mut year, mut month, mut day) = (1, 1, 1);
    for days in Date::MIN.0..=Date::MAX.0 {
        let date = Date(days);
        assert_eq!((date.year(), date.month(), date.day()), (year, month, day));
        if day == 1 || date.day() == date.days_in_month() {
            assert_eq!(Date::new(year, month, day), Some(date));
            assert_eq!((date.first_of_month().day(), date.days_in_month()), (1, month_length(year, month)));
            assert_eq!(date.last_of_month().0 - date.first_of_month().0 + 1, i32::from(month_length(year, month)));
        }
        (year, month, day) = match (month, day) {
            (12, 31) => (year + 1, 1, 1),
            _ if day == month_length(year, month) => (year, month + 1, 1),
            _ => (year, month, day + 1),
        };
    }
    assert_eq!((year, month, day), (10_000, 1, 1));
}

#[test]
fn reads_four_spellings() {
    let first = Date::new(2026, 1, 1);
    for text in [
        "2026-01-01",
        "2026-1-1",
        "2026/1/1",
        "2026/01/01",
        "2026年1月1日",
        "2026年01月01日",
        "20260101",
        "２０２６年１月１日",
        "２０２６０１０１",
    ] {
        assert_eq!(Date::parse(text), first, "{text}");
    }
    for text in [
        "",
        "2026",
        "2026-01",
        "2026-01-",
        "26-01-01",
        "2026-13-01",
        "2026-02-29",
        "2026-00-01",
        "2026-01-00",
        "2026-1/1",
        "2026年1月1",
        "2026年1-1日",
        "2026011",
        "202601011",
        "2026-01-011",
        "2026-01-01 ",
        " 2026-01-01",
        "2026-01-01T00:00",
        "0000-01-01",
        "-2026-01-01",
        "2026.1.1",
        "45000",
    ] {
        assert_eq!(Date::parse(text), None, "{text}");
    }
    assert_eq!((date("0001-01-01"), date("9999-12-31")), (Date::MIN, Date::MAX));
    assert_eq!(date("1970-01-01").days(), 0);
}

#[test]
fn ends_of_months() {
    let end = date("2026-01-31");
    assert_eq!(end.add_months(1), Some(date("2026-02-28")));
    assert_eq!(end.add_months(2), Some(date("2026-03-31")));
    assert_eq!(end.add_months(-2), Some(date("2025-11-30")));
    assert_eq!(date("2023-08-31").add_months(6), Some(date("2024-02-29")));
    assert_eq!(full_months(end, date("2026-02-27")), 0);
    assert_eq!(full_months(end, date("2026-02-28")), 1);
    assert_eq!(full_months(end, date("2026-03-30")), 1);
    assert_eq!(full_months(end, end), 0);
    assert_eq!(full_months(end, date("2026-01-30")), -1);
    assert_eq!(full_months(date("2022-06-30"), date("2026-06-30")), 48);
    assert_eq!(calendar_months(end, date("2026-02-01")), 2);
    assert_eq!(calendar_months(end, end), 1);
    assert_eq!(calendar_months(end, date("2026-01-30")), 0);
    assert_eq!((days_between(end, end), days_through(end, end)), (0, 1));
}

#[test]
fn leap_days() {
    let leap = date("2024-02-29");
    assert_eq!(leap.add_years(1, FallsOn28Feb), Some(date("2025-02-28")));
    assert_eq!(leap.add_years(1, FallsOn1March), Some(date("2025-03-01")));
    assert_eq!(leap.add_years(4, FallsOn1March), Some(date("2028-02-29")));
    assert_eq!(leap.add_years(-4, FallsOn28Feb), Some(date("2020-02-29")));
    assert_eq!(full_years(leap, date("2025-02-28"), FallsOn28Feb), 1);
    assert_eq!(full_years(leap, date("2025-02-28"), FallsOn1March), 0);
    assert_eq!(full_years(leap, date("2025-03-01"), FallsOn1March), 1);
    assert_eq!(date("2023-02-28").add_years(1, FallsOn1March), Some(date("2024-02-28")));
    let year = Duration::from_years(1).unwrap();
    assert_eq!(leap.add(year, FallsOn1March), Some(date("2025-03-01")));
    assert_eq!(leap.add(Duration::from_months(13), FallsOn1March), Some(date("2025-03-29")));
    assert_eq!(
        date("2024-01-31").add(Duration::from_months(1).add(Duration::from_days(1)).unwrap(), FallsOn28Feb),
        Some(date("2024-03-01"))
    );
    assert_eq!(leap.add(year.neg().unwrap(), FallsOn28Feb), Some(date("2023-02-28")));
}

#[test]
fn beyond_the_calendar() {
    assert_eq!(Date::MAX.add_days(1), None);
    assert_eq!(Date::MIN.add_days(-1), None);
    assert_eq!(Date::MIN.add_months(-1), None);
    for huge in [i64::MIN, i64::MAX] {
        assert_eq!(date("2026-01-01").add_days(huge), None);
        assert_eq!(date("2026-01-01").add_months(huge), None);
        assert_eq!(date("2026-01-01").add_years(huge, FallsOn28Feb), None);
        assert_eq!(Duration::from_years(huge), None);
        assert_eq!(Duration::from_quarters(huge), None);
    }
    assert_eq!(Duration::from_days(i64::MIN).neg(), None);
    assert_eq!(Duration::from_days(i64::MAX).add(Duration::from_days(1)), None);
    assert_eq!(Date::from_days(i32::MIN), None);
    assert_eq!((Date::new(0, 1, 1), Date::new(10_000, 1, 1), Date::new(2026, 200, 1)), (None, None, None));
    assert_eq!(full_months(Date::MIN, Date::MAX), 119_987);
    assert_eq!(full_months(Date::MAX, Date::MIN), -119_988);
}

proptest! {
    #[test]
    fn months_counted_one_by_one(from in -200_000..200_000i32, apart in -3_000..3_000i32) {
        let (from, to) = (Date(from), Date(from + apart));
        // The n-th month end reached by walking over the months themselves.
        let nth = |n: i64| {
            let (mut year, mut month) = (from.year(), from.month());
            for _ in 0..n.abs() {
                (year, month) = match (n > 0, month) {
                    (true, 12) => (year + 1, 1),
                    (true, _) => (year, month + 1),
                    (false, 1) => (year - 1, 12),
                    (false, _) => (year, month - 1),
                };
            }
            Date::new(year, month, from.day().min(month_length(year, month))).unwrap()
        };
        let counted = (-101..=101).rev().find(|n| nth(*n) <= to).unwrap();
        prop_assert_eq!(full_months(from, to), counted);
        prop_assert_eq!(from.add_months(counted), Some(nth(counted)));
        let mut touched: Vec<_> = (from.0..=to.0).map(|day| (Date(day).year(), Date(day).month())).collect();
        touched.dedup();
        prop_assert_eq!(calendar_months(from, to), i64::try_from(touched.len()).unwrap());
    }

    #[test]
    fn years_counted_one_by_one(from in -200_000..200_000i32, apart in -6_000..6_000i32, leap in any::<bool>(), march in any::<bool>()) {
        let feb29 = if march { FallsOn1March } else { FallsOn28Feb };
        let from = if leap { Date::new(Date(from).year() / 4 * 4, 2, 29).unwrap_or(Date(from)) } else { Date(from) };
        let to = Date(from.0 + apart);
        let nth = |n: i32| {
            let year = from.year() + n;
            Date::new(year, from.month(), from.day())
                .unwrap_or(if march { Date::new(year, 3, 1).unwrap() } else { Date::new(year, 2, 28).unwrap() })
        };
        let counted = (-18..=18).rev().find(|n| nth(*n) <= to).unwrap();
        prop_assert_eq!(full_years(from, to, feb29), i64::from(counted));
        prop_assert_eq!(from.add_years(counted.into(), feb29), Some(nth(counted)));
    }

    #[test]
    fn days_counted_one_by_one(from in -200_000..200_000i32, apart in 0..500i32) {
        let (from, to) = (Date(from), Date(from + apart));
        let count = std::iter::successors(Some(from), |day| day.add_days(1)).take_while(|day| *day < to).count();
        prop_assert_eq!(days_between(from, to), i64::try_from(count).unwrap());
        prop_assert_eq!(days_between(to, from), -days_between(from, to));
        prop_assert_eq!(days_through(from, to), days_between(from, to) + 1);
        prop_assert_eq!(Date::parse(&from.to_string()), Some(from));
    }

    #[test]
    fn any_text_is_answered(text in "[0-9０-９/年月日-]{0,11}") {
        if let Some(date) = Date::parse(&text) {
            prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
        }
    }
}

#[test]
fn part_months_count_days_over_days_of_the_month() {
    let months = |from, to| calendar::part_months(date(from), date(to)).sum();
    let ratio = |a, b| Exact::ratio(a, b).unwrap();
    // Who works from 11 June has 20/30 of June.
    assert_eq!(months("2026-06-11", "2026-06-30"), ratio(20, 30));
    assert_eq!(months("2026-06-11", "2026-08-31"), ratio(20, 30).add(&Exact::from_int(2)));
    assert_eq!(months("2026-06-11", "2027-06-10"), Exact::from_int(12));
    assert_eq!(months("2024-02-01", "2024-02-29"), Exact::ONE);
    assert_eq!(months("2026-01-31", "2026-03-01"), ratio(1, 31).add(&Exact::ONE).add(&ratio(1, 31)));
    assert_eq!(months("2026-06-11", "2026-06-10"), Exact::ZERO);
    assert_eq!(months("0001-01-01", "9999-12-31"), Exact::from_int(9999 * 12));
}

#[test]
fn part_years_count_days_over_days_of_the_year() {
    let years = |from, to| calendar::part_years(date(from), date(to)).sum();
    let ratio = |a, b| Exact::ratio(a, b).unwrap();
    assert_eq!(years("2024-12-31", "2024-12-31"), ratio(1, 366));
    assert_eq!(years("2023-07-01", "2025-06-30"), ratio(184, 365).add(&Exact::ONE).add(&ratio(181, 365)));
    assert_eq!(years("2026-01-02", "2026-01-01"), Exact::ZERO);
    assert_eq!(years("0001-01-01", "9999-12-31"), Exact::from_int(9999));
}

#[test]
fn whole_calendar_months_lie_in_the_period_with_all_their_days() {
    let months = |from, to| calendar::whole_calendar_months(date(from), date(to));
    assert_eq!(months("2026-01-01", "2026-12-31"), 12);
    assert_eq!(months("2026-01-02", "2026-12-30"), 10);
    assert_eq!(months("2026-01-02", "2026-02-27"), 0);
    assert_eq!(months("2026-02-01", "2026-02-28"), 1);
    assert_eq!(months("2026-03-01", "2026-02-28"), 0);
    assert_eq!(months("9999-12-02", "9999-12-31"), 0);
    assert_eq!(months("0001-01-01", "0001-01-30"), 0);
}

#[test]
fn overlaps_count_days_that_are_in_both() {
    let days = |a, b, c, d| calendar::overlap_days((date(a), date(b)), (date(c), date(d)));
    assert_eq!(days("2026-01-01", "2026-01-10", "2026-01-10", "2026-01-31"), 1);
    assert_eq!(days("2026-01-01", "2026-01-10", "2026-01-11", "2026-01-31"), 0);
    assert_eq!(days("2026-01-01", "2026-12-31", "2026-03-01", "2026-03-31"), 31);
    // A period that ends before it begins holds no day.
    assert_eq!(days("2026-03-31", "2026-03-01", "2026-01-01", "2026-12-31"), 0);
}

#[test]
fn quarters_and_half_years_have_ends() {
    use CalendarSpan::{HalfYear, Month, Quarter, Year};
    for (span, at, first, last) in [
        (Month, "2024-02-10", "2024-02-01", "2024-02-29"),
        (Quarter, "2026-05-31", "2026-04-01", "2026-06-30"),
        (Quarter, "2026-12-01", "2026-10-01", "2026-12-31"),
        (HalfYear, "2026-06-30", "2026-01-01", "2026-06-30"),
        (HalfYear, "2026-07-01", "2026-07-01", "2026-12-31"),
        (Year, "0001-06-01", "0001-01-01", "0001-12-31"),
        (Year, "9999-06-01", "9999-01-01", "9999-12-31"),
    ] {
        assert_eq!((date(at).first_of(span), date(at).last_of(span)), (date(first), date(last)), "{span:?} of {at}");
    }
}
