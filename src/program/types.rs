//! Kinds and types: what a value is, and whether it may be absent.

use crate::diagnostics::Text;
use crate::program::{EnumerationId, Program, RecordId};
use crate::say;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A count or an exact number without a unit.
    Number,
    /// An amount in a currency.
    Money(Currency),
    /// A ratio: money by money, a percentage. It multiplies like a number.
    Ratio,
    /// Percentage points, held as the ratio they stand for: 2 pp is 0.02.
    Points,
    /// A day.
    Date,
    /// A length of time in months and days.
    Duration,
    /// A text.
    Text,
    /// Yes or no.
    YesNo,
    /// A member of an enumeration.
    Member(EnumerationId),
    /// A row of a record.
    Reference(RecordId),
    /// The literal `blank`, whose kind its context gives.
    Nothing,
}

/// The code of a currency, as three letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(pub [u8; 3]);

impl Currency {
    /// The code as text.
    pub fn code(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

/// A kind with the absences that are not yet settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// What it is when it is there.
    pub kind: Kind,
    /// Whether it may be blank.
    pub blank: bool,
    /// Whether it may be not applicable.
    pub not_applicable: bool,
}

impl Type {
    /// A type whose values are always there.
    pub fn present(kind: Kind) -> Type {
        Type { kind, blank: false, not_applicable: false }
    }

    /// The same kind with the absences of both.
    #[must_use]
    pub fn with_absence_of(self, other: Type) -> Type {
        Type { kind: self.kind, blank: self.blank || other.blank, not_applicable: self.not_applicable || other.not_applicable }
    }

    /// Whether it is always there.
    pub fn is_present(self) -> bool {
        !self.blank && !self.not_applicable
    }
}

impl Kind {
    /// Whether it is held as an exact number.
    pub fn is_numeric(self) -> bool {
        matches!(self, Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points)
    }

    /// Whether it has an order: numbers, dates, durations do, ordered enumerations too, texts by code point.
    pub fn is_ordered(self, program: &Program) -> bool {
        match self {
            Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points | Kind::Date | Kind::Duration | Kind::Text => true,
            Kind::Member(id) => program.enumeration(id).ordered,
            Kind::YesNo | Kind::Reference(_) | Kind::Nothing => false,
        }
    }

    /// What authors call it.
    pub fn describe(self, program: &Program) -> Text {
        match self {
            Kind::Number => say!("a number", "数"),
            Kind::Money(currency) => say!("money ({})", "金额（{}）", currency.code()),
            Kind::Ratio => say!("a ratio", "比率"),
            Kind::Points => say!("percentage points", "百分点"),
            Kind::Date => say!("a date", "日期"),
            Kind::Duration => say!("a duration", "时长"),
            Kind::Text => say!("a text", "文本"),
            Kind::YesNo => say!("yes or no", "是或否"),
            Kind::Member(id) => {
                let names = program.enumeration(id).members.iter().map(|member| member.name.as_str()).take(4).collect::<Vec<_>>();
                let more = if program.enumeration(id).members.len() > 4 { ", …" } else { "" };
                Text::both(
                    format!("one of {}{more}", names.join(", ")),
                    format!("{}{} 之一", names.join("、"), more.trim_start_matches([',', ' '])),
                )
            }
            Kind::Reference(id) => {
                let name = &program.record(id).name;
                say!("a `{name}`", "一条 `{name}` 记录")
            }
            Kind::Nothing => say!("blank", "空"),
        }
    }
}
