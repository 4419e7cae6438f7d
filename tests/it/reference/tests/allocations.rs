//! Who takes the odd cents.

use merit::program::{Allocate, OddUnits};
use merit::values::Exact;

use super::*;
use crate::build::decimal;

/// The shares of an amount in whole units by weights; equal claims go by the second list, lowest first.
fn shares(amount: i128, weights: &[i128], order: &[i128], odd: fn(Vec<ExprId>) -> OddUnits) -> Vec<Cell> {
    let some = |numbers: &[i128]| numbers.iter().copied().map(Some).collect::<Vec<_>>();
    let mut sheet = Sheet::of(weights.len());
    let weight = sheet.numbers(&some(weights));
    let order = sheet.numbers(&some(order));
    let amount = constant(&mut sheet.build, decimal(amount, 0));
    let allocate = Allocate { amount, within: None, among: None, weight, unit: Exact::ONE, odd: odd(vec![order]) };
    let expr = sheet.form(Kind::Number, Form::Allocate(Box::new(allocate)));
    sheet.values(expr, weights.len())
}

#[test]
fn the_largest_remainders_take_one_unit_each() {
    // 10 by 1 : 2 : 3 is 1.67, 3.33 and 5: the one unit left goes to the first.
    assert_eq!(shares(10, &[1, 2, 3], &[1, 2, 3], OddUnits::LargestRemainder), whole(&[2, 3, 5]));
    // 10 in three equal parts leaves one unit and three equal remainders: the lowest number has it.
    assert_eq!(shares(10, &[1, 1, 1], &[3, 1, 2], OddUnits::LargestRemainder), whole(&[3, 4, 3]));
    // Equal in that too: the order of the input.
    assert_eq!(shares(11, &[1, 1, 1], &[7, 7, 7], OddUnits::LargestRemainder), whole(&[4, 4, 3]));
}

#[test]
fn a_loss_is_shared_as_a_gain_is() {
    assert_eq!(shares(-10, &[1, 2, 3], &[1, 2, 3], OddUnits::LargestRemainder), whole(&[-2, -3, -5]));
    assert_eq!(shares(-10, &[1, 1, 1], &[3, 1, 2], OddUnits::ToFirst), whole(&[-3, -4, -3]));
}

#[test]
fn odd_units_go_where_the_policy_sends_them() {
    // 11 by 3 : 3 : 1 is 4.71, 4.71 and 1.57: two units are left.
    assert_eq!(shares(11, &[3, 3, 1], &[2, 3, 1], OddUnits::OneByOne), whole(&[5, 4, 2]));
    assert_eq!(shares(11, &[3, 3, 1], &[2, 3, 1], OddUnits::ToFirst), whole(&[4, 4, 3]));
    assert_eq!(shares(11, &[3, 3, 1], &[2, 3, 1], OddUnits::ToLast), whole(&[4, 6, 1]));
    assert_eq!(shares(11, &[3, 3, 1], &[2, 3, 1], |_| OddUnits::Lapse), whole(&[4, 4, 1]));
    // Who has no weight is not the first.
    assert_eq!(shares(11, &[0, 3, 1], &[1, 2, 3], OddUnits::ToFirst), whole(&[0, 9, 2]));
}

#[test]
fn nobody_with_a_weight_has_nothing() {
    assert_eq!(shares(11, &[0, 0], &[1, 2], OddUnits::ToFirst), whole(&[0, 0]));
}
