//! Cases and settled absences: which source each row takes.

use super::lanes::{Lanes, yes_no};
use super::presence::state;
use super::select::{NOWHERE, select};
use crate::data::columns::{Batch, Presence, State};
use crate::program::Kind;

/// The value with others in the place of its absences.
pub(in crate::run) fn settle(kind: Kind, value: &Batch, blank: Option<&Batch>, not_applicable: Option<&Batch>) -> Batch {
    let Presence::Each(states) = &value.presence else { return value.clone() };
    let mut sources = vec![value];
    let (mut for_blank, mut for_not_applicable) = (0u32, 0u32);
    if let Some(blank) = blank {
        for_blank = sources.len() as u32;
        sources.push(blank);
    }
    if let Some(not_applicable) = not_applicable {
        for_not_applicable = sources.len() as u32;
        sources.push(not_applicable);
    }
    let taken = states.iter().map(|state| match state {
        State::Blank => for_blank,
        State::NotApplicable => for_not_applicable,
        State::Present | State::NotGiven | State::TooLarge => 0,
    });
    select(kind, &sources, &taken.collect::<Vec<u32>>(), &[])
}

/// For each row the arm whose condition is the first yes; the number of arms where none is; [`NOWHERE`] where an absent condition
/// comes first, with its state.
pub(in crate::run) fn arms(conditions: &[&Batch], rows: usize) -> (Vec<u32>, Vec<State>) {
    let none = conditions.len() as u32;
    let mut taken = vec![none; rows];
    let mut states = vec![State::NotApplicable; rows];
    for (arm, condition) in (0u32..).zip(conditions) {
        let lanes = yes_no(&condition.values);
        if let (Lanes::Many(all), Presence::All) = (lanes, &condition.presence) {
            for (taken, yes) in taken.iter_mut().zip(all) {
                *taken = if *yes && *taken == none { arm } else { *taken };
            }
            continue;
        }
        for (row, (taken, own)) in taken.iter_mut().zip(&mut states).enumerate() {
            if *taken != none {
                continue;
            }
            match state(&condition.presence, row) {
                State::Present if lanes.get(row).copied().unwrap_or(false) => *taken = arm,
                State::Present => {}
                absence => (*taken, *own) = (NOWHERE, absence),
            }
        }
    }
    (taken, states)
}

/// The arm of one row, given whether each condition is yes: as [`arms`] has it, and none where an absent condition comes first.
pub(in crate::run) fn arm(conditions: impl Iterator<Item = Option<bool>>) -> Option<u32> {
    let mut arms = 0u32;
    for condition in conditions {
        if condition? {
            return Some(arms);
        }
        arms = arms.saturating_add(1);
    }
    Some(arms)
}
