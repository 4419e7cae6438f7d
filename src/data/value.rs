//! One value out of a column, for those who look at few: keys, statements, writers.

use std::sync::Arc;

use super::columns::{BATCH, Batch, Column, Presence, State, Values};
use super::texts::Texts;
use crate::program::Kind;
use crate::values::{Date, Duration, Exact, Value};

/// The value at a row of a column of some kind, or why there is none.
///
/// # Errors
/// The state of a row without a value; a row beyond the column is blank.
pub fn value_at(column: &Column, row: usize, kind: Kind, texts: &Texts) -> Result<Value, State> {
    let (batch, at) = batch_at(column, row).ok_or(State::Blank)?;
    match state_in(batch, at) {
        State::Present => value_in(&batch.values, at, kind, texts).ok_or(State::Blank),
        state => Err(state),
    }
}

/// Whether the value at a row of a column is there; a row beyond the column is blank.
pub fn state_at(column: &Column, row: usize) -> State {
    batch_at(column, row).map_or(State::Blank, |(batch, at)| state_in(batch, at))
}

/// The batch that a row lies in, and its place there.
pub(super) fn batch_at(column: &Column, row: usize) -> Option<(&Batch, usize)> {
    Some((column.batches.get(row.checked_div(BATCH)?)?, row.checked_rem(BATCH)?))
}

/// The state of a row of a batch.
pub(crate) fn state_in(batch: &Batch, at: usize) -> State {
    state_of(&batch.presence, at)
}

/// The state of a row.
pub(super) fn state_of(presence: &Presence, at: usize) -> State {
    match presence {
        Presence::All => State::Present,
        Presence::Each(states) => states.get(at).copied().unwrap_or(State::Blank),
    }
}

pub(crate) fn value_in(values: &Values, at: usize, kind: Kind, texts: &Texts) -> Option<Value> {
    Some(match values {
        Values::Scaled { scale, units } => Value::Number(Exact::from_scaled(i128::from(*units.get(at)?), *scale)),
        Values::Wide { scale, units } => Value::Number(Exact::from_scaled(*units.get(at)?, *scale)),
        Values::Exact(list) => Value::Number(list.get(at)?.clone()),
        Values::YesNo(list) => Value::YesNo(*list.get(at)?),
        Values::Days(list) => Value::Date(Date::from_days(*list.get(at)?)?),
        Values::Durations(list) => {
            let (months, days) = *list.get(at)?;
            Value::Duration(Duration::from_months(months).add(Duration::from_days(days))?)
        }
        Values::Codes(list) => {
            let code = *list.get(at)?;
            match kind {
                Kind::Text => Value::Text(Arc::from(texts.text(code))),
                Kind::Reference(_) => Value::Reference(code),
                _ => Value::Member(code),
            }
        }
        Values::Same(one, rows) if at < *rows => value_in(one, 0, kind, texts)?,
        Values::Same(..) => return None,
    })
}
