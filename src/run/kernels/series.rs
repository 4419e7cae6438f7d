//! Series: their rows in order, and what is found along them.

use super::flat::{Flat, View, at_rows, codes_column, numbers_column, units_column, yes_no_column};
use super::order::Keys;
use super::rank::Taking;
use super::sum::LONGEST;
use crate::data::columns::{Column, State};
use crate::data::texts::Texts;
use crate::program::{ReduceOp, ScanOp};
use crate::values::Exact;
use std::cmp::Ordering;

/// The rows of all series.
#[derive(Debug)]
pub(in crate::run) struct Runs {
    /// Series by series, each in order.
    rows: Vec<usize>,
    /// The ends of the series in `rows`.
    ends: Vec<usize>,
    /// The state of each row: rows that are in no series, or whose order is not known.
    states: Vec<State>,
}

impl Runs {
    /// The series that a reference and an order make.
    pub(in crate::run) fn new(rows: usize, within: Option<View<'_>>, order: &[View<'_>], texts: &Texts) -> Runs {
        let keys = Keys::ascending(order, texts);
        let mut taking = Taking::new(rows, within, None);
        for row in taking.rows.clone() {
            match keys.state(row) {
                State::Present | State::Blank | State::NotApplicable => {}
                grave @ (State::NotGiven | State::TooLarge) => taking.spoil(taking.cohort(row), grave),
            }
        }
        let sorted = taking.sorted(|a, b| keys.compare(a, b));
        let mut ends: Vec<usize> = sorted
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| pair.first().map(|row| taking.cohort(*row)) != pair.last().map(|row| taking.cohort(*row)))
            .map(|(at, _)| at.saturating_add(1))
            .collect();
        if !sorted.is_empty() {
            ends.push(sorted.len());
        }
        Runs { rows: sorted, ends, states: taking.finish() }
    }

    /// Each series in turn.
    pub(in crate::run) fn iter(&self) -> impl Iterator<Item = &[usize]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| self.rows.get(from..*to).unwrap_or_default())
    }

    /// The state of each row.
    pub(in crate::run) fn states(&self) -> &[State] {
        &self.states
    }

    /// A state for a row, unless its series gives it one.
    fn or(&self, row: usize, own: State) -> State {
        match self.states.get(row) {
            Some(State::Present) | None => own,
            Some(absence) => *absence,
        }
    }
}

/// What is found along series.
pub(in crate::run) fn scan(op: &ScanOp, value: Option<View<'_>>, runs: &Runs, rows: usize, texts: &Texts) -> Column {
    let flat = value.map(Flat::new);
    match op {
        ScanOp::Shift(places) => leads(runs, rows, |series, at| {
            let other = at.checked_add_signed(*places as isize);
            Ok(other.and_then(|other| series.get(other)).copied())
        }),
        ScanOp::Latest => {
            let mut known: Result<Option<usize>, State> = Ok(None);
            leads(runs, rows, |series, at| {
                if at == 0 {
                    known = Ok(None);
                }
                if let (Some(&row), Some(flat)) = (series.get(at), &flat) {
                    match flat.state(row) {
                        State::Present => known = Ok(Some(row)),
                        State::Blank | State::NotApplicable => {}
                        grave @ (State::NotGiven | State::TooLarge) => known = Err(grave),
                    }
                }
                known
            })
        }
        ScanOp::Streak => {
            let (mut counts, mut states) = (vec![0i128; rows], runs.states.clone());
            for series in runs.iter() {
                let (mut held, mut state) = (0i128, State::Present);
                for &row in series {
                    match flat.as_ref().map_or(State::Blank, |flat| flat.state(row)) {
                        State::Present if flat.as_ref().is_some_and(|flat| flat.is_yes(row)) => held = held.saturating_add(1),
                        State::Present => (held, state) = (0, State::Present),
                        // It is not known whether it held, until it does not.
                        absence => state = state.max(absence),
                    }
                    counts.get_mut(row).into_iter().for_each(|own| *own = held);
                    states.get_mut(row).into_iter().for_each(|own| *own = runs.or(row, state));
                }
            }
            units_column(0, &counts, &states)
        }
        ScanOp::Running { op, last, skip_blanks } => {
            let along = Along { view: value, flat: flat.as_ref(), runs, rows, texts };
            running(op, *last, *skip_blanks, &along)
        }
    }
}

/// References found at each place of each series.
fn leads(runs: &Runs, rows: usize, mut find: impl FnMut(&[usize], usize) -> Result<Option<usize>, State>) -> Column {
    let (mut codes, mut states) = (vec![0u32; rows], runs.states.clone());
    states.resize(rows, State::Blank);
    for series in runs.iter() {
        for (at, &row) in series.iter().enumerate() {
            let (code, state) = match find(series, at) {
                Ok(Some(found)) => (u32::try_from(found).unwrap_or(u32::MAX), State::Present),
                Ok(None) => (0, State::Blank),
                Err(absence) => (0, absence),
            };
            codes.get_mut(row).into_iter().for_each(|own| *own = code);
            states.get_mut(row).into_iter().for_each(|own| *own = runs.or(row, state));
        }
    }
    codes_column(&codes, &states)
}

