//! The values of the language: exact numbers, roundings, dates, durations, and their text.
//!
//! Nothing here knows of syntax, programs or columns, and nothing here is a floating-point number.
//! A value that cannot be represented is `None` or grows wider; it is never a wrong value.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::as_conversions)]

use std::cmp::Ordering;
use std::sync::Arc;

pub mod date;
pub mod decimal;
pub mod exact;
pub mod numerals;
pub mod rounding;

pub use date::{Date, Duration, Feb29};
pub use decimal::{DecimalError, parse_decimal};
pub use exact::Exact;
pub use rounding::Rounding;

/// One value of any kind; a blank is not a value, but the lack of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A number: plain, or an amount of money, a ratio or percentage points in its base unit.
    Number(Exact),
    /// A day of the calendar.
    Date(Date),
    /// A length of time in months and days.
    Duration(Duration),
    /// A text.
    Text(Arc<str>),
    /// A yes or a no.
    YesNo(bool),
    /// A member of an enumeration, by its place in the declared order, from 0.
    Member(u32),
    /// Another record, by its row.
    Reference(u32),
}

impl Value {
    /// How two values of one kind compare: texts by code point, members and references by their place, a no before a yes, durations by months,
    /// then by days; none where they are of two kinds.
    pub fn order(&self, other: &Value) -> Option<Ordering> {
        Some(match (self, other) {
            (Value::Number(one), Value::Number(other)) => one.cmp(other),
            (Value::Date(one), Value::Date(other)) => one.cmp(other),
            (Value::Duration(one), Value::Duration(other)) => (one.months(), one.days()).cmp(&(other.months(), other.days())),
            (Value::Text(one), Value::Text(other)) => one.cmp(other),
            (Value::YesNo(one), Value::YesNo(other)) => one.cmp(other),
            (Value::Member(one), Value::Member(other)) | (Value::Reference(one), Value::Reference(other)) => one.cmp(other),
            _ => return None,
        })
    }
}
