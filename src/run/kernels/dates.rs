//! Dates and durations.

use super::lanes::{Lanes, days, durations, each, same_if, zip};
use super::presence::{self, strict};
use crate::data::columns::{Batch, Presence, State, Values};
use crate::program::Map;
use crate::values::date::{DatePart, calendar};
use crate::values::{Date, Duration, Exact, Feb29, date};

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
        Map::WholeCalendarMonths => counts(&calendar::whole_calendar_months),
        Map::DaysThrough => counts(&date::days_through),
        _ => counts(&date::days_between),
    };
    Batch { values: same_if(units.len() == 1, Values::Scaled { scale: 0, units }, rows), presence: there }
}

/// Months or years from one date through another, parts of them as fractions.
pub(in crate::run) fn parts(count: fn(Date, Date) -> calendar::Parts, a: &Batch, b: &Batch, rows: usize) -> Batch {
    let list = zip(days(&a.values), days(&b.values), |from, to| {
        Date::from_days(from).zip(Date::from_days(to)).map_or(Exact::ZERO, |(from, to)| count(from, to).sum())
    });
    let scale = list.iter().map(Exact::decimals).try_fold(0u8, |most, own| Some(most.max(own?)));
    Batch { values: same_if(list.len() == 1, super::lanes::settle(list, scale), rows), presence: strict(&[a, b]) }
}

/// The days that two periods have in common.
pub(in crate::run) fn overlap([a, b, c, d]: [&Batch; 4], rows: usize) -> Batch {
    // The days from the later begin through the earlier end.
    let from = zip(days(&a.values), days(&c.values), i32::max);
    let to = zip(days(&b.values), days(&d.values), i32::min);
    let (from, to) = (Lanes::new(&from, from.len() == 1), Lanes::new(&to, to.len() == 1));
    let units = zip(from, to, |from, to| i64::from(to).saturating_sub(i64::from(from)).saturating_add(1).max(0));
    Batch { values: same_if(units.len() == 1, Values::Scaled { scale: 0, units }, rows), presence: strict(&[a, b, c, d]) }
}

/// A part of a date as a number.
pub(in crate::run) fn part(part: DatePart, a: &Batch, rows: usize) -> Batch {
    let units = each(days(&a.values), |day| Date::from_days(day).map_or(0, |date| date.part(part)));
    Batch { values: same_if(units.len() == 1, Values::Scaled { scale: 0, units }, rows), presence: a.presence.clone() }
}

/// The first or last day of what a date lies in.
pub(in crate::run) fn edge(of: impl Fn(Date) -> Date, a: &Batch, rows: usize) -> Batch {
    let list = each(days(&a.values), |day| Date::from_days(day).map_or(day, |date| of(date).days()));
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
