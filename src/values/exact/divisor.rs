//! The greatest common divisor of big integers by Lehmer's method (Knuth, The Art of Computer Programming, volume 2, 4.5.2, algorithm L): the
//! leading bits say what many steps of Euclid's do, and one pass over the numbers does them.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use std::mem;

/// How many leading bits are looked at: what is computed of them stays within 64 with its sign.
const LEADING: u64 = 62;

/// The greatest common divisor of the sizes; the size of the other where one is zero.
#[allow(clippy::arithmetic_side_effects, reason = "big integers grow; what is divided by is not zero")]
pub(super) fn common_divisor(one: &BigInt, other: &BigInt) -> BigInt {
    let (mut more, mut less) = (one.abs(), other.abs());
    if more < less {
        mem::swap(&mut more, &mut less);
    }
    while !less.is_zero() {
        if let (Some(more), Some(less)) = (more.to_u128(), less.to_u128()) {
            return more.gcd(&less).into();
        }
        (more, less) = match steps(&more, &less) {
            Some([[a, b], [c, d]]) => (&more * a + &less * b, &more * c + &less * d),
            None => {
                let rest = &more % &less;
                (less, rest)
            }
        };
    }
    more
}

/// What the leading bits of two numbers say for certain of the steps to come, as factors of both for the new two; none if nothing.
#[allow(clippy::arithmetic_side_effects, reason = "a big integer only gets shorter")]
fn steps(more: &BigInt, less: &BigInt) -> Option<[[i64; 2]; 2]> {
    let shift = more.bits().saturating_sub(LEADING);
    let (mut x, mut y) = ((more >> shift).to_i64()?, (less >> shift).to_i64()?);
    let ([mut a, mut b], [mut c, mut d]) = ([1i64, 0i64], [0i64, 1i64]);
    // The numbers lie between x + b and x + a, y + c and y + d, so to speak: a quotient that both ends agree on is that of the numbers.
    while let (Some(quotient), Some(other)) =
        (x.checked_add(a)?.checked_div(y.checked_add(c)?), x.checked_add(b)?.checked_div(y.checked_add(d)?))
    {
        if quotient != other {
            break;
        }
        let after = |before: i64, last: i64| before.checked_sub(quotient.checked_mul(last)?);
        let (next_a, next_b, next_y) = (after(a, c)?, after(b, d)?, after(x, y)?);
        (a, b, x) = (c, d, y);
        (c, d, y) = (next_a, next_b, next_y);
    }
    (b != 0).then_some([[a, b], [c, d]])
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sizes() -> impl Strategy<Value = BigInt> {
        let bytes = prop_oneof![0usize..4, 7usize..10, 15usize..18, 30usize..200];
        bytes.prop_flat_map(|many| proptest::collection::vec(any::<u8>(), many)).prop_map(|bytes| BigInt::from_signed_bytes_le(&bytes))
    }

    proptest! {
        #[test]
        fn it_is_that_of_the_library(one in sizes(), other in sizes(), factor in sizes()) {
            prop_assert_eq!(common_divisor(&one, &other), one.gcd(&other));
            let (one, other) = (one * &factor, other * &factor);
            prop_assert_eq!(common_divisor(&one, &other), one.gcd(&other));
        }
    }

    #[test]
    fn numbers_of_fibonacci_take_the_most_steps() {
        let (mut less, mut more) = (BigInt::from(1), BigInt::from(1));
        for _ in 0..2_000 {
            assert_eq!(common_divisor(&more, &less), BigInt::from(1));
            (less, more) = (more.clone(), less + more);
        }
    }
}
