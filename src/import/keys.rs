//! The keys of a table: what stands in their cells, and the fields that they ask of the record.

use super::columns::{Cell, Column, Shape};
use super::notes::Notes;
use super::{Options, bands, phrases, write};
use crate::data::grid::At;
use crate::diagnostics::Language;
use crate::say;

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
        Shape::Bands | Shape::Figures => bands::key(column, name, &cells, options, notes),
        Shape::Days if bands::begin_with(&column.heading) => {
            let cells = bands::of_first_days(&cells, notes);
            bands::key(column, name, &cells, options, notes)
        }
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
pub(super) fn common(cell: &Cell, language: Language) -> Option<String> {
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
