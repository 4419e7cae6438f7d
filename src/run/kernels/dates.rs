//! Dates and durations.

use super::lanes::{Lanes, days, durations, each, same_if, zip};
use super::presence::{self, strict};
use crate::data::columns::{Batch, Presence, State, Values};
use crate::program::Map;
use crate::values::{Date, Duration, Feb29, date};

/// A date and a duration later, or earlier; too large where no such day can be written.
pub(in crate::run) fn shift(a: &Batch, b: &Batch, back: bool, feb29: Feb29, rows: usize) -> Batch {
    let there = strict(&[a, b]);
    let list = zip(days(&a.values), durations(&b.values), |day, length| {
        let length = duration(length)?;
        let length = if back { length.neg()? } else { length };
        Some(Date::from_days(day)?.add(length, feb29)?.days())
    });
    finish(list, there, rows, Values::Days)
}

/// The sum or difference of two durations.
pub(in crate::run) fn lengths(a: &Batch, b: &Batch, back: bool, rows: usize) -> Batch {
    let there = strict(&[a, b]);
    let list = zip(durations(&a.values), durations(&b.values), |a, b| {
        let b = duration(b)?;
        let sum = duration(a)?.add(if back { b.neg()? } else { b })?;
        Some((sum.months(), sum.days()))
    });
    finish(list, there, rows, Values::Durations)
}

/// A duration backwards, or without its sign.
pub(in crate::run) fn length(map: &Map, a: &Batch, rows: usize) -> Batch {
    let absolute = *map == Map::Absolute;
    let list = each(durations(&a.values), |pair| {
        if absolute && pair >= (0, 0) { Some(pair) } else { Some((pair.0.checked_neg()?, pair.1.checked_neg()?)) }
    });
    finish(list, a.presence.clone(), rows, Values::Durations)
}

/// The count of months, years or days from one date to another.
pub(in crate::run) fn between(map: &Map, a: &Batch, b: &Batch, feb29: Feb29, rows: usize) -> Batch {
    let there = strict(&[a, b]);
    let (from, to) = (days(&a.values), days(&b.values));
    let counts = |count: &dyn Fn(Date, Date) -> i64| {
        zip(from, to, |from, to| Date::from_days(from).zip(Date::from_days(to)).map_or(0, |(from, to)| count(from, to)))
    };
    let units = match map {
        Map::FullMonths => counts(&date::full_months),
        Map::FullYears => counts(&|from, to| date::full_years(from, to, feb29)),
        Map::CalendarMonths => counts(&date::calendar_months),
        Map::DaysThrough => counts(&date::days_through),
        _ => counts(&date::days_between),
    };
    Batch { values: same_if(units.len() == 1, Values::Scaled { scale: 0, units }, rows), presence: there }
}

/// A part of a date as a number.
pub(in crate::run) fn part(map: &Map, a: &Batch, rows: usize) -> Batch {
    let units = each(days(&a.values), |day| {
        Date::from_days(day).map_or(0, |date| match map {
            Map::YearOf => i64::from(date.year()),
            Map::MonthOf => i64::from(date.month()),
            _ => i64::from(date.day()),
        })
    });
    Batch { values: same_if(units.len() == 1, Values::Scaled { scale: 0, units }, rows), presence: a.presence.clone() }
}

/// The first or last day of a date's month.
pub(in crate::run) fn of_month(last: bool, a: &Batch, rows: usize) -> Batch {
    let list = each(days(&a.values), |day| {
        Date::from_days(day).map_or(day, |date| if last { date.last_of_month() } else { date.first_of_month() }.days())
    });
    Batch { values: same_if(list.len() == 1, Values::Days(list), rows), presence: a.presence.clone() }
}

/// The greatest or the least of two values that have an order of their own.
pub(in crate::run) fn extreme<T: Copy + Ord>(greatest: bool, x: Lanes<'_, T>, y: Lanes<'_, T>) -> Vec<T> {
    zip(x, y, |x, y| if greatest { x.max(y) } else { x.min(y) })
}

fn duration((months, days): (i64, i64)) -> Option<Duration> {
    Duration::from_months(months).add(Duration::from_days(days))
}

/// A batch of what came out, too large where nothing did.
fn finish<T: Copy + Default>(list: Vec<Option<T>>, mut there: Presence, rows: usize, values: impl Fn(Vec<T>) -> Values) -> Batch {
    let one = list.len() == 1;
    for (at, value) in list.iter().enumerate() {
        if value.is_none() {
            let marked = if one { 0..rows } else { at..at.saturating_add(1) };
            marked.for_each(|row| presence::remove(&mut there, row, rows, State::TooLarge));
        }
    }
    let list = list.into_iter().map(Option::unwrap_or_default).collect();
    Batch { values: same_if(one, values(list), rows), presence: there }
}
