//! Numbers divided by a constant and rounded.
//!
//! What a loop needs is moved into it: a reference to it would be followed in each row, for what is written there may change it.

use super::Lane;
use super::kernels::each;
use crate::plan::narrow::{Divisor, Product};
use crate::values::Rounding;

/// `a × up ÷ divisor`, rounded to whole units, times `size`.
#[inline(always)]
pub(super) fn round(out: &mut [i64], a: Lane<'_, i64>, up: i64, divisor: Divisor, size: i64, mode: Rounding) {
    let by = divisor.by;
    match mode {
        Rounding::HalfUp => quotients(out, a, up, divisor, size, by >> 1, |_, quotient| quotient),
        Rounding::Down => quotients(out, a, up, divisor, size, 0, |_, quotient| quotient),
        Rounding::Up => quotients(out, a, up, divisor, size, by - 1, |_, quotient| quotient),
        // A tie went up; it goes back where that made it odd.
        Rounding::HalfEven => quotients(out, a, up, divisor, size, by >> 1, move |sum, quotient| {
            let tie = (by & 1 == 0) & (sum == quotient.wrapping_mul(by));
            quotient - (u64::from(tie) & quotient & 1)
        }),
    }
}

/// `(|a × up| + more) ÷ divisor`, settled, with the sign and the size of a unit.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "each call is one loop")]
fn quotients(out: &mut [i64], a: Lane<'_, i64>, up: i64, divisor: Divisor, size: i64, more: u64, settle: impl Fn(u64, u64) -> u64 + Copy) {
    let Divisor { by, magic, shift, product } = divisor;
    if by == 1 {
        // Nothing is cut off.
        return each(out, a, move |unit| unit.wrapping_mul(up).wrapping_mul(size));
    }
    match product {
        Product::Whole => signed(out, a, up, size, more, move |sum| settle(sum, sum.wrapping_mul(magic) >> shift)),
        Product::Parts => signed(out, a, up, size, more, move |sum| settle(sum, upper_half_of_parts(sum, magic) >> shift)),
        Product::Carried => signed(out, a, up, size, more, move |sum| settle(sum, upper_half(sum, magic) >> shift)),
    }
}

/// What is made of `|a × up| + more`, with the sign and the size of a unit.
#[inline(always)]
fn signed(out: &mut [i64], a: Lane<'_, i64>, up: i64, size: i64, more: u64, quotient: impl Fn(u64) -> u64) {
    each(out, a, move |unit| {
        let unit = unit.wrapping_mul(up);
        let quotient = quotient(unit.unsigned_abs().wrapping_add(more));
        let sign = unit >> 63;
        ((quotient as i64 ^ sign) - sign).wrapping_mul(size)
    });
}

const LOW: u64 = 0xFFFF_FFFF;

/// The upper half of a product of 64 bits each, from products of 32 bits, which vector registers have.
#[inline(always)]
pub(super) fn upper_half(a: u64, b: u64) -> u64 {
    let (a_low, a_high, b_low, b_high) = (a & LOW, a >> 32, b & LOW, b >> 32);
    let (low, left, right, high) = (a_low * b_low, a_high * b_low, a_low * b_high, a_high * b_high);
    let middle = (low >> 32) + (left & LOW) + (right & LOW);
    high + (left >> 32) + (right >> 32) + (middle >> 32)
}

/// The same where the two products in the middle can be added without a carry.
#[inline(always)]
pub(super) fn upper_half_of_parts(a: u64, b: u64) -> u64 {
    let (a_low, a_high, b_low, b_high) = (a & LOW, a >> 32, b & LOW, b >> 32);
    let (low, left, right, high) = (a_low * b_low, a_high * b_low, a_low * b_high, a_high * b_high);
    high.wrapping_add((low >> 32).wrapping_add(left).wrapping_add(right) >> 32)
}
