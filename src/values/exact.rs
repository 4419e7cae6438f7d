//! Exact rational numbers: what every figure of a policy is between two roundings.
//!
//! Small ones are a reduced fraction of two machine integers; whatever does not fit there becomes a fraction of big
//! integers, and comes back as soon as it fits again. So equal numbers always have the same form, and nothing wraps.
//! Money, ratios and their units are not known here. Arithmetic is in `arithmetic`, roundings in `round`.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

mod arithmetic;
mod divisor;
mod round;
#[cfg(test)]
mod tests;

/// An exact rational number of any size.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Exact(Form);

/// `Small` holds every number whose reduced fraction fits, except the numerator `i128::MIN`, so that a sign can always
/// be turned; `Big` holds all others, reduced. Hence equality by form is equality by value.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Small { num: i128, den: i128 },
    Big(Box<BigRational>),
}

impl Exact {
    /// The number 0.
    pub const ZERO: Exact = Exact(Form::Small { num: 0, den: 1 });
    /// The number 1.
    pub const ONE: Exact = Exact(Form::Small { num: 1, den: 1 });

    /// The number 0.
    pub fn zero() -> Exact {
        Exact::ZERO
    }

    /// The number 1.
    pub fn one() -> Exact {
        Exact::ONE
    }

    /// A whole number.
    pub fn from_int(value: i128) -> Exact {
        if value == i128::MIN {
            return Exact(Form::Big(Box::new(BigRational::from_integer(value.into()))));
        }
        Exact(Form::Small { num: value, den: 1 })
    }

    /// The number `value` × 10^-`scale`: `from_scaled(1250, 2)` is 12.50.
    pub fn from_scaled(value: i128, scale: u8) -> Exact {
        if let Some(exact) = i64::try_from(value).ok().and_then(|value| short_decimal(value, scale)) {
            return exact;
        }
        let small = 10i128.checked_pow(u32::from(scale)).and_then(|power| Exact::small(value, power));
        small.unwrap_or_else(|| Exact::normal(BigRational::new(value.into(), power_of_ten(scale))))
    }

    /// The fraction `num` / `den`, reduced; `None` when `den` is zero.
    pub fn ratio(num: i128, den: i128) -> Option<Exact> {
        if den == 0 {
            return None;
        }
        Some(Exact::small(num, den).unwrap_or_else(|| Exact::normal(BigRational::new(num.into(), den.into()))))
    }

    /// A fraction of big integers; its denominator must not be zero, and it may be unreduced.
    pub fn from_big(value: BigRational) -> Exact {
        Exact::normal(value.reduced())
    }

    /// The same number as a fraction of big integers.
    pub fn to_big(&self) -> BigRational {
        match &self.0 {
            Form::Small { num, den } => BigRational::new_raw((*num).into(), (*den).into()),
            Form::Big(big) => (**big).clone(),
        }
    }

    /// The numerator of the reduced fraction; it carries the sign.
    pub fn numer(&self) -> BigInt {
        match &self.0 {
            Form::Small { num, .. } => (*num).into(),
            Form::Big(big) => big.numer().clone(),
        }
    }

    /// The denominator of the reduced fraction; always positive.
    pub fn denom(&self) -> BigInt {
        match &self.0 {
            Form::Small { den, .. } => (*den).into(),
            Form::Big(big) => big.denom().clone(),
        }
    }

