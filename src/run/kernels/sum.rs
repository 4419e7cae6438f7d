//! Sums of fractions: added in pairs, for a sum of many has a long denominator, and given up where it grows far beyond the limit.

use crate::data::columns::State;
use crate::run::limits::MOST_BITS;
use crate::values::Exact;

/// A number of so few bits is added to at once.
const SHORT: u64 = 256;

/// How far a sum may grow on the way: what is added later may shorten it.
pub(super) const LONGEST: u64 = 2 * MOST_BITS;

/// A sum on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    /// The sum of the latest numbers, as long as it is short.
    short: Exact,
    /// Sums of numbers before, each of twice as many as the next one; and of how many doublings it is.
    long: Vec<(u32, Exact)>,
    is_too_long: bool,
}

impl Sum {
    /// Adds a number.
    pub(super) fn add(&mut self, number: &Exact) {
        if self.is_too_long {
            return;
        }
        self.short = self.short.add(number);
        if self.short.bits() <= SHORT {
            return;
        }
        let (mut doublings, mut sum) = (0u32, std::mem::take(&mut self.short));
        while let Some((_, before)) = self.long.pop_if(|(own, _)| *own == doublings) {
            (doublings, sum) = (doublings.saturating_add(1), before.add(&sum));
        }
        self.is_too_long = sum.bits() > LONGEST;
        self.long.push((doublings, sum));
    }

    /// The sum; none where it grew too long.
    pub(super) fn total(self) -> Option<Exact> {
        let Sum { short, long, is_too_long } = self;
        (!is_too_long).then(|| long.into_iter().rev().fold(short, |sum, (_, before)| sum.add(&before)))
    }
}

/// The totals of sums; one that grew too long makes its state so.
pub(super) fn totals(sums: impl IntoIterator<Item = Sum>, states: &mut [State]) -> Vec<Exact> {
    let totals = sums.into_iter().zip(states).map(|(sum, state)| {
        let total = sum.total();
        if total.is_none() {
            *state = (*state).max(State::TooLarge);
        }
        total.unwrap_or_default()
    });
    totals.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_that_of_its_numbers_one_after_the_other() {
        let third = |at: i128| Exact::ratio(if at % 3 == 0 { -at } else { at }, at.saturating_mul(7).saturating_add(1)).unwrap_or_default();
        for many in [0, 1, 2, 3, 30, 100, 333] {
            let (mut sum, mut plain) = (Sum::default(), Exact::ZERO);
            for at in 0..many {
                sum.add(&third(at));
                plain = plain.add(&third(at));
            }
            assert_eq!(sum.total(), Some(plain));
        }
    }

    #[test]
    fn a_sum_that_grows_far_beyond_the_limit_is_given_up() {
        let mut sum = Sum::default();
        for at in 0..30_000 {
            sum.add(&Exact::ratio(1, i128::from(at) * 1_000_003 + 7).unwrap_or_default());
        }
        assert_eq!(sum.total(), None);
    }
}
