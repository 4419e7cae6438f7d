//! The columns of a table: what each of their cells is.

use super::area::Area;
use super::bounds::{self, Band};
use super::figures::{self, Figure, Sort, plain};
use super::headings::{Heading, one_line};
use super::notes::Notes;
use crate::data::grid::{At, Entry, Grid, Shown, Unusable, letters};
use crate::diagnostics::Text;
use crate::say;
use crate::values::decimal::{format_percent, format_plain};
use crate::values::{Date, Exact};

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) at: u32,
    pub(super) heading: Heading,
    /// The heading that spans it and others, where there is one.
    pub(super) above: Option<String>,
    /// Its cells, one for each row.
    pub(super) cells: Vec<(At, Cell)>,
}

/// What a cell is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing, or a sign that says so.
    Nothing,
    /// A figure, and how it stands there.
    Figure(Figure, String),
    Band(Band),
    Day(Date),
    YesNo(bool),
    Else,
    Any,
    Word(String),
}

/// What the cells of a column are, all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Nothing,
    Figures,
    Bands,
    Days,
    YesNo,
    Words,
}

/// The columns of an area.
pub(super) fn read(grid: &Grid, area: &Area, notes: &mut Notes<'_>) -> Vec<Column> {
    let text = |at: At| match grid.get_merged(at) {
        Some(Entry::Text(text)) => text.clone(),
        Some(Entry::Number(value, Shown::Percent)) => format_percent(value, None),
        Some(Entry::Number(value, _)) => format_plain(value),
        Some(Entry::Day(day)) => day.to_string(),
        _ => String::new(),
    };
    area.columns
        .iter()
        .map(|column| {
            let (first, last) = (area.headings.first().copied().unwrap_or_default(), area.headings.last().copied().unwrap_or_default());
            let mut top = text((first, *column));
            // Without merged cells the heading that spans stands over the first of its columns alone.
            if top.is_empty() && first != last {
                let before = area.columns.iter().filter(|other| *other < column).rev().map(|other| text((first, *other)));
                top = before.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
            }
            let own = text((last, *column));
            let (heading, above) = if first == last || own.is_empty() || own == top { (top, None) } else { (own, Some(one_line(&top))) };
            let mut heading = Heading::of(if heading.is_empty() { above.as_deref().unwrap_or_default() } else { &heading });
            // A heading that spans columns names their unit too.
            heading.unit = heading.unit.or_else(|| Heading::of(above.as_deref()?).unit);
            let cells = area.rows.iter().map(|row| ((*row, *column), cell(grid, (*row, *column), notes))).collect();
            Column { at: *column, heading, above, cells }
        })
        .collect()
}

fn cell(grid: &Grid, at: At, notes: &mut Notes<'_>) -> Cell {
    match grid.get_merged(at) {
        None => Cell::Nothing,
        Some(Entry::YesNo(yes)) => Cell::YesNo(*yes),
        Some(Entry::Day(day)) => Cell::Day(*day),
        Some(Entry::Number(value, shown)) => {
            let (sort, text) = match shown {
                Shown::Plain => (Sort::Plain, format_plain(value)),
                Shown::Percent => (Sort::Ratio, format_percent(value, None)),
                Shown::Money => (Sort::Money, format_plain(value)),
            };
            Cell::Figure(Figure { value: value.clone(), sort, unit: Exact::one() }, text)
        }
        Some(Entry::Text(text)) => of_text(&one_line(text)),
        Some(Entry::Refused(why, text)) => {
            let (what, help) = unusable(*why, text);
            notes.refuse(at, what, help);
            Cell::Nothing
        }
    }
}

fn unusable(why: Unusable, text: &str) -> (Text, Text) {
    match why {
        Unusable::Digits => (
            say!("the number {text} has more digits than Excel keeps", "数值 {text} 的位数超出 Excel 的精度"),
            say!("round it in the sheet, as `=ROUND(…, 4)`, or write it as a text", "请在表中取整，如 `=ROUND(…, 4)`，或改为文本"),
        ),
        Unusable::Formula => (
            say!("the formula gives the error `{text}`", "公式结果为错误 `{text}`"),
            say!("put the formula right, and save the workbook", "请改正公式并保存工作簿"),
        ),
        Unusable::NotCalculated => (
            say!("the formula `={text}` has no value yet", "公式 `={text}` 尚未计算"),
            say!("open the workbook in Excel and save it", "请用 Excel 打开并保存该工作簿"),
        ),
        Unusable::Moment => (
            say!("this is a moment of a day, not a day", "这是时刻，不是日期"),
            say!("give the cell a date without a time", "请改为不带时间的日期"),
        ),
    }
}

/// What a text is.
pub(super) fn of_text(text: &str) -> Cell {
    match plain(text).as_str() {
        "" | "-" | "--" | "---" | "/" | "n/a" | "na" | "不适用" => return Cell::Nothing,
        "else" | "other" | "others" | "otherwise" | "rest" | "其他" | "其它" | "其余" => return Cell::Else,
        "any" | "all" | "不限" | "任意" | "全部" | "均可" => return Cell::Any,
        _ => {}
    }
    if let Some(figure) = figures::read(text) {
        return Cell::Figure(figure, text.to_owned());
    }
    if let Some(day) = Date::parse(text) {
        return Cell::Day(day);
    }
    bounds::read(text).map_or_else(|| Cell::Word(text.to_owned()), Cell::Band)
}

impl Column {
    /// What its cells are. Words among bands are refused elsewhere; words among figures make words of all.
    pub(super) fn shape(&self) -> Shape {
        let count = |wanted: fn(&Cell) -> bool| self.cells.iter().filter(|(_, cell)| wanted(cell)).count();
        let bands = count(|cell| matches!(cell, Cell::Band(_)));
        let words = count(|cell| matches!(cell, Cell::Word(_)));
        let figures = count(|cell| matches!(cell, Cell::Figure(..)));
        let days = count(|cell| matches!(cell, Cell::Day(_)));
        let yes_no = count(|cell| matches!(cell, Cell::YesNo(_)));
        match (bands, words, figures, days, yes_no) {
            (0, 0, 0, 0, 0) => Shape::Nothing,
            (0, 0, _, 0, 0) => Shape::Figures,
            (0, 0, 0, _, 0) => Shape::Days,
            (0, 0, 0, 0, _) => Shape::YesNo,
            (bands, words, ..) if bands > 0 && bands >= words => Shape::Bands,
            _ => Shape::Words,
        }
    }

    /// What people call it: its heading, or its letter. The Chinese one has a space before it within a sentence.
    pub(super) fn called(&self) -> Text {
        let (heading, letter) = (&self.heading.text, letters(self.at));
        match heading.is_empty() {
            true => say!("column {letter} (without a heading)", "{letter} 列（无表头）"),
            false => say!("column `{heading}`", "`{heading}` 列"),
        }
    }

    /// Its cells that are something.
    pub(super) fn filled(&self) -> impl Iterator<Item = &(At, Cell)> {
        self.cells.iter().filter(|(_, cell)| *cell != Cell::Nothing)
    }
}
