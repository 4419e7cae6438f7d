//! The calendar, by jiff alone: anniversaries, month ends, periods.

use jiff::{Span, ToSpan, Unit, civil};
use merit::values::Feb29;
use merit::values::date::{CalendarSpan, DatePart};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

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

/// A part of a day as a number.
pub fn part(date: civil::Date, part: DatePart) -> i64 {
    match part {
        DatePart::Year => date.year().into(),
        DatePart::HalfYear => {
            if date.month() <= 6 {
                1
            } else {
                2
            }
        }
        DatePart::Quarter => match date.month() {
            1..=3 => 1,
            4..=6 => 2,
            7..=9 => 3,
            _ => 4,
        },
        DatePart::Month => date.month().into(),
        DatePart::Day => date.day().into(),
        DatePart::Weekday => date.weekday().to_monday_one_offset().into(),
        DatePart::DaysInMonth => date.days_in_month().into(),
        DatePart::DaysInYear => date.days_in_year().into(),
    }
}

/// Whether two days lie in the same month, quarter, half-year or year.
fn are_in_one(span: CalendarSpan, a: civil::Date, b: civil::Date) -> bool {
    let in_year = match span {
        CalendarSpan::Month => a.month() == b.month(),
        CalendarSpan::Quarter => part(a, DatePart::Quarter) == part(b, DatePart::Quarter),
        CalendarSpan::HalfYear => part(a, DatePart::HalfYear) == part(b, DatePart::HalfYear),
        CalendarSpan::Year => true,
    };
    a.year() == b.year() && in_year
}

/// The first day of what a day lies in: month by month backwards.
pub fn first_of(date: civil::Date, span: CalendarSpan) -> civil::Date {
    let mut first = date.first_of_month();
    while let Ok(before) = first.checked_sub(1.month())
        && are_in_one(span, before, date)
    {
        first = before;
    }
    first
}

/// The last day of what a day lies in: month by month forwards.
pub fn last_of(date: civil::Date, span: CalendarSpan) -> civil::Date {
    let mut first = date.first_of_month();
    while let Ok(next) = first.checked_add(1.month())
        && are_in_one(span, next, date)
    {
        first = next;
    }
    first.last_of_month()
}

/// The days that two periods have in common, both ends in.
pub fn overlap_days((a, b): (civil::Date, civil::Date), (c, d): (civil::Date, civil::Date)) -> i64 {
    (days(a.max(c), b.min(d)) + 1).max(0)
}

/// The months that a period touches, each with the days of it that lie in the period; the spans are months or years.
fn touched(from: civil::Date, to: civil::Date, span: CalendarSpan) -> Vec<(civil::Date, civil::Date, i64)> {
    let mut found = Vec::new();
    let mut first = (from <= to).then(|| first_of(from, span));
    while let Some(begin) = first.filter(|begin| *begin <= to) {
        let end = last_of(begin, span);
        found.push((begin, end, overlap_days((begin, end), (from, to))));
        first = end.checked_add(1.day()).ok();
    }
    found
}

/// The calendar months that lie in a period with all their days.
pub fn whole_calendar_months(from: civil::Date, to: civil::Date) -> i64 {
    touched(from, to, CalendarSpan::Month).iter().filter(|(begin, _, held)| i64::from(begin.days_in_month()) == *held).count() as i64
}

/// The sum, over the calendar months, of the share of their days that lies in a period.
pub fn part_months(from: civil::Date, to: civil::Date) -> BigRational {
    shares(from, to, CalendarSpan::Month)
}

/// The sum, over the calendar years, of the share of their days that lies in a period.
pub fn part_years(from: civil::Date, to: civil::Date) -> BigRational {
    shares(from, to, CalendarSpan::Year)
}

fn shares(from: civil::Date, to: civil::Date, span: CalendarSpan) -> BigRational {
    touched(from, to, span)
        .iter()
        .map(|(begin, end, held)| BigRational::new(BigInt::from(*held), BigInt::from(days(*begin, *end) + 1)))
        .fold(BigRational::zero(), |sum, share| sum + share)
}
