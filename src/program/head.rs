//! The head of a policy: its name, its time in force, its currency, its subject.

use crate::diagnostics::{Code, Diagnostic};
use crate::program::{Currency, RecordId};
use crate::say;
use crate::values::{Date, Exact, Feb29, Rounding};

/// Days from a first to a last one, both included; without one, open on that side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Days {
    /// Whether a day is one of them.
    pub fn hold(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, other: Days) -> Days {
        Days { from: self.from.max(other.from), to: self.to.min(other.to).or(self.to).or(other.to) }
    }
}

/// The head of a policy.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// The first and the last day it is in force.
    pub in_force: Option<(Date, Option<Date>)>,
    /// The day it is evaluated as of when the run gives none.
    pub as_of: Option<Date>,
    /// Its currency.
    pub currency: Currency,
    /// How declared amounts are rounded.
    pub rounding: Rounding,
    /// The unit that declared amounts are rounded to, such as 0.01.
    pub unit: Exact,
    /// The record whose rows are assessed.
    pub subject: Option<RecordId>,
    /// Where an anniversary of 29 February falls.
    pub leap_day: Feb29,
    /// Whether any value reads the date, so that one must be given.
    pub uses_today: bool,
    /// The days that the program is for: those on which none of its articles, tables and parameters changes.
    pub days: Days,
}

impl Head {
    /// That the policy is not in force on a day, where it is not.
    pub(crate) fn not_in_force(&self, day: Date) -> Option<Diagnostic> {
        let (from, to) = self.in_force?;
        if (Days { from: Some(from), to }).hold(day) {
            return None;
        }
        let help = match to {
            Some(to) => say!("it is in force from {from} to {to}", "施行期为 {from} 至 {to}"),
            None => say!("it is in force from {from} onwards", "自 {from} 起施行"),
        };
        Some(Diagnostic::new(Code::E0603, say!("the policy is not in force on {day}", "本办法在 {day} 未施行")).help(help))
    }
}

impl Default for Head {
    /// What holds where a policy does not say: yuan, rounded half up to the cent.
    fn default() -> Head {
        Head {
            name: String::new(),
            version: None,
            in_force: None,
            as_of: None,
            currency: Currency(*b"CNY"),
            rounding: Rounding::HalfUp,
            unit: Exact::from_scaled(1, 2),
            subject: None,
            leap_day: Feb29::FallsOn28Feb,
            uses_today: false,
            days: Days::default(),
        }
    }
}
