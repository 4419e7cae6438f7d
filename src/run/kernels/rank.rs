//! Places in an order, within cohorts.

use super::flat::{Flat, View, whole_column};
use super::order::Keys;
use super::radix;
use crate::data::columns::{Column, State};
use crate::data::texts::Texts;
use crate::program::{Place, RankBlanks};
use rustc_hash::FxHashMap;

/// What is ranked.
pub(in crate::run) struct Ranked<'a> {
    /// How many rows there are.
    pub(in crate::run) rows: usize,
    /// The keys, and whether the highest is first.
    pub(in crate::run) keys: Vec<(View<'a>, bool)>,
    /// The reference that makes the cohorts.
    pub(in crate::run) within: Option<View<'a>>,
    /// Who is ranked.
    pub(in crate::run) among: Option<View<'a>>,
    /// The place of equal ones.
    pub(in crate::run) place: Place,
    /// Where blank keys go.
    pub(in crate::run) blanks: RankBlanks,
}

/// Who takes part in what concerns a cohort, and the absences of the others.
#[derive(Debug)]
pub(in crate::run) struct Taking {
    /// Those who do, in input order.
    pub(in crate::run) rows: Vec<usize>,
    /// The cohort of each row.
    pub(in crate::run) cohorts: Vec<u32>,
    /// The state of each row.
    pub(in crate::run) states: Vec<State>,
    /// What makes all of a cohort absent.
    spoilt: FxHashMap<u32, State>,
    /// What makes everyone absent.
    all_spoilt: State,
}

/// Rows sorted by cohort and number.
enum Sorted {
    /// Number and row in one word each, cohort by cohort.
    Narrow {
        words: Vec<u64>,
        /// Where each cohort ends.
        ends: Vec<usize>,
        /// How many bits of a word the row has.
        of_row: u32,
    },
    /// Cohort, number and row in one word each.
    Wide(Vec<u128>),
}

impl Taking {
    /// Finds who takes part. Who is not among them, or in no cohort, gets not applicable, or has the absence of the reference.
    pub(in crate::run) fn new(rows: usize, within: Option<View<'_>>, among: Option<View<'_>>) -> Taking {
        let (within, among) = (within.map(Flat::new), among.map(Flat::new));
        if among.is_none()
            && let Some(codes) = within.as_ref().and_then(|within| within.codes_of(rows))
        {
            // Everyone, each in a cohort.
            let (cohorts, states) = (codes.to_vec(), vec![State::Present; rows]);
            return Taking { rows: (0..rows).collect(), cohorts, states, spoilt: FxHashMap::default(), all_spoilt: State::Present };
        }
        let mut taking = Taking {
            rows: Vec::with_capacity(rows),
            cohorts: vec![0; rows],
            states: vec![State::Present; rows],
            spoilt: FxHashMap::default(),
            all_spoilt: State::Present,
        };
        for row in 0..rows {
            let among = among.as_ref().map_or((State::Present, true), |among| (among.state(row), among.is_yes(row)));
            let within = within.as_ref().map_or((State::Present, 0), |within| (within.state(row), within.code(row)));
            let state = match (among, within) {
                ((State::Present, false), _) => State::NotApplicable,
                // It is not known whether it takes part, or where.
                ((grave @ (State::NotGiven | State::TooLarge), _), _)
                | ((State::Present, true), (grave @ (State::NotGiven | State::TooLarge), _)) => {
                    taking.all_spoilt = taking.all_spoilt.max(grave);
                    grave
                }
                ((absence @ (State::Blank | State::NotApplicable), _), _)
                | ((State::Present, true), (absence @ (State::Blank | State::NotApplicable), _)) => absence,
                ((State::Present, true), (State::Present, cohort)) => {
                    taking.rows.push(row);
                    taking.cohorts.get_mut(row).into_iter().for_each(|own| *own = cohort);
                    State::Present
                }
            };
            taking.states.get_mut(row).into_iter().for_each(|own| *own = state);
        }
        taking
    }

    /// Makes all of a cohort absent.
    pub(in crate::run) fn spoil(&mut self, cohort: u32, state: State) {
        self.spoilt.entry(cohort).and_modify(|own| *own = (*own).max(state)).or_insert(state);
    }

    /// The cohort of a row.
    pub(in crate::run) fn cohort(&self, row: usize) -> u32 {
        self.cohorts.get(row).copied().unwrap_or_default()
    }

    /// Takes a row out.
    pub(in crate::run) fn exclude(&mut self, row: usize, state: State) {
        self.states.get_mut(row).into_iter().for_each(|own| *own = state);
    }

    /// Those who are still in it, sorted by cohort and then as given, equal ones as they came.
    pub(in crate::run) fn sorted(&self, mut order: impl FnMut(usize, usize) -> std::cmp::Ordering) -> Vec<usize> {
        let mut rows: Vec<usize> = self.rows.iter().copied().filter(|row| self.states.get(*row) == Some(&State::Present)).collect();
        rows.sort_by(|a, b| self.cohort(*a).cmp(&self.cohort(*b)).then_with(|| order(*a, *b)));
        rows
    }

