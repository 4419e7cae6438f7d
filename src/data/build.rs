//! Columns while they grow: values are appended row by row and put away batch by batch, each in the narrowest form that holds it.

use super::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::values::Exact;

/// A column that grows.
#[derive(Clone, Debug)]
pub(super) struct Builder {
    done: Vec<Batch>,
    values: Values,
    /// Empty while all rows are there.
    states: Vec<State>,
    rows: usize,
    fresh: Values,
}

/// A value that columns hold as it is.
pub(super) trait Plain: Copy + Default {
    /// The values of a batch of this form.
    fn list(values: &mut Values) -> Option<&mut Vec<Self>>;

    /// Appends it to a column, whatever form the batch that grows has.
    fn push_to(self, builder: &mut Builder) {
        builder.push(self);
    }
}

impl Plain for i64 {
    fn list(values: &mut Values) -> Option<&mut Vec<i64>> {
        if let Values::Scaled { units, .. } = values { Some(units) } else { None }
    }

    fn push_to(self, builder: &mut Builder) {
        builder.push_units(self);
    }
}

impl Plain for u32 {
    fn list(values: &mut Values) -> Option<&mut Vec<u32>> {
        if let Values::Codes(codes) = values { Some(codes) } else { None }
    }
}

impl Plain for i32 {
    fn list(values: &mut Values) -> Option<&mut Vec<i32>> {
        if let Values::Days(days) = values { Some(days) } else { None }
    }
}

impl Plain for bool {
    fn list(values: &mut Values) -> Option<&mut Vec<bool>> {
        if let Values::YesNo(answers) = values { Some(answers) } else { None }
    }
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

    /// Appends the rows of a column of the same field that it [takes](Builder::takes).
    pub(super) fn append(&mut self, other: Builder) {
        self.make_room();
        if self.rows == 0 {
            (self.values, self.states, self.rows) = (other.values, other.states, other.rows);
            return;
        }
        if !self.states.is_empty() || !other.states.is_empty() {
            self.states.resize(self.rows, State::Present);
            self.states.extend_from_slice(&other.states);
        }
        match (&mut self.values, other.values) {
            (Values::Scaled { units, .. }, Values::Scaled { units: more, .. }) => units.extend(more),
            (Values::Codes(codes), Values::Codes(more)) => codes.extend(more),
            (Values::Days(days), Values::Days(more)) => days.extend(more),
            (Values::YesNo(answers), Values::YesNo(more)) => answers.extend(more),
            // Columns of other forms are not taken.
            _ => {}
        }
        self.grown(self.rows.saturating_add(other.rows));
    }

    /// Whether the rows of a column of the same field fit behind those that are there: within one batch, and in the form that it has.
    pub(super) fn takes(&self, other: &Builder) -> bool {
        let rows = self.rows.checked_rem(BATCH).unwrap_or(0);
        let are_alike = match (&self.values, &other.values) {
            (Values::Scaled { scale, .. }, Values::Scaled { scale: other, .. }) => scale == other,
            (Values::Codes(_), Values::Codes(_)) | (Values::Days(_), Values::Days(_)) | (Values::YesNo(_), Values::YesNo(_)) => true,
            _ => false,
        };
        other.done.is_empty() && (rows == 0 || are_alike && rows.saturating_add(other.rows) <= BATCH)
    }

    /// Gives its codes new numbers.
    pub(super) fn recode(&mut self, numbers: &[u32]) {
        let Values::Codes(codes) = &mut self.values else { return };
        for code in codes {
            // What stands at a row that is absent may be no number at all.
            *code = numbers.get(*code as usize).copied().unwrap_or_default();
        }
    }

    /// Appends values of the column's form, for which the batch that grows has room.
    pub(super) fn extend<T: Plain>(&mut self, values: impl Iterator<Item = T>) {
        self.make_room();
        let Some(list) = T::list(&mut self.values) else { return };
        list.extend(values);
        let rows = list.len();
        self.grown(rows);
    }

    /// Takes as many values as there are for a batch without rows; if any is none, it is left without rows, and false given.
    #[inline]
    pub(super) fn fill<T: Plain>(&mut self, values: impl Iterator<Item = Option<T>>) -> bool {
        let Some(list) = T::list(&mut self.values) else { return false };
        let mut all = true;
        list.clear();
        list.extend(values.map(|value| {
            all &= value.is_some();
            value.unwrap_or_default()
        }));
        if !all {
            list.clear();
        }
        let rows = list.len();
        self.grown(rows);
        all
    }

    /// Takes the values of a batch as they are, for one without rows; false where they are of another form.
    pub(super) fn fill_with<T: Plain>(&mut self, values: Vec<T>) -> bool {
        let Some(list) = T::list(&mut self.values) else { return false };
        let rows = values.len();
        *list = values;
        self.grown(rows);
        true
    }

    /// Leaves the places of its rows, all of one batch, without values.
    pub(super) fn forget(&mut self) {
        self.states.clear();
        self.states.resize(self.rows, State::NotGiven);
    }

    /// Appends a value of a form that is always plain.
    pub(super) fn push<T: Plain>(&mut self, value: T) {
        self.make_room();
        if let Some(list) = T::list(&mut self.values) {
            list.push(value);
            self.row(State::Present);
        }
    }

    fn grown(&mut self, rows: usize) {
        if !self.states.is_empty() {
            self.states.resize(rows, State::Present);
        }
        self.rows = rows;
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

    /// The digits after the point of its numbers.
    pub(super) fn scale(&self) -> u8 {
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
