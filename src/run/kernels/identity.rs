//! Which rows have equal values: every value gets a number; several columns together too.

use super::flat::{Flat, View};
use crate::data::columns::State;
use crate::data::texts::Texts;
use crate::values::Exact;
use rustc_hash::FxHashMap;

/// Stands for no number.
const NONE: u32 = u32::MAX;

/// Absences have the first numbers of a column, as they are: a lesser one counts as a value.
const ABSENCES: u32 = State::TooLarge as u32 + 1;

/// The numbers of integers, in order of first appearance: small ones stand in a list, others in a map.
#[derive(Debug)]
pub(super) struct Numbers {
    small: Vec<u32>,
    others: FxHashMap<u64, u32>,
    /// Integers below are small: not many more than there are rows.
    most: usize,
    /// The number of the next new one.
    next: u32,
}

impl Numbers {
    /// For the integers of so many rows.
    pub(super) fn new(rows: usize, first: u32) -> Numbers {
        Numbers { small: Vec::new(), others: FxHashMap::default(), most: rows.saturating_mul(4).saturating_add(1 << 10), next: first }
    }

    /// The number of an integer, which is given one if it is new; and whether it is.
    pub(super) fn number(&mut self, integer: u64) -> (u32, bool) {
        match usize::try_from(integer).ok().and_then(|at| self.small.get(at)) {
            Some(number) if *number != NONE => (*number, false),
            _ => self.add(integer),
        }
    }

    #[cold]
    fn add(&mut self, integer: u64) -> (u32, bool) {
        let place = match usize::try_from(integer) {
            Ok(at) if at < self.most => {
                if self.small.len() <= at {
                    self.small.resize(at.saturating_add(1).next_power_of_two(), NONE);
                }
                self.small.get_mut(at)
            }
            _ => Some(self.others.entry(integer).or_insert(NONE)),
        };
        let Some(number) = place else { return (NONE, false) };
        let is_new = *number == NONE;
        if is_new {
            *number = self.next;
            self.next = self.next.saturating_add(1);
        }
        (*number, is_new)
    }

    /// The numbers of small integers; none where one of them has none.
    pub(super) fn all_of(&self, integers: &[u32]) -> Option<Vec<u32>> {
        let numbers: Vec<u32> = integers.iter().map(|at| self.small.get(*at as usize).copied().unwrap_or(NONE)).collect();
        let are_known = !numbers.iter().fold(false, |missing, number| missing | (*number == NONE));
        are_known.then_some(numbers)
    }

    /// The number of an integer; [`NONE`] if it has none.
    fn find(&self, integer: u64) -> u32 {
        let number = match usize::try_from(integer) {
            Ok(at) if at < self.most => self.small.get(at),
            _ => self.others.get(&integer),
        };
        number.copied().unwrap_or(NONE)
    }
}

/// The numbers of the values of one column, and the way from further values to them.
#[derive(Debug)]
pub(super) enum Identity {
    /// Of codes and days, and of numbers that are 64-bit integers of one scale.
    Integers(u8, Numbers),
    /// Of durations.
    Durations(FxHashMap<(i64, i64), u32>),
    /// Of other numbers.
    Exacts(FxHashMap<Exact, u32>),
}

impl Identity {
    /// Of the values of a column of so many rows.
    pub(super) fn new(column: &Flat, rows: usize) -> Identity {
        match column.integers() {
            Some(scale) => Identity::Integers(scale, Numbers::new(rows, ABSENCES)),
            None if column.are_durations() => Identity::Durations(FxHashMap::default()),
            None => Identity::Exacts(FxHashMap::default()),
        }
    }

    /// The number of the value at a row of its column, which is given one if it is new.
    pub(super) fn number(&mut self, column: &Flat, row: usize) -> u32 {
        let state = column.state(row);
        if state != State::Present {
            return state as u32;
        }
        let next = |known: usize| u32::try_from(known).unwrap_or(NONE).saturating_add(ABSENCES);
        match self {
            Identity::Integers(_, numbers) => column.integer(row).map_or(NONE, |integer| numbers.number(unsigned(integer)).0),
            Identity::Durations(known) => {
                let next = next(known.len());
                *known.entry(column.plain(row)).or_insert(next)
            }
            Identity::Exacts(known) => {
                let next = next(known.len());
                *known.entry(column.exact(row)).or_insert(next)
            }
        }
    }

