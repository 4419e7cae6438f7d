//! Which rows have equal values: every value gets a number, in order of first appearance; several columns together too.

use super::flat::{Flat, View};
use crate::data::columns::State;
use crate::data::texts::Texts;
use crate::program::Kind;
use crate::values::Exact;
use rustc_hash::FxHashMap;

/// The numbers of the values of one column, and the way from further values to them.
#[derive(Debug, Default)]
pub(in crate::run) struct Identity {
    absences: FxHashMap<State, u32>,
    count: u32,
    exacts: FxHashMap<Exact, u32>,
    others: FxHashMap<(i64, i64), u32>,
}

impl Identity {
    /// The number of the value at a row, which is given one if it is new.
    pub(in crate::run) fn number(&mut self, flat: &Flat, kind: Kind, row: usize) -> u32 {
        let next = self.count;
        let number = match flat.state(row) {
            State::Present if kind.is_numeric() => *self.exacts.entry(flat.exact(row)).or_insert(next),
            State::Present => *self.others.entry(flat.plain(row)).or_insert(next),
            absence => *self.absences.entry(absence).or_insert(next),
        };
        self.count = self.count.max(number.saturating_add(1));
        number
    }

    /// The number of the value at a row, if it has one.
    pub(in crate::run) fn find(&self, flat: &Flat, kind: Kind, row: usize) -> Option<u32> {
        if kind.is_numeric() { self.exacts.get(&flat.exact(row)).copied() } else { self.others.get(&flat.plain(row)).copied() }
    }
}

/// The numbers of combinations of values.
#[derive(Debug, Default)]
pub(in crate::run) struct Combinations {
    parts: Vec<Identity>,
    pairs: Vec<FxHashMap<(u32, u32), u32>>,
}

impl Combinations {
    /// The combination at each row, or the gravest absence among its values from `refused` on; and the first row of each. A lesser
    /// absence counts as a value.
    pub(in crate::run) fn add(
        &mut self,
        columns: &[View<'_>],
        rows: usize,
        refused: State,
        texts: &Texts,
    ) -> (Vec<Result<u32, State>>, Vec<u32>) {
        self.parts.resize_with(columns.len(), Identity::default);
        self.pairs.resize_with(columns.len(), FxHashMap::default);
        let flats: Vec<Flat> = columns.iter().map(|view| Flat::new(*view).canonical(view.kind, texts)).collect();
        let (mut numbers, mut firsts) = (Vec::with_capacity(rows), Vec::new());
        for row in 0..rows {
            if let Some(absence) = absence(&flats, row, refused) {
                numbers.push(Err(absence));
                continue;
            }
            let mut whole = 0u32;
            for (((part, pairs), flat), view) in self.parts.iter_mut().zip(&mut self.pairs).zip(&flats).zip(columns) {
                let pair = (whole, part.number(flat, view.kind, row));
                let next = pairs.len() as u32;
                whole = *pairs.entry(pair).or_insert(next);
            }
            if whole as usize == firsts.len() {
                firsts.push(row as u32);
            }
            numbers.push(Ok(whole));
        }
        (numbers, firsts)
    }

    /// The combination at each row; none where there is no such one; or the gravest absence.
    pub(in crate::run) fn find(&self, columns: &[View<'_>], rows: usize, texts: &Texts) -> Vec<Result<Option<u32>, State>> {
        let flats: Vec<Flat> = columns.iter().map(|view| Flat::new(*view).canonical(view.kind, texts)).collect();
        let of_row = |row: usize| match absence(&flats, row, State::Blank) {
            Some(absence) => Err(absence),
            None => {
                let mut whole = Some(0u32);
                for (((part, pairs), flat), view) in self.parts.iter().zip(&self.pairs).zip(&flats).zip(columns) {
                    let number = part.find(flat, view.kind, row);
                    whole = whole.zip(number).and_then(|pair| pairs.get(&pair).copied());
                }
                Ok(whole)
            }
        };
        (0..rows).map(of_row).collect()
    }
}

fn absence(flats: &[Flat], row: usize, refused: State) -> Option<State> {
    flats.iter().map(|flat| flat.state(row)).max().filter(|state| *state >= refused)
}
