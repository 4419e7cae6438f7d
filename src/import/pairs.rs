//! Two columns that hold the ends of bands, made one: `from` and `to`, 下限 and 上限, `存款≥` and `存款<`.

use super::bounds::{self, Around};
use super::columns::{Cell, Column};
use super::days;
use super::figures::{self, Figure, Sort};
use super::headings::{Heading, Unit};
use super::notes::Notes;
use super::phrases::{PHRASES, Side, Token};
use crate::data::grid::At;
use crate::say;
use crate::values::Exact;

/// Words that head the ends of bands and say nothing of whether they are in; what does say so are the phrases of bands themselves.
const NOUNS: &[(&str, Side)] = &[
    ("from", Side::Lower),
    ("min", Side::Lower),
    ("minimum", Side::Lower),
    ("lower", Side::Lower),
    ("下限", Side::Lower),
    ("起", Side::Lower),
    ("起点", Side::Lower),
    ("最低", Side::Lower),
    ("to", Side::Upper),
    ("max", Side::Upper),
    ("maximum", Side::Upper),
    ("upper", Side::Upper),
    ("上限", Side::Upper),
    ("止", Side::Upper),
    ("终点", Side::Upper),
    ("最高", Side::Upper),
];

/// What a heading says of the ends below it.
struct Headed {
    /// What stands before that.
    name: String,
    side: Side,
    included: Option<bool>,
    is_loose: bool,
}

impl Headed {
    /// By the word at the end of a heading, the longest one that it ends with, and what stands in brackets behind it: `下限（含）`.
    fn of(heading: &str) -> Option<Headed> {
        let plain = figures::plain(heading);
        let mut parts = plain.split('(');
        let own = parts.next().unwrap_or_default().trim();
        let nouns = NOUNS.iter().map(|(word, side)| (*word, *side, None, false));
        let found = nouns.chain(PHRASES.iter().filter_map(says_side)).filter_map(|(word, side, included, is_loose)| {
            let name = own.strip_suffix(word)?;
            // Words of letters do not run on before them.
            let stands_alone = !word.starts_with(|sign: char| sign.is_ascii_alphabetic()) || name.is_empty() || name.ends_with(' ');
            stands_alone.then(|| (word.len(), Headed { name: name.trim().to_owned(), side, included, is_loose }))
        });
        // Of two that are equally long the first one counts, which is the noun.
        let (_, mut headed) = found.reduce(|one, other| if other.0 > one.0 { other } else { one })?;
        for bracket in parts {
            let bracket = bracket.trim_end().trim_end_matches(')');
            let said = match bracket {
                "含" | "含本数" | "inclusive" | "included" | "incl." | "incl" => Some(true),
                "不含" | "不含本数" | "exclusive" | "excluded" | "excl." | "excl" => Some(false),
                _ => PHRASES
                    .iter()
                    .filter_map(says_side)
                    .find(|(word, side, ..)| *word == bracket && *side == headed.side)
                    .and_then(|said| said.2),
            };
            if said.is_some() {
                (headed.included, headed.is_loose) = (said, false);
            }
        }
        Some(headed)
    }

    fn around(&self, figure: Figure) -> Around {
        Around { figure, side: None, included: self.included, is_loose: self.is_loose }
    }
}

