//! Every operation against big rationals, around zero and around the edges of the small form.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use proptest::prelude::*;

use super::*;
use crate::values::Rounding::{self, Down, HalfEven, HalfUp, Up};

/// Integers where mistakes hide: small ones, powers of ten, the edges of 64 and 128 bits.
fn integers() -> impl Strategy<Value = i128> {
    let edges = [0, 1, -1, i64::MIN.into(), i64::MAX.into(), u64::MAX.into(), i128::MIN, i128::MIN + 1, i128::MAX, i128::MAX - 1];
    let powers = (0u32..=38, prop::bool::ANY).prop_map(|(n, negative)| if negative { -(10i128.pow(n)) } else { 10i128.pow(n) });
    prop_oneof![
        -30..30i128,
        -1_000_000..1_000_000i128,
        any::<i64>().prop_map(i128::from),
        any::<i128>(),
        prop::sample::select(edges.to_vec()),
        powers
    ]
}

/// Numbers of every size, also beyond the small form.
fn numbers() -> impl Strategy<Value = BigRational> {
    let fraction = (integers(), integers()).prop_map(|(n, d)| BigRational::new(n.into(), BigInt::from(if d == 0 { 1 } else { d })));
    let wide = (integers(), integers(), integers()).prop_map(|(n, m, d)| BigRational::new(BigInt::from(n) * m, BigInt::from(d) * d + 1));
    prop_oneof![4 => fraction, 1 => wide]
}

fn modes() -> impl Strategy<Value = Rounding> {
    prop::sample::select(vec![HalfUp, HalfEven, Down, Up])
}

fn hash(value: &Exact) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A number is in its one form and is the number expected.
fn same(value: &Exact, expected: &BigRational) -> Result<(), TestCaseError> {
    prop_assert_eq!(&value.to_big(), expected);
    let small = expected.numer().to_i128().is_some_and(|n| n != i128::MIN) && expected.denom().to_i128().is_some();
    prop_assert_eq!(matches!(value.0, Form::Small { .. }), small);
    let again = Exact::from_big(expected.clone());
    prop_assert_eq!(value, &again);
    prop_assert_eq!(hash(value), hash(&again));
    Ok(())
}

/// Rounding by its definition, on big rationals: the neighbours of the value, and the nearer of them.
fn rounded(value: &BigRational, mode: Rounding, unit: &BigRational) -> BigRational {
    let units = value / unit;
    let (below, above) = (units.floor(), units.ceil());
    let (inner, outer) = if value < &BigRational::zero() { (above, below) } else { (below, above) };
    let half = BigRational::new(1.into(), 2.into());
    let rest = if units > inner { &units - &inner } else { &inner - &units };
    let chosen = match mode {
        Down => inner,
        Up => outer,
        HalfUp => {
            if rest < half {
                inner
            } else {
                outer
            }
        }
        HalfEven if rest == half => {
            if inner.to_integer().is_even() {
                inner
            } else {
                outer
            }
        }
        HalfEven => {
            if rest < half {
                inner
            } else {
                outer
            }
        }
    };
    chosen * unit
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn arithmetic(a in numbers(), b in numbers()) {
        let (x, y) = (Exact::from_big(a.clone()), Exact::from_big(b.clone()));
        same(&x.add(&y), &(&a + &b))?;
        same(&x.sub(&y), &(&a - &b))?;
        same(&x.mul(&y), &(&a * &b))?;
        same(&x.neg(), &-a.clone())?;
        same(&x.abs(), &num_traits::Signed::abs(&a))?;
        match x.div(&y) {
            Some(quotient) => same(&quotient, &(&a / &b))?,
            None => prop_assert!(b.is_zero()),
        }
        same(&(&x + &y - &y), &a)?;
        prop_assert_eq!(&x * y.clone(), x.clone() * &y);
        prop_assert_eq!([&x, &y].into_iter().sum::<Exact>(), x + y);
    }

    #[test]
    fn order_and_questions(a in numbers(), b in numbers()) {
        let (x, y) = (Exact::from_big(a.clone()), Exact::from_big(b.clone()));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x == y, a == b);
        prop_assert_eq!(x.cmp(&x.clone()), Ordering::Equal);
        same(&x.clone().min(y.clone()), &a.clone().min(b.clone()))?;
        same(&x.clone().max(y), &a.clone().max(b))?;
        prop_assert_eq!(x.is_zero(), a.is_zero());
        prop_assert_eq!(x.is_negative(), a < BigRational::zero());
        prop_assert_eq!(x.is_integer(), a.is_integer());
        prop_assert_eq!(BigRational::from_integer(x.signum().into()), num_traits::Signed::signum(&a));
        prop_assert_eq!((x.numer(), x.denom()), (a.numer().clone(), a.denom().clone()));
        prop_assert_eq!(x.bits(), a.numer().bits() + a.denom().bits());
        prop_assert_eq!(x.to_i128(), a.is_integer().then(|| a.to_integer().to_i128()).flatten());
    }

    #[test]
    fn made_from_integers(n in integers(), d in integers(), scale in 0u8..60) {
        same(&Exact::from_int(n), &BigRational::from_integer(n.into()))?;
        same(&Exact::from_scaled(n, scale), &BigRational::new(n.into(), power_of_ten(scale)))?;
        match Exact::ratio(n, d) {
            Some(ratio) => same(&ratio, &BigRational::new(n.into(), d.into()))?,
            None => prop_assert_eq!(d, 0),
        }
    }

    #[test]
    fn rounding(a in numbers(), unit in numbers(), tie in integers(), mode in modes(), places in 0u8..60) {
        let unit = num_traits::Signed::abs(&unit);
        let tie = BigRational::new(BigInt::from(tie) * 2 + 1, 2.into()) * &unit;
        for a in [a, tie] {
            let x = Exact::from_big(a.clone());
            same(&x.floor(), &a.floor())?;
            same(&x.ceil(), &a.ceil())?;
            if unit.is_zero() {
                prop_assert_eq!(&x.round(mode, &Exact::ZERO), &x);
            } else {
                same(&x.round(mode, &Exact::from_big(unit.clone())), &rounded(&a, mode, &unit))?;
            }
            let expected = rounded(&a, mode, &BigRational::new(1.into(), power_of_ten(places)));
            same(&x.round_places(mode, places), &expected)?;
            prop_assert_eq!(x.to_scaled_big(places, mode), (expected * power_of_ten(places)).to_integer());
        }
    }

    #[test]
    fn fixed_decimals(a in numbers(), n in integers(), written in 0u8..45, scale in 0u8..60) {
        for a in [a, BigRational::new(n.into(), power_of_ten(written))] {
            let x = Exact::from_big(a.clone());
            let scaled = &a * power_of_ten(scale);
            prop_assert_eq!(x.to_scaled(scale), scaled.is_integer().then(|| scaled.to_integer().to_i128()).flatten());
            match x.decimals() {
                Some(places) => {
                    prop_assert!((&a * power_of_ten(places)).is_integer());
                    prop_assert!(places == 0 || !(&a * power_of_ten(places - 1)).is_integer());
                }
                None => prop_assert!(!(&a * power_of_ten(38)).is_integer()),
            }
        }
    }
}

