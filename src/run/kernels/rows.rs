//! Some rows of a batch taken out of it, and put back among the others.

use super::lanes::{Lanes, codes, days, durations, numbers, peel, yes_no};
use super::presence::{self, state};
use super::select::select;
use crate::data::columns::{Batch, Presence, State, Values};
use crate::program::Kind;

/// Some rows of a batch as a batch of their own.
pub(in crate::run) fn take(batch: &Batch, rows: &[u32]) -> Batch {
    let values = match peel(&batch.values) {
        (values, true) => Values::Same(Box::new(values.clone()), rows.len()),
        (Values::Scaled { scale, units }, false) => Values::Scaled { scale: *scale, units: at(units, rows) },
        (Values::Wide { scale, units }, false) => Values::Wide { scale: *scale, units: at(units, rows) },
        (Values::Exact(list), false) => Values::Exact(at(list, rows)),
        (Values::YesNo(list), false) => Values::YesNo(at(list, rows)),
        (Values::Days(list), false) => Values::Days(at(list, rows)),
        (Values::Durations(list), false) => Values::Durations(at(list, rows)),
        (Values::Codes(list), false) => Values::Codes(at(list, rows)),
        (Values::Same(one, _), false) => Values::Same(one.clone(), rows.len()),
    };
    let presence = match &batch.presence {
        Presence::All => Presence::All,
        Presence::Each(states) => presence::of(rows.iter().map(|row| states.get(*row as usize).copied().unwrap_or(State::Blank)).collect()),
    };
    Batch { values, presence }
}

fn at<T: Clone + Default>(list: &[T], rows: &[u32]) -> Vec<T> {
    rows.iter().map(|row| list.get(*row as usize).cloned().unwrap_or_default()).collect()
}

/// A batch of so many rows in which some come from another one, which has them alone.
pub(in crate::run) fn put(kind: Kind, mut batch: Batch, count: usize, rows: &[u32], others: &Batch) -> Batch {
    if put_values(&mut batch.values, rows, &others.values) {
        if batch.presence != Presence::All || others.presence != Presence::All {
            let mut states: Vec<State> = (0..count).map(|row| state(&batch.presence, row)).collect();
            for (row, from) in rows.iter().zip(0usize..) {
                states.get_mut(*row as usize).into_iter().for_each(|own| *own = state(&others.presence, from));
            }
            batch.presence = presence::of(states);
        }
        return batch;
    }
    // In whatever form holds both.
    let (mut taken, mut places) = (vec![0; count], vec![0; count]);
    for (row, from) in rows.iter().zip(0u32..) {
        taken.get_mut(*row as usize).into_iter().for_each(|source| *source = 1);
        places.get_mut(*row as usize).into_iter().for_each(|place| *place = from);
    }
    select(kind, &[&batch, &take(others, &places)], &taken, &[])
}

/// Puts values of the same form in their places; false where they have another form.
fn put_values(values: &mut Values, rows: &[u32], others: &Values) -> bool {
    match values {
        Values::Scaled { scale, units } => match numbers(others) {
            super::lanes::Numbers::Narrow(own, others) if own == *scale => put_each(units, rows, others),
            _ => return false,
        },
        Values::YesNo(list) => put_each(list, rows, yes_no(others)),
        Values::Days(list) => put_each(list, rows, days(others)),
        Values::Durations(list) => put_each(list, rows, durations(others)),
        Values::Codes(list) => put_each(list, rows, codes(others)),
        Values::Wide { .. } | Values::Exact(_) | Values::Same(..) => return false,
    }
    true
}

fn put_each<T: Copy>(list: &mut [T], rows: &[u32], others: Lanes<'_, T>) {
    for (row, from) in rows.iter().zip(0usize..) {
        if let (Some(own), Some(other)) = (list.get_mut(*row as usize), others.get(from)) {
            *own = *other;
        }
    }
}