/// What a phrase of bands says as a heading: its word, the side, whether its figures are in, and whether that may be meant otherwise.
fn says_side((phrase, token): &(&'static str, Token)) -> Option<(&'static str, Side, Option<bool>, bool)> {
    match token {
        Token::Before(side, included) | Token::Behind(side, included) | Token::Sign(side, included) => {
            Some((phrase, *side, Some(*included), false))
        }
        Token::Loosely(side) => Some((phrase, *side, Some(true), true)),
        Token::Figure(_) | Token::To | Token::Said(_) | Token::Word => None,
    }
}

/// Makes one column of bands of two that hold their ends.
pub(super) fn join(columns: &mut Vec<Column>, notes: &mut Notes<'_>) {
    let is_end = |column: &Column| {
        column.filled().all(|(_, cell)| match cell {
            Cell::Figure(..) | Cell::Day(_) => true,
            Cell::Word(text) => matches!(text.as_str(), "∞" | "+∞" | "-∞" | "无" | "无上限" | "无下限"),
            _ => false,
        })
    };
    let headed = |column: &Column, side: Side| Headed::of(&column.heading.text).filter(|headed| headed.side == side && is_end(column));
    let pair = columns.windows(2).enumerate().find_map(|(at, pair)| match pair {
        [one, other] => Some((at, headed(one, Side::Lower)?, headed(other, Side::Upper)?)),
        _ => None,
    });
    let Some((at, lower, upper)) = pair else { return };
    let other = columns.remove(at.saturating_add(1));
    let Some(column) = columns.get_mut(at) else { return };
    let name = Some(lower.name.clone()).filter(|name| !name.is_empty()).or_else(|| column.above.clone()).unwrap_or_default();
    let units = units(column, &other, notes);
    column.heading = Heading { unit: units.0.clone(), ..Heading::of(&name) };
    for ((at, cell), (_, above)) in column.cells.iter_mut().zip(other.cells) {
        let low = in_unit(cell, units.0.as_ref()).map(|figure| lower.around(figure));
        let high = in_unit(&above, units.1.as_ref()).map(|figure| upper.around(figure));
        if low.is_none() && high.is_none() {
            *cell = Cell::Nothing;
            continue;
        }
        match bounds::of_ends(low, high) {
            Some(band) => *cell = Cell::Band(band),
            None => {
                let shown = |cell: &Cell| match cell {
                    Cell::Figure(_, text) => text.clone(),
                    Cell::Day(day) => day.to_string(),
                    _ => String::new(),
                };
                let (from, to) = (shown(cell), shown(&above));
                notes.refuse(
                    *at,
                    say!("`{from}` and `{to}` are no ends of one band", "`{from}` 与 `{to}` 不能构成一档"),
                    say!("the lower one stands first, and both in one unit", "下限在前，且两端单位一致"),
                );
            }
        }
    }
}

/// Makes bands of the first column where it holds figures that go up, and its heading says which ends of bands they are: `up to`, `下限`.
pub(super) fn complete(columns: &mut [Column], notes: &mut Notes<'_>) {
    let Some(column) = columns.first_mut() else { return };
    let Some(headed) = Headed::of(&column.heading.text) else { return };
    let figures: Vec<Option<Figure>> = column.cells.iter().map(|(_, cell)| in_unit(cell, column.heading.unit.as_ref())).collect();
    let known: Vec<&Figure> = figures.iter().flatten().collect();
    let goes_up = known.windows(2).all(|pair| matches!(pair, [one, other] if one.value < other.value));
    // What is above all upper ends stands last, without one; what is below all lower ends stands first.
    let open = match headed.side {
        Side::Lower => 0,
        Side::Upper => figures.len().saturating_sub(1),
    };
    let are_ends = column.cells.iter().enumerate().all(|(at, (_, cell))| match cell {
        Cell::Figure(..) => true,
        Cell::Nothing | Cell::Else => at == open,
        _ => false,
    });
    if known.len() < 2 || !goes_up || !are_ends {
        return;
    }
    let places: Vec<At> = column.cells.iter().map(|(at, _)| *at).collect();
    let heading = &column.heading.text;
    notes.assume(&places, |cells| {
        say!(
            "{cells} are taken for ends of bands, as `{heading}` says: each band goes from one to the next",
            "{cells} 依表头 `{heading}` 视为档次的界限：每档自一个界限至下一个界限"
        )
    });
    let own = |figure: &Figure| headed.around(figure.clone());
    // An end that is in is not in the band that it meets.
    let met = |figure: &Figure| Around { included: headed.included.map(|included| !included), ..headed.around(figure.clone()) };
    for (at, (_, cell)) in column.cells.iter_mut().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| figures.get(at)?.as_ref());
        let here = beside(Some(at)).map(own);
        let band = match headed.side {
            Side::Lower => bounds::of_ends(here, beside(at.checked_add(1)).map(met)),
            Side::Upper => bounds::of_ends(beside(at.checked_sub(1)).map(met), here),
        };
        if let Some(band) = band {
            *cell = Cell::Band(band);
        }
    }
    let name = if headed.name.is_empty() { column.above.clone().unwrap_or_default() } else { headed.name };
    column.heading = Heading { unit: column.heading.unit.clone(), ..Heading::of(&name) };
}

