//! The loops of narrow programs, against what they stand for.
#![allow(clippy::unwrap_used)]

use super::Lane;
use super::division::round;
use super::stretches::{of_member, of_quotient, piece};
use crate::plan::narrow::{Divisor, Product};
use crate::values::Rounding;
use proptest::prelude::*;

/// `n ÷ by`, rounded, for numbers of any sign.
fn rounded(n: i128, by: i128, mode: Rounding) -> i128 {
    let (quotient, rest) = (n.abs() / by, n.abs() % by);
    let more = match mode {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        Rounding::HalfUp => rest * 2 >= by,
        Rounding::HalfEven => rest * 2 > by || (rest * 2 == by && quotient % 2 == 1),
    };
    n.signum() * (quotient + i128::from(more))
}

const MODES: [Rounding; 4] = [Rounding::Down, Rounding::Up, Rounding::HalfUp, Rounding::HalfEven];

proptest! {
    #[test]
    fn numbers_are_divided_and_rounded(
        by in prop_oneof![1u64..100_000, (0u32..19).prop_map(|power| 10u64.pow(power)), 1u64..1 << 62],
        bits in 1u32..=62,
        n in 0u64..1 << 62,
        negative: bool,
    ) {
        let greatest = n & ((1 << bits) - 1);
        let divisor = Divisor::new(by, greatest + by).unwrap();
        let near = |n: u64| [n, n / by * by, (n / by * by).saturating_sub(1), (n / by * by).saturating_sub(by / 2), 0];
        let numbers: Vec<i64> = near(greatest).into_iter().chain(near(greatest / 3)).map(|n| n as i64 * if negative { -1 } else { 1 }).collect();
        for mode in MODES {
            let mut out = vec![0; numbers.len()];
            round(&mut out, Lane::Many(&numbers), 1, divisor, 1, mode);
            for (n, quotient) in numbers.iter().zip(&out) {
                prop_assert_eq!(i128::from(*quotient), rounded(i128::from(*n), i128::from(by), mode), "{} ÷ {} {:?}", n, by, divisor);
            }
        }
    }

    #[test]
    fn a_number_takes_the_stretch_it_is_in(
        mut knots in prop::collection::vec(-50i64..50, 0..20),
        slopes in prop::collection::vec((-9i64..9, -9i64..9), 20),
        units in prop::collection::vec(-60i64..60, 1..40),
    ) {
        knots.sort_unstable();
        knots.dedup();
        let parts = &slopes[..=knots.len().min(19)];
        let knots = &knots[..parts.len() - 1];
        let expected = |unit: i64| {
            let (base, slope) = parts[knots.iter().position(|knot| unit <= *knot).unwrap_or(knots.len())];
            base + slope * unit
        };
        let mut out = vec![0; units.len()];
        piece(&mut out, Lane::Many(&units), knots, parts);
        prop_assert_eq!(&out, &units.iter().map(|unit| expected(*unit)).collect::<Vec<_>>());
        piece(&mut out, Lane::One(units[0]), knots, parts);
        prop_assert!(out.iter().all(|value| *value == expected(units[0])));
    }

    #[test]
    fn a_quotient_takes_the_stretch_it_is_in(
        mut bounds in prop::collection::vec((1i64..30, any::<bool>()), 0..20),
        pairs in prop::collection::vec((-20i64..200, 0i64..20), 1..40),
        zero in prop::option::of(-1i64..100),
    ) {
        // Bounds of tenths: a ÷ b ≤ bound ÷ 10.
        bounds.sort_unstable();
        bounds.dedup_by_key(|(bound, _)| *bound);
        let knots: Vec<(i64, i64, bool)> = bounds.iter().map(|(bound, included)| (10, *bound, *included)).collect();
        let values: Vec<i64> = (0..=knots.len() as i64).map(|at| at * 7).collect();
        let (a, b): (Vec<i64>, Vec<i64>) = pairs.iter().copied().unzip();
        let expected = |a: i64, b: i64| match (b, zero) {
            (0, Some(zero)) => zero,
            _ => values[bounds.iter().position(|(bound, included)| if *included { a * 10 <= bound * b } else { a * 10 < bound * b }).unwrap_or(knots.len())],
        };
        for (lane_a, lane_b) in [
            (Lane::Many(&a[..]), Lane::Many(&b[..])),
            (Lane::One(a[0]), Lane::Many(&b[..])),
            (Lane::Many(&a[..]), Lane::One(b[0])),
            (Lane::One(a[0]), Lane::One(b[0])),
        ] {
            let of = |lane: Lane<'_, i64>, row: usize| match lane { Lane::One(value) => value, Lane::Many(list) => list[row] };
            let mut out = vec![0; pairs.len()];
            let done = of_quotient(&mut out, (lane_a, lane_b), &knots, &values, zero);
            let by_zero = (0..pairs.len()).any(|row| of(lane_b, row) == 0);
            prop_assert_eq!(done, zero.is_some() || !by_zero);
            if done {
                let all: Vec<i64> = (0..pairs.len()).map(|row| expected(of(lane_a, row), of(lane_b, row))).collect();
                prop_assert_eq!(out, all);
            }
        }
    }

    #[test]
    fn a_member_takes_its_number(numbers in 1u32..30, members in prop::collection::vec(0u32..30, 1..40)) {
        let values: Vec<i64> = (0..i64::from(numbers)).map(|at| at * at - 5).collect();
        let mut out = vec![0; members.len()];
        let known = of_member(&mut out, Lane::Many(&members), &values);
        prop_assert_eq!(known, members.iter().all(|member| *member < numbers));
        if known {
            prop_assert_eq!(out, members.iter().map(|member| values[*member as usize]).collect::<Vec<_>>());
        }
    }
}

#[test]
fn products_are_no_wider_than_they_have_to_be() {
    let product = |by: u64, most: u64| Divisor::new(by, most).unwrap().product;
    assert_eq!(product(100, 1 << 28), Product::Whole);
    assert_eq!(product(10_000, 10_u64.pow(16)), Product::Parts);
    assert_eq!(product(3, (1 << 63) - 1), Product::Carried);
    assert!(Divisor::new(0, 1).is_none());
    assert!(Divisor::new(3, 1 << 63).is_none());
}
