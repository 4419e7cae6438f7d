//! Lengths of time, as a policy states them: `2 years`, `3 months`, `10 days`.
//!
//! They have no order among themselves (is a month more than 30 days?); only a date that they are added to settles their length.

/// A length of time: months and days apart, since a month has no fixed number of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Duration {
    months: i64,
    days: i64,
}

#[allow(clippy::should_implement_trait, reason = "the sum and the opposite may not exist, which the operators cannot say")]
impl Duration {
    /// So many days.
    pub fn from_days(days: i64) -> Duration {
        Duration { months: 0, days }
    }

    /// So many months.
    pub fn from_months(months: i64) -> Duration {
        Duration { months, days: 0 }
    }

    /// So many quarters of three months, if they can be counted.
    pub fn from_quarters(quarters: i64) -> Option<Duration> {
        quarters.checked_mul(3).map(Duration::from_months)
    }

    /// So many years of twelve months, if they can be counted.
    pub fn from_years(years: i64) -> Option<Duration> {
        years.checked_mul(12).map(Duration::from_months)
    }

    /// The months in it, years and quarters included.
    pub fn months(self) -> i64 {
        self.months
    }

    /// The days in it, beside the months.
    pub fn days(self) -> i64 {
        self.days
    }

    /// Both lengths together.
    pub fn add(self, other: Duration) -> Option<Duration> {
        Some(Duration { months: self.months.checked_add(other.months)?, days: self.days.checked_add(other.days)? })
    }

    /// The same length backwards.
    pub fn neg(self) -> Option<Duration> {
        Some(Duration { months: self.months.checked_neg()?, days: self.days.checked_neg()? })
    }
}
