//! Figures as offices write them: `500万元`, `￥1,200.50`, `0.5%`, `12 thousand`.
//!
//! A sheet is full of spellings that the language and data files refuse. What is told here is exact, and only what leaves no doubt.

use super::words;
use crate::values::numerals::is_of_numerals;
use crate::values::{Exact, parse_decimal};

/// What a figure is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Without a sign of its own.
    Plain,
    /// With the sign of a ratio; the value is the ratio.
    Ratio,
    /// With the sign or the word of a currency.
    Money,
    /// As a day; the value is its number.
    Day,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// Its value, with its unit counted in.
    pub(super) value: Exact,
    pub(super) sort: Sort,
    /// What its unit multiplies it by: 10 000 of 万, 1 without a unit.
    pub(super) unit: Exact,
}

/// Units that multiply, longest first.
const UNITS: [(&str, i128); 14] = [
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
    ("百万", 1_000_000),
    ("千万", 10_000_000),
    ("十万", 100_000),
    ("万亿", 1_000_000_000_000),
    ("mn", 1_000_000),
    ("bn", 1_000_000_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
    ("k", 1_000),
];

/// Signs and words of a currency.
const CURRENCIES: [&str; 13] = ["人民币", "yuan", "rmb", "cny", "usd", "eur", "gbp", "hkd", "¥", "$", "€", "£", "元"];

/// Signs of a ratio, and what one of them is.
const RATIOS: [(&str, i128); 6] = [("percent", 100), ("per cent", 100), ("%", 100), ("‰", 1_000), ("bps", 10_000), ("bp", 10_000)];

/// What things are counted in, which a figure may be followed by and which says nothing of it.
const COUNTED: [&str; 18] =
    ["个月", "points", "point", "pts", "分", "户", "张", "人", "个", "笔", "年", "月", "天", "次", "岁", "项", "名", "件"];

/// A text with its full-width signs made plain, in small letters, without spaces at its ends and with one between words.
pub(super) fn plain(text: &str) -> String {
    let plain = text.chars().map(|sign| match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign).saturating_sub(0xFEE0)).unwrap_or(sign),
        '〜' | '∼' => '~',
        '–' | '—' | '―' | '−' | '‐' | '‑' => '-',
        '￥' => '¥',
        '【' => '[',
        '】' => ']',
        '、' => ',',
        sign => sign,
    });
    let plain: String = plain.flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes a figure off the beginning of a plain text; gives what follows it.
pub(super) fn take(text: &str, may_be_negative: bool) -> Option<(Figure, &str)> {
    let (mut rest, mut sort) = (text, Sort::Plain);
    let mut is_negative = false;
    loop {
        if let Some(after) = rest.strip_prefix('-').filter(|_| may_be_negative && !is_negative) {
            (is_negative, rest) = (true, after);
        } else if let Some(after) = CURRENCIES.iter().find_map(|currency| rest.strip_prefix(currency)) {
            (sort, rest) = (Sort::Money, after);
        } else {
            break;
        }
        rest = rest.trim_start();
    }
    let end = rest.find(|sign: char| !sign.is_ascii_digit() && !matches!(sign, '.' | ',' | '_')).unwrap_or(rest.len());
    let digits = rest.get(..end)?.trim_end_matches(['.', ',', '_']);
    rest = rest.get(digits.len()..)?;
    let value = parse_decimal(&without_groups(digits)?).ok()?;
    let mut figure = Figure { value, sort, unit: Exact::one() };
    if let Some((unit, after)) = unit(rest) {
        figure.unit = Exact::from_int(unit);
        figure.value = figure.value.mul(&figure.unit);
        rest = after;
        // `2万5千`: what follows whole units at once counts less.
        let mut last = if digits.contains('.') { 0 } else { unit };
        while let Some((more, smaller, after)) = part(rest).filter(|(more, smaller, _)| more * smaller < last) {
            figure.value = figure.value.add(&Exact::from_int(more * smaller));
            (last, rest) = (smaller, after);
        }
    }
    if is_negative {
        figure.value = figure.value.neg();
    }
    with_sign(figure, rest)
}

/// The unit that a text begins with, and what follows it.
fn unit(text: &str) -> Option<(i128, &str)> {
    UNITS.iter().find_map(|(unit, factor)| Some((*factor, after_word(text.trim_start(), unit)?)))
}

/// Digits and a unit.
fn part(text: &str) -> Option<(i128, i128, &str)> {
    let (digits, rest) = text.split_at_checked(text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len()))?;
    let (one, rest) = unit(rest)?;
    Some((digits.parse::<u32>().ok()?.into(), one, rest))
}

/// A figure with the sign behind it, of a currency or a ratio, or with what is counted.
pub(super) fn with_sign(mut figure: Figure, mut rest: &str) -> Option<(Figure, &str)> {
    if let Some(after) = CURRENCIES.iter().find_map(|currency| after_word(rest.trim_start(), currency)) {
        (figure.sort, rest) = (Sort::Money, after);
    } else if let Some((one, after)) = RATIOS.iter().find_map(|(sign, one)| Some((*one, after_word(rest.trim_start(), sign)?))) {
        if figure.sort == Sort::Money {
            return None;
        }
        figure.value = figure.value.div(&Exact::from_int(one))?;
        (figure.sort, rest) = (Sort::Ratio, after);
    } else if let Some(after) = COUNTED.iter().find_map(|counted| after_word(rest.trim_start(), counted)) {
        rest = after;
    }
    Some((figure, rest))
}

