//! From exact numbers to whole units: floor, ceiling, the declared roundings, and fixed decimals.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

use super::super::rounding::{Rounding, divide_big, divide_i128};
use super::{Exact, Form, POWERS_OF_FIVE, power_of_ten};

/// The most decimals that [`Exact::decimals`] looks for.
const MOST_DECIMALS: u8 = 38;

impl Exact {
    /// The greatest whole number that is not above this one.
    pub fn floor(&self) -> Exact {
        self.to_whole(if self.is_negative() { Rounding::Up } else { Rounding::Down })
    }

    /// The smallest whole number that is not below this one.
    pub fn ceil(&self) -> Exact {
        self.to_whole(if self.is_negative() { Rounding::Down } else { Rounding::Up })
    }

    /// This number rounded to a multiple of `unit`, which is above zero: 0.01 for cents, 100 for full hundreds.
    /// The sign of the unit is not looked at, and a unit of zero leaves the number as it is.
    pub fn round(&self, mode: Rounding, unit: &Exact) -> Exact {
        match self.div(unit) {
            Some(units) => units.to_whole(mode).mul(unit),
            None => self.clone(),
        }
    }

    /// This number rounded to so many decimal places.
    pub fn round_places(&self, mode: Rounding, places: u8) -> Exact {
        if let Form::Small { num, den } = &self.0
            && let Some(rounded) = small_places(*num, *den, mode, places)
        {
            return rounded;
        }
        self.round(mode, &Exact::from_scaled(1, places))
    }

    /// This number in units of 10^-`scale`; `None` when it is not a whole number of them or takes more than 128 bits.
    pub fn to_scaled(&self, scale: u8) -> Option<i128> {
        if let Form::Small { num, den } = &self.0
            && let Ok(den) = u64::try_from(*den)
            && let Some(power) = 10u64.checked_pow(u32::from(scale))
        {
            let (units, rest) = (power.checked_div(den)?, power.checked_rem(den)?);
            return if rest == 0 { num.checked_mul(i128::from(units)) } else { None };
        }
        if let Form::Small { num, den } = &self.0
            && let Some(power) = 10i128.checked_pow(u32::from(scale))
        {
            // The fraction is reduced, so its denominator alone has to divide the power.
            let (units, rest) = (power.checked_div(*den)?, power.checked_rem(*den)?);
            return if rest == 0 { num.checked_mul(units) } else { None };
        }
        let (units, rest) = self.numerator_in(scale).div_rem(&self.denom());
        rest.is_zero().then(|| units.to_i128())?
    }

    /// The decimal places that writing this number in full takes; `None` when no 38 places are enough.
    pub fn decimals(&self) -> Option<u8> {
        if let Form::Small { den, .. } = &self.0
            && let Ok(den) = u64::try_from(*den)
        {
            return places_of(den).filter(|places| *places <= MOST_DECIMALS);
        }
        (0..=MOST_DECIMALS).find(|places| match &self.0 {
            Form::Small { den, .. } => 10i128.checked_pow(u32::from(*places)).and_then(|power| power.checked_rem(*den)) == Some(0),
            Form::Big(big) => power_of_ten(*places).is_multiple_of(big.denom()),
        })
    }

    /// This number in units of 10^-`scale`, rounded, at any size.
    pub(in super::super) fn to_scaled_big(&self, scale: u8, mode: Rounding) -> BigInt {
        divide_big(&self.numerator_in(scale), &self.denom(), mode)
    }

    /// Rounds to a whole number.
    fn to_whole(&self, mode: Rounding) -> Exact {
        match &self.0 {
            Form::Small { den: 1, .. } => self.clone(),
            Form::Small { num, den } => match divide_i128(*num, *den, mode) {
                Some(whole) => Exact::from_int(whole),
                None => Exact::from(divide_big(&(*num).into(), &(*den).into(), mode)),
            },
            Form::Big(big) => Exact::from(divide_big(big.numer(), big.denom(), mode)),
        }
    }

    /// The numerator of this number × 10^`scale` over its own denominator.
    #[allow(clippy::arithmetic_side_effects, reason = "a big integer grows where a machine integer overflows")]
    fn numerator_in(&self, scale: u8) -> BigInt {
        self.numer() * power_of_ten(scale)
    }
}

/// The short way of rounding to decimal places, while everything fits.
fn small_places(num: i128, den: i128, mode: Rounding, places: u8) -> Option<Exact> {
    let power = 10i128.checked_pow(u32::from(places))?;
    Exact::small(divide_i128(num.checked_mul(power)?, den, mode)?, power)
}

/// The decimal places that a reduced fraction of this denominator takes: as many as it has twos or fives, if it has nothing else.
fn places_of(den: u64) -> Option<u8> {
    let twos = u8::try_from(den.trailing_zeros()).ok()?;
    let rest = den.checked_shr(u32::from(twos))?;
    let fives = POWERS_OF_FIVE.iter().position(|power| *power >= rest).filter(|at| POWERS_OF_FIVE.get(*at) == Some(&rest))?;
    Some(twos.max(u8::try_from(fives).ok()?))
}
