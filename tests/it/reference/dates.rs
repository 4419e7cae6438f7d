//! The calendar, by jiff alone: anniversaries, month ends, periods.

use jiff::{Span, Unit, civil};
use merit::values::Feb29;

/// The day so many days after 1970-01-01.
pub fn of_days(days: i32) -> civil::Date {
    civil::date(1970, 1, 1).checked_add(Span::new().days(days)).expect("a stored day lies in the calendar")
}

/// The same day of the month so many months later (or earlier), or the last day of that month where it is shorter.
fn add_months(date: civil::Date, months: i64) -> Option<civil::Date> {
    date.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// The anniversary so many years later; of 29 February in a common year where the policy says.
fn anniversary(date: civil::Date, years: i64, leap_day: Feb29) -> Option<civil::Date> {
    let year = i16::try_from(i64::from(date.year()).checked_add(years)?).ok()?;
    match (civil::Date::new(year, date.month(), date.day()), leap_day) {
        (Ok(same_day), _) => Some(same_day),
        (Err(_), Feb29::FallsOn28Feb) => civil::Date::new(year, 2, 28).ok(),
        (Err(_), Feb29::FallsOn1March) => civil::Date::new(year, 3, 1).ok(),
    }
}

/// A day a duration later: first the months, counted from the day itself, then the days. Whole years are anniversaries. Only days of
/// the years 1 to 9999 exist.
pub fn add(date: civil::Date, months: i64, days: i64, leap_day: Feb29) -> Option<civil::Date> {
    let exists = |date: &civil::Date| date.year() >= 1;
    let moved = if months % 12 == 0 { anniversary(date, months / 12, leap_day) } else { add_months(date, months) };
    moved.filter(exists)?.checked_add(Span::new().try_days(days).ok()?).ok().filter(exists)
}

/// The days from one day to another, the last one out.
pub fn days(from: civil::Date, to: civil::Date) -> i64 {
    from.until((Unit::Day, to)).expect("days can be counted").get_days().into()
}

/// The greatest n such that n months after the first day are not after the second.
pub fn full_months(from: civil::Date, to: civil::Date) -> i64 {
    greatest(month_count(to) - month_count(from), |months| add_months(from, months).is_none_or(|due| due > to))
}

/// The greatest n such that the n-th anniversary of the first day is not after the second.
pub fn full_years(from: civil::Date, to: civil::Date, leap_day: Feb29) -> i64 {
    greatest(i64::from(to.year()) - i64::from(from.year()), |years| anniversary(from, years, leap_day).is_none_or(|due| due > to))
}

/// The greatest n that is not too late, sought downwards from one beyond a first guess; what lies beyond the calendar is too late.
fn greatest(guess: i64, is_too_late: impl Fn(i64) -> bool) -> i64 {
    let mut n = guess + 1;
    while n > guess - 3 && is_too_late(n) {
        n -= 1;
    }
    n
}

/// The calendar months that a period touches, both ends in it; none where it ends before it begins.
pub fn calendar_months(from: civil::Date, to: civil::Date) -> i64 {
    if to < from { 0 } else { month_count(to) - month_count(from) + 1 }
}

fn month_count(date: civil::Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month())
}
