//! Days as offices write them in bands: `2026年1月1日`, `2026-01-01`, `2026/1/1`, `2026.1.1`, `1 January 2026`.

use super::figures::{Figure, Sort};
use crate::values::{Date, Exact};

/// The months in English, by the letters that begin them.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Longer names of them.
const FULL: [&str; 12] =
    ["january", "february", "march", "april", "june", "july", "august", "september", "sept", "october", "november", "december"];

/// Takes a day off the beginning of a plain text; gives what follows it.
pub(super) fn take(text: &str) -> Option<(Figure, &str)> {
    let (day, rest) = in_figures(text).or_else(|| in_words(text))?;
    Some((figure(day), rest))
}

fn in_figures(text: &str) -> Option<(Date, &str)> {
    let is_of_days = |sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '/' | '.' | '年' | '月' | '日');
    let end = text.find(|sign| !is_of_days(sign)).unwrap_or(text.len());
    let longest = text.get(..end)?;
    // Eight digits without a mark may be a figure as well.
    let marked = |text: &str| text.contains(|sign: char| !sign.is_ascii_digit());
    let ends = longest.char_indices().map(|(at, sign)| at.saturating_add(sign.len_utf8()));
    let mut found = ends.filter_map(|end| {
        let own = longest.get(..end).filter(|own| marked(own))?;
        Some((Date::parse(&own.replace('.', "-"))?, text.get(end..)?))
    });
    found.next_back()
}

/// `1 January 2026`, `Jan 1, 2026`.
fn in_words(text: &str) -> Option<(Date, &str)> {
    let (day, month, rest) = match number(text) {
        Some((day, rest)) => {
            let (month, rest) = month(rest)?;
            (day, month, rest)
        }
        None => {
            let (month, rest) = month(text)?;
            let (day, rest) = number(rest)?;
            (day, month, rest)
        }
    };
    let (year, rest) = number(rest.trim_start_matches(',').trim_start())?;
    if year < 1000 {
        return None;
    }
    Some((Date::new(year, month, u8::try_from(day).ok()?)?, rest))
}

/// The number that a text begins with.
fn number(text: &str) -> Option<(i32, &str)> {
    let (digits, rest) = text.split_at_checked(text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len()))?;
    Some((digits.parse().ok()?, rest.trim_start()))
}

/// The month that a text begins with, by its name or the letters that begin it.
fn month(text: &str) -> Option<(u8, &str)> {
    let (word, rest) = text.split_at_checked(text.find(|sign: char| !sign.is_ascii_lowercase()).unwrap_or(text.len()))?;
    let (month, _) = (1u8..).zip(MONTHS).find(|(_, month)| word == *month || word.starts_with(month) && FULL.contains(&word))?;
    Some((month, rest.trim_start_matches('.').trim_start()))
}

/// A day as a figure of a band.
pub(super) fn figure(day: Date) -> Figure {
    Figure { value: Exact::from_int(i128::from(day.days())), sort: Sort::Day, unit: Exact::one() }
}

/// The day that such a figure is.
pub(super) fn day(value: &Exact) -> Option<Date> {
    Date::from_days(i32::try_from(value.to_i128()?).ok()?)
}