    /// The number of the value at a row of whatever column; [`NONE`] if it has none.
    fn find(&self, column: &Flat, row: usize) -> u32 {
        let number = match self {
            Identity::Integers(scale, numbers) => column.integer_of(*scale, row).map(|integer| numbers.find(unsigned(integer))),
            Identity::Durations(known) => known.get(&column.plain(row)).copied(),
            Identity::Exacts(known) => known.get(&column.exact(row)).copied(),
        };
        number.unwrap_or(NONE)
    }

    /// How many numbers there are at most, those of absences too.
    fn count(&self) -> u64 {
        match self {
            Identity::Integers(_, numbers) => u64::from(numbers.next),
            Identity::Durations(known) => u64::try_from(known.len()).unwrap_or(u64::MAX).saturating_add(u64::from(ABSENCES)),
            Identity::Exacts(known) => u64::try_from(known.len()).unwrap_or(u64::MAX).saturating_add(u64::from(ABSENCES)),
        }
    }
}

/// Small ones become small ones, whatever their sign.
fn unsigned(integer: i64) -> u64 {
    (integer.wrapping_shl(1) ^ integer.wrapping_shr(63)).cast_unsigned()
}

/// The numbers of combinations of values.
#[derive(Debug)]
pub(in crate::run) struct Combinations {
    /// Of each column its values, and of all columns up to it their combinations.
    columns: Vec<(Identity, Numbers)>,
}

impl Combinations {
    /// The combinations of columns: that at each row, or the gravest absence among its values from `refused` on, numbered in order of
    /// first appearance; and the first row of each. A lesser absence counts as a value.
    pub(in crate::run) fn of(
        columns: &[View<'_>],
        rows: usize,
        refused: State,
        texts: &Texts,
    ) -> (Combinations, Vec<Result<u32, State>>, Vec<u32>) {
        let flats: Vec<Flat> = columns.iter().map(|view| Flat::new(*view).canonical(view.kind, texts)).collect();
        let mut numbers: Vec<Result<u32, State>> = (0..rows).map(|row| absence(&flats, row, refused).map_or(Ok(0), Err)).collect();
        let mut known = Vec::with_capacity(flats.len());
        let mut firsts = Vec::new();
        // Column by column, for what is looked up stays near then.
        for (at, flat) in flats.iter().enumerate() {
            let (mut identity, mut pairs) = (Identity::new(flat, rows), Numbers::new(rows, 0));
            let own: Vec<u32> = (0..rows).map(|row| identity.number(flat, row)).collect();
            let (count, is_last) = (identity.count(), at.saturating_add(1) == flats.len());
            for ((number, own), row) in numbers.iter_mut().zip(own).zip(0u32..) {
                let Ok(number) = number else { continue };
                let (whole, is_new) = pairs.number(pair(*number, own, count));
                *number = whole;
                if is_last && is_new {
                    firsts.push(row);
                }
            }
            known.push((identity, pairs));
        }
        (Combinations { columns: known }, numbers, firsts)
    }

    /// The combination at each row of other columns; none where there is no such one; or the gravest absence.
    pub(in crate::run) fn find(&self, columns: &[View<'_>], rows: usize, texts: &Texts) -> Vec<Result<Option<u32>, State>> {
        let flats: Vec<Flat> = columns.iter().map(|view| Flat::new(*view).canonical(view.kind, texts)).collect();
        let mut found: Vec<Result<Option<u32>, State>> =
            (0..rows).map(|row| absence(&flats, row, State::Blank).map_or(Ok(Some(0)), Err)).collect();
        for ((identity, pairs), flat) in self.columns.iter().zip(&flats) {
            let count = identity.count();
            for (row, found) in found.iter_mut().enumerate() {
                let Ok(Some(number)) = found else { continue };
                let own = Some(identity.find(flat, row)).filter(|own| *own != NONE);
                let whole = own.map(|own| pairs.find(pair(*number, own, count)));
                *found = Ok(whole.filter(|whole| *whole != NONE));
            }
        }
        found
    }
}

/// One integer for two numbers, of which the second is one of so many.
fn pair(first: u32, second: u32, count: u64) -> u64 {
    u64::from(first).wrapping_mul(count).wrapping_add(u64::from(second))
}

fn absence(flats: &[Flat], row: usize, refused: State) -> Option<State> {
    flats.iter().map(|flat| flat.state(row)).max().filter(|state| *state >= refused)
}
