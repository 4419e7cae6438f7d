//! Fields of records and their kinds.

use std::fmt::{self, Display, Formatter};

use super::super::ast::{Field, FieldKind};
use super::values::{self, joined};
use super::{ratio_word, unit_word};

impl Display for Field {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.name, self.kind)?;
        if self.key {
            out.write_str(" key")?;
        }
        if self.or_blank {
            out.write_str(" or blank")?;
        }
        if let Some(range) = &self.range {
            for (sign, value) in &range.bounds {
                write!(out, " {} {value}", values::sign(*sign))?;
            }
        }
        if let Some(label) = &self.label {
            write!(out, " label {label}")?;
        }
        if let Some(column) = &self.column {
            write!(out, " column {column}")?;
        }
        if let Some(columns) = &self.columns {
            write!(out, " columns {columns}")?;
        }
        match &self.blank_as {
            Some(value) => write!(out, ", blank as {value}"),
            None => Ok(()),
        }
    }
}

impl Display for FieldKind {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let digits = |out: &mut Formatter<'_>, word: &str, places: &Option<u8>| match places {
            Some(places) => write!(out, "{word}({places})"),
            None => out.write_str(word),
        };
        match self {
            FieldKind::Text => out.write_str("text"),
            FieldKind::Integer => out.write_str("integer"),
            FieldKind::Number { places } => digits(out, "number", places),
            FieldKind::Money { places, currency, unit } => {
                digits(out, "money", places)?;
                if let Some(currency) = currency {
                    write!(out, " {currency}")?;
                }
                unit.map_or(Ok(()), |unit| write!(out, " in {}", unit_word(unit)))
            }
            FieldKind::Ratio { written, places } => digits(out, ratio_word(*written), places),
            FieldKind::Points { places } => digits(out, "percentage points", places),
            FieldKind::Date => out.write_str("date"),
            FieldKind::YesNo { written: Some((yes, no)) } => write!(out, "yes/no as {yes}/{no}"),
            FieldKind::YesNo { written: None } => out.write_str("yes/no"),
            FieldKind::OneOf { ordered, members, otherwise } => {
                let members: Vec<String> = members
                    .iter()
                    .map(|member| match &member.written {
                        Some(written) => format!("{} {written}", member.name),
                        None => member.name.to_string(),
                    })
                    .collect();
                write!(out, "one of {}", members.join(if *ordered { " < " } else { ", " }))?;
                otherwise.as_ref().map_or(Ok(()), |name| write!(out, " any other value is {name}"))
            }
            FieldKind::Reference { to, by } if by.is_empty() => write!(out, "-> {to}"),
            FieldKind::Reference { to, by } => write!(out, "-> {to} by {}", joined(by)),
        }
    }
}
