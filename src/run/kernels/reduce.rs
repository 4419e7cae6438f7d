//! Aggregates over the rows that refer to a row, or over all.

use super::flat::{Flat, View, at_rows, numbers_column, texts_of, units_column, yes_no_column};
use super::identity::Identity;
use super::order::Keys;
use super::select::NOWHERE;
use super::sum::{self, Sum};
use super::tally::tally;
use crate::data::columns::{BATCH, Batch, Column, State, Values};
use crate::data::texts::Texts;
use crate::program::{Kind, ReduceOp};
use crate::values::{Exact, Rounding};
use rustc_hash::FxHashSet;
use std::cmp::Ordering;

/// What is aggregated.
pub(in crate::run) struct Over<'a> {
    /// What is done.
    pub(in crate::run) op: &'a ReduceOp,
    /// How many rows there are.
    pub(in crate::run) rows: usize,
    /// How many rows they are aggregated for.
    pub(in crate::run) groups: usize,
    /// The reference that groups them; none: all rows are for the one row.
    pub(in crate::run) by: Option<View<'a>>,
    /// Which rows count.
    pub(in crate::run) filter: Option<View<'a>>,
    /// What is aggregated.
    pub(in crate::run) value: Option<View<'a>>,
    /// How much each counts in an average.
    pub(in crate::run) weight: Option<View<'a>>,
    /// Whether blank values are left out.
    pub(in crate::run) skip_blanks: bool,
    /// The order of first, last and list.
    pub(in crate::run) order: Vec<View<'a>>,
}

/// The rows that count: each with the row it counts for, and what is known of those.
pub(super) struct Members {
    /// [`NOWHERE`] for a row that does not count.
    group_of: Vec<u32>,
    /// The absence that a row counted makes of the whole.
    pub(super) states: Vec<State>,
}

impl Members {
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, usize)> {
        self.group_of.iter().enumerate().filter(|(_, group)| **group != NOWHERE).map(|(row, group)| (row, *group as usize))
    }
}

/// Carries out an aggregate; `text_of` writes the value of a row. Gives also the rows whose weight is below zero.
pub(in crate::run) fn reduce(
    over: &Over<'_>,
    texts: &mut Texts,
    threads: usize,
    text_of: &dyn Fn(usize, &Texts) -> String,
) -> (Column, Vec<usize>) {
    if let Some(column) = tally(over, threads) {
        return (column, Vec::new());
    }
    let members = members(over, texts);
    match (over.op, over.value, over.weight) {
        (ReduceOp::Average, Some(value), Some(weight)) => super::weighted::average(over, members, &Flat::new(value), &Flat::new(weight)),
        _ => (unweighted(over, members, texts, text_of), Vec::new()),
    }
}

fn unweighted(over: &Over<'_>, members: Members, texts: &mut Texts, text_of: &dyn Fn(usize, &Texts) -> String) -> Column {
    let value = over.value.map(Flat::new);
    let kind = over.value.map_or(Kind::Nothing, |view| view.kind);
    match over.op {
        ReduceOp::Count => counted(&members),
        ReduceOp::CountDistinct => {
            let value = value.map(|value| value.canonical(kind, texts));
            let mut identity = value.as_ref().map(|value| (value, Identity::new(value, over.rows)));
            let mut seen = FxHashSet::default();
            let mut counts = vec![0i128; over.groups];
            for (row, group) in members.iter() {
                let number = identity.as_mut().map_or(0, |(value, identity)| identity.number(value, row));
                if seen.insert((group, number))
                    && let Some(count) = counts.get_mut(group)
                {
                    *count = count.saturating_add(1);
                }
            }
            units_column(0, &counts, &members.states)
        }
        ReduceOp::Sum | ReduceOp::Average => match value {
            Some(value) if kind == Kind::Duration => lengths(&members, &value),
            Some(value) => sums(over, members, &value),
            None => counted(&members),
        },
        ReduceOp::Any | ReduceOp::All => {
            let any = *over.op == ReduceOp::Any;
            let mut answers = vec![!any; over.groups];
            for (row, group) in members.iter() {
                if value.as_ref().is_some_and(|value| value.is_yes(row)) == any
                    && let Some(answer) = answers.get_mut(group)
                {
                    *answer = any;
                }
            }
            yes_no_column(&answers, &members.states)
        }
        ReduceOp::Min | ReduceOp::Max => {
            let texts = texts_of(kind, texts);
            let wanted = if *over.op == ReduceOp::Max { Ordering::Greater } else { Ordering::Less };
            let better = |row, best| value.as_ref().is_some_and(|value| value.compare(row, best, texts) == wanted);
            best(over, &members, better)
        }
        ReduceOp::First => {
            let keys = Keys::ascending(&over.order, texts);
            best(over, &members, |row, best| keys.compare(row, best).is_lt())
        }
        ReduceOp::Last => {
            let keys = Keys::ascending(&over.order, texts);
            best(over, &members, |row, best| keys.compare(row, best).is_ge())
        }
        ReduceOp::List(between) => {
            let rows = {
                let keys = Keys::ascending(&over.order, texts);
                by_group(over, &members, |a, b| keys.compare(a, b))
            };
            let mut joined: Vec<Result<String, State>> = members.states.iter().map(|state| absent_or_blank(*state)).collect();
            for row in rows {
                let group = members.group_of.get(row).map_or(usize::MAX, |group| *group as usize);
                let grave = members.states.get(group).is_none_or(|state| *state != State::Present);
                if let Some(line) = joined.get_mut(group)
                    && !grave
                {
                    let text = text_of(row, texts);
                    match line {
                        Ok(line) => {
                            line.push_str(between);
                            line.push_str(&text);
                        }
                        Err(_) => *line = Ok(text),
                    }
                }
            }
            let mut batches = Vec::new();
            let mut lines = joined.into_iter().peekable();
            while lines.peek().is_some() {
                batches.push(super::texts::of_rows(lines.by_ref().take(BATCH), texts));
            }
            Column { batches }
        }
        ReduceOp::Percentile(share) => percentiles(over, &members, value.as_ref(), share),
    }
}

