//! Which rows are there: the absences of several operands together, and one row's.

use crate::data::columns::{Batch, Presence, State};

/// The state of a row.
pub(in crate::run) fn state(presence: &Presence, row: usize) -> State {
    match presence {
        Presence::All => State::Present,
        Presence::Each(states) => states.get(row).copied().unwrap_or(State::Blank),
    }
}

/// The absence of a strict operation: where any operand is absent, the gravest absence among them.
pub(in crate::run) fn strict(inputs: &[&Batch]) -> Presence {
    let mut all: Option<Vec<State>> = None;
    for input in inputs {
        if let Presence::Each(states) = &input.presence {
            match &mut all {
                None => all = Some(states.clone()),
                Some(all) => all.iter_mut().zip(states).for_each(|(state, other)| *state = (*state).max(*other)),
            }
        }
    }
    all.map_or(Presence::All, Presence::Each)
}

/// Makes a row that is there absent.
pub(in crate::run) fn remove(presence: &mut Presence, row: usize, rows: usize, state: State) {
    if let Presence::All = presence {
        *presence = Presence::Each(vec![State::Present; rows]);
    }
    if let Presence::Each(states) = presence
        && let Some(place) = states.get_mut(row)
        && *place == State::Present
    {
        *place = state;
    }
}

/// Presence by rows, in its shortest form.
pub(in crate::run) fn of(states: Vec<State>) -> Presence {
    if states.iter().all(|state| *state == State::Present) { Presence::All } else { Presence::Each(states) }
}