/// What rows up to one have given so far.
#[derive(Clone, Debug, Default)]
struct Sofar {
    count: i128,
    sum: Exact,
    best: Option<usize>,
    yes: bool,
    no: bool,
    worst: Option<State>,
}

impl Sofar {
    fn take(&mut self, row: usize, op: &ReduceOp, flat: Option<&Flat>, skip_blanks: bool, texts: Option<&Texts>) {
        let Some(flat) = flat else {
            self.count = self.count.saturating_add(1);
            return;
        };
        match flat.state(row) {
            State::Present => {}
            State::NotApplicable => return,
            State::Blank if skip_blanks => return,
            absence => {
                self.worst = self.worst.max(Some(absence));
                return;
            }
        }
        self.count = self.count.saturating_add(1);
        match op {
            ReduceOp::Sum | ReduceOp::Average => {
                self.sum = self.sum.add(&flat.exact(row));
                if self.sum.bits() > LONGEST {
                    (self.sum, self.worst) = (Exact::ZERO, self.worst.max(Some(State::TooLarge)));
                }
            }
            ReduceOp::Min | ReduceOp::Max => {
                let wanted = if *op == ReduceOp::Max { Ordering::Greater } else { Ordering::Less };
                if self.best.is_none_or(|best| flat.compare(row, best, texts) == wanted) {
                    self.best = Some(row);
                }
            }
            ReduceOp::Any | ReduceOp::All => {
                if flat.is_yes(row) {
                    self.yes = true;
                } else {
                    self.no = true;
                }
            }
            _ => {}
        }
    }
}

/// What an aggregate goes along.
struct Along<'a> {
    view: Option<View<'a>>,
    flat: Option<&'a Flat>,
    runs: &'a Runs,
    rows: usize,
    texts: &'a Texts,
}

/// An aggregate of the rows up to each row.
fn running(op: &ReduceOp, last: Option<u32>, skip_blanks: bool, along: &Along<'_>) -> Column {
    let &Along { view, flat, runs, rows, texts } = along;
    let texts = view.and_then(|view| super::flat::texts_of(view.kind, texts));
    let mut found: Vec<Sofar> = vec![Sofar::default(); rows];
    for series in runs.iter() {
        let mut sofar = Sofar::default();
        for (at, &row) in series.iter().enumerate() {
            if let Some(width) = last {
                // A window is gone through anew: it is narrow, and the least of it cannot be taken back.
                sofar = Sofar::default();
                let from = at.saturating_add(1).saturating_sub(width as usize);
                for &row in series.get(from..=at).unwrap_or_default() {
                    sofar.take(row, op, flat, skip_blanks, texts);
                }
            } else {
                sofar.take(row, op, flat, skip_blanks, texts);
            }
            found.get_mut(row).into_iter().for_each(|own| own.clone_from(&sofar));
        }
    }
    let state = |row: usize, sofar: &Sofar, empty: bool| {
        let own = sofar.worst.unwrap_or(if empty { State::Blank } else { State::Present });
        runs.or(row, own)
    };
    let states = |may_be_empty: bool| -> Vec<State> {
        found.iter().enumerate().map(|(row, sofar)| state(row, sofar, may_be_empty && sofar.count == 0)).collect()
    };
    match op {
        ReduceOp::Count => units_column(0, &found.iter().map(|sofar| sofar.count).collect::<Vec<_>>(), &states(false)),
        ReduceOp::Any => yes_no_column(&found.iter().map(|sofar| sofar.yes).collect::<Vec<_>>(), &states(false)),
        ReduceOp::All => yes_no_column(&found.iter().map(|sofar| !sofar.no).collect::<Vec<_>>(), &states(false)),
        ReduceOp::Min | ReduceOp::Max => {
            let leads = found.iter().zip(states(true)).map(|(sofar, state)| match (state, sofar.best) {
                (State::Present, Some(best)) => Ok(u32::try_from(best).unwrap_or(u32::MAX)),
                (State::Present, None) => Err(State::Blank),
                (absence, _) => Err(absence),
            });
            let leads: Vec<Result<u32, State>> = leads.collect();
            view.map(|view| at_rows(view, &leads)).unwrap_or_default()
        }
        ReduceOp::Average => {
            let states = states(true);
            let means = found.iter().map(|sofar| sofar.sum.div(&Exact::from_int(sofar.count)).unwrap_or_default()).collect();
            numbers_column(means, &states, None)
        }
        _ => {
            let states = states(false);
            numbers_column(found.into_iter().map(|sofar| sofar.sum).collect(), &states, flat.and_then(Flat::scale))
        }
    }
}
