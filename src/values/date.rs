//! Days of the calendar, and lengths of time in months and days.
//!
//! There is no clock and no time of day. A date is a day number, so that columns of dates are columns of integers; the
//! calendar itself is `jiff`'s. Months are counted from the original date and cut at the end of a shorter month.

use std::fmt;

use jiff::{SignedDuration, civil};

use super::decimal::to_digit;

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

/// A length of time: months and days apart, since a month has no fixed number of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Duration {
    months: i64,
    days: i64,
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
        let date = match duration.months.checked_rem(12)? {
            0 => self.add_years(duration.months.checked_div(12)?, feb29)?,
            _ => self.add_months(duration.months)?,
        };
        date.add_days(duration.days)
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

#[allow(clippy::should_implement_trait, reason = "the sum and the opposite may not exist, which the operators cannot say")]
impl Duration {
    /// So many days.
    pub fn from_days(days: i64) -> Duration {
        Duration { months: 0, days }
    }

    /// So many months.
    pub fn from_months(months: i64) -> Duration {
        Duration { months, days: 0 }
    }

    /// So many quarters of three months, if they can be counted.
    pub fn from_quarters(quarters: i64) -> Option<Duration> {
        quarters.checked_mul(3).map(Duration::from_months)
    }

    /// So many years of twelve months, if they can be counted.
    pub fn from_years(years: i64) -> Option<Duration> {
        years.checked_mul(12).map(Duration::from_months)
    }

    /// The months in it, years and quarters included.
    pub fn months(self) -> i64 {
        self.months
    }

    /// The days in it, beside the months.
    pub fn days(self) -> i64 {
        self.days
    }

    /// Both lengths together.
    pub fn add(self, other: Duration) -> Option<Duration> {
        Some(Duration { months: self.months.checked_add(other.months)?, days: self.days.checked_add(other.days)? })
    }

    /// The same length backwards.
    pub fn neg(self) -> Option<Duration> {
        Some(Duration { months: self.months.checked_neg()?, days: self.days.checked_neg()? })
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

    use proptest::prelude::*;

    use super::Feb29::{FallsOn1March, FallsOn28Feb};
    use super::*;

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
                assert_eq!(date.last_of_month().0 - date.first_of_month().0 + 1, month_length(year, month).into());
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
}
