//! Figures in words: `一百万`, `两万五千元`, `千分之五`, `百分之1.5`.

use super::figures::{self, Figure, Sort};
use crate::values::numerals::{is_higher, is_of_numerals, numeral};
use crate::values::{Exact, parse_decimal};

/// The beginnings of shares, and what one of them is.
const SHARES: [(&str, i128); 3] = [("百分之", 100), ("千分之", 1_000), ("万分之", 10_000)];

/// Takes a figure in words off the beginning of a plain text; gives what follows it.
pub(super) fn take(plain: &str) -> Option<(Figure, &str)> {
    if let Some((number, one)) = SHARES.iter().find_map(|(share, one)| Some((plain.strip_prefix(share)?.trim_start(), *one))) {
        let (value, rest) = in_numerals(number).or_else(|| in_digits(number))?;
        return Some((Figure { value: value.div(&Exact::from_int(one))?, sort: Sort::Ratio, unit: Exact::one() }, rest));
    }
    let (value, rest) = in_numerals(plain)?;
    let words = plain.get(..plain.len().saturating_sub(rest.len()))?;
    let mut figure = Figure { value, sort: Sort::Plain, unit: Exact::one() };
    // `一至五百万` is from 一百万, and the unit of a column says nothing of `五万`.
    if let Some(higher) = words.chars().rev().find(|sign| is_higher(*sign)) {
        figure.unit = Exact::from_int(if matches!(higher, '亿' | '億') { 100_000_000 } else { 10_000 });
    }
    figures::with_sign(figure, rest)
}

/// The numeral that a text begins with.
fn in_numerals(text: &str) -> Option<(Exact, &str)> {
    let (words, rest) = text.split_at_checked(text.find(|sign| !is_of_numerals(sign)).unwrap_or(text.len()))?;
    Some((Exact::from_int(i128::from(numeral(words)?)), rest))
}

/// The digits that a text begins with.
fn in_digits(text: &str) -> Option<(Exact, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((parse_decimal(digits).ok()?, rest))
}
