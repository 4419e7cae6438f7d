//! Where in a sheet the table is: its headings, its rows, and what stands around it.

use std::collections::BTreeMap;

use super::figures;
use super::headings::{Unit, one_line, unit};
use super::notes::Notes;
use crate::data::grid::{At, Entry, Grid};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::say;
use crate::values::Exact;

/// The table of a sheet.
#[derive(Debug)]
pub(super) struct Area {
    /// The rows of headings: one, or two where the first one spans columns.
    pub(super) headings: Vec<u32>,
    /// The rows below.
    pub(super) rows: Vec<u32>,
    /// The columns.
    pub(super) columns: Vec<u32>,
    /// A unit that is named above the table.
    pub(super) unit: Option<(At, Unit)>,
    /// Whether nothing stands above the headings, or is left out below.
    pub(super) is_whole: bool,
}

/// Finds the table.
pub(super) fn find(grid: &Grid, notes: &mut Notes<'_>) -> Result<Area, Vec<Diagnostic>> {
    let mut rows: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (row, column) in grid.cells.keys() {
        rows.entry(*row).or_default().push(*column);
    }
    let none = |message: Text, help: Text| Err(vec![Diagnostic::new(Code::E0703, message).help(help).at_data(grid.whole())]);
    if rows.is_empty() {
        return none(
            say!("there is nothing in these cells", "这些单元格中没有内容"),
            say!("`--sheet` and `--range A3:F12` say where the table is", "请用 `--sheet` 和 `--range A3:F12` 指明表格所在"),
        );
    }
    let mut above = Vec::new();
    let mut named_unit = None;
    let mut left = rows.iter().peekable();
    while let Some((row, columns)) = left.next_if(|(_, columns)| columns.len() == 1) {
        let at = (*row, columns.first().copied().unwrap_or_default());
        match grid.get(at) {
            Some(Entry::Text(text)) if let Some(unit) = unit_of(text) => named_unit = Some((at, unit)),
            _ => {}
        }
        if !grid.get(at).is_some_and(says_only_a_unit) {
            above.push(at);
        }
    }
    let Some((mut first, mut columns)) = left.next() else {
        return none(
            say!("a table has at least two columns", "表格至少有两列"),
            say!("the keys stand in the first columns, the rates beside them", "前面各列为条件，其后为标准"),
        );
    };
    // Of two columns one heading may be missing; then the one above is no title.
    let mut below = None;
    if let (Some(last), [one, other]) = (above.last().copied(), columns.as_slice())
        && last.0.checked_add(1) == Some(*first)
        && [one, other].contains(&&last.1)
        && grid.area(last).is_none()
        && !is_figure(grid, (*first, *one))
        && is_figure(grid, (*first, *other))
        && let Some((row, only)) = rows.get_key_value(&last.0)
    {
        below = Some((first, columns));
        above.pop();
        (first, columns) = (row, only);
    }
    let mut headings = vec![*first];
    if below.is_none() {
        headings.extend(left.next_if(|(row, below)| is_second(grid, *first, columns, **row, below)).map(|(row, _)| *row));
    }
    let (mut data, mut aside, mut totals) = (Vec::new(), Vec::new(), Vec::new());
    let mut width = columns.clone();
    for (row, columns) in below.into_iter().chain(left) {
        let first = columns.first().map(|column| (*row, *column));
        match first {
            // A note goes on below itself: `注：1. …`, `2. …`.
            Some(at) if is_note(grid, at, columns.len() == 1) || columns.len() == 1 && !aside.is_empty() => aside.push(at),
            Some(at) if is_total(grid, at) => totals.push(at),
            _ => {
                data.push(*row);
                width.extend(columns);
            }
        }
    }
    width.extend(headings.iter().filter_map(|row| rows.get(row)).flatten());
    width.sort_unstable();
    width.dedup();
    if data.is_empty() {
        return none(
            say!("there are headings, and no rows below them", "只有表头，没有数据行"),
            say!("`--range A3:F12` says where the table is", "请用 `--range A3:F12` 指明表格所在"),
        );
    }
    let is_whole = above.is_empty() && named_unit.is_none() && aside.is_empty() && totals.is_empty() && headings.len() == 1;
    notes
        .assume(&above, |cells| say!("{cells} above the table is taken for its title and left out", "表格上方的 {cells} 视为标题，未导入"));
    notes.assume(&aside, |cells| say!("{cells} is taken for a note and left out", "{cells} 视为附注，未导入"));
    notes.assume(&totals, |cells| say!("the row of {cells} is taken for a total and left out", "{cells} 所在行视为合计，未导入"));
    Ok(Area { headings, rows: data, columns: width, unit: named_unit, is_whole })
}

fn is_figure(grid: &Grid, at: At) -> bool {
    match grid.get(at) {
        Some(Entry::Number(..)) => true,
        Some(Entry::Text(text)) => figures::read(text).is_some(),
        _ => false,
    }
}

/// Whether a second row of headings follows the first one, which then spans columns.
fn is_second(grid: &Grid, first: u32, columns: &[u32], row: u32, below: &[u32]) -> bool {
    let spans = grid.merged.iter().any(|(from, to)| from.0 == first && to.0 == first && from.1 < to.1);
    let is_words = |column: &u32| matches!(grid.get((row, *column)), Some(Entry::Text(text)) if figures::read(text).is_none());
    // Without merged cells: where the first row has gaps, the second has words, and no figure.
    let gaps = |column: &u32| !columns.contains(column) && columns.iter().any(|before| before < column);
    spans || below.iter().any(gaps) && below.iter().all(is_words)
}

/// Whether the row that begins with a cell is a note, not a key: by the words that begin it, or where it is the one cell of the row and long.
fn is_note(grid: &Grid, at: At, is_alone: bool) -> bool {
    let Some(Entry::Text(text)) = grid.get(at) else { return false };
    let text = one_line(text).to_lowercase();
    const ALONE: [&str; 9] = ["注", "备注", "说明", "附", "note", "source", "来源", "*", "remark"];
    const SIGNED: [&str; 12] =
        ["制表", "填表", "编制人", "审核", "复核", "审批", "批准", "负责人", "prepared by", "approved by", "reviewed by", "checked by"];
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    begins(&SIGNED) || is_alone && (begins(&ALONE) || text.chars().count() > 20)
}

/// Whether the row that begins with a cell counts the others together.
fn is_total(grid: &Grid, at: At) -> bool {
    const WORDS: [&str; 8] = ["合计", "小计", "总计", "total", "totals", "subtotal", "sub-total", "grandtotal"];
    matches!(grid.get(at), Some(Entry::Text(text)) if WORDS.contains(&figures::plain(text).replace(' ', "").as_str()))
}

/// The unit that a line above the table names: `单位：万元`, `Bonus pool (CNY million)`.
fn unit_of(text: &str) -> Option<Unit> {
    match text.rsplit_once(['(', '（']) {
        // That a title ends in a currency says nothing of how its figures count.
        Some((_, bracket)) => {
            unit(bracket.trim_end().trim_end_matches([')', '）'])).filter(|unit| says_unit(text) || unit.one != Exact::one())
        }
        None => says_unit(text).then(|| unit(text)).flatten(),
    }
}

fn says_unit(text: &str) -> bool {
    text.contains("单位") || text.to_lowercase().contains("unit")
}

/// Whether a line says nothing but the unit of what stands below.
fn says_only_a_unit(entry: &Entry) -> bool {
    matches!(entry, Entry::Text(text) if says_unit(text) && unit_of(text).is_some())
}
