//! Values at the rows that references lead to.

use super::flat::{View, form_of};
use super::lanes::{Lanes, Numbers, codes, days, durations, narrow, numbers, yes_no};
use super::presence::{self, state};
use crate::data::columns::{BATCH, Batch, Presence, State, Values};
use crate::program::Kind;
use crate::values::Exact;

/// Follows a reference; where it is absent, so is the value.
pub(in crate::run) fn gather(reference: &Batch, view: View<'_>, rows: usize) -> Batch {
    let lanes = codes(&reference.values);
    if let (Lanes::Many(leads), Presence::All) = (lanes, &reference.presence)
        && let Some(values) = all_there(view, leads)
    {
        return Batch { values, presence: Presence::All };
    }
    let leads = (0..rows).map(|row| match state(&reference.presence, row) {
        State::Present => Ok(lanes.get(row).copied().unwrap_or(u32::MAX)),
        absence => Err(absence),
    });
    at(view, &leads.collect::<Vec<_>>())
}

/// Numbers of one scale or codes at rows that are all there; none where they are anything else.
fn all_there(view: View<'_>, rows: &[u32]) -> Option<Values> {
    let batches = &view.column.batches;
    if view.one || batches.iter().any(|batch| batch.presence != Presence::All) {
        return None;
    }
    if is_number(view.kind) {
        let (scale, ..) = form_of(batches);
        let lanes = batches.iter().map(|batch| match numbers(&batch.values) {
            Numbers::Narrow(own, lanes) if own == scale => Some(lanes),
            _ => None,
        });
        return Some(Values::Scaled { scale, units: each_at(&lanes.collect::<Option<Vec<_>>>()?, rows)? });
    }
    let is_code = matches!(view.kind, Kind::Text | Kind::Member(_) | Kind::Reference(_));
    if is_code { Some(Values::Codes(each_at(&batches.iter().map(|batch| codes(&batch.values)).collect::<Vec<_>>(), rows)?)) } else { None }
}

fn each_at<T: Copy + Default>(batches: &[Lanes<'_, T>], rows: &[u32]) -> Option<Vec<T>> {
    // One value for all rows does not tell how many there are.
    if batches.iter().any(Lanes::is_one) {
        return None;
    }
    let mut all_found = true;
    let mut found = |value: Option<&T>| {
        all_found &= value.is_some();
        value.copied().unwrap_or_default()
    };
    let values: Vec<T> = match batches {
        // What is followed most often leads to few rows.
        [Lanes::Many(list)] => rows.iter().map(|row| found(list.get(*row as usize))).collect(),
        _ => rows.iter().map(|row| found(batches.get(*row as usize / BATCH).and_then(|batch| batch.get(*row as usize % BATCH)))).collect(),
    };
    all_found.then_some(values)
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points)
}

/// The values of a column at some rows of it; a row that is not there is blank.
pub(in crate::run) fn at(view: View<'_>, rows: &[Result<u32, State>]) -> Batch {
    let batches = &view.column.batches;
    // Where each row lies.
    let place = |row: u32| if view.one { (0, 0) } else { (row as usize / BATCH, row as usize % BATCH) };
    let states = rows.iter().map(|row| match row {
        Ok(row) => {
            let (batch, at) = place(*row);
            match batches.get(batch) {
                Some(batch) if at < super::flat::rows_of(batch) => state(&batch.presence, at),
                _ => State::Blank,
            }
        }
        Err(absence) => *absence,
    });
    let states: Vec<State> = states.collect();
    let places: Vec<(usize, usize)> = rows.iter().map(|row| row.map_or((usize::MAX, 0), place)).collect();
    let values = match view.kind {
        Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => of_numbers(batches, &places, &states),
        Kind::YesNo => Values::YesNo(pick(batches, &places, |batch| yes_no(&batch.values))),
        Kind::Date => Values::Days(pick(batches, &places, |batch| days(&batch.values))),
        Kind::Duration => Values::Durations(pick(batches, &places, |batch| durations(&batch.values))),
        Kind::Text | Kind::Member(_) | Kind::Reference(_) | Kind::Nothing => {
            Values::Codes(pick(batches, &places, |batch| codes(&batch.values)))
        }
    };
    Batch { values, presence: presence::of(states) }
}

fn pick<'a, T: Copy + Default + 'a>(batches: &'a [Batch], places: &[(usize, usize)], lanes: impl Fn(&'a Batch) -> Lanes<'a, T>) -> Vec<T> {
    let lanes: Vec<Lanes<'a, T>> = batches.iter().map(lanes).collect();
    places.iter().map(|(batch, at)| lanes.get(*batch).and_then(|lanes| lanes.get(*at)).copied().unwrap_or_default()).collect()
}

fn of_numbers(batches: &[Batch], places: &[(usize, usize)], states: &[State]) -> Values {
    let lanes: Vec<Numbers<'_>> = batches.iter().map(|batch| numbers(&batch.values)).collect();
    let (scale, all_narrow, integer) = form_of(batches);
    if integer {
        let units = places.iter().zip(states).map(|((batch, at), state)| {
            if *state != State::Present {
                return Some(0i128);
            }
            let (own, unit) = match lanes.get(*batch)? {
                Numbers::Narrow(own, lanes) => (*own, i128::from(*lanes.get(*at)?)),
                Numbers::Wide(own, lanes) => (*own, *lanes.get(*at)?),
                Numbers::Exact(_) => return None,
            };
            if own == scale { Some(unit) } else { unit.checked_mul(10i128.checked_pow(u32::from(scale.saturating_sub(own)))?) }
        });
        if all_narrow && lanes.iter().all(|lanes| matches!(lanes, Numbers::Narrow(own, _) if *own == scale)) {
            let units = places.iter().map(|(batch, at)| match lanes.get(*batch) {
                Some(Numbers::Narrow(_, lanes)) => lanes.get(*at).copied().unwrap_or_default(),
                _ => 0,
            });
            return Values::Scaled { scale, units: units.collect() };
        }
        if let Some(units) = units.collect::<Option<Vec<i128>>>() {
            return narrow(scale, units);
        }
    }
    let list = places.iter().zip(states).map(|((batch, at), state)| match lanes.get(*batch) {
        Some(lanes) if *state == State::Present => lanes.exact(*at),
        _ => Exact::ZERO,
    });
    Values::Exact(list.collect())
}
