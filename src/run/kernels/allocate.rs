//! Shares of an amount by weight: each cut down to the unit, then what is left over given out, so that the parts make the whole.

use super::flat::{Flat, View, numbers_column};
use super::order::Keys;
use super::rank::Taking;
use crate::data::columns::{Column, State};
use crate::data::texts::Texts;
use crate::plan::OddUnits;
use crate::values::{Exact, Rounding};

/// What is shared out.
pub(in crate::run) struct Shared<'a> {
    /// How many rows there are.
    pub(in crate::run) rows: usize,
    /// The amount, by cohort.
    pub(in crate::run) amount: View<'a>,
    /// The reference to whose amount it is.
    pub(in crate::run) within: Option<View<'a>>,
    /// Who takes part.
    pub(in crate::run) among: Option<View<'a>>,
    /// The weights.
    pub(in crate::run) weight: View<'a>,
    /// The unit of a share.
    pub(in crate::run) unit: &'a Exact,
    /// Who takes what is left over.
    pub(in crate::run) odd: OddUnits,
    /// What decides between equals.
    pub(in crate::run) order: Vec<View<'a>>,
}

/// The share of each row, and the rows whose weight is below zero.
pub(in crate::run) fn allocate(shared: &Shared<'_>, texts: &Texts) -> (Column, Vec<usize>) {
    let (amount, weight) = (Flat::new(shared.amount), Flat::new(shared.weight));
    let keys = Keys::ascending(&shared.order, texts);
    let mut taking = Taking::new(shared.rows, shared.within, shared.among);
    let mut negative = Vec::new();
    for row in taking.rows.clone() {
        if let grave @ (State::NotGiven | State::TooLarge) = keys.state(row) {
            taking.spoil(taking.cohort(row), grave);
        }
        match weight.state(row) {
            State::Present if weight.exact(row).is_negative() => negative.push(row),
            State::Present | State::Blank | State::NotApplicable => {}
            grave @ (State::NotGiven | State::TooLarge) => taking.spoil(taking.cohort(row), grave),
        }
    }
    let sorted = taking.sorted(|a, b| keys.compare(a, b));
    let mut shares = vec![Exact::ZERO; shared.rows];
    let mut absent_amounts = Vec::new();
    for cohort in sorted.chunk_by(|a, b| taking.cohort(*a) == taking.cohort(*b)) {
        let whose = cohort.first().map_or(0, |row| taking.cohort(*row));
        let total = match amount.state(whose as usize) {
            State::Present => amount.exact(whose as usize),
            State::Blank | State::NotApplicable => Exact::ZERO,
            grave @ (State::NotGiven | State::TooLarge) => {
                absent_amounts.push((whose, grave));
                continue;
            }
        };
        for (row, share) in cohort.iter().zip(share_out(shared, cohort, &total, &weight)) {
            shares.get_mut(*row).into_iter().for_each(|own| *own = share.clone());
        }
    }
    absent_amounts.into_iter().for_each(|(cohort, state)| taking.spoil(cohort, state));
    (numbers_column(shares, &taking.finish(), None), negative)
}

/// The shares of one amount, for rows in the order that decides between equals.
fn share_out(shared: &Shared<'_>, rows: &[usize], amount: &Exact, weight: &Flat) -> Vec<Exact> {
    let of_row = |row: &usize| if weight.state(*row) == State::Present { weight.exact(*row) } else { Exact::ZERO };
    let weights: Vec<Exact> = rows.iter().map(of_row).collect();
    let total: Exact = weights.iter().sum();
    // Without any weight nobody gets anything; weights below zero are findings, and their shares of no meaning.
    let Some(rate) = amount.abs().div(&total.mul(shared.unit)).filter(|_| weights.iter().all(|weight| !weight.is_negative())) else {
        return vec![Exact::ZERO; rows.len()];
    };
    let units: Vec<Exact> = weights.iter().map(|weight| weight.mul(&rate)).collect();
    let whole: Vec<Exact> = units.iter().map(|units| units.round(Rounding::Down, &Exact::ONE)).collect();
    let mut shares: Vec<Exact> = whole.iter().map(|whole| whole.mul(shared.unit)).collect();
    let mut left = amount.abs().sub(&shares.iter().sum());
    let weighted: Vec<usize> = (0..rows.len()).filter(|at| weights.get(*at).is_some_and(|weight| !weight.is_zero())).collect();
    let takers: Vec<usize> = match shared.odd {
        OddUnits::LargestRemainder => {
            let rest = |at: &usize| units.get(*at).zip(whole.get(*at)).map(|(units, whole)| units.sub(whole));
            let mut takers = weighted;
            takers.sort_by_cached_key(|at| std::cmp::Reverse(rest(at)));
            takers
        }
        OddUnits::OneByOne => weighted,
        OddUnits::ToFirst => weighted.first().copied().into_iter().collect(),
        OddUnits::ToLast => weighted.last().copied().into_iter().collect(),
        OddUnits::Lapse => Vec::new(),
    };
    let takes_all = matches!(shared.odd, OddUnits::ToFirst | OddUnits::ToLast);
    for taker in takers {
        // The last one takes what is less than a unit.
        let odd = if takes_all || left < *shared.unit { left.clone() } else { shared.unit.clone() };
        if let Some(share) = shares.get_mut(taker) {
            *share = share.add(&odd);
            left = left.sub(&odd);
        }
    }
    if amount.is_negative() { shares.iter().map(Exact::neg).collect() } else { shares }
}
