//! Calendars: consecutive periods or numbers, which exist whether or not the data speak of them.

use crate::syntax::ast::CalendarUnit;
use crate::values::Date;

/// The most rows of a calendar.
pub const MOST_PERIODS: i64 = 10_000;

/// The rows of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Calendar {
    /// What they are.
    pub unit: CalendarUnit,
    /// The first one: months since the year 0 (of a quarter its first), the year, or the number itself.
    pub first: i64,
    /// How many they are.
    pub rows: u32,
}

/// A row of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its place, counted from 1; of numbers the number itself.
    pub number: i64,
    /// `2026-01`, `2026-Q1`, `2026`; of numbers the number.
    pub name: String,
    /// Its first and last day; none of a number.
    pub days: Option<(Date, Date)>,
}

impl Calendar {
    /// The rows in order; fewer where a day would lie beyond what dates can say.
    pub fn periods(&self) -> impl Iterator<Item = Period> + '_ {
        (0..i64::from(self.rows)).map_while(|at| self.period(at))
    }

    fn period(&self, at: i64) -> Option<Period> {
        let number = at.checked_add(1)?;
        match self.unit {
            CalendarUnit::Numbers => {
                let number = self.first.checked_add(at)?;
                Some(Period { number, name: number.to_string(), days: None })
            }
            CalendarUnit::Months => {
                let first = month(self.first.checked_add(at)?)?;
                let name = format!("{:04}-{:02}", first.year(), first.month());
                Some(Period { number, name, days: Some((first, first.last_of_month())) })
            }
            CalendarUnit::Quarters => {
                let first = month(self.first.checked_add(at.checked_mul(3)?)?)?;
                let last = first.add_months(2)?.last_of_month();
                let name = format!("{:04}-Q{}", first.year(), first.month().div_ceil(3));
                Some(Period { number, name, days: Some((first, last)) })
            }
            CalendarUnit::Years => {
                let year = i32::try_from(self.first.checked_add(at)?).ok()?;
                Some(Period { number, name: format!("{year:04}"), days: Some((Date::new(year, 1, 1)?, Date::new(year, 12, 31)?)) })
            }
        }
    }
}

/// The first day of a month by its number since the year 0.
fn month(number: i64) -> Option<Date> {
    let year = i32::try_from(number.div_euclid(12)).ok()?;
    let month = u8::try_from(number.rem_euclid(12)).ok()?.checked_add(1)?;
    Date::new(year, month, 1)
}

/// The number of a date's month since the year 0.
pub(crate) fn month_number(date: Date) -> i64 {
    i64::from(date.year()).saturating_mul(12).saturating_add(i64::from(date.month())).saturating_sub(1)
}
