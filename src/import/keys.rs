//! The keys of a table: what stands in their cells, and the fields that they ask of the record.

use super::Options;
use super::bounds::{Band, End};
use super::columns::{Cell, Column, Shape};
use super::ends::{Ends, Settled, kind, written_band};
use super::figures::Sort;
use super::notes::Notes;
use super::{phrases, write};
use crate::data::grid::At;
use crate::diagnostics::Language;
use crate::say;
use crate::values::Exact;

/// A key.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// As it is written.
    pub(super) name: String,
    /// The kind of its field, with its range.
    pub(super) kind: String,
    /// What stands in each row.
    pub(super) cells: Vec<String>,
}

/// The key of a column. A cell without anything is the one above it where other keys follow.
pub(super) fn of(column: &Column, name: String, is_last: bool, options: &Options, notes: &mut Notes<'_>) -> Key {
    let cells = filled(column, is_last, notes);
    let language = options.language;
    match column.shape() {
        Shape::Bands | Shape::Figures => figures(column, name, &cells, options, notes),
        Shape::Days => {
            let write = |(_, cell): &(At, Cell)| match cell {
                Cell::Day(day) => day.to_string(),
                other => common(other, language).unwrap_or_default(),
            };
            Key { name, kind: write::word(language, "date", "日期").to_owned(), cells: cells.iter().map(write).collect() }
        }
        Shape::YesNo => {
            let write = |(_, cell): &(At, Cell)| match cell {
                Cell::YesNo(yes) => if *yes { write::word(language, "yes", "是") } else { write::word(language, "no", "否") }.to_owned(),
                other => common(other, language).unwrap_or_default(),
            };
            Key { name, kind: write::word(language, "yes/no", "是否").to_owned(), cells: cells.iter().map(write).collect() }
        }
        Shape::Words | Shape::Nothing => words(name, &cells, language, notes),
    }
}

/// The cells, those without anything filled from above.
fn filled(column: &Column, is_last: bool, notes: &mut Notes<'_>) -> Vec<(At, Cell)> {
    let (mut cells, mut carried, mut last): (Vec<(At, Cell)>, Vec<At>, Option<&Cell>) = (Vec::new(), Vec::new(), None);
    for (at, cell) in &column.cells {
        let cell = match (cell, last) {
            (Cell::Nothing, Some(above)) if !is_last => {
                carried.push(*at);
                above
            }
            (Cell::Nothing, _) => {
                notes.refuse(
                    *at,
                    say!("the key of this row is missing", "该行缺少条件"),
                    say!("fill it in; `any` is for every value, `else` for the others", "请补上；`不限` 表示任意值，`其余` 表示其他各值"),
                );
                cell
            }
            _ => cell,
        };
        last = Some(cell);
        cells.push((*at, cell.clone()));
    }
    notes.assume(&carried, |cells| say!("{cells} hold nothing: what stands above is taken", "{cells} 为空，按上一行的内容处理"));
    cells
}

/// What `else` and `any` are in either language.
fn common(cell: &Cell, language: Language) -> Option<String> {
    match cell {
        Cell::Else => Some(write::word(language, "else", "其余").to_owned()),
        Cell::Any => Some(write::word(language, "any", "不限").to_owned()),
        _ => None,
    }
}

/// Words: the members of an enumeration, or texts where one of them can be no name.
fn words(name: String, cells: &[(At, Cell)], language: Language, notes: &mut Notes<'_>) -> Key {
    let own = |cell: &Cell| match cell {
        Cell::Word(text) | Cell::Figure(_, text) => Some(text.clone()),
        _ => None,
    };
    for (at, cell) in cells {
        if own(cell).is_none() && common(cell, language).is_none() && *cell != Cell::Nothing {
            notes.refuse(
                *at,
                say!("this is of another kind than the other keys of `{name}`", "与 `{name}` 的其他条件类型不同"),
                say!("write it as the others are, or leave the row out with `--range`", "请与其他行写法一致，或用 `--range` 排除该行"),
            );
        }
    }
    let mut members: Vec<String> = Vec::new();
    for text in cells.iter().filter_map(|(_, cell)| own(cell)) {
        if !members.contains(&text) {
            members.push(text);
        }
    }
    let is_a_figure = |cell: &Cell| matches!(cell, Cell::Figure(..)) || matches!(cell, Cell::Word(text) if phrases::is_like_a_band(text));
    let like: Vec<At> = cells.iter().filter(|(_, cell)| is_a_figure(cell)).map(|(at, _)| *at).collect();
    notes.assume(&like, |cells| {
        say!(
            "{cells} are taken for names; if they are bands, write all of the column as `100-200`, `up to 100` or `above 200`",
            "{cells} 按名称处理；若为档次，请将整列写作 `100-200`、`100以下`、`超过200` 等"
        )
    });
    let names: Option<Vec<String>> = members.iter().map(|text| write::name(text, language)).collect();
    let written = |cell: &Cell| {
        let text = own(cell)?;
        if names.is_some() { write::name(&text, language) } else { write::text(&text, language) }
    };
    for (at, _) in cells.iter().filter(|(_, cell)| own(cell).is_some() && written(cell).is_none()) {
        notes.refuse(
            *at,
            say!("this text holds quotation marks of all kinds", "该文本中各种引号都有"),
            say!("take the marks out of it", "请去掉其中的引号"),
        );
    }
    let kind = match &names {
        Some(names) => write::word(language, "one of ", "取值 ").to_owned() + &names.join(write::word(language, ", ", "、")),
        None => write::word(language, "text", "文本").to_owned(),
    };
    let cells = cells.iter().map(|(_, cell)| common(cell, language).or_else(|| written(cell)).unwrap_or_default()).collect();
    Key { name, kind, cells }
}