fn absent_or_blank(state: State) -> Result<String, State> {
    Err(if state == State::Present { State::Blank } else { state })
}

/// The rows that count.
pub(super) fn members(over: &Over<'_>, texts: &Texts) -> Members {
    let (by, filter) = (over.by.map(Flat::new), over.filter.map(Flat::new));
    let (value, weight) = (over.value.map(Flat::new), over.weight.map(Flat::new));
    if let (Some(groups), None, None, true) = (by.as_ref().and_then(Flat::all_codes), &filter, &weight, over.order.is_empty())
        && value.as_ref().is_none_or(Flat::is_whole)
        && groups.len() == over.rows
    {
        // Every row counts.
        let in_group = |group: &u32| if (*group as usize) < over.groups { *group } else { NOWHERE };
        return Members { group_of: groups.iter().map(in_group).collect(), states: vec![State::Present; over.groups] };
    }
    let keys = Keys::ascending(&over.order, texts);
    let mut states = vec![State::Present; over.groups];
    let mut group_of = vec![NOWHERE; over.rows];
    let mut mark = |group: Option<usize>, state: State| match group {
        Some(group) => states.get_mut(group).into_iter().for_each(|own| *own = (*own).max(state)),
        // Whoever it counts for, it may be anyone.
        None => states.iter_mut().for_each(|own| *own = (*own).max(state)),
    };
    for (row, place) in group_of.iter_mut().enumerate() {
        let group = match by.as_ref().map(|by| (by.state(row), by.code(row))) {
            None => Ok(0),
            Some((State::Present, code)) => Ok(code as usize),
            Some((State::Blank | State::NotApplicable, _)) => continue,
            Some((grave @ (State::NotGiven | State::TooLarge), _)) => Err(grave),
        };
        let counts = filter.as_ref().map_or((State::Present, true), |filter| (filter.state(row), filter.is_yes(row)));
        let group = match (group, counts) {
            (_, (State::Present, false)) => continue,
            (Ok(group), (State::Present, true)) => group,
            (Ok(group), (absence, _)) => {
                mark(Some(group), absence);
                continue;
            }
            (Err(grave), _) => {
                mark(None, grave);
                continue;
            }
        };
        if let grave @ (State::NotGiven | State::TooLarge) = keys.state(row) {
            mark(Some(group), grave);
            continue;
        }
        let state = value.as_ref().map(|value| value.state(row).max(weight.as_ref().map_or(State::Present, |weight| weight.state(row))));
        match state {
            None | Some(State::Present) => {}
            Some(State::NotApplicable) => continue,
            Some(State::Blank) if over.skip_blanks => continue,
            Some(absence) => mark(Some(group), absence),
        }
        if group < over.groups {
            *place = group as u32;
        }
    }
    Members { group_of, states }
}

fn counted(members: &Members) -> Column {
    let mut counts = vec![0i128; members.states.len()];
    for (_, group) in members.iter() {
        counts.get_mut(group).into_iter().for_each(|count| *count = count.saturating_add(1));
    }
    units_column(0, &counts, &members.states)
}

/// Sums, or means, on 128-bit integers; on rationals where one overflows.
fn sums(over: &Over<'_>, mut members: Members, value: &Flat) -> Column {
    let mut counts = vec![0i128; over.groups];
    for (_, group) in members.iter() {
        counts.get_mut(group).into_iter().for_each(|count| *count = count.saturating_add(1));
    }
    let is_sum = *over.op == ReduceOp::Sum;
    let totals = match value.scale().and_then(|scale| Some((scale, integer_sums(over, &members, value)?))) {
        Some((scale, units)) if is_sum => return units_column(scale, &units, &members.states),
        Some((scale, units)) => units.into_iter().map(|unit| Exact::from_scaled(unit, scale)).collect(),
        None => {
            let mut sums = vec![Sum::default(); over.groups];
            for (row, group) in members.iter() {
                if let Some(sum) = sums.get_mut(group) {
                    sum.add(&value.exact(row));
                }
            }
            sum::totals(sums, &mut members.states)
        }
    };
    if is_sum {
        return numbers_column(totals, &members.states, None);
    }
    let counts: Vec<Exact> = counts.iter().map(|count| Exact::from_int(*count)).collect();
    means(&totals, &counts, members.states)
}