    /// Those who are in it, sorted by cohort and then by a number, equal ones as they came.
    fn sorted_by_number(&self, number: impl Fn(usize) -> u64) -> Sorted {
        let (mut least, mut most, mut greatest) = (u64::MAX, 0u64, 0usize);
        for row in &self.rows {
            let number = number(*row);
            (least, most) = (least.min(number), most.max(number));
            greatest = greatest.max(self.cohort(*row) as usize);
        }
        let bits = |value: u64| u64::BITS.saturating_sub(value.leading_zeros());
        let of_row = bits(self.states.len() as u64);
        let of_number = bits(most.saturating_sub(least));
        if of_row + of_number > u64::BITS || greatest > self.rows.len().saturating_mul(2) {
            let word = |row: usize| u128::from(self.cohort(row)) << 96 | u128::from(number(row)) << 32 | row as u128;
            let mut words: Vec<u128> = self.rows.iter().map(|row| word(*row)).collect();
            words.sort_unstable();
            return Sorted::Wide(words);
        }
        // Cohort by cohort: what is sorted then fits in the cache.
        let mut ends = vec![0usize; greatest.saturating_add(1)];
        for row in &self.rows {
            ends.get_mut(self.cohort(*row) as usize).into_iter().for_each(|count| *count = count.saturating_add(1));
        }
        let mut before = 0usize;
        for end in &mut ends {
            (*end, before) = (before, before.saturating_add(*end));
        }
        let mut words = vec![0u64; self.rows.len()];
        for row in &self.rows {
            if let Some(end) = ends.get_mut(self.cohort(*row) as usize) {
                let word = (number(*row).wrapping_sub(least)).wrapping_shl(of_row) | *row as u64;
                words.get_mut(*end).into_iter().for_each(|place| *place = word);
                *end = end.saturating_add(1);
            }
        }
        let (mut from, mut scratch) = (0usize, Vec::new());
        for end in &ends {
            words.get_mut(from..*end).into_iter().for_each(|cohort| radix::sort(cohort, of_row, of_number, &mut scratch));
            from = *end;
        }
        Sorted::Narrow { words, ends, of_row }
    }

    /// The states of all rows, those of spoilt cohorts too.
    pub(in crate::run) fn finish(mut self) -> Vec<State> {
        if self.spoilt.is_empty() && self.all_spoilt == State::Present {
            return self.states;
        }
        for row in &self.rows {
            let spoilt = self.spoilt.get(&self.cohort(*row)).copied().unwrap_or(State::Present).max(self.all_spoilt);
            if let Some(state) = self.states.get_mut(*row)
                && *state == State::Present
            {
                *state = spoilt;
            }
        }
        self.states
    }
}

/// The place of each row in its cohort, counted from 1.
pub(in crate::run) fn rank(ranked: &Ranked<'_>, texts: &Texts) -> Column {
    let keys = Keys::directed(&ranked.keys, ranked.blanks == RankBlanks::First, texts);
    let mut taking = Taking::new(ranked.rows, ranked.within, ranked.among);
    if let Some(number) = keys.numbers() {
        let places = match taking.sorted_by_number(number) {
            Sorted::Narrow { words, ends, of_row } => {
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let cohorts = starts.zip(&ends).filter_map(|(from, to)| words.get(from..*to));
                let row = (1u64 << of_row).wrapping_sub(1);
                // A number has no bits where the row has all of them.
                let of_number = |word: &u64| word.checked_shr(of_row).unwrap_or(0);
                places(ranked, cohorts, |a, b| of_number(a) == of_number(b), |word| (word & row) as usize)
            }
            Sorted::Wide(words) => {
                let cohorts = words.chunk_by(|a, b| a >> 96 == b >> 96);
                places(ranked, cohorts, |a, b| a >> 32 == b >> 32, |word| *word as u32 as usize)
            }
        };
        return whole_column(&places, &taking.finish());
    }
    for row in taking.rows.clone() {
        match keys.state(row) {
            State::Present => {}
            State::Blank => match ranked.blanks {
                RankBlanks::First | RankBlanks::Last => {}
                RankBlanks::Never | RankBlanks::Out => taking.exclude(row, State::Blank),
            },
            // Whoever a key does not apply to is not ranked.
            State::NotApplicable => taking.exclude(row, State::NotApplicable),
            grave @ (State::NotGiven | State::TooLarge) => taking.spoil(taking.cohort(row), grave),
        }
    }
    let sorted = taking.sorted(|a, b| keys.compare(a, b));
    let one = |a: &usize, b: &usize| taking.cohort(*a) == taking.cohort(*b);
    let places = places(ranked, sorted.chunk_by(one), |a, b| keys.compare(*a, *b).is_eq(), |row| *row);
    whole_column(&places, &taking.finish())
}

/// The place of each row, of those who are sorted in each cohort: who are equal, and which row each is.
fn places<'w, T: 'w>(
    ranked: &Ranked<'_>,
    cohorts: impl Iterator<Item = &'w [T]>,
    equal: impl Fn(&T, &T) -> bool,
    row: impl Fn(&T) -> usize,
) -> Vec<i64> {
    let mut places = vec![0i64; ranked.rows];
    for cohort in cohorts {
        let mut before = 0i64;
        for equals in cohort.chunk_by(&equal) {
            let after = before.saturating_add(equals.len() as i64);
            for (one, ordinal) in equals.iter().zip(1i64..) {
                let place = match ranked.place {
                    Place::Best => before.saturating_add(1),
                    Place::Worst => after,
                    Place::Ordinal => before.saturating_add(ordinal),
                };
                places.get_mut(row(one)).into_iter().for_each(|own| *own = place);
            }
            before = after;
        }
    }
    places
}
