//! Lanes: the values of a batch as a kernel reads them, one for all rows or one for each.

use crate::data::columns::Values;
use crate::values::Exact;
use num_traits::PrimInt;
use num_traits::ops::overflowing::{OverflowingAdd, OverflowingMul, OverflowingSub};
use std::borrow::Cow;

/// One value for all rows, or one for each.
#[derive(Debug)]
pub(in crate::run) enum Lanes<'a, T> {
    /// The same for all.
    One(&'a T),
    /// One for each.
    Many(&'a [T]),
}

// Not derived, for that would ask the values to be `Copy`.
impl<T> Clone for Lanes<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Lanes<'_, T> {}

impl<'a, T> Lanes<'a, T> {
    /// Lanes over a slice that holds one value, or one for each row.
    pub(in crate::run) fn new(list: &'a [T], one: bool) -> Lanes<'a, T> {
        match list.first() {
            Some(first) if one => Lanes::One(first),
            _ => Lanes::Many(list),
        }
    }

    /// The value of a row.
    pub(in crate::run) fn get(&self, row: usize) -> Option<&'a T> {
        match self {
            Lanes::One(value) => Some(value),
            Lanes::Many(list) => list.get(row),
        }
    }

    /// Whether it is the same for all rows.
    pub(in crate::run) fn is_one(&self) -> bool {
        matches!(self, Lanes::One(_))
    }
}

/// The values as they are, and whether one stands for all rows.
pub(in crate::run) fn peel(values: &Values) -> (&Values, bool) {
    match values {
        Values::Same(one, _) => (one, true),
        values => (values, false),
    }
}

/// Values of one for all rows where that is all there is.
pub(in crate::run) fn same_if(one: bool, values: Values, rows: usize) -> Values {
    if one { Values::Same(Box::new(values), rows) } else { values }
}

macro_rules! lanes_of {
    ($name:ident, $variant:ident, $type:ty, $what:literal) => {
        #[doc = $what]
        pub(in crate::run) fn $name(values: &Values) -> Lanes<'_, $type> {
            match peel(values) {
                (Values::$variant(list), one) => Lanes::new(list, one),
                // A literal `blank` has no values of the kind; all its rows are absent.
                _ => Lanes::One(const { &<$type>::NONE }),
            }
        }
    };
}
lanes_of!(yes_no, YesNo, bool, "Yes or no.");
lanes_of!(days, Days, i32, "Days.");
lanes_of!(durations, Durations, (i64, i64), "Durations.");
lanes_of!(codes, Codes, u32, "Codes.");

/// What stands at a row that is absent.
pub(in crate::run) trait Absent {
    /// The value.
    const NONE: Self;
}

impl Absent for bool {
    const NONE: bool = false;
}
impl Absent for i32 {
    const NONE: i32 = 0;
}
impl Absent for (i64, i64) {
    const NONE: (i64, i64) = (0, 0);
}
impl Absent for u32 {
    const NONE: u32 = 0;
}

