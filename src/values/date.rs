//! Days of the calendar, the periods between them, and (in `duration`) lengths of time in months and days.
//!
//! There is no clock and no time of day. A date is a day number, so that columns of dates are columns of integers; the
//! calendar itself is `jiff`'s. Months are counted from the original date and cut at the end of a shorter month.

use std::fmt;

use jiff::{SignedDuration, civil};

use super::decimal::to_digit;

pub mod calendar;
mod duration;
#[cfg(test)]
mod tests;

pub use calendar::{CalendarSpan, DatePart};
pub use duration::Duration;

/// A day from 0001-01-01 to 9999-12-31, as the days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(i32);

/// Where an anniversary of 29 February falls in a year without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feb29 {
    /// On the last day of February.
    FallsOn28Feb,
    /// On the day after.
    FallsOn1March,
}

const EPOCH: civil::Date = civil::date(1970, 1, 1);
const SECONDS_A_DAY: i64 = 86_400;

impl Date {
    /// The first day that can be written, 0001-01-01.
    pub const MIN: Date = Date(-719_162);
    /// The last day that can be written, 9999-12-31.
    pub const MAX: Date = Date(2_932_896);

    /// The day of that year, month and day of the month, if there is one.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        let day = civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::from_civil(day.ok()?)
    }

    /// The day so many days after 1970-01-01, if it can be written.
    pub fn from_days(days: i32) -> Option<Date> {
        Some(Date(days)).filter(|date| (Date::MIN..=Date::MAX).contains(date))
    }

    /// The days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// Reads `2026-01-01`, `2026/1/1`, `2026年1月1日` or `20260101`, with digits of either width.
    pub fn parse(text: &str) -> Option<Date> {
        // What nearly every file writes.
        if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() {
            let number = |digits: &[u8]| {
                let add = |sum: i32, digit: &u8| digit.is_ascii_digit().then(|| sum.wrapping_mul(10).wrapping_add(i32::from(digit & 0xF)));
                digits.iter().try_fold(0i32, add)
            };
            let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
            return Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        }
        let mut rest = text;
        let year = take_number(&mut rest, 4, 4)?;
        let (month, day);
        match take(&mut rest) {
            Some(mark @ ('-' | '/' | '－' | '／')) => {
                month = take_number(&mut rest, 1, 2)?;
                take(&mut rest).filter(|second| *second == mark)?;
                day = take_number(&mut rest, 1, 2)?;
            }
            Some('年') => {
                month = take_number(&mut rest, 1, 2)?;
                take(&mut rest).filter(|mark| *mark == '月')?;
                day = take_number(&mut rest, 1, 2)?;
                take(&mut rest).filter(|mark| *mark == '日')?;
            }
            Some(digit) if to_digit(digit).is_some() => {
                rest = text.char_indices().nth(4).and_then(|(at, _)| text.get(at..))?;
                month = take_number(&mut rest, 2, 2)?;
                day = take_number(&mut rest, 2, 2)?;
            }
            _ => return None,
        }
        if !rest.is_empty() {
            return None;
        }
        Date::new(i32::from(year), u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The year, from 1 to 9999.
    pub fn year(self) -> i32 {
        i32::from(self.to_civil().year())
    }

    /// The month, from 1 to 12.
    pub fn month(self) -> u8 {
        self.to_civil().month().unsigned_abs()
    }

    /// The day of the month, from 1 to 31.
    pub fn day(self) -> u8 {
        self.to_civil().day().unsigned_abs()
    }

    /// The days in this day's month.
    pub fn days_in_month(self) -> u8 {
        self.to_civil().days_in_month().unsigned_abs()
    }

    /// The first day of this day's month.
    pub fn first_of_month(self) -> Date {
        Date(self.0.saturating_sub(i32::from(self.day())).saturating_add(1))
    }

    /// The last day of this day's month.
    pub fn last_of_month(self) -> Date {
        let civil = self.to_civil();
        Date(self.0.saturating_add(i32::from(civil.days_in_month().saturating_sub(civil.day()))))
    }

    /// The days from this day to the other, which is not counted itself; negative when the other is earlier.
    pub fn days_until(self, other: Date) -> i64 {
        i64::from(other.0).saturating_sub(i64::from(self.0))
    }

    /// The day so many days later, or earlier when negative.
    pub fn add_days(self, days: i64) -> Option<Date> {
        Date::from_days(i32::try_from(i64::from(self.0).checked_add(days)?).ok()?)
    }

    /// The same day of the month so many months later, or that month's last day where it is shorter.
    pub fn add_months(self, months: i64) -> Option<Date> {
        let civil = self.to_civil();
        let month = month_number(civil).checked_add(months)?;
        let year = i16::try_from(month.div_euclid(12)).ok()?;
        let first = civil::Date::new(year, i8::try_from(month.rem_euclid(12)).ok()?.checked_add(1)?, 1).ok()?;
        Date::from_civil(first)?.add_days(i64::from(civil.day().min(first.days_in_month())).checked_sub(1)?)
    }

    /// The anniversary so many years later; the rule says where that of 29 February falls.
    pub fn add_years(self, years: i64, feb29: Feb29) -> Option<Date> {
        let date = self.add_months(years.checked_mul(12)?)?;
        match feb29 {
            Feb29::FallsOn1March if date.day() < self.day() => date.add_days(1),
            Feb29::FallsOn1March | Feb29::FallsOn28Feb => Some(date),
        }
    }

    /// The day a duration later: the months first, counted from this day, then the days. Whole years are anniversaries.
    pub fn add(self, duration: Duration, feb29: Feb29) -> Option<Date> {
        let date = match duration.months().checked_rem(12)? {
            0 => self.add_years(duration.months().checked_div(12)?, feb29)?,
            _ => self.add_months(duration.months())?,
        };
        date.add_days(duration.days())
    }

    fn to_civil(self) -> civil::Date {
        let since = SignedDuration::from_secs(i64::from(self.0).saturating_mul(SECONDS_A_DAY));
        // Every date that can be made lies well within the range of the calendar.
        EPOCH.checked_add(since).unwrap_or(EPOCH)
    }

    fn from_civil(civil: civil::Date) -> Option<Date> {
        let days = EPOCH.duration_until(civil).as_secs().checked_div(SECONDS_A_DAY)?;
        Date::from_days(i32::try_from(days).ok()?)
    }
}

/// The days of a period, its last day left out; negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.days_until(to)
}

