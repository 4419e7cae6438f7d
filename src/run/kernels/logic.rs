//! Yes and no, and the questions after absence.

use super::lanes::{Lanes, each, same_if, yes_no};
use super::presence::{self, state, strict};
use crate::data::columns::{Batch, Presence, State, Values};

/// The opposite.
pub(in crate::run) fn not(a: &Batch, rows: usize) -> Batch {
    let list = each(yes_no(&a.values), |yes| !yes);
    Batch { values: same_if(list.len() == 1, Values::YesNo(list), rows), presence: a.presence.clone() }
}

/// From left to right: the first operand that is `decisive`, or absent, decides; else the other answer.
pub(in crate::run) fn junction(decisive: bool, inputs: &[&Batch], rows: usize) -> Batch {
    if inputs.iter().all(|input| input.presence == Presence::All) {
        let lanes: Vec<_> = inputs.iter().map(|input| yes_no(&input.values)).collect();
        let one = lanes.iter().all(Lanes::is_one);
        let mut list = vec![!decisive; if one { 1 } else { rows }];
        for lane in lanes {
            match lane {
                Lanes::One(yes) if *yes == decisive => list.fill(decisive),
                Lanes::One(_) => {}
                Lanes::Many(all) if decisive => list.iter_mut().zip(all).for_each(|(answer, yes)| *answer |= *yes),
                Lanes::Many(all) => list.iter_mut().zip(all).for_each(|(answer, yes)| *answer &= *yes),
            }
        }
        return Batch { values: same_if(one, Values::YesNo(list), rows), presence: Presence::All };
    }
    let mut answers = vec![!decisive; rows];
    let mut states = vec![State::Present; rows];
    for (row, (answer, own)) in answers.iter_mut().zip(&mut states).enumerate() {
        for input in inputs {
            *own = state(&input.presence, row);
            if *own != State::Present {
                break;
            }
            if yes_no(&input.values).get(row).copied() == Some(decisive) {
                *answer = decisive;
                break;
            }
        }
    }
    Batch { values: Values::YesNo(answers), presence: presence::of(states) }
}

/// Whether a value has this absence; what is not given or too large stays so.
pub(in crate::run) fn is_absent(asked: State, a: &Batch, rows: usize) -> Batch {
    let Presence::Each(states) = &a.presence else {
        return Batch { values: Values::Same(Box::new(Values::YesNo(vec![false])), rows), presence: Presence::All };
    };
    let list = states.iter().map(|state| *state == asked).collect();
    let kept = states.iter().map(|state| match state {
        State::Present | State::Blank | State::NotApplicable => State::Present,
        State::NotGiven | State::TooLarge => *state,
    });
    Batch { values: Values::YesNo(list), presence: presence::of(kept.collect()) }
}

/// How many are yes.
pub(in crate::run) fn count_yes(inputs: &[&Batch], rows: usize) -> Batch {
    let lanes: Vec<_> = inputs.iter().map(|input| yes_no(&input.values)).collect();
    let mut units = vec![0i64; rows];
    for lane in lanes {
        for (row, count) in units.iter_mut().enumerate() {
            *count = count.saturating_add(i64::from(lane.get(row).copied().unwrap_or(false)));
        }
    }
    Batch { values: Values::Scaled { scale: 0, units }, presence: strict(inputs) }
}
