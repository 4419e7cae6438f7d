//! The four roundings of the language, on machine integers.
//!
//! All of them look at the size of a number and leave its sign alone, so a debit rounds as the credit that reverses it;
//! zero has no sign. Every function gives `None` where the result does not fit, or where the divisor is zero.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};

/// What becomes of the part that is smaller than the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest unit, a tie away from zero (四舍五入).
    HalfUp,
    /// To the nearest unit, a tie to the even one (五成双).
    HalfEven,
    /// Toward zero (舍去).
    Down,
    /// Away from zero (进位).
    Up,
}

impl Rounding {
    /// Whether a quotient cut toward zero moves one step away from it, given how the rest that was cut off (not zero)
    /// compares with half the divisor, and whether the cut quotient is odd.
    fn steps_away(self, rest_to_half: Ordering, odd: bool) -> bool {
        match self {
            Rounding::HalfUp => rest_to_half.is_ge(),
            Rounding::HalfEven => rest_to_half.is_gt() || (rest_to_half.is_eq() && odd),
            Rounding::Down => false,
            Rounding::Up => true,
        }
    }
}

/// Divides and rounds to a whole number; `None` when `d` is zero or the quotient does not fit.
pub fn divide_i64(n: i64, d: i64, mode: Rounding) -> Option<i64> {
    let (cut, rest) = (n.checked_div(d)?, n.checked_rem(d)?);
    if rest == 0 {
        return Some(cut);
    }
    let (rest, whole) = (rest.unsigned_abs(), d.unsigned_abs());
    // The rest against what it lacks to the whole: the same as twice the rest against the whole, without overflow.
    if !mode.steps_away(rest.cmp(&whole.abs_diff(rest)), cut & 1 == 1) {
        return Some(cut);
    }
    cut.checked_add(if (n < 0) == (d < 0) { 1 } else { -1 })
}

/// Divides and rounds to a whole number; `None` when `d` is zero or the quotient does not fit.
pub fn divide_i128(n: i128, d: i128, mode: Rounding) -> Option<i128> {
    let (cut, rest) = (n.checked_div(d)?, n.checked_rem(d)?);
    if rest == 0 {
        return Some(cut);
    }
    let (rest, whole) = (rest.unsigned_abs(), d.unsigned_abs());
    if !mode.steps_away(rest.cmp(&whole.abs_diff(rest)), cut & 1 == 1) {
        return Some(cut);
    }
    cut.checked_add(if (n < 0) == (d < 0) { 1 } else { -1 })
}

/// Divides by a positive number and rounds to a whole one, at any size.
#[allow(clippy::arithmetic_side_effects, reason = "a big integer grows where a machine integer overflows")]
pub(super) fn divide_big(n: &BigInt, positive: &BigInt, mode: Rounding) -> BigInt {
    let (cut, rest) = n.div_rem(positive);
    let rest_to_half = (rest.abs() * 2u8).cmp(positive);
    if rest.is_zero() || !mode.steps_away(rest_to_half, cut.is_odd()) {
        return cut;
    }
    cut + n.signum()
}

/// Rewrites a number of 10^-`from_scale` as a number of 10^-`to_scale`; `None` when it does not fit.
pub fn rescale_i64(value: i64, from_scale: u8, to_scale: u8, mode: Rounding) -> Option<i64> {
    i64::try_from(rescale_i128(i128::from(value), from_scale, to_scale, mode)?).ok()
}

