//! Shares of an amount, to whole units, and who takes the odd ones.

use merit::program::{Allocate, ExprId, OddUnits, RecordId};
use merit::values::Rounding;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::cell::order_of;
use super::{Cell, Reference, V, numbers};

/// Somebody who takes part in an allocation.
struct Party {
    row: usize,
    weight: BigRational,
    /// The exact share.
    exact: BigRational,
    /// The share that is paid.
    paid: BigRational,
    /// What decides who takes the odd units.
    order: Vec<Cell>,
}

impl Reference<'_> {
    /// The share of a row: not applicable to who takes no part.
    pub(super) fn allocate(&mut self, allocate: &Allocate, record: RecordId, row: usize) -> Cell {
        let cohort = self.cohort(allocate.among, allocate.within, row);
        match cohort.and_then(|cohort| self.shares(allocate, record, cohort)) {
            Ok(parties) => parties.into_iter().find(|party| party.row == row).map_or(Cell::Blank, |party| Cell::number(party.paid)),
            Err(absent) => absent,
        }
    }

    /// The shares of all who take part in the amount of a group. Nobody has a share of an amount when nobody has a weight.
    fn shares(&mut self, allocate: &Allocate, record: RecordId, cohort: usize) -> Result<Vec<Party>, Cell> {
        let amount = match self.value(allocate.amount, cohort) {
            Cell::Present(V::Number(amount)) => amount,
            Cell::Blank | Cell::NotApplicable => BigRational::zero(),
            refused => return Err(refused),
        };
        let unit = numbers::of(&allocate.unit);
        let mut parties = self.parties(allocate, record, cohort)?;
        let weights = parties.iter().fold(BigRational::zero(), |sum, party| sum + &party.weight);
        if weights.is_zero() {
            return Ok(parties);
        }
        for party in &mut parties {
            party.exact = &amount * &party.weight / &weights;
            party.paid = numbers::round(&party.exact, &unit, Rounding::Down);
        }
        let left = parties.iter().fold(amount, |left, party| left - &party.paid);
        give_odd_units(&allocate.odd, &mut parties, left, &unit);
        Ok(parties)
    }

    /// Everyone who takes part in the amount of a group, in the order of the input, with nothing paid yet.
    fn parties(&mut self, allocate: &Allocate, record: RecordId, cohort: usize) -> Result<Vec<Party>, Cell> {
        let mut parties = Vec::new();
        for row in self.members(record, allocate.among, allocate.within, cohort)? {
            let weight = match self.value(allocate.weight, row) {
                Cell::Present(V::Number(weight)) => weight,
                Cell::Blank | Cell::NotApplicable => BigRational::zero(),
                refused => return Err(refused),
            };
            let order = self.order_keys(keys(&allocate.odd), row)?;
            parties.push(Party { row, weight, exact: BigRational::zero(), paid: BigRational::zero(), order });
        }
        Ok(parties)
    }
}

/// The values that say who takes the odd units.
fn keys(odd: &OddUnits) -> &[ExprId] {
    match odd {
        OddUnits::LargestRemainder(keys) | OddUnits::OneByOne(keys) | OddUnits::ToFirst(keys) | OddUnits::ToLast(keys) => keys,
        OddUnits::Lapse => &[],
    }
}

/// Hands out what whole units leave over, only to those with a weight. Units are of the sign of the amount, so a loss is shared as a
/// gain is. What is left of an amount that is no multiple of the unit goes to the first or last, or to the next in line.
fn give_odd_units(odd: &OddUnits, parties: &mut [Party], left: BigRational, unit: &BigRational) {
    let mut takers = parties.iter_mut().filter(|party| !party.weight.is_zero()).collect::<Vec<_>>();
    takers.sort_by(|a, b| order_of(&a.order, &b.order));
    match odd {
        OddUnits::LargestRemainder(_) => {
            // Stable: equal remainders stay in the order just made.
            takers.sort_by_key(|party| std::cmp::Reverse((&party.exact - &party.paid).abs()));
            one_each(takers, left, unit);
        }
        OddUnits::OneByOne(_) => one_each(takers, left, unit),
        OddUnits::ToFirst(_) => takers.into_iter().take(1).for_each(|first| first.paid += &left),
        OddUnits::ToLast(_) => takers.into_iter().rev().take(1).for_each(|last| last.paid += &left),
        OddUnits::Lapse => {}
    }
}

/// One unit to each, from the first on, as long as whole units are left, and less than a unit to the one after; those are never more
/// than the takers.
fn one_each(takers: Vec<&mut Party>, left: BigRational, unit: &BigRational) {
    let units = (left.abs() / unit).to_integer().to_usize().expect("fewer than the takers");
    let one = unit * if left.is_negative() { -BigInt::one() } else { BigInt::one() };
    let rest = &left - &one * BigInt::from(units);
    let parts = std::iter::repeat_n(one, units).chain([rest]);
    takers.into_iter().zip(parts).for_each(|(taker, part)| taker.paid += part);
}
