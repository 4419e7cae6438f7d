//! Headings of columns: the name that they give, and the unit that they name beside it.

use super::figures::{self, Sort};
use crate::values::Exact;

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    /// As it stands, on one line.
    pub(super) text: String,
    /// As a name of the language; none where it has no letters.
    pub(super) name: Option<String>,
    /// The unit that its figures are in.
    pub(super) unit: Option<Unit>,
}

/// What one of a unit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) one: Exact,
    pub(super) sort: Sort,
}

impl Heading {
    pub(super) fn of(text: &str) -> Heading {
        let text = one_line(text);
        let plain: String = text
            .chars()
            .map(|sign| match sign {
                '（' => '(',
                '）' => ')',
                '％' => '%',
                other => other,
            })
            .collect();
        let (words, unit) = without_unit(&plain);
        Heading { name: name_of(words), unit, text }
    }

    /// Whether it is one of these words.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        let plain = figures::plain(&self.text);
        words.contains(&plain.as_str())
    }
}

/// A heading without the unit in brackets at its end, or without the sign of a ratio.
fn without_unit(text: &str) -> (&str, Option<Unit>) {
    if let Some((words, bracket)) = text.trim_end().strip_suffix(')').and_then(|text| text.rsplit_once('('))
        && let Some(unit) = unit(bracket)
    {
        return (words, Some(unit));
    }
    for sign in ["%", "‰"] {
        if let Some(words) = text.trim_end().strip_suffix(sign) {
            return (words, unit(sign));
        }
    }
    (text, None)
}

/// A unit by its words, as `万元`, `10,000 yuan`, `%`.
pub(super) fn unit(words: &str) -> Option<Unit> {
    let words = figures::plain(words);
    let words = words.trim_start_matches("单位").trim_start_matches("unit").trim_start_matches([':', ' ']).trim_start_matches("in ");
    let figure = if words.starts_with(|sign: char| sign.is_ascii_digit()) { words.to_owned() } else { format!("1{words}") };
    let (figure, rest) = figures::take(&figure, false)?;
    let says_something = figure.sort != Sort::Plain || figure.unit != Exact::one();
    (rest.trim().is_empty() && says_something).then_some(Unit { one: figure.value, sort: figure.sort })
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as a name: letters and figures, `_` between words, ASCII in small letters.
pub(super) fn name_of(text: &str) -> Option<String> {
    let mut name = String::new();
    for sign in text.chars() {
        if sign.is_alphanumeric() {
            name.push(sign.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_').to_owned();
    (name.starts_with(char::is_alphabetic)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_a_name_and_a_unit() {
        for (text, name, one) in [
            ("Base pay", Some("base_pay"), None),
            ("日均存款（万元）", Some("日均存款"), Some("10000")),
            ("Rate %", Some("rate"), Some("0.01")),
            ("Amount (10,000 yuan)", Some("amount"), Some("10000")),
            ("Bonus (CNY)", Some("bonus"), Some("1")),
            ("Points (2026)", Some("points_2026"), None),
            ("利率(％)", Some("利率"), Some("0.01")),
            ("10", None, None),
            ("", None, None),
        ] {
            let heading = Heading::of(text);
            assert_eq!((heading.name.as_deref(), heading.unit.map(|unit| unit.one.to_string()).as_deref()), (name, one), "{text}");
        }
        assert_eq!(unit("单位：万元").map(|unit| unit.one.to_string()).as_deref(), Some("10000"));
        assert_eq!(unit("单位"), None);
    }
}
