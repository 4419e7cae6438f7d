//! One of several sources for each row: what cases, settled absences and tiers have in common.
//!
//! Only the rows taken from a source can widen the result; what stands in the other rows of the source is not looked at.

use super::lanes::{Int, Lanes, Numbers, codes, days, durations, narrow, numbers, yes_no};
use super::presence::{self, state};
use crate::data::columns::{Batch, Presence, State, Values};
use crate::program::Kind;
use crate::values::Exact;

/// What a row takes when it takes no source: it then has the state given for it.
pub(in crate::run) const NOWHERE: u32 = u32::MAX;

/// For each row, the value of the source that `taken` names; for those that take none, the state in `otherwise`.
pub(in crate::run) fn select(kind: Kind, sources: &[&Batch], taken: &[u32], otherwise: &[State]) -> Batch {
    let count = sources.len() as u32;
    let all_there = sources.iter().all(|source| source.presence == Presence::All) && taken.iter().all(|source| *source < count);
    let states: Vec<State> = if all_there {
        vec![State::Present; taken.len()]
    } else {
        let of_row = |(row, source): (usize, &u32)| match sources.get(*source as usize) {
            Some(source) => state(&source.presence, row),
            None => otherwise.get(row).copied().unwrap_or(State::Blank),
        };
        taken.iter().enumerate().map(of_row).collect()
    };
    let values = match kind {
        Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => of_numbers(sources, taken, &states),
        Kind::Date => Values::Days(pick(taken, &sources.iter().map(|source| days(&source.values)).collect::<Vec<_>>())),
        Kind::Duration => Values::Durations(pick(taken, &sources.iter().map(|source| durations(&source.values)).collect::<Vec<_>>())),
        Kind::YesNo => Values::YesNo(pick(taken, &sources.iter().map(|source| yes_no(&source.values)).collect::<Vec<_>>())),
        Kind::Text | Kind::Member(_) | Kind::Reference(_) | Kind::Nothing => {
            Values::Codes(pick(taken, &sources.iter().map(|source| codes(&source.values)).collect::<Vec<_>>()))
        }
    };
    Batch { values, presence: presence::of(states) }
}

fn pick<T: Copy + Default>(taken: &[u32], lanes: &[Lanes<'_, T>]) -> Vec<T> {
    let value = |(row, source): (usize, &u32)| lanes.get(*source as usize).and_then(|lanes| lanes.get(row)).copied();
    taken.iter().enumerate().map(|at| value(at).unwrap_or_default()).collect()
}

fn of_numbers(sources: &[&Batch], taken: &[u32], states: &[State]) -> Values {
    let lanes: Vec<Numbers<'_>> = sources.iter().map(|source| numbers(&source.values)).collect();
    // A source that is nowhere taken has no say in the form.
    let mut used = vec![false; lanes.len()];
    for (source, state) in taken.iter().zip(states) {
        if let Some(used) = used.get_mut(*source as usize)
            && *state == State::Present
        {
            *used = true;
        }
    }
    let (mut scale, mut all_narrow, mut all_integer) = (0u8, true, true);
    for (lanes, _) in lanes.iter().zip(&used).filter(|(_, used)| **used) {
        match lanes {
            Numbers::Narrow(own, _) => scale = scale.max(*own),
            Numbers::Wide(own, _) => (scale, all_narrow) = (scale.max(*own), false),
            Numbers::Exact(_) => (all_narrow, all_integer) = (false, false),
        }
    }
    let of_scale = |(lanes, used): (&Numbers<'_>, &bool)| !used || matches!(lanes, Numbers::Narrow(own, _) if *own == scale);
    if all_narrow && lanes.iter().zip(&used).all(of_scale) {
        let lanes: Vec<Lanes<'_, i64>> =
            lanes.iter().map(|lanes| if let Numbers::Narrow(_, lanes) = lanes { *lanes } else { Lanes::One(&0) }).collect();
        return Values::Scaled { scale, units: pick(taken, &lanes) };
    }
    if all_narrow && let Some(units) = integers::<i64>(&lanes, taken, states, scale) {
        return Values::Scaled { scale, units };
    }
    if all_integer && let Some(units) = integers::<i128>(&lanes, taken, states, scale) {
        return narrow(scale, units);
    }
    let list = taken.iter().zip(states).enumerate().map(|(row, (source, state))| match lanes.get(*source as usize) {
        Some(lanes) if *state == State::Present => lanes.exact(row),
        _ => Exact::ZERO,
    });
    Values::Exact(list.collect())
}

/// The chosen units at a common scale; none when any overflows.
fn integers<T: Int + TryFrom<i128>>(lanes: &[Numbers<'_>], taken: &[u32], states: &[State], scale: u8) -> Option<Vec<T>> {
    let factors: Vec<Option<T>> = lanes
        .iter()
        .map(|lanes| match lanes {
            Numbers::Narrow(own, _) | Numbers::Wide(own, _) => T::power_of_ten(scale.saturating_sub(*own)),
            Numbers::Exact(_) => None,
        })
        .collect();
    let units = taken.iter().zip(states).enumerate().map(|(row, (source, state))| {
        if *state != State::Present {
            return Some(T::zero());
        }
        let factor = (*factors.get(*source as usize)?)?;
        let unit = match lanes.get(*source as usize)? {
            Numbers::Narrow(_, lanes) => T::from(*lanes.get(row)?)?,
            Numbers::Wide(_, lanes) => T::try_from(*lanes.get(row)?).ok()?,
            Numbers::Exact(_) => return None,
        };
        unit.checked_mul(&factor)
    });
    units.collect()
}
