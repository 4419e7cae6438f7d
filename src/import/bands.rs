//! Keys that are bands: those of a column together, in one unit, with what decides where two of them meet.

use super::bounds::{Band, End};
use super::columns::{Cell, Column, Shape};
use super::ends::{Ends, Settled, kind, written_band};
use super::figures::{Figure, Sort};
use super::headings::Heading;
use super::keys::{Key, common};
use super::notes::Notes;
use super::steps::{self, Steps};
use super::{Options, days, figures};
use crate::data::grid::At;
use crate::say;
use crate::values::{Date, Exact};

/// The key of a column of figures, days and bands of them.
pub(super) fn key(column: &Column, name: String, cells: &[(At, Cell)], options: &Options, notes: &mut Notes<'_>) -> Key {
    let called = column.called();
    let (en, zh) = (&called.en, &called.zh);
    let mut bands: Vec<(At, Option<Band>)> = Vec::new();
    for (at, cell) in cells {
        let band = match cell {
            Cell::Band(band) => Some(scaled(band.clone(), column)),
            Cell::Figure(figure, _) => Some(scaled(single(figure), column)),
            Cell::Day(day) => Some(single(&days::figure(*day))),
            Cell::Else | Cell::Any | Cell::Nothing => None,
            Cell::Word(_) | Cell::YesNo(_) => {
                let shown = if let Cell::Word(text) = cell { text.clone() } else { String::new() };
                notes.refuse(
                    *at,
                    say!("`{shown}` is not understood as a band of {en}", "`{shown}` 无法识别为 {zh}的档次"),
                    say!(
                        "write it as `100-200`, `from 100 below 200`, `up to 100` or `above 200`",
                        "请写作 `100-200`、`100以上不满200`、`100以下`、`超过200` 等"
                    ),
                );
                None
            }
        };
        bands.push((*at, band));
    }
    let sort = sort_of(column, &bands);
    refuse_other_sorts(&bands, sort, notes);
    // Headings that are a key are values of it each.
    let is_heading = matches!(cells, [((row, _), _), ((other, _), _), ..] if row == other);
    if column.shape() == Shape::Figures && !is_heading {
        let alone: Vec<At> = cells.iter().filter(|(_, cell)| matches!(cell, Cell::Figure(..))).map(|(at, _)| *at).collect();
        notes.assume(&alone, |cells| {
            say!(
                "each of {cells} is taken for one value of {en}; where it is the bound of a band, write `>=60` in the sheet",
                "{cells} 各按 {zh}的一个取值处理；若是档次的界限，请在表中写作 `≥60`"
            )
        });
    }
    let steps = steps::settle(&mut bands, sort);
    let ends = Ends::of(&bands, options.upper_included);
    tell(&bands, &ends, &steps, options, notes);
    let mut written = Vec::new();
    for ((at, band), (_, cell)) in bands.iter().zip(cells) {
        let text = match band {
            None => common(cell, options.language),
            Some(band) => written_band(band, &ends, sort, options),
        };
        if text.is_none() && band.is_some() {
            notes.refuse(
                *at,
                say!("a figure of this band does not end", "该档的数值无法写尽"),
                say!("round it in the sheet", "请在表中取整"),
            );
        }
        written.push(text.unwrap_or_default());
    }
    let is_open = bands.iter().any(|(_, band)| band.is_none());
    Key { name, kind: kind(&bands, &ends, sort, steps == Steps::Whole, is_open, options), cells: written }
}

/// How the figures of a column are written: as those that have a sign or a unit, or as its heading says.
fn sort_of(column: &Column, bands: &[(At, Option<Band>)]) -> Sort {
    let own = bands.iter().filter_map(|(_, band)| Some(band.as_ref()?.sort)).rfind(|sort| *sort != Sort::Plain);
    own.or_else(|| column.heading.unit.as_ref().map(|unit| unit.sort)).unwrap_or(Sort::Plain)
}

/// Percentages, amounts and days do not go together. A figure without a sign is an amount beside amounts; a ratio only if it is zero.
fn refuse_other_sorts(bands: &[(At, Option<Band>)], sort: Sort, notes: &mut Notes<'_>) {
    for (at, band) in bands {
        let Some(band) = band.as_ref().filter(|band| band.sort != sort) else { continue };
        let is_zero = band.lower.iter().chain(&band.upper).all(|end| end.at.is_zero());
        match (sort, band.sort) {
            (Sort::Money, Sort::Plain) => {}
            (Sort::Ratio, Sort::Plain) if is_zero => {}
            (Sort::Ratio, Sort::Plain) => notes.refuse(
                *at,
                say!("a figure stands without its sign among percentages", "其他各行为百分数，此处没有百分号"),
                say!("write it with `%`", "请补上 `%`"),
            ),
            _ => notes.refuse(
                *at,
                say!("this band is of another kind than the others of its column", "该档与同列其他各档类型不同"),
                say!("percentages, amounts and days each have a column of their own", "百分数、金额、日期应各成一列"),
            ),
        }
    }
}