/// What follows the sign or the word of a currency.
pub(super) fn after_currency(text: &str) -> Option<&str> {
    CURRENCIES.iter().find_map(|currency| after_word(text, currency))
}

/// The whole of a text as a figure, `50元/张` and `每户50元` as 50.
pub(super) fn read(text: &str) -> Option<Figure> {
    let plain = plain(text);
    let plain = without_each(&plain);
    // A numeral alone may be a name as well, as the 一 of 一等.
    let (figure, rest) = take(plain, true).or_else(|| words::take(plain).filter(|(figure, _)| figure.sort != Sort::Plain))?;
    let rest = rest.trim();
    (rest.is_empty() || figure.sort == Sort::Money && is_each(rest.strip_prefix('/')?)).then_some(figure)
}

/// Whether a text says what one figure is paid for: `50元/张`, `每户50元`, `$5/account`.
pub(super) fn says_each(text: &str) -> bool {
    let plain = plain(text);
    without_each(&plain) != plain || plain.rsplit_once('/').is_some_and(|(figure, each)| is_each(each) && read(figure).is_some())
}

/// A text without `每户` before its figure.
fn without_each(plain: &str) -> &str {
    let Some(rest) = plain.strip_prefix('每') else { return plain };
    let figure = rest.find(|sign: char| sign.is_ascii_digit() || sign == '¥').or_else(|| rest.find(is_of_numerals)).unwrap_or(rest.len());
    match rest.split_at_checked(figure) {
        Some((each, figure)) if is_each(each.trim()) => figure,
        _ => plain,
    }
}

/// Whether a text is the word of a thing.
fn is_each(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= 12 && text.chars().all(char::is_alphabetic)
}

/// What follows a word or sign; letters may not run on behind a word of letters.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let after = text.strip_prefix(word)?;
    let runs_on = word.ends_with(|sign: char| sign.is_ascii_alphabetic()) && after.starts_with(|sign: char| sign.is_ascii_alphanumeric());
    (!runs_on).then_some(after)
}

/// Digits without the signs that group them, which group by threes.
fn without_groups(digits: &str) -> Option<String> {
    if !digits.starts_with(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    if fraction.is_some_and(|fraction| fraction.is_empty() || !fraction.bytes().all(|digit| digit.is_ascii_digit())) {
        return None;
    }
    let mut groups = whole.split([',', '_']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    if !rest.is_empty() && (first.len() > 3 || rest.iter().any(|group| group.len() != 3)) {
        return None;
    }
    Some(digits.replace([',', '_'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(text: &str) -> Option<(String, Sort)> {
        read(text).map(|figure| (figure.value.to_string(), figure.sort))
    }

    #[test]
    fn figures_are_read_in_the_spellings_of_offices() {
        for (text, value, sort) in [
            ("3000", "3000", Sort::Plain),
            ("3,000.50", "3000.5", Sort::Plain),
            ("１２.５", "12.5", Sort::Plain),
            ("-5", "-5", Sort::Plain),
            ("500万", "5000000", Sort::Plain),
            ("2万5千", "25000", Sort::Plain),
            ("-2万5千", "-25000", Sort::Plain),
            ("¥-1亿2000万", "-120000000", Sort::Money),
            ("1亿2000万元", "120000000", Sort::Money),
            ("1.5百万", "1500000", Sort::Plain),
            ("一百万元", "1000000", Sort::Money),
            ("每户一百元", "100", Sort::Money),
            ("两万五千 元/户", "25000", Sort::Money),
            ("0.3 万元", "3000", Sort::Money),
            ("1.2亿元", "120000000", Sort::Money),
            ("￥1,200", "1200", Sort::Money),
            ("- ¥ 1,200", "-1200", Sort::Money),
            ("CNY 20k", "20000", Sort::Money),
            ("2 million", "2000000", Sort::Plain),
            ("0.5%", "0.005", Sort::Ratio),
            ("０.１５％", "0.0015", Sort::Ratio),
            ("3‰", "0.003", Sort::Ratio),
            ("25bp", "0.0025", Sort::Ratio),
            ("80分", "80", Sort::Plain),
            ("3 年", "3", Sort::Plain),
            ("50元/张", "50", Sort::Money),
            ("每户100元", "100", Sort::Money),
            ("每 笔 ¥2.5", "2.5", Sort::Money),
            ("$5/account", "5", Sort::Money),
            ("千分之五", "0.005", Sort::Ratio),
            ("万分之十五", "0.0015", Sort::Ratio),
            ("百分之1.5", "0.015", Sort::Ratio),
        ] {
            assert_eq!(read_as(text), Some((value.to_owned(), sort)), "{text}");
        }
        for text in [
            "",
            "-",
            "abc",
            "1,00",
            "1.2.3",
            "12,34,567",
            ".5",
            "5.",
            "1e5",
            "¥5%",
            "20kg",
            "3 thousands",
            "5 %%",
            "万",
            "1,000,00",
            "5元/",
            "5元/3",
            "1/2",
            "每",
            "每户",
            "千分之",
            "千分之五点",
            "千分之三四",
            "一百万",
            "三",
            "五年",
            "三四百元",
            "2万5",
            "2千5万",
            "1.5万5千",
            "--5",
        ] {
            assert_eq!(read_as(text), None, "{text}");
        }
    }
}