/// Rewrites a number of 10^-`from_scale` as a number of 10^-`to_scale`; `None` when it does not fit.
pub fn rescale_i128(value: i128, from_scale: u8, to_scale: u8, mode: Rounding) -> Option<i128> {
    let power = 10i128.checked_pow(u32::from(from_scale.abs_diff(to_scale)));
    if from_scale <= to_scale {
        return if value == 0 { Some(0) } else { value.checked_mul(power?) };
    }
    match power {
        Some(power) => divide_i128(value, power, mode),
        // The unit is at least 10^39, more than twice any value: only `up` reaches it.
        None if mode == Rounding::Up => Some(value.signum()),
        None => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Rounding::{Down, HalfEven, HalfUp, Up};
    use super::*;

    const MODES: [Rounding; 4] = [HalfUp, HalfEven, Down, Up];

    /// The definition, in words of its own: a multiple within one unit, picked by distance.
    #[allow(clippy::arithmetic_side_effects)]
    fn by_definition(n: i128, d: i128, mode: Rounding) -> i128 {
        let (size, unit) = (n.abs(), d.abs());
        let below = size.div_euclid(unit);
        let above = if size.rem_euclid(unit) == 0 { below } else { below + 1 };
        let (down, up) = (size - below * unit, above * unit - size);
        let size = match mode {
            Down => below,
            Up => above,
            HalfUp | HalfEven if down < up => below,
            HalfUp | HalfEven if down > up => above,
            HalfUp => above,
            HalfEven => [below, above].into_iter().find(|q| q % 2 == 0).unwrap_or(below),
        };
        if (n < 0) == (d < 0) { size } else { -size }
    }

    #[test]
    fn ties_of_both_signs() {
        for (n, expected) in [(5, [1, 0, 0, 1]), (15, [2, 2, 1, 2]), (25, [3, 2, 2, 3]), (14, [1, 1, 1, 2]), (16, [2, 2, 1, 2])] {
            for (mode, expected) in MODES.into_iter().zip(expected) {
                for (n, d, expected) in [(n, 10, expected), (-n, 10, -expected), (n, -10, -expected), (-n, -10, expected)] {
                    assert_eq!(divide_i64(n, d, mode), Some(expected), "{n}/{d} {mode:?}");
                    assert_eq!(divide_i128(n.into(), d.into(), mode), Some(expected.into()), "{n}/{d} {mode:?}");
                }
            }
        }
    }

    #[test]
    fn extremes_do_not_wrap() {
        for mode in MODES {
            assert_eq!(divide_i64(1, 0, mode), None);
            assert_eq!(divide_i64(i64::MIN, -1, mode), None);
            assert_eq!(divide_i128(i128::MIN, -1, mode), None);
            assert_eq!(divide_i64(i64::MIN, i64::MIN, mode), Some(1));
            assert_eq!(divide_i64(i64::MIN, 1, mode), Some(i64::MIN));
            assert_eq!(rescale_i64(i64::MAX, 0, 1, mode), None);
            assert_eq!(rescale_i128(i128::MIN, 2, 3, mode), None);
            assert_eq!(rescale_i128(0, 0, 255, mode), Some(0));
            let outward = i64::from(mode == Up);
            assert_eq!(rescale_i64(i64::MIN, 255, 0, mode), Some(-outward));
            assert_eq!(rescale_i128(i128::MAX, 39, 0, mode), Some(outward.into()));
            assert_eq!(rescale_i64(0, 255, 0, mode), Some(0));
        }
        // 9.22e18 is nearer to 10^19 than to nothing.
        assert_eq!(rescale_i64(i64::MAX, 19, 0, HalfUp), Some(1));
        assert_eq!(divide_i64(i64::MAX, i64::MIN, HalfUp), Some(-1));
        assert_eq!(divide_i64(i64::MAX, i64::MIN, Down), Some(0));
    }

    proptest! {
        #[test]
        fn division_is_as_defined(n in any::<i64>(), d in prop_oneof![any::<i64>(), -20..20i64], small in -100..100i64) {
            for mode in MODES {
                for n in [n, small] {
                    let expected = (d != 0).then(|| by_definition(n.into(), d.into(), mode));
                    prop_assert_eq!(divide_i64(n, d, mode), expected.and_then(|q| i64::try_from(q).ok()));
                    prop_assert_eq!(divide_i128(n.into(), d.into(), mode), expected);
                }
            }
        }

        #[test]
        fn big_division_agrees(n in any::<i128>(), d in 1..=i128::MAX, small in 1..50i128) {
            for mode in MODES {
                for d in [d, small] {
                    prop_assert_eq!(Some(divide_big(&n.into(), &d.into(), mode)), divide_i128(n, d, mode).map(BigInt::from));
                }
            }
        }

        #[test]
        fn rescaling_there_and_back(value in any::<i64>(), scale in 0u8..10, more in 0u8..19) {
            for mode in MODES {
                let wide = rescale_i128(value.into(), scale, scale.saturating_add(more), mode);
                prop_assert_eq!(wide.and_then(|w| rescale_i128(w, scale.saturating_add(more), scale, mode)), Some(value.into()));
            }
        }
    }
}