/// Totals by what they are of; blank where that is zero.
pub(super) fn means(totals: &[Exact], of: &[Exact], mut states: Vec<State>) -> Column {
    let means = totals.iter().zip(of).zip(&mut states).map(|((total, of), state)| match total.div(of) {
        Some(mean) => mean,
        None => {
            *state = (*state).max(State::Blank);
            Exact::ZERO
        }
    });
    let means = means.collect();
    numbers_column(means, &states, None)
}

fn integer_sums(over: &Over<'_>, members: &Members, value: &Flat) -> Option<Vec<i128>> {
    let mut totals = vec![0i128; over.groups];
    for (row, group) in members.iter() {
        let total = totals.get_mut(group)?;
        *total = total.checked_add(value.unit(row)?)?;
    }
    Some(totals)
}

/// Sums of durations.
fn lengths(members: &Members, value: &Flat) -> Column {
    let mut totals = vec![(0i64, 0i64); members.states.len()];
    let mut states = members.states.clone();
    for (row, group) in members.iter() {
        let (months, days) = value.plain(row);
        if let (Some(total), Some(state)) = (totals.get_mut(group), states.get_mut(group)) {
            match (total.0.checked_add(months), total.1.checked_add(days)) {
                (Some(months), Some(days)) => *total = (months, days),
                _ => *state = (*state).max(State::TooLarge),
            }
        }
    }
    let batches = totals
        .chunks(BATCH)
        .zip(states.chunks(BATCH))
        .map(|(totals, states)| Batch { values: Values::Durations(totals.to_vec()), presence: super::presence::of(states.to_vec()) });
    Column { batches: batches.collect() }
}

/// The value of the one row of each group that is better than the others; `better` also decides between equals.
fn best(over: &Over<'_>, members: &Members, better: impl Fn(usize, usize) -> bool) -> Column {
    let mut best: Vec<Option<usize>> = vec![None; over.groups];
    for (row, group) in members.iter() {
        if let Some(best) = best.get_mut(group)
            && best.is_none_or(|best| better(row, best))
        {
            *best = Some(row);
        }
    }
    let rows = best.iter().zip(&members.states).map(|(best, state)| match (state, best) {
        (State::Present, Some(row)) => Ok(*row as u32),
        (State::Present, None) => Err(State::Blank),
        (absence, _) => Err(*absence),
    });
    let rows: Vec<Result<u32, State>> = rows.collect();
    over.value.map(|view| at_rows(view, &rows)).unwrap_or_default()
}

/// All rows that count, group by group, each group in order; equal ones as they came.
fn by_group(over: &Over<'_>, members: &Members, order: impl Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut rows: Vec<usize> = Vec::with_capacity(over.rows);
    rows.extend(members.iter().map(|(row, _)| row));
    let group = |row: usize| members.group_of.get(row);
    rows.sort_by(|a, b| group(*a).cmp(&group(*b)).then_with(|| order(*a, *b)));
    rows
}

/// The value below which a share of the rows lies: at place `share × (n - 1)` of the sorted values, counted from 0, linear between
/// two neighbours.
fn percentiles(over: &Over<'_>, members: &Members, value: Option<&Flat>, share: &Exact) -> Column {
    let mut results = vec![Exact::ZERO; over.groups];
    let mut states: Vec<State> = members.states.iter().map(|state| if *state == State::Present { State::Blank } else { *state }).collect();
    if let Some(value) = value {
        let rows = by_group(over, members, |a, b| value.compare(a, b, None));
        for rows in rows.chunk_by(|a, b| members.group_of.get(*a) == members.group_of.get(*b)) {
            let group = rows.first().and_then(|row| members.group_of.get(*row)).map_or(usize::MAX, |group| *group as usize);
            let last = rows.len().saturating_sub(1);
            let place = share.mul(&Exact::from_int(last as i128)).max(Exact::ZERO).min(Exact::from_int(last as i128));
            let below = place.round(Rounding::Down, &Exact::ONE);
            let at = below.to_i128().and_then(|at| usize::try_from(at).ok()).unwrap_or(last);
            let number = |at: usize| rows.get(at.min(last)).map(|row| value.exact(*row)).unwrap_or_default();
            let (low, high) = (number(at), number(at.saturating_add(1)));
            let result = low.add(&high.sub(&low).mul(&place.sub(&below)));
            if let (Some(place), Some(state)) = (results.get_mut(group), states.get_mut(group))
                && members.states.get(group) == Some(&State::Present)
            {
                (*place, *state) = (result, State::Present);
            }
        }
    }
    numbers_column(results, &states, None)
}
