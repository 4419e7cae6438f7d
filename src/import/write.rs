//! Names, texts and figures as the language writes them, and a table in style.

use super::days;
use super::figures::Sort;
use crate::diagnostics::Language;
use crate::format::format;
use crate::source::SourceId;
use crate::values::Exact;
use crate::values::decimal::{format_percent, format_plain};

/// Words that are no names, and those that mean something else in the cell of a key.
const TAKEN: [&str; 33] = [
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "yes",
    "no",
    "blank",
    "rounded",
    "any",
    "且",
    "或",
    "并非",
    "若",
    "如果",
    "则",
    "否则",
    "其余",
    "是",
    "否",
    "空",
    "四舍五入",
    "五成双",
    "舍去",
    "进位",
    "不低于",
    "不高于",
    "空按",
    "不适用按",
    "无则不限",
    "不限",
    "不适用",
];

/// What begins a bound, also where a word goes on behind it.
const BOUNDS: [&str; 3] = ["不满", "不超过", "超过"];

/// A text as a name: as it is where the language takes it so, else between the marks of names; none where it holds such marks.
pub(super) fn name(text: &str, language: Language) -> Option<String> {
    let is_letter = |sign: char| sign.is_ascii_alphabetic() || ('\u{4E00}'..='\u{9FFF}').contains(&sign);
    let is_plain = text.starts_with(is_letter)
        && text.chars().all(|sign| is_letter(sign) || sign.is_ascii_digit() || sign == '_')
        && !TAKEN.contains(&text)
        && !BOUNDS.iter().any(|word| text.starts_with(word));
    if is_plain {
        return Some(text.to_owned());
    }
    let marks = match language {
        Language::English => [('`', '`'), ('「', '」')],
        Language::Chinese => [('「', '」'), ('`', '`')],
    };
    between(text, marks)
}

/// A text as a text; none where it holds marks of both kinds.
pub(super) fn text(text: &str, language: Language) -> Option<String> {
    let marks = match language {
        Language::English => [('"', '"'), ('“', '”')],
        Language::Chinese => [('“', '”'), ('"', '"')],
    };
    between(text, marks)
}

fn between(text: &str, marks: [(char, char); 2]) -> Option<String> {
    if text.is_empty() || text.contains(char::is_control) {
        return None;
    }
    let (open, close) = marks.into_iter().find(|(open, close)| !text.contains([*open, *close]))?;
    Some(format!("{open}{text}{close}"))
}

/// A figure, with `_` between thousands, or a day; none where its decimals do not end.
pub(super) fn figure(value: &Exact, sort: Sort) -> Option<String> {
    let written = match sort {
        Sort::Day => return days::day(value).map(|day| day.to_string()),
        Sort::Ratio => format_percent(value, None),
        Sort::Plain | Sort::Money => format_plain(value),
    };
    (!written.contains('/')).then(|| grouped(&written))
}

/// A figure of a key: as others, but a year without `_`.
pub(super) fn figure_of_key(value: &Exact, sort: Sort) -> Option<String> {
    match value.to_i128() {
        Some(year @ 1900..=2199) if sort == Sort::Plain && value.is_integer() => Some(year.to_string()),
        _ => figure(value, sort),
    }
}

fn grouped(written: &str) -> String {
    let digits = written.find(['.', '%']).unwrap_or(written.len());
    let (whole, rest) = written.split_at(digits);
    let length = whole.trim_start_matches('-').len();
    let mut out = String::new();
    let mut left = length;
    for sign in whole.chars() {
        if sign.is_ascii_digit() {
            if left < length && left.checked_rem(3) == Some(0) && length > 3 {
                out.push('_');
            }
            left = left.saturating_sub(1);
        }
        out.push(sign);
    }
    out + rest
}

/// A band by its ends, each with whether it is in.
pub(super) fn band(lower: Option<(String, bool)>, upper: Option<(String, bool)>, language: Language) -> String {
    match language {
        Language::English => {
            let lower = lower.map(|(figure, is_in)| format!("{} {figure}", if is_in { "from" } else { "above" }));
            let upper = upper.map(|(figure, is_in)| format!("{} {figure}", if is_in { "up to" } else { "below" }));
            lower.into_iter().chain(upper).collect::<Vec<_>>().join(" ")
        }
        Language::Chinese => {
            if let (Some((lower, true)), Some((upper, true))) = (&lower, &upper) {
                return format!("{lower}以上{upper}以下");
            }
            let lower = lower.map(|(figure, is_in)| if is_in { format!("{figure}以上") } else { format!("超过{figure}") });
            let upper = upper.map(|(figure, is_in)| format!("{}{figure}", if is_in { "不超过" } else { "不满" }));
            lower.into_iter().chain(upper).collect::<Vec<_>>().join(" ")
        }
    }
}

/// The words of one language.
pub(super) fn word(language: Language, english: &'static str, chinese: &'static str) -> &'static str {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// A table in style, as it would stand in an article; as it is where it is not understood, for the check to say why.
pub(super) fn in_style(table: &str, language: Language) -> String {
    let article = word(language, "article 1", "第一条");
    let formatted = format(SourceId(0), &format!("{article} {{\n{table}\n}}\n"));
    let Ok(formatted) = formatted else { return table.to_owned() };
    let inner = formatted.trim_end().trim_end_matches('}').split_once('\n').map_or("", |(_, inner)| inner);
    inner.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped() {
        for (units, scale, sort, awaited) in [
            (3_000, 0, Sort::Plain, "3_000"),
            (100, 0, Sort::Plain, "100"),
            (-12_345_675, 1, Sort::Money, "-1_234_567.5"),
            (5, 3, Sort::Ratio, "0.5%"),
            (12, 0, Sort::Ratio, "1_200%"),
        ] {
            assert_eq!(figure(&Exact::from_scaled(units, scale), sort).as_deref(), Some(awaited));
        }
        assert_eq!(Exact::ratio(1, 3).and_then(|third| figure(&third, Sort::Plain)), None);
    }

    #[test]
    fn names_stand_between_marks_where_they_must() {
        for (text, awaited) in
            [("Senior", "Senior"), ("Senior manager", "`Senior manager`"), ("else", "`else`"), ("3星", "`3星`"), ("a`b", "「a`b」")]
        {
            assert_eq!(name(text, Language::English).as_deref(), Some(awaited));
        }
        assert_eq!(name("高级（一档）", Language::Chinese).as_deref(), Some("「高级（一档）」"));
        assert_eq!(name("a`「b", Language::English), None);
    }
}
