//! How much of a period is covered by the periods of the rows that refer to a row: one sort of all periods by row and begin, one sweep.

use super::flat::{Flat, View, units_column};
use super::reduce::{self, Members, Over};
use crate::data::columns::{Column, State};
use crate::data::texts::Texts;
use crate::program::{CoverMeasure, ReduceOp};
use crate::values::Date;
use crate::values::date::{calendar, calendar_months};

/// What covers what.
pub(in crate::run) struct Covering<'a> {
    /// What is counted.
    pub(in crate::run) measure: CoverMeasure,
    /// How many rows cover.
    pub(in crate::run) rows: usize,
    /// How many rows have a period that is covered.
    pub(in crate::run) groups: usize,
    /// The reference from those to these; none: all cover for the one row.
    pub(in crate::run) by: Option<View<'a>>,
    /// Which rows count.
    pub(in crate::run) filter: Option<View<'a>>,
    /// The first day that each covers.
    pub(in crate::run) from: View<'a>,
    /// The last one.
    pub(in crate::run) to: View<'a>,
    /// Whether rows where a day is blank are left out.
    pub(in crate::run) skip_blanks: bool,
    /// The first day looked at.
    pub(in crate::run) first: View<'a>,
    /// The last one.
    pub(in crate::run) last: View<'a>,
}

/// Days that a row covers, and for whom: the row they are covered for, the first and the last.
type Stretch = (u32, i32, i32);

/// Counts what is covered.
pub(in crate::run) fn cover(covering: &Covering<'_>, texts: &Texts) -> Column {
    let over = Over {
        op: &ReduceOp::Count,
        rows: covering.rows,
        groups: covering.groups,
        by: covering.by,
        filter: covering.filter,
        value: None,
        weight: None,
        skip_blanks: false,
        order: Vec::new(),
    };
    let mut members = reduce::members(&over, texts);
    let windows = windows(covering, &mut members.states);
    let mut stretches = stretches(covering, &mut members, &windows);
    stretches.sort_unstable();
    let counts = match covering.measure {
        CoverMeasure::CoveredDays => sweep(&stretches, covering.groups, |_, from, to| span(from, to)),
        CoverMeasure::CoveredMonths => sweep(&stretches, covering.groups, new_months),
        CoverMeasure::UncoveredMonths => {
            let mut counts = sweep(&stretches, covering.groups, new_months);
            for (count, window) in counts.iter_mut().zip(&windows) {
                *count = window.map_or(0, |(first, last)| months(first, last)).saturating_sub(*count);
            }
            counts
        }
    };
    units_column(0, &counts, &members.states)
}

/// The days of each row that can be covered; the states take on the absence of its period.
fn windows(covering: &Covering<'_>, states: &mut [State]) -> Vec<Option<(i32, i32)>> {
    let (first, last) = (Flat::new(covering.first), Flat::new(covering.last));
    let windows = states.iter_mut().enumerate().map(|(row, state)| {
        let absence = first.state(row).max(last.state(row));
        *state = (*state).max(absence);
        let ends = (day(&first, row), day(&last, row));
        match covering.measure {
            _ if absence != State::Present => None,
            CoverMeasure::CoveredDays | CoverMeasure::CoveredMonths => Some(ends),
            CoverMeasure::UncoveredMonths => {
                let (first, last) = calendar::whole_months(Date::from_days(ends.0)?, Date::from_days(ends.1)?)?;
                Some((first.days(), last.days()))
            }
        }
    });
    windows.collect()
}

/// The stretches of the windows that are covered, in the order of the input; the states take on the absence of what covers.
fn stretches(covering: &Covering<'_>, members: &mut Members, windows: &[Option<(i32, i32)>]) -> Vec<Stretch> {
    let (from, to) = (Flat::new(covering.from), Flat::new(covering.to));
    let mut stretches = Vec::new();
    let mut absent = Vec::new();
    for (row, group) in members.iter() {
        match from.state(row).max(to.state(row)) {
            State::Present => {}
            State::NotApplicable => continue,
            State::Blank if covering.skip_blanks => continue,
            absence => {
                absent.push((group, absence));
                continue;
            }
        }
        let Some((first, last)) = windows.get(group).copied().flatten() else { continue };
        let (begin, end) = (day(&from, row).max(first), day(&to, row).min(last));
        if begin <= end {
            stretches.push((group as u32, begin, end));
        }
    }
    for (group, absence) in absent {
        members.states.get_mut(group).into_iter().for_each(|state| *state = (*state).max(absence));
    }
    stretches
}

/// Goes through sorted stretches; `count` says what the days from one through another add, the last day counted before them given.
fn sweep(stretches: &[Stretch], groups: usize, count: impl Fn(Option<i32>, i32, i32) -> i128) -> Vec<i128> {
    let mut counts = vec![0i128; groups];
    let mut done: Option<(u32, i32)> = None;
    for (group, from, to) in stretches {
        let before = done.filter(|(own, _)| own == group).map(|(_, last)| last);
        let begin = before.map_or(*from, |last| last.saturating_add(1).max(*from));
        if begin <= *to {
            let more = count(before, begin, *to);
            counts.get_mut(*group as usize).into_iter().for_each(|count| *count = count.saturating_add(more));
            done = Some((*group, *to));
        }
    }
    counts
}

/// The calendar months that a stretch touches, but for the one that the stretch before it ended in.
fn new_months(before: Option<i32>, from: i32, to: i32) -> i128 {
    let known = before.is_some_and(|before| months(before, from) == 1);
    months(from, to).saturating_sub(i128::from(known))
}

fn months(from: i32, to: i32) -> i128 {
    Date::from_days(from).zip(Date::from_days(to)).map_or(0, |(from, to)| i128::from(calendar_months(from, to)))
}

fn span(from: i32, to: i32) -> i128 {
    i128::from(to).saturating_sub(i128::from(from)).saturating_add(1)
}

fn day(days: &Flat, row: usize) -> i32 {
    i32::try_from(days.plain(row).0).unwrap_or_default()
}