/// The days of a period, both its ends counted: always one more than [`days_between`], so that periods which follow one
/// another add up; 0 when `to` is the day before `from`.
pub fn days_through(from: Date, to: Date) -> i64 {
    from.days_until(to).saturating_add(1)
}

/// The full months that have passed: the greatest `n` such that `n` months after `from` is not after `to`. From 31 January
/// the first is complete on the last day of February. Before `from` it is negative: -1 on the day before.
pub fn full_months(from: Date, to: Date) -> i64 {
    let months = months_apart(from, to);
    // A month of its own: the sum falls into the month of `to`, so it exists.
    if from.add_months(months).is_some_and(|due| due > to) { months.saturating_sub(1) } else { months }
}

/// The full years that have passed: the greatest `n` such that the `n`-th anniversary of `from` is not after `to`.
pub fn full_years(from: Date, to: Date, feb29: Feb29) -> i64 {
    let years = i64::from(to.year()).saturating_sub(i64::from(from.year()));
    if from.add_years(years, feb29).is_some_and(|due| due > to) { years.saturating_sub(1) } else { years }
}

/// The calendar months that a period touches, both its ends in it: 31 January to 1 February are 2; a period that ends before
/// it begins touches none.
pub fn calendar_months(from: Date, to: Date) -> i64 {
    if to < from { 0 } else { months_apart(from, to).saturating_add(1) }
}

fn months_apart(from: Date, to: Date) -> i64 {
    month_number(to.to_civil()).saturating_sub(month_number(from.to_civil()))
}

/// The months since January of the year 0.
fn month_number(civil: civil::Date) -> i64 {
    i64::from(civil.year()).saturating_mul(12).saturating_add(i64::from(civil.month())).saturating_sub(1)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.to_civil();
        write!(f, "{:04}-{:02}-{:02}", civil.year(), civil.month(), civil.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Takes one character off the front.
fn take(rest: &mut &str) -> Option<char> {
    let mut chars = rest.chars();
    let first = chars.next();
    *rest = chars.as_str();
    first
}

/// Takes a number of `least` to `most` digits off the front; there are at most four.
fn take_number(rest: &mut &str, least: usize, most: usize) -> Option<u16> {
    let (mut value, mut digits) = (0u16, 0usize);
    while digits < most
        && let Some(digit) = rest.chars().next().and_then(to_digit)
    {
        value = value.checked_mul(10)?.checked_add(u16::from(digit))?;
        digits = digits.saturating_add(1);
        take(rest);
    }
    (digits >= least).then_some(value)
}
