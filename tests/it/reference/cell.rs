//! What a value is at a row: there, or absent in one of several ways.

use std::cmp::Ordering;

use jiff::civil;
use merit::values::Value;
use num_rational::BigRational;

use super::{dates, numbers};

/// A value at a row. The kinds of absence stand in ascending strength: where several values are read, the strongest decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// There.
    Present(V),
    /// Blank.
    Blank,
    /// Not applicable.
    NotApplicable,
    /// Read, but not given by a test.
    NotGiven,
    /// Beyond what the language promises: a fraction of more than 262,144 bits, a day outside the years 1 to 9999.
    TooLarge,
}

impl Cell {
    /// A number that is there.
    pub fn number(value: BigRational) -> Cell {
        Cell::Present(V::Number(value))
    }

    /// A whole number that is there.
    pub fn count(value: i64) -> Cell {
        Cell::number(BigRational::from_integer(value.into()))
    }

    /// Yes or no.
    pub fn yes_no(value: bool) -> Cell {
        Cell::Present(V::YesNo(value))
    }

    /// How absent it is, 0 being there.
    pub fn absence(&self) -> u8 {
        match self {
            Cell::Present(_) => 0,
            Cell::Blank => 1,
            Cell::NotApplicable => 2,
            Cell::NotGiven => 3,
            Cell::TooLarge => 4,
        }
    }

    /// The same, or [`Cell::TooLarge`] for a fraction of more than 262,144 bits.
    pub fn within_limits(self) -> Cell {
        match &self {
            Cell::Present(V::Number(number)) if number.numer().bits() + number.denom().bits() > 262_144 => Cell::TooLarge,
            _ => self,
        }
    }
}

/// A value that is there.
#[derive(Clone, Debug, PartialEq)]
pub enum V {
    /// A number, an amount, a ratio or percentage points in its base unit.
    Number(BigRational),
    /// A day.
    Date(civil::Date),
    /// Months and days.
    Duration(i64, i64),
    /// A text.
    Text(String),
    /// Yes or no.
    YesNo(bool),
    /// A member of an enumeration, from 0.
    Member(u32),
    /// A row of the record that the kind names.
    Reference(usize),
}

impl V {
    /// The same as a value of the program.
    pub fn of(value: &Value) -> V {
        match value {
            Value::Number(number) => V::Number(numbers::of(number)),
            Value::Date(date) => V::Date(dates::of_days(date.days())),
            Value::Duration(duration) => V::Duration(duration.months(), duration.days()),
            Value::Text(text) => V::Text(text.to_string()),
            Value::YesNo(yes) => V::YesNo(*yes),
            Value::Member(member) => V::Member(*member),
            Value::Reference(row) => V::Reference(*row as usize),
        }
    }

    /// The number that it is.
    pub fn as_number(&self) -> &BigRational {
        let V::Number(number) = self else { unreachable!("a number was promised, not {self:?}") };
        number
    }

    /// The day that it is.
    pub fn as_date(&self) -> civil::Date {
        let V::Date(date) = self else { unreachable!("a date was promised, not {self:?}") };
        *date
    }

    /// Whether it is yes.
    pub fn yes(&self) -> bool {
        let V::YesNo(yes) = self else { unreachable!("yes or no was promised, not {self:?}") };
        *yes
    }

    /// The row that it refers to.
    pub fn row(&self) -> usize {
        let V::Reference(row) = self else { unreachable!("a reference was promised, not {self:?}") };
        *row
    }

    /// The order of two values of one kind: numbers by size, days by time, texts by code point, members as declared. Durations are
    /// ordered by months, then days; references and yes/no have no order that a policy can see, only equality.
    pub fn order(&self, other: &V) -> Ordering {
        match (self, other) {
            (V::Number(a), V::Number(b)) => a.cmp(b),
            (V::Date(a), V::Date(b)) => a.cmp(b),
            (V::Duration(a, b), V::Duration(c, d)) => (a, b).cmp(&(c, d)),
            (V::Text(a), V::Text(b)) => a.chars().cmp(b.chars()),
            (V::YesNo(a), V::YesNo(b)) => a.cmp(b),
            (V::Member(a), V::Member(b)) => a.cmp(b),
            (V::Reference(a), V::Reference(b)) => a.cmp(b),
            _ => unreachable!("two values of one kind were promised, not {self:?} and {other:?}"),
        }
    }
}

/// The order of two lists of cells that rows are sorted by, lowest first; what is absent comes after everything that is there.
pub fn order_of(left: &[Cell], right: &[Cell]) -> Ordering {
    let orders = left.iter().zip(right).map(|(a, b)| match (a, b) {
        (Cell::Present(a), Cell::Present(b)) => a.order(b),
        _ => a.absence().cmp(&b.absence()),
    });
    orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}
