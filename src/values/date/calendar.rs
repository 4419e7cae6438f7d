//! What a day tells of the calendar, and how much of the calendar a period holds.
//!
//! A period holds both its ends. One that ends before it begins holds no day; nothing here is negative.

use super::{Date, month_number, months_apart};
use crate::values::Exact;

/// What can be read off a day as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// The year.
    Year,
    /// The half of the year, 1 or 2.
    HalfYear,
    /// The quarter, 1 to 4.
    Quarter,
    /// The month, 1 to 12.
    Month,
    /// The day of the month.
    Day,
    /// The day of the week as ISO 8601 counts it: Monday is 1, Sunday is 7.
    Weekday,
    /// The days that its month has.
    DaysInMonth,
    /// The days that its year has.
    DaysInYear,
}

/// A stretch of the calendar that every day lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CalendarSpan {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// The first or the second six months of a year.
    HalfYear,
    /// A year.
    Year,
}

impl CalendarSpan {
    fn months(self) -> i64 {
        match self {
            CalendarSpan::Month => 1,
            CalendarSpan::Quarter => 3,
            CalendarSpan::HalfYear => 6,
            CalendarSpan::Year => 12,
        }
    }
}

impl Date {
    /// A part of this day as a number.
    pub fn part(self, part: DatePart) -> i64 {
        let civil = self.to_civil();
        match part {
            DatePart::Year => i64::from(civil.year()),
            DatePart::HalfYear => {
                if civil.month() > 6 {
                    2
                } else {
                    1
                }
            }
            DatePart::Quarter => i64::from(civil.month()).saturating_add(2).div_euclid(3),
            DatePart::Month => i64::from(civil.month()),
            DatePart::Day => i64::from(civil.day()),
            DatePart::Weekday => i64::from(civil.weekday().to_monday_one_offset()),
            DatePart::DaysInMonth => i64::from(civil.days_in_month()),
            DatePart::DaysInYear => i64::from(civil.days_in_year()),
        }
    }

    /// The first day of the month, quarter, half-year or year that this day lies in.
    pub fn first_of(self, span: CalendarSpan) -> Date {
        // The months of a span end when the number of months since the year 0 is a multiple of its length.
        let over = month_number(self.to_civil()).rem_euclid(span.months());
        let first = self.first_of_month();
        first.add_months(over.saturating_neg()).unwrap_or(first)
    }

    /// The last day of the month, quarter, half-year or year that this day lies in.
    pub fn last_of(self, span: CalendarSpan) -> Date {
        let first = self.first_of(span);
        first.add_months(span.months().saturating_sub(1)).unwrap_or(first).last_of_month()
    }
}

/// The days that two periods have in common.
pub fn overlap_days((a, b): (Date, Date), (c, d): (Date, Date)) -> i64 {
    super::days_through(a.max(c), b.min(d)).max(0)
}

/// The calendar months that lie in a period with all their days.
pub fn whole_calendar_months(from: Date, to: Date) -> i64 {
    whole_months(from, to).map_or(0, |(first, last)| months_apart(first, last).saturating_add(1))
}

/// The first day of the first and the last day of the last calendar month that lie in a period with all their days.
pub fn whole_months(from: Date, to: Date) -> Option<(Date, Date)> {
    let first = if from == from.first_of_month() { from } else { from.last_of_month().add_days(1)? };
    let last = if to == to.last_of_month() { to } else { to.first_of_month().add_days(-1)? };
    (first <= last).then_some((first, last))
}

/// A period in months or years: how many it holds with all their days, and the days that it holds of others, before and after those,
/// each with the days that there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Days held of the first one, of how many; none where it is held with all of them.
    pub first: Option<(i64, i64)>,
    /// How many are held with all their days.
    pub whole: i64,
    /// Days held of the last one, of how many.
    pub last: Option<(i64, i64)>,
}

impl Parts {
    /// What they come to together.
    pub fn sum(self) -> Exact {
        let share = |part: Option<(i64, i64)>| part.and_then(|(held, of)| Exact::ratio(held.into(), of.into())).unwrap_or_default();
        share(self.first).add(&Exact::from_int(self.whole.into())).add(&share(self.last))
    }
}

/// A period in calendar months, each by the share of its days that lie in the period: from 11 June through 31 July they are 20/30 and 1.
pub fn part_months(from: Date, to: Date) -> Parts {
    parts(from, to, CalendarSpan::Month, DatePart::DaysInMonth)
}

/// A period in calendar years, each by the share of its days that lie in the period.
pub fn part_years(from: Date, to: Date) -> Parts {
    parts(from, to, CalendarSpan::Year, DatePart::DaysInYear)
}

fn parts(from: Date, to: Date, span: CalendarSpan, days: DatePart) -> Parts {
    if to < from {
        return Parts::default();
    }
    let held = |first: Date, last: Date| (super::days_through(first, last), first.part(days));
    let mut parts = Parts::default();
    let mut add = |place: &mut Option<(i64, i64)>, (held, of): (i64, i64)| {
        if held == of { parts.whole = parts.whole.saturating_add(1) } else { *place = Some((held, of)) }
    };
    let (mut first, mut last) = (None, None);
    let end = from.last_of(span);
    if to <= end {
        add(&mut first, held(from, to));
    } else {
        let begin = to.first_of(span);
        add(&mut first, held(from, end));
        add(&mut last, held(begin, to));
        parts.whole = parts.whole.saturating_add(months_apart(end, begin).saturating_sub(1).div_euclid(span.months()));
    }
    Parts { first, last, ..parts }
}