#[test]
fn the_edge_of_the_small_form() {
    let least = Exact::from_int(i128::MIN);
    assert_eq!(least.to_i128(), Some(i128::MIN));
    assert_eq!(least.to_scaled(0), Some(i128::MIN));
    assert_eq!(least.neg().to_i128(), None);
    // The same number reached by each operation: it must have the same form.
    let half = Exact::from_int(-(1 << 126));
    let crosswise = Exact::ratio(-(1 << 126), 3).unwrap().mul(&Exact::from(6));
    for reached in [half.add(&half), half.sub(&half.neg()), half.mul(&Exact::from(2)), crosswise] {
        assert_eq!(reached, least);
        assert_eq!(reached.neg().neg(), least);
    }
    assert_eq!(least.neg().sub(&Exact::ONE).to_i128(), Some(i128::MAX));
    assert_eq!(Exact::from_int(i128::MAX).add(&Exact::ONE), least.neg());
    assert_eq!(Exact::ratio(i128::MIN, i128::MIN), Some(Exact::ONE));
    assert_eq!(Exact::ratio(0, -7), Some(Exact::ZERO));
    assert_eq!(Exact::ratio(3, -6), Exact::ratio(-1, 2));
    assert_eq!(Exact::ratio(1, i128::MIN).unwrap().denom(), BigInt::from(i128::MAX) + 1);
    assert_eq!(Exact::from_big(BigRational::new_raw(2.into(), (-4).into())), Exact::ratio(-1, 2).unwrap());
}

#[test]
fn long_chains_come_back() {
    let third = Exact::ratio(1, 3).unwrap();
    let wide = (0..200).fold(Exact::ONE, |product, _| product.mul(&third));
    assert!(wide.bits() > 300);
    assert_eq!((0..200).fold(wide, |product, _| product.mul(&Exact::from(3))), Exact::ONE);
}

#[test]
fn halves_of_both_signs() {
    for (mode, [a, b, c, d]) in [(HalfUp, [3, 4, -3, -4]), (HalfEven, [2, 4, -2, -4]), (Down, [2, 3, -2, -3]), (Up, [3, 4, -3, -4])] {
        for (tie, expected) in [(5, a), (7, b), (-5, c), (-7, d)] {
            assert_eq!(Exact::ratio(tie, 2).unwrap().round(mode, &Exact::ONE), Exact::from(expected), "{tie}/2 {mode:?}");
        }
    }
}
