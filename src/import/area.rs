//! Where in a sheet the table is: its headings, its rows, and what stands around it.

use std::collections::BTreeMap;

use super::figures;
use super::headings::{Unit, one_line, unit};
use super::notes::Notes;
use crate::data::grid::{At, Entry, Grid};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::say;

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
        if let Some(Entry::Text(text)) = grid.get(at) {
            let words = text.rsplit_once(['(', '（']).map_or(text.as_str(), |(_, bracket)| bracket.trim_end_matches([')', '）']));
            let says_unit = text.contains("单位") || text.to_lowercase().contains("unit");
            if let Some(unit) = says_unit.then(|| unit(words)).flatten() {
                named_unit = Some((at, unit));
            }
        }
        above.push(at);
    }
    let Some((first, columns)) = left.next() else {
        return none(
            say!("a table has at least two columns", "表格至少有两列"),
            say!("the keys stand in the first columns, the rates beside them", "前面各列为条件，其后为标准"),
        );
    };
    let mut headings = vec![*first];
    headings.extend(left.next_if(|(row, below)| is_second(grid, *first, columns, **row, below)).map(|(row, _)| *row));
    let mut data = Vec::new();
    let mut aside = Vec::new();
    let mut width = columns.clone();
    for (row, columns) in left {
        match columns.as_slice() {
            [one] if is_note(grid, (*row, *one)) => aside.push((*row, *one)),
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
    let is_whole = above.is_empty() && aside.is_empty() && headings.len() == 1;
    notes
        .assume(&above, |cells| say!("{cells} above the table is taken for its title and left out", "表格上方的 {cells} 视为标题，未导入"));
    notes.assume(&aside, |cells| say!("{cells} is taken for a note and left out", "{cells} 视为附注，未导入"));
    Ok(Area { headings, rows: data, columns: width, unit: named_unit, is_whole })
}

/// Whether a second row of headings follows the first one, which then spans columns.
fn is_second(grid: &Grid, first: u32, columns: &[u32], row: u32, below: &[u32]) -> bool {
    let spans = grid.merged.iter().any(|(from, to)| from.0 == first && to.0 == first && from.1 < to.1);
    let is_words = |column: &u32| matches!(grid.get((row, *column)), Some(Entry::Text(text)) if figures::read(text).is_none());
    // Without merged cells: where the first row has gaps, the second has words, and no figure.
    let gaps = |column: &u32| !columns.contains(column) && columns.iter().any(|before| before < column);
    spans || below.iter().any(gaps) && below.iter().all(is_words)
}

/// Whether the one cell of a row is a note, not a key without values.
fn is_note(grid: &Grid, at: At) -> bool {
    let Some(Entry::Text(text)) = grid.get(at) else { return false };
    let text = one_line(text).to_lowercase();
    const WORDS: [&str; 9] = ["注", "备注", "说明", "附", "note", "source", "来源", "*", "remark"];
    WORDS.iter().any(|word| text.starts_with(word)) || text.chars().count() > 20
}
