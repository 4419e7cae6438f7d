//! Columns while they grow: values are appended row by row and put away batch by batch, each in the narrowest form that holds it.

use super::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::values::Exact;

/// A column that grows.
#[derive(Debug)]
pub(super) struct Builder {
    done: Vec<Batch>,
    values: Values,
    /// Empty while all rows are there.
    states: Vec<State>,
    rows: usize,
    fresh: Values,
}

impl Builder {
    /// A column of numbers in units of 10^-`scale`.
    pub(super) fn scaled(scale: u8) -> Builder {
        Builder::of(Values::Scaled { scale, units: Vec::new() })
    }

    /// A column of numbers that have no decimal form.
    pub(super) fn exact() -> Builder {
        Builder::of(Values::Exact(Vec::new()))
    }

    /// A column of members, texts or rows.
    pub(super) fn codes() -> Builder {
        Builder::of(Values::Codes(Vec::new()))
    }

    /// A column of dates.
    pub(super) fn days() -> Builder {
        Builder::of(Values::Days(Vec::new()))
    }

    /// A column of yes and no.
    pub(super) fn yes_no() -> Builder {
        Builder::of(Values::YesNo(Vec::new()))
    }

    fn of(fresh: Values) -> Builder {
        Builder { done: Vec::new(), values: fresh.clone(), states: Vec::new(), rows: 0, fresh }
    }

    /// Appends a number in the units of the column.
    pub(super) fn push_units(&mut self, number: i64) {
        self.make_room();
        match &mut self.values {
            Values::Scaled { units, .. } => {
                units.push(number);
                self.row(State::Present);
            }
            Values::Wide { units, .. } => {
                units.push(i128::from(number));
                self.row(State::Present);
            }
            _ => self.push_number(&Exact::from_scaled(i128::from(number), self.scale())),
        }
    }

    /// Appends any number; the batch grows wider where it must.
    pub(super) fn push_number(&mut self, number: &Exact) {
        self.make_room();
        let units = number.to_scaled(self.scale());
        match (&mut self.values, units) {
            (Values::Scaled { units: list, .. }, Some(units)) if i64::try_from(units).is_ok() => list.extend(i64::try_from(units)),
            (Values::Scaled { scale, units: list }, Some(units)) => {
                let wide = list.iter().map(|unit| i128::from(*unit)).chain([units]).collect();
                self.values = Values::Wide { scale: *scale, units: wide };
            }
            (Values::Wide { units: list, .. }, Some(units)) => list.push(units),
            (Values::Exact(list), _) => list.push(number.clone()),
            (Values::Scaled { scale, units: list }, None) => {
                let exact = list.iter().map(|unit| Exact::from_scaled(i128::from(*unit), *scale)).chain([number.clone()]).collect();
                self.values = Values::Exact(exact);
            }
            (Values::Wide { scale, units: list }, None) => {
                let exact = list.iter().map(|unit| Exact::from_scaled(*unit, *scale)).chain([number.clone()]).collect();
                self.values = Values::Exact(exact);
            }
            // A number for a column of another form: its place stays blank.
            (Values::YesNo(_) | Values::Days(_) | Values::Durations(_) | Values::Codes(_) | Values::Same(..), _) => {
                return self.push_absent(State::Blank);
            }
        }
        self.row(State::Present);
    }

    /// How many rows it has.
    pub(super) fn rows(&self) -> usize {
        self.done.len().saturating_mul(BATCH).saturating_add(self.rows)
    }

    /// Takes the last rows back; they must be of the batch that grows.
    pub(super) fn truncate(&mut self, rows: usize) {
        let rows = rows.saturating_sub(self.done.len().saturating_mul(BATCH));
        match &mut self.values {
            Values::Scaled { units, .. } => units.truncate(rows),
            Values::Wide { units, .. } => units.truncate(rows),
            Values::Exact(list) => list.truncate(rows),
            Values::YesNo(list) => list.truncate(rows),
            Values::Days(list) => list.truncate(rows),
            Values::Durations(list) => list.truncate(rows),
            Values::Codes(list) => list.truncate(rows),
            Values::Same(..) => {}
        }
        self.states.truncate(rows);
        self.rows = self.rows.min(rows);
    }

