//! Whole numbers in fractions, and the four roundings.

use merit::values::{Exact, Rounding};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

/// A constant of the program as a fraction.
pub fn of(number: &Exact) -> BigRational {
    number.to_big()
}

/// Ten to a power.
pub fn power_of_ten(exponent: u32) -> BigRational {
    (0..exponent).fold(BigRational::one(), |power, _| power * BigInt::from(10))
}

/// The nearest multiple of a unit, by distance: of the two multiples around the size of a value, the sign being kept.
pub fn round(value: &BigRational, unit: &BigRational, mode: Rounding) -> BigRational {
    let size = value.abs() / unit;
    let below = size.floor();
    let above = size.ceil();
    let to_below = &size - &below;
    let to_above = &above - &size;
    let nearer_is_above = to_above < to_below;
    let tie = to_above == to_below;
    let take_above = match mode {
        Rounding::Down => false,
        Rounding::Up => true,
        Rounding::HalfUp => nearer_is_above || tie,
        Rounding::HalfEven => nearer_is_above || (tie && !is_even(&below)),
    };
    let rounded = if take_above { above } else { below } * unit;
    if value.is_negative() { -rounded } else { rounded }
}

/// Whether a whole number is even.
fn is_even(whole: &BigRational) -> bool {
    (whole / BigInt::from(2)).is_integer()
}

/// A number as text: its shortest decimal where that ends within 38 places, else the fraction.
pub fn to_text(value: &BigRational) -> String {
    let Some(places) = (0..=38).find(|places| (value * power_of_ten(*places)).is_integer()) else {
        return format!("{}/{}", value.numer(), value.denom());
    };
    let digits = (value.abs() * power_of_ten(places)).to_integer().to_string();
    let places = places as usize;
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if value.is_negative() { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}