/// The units of the two columns: a heading without one is in that of the other, which is told.
fn units(lower: &Column, upper: &Column, notes: &mut Notes<'_>) -> (Option<Unit>, Option<Unit>) {
    let (own, other) = (lower.heading.unit.clone(), upper.heading.unit.clone());
    let (lacking, having) = match (&own, &other) {
        (None, Some(_)) => (lower, upper),
        (Some(_), None) => (upper, lower),
        _ => return (own, other),
    };
    let bare = |cell: &Cell| matches!(cell, Cell::Figure(figure, _) if figure.sort == Sort::Plain && figure.unit == Exact::one());
    let cells: Vec<At> = lacking.cells.iter().filter(|(_, cell)| bare(cell)).map(|(at, _)| *at).collect();
    let heading = &having.heading.text;
    notes.assume(&cells, |cells| say!("{cells} are taken in the unit of `{heading}`", "{cells} 按 `{heading}` 的单位处理"));
    (own.clone().or_else(|| other.clone()), other.or(own))
}

/// The figure of a cell, in the unit of its heading where it has none of its own.
fn in_unit(cell: &Cell, unit: Option<&Unit>) -> Option<Figure> {
    let figure = match cell {
        Cell::Figure(figure, _) => figure,
        Cell::Day(day) => return Some(days::figure(*day)),
        _ => return None,
    };
    Some(match unit {
        Some(unit) if figure.sort == Sort::Plain && figure.unit == Exact::one() => {
            Figure { value: figure.value.mul(&unit.one), sort: unit.sort, unit: unit.one.clone() }
        }
        _ => figure.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_which_ends_stand_below_them_and_whether_they_are_in() {
        for (heading, awaited) in [
            ("存款大于", Some(("存款", Side::Lower, Some(false), false))),
            ("存款小于等于（万元）", Some(("存款", Side::Upper, Some(true), false))),
            ("≥", Some(("", Side::Lower, Some(true), false))),
            ("不良率≤", Some(("不良率", Side::Upper, Some(true), false))),
            ("Deposits <", Some(("deposits", Side::Upper, Some(false), false))),
            ("Deposits >=", Some(("deposits", Side::Lower, Some(true), false))),
            ("Deposits from", Some(("deposits", Side::Lower, None, false))),
            ("Up to", Some(("", Side::Upper, Some(true), false))),
            ("日均存款下限", Some(("日均存款", Side::Lower, None, false))),
            ("下限（含）", Some(("", Side::Lower, Some(true), false))),
            ("存款上限（不含）（万元）", Some(("存款", Side::Upper, Some(false), false))),
            ("From (>=)", Some(("", Side::Lower, Some(true), false))),
            ("To (<)", Some(("", Side::Upper, Some(false), false))),
            ("年限以上", Some(("年限", Side::Lower, Some(true), true))),
            ("不低于", Some(("", Side::Lower, Some(true), false))),
            ("Turnover", None),
            ("Admin", None),
            ("Rate", None),
        ] {
            let found = Headed::of(heading);
            let found = found.as_ref().map(|headed| (headed.name.as_str(), headed.side, headed.included, headed.is_loose));
            assert_eq!(found, awaited, "{heading}");
        }
    }
}
