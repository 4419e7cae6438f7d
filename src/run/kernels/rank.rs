//! Places in an order, within cohorts.

use super::batches;
use super::by_number::Takers;
use super::flat::{Flat, View, whole_column};
use super::order::Keys;
use super::presence;
use super::select::NOWHERE;
use crate::data::columns::{BATCH, Column, State};
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
    /// How many cohorts it makes.
    pub(in crate::run) cohorts: usize,
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

impl Taking {
    /// Finds who takes part. Who is not among them, or in no cohort, gets not applicable, or has the absence of the reference.
    pub(in crate::run) fn new(rows: usize, within: Option<View<'_>>, among: Option<View<'_>>) -> Taking {
        let (within, among) = (within.map(Flat::new), among.map(Flat::new));
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

/// Places in the same order, or in the opposite one.
#[derive(Clone, Copy, Debug)]
pub(in crate::run) struct Also {
    /// Whether the order is the opposite one.
    pub(in crate::run) turned: bool,
    /// The place of equal ones.
    pub(in crate::run) place: Place,
}

/// The place of each row in its cohort, counted from 1; with those others that are had for little more, or without any of them.
pub(in crate::run) fn rank(ranked: &Ranked<'_>, also: &[Also], texts: &Texts, threads: usize) -> (Column, Vec<Column>) {
    if let Some(places) = of_everyone(ranked, also, threads) {
        let mut places = places.into_iter();
        return (places.next().unwrap_or_default(), places.collect());
    }
    let keys = Keys::directed(&ranked.keys, ranked.blanks == RankBlanks::First, texts);
    let mut taking = Taking::new(ranked.rows, ranked.within, ranked.among);
    let mut blanks = false;
    for row in taking.rows.clone() {
        match keys.state(row) {
            State::Present => {}
            State::Blank => {
                blanks = true;
                match ranked.blanks {
                    RankBlanks::First | RankBlanks::Last => {}
                    RankBlanks::Never | RankBlanks::Out => taking.exclude(row, State::Blank),
                }
            }
            // Whoever a key does not apply to is not ranked.
            State::NotApplicable => taking.exclude(row, State::NotApplicable),
            grave @ (State::NotGiven | State::TooLarge) => taking.spoil(taking.cohort(row), grave),
        }
    }
    let blanks_have_places = blanks && matches!(ranked.blanks, RankBlanks::First | RankBlanks::Last);
    // Other places may treat blank keys in another way.
    let also = if blanks { &[] } else { also };
    if let Some(units) = keys.units().filter(|_| !blanks_have_places)
        && let Some(places) = of_takers(ranked, &taking, units, also, threads)
    {
        let states = taking.finish();
        let mut places = places.into_iter().map(|column| with_states(column, &states));
        return (places.next().unwrap_or_default(), places.collect());
    }
    let sorted = taking.sorted(|a, b| keys.compare(a, b));
    let one = |a: &usize, b: &usize| taking.cohort(*a) == taking.cohort(*b);
    let mut places = vec![0i64; ranked.rows];
    for cohort in sorted.chunk_by(one) {
        let put = |row: &usize, place: usize| places.get_mut(*row).into_iter().for_each(|own| *own = place as i64);
        in_cohort(ranked.place, cohort.chunk_by(|a, b| keys.compare(*a, *b).is_eq()), put);
    }
    (whole_column(&places, &taking.finish()), Vec::new())
}

/// The places where all take part, each in a cohort, and one number decides; none elsewhere.
fn of_everyone(ranked: &Ranked<'_>, also: &[Also], threads: usize) -> Option<Vec<Column>> {
    let (None, [(key, highest_first)]) = (ranked.among, ranked.keys.as_slice()) else { return None };
    let (whole_key, whole_cohort);
    let number = match batches::units_of(*key) {
        Some((_, number)) => number,
        None => {
            whole_key = Flat::new(*key);
            whole_key.all_units()?.chunks(BATCH).collect()
        }
    };
    let cohort = match ranked.within {
        None => None,
        Some(within) => Some(match batches::codes_of(within) {
            Some(cohort) => cohort,
            None => {
                whole_cohort = Flat::new(within);
                whole_cohort.all_codes()?.chunks(BATCH).collect()
            }
        }),
    };
    let everyone = Takers { cohort, cohorts: ranked.cohorts, all: true, number, highest_first: *highest_first };
    everyone.places(&asked(ranked, also), threads)
}

/// The places of those who take part, where one number decides; none where it does not fit.
fn of_takers(
    ranked: &Ranked<'_>,
    taking: &Taking,
    (units, highest_first): (&[i64], bool),
    also: &[Also],
    threads: usize,
) -> Option<Vec<Column>> {
    let cohort = |(state, cohort): (&State, &u32)| if *state == State::Present { *cohort } else { NOWHERE };
    let cohorts: Vec<u32> = taking.states.iter().zip(&taking.cohorts).map(cohort).collect();
    let number = units.chunks(BATCH).collect();
    let takers = Takers { cohort: Some(cohorts.chunks(BATCH).collect()), cohorts: ranked.cohorts, all: false, number, highest_first };
    takers.places(&asked(ranked, also), threads)
}

/// All places that are asked for.
fn asked(ranked: &Ranked<'_>, also: &[Also]) -> Vec<Also> {
    std::iter::once(Also { turned: false, place: ranked.place }).chain(also.iter().copied()).collect()
}

/// A column some of whose rows are absent.
fn with_states(mut column: Column, states: &[State]) -> Column {
    for (batch, states) in column.batches.iter_mut().zip(states.chunks(BATCH)) {
        batch.presence = presence::of(states.to_vec());
    }
    column
}

/// Gives the place of each in a cohort, counted from 1; those who are equal come together.
fn in_cohort<'c, T: 'c>(place: Place, cohort: impl Iterator<Item = &'c [T]>, mut put: impl FnMut(&T, usize)) {
    let mut before = 0usize;
    for equals in cohort {
        let after = before.saturating_add(equals.len());
        for (one, ordinal) in equals.iter().zip(1usize..) {
            let place = match place {
                Place::Best => before.saturating_add(1),
                Place::Worst => after,
                Place::Ordinal => before.saturating_add(ordinal),
            };
            put(one, place);
        }
        before = after;
    }
}
