//! One cell of a table changed, for whoever asks what would be if it were so.

use super::Tables;
use super::columns::{BATCH, Presence, State, Values};
use crate::program::{FieldId, RecordId};
use crate::values::{Exact, Value};

impl Tables {
    /// Puts a value in place of the one at a row of a field; whether it could: the field has a column that can hold the value.
    pub fn put(&mut self, record: RecordId, field: FieldId, row: usize, value: &Value) -> bool {
        let table = self.tables.get_mut(record.at()).and_then(Option::as_mut);
        let column = table.and_then(|table| table.columns.get_mut(field.at())).and_then(Option::as_mut);
        let (Some(number), Some(at)) = (row.checked_div(BATCH), row.checked_rem(BATCH)) else { return false };
        let Some(batch) = column.and_then(|column| column.batches.get_mut(number)) else { return false };
        let rows = batch.rows();
        if at >= rows || !put_in(&mut batch.values, at, value) {
            return false;
        }
        if let Presence::Each(states) = &mut batch.presence
            && let Some(state) = states.get_mut(at)
        {
            *state = State::Present;
        }
        true
    }
}

fn put_in(values: &mut Values, at: usize, value: &Value) -> bool {
    match (values, value) {
        (Values::Exact(list), Value::Number(number)) => list.get_mut(at).map(|cell| *cell = number.clone()).is_some(),
        (Values::Wide { scale, units }, Value::Number(number)) => match number.to_scaled(*scale) {
            Some(wanted) => units.get_mut(at).map(|cell| *cell = wanted).is_some(),
            None => false,
        },
        (values @ Values::Scaled { .. }, Value::Number(number)) => put_scaled(values, at, number),
        (Values::YesNo(list), Value::YesNo(yes)) => list.get_mut(at).map(|cell| *cell = *yes).is_some(),
        (Values::Days(list), Value::Date(date)) => list.get_mut(at).map(|cell| *cell = date.days()).is_some(),
        (Values::Codes(list), Value::Member(code)) => list.get_mut(at).map(|cell| *cell = *code).is_some(),
        _ => false,
    }
}

/// A number among multiples of a power of ten, which grow wider where it asks for that.
fn put_scaled(values: &mut Values, at: usize, number: &Exact) -> bool {
    let Values::Scaled { scale, units } = values else { return false };
    let Some(wanted) = number.to_scaled(*scale) else { return false };
    if at >= units.len() {
        return false;
    }
    if let Ok(narrow) = i64::try_from(wanted) {
        return units.get_mut(at).map(|cell| *cell = narrow).is_some();
    }
    let mut wide: Vec<i128> = units.iter().map(|unit| i128::from(*unit)).collect();
    wide.iter_mut().skip(at).take(1).for_each(|cell| *cell = wanted);
    *values = Values::Wide { scale: *scale, units: wide };
    true
}
