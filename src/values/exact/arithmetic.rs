//! The four operations on exact numbers, as methods and as operators.
//!
//! Each tries machine integers first and widens where they overflow. There is no `/`: a quotient may not exist.

use std::iter;
use std::ops;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::{Exact, Form, common_divisor, divisor};

#[allow(clippy::arithmetic_side_effects, reason = "big rationals grow where machine integers overflow")]
impl Exact {
    /// The sum.
    pub fn add(&self, other: &Exact) -> Exact {
        if let (Form::Small { num: a, den: b }, Form::Small { num: c, den: d }) = (&self.0, &other.0)
            && let Some(sum) = small_sum(*a, *b, *c, *d)
        {
            return sum;
        }
        Exact::normal(big_sum(&self.to_big(), &other.to_big()))
    }

    /// The difference.
    pub fn sub(&self, other: &Exact) -> Exact {
        self.add(&other.neg())
    }

    /// The product.
    pub fn mul(&self, other: &Exact) -> Exact {
        if let (Form::Small { num: a, den: b }, Form::Small { num: c, den: d }) = (&self.0, &other.0)
            && let Some(product) = small_product(*a, *b, *c, *d)
        {
            return product;
        }
        let (one, other) = (self.to_big(), other.to_big());
        Exact::normal(big_product((one.numer(), one.denom()), (other.numer(), other.denom())))
    }

    /// The quotient; `None` when `other` is zero.
    pub fn div(&self, other: &Exact) -> Option<Exact> {
        if let (Form::Small { num: a, den: b }, Form::Small { num: c, den: d }) = (&self.0, &other.0)
            && *c != 0
            && let Some(quotient) = small_product(*a, *b, if *c < 0 { -*d } else { *d }, c.abs())
        {
            return Some(quotient);
        }
        if other.is_zero() {
            return None;
        }
        let (one, other) = (self.to_big(), other.to_big());
        let sign = other.numer().signum();
        Some(Exact::normal(big_product((one.numer(), one.denom()), (&(other.denom() * sign), &other.numer().abs()))))
    }

    /// The number with its sign turned.
    pub fn neg(&self) -> Exact {
        match &self.0 {
            // The one integer without a counterpart is never small.
            Form::Small { num, den } => Exact(Form::Small { num: -*num, den: *den }),
            Form::Big(big) => Exact::normal(-(**big).clone()),
        }
    }

    /// The size, without the sign.
    pub fn abs(&self) -> Exact {
        match &self.0 {
            Form::Small { num, den } => Exact(Form::Small { num: num.abs(), den: *den }),
            Form::Big(big) => Exact::normal(BigRational::abs(big)),
        }
    }
}

/// The sum of reduced fractions, reduced with divisors of the denominators alone, of which one is mostly short (Knuth, The Art of Computer
/// Programming, volume 2, 4.5.1).
#[allow(clippy::arithmetic_side_effects, reason = "big integers grow, and no divisor is zero")]
fn big_sum(one: &BigRational, other: &BigRational) -> BigRational {
    let (a, b, c, d) = (one.numer(), one.denom(), other.numer(), other.denom());
    let common = divisor::common_divisor(b, d);
    if common.is_one() {
        return BigRational::new_raw(a * d + c * b, b * d);
    }
    let (b_rest, d_rest) = (b / &common, d / &common);
    let sum = a * d_rest + c * &b_rest;
    let again = divisor::common_divisor(&sum, &common);
    BigRational::new_raw(sum / &again, b_rest * (d / again))
}

/// The product of reduced fractions, cancelled crosswise.
#[allow(clippy::arithmetic_side_effects, reason = "big integers grow, and no divisor is zero")]
fn big_product((a, b): (&BigInt, &BigInt), (c, d): (&BigInt, &BigInt)) -> BigRational {
    if a.is_zero() || c.is_zero() {
        return BigRational::zero();
    }
    let (over, under) = (divisor::common_divisor(a, d), divisor::common_divisor(c, b));
    BigRational::new_raw((a / &over) * (c / &under), (b / under) * (d / over))
}

/// a/b + c/d over the least common denominator.
fn small_sum(a: i128, b: i128, c: i128, d: i128) -> Option<Exact> {
    if b == d {
        return Exact::small(a.checked_add(c)?, b);
    }
    let common = i128::try_from(common_divisor(b, d)).ok()?;
    let (b_widens, d_widens) = (d.checked_div(common)?, b.checked_div(common)?);
    let num = a.checked_mul(b_widens)?.checked_add(c.checked_mul(d_widens)?)?;
    Exact::small(num, b.checked_mul(b_widens)?)
}

/// a/b × c/d, cancelled crosswise first, so that the product is reduced and overflows only when it must.
fn small_product(a: i128, b: i128, c: i128, d: i128) -> Option<Exact> {
    if b == 1 && d == 1 {
        return Exact::small(a.checked_mul(c)?, 1);
    }
    let over = i128::try_from(common_divisor(a, d)).ok()?;
    let under = i128::try_from(common_divisor(c, b)).ok()?;
    let num = a.checked_div(over)?.checked_mul(c.checked_div(under)?)?;
    let den = b.checked_div(under)?.checked_mul(d.checked_div(over)?)?;
    (num != i128::MIN).then_some(Exact(Form::Small { num, den }))
}

macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl ops::$trait<&Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact::$method(self, other)
            }
        }
        impl ops::$trait<Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                Exact::$method(self, &other)
            }
        }
        impl ops::$trait<&Exact> for Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact::$method(&self, other)
            }
        }
        impl ops::$trait<Exact> for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                Exact::$method(&self, &other)
            }
        }
    };
}
operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);

impl ops::Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact::neg(self)
    }
}

impl ops::Neg for Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact::neg(&self)
    }
}

impl iter::Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(numbers: I) -> Exact {
        numbers.fold(Exact::ZERO, |total, number| Exact::add(&total, &number))
    }
}

impl<'a> iter::Sum<&'a Exact> for Exact {
    fn sum<I: Iterator<Item = &'a Exact>>(numbers: I) -> Exact {
        numbers.fold(Exact::ZERO, |total, number| Exact::add(&total, number))
    }
}