/// Tells what the sheet does not say of its bands.
fn tell(bands: &[(At, Option<Band>)], ends: &Ends, steps: &Steps, options: &Options, notes: &mut Notes<'_>) {
    let those = |wanted: &dyn Fn(&Band) -> bool| -> Vec<At> {
        bands.iter().filter(|(_, band)| band.as_ref().is_some_and(wanted)).map(|(at, _)| *at).collect()
    };
    let settled = |how: Settled| those(&|band| ends.has(band, how));
    notes.assume(&those(&|band| band.shares_unit), |cells| {
        say!("the unit at the end of {cells} is taken for both ends", "{cells} 末尾的单位视为两端共用")
    });
    if let Steps::Amounts(moved) = steps {
        notes.assume(moved, |cells| {
            say!(
                "amounts between the band before and that of {cells} are in the latter: the sheet gives them to neither",
                "{cells} 与上一档之间的金额，表中未归入任何一档，按计入 {cells} 处理"
            )
        });
    }
    let are_days = bands.iter().any(|(_, band)| band.as_ref().is_some_and(|band| band.sort == Sort::Day));
    notes.assume(&settled(Settled::ByWord), |cells| match are_days {
        true => say!(
            "where bands meet in {cells}, 以前 and 以后 take in their day; write 不含 in the sheet if it is meant otherwise",
            "{cells} 中相邻两档的界限，`以前`、`以后` 按含当日处理；若不含，请在表中注明 `不含`"
        ),
        false => say!(
            "where bands meet in {cells}, 以上, 以下 and 以内 take in their figure, as in law; write 不含 in the sheet if it is meant otherwise",
            "{cells} 中相邻两档的界限，`以上`、`以下`、`以内` 依法含本数；若不含，请在表中注明 `不含`"
        ),
    });
    notes.assume(&settled(Settled::ByOther), |cells| {
        say!(
            "where bands meet in {cells}, the row that they meet has the figure by its own words: here 以上, 以下 or 以内 go without it",
            "{cells} 中相邻两档的界限，相接的一行已写明含本数，此处的 `以上`、`以下`、`以内` 按不含处理"
        )
    });
    notes.assume(&settled(Settled::Assumed), |cells| match options.upper_included {
        false => say!(
            "where bands meet in {cells}, the figure belongs to the band that it begins; `--upper-included` says the other one",
            "{cells} 中相邻两档的界限计入以它起始的一档；`--upper-included` 则计入另一档"
        ),
        true => {
            say!("where bands meet in {cells}, the figure belongs to the band that it ends", "{cells} 中相邻两档的界限计入以它结束的一档")
        }
    });
}

/// Whether a heading says that the days below it are those on which something begins to hold.
pub(super) fn begin_with(heading: &Heading) -> bool {
    const WORDS: [&str; 12] = ["from", "since", "effective", "start", "begin", "valid", "执行", "生效", "施行", "实施", "起始", "起"];
    let plain = figures::plain(&heading.text);
    WORDS.iter().any(|word| plain.contains(word))
}

/// The bands that begin on the days of a column, each of which goes on until the next one.
pub(super) fn of_first_days(cells: &[(At, Cell)], notes: &mut Notes<'_>) -> Vec<(At, Cell)> {
    let mut days: Vec<Date> = cells.iter().filter_map(|(_, cell)| if let Cell::Day(day) = cell { Some(*day) } else { None }).collect();
    days.sort_unstable();
    days.dedup();
    let places: Vec<At> = cells.iter().filter(|(_, cell)| matches!(cell, Cell::Day(_))).map(|(at, _)| *at).collect();
    notes.assume(&places, |cells| {
        say!("the rows of {cells} each hold from their day until the next one begins", "{cells} 各行自该日起适用，至下一日期前为止")
    });
    let end = |day: &Date, included| End { at: days::figure(*day).value, included: Some(included), is_loose: false };
    let band = |day: &Date| {
        let next = days.get(days.partition_point(|other| other <= day));
        Band { lower: Some(end(day, true)), upper: next.map(|next| end(next, false)), sort: Sort::Day, shares_unit: false, is_bare: false }
    };
    cells.iter().map(|(at, cell)| (*at, if let Cell::Day(day) = cell { Cell::Band(band(day)) } else { cell.clone() })).collect()
}

/// The band of one figure.
fn single(figure: &Figure) -> Band {
    let is_bare = figure.sort == Sort::Plain && figure.unit == Exact::one();
    let end = End { at: figure.value.clone(), included: Some(true), is_loose: false };
    Band { lower: Some(end.clone()), upper: Some(end), sort: figure.sort, shares_unit: false, is_bare }
}

/// A band in the unit that the heading names, where it has none of its own.
fn scaled(mut band: Band, column: &Column) -> Band {
    if let Some(unit) = column.heading.unit.as_ref().filter(|_| band.is_bare) {
        band.lower.iter_mut().chain(&mut band.upper).for_each(|end| end.at = end.at.mul(&unit.one));
        band.sort = unit.sort;
    }
    band
}