    /// Appends numbers in the units of the column, which the batch that grows has room for; whether it could.
    pub(super) fn extend_units(&mut self, numbers: impl Iterator<Item = i64>) -> bool {
        self.make_room();
        let Values::Scaled { units, .. } = &mut self.values else { return false };
        units.extend(numbers);
        let rows = units.len();
        self.grown(rows);
        true
    }

    /// Appends codes, which the batch that grows has room for; whether it could.
    pub(super) fn extend_codes(&mut self, codes: impl Iterator<Item = u32>) -> bool {
        self.make_room();
        let Values::Codes(list) = &mut self.values else { return false };
        list.extend(codes);
        let rows = list.len();
        self.grown(rows);
        true
    }

    /// Appends dates, which the batch that grows has room for; whether it could.
    pub(super) fn extend_days(&mut self, days: impl Iterator<Item = i32>) -> bool {
        self.make_room();
        let Values::Days(list) = &mut self.values else { return false };
        list.extend(days);
        let rows = list.len();
        self.grown(rows);
        true
    }

    /// Appends yes and no, which the batch that grows has room for; whether it could.
    pub(super) fn extend_yes_no(&mut self, answers: impl Iterator<Item = bool>) -> bool {
        self.make_room();
        let Values::YesNo(list) = &mut self.values else { return false };
        list.extend(answers);
        let rows = list.len();
        self.grown(rows);
        true
    }

    fn grown(&mut self, rows: usize) {
        if !self.states.is_empty() {
            self.states.resize(rows, State::Present);
        }
        self.rows = rows;
    }

    /// Appends a code.
    pub(super) fn push_code(&mut self, code: u32) {
        self.make_room();
        if let Values::Codes(list) = &mut self.values {
            list.push(code);
            self.row(State::Present);
        }
    }

    /// Appends a date.
    pub(super) fn push_day(&mut self, day: i32) {
        self.make_room();
        if let Values::Days(list) = &mut self.values {
            list.push(day);
            self.row(State::Present);
        }
    }

    /// Appends a yes or no.
    pub(super) fn push_yes_no(&mut self, yes: bool) {
        self.make_room();
        if let Values::YesNo(list) = &mut self.values {
            list.push(yes);
            self.row(State::Present);
        }
    }

    /// Appends a row without a value.
    pub(super) fn push_absent(&mut self, state: State) {
        self.make_room();
        match &mut self.values {
            Values::Scaled { units, .. } => units.push(0),
            Values::Wide { units, .. } => units.push(0),
            Values::Exact(list) => list.push(Exact::ZERO),
            Values::YesNo(list) => list.push(false),
            Values::Days(list) => list.push(0),
            Values::Durations(list) => list.push((0, 0)),
            Values::Codes(list) => list.push(0),
            Values::Same(..) => {}
        }
        self.row(state);
    }

    /// The finished column.
    pub(super) fn finish(mut self) -> Column {
        if self.rows > 0 {
            self.put_away();
        }
        Column { batches: self.done }
    }

    fn scale(&self) -> u8 {
        match (&self.values, &self.fresh) {
            (Values::Scaled { scale, .. } | Values::Wide { scale, .. }, _) | (_, Values::Scaled { scale, .. }) => *scale,
            _ => 0,
        }
    }

    fn row(&mut self, state: State) {
        if state != State::Present || !self.states.is_empty() {
            self.states.resize(self.rows, State::Present);
            self.states.push(state);
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// Puts the batch that grows away if it is full: so the last rows can be taken back until another one comes.
    fn make_room(&mut self) {
        if self.rows == BATCH {
            self.put_away();
        }
    }

    fn put_away(&mut self) {
        let values = std::mem::replace(&mut self.values, self.fresh.clone());
        let states = std::mem::take(&mut self.states);
        let presence = if states.is_empty() { Presence::All } else { Presence::Each(states) };
        self.done.push(Batch { values, presence });
        self.rows = 0;
    }
}
