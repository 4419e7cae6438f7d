//! Values of a host that a field takes at once: numbers, dates, yes and no, and words written the plain way.
//!
//! What is refused here is not refused by the field: the reader of the field is asked then.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{Cell, Reader, Shape};
use crate::data::single::Given;
use crate::values::Date;
use crate::values::decimal::parse_scaled;

/// The plain way of a field, apart from the program that declares it.
#[derive(Debug)]
pub(in crate::data) enum Plain {
    /// Numbers of so many digits after the point; the column has `factor` units for the last digit, and these are in the range for certain.
    Number { places: u8, factor: i64, sure: (i64, i64) },
    /// Any date.
    Date,
    /// Yes and no, as the field spells them.
    YesNo { yes: Box<str>, no: Box<str> },
    /// Members by their spellings.
    Member(FxHashMap<Box<str>, u32>),
    /// Any text.
    Text,
}

impl Reader<'_> {
    /// The plain way of the field, if there is one.
    pub(in crate::data) fn plain(&self) -> Option<Plain> {
        let of_any_value = self.range.is_empty();
        Some(match &self.shape {
            Shape::Number(numbers) => Plain::Number { places: numbers.places, factor: numbers.factor?, sure: self.range.sure()? },
            Shape::Date if of_any_value => Plain::Date,
            Shape::YesNo { yes, no, .. } => Plain::YesNo { yes: (*yes).into(), no: (*no).into() },
            Shape::Member { numbers, .. } if of_any_value => {
                Plain::Member(numbers.iter().map(|(name, member)| ((*name).into(), *member)).collect())
            }
            Shape::Text if of_any_value => Plain::Text,
            Shape::Date | Shape::Member { .. } | Shape::Text | Shape::Key(_) => return None,
        })
    }
}

impl Plain {
    /// Takes a value.
    #[inline]
    pub(in crate::data) fn take<'a>(&self, given: Given<'a>) -> Option<Cell<'a>> {
        match (self, given) {
            (Plain::Number { places, factor, sure }, given) => {
                let digits = match given {
                    Given::Integer(number) => number.checked_mul(power(*places)?)?,
                    Given::Decimal { units, scale } => units.checked_mul(power(places.checked_sub(scale)?)?)?,
                    Given::Text(text) => parse_scaled(text.as_bytes(), *places)?,
                    Given::Blank | Given::YesNo(_) | Given::Date(_) => return None,
                };
                let units = digits.checked_mul(*factor)?;
                (sure.0 <= units && units <= sure.1).then_some(Cell::Units(units))
            }
            (Plain::Date, Given::Date(date)) => Some(Cell::Day(date.days())),
            (Plain::Date, Given::Text(text)) => Date::parse(text).map(|date| Cell::Day(date.days())),
            (Plain::YesNo { .. }, Given::YesNo(yes)) => Some(Cell::YesNo(yes)),
            (Plain::YesNo { yes, .. }, Given::Text(text)) if text == &**yes => Some(Cell::YesNo(true)),
            (Plain::YesNo { no, .. }, Given::Text(text)) if text == &**no => Some(Cell::YesNo(false)),
            (Plain::Member(members), Given::Text(text)) => members.get(text).map(|member| Cell::Member(*member)),
            (Plain::Text, Given::Text(text)) => {
                let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
                let bytes = text.as_bytes();
                (is_plain(bytes.first()) && is_plain(bytes.last())).then_some(Cell::Text(Cow::Borrowed(text)))
            }
            _ => None,
        }
    }
}

fn power(digits: u8) -> Option<i64> {
    10i64.checked_pow(u32::from(digits))
}