/// Figures and bands of figures.
fn figures(column: &Column, name: String, cells: &[(At, Cell)], options: &Options, notes: &mut Notes<'_>) -> Key {
    let language = options.language;
    let called = column.called();
    let (en, zh) = (&called.en, &called.zh);
    let mut bands: Vec<(At, Option<Band>)> = Vec::new();
    let mut alone = Vec::new();
    let mut sort = column.heading.unit.as_ref().map_or(Sort::Plain, |unit| unit.sort);
    for (at, cell) in cells {
        let band = match cell {
            Cell::Band(band) => Some(scaled(band.clone(), column)),
            Cell::Figure(figure, _) => {
                alone.push(*at);
                let is_bare = figure.sort == Sort::Plain && figure.unit == Exact::one();
                let end = End { at: figure.value.clone(), included: Some(true), is_loose: false };
                Some(scaled(Band { lower: Some(end.clone()), upper: Some(end), sort: figure.sort, shares_unit: false, is_bare }, column))
            }
            Cell::Else | Cell::Any | Cell::Nothing => None,
            Cell::Word(_) | Cell::Day(_) | Cell::YesNo(_) => {
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
        if let Some(band) = &band
            && band.sort != Sort::Plain
        {
            sort = band.sort;
        }
        bands.push((*at, band));
    }
    let mixed: Vec<At> = bands
        .iter()
        .filter(|(_, band)| sort == Sort::Ratio && band.as_ref().is_some_and(is_bare_beside_ratios))
        .map(|(at, _)| *at)
        .collect();
    for at in mixed {
        notes.refuse(
            at,
            say!("a figure stands without its sign among percentages", "其他各行为百分数，此处没有百分号"),
            say!("write it with `%`", "请补上 `%`"),
        );
    }
    if column.shape() == Shape::Figures && !alone.is_empty() {
        notes.assume(&alone, |cells| {
            say!(
                "each of {cells} is taken for one value of {en}; where it is the bound of a band, write `>=60` in the sheet",
                "{cells} 各按 {zh}的一个取值处理；若是档次的界限，请在表中写作 `≥60`"
            )
        });
    }
    let ends = Ends::of(&bands, options.upper_included);
    let shared: Vec<At> = bands.iter().filter(|(_, band)| band.as_ref().is_some_and(|band| band.shares_unit)).map(|(at, _)| *at).collect();
    notes.assume(&shared, |cells| say!("the unit at the end of {cells} is taken for both ends", "{cells} 末尾的单位视为两端共用"));
    let settled = |how: Settled| -> Vec<At> {
        bands.iter().filter(|(_, band)| band.as_ref().is_some_and(|band| ends.has(band, how))).map(|(at, _)| *at).collect()
    };
    notes.assume(&settled(Settled::ByWord), |cells| {
        say!(
            "where bands meet in {cells}, 以上, 以下 and 以内 take in their figure, as in law; write 不含 in the sheet if it is meant otherwise",
            "{cells} 中相邻两档的界限，`以上`、`以下`、`以内` 依法含本数；若不含，请在表中注明 `不含`"
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
    let mut written = Vec::new();
    for ((at, band), (_, cell)) in bands.iter().zip(cells) {
        let text = match band {
            None => common(cell, language),
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
    Key { name, kind: kind(&bands, &ends, sort, is_open, options), cells: written }
}

/// A figure without a sign where others have one says nothing only if it is zero.
fn is_bare_beside_ratios(band: &Band) -> bool {
    band.sort == Sort::Plain && band.lower.iter().chain(&band.upper).any(|end| !end.at.is_zero())
}

/// A band in the unit that the heading names, where it has none of its own.
fn scaled(mut band: Band, column: &Column) -> Band {
    if let Some(unit) = column.heading.unit.as_ref().filter(|_| band.is_bare) {
        band.lower.iter_mut().chain(&mut band.upper).for_each(|end| end.at = end.at.mul(&unit.one));
        band.sort = unit.sort;
    }
    band
}
