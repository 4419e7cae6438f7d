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

    /// Whether its words are those of amounts, as `存款余额`, not of how many there are or of a ratio, as `不良贷款率`.
    pub(super) fn is_of_amounts(&self) -> bool {
        const AMOUNTS: [&str; 22] = [
            "amount", "balance", "deposit", "pay", "bonus", "salary", "award", "revenue", "profit", "income", "存款", "贷款", "余额",
            "金额", "工资", "奖", "薪", "应发", "收入", "利润", "增量", "规模",
        ];
        const OTHERS: [&str; 14] =
            ["rate", "ratio", "share", "factor", "number of", "count", "率", "比", "系数", "户", "笔", "人数", "得分", "分数"];
        let plain = figures::plain(&self.text);
        let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
        has(&AMOUNTS) && !has(&OTHERS)
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

/// A unit by its words, as `万元`, `10,000 yuan`, `%`, `元/月`.
pub(super) fn unit(words: &str) -> Option<Unit> {
    let words = figures::plain(words);
    // What an amount is paid for says nothing of how it counts.
    let words = words.split_once('/').map_or(words.as_str(), |(words, _)| words.trim_end());
    let words = words.trim_start_matches("单位").trim_start_matches("unit").trim_start_matches([':', ' ']).trim_start_matches("in ");
    let figure = if words.starts_with(|sign: char| sign.is_ascii_digit()) { words.to_owned() } else { format!("1{words}") };
    if let Some(unit) = of_a_currency(words) {
        return Some(unit);
    }
    let (figure, rest) = figures::take(&figure, false)?;
    let says_something = figure.sort != Sort::Plain || figure.unit != Exact::one();
    (rest.trim().is_empty() && says_something).then_some(Unit { one: figure.value, sort: figure.sort })
}

/// A unit whose currency stands before its number: `CNY million`, `$'000`, `RMB 10,000`.
fn of_a_currency(words: &str) -> Option<Unit> {
    let number = figures::after_currency(words)?.trim();
    let one = match number {
        "'000" | "000" | "'000s" | "000s" | "thousands" => 1_000,
        "m" | "mm" | "millions" => 1_000_000,
        "b" | "billions" => 1_000_000_000,
        _ => {
            let number = if number.starts_with(|sign: char| sign.is_ascii_digit()) { number.to_owned() } else { format!("1{number}") };
            let figure = figures::read(&number).filter(|figure| matches!(figure.sort, Sort::Plain | Sort::Money))?;
            return Some(Unit { one: figure.value, sort: Sort::Money });
        }
    };
    Some(Unit { one: Exact::from_int(one), sort: Sort::Money })
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
            ("绩效（元/月）", Some("绩效"), Some("1")),
            ("Fee (CNY/account)", Some("fee"), Some("1")),
            ("Level (a/b)", Some("level_a_b"), None),
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
        for (text, one) in
            [("CNY million", "1000000"), ("$'000", "1000"), ("RMB 10,000", "10000"), ("in EUR millions", "1000000"), ("¥", "1")]
        {
            assert_eq!(unit(text).map(|unit| unit.one.to_string()).as_deref(), Some(one), "{text}");
        }
    }
}