    /// The bits that numerator and denominator take together, for the limit on the size of a number.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Form::Small { num, den } => {
                let used = |part: i128| u64::from(u128::BITS.saturating_sub(part.unsigned_abs().leading_zeros()));
                used(*num).saturating_add(used(*den))
            }
            Form::Big(big) => big.numer().bits().saturating_add(big.denom().bits()),
        }
    }

    /// Whether this is 0.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Form::Small { num: 0, .. })
    }

    /// Whether this is below 0.
    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    /// Whether this is a whole number.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Form::Small { den, .. } => *den == 1,
            Form::Big(big) => big.is_integer(),
        }
    }

    /// -1 below 0, 0 at 0, 1 above 0.
    pub fn signum(&self) -> i8 {
        let sign = match &self.0 {
            Form::Small { num, .. } => num.cmp(&0),
            Form::Big(big) => big.numer().cmp(&BigInt::zero()),
        };
        match sign {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        }
    }

    /// The whole number that this is; `None` for a fraction or beyond 128 bits.
    pub fn to_i128(&self) -> Option<i128> {
        match &self.0 {
            Form::Small { num, den: 1 } => Some(*num),
            Form::Small { .. } => None,
            Form::Big(big) => big.is_integer().then(|| big.numer().to_i128())?,
        }
    }

    /// The fraction of machine integers reduced, if it is one of the small numbers; `den` must not be zero.
    fn small(num: i128, den: i128) -> Option<Exact> {
        if den == 1 && num != i128::MIN {
            return Some(Exact(Form::Small { num, den }));
        }
        let (num_size, den_size) = reduced(num.unsigned_abs(), den.unsigned_abs())?;
        let (num_size, den_size) = (i128::try_from(num_size).ok()?, i128::try_from(den_size).ok()?);
        let num = if (num < 0) == (den < 0) { num_size } else { num_size.checked_neg()? };
        Some(Exact(Form::Small { num, den: den_size }))
    }

    /// The one form of a reduced fraction.
    fn normal(value: BigRational) -> Exact {
        match (value.numer().to_i128(), value.denom().to_i128()) {
            (Some(num), Some(den)) if num != i128::MIN => Exact(Form::Small { num, den }),
            _ => Exact(Form::Big(Box::new(value))),
        }
    }
}

/// The most digits after the point of a number whose power of ten has 64 bits.
const MOST_SHORT: u8 = 18;

/// The powers of five that 64 bits hold.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "what would be amiss is found while compiling")]
const POWERS_OF_FIVE: [u64; 28] = {
    let (mut powers, mut at) = ([1; 28], 1);
    while at < powers.len() {
        powers[at] = powers[at - 1] * 5;
        at += 1;
    }
    powers
};

/// The number `value` × 10^-`scale` where the power has 64 bits: with a power of ten a number shares twos and fives alone, which are found
/// quicker than a divisor is.
fn short_decimal(value: i64, scale: u8) -> Option<Exact> {
    if scale > MOST_SHORT {
        return None;
    }
    let twos = value.trailing_zeros().min(u32::from(scale));
    let (mut num, mut fives) = (value.checked_shr(twos)?, scale);
    while fives > 0 && num.checked_rem(5) == Some(0) {
        (num, fives) = (num.checked_div(5)?, fives.checked_sub(1)?);
    }
    let den = POWERS_OF_FIVE.get(usize::from(fives))?.checked_shl(u32::from(scale).checked_sub(twos)?)?;
    Some(Exact(Form::Small { num: i128::from(num), den: i128::from(den) }))
}

/// A fraction of sizes, reduced; 64-bit numbers, nearly all of them, take the short way.
fn reduced(num: u128, den: u128) -> Option<(u128, u128)> {
    if let (Ok(num), Ok(den)) = (u64::try_from(num), u64::try_from(den)) {
        let common = num.gcd(&den);
        return Some((u128::from(num.checked_div(common)?), u128::from(den.checked_div(common)?)));
    }
    let common = num.gcd(&den);
    Some((num.checked_div(common)?, den.checked_div(common)?))
}

/// The greatest common divisor of the sizes; 64-bit numbers take the short way.
fn common_divisor(a: i128, b: i128) -> u128 {
    let (a, b) = (a.unsigned_abs(), b.unsigned_abs());
    match (u64::try_from(a), u64::try_from(b)) {
        (Ok(a), Ok(b)) => u128::from(a.gcd(&b)),
        _ => a.gcd(&b),
    }
}

/// 10 to the power of `exponent`.
fn power_of_ten(exponent: u8) -> BigInt {
    BigInt::from(10u8).pow(u32::from(exponent))
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        if let (Form::Small { num: a, den: b }, Form::Small { num: c, den: d }) = (&self.0, &other.0) {
            if b == d {
                return a.cmp(c);
            }
            if let (Some(left), Some(right)) = (a.checked_mul(*d), c.checked_mul(*b)) {
                return left.cmp(&right);
            }
        }
        self.signum().cmp(&other.signum()).then_with(|| self.to_big().cmp(&other.to_big()))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (num, den) = (self.numer(), self.denom());
        if den.is_one() { write!(f, "{num}") } else { write!(f, "{num}/{den}") }
    }
}

impl Default for Exact {
    fn default() -> Exact {
        Exact::ZERO
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Exact {
        Exact::from_int(value.into())
    }
}

impl From<BigInt> for Exact {
    fn from(value: BigInt) -> Exact {
        Exact::normal(BigRational::from_integer(value))
    }
}