/// The numbers of a batch.
#[derive(Clone, Copy, Debug)]
pub(in crate::run) enum Numbers<'a> {
    /// Multiples of 10^-scale.
    Narrow(u8, Lanes<'a, i64>),
    /// Multiples of 10^-scale that need more room.
    Wide(u8, Lanes<'a, i128>),
    /// Rationals.
    Exact(Lanes<'a, Exact>),
}

/// Numbers.
pub(in crate::run) fn numbers(values: &Values) -> Numbers<'_> {
    match peel(values) {
        (Values::Scaled { scale, units }, one) => Numbers::Narrow(*scale, Lanes::new(units, one)),
        (Values::Wide { scale, units }, one) => Numbers::Wide(*scale, Lanes::new(units, one)),
        (Values::Exact(list), one) => Numbers::Exact(Lanes::new(list, one)),
        _ => Numbers::Narrow(0, Lanes::One(&0)),
    }
}

impl<'a> Numbers<'a> {
    /// Whether one stands for all rows.
    pub(in crate::run) fn is_one(&self) -> bool {
        match self {
            Numbers::Narrow(_, lanes) => lanes.is_one(),
            Numbers::Wide(_, lanes) => lanes.is_one(),
            Numbers::Exact(lanes) => lanes.is_one(),
        }
    }

    /// The number of a row.
    pub(in crate::run) fn exact(&self, row: usize) -> Exact {
        match self {
            Numbers::Narrow(scale, lanes) => lanes.get(row).map_or(Exact::ZERO, |unit| Exact::from_scaled(i128::from(*unit), *scale)),
            Numbers::Wide(scale, lanes) => lanes.get(row).map_or(Exact::ZERO, |unit| Exact::from_scaled(*unit, *scale)),
            Numbers::Exact(lanes) => lanes.get(row).cloned().unwrap_or_default(),
        }
    }

    /// All as 128-bit multiples with their scale, unless they are rationals.
    pub(in crate::run) fn wide(&self) -> Option<(u8, Cow<'a, [i128]>, bool)> {
        match *self {
            Numbers::Narrow(scale, Lanes::One(unit)) => Some((scale, Cow::Owned(vec![i128::from(*unit)]), true)),
            Numbers::Narrow(scale, Lanes::Many(units)) => {
                Some((scale, Cow::Owned(units.iter().map(|unit| i128::from(*unit)).collect()), false))
            }
            Numbers::Wide(scale, Lanes::One(unit)) => Some((scale, Cow::Borrowed(std::slice::from_ref(unit)), true)),
            Numbers::Wide(scale, Lanes::Many(units)) => Some((scale, Cow::Borrowed(units), false)),
            Numbers::Exact(_) => None,
        }
    }
}

/// Machine integers whose operations tell when they overflow.
pub(in crate::run) trait Int: PrimInt + OverflowingAdd + OverflowingSub + OverflowingMul {
    /// 10 to a power, if it fits.
    fn power_of_ten(exponent: u8) -> Option<Self>;
}

impl Int for i64 {
    fn power_of_ten(exponent: u8) -> Option<i64> {
        10i64.checked_pow(u32::from(exponent))
    }
}

impl Int for i128 {
    fn power_of_ten(exponent: u8) -> Option<i128> {
        10i128.checked_pow(u32::from(exponent))
    }
}

/// A value of each row, of two operands; one alone where both are the same for all rows.
#[inline(always)]
pub(in crate::run) fn zip<A: Copy, B: Copy, C>(a: Lanes<'_, A>, b: Lanes<'_, B>, mut f: impl FnMut(A, B) -> C) -> Vec<C> {
    match (a, b) {
        (Lanes::One(a), Lanes::One(b)) => vec![f(*a, *b)],
        (Lanes::One(a), Lanes::Many(b)) => b.iter().map(|b| f(*a, *b)).collect(),
        (Lanes::Many(a), Lanes::One(b)) => a.iter().map(|a| f(*a, *b)).collect(),
        (Lanes::Many(a), Lanes::Many(b)) => a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect(),
    }
}

/// A value of each row, of one operand.
pub(in crate::run) fn each<A: Copy, C>(a: Lanes<'_, A>, mut f: impl FnMut(A) -> C) -> Vec<C> {
    match a {
        Lanes::One(a) => vec![f(*a)],
        Lanes::Many(a) => a.iter().map(|a| f(*a)).collect(),
    }
}

/// The factors that bring two scales to the greater one.
pub(in crate::run) fn align<T: Int>(a: u8, b: u8) -> Option<(T, T, u8)> {
    let scale = a.max(b);
    Some((T::power_of_ten(scale.saturating_sub(a))?, T::power_of_ten(scale.saturating_sub(b))?, scale))
}

/// 128-bit multiples in the narrowest form that holds them all.
pub(in crate::run) fn narrow(scale: u8, units: Vec<i128>) -> Values {
    if units.iter().all(|unit| i64::try_from(*unit).is_ok()) {
        return Values::Scaled { scale, units: units.iter().map(|unit| i64::try_from(*unit).unwrap_or_default()).collect() };
    }
    Values::Wide { scale, units }
}

/// Numbers in the narrowest form, if a decimal one of this scale holds them all.
pub(in crate::run) fn settle(list: Vec<Exact>, scale: Option<u8>) -> Values {
    let units = scale.and_then(|scale| Some((scale, list.iter().map(|number| number.to_scaled(scale)).collect::<Option<Vec<i128>>>()?)));
    match units {
        Some((scale, units)) => narrow(scale, units),
        None => Values::Exact(list),
    }
}
