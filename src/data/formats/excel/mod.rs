//! Excel workbooks (`.xlsx`, `.xlsm`): the sheet of a record, its first row that is not blank the heading.
//!
//! Cells come one after the other, so that a sheet takes no more room than the rows that are in it. What a cell is for a field is in
//! `cells`; what Excel calls the place of a finding, in `places`.

mod cells;
mod grid;
mod package;
mod places;
mod write;

use calamine::{Dimensions, Reader, SheetType, SheetVisible, Xlsx};
use std::io::Cursor;

use super::Broken;
use super::guard::guarded;
use crate::data::bind::{Reading, Sheet};
use crate::data::cells::{Raw, Refusal};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::say;
use cells::Slot;
pub(super) use grid::{Cells, cells as sheet_cells};
pub(in crate::data) use places::Places;
pub use write::Workbook;

/// The rows and columns that a sheet has.
const MOST: (u32, u32) = (1 << 20, 1 << 14);

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Reads a sheet, and gives its headings.
pub(super) fn read<'p>(
    reading: &mut Reading<'p>,
    sheet: &mut Sheet<'p>,
    bytes: &[u8],
    name: &str,
    headings: &mut Vec<String>,
) -> Result<(), Broken> {
    package::check(bytes)?;
    let mut book = open(bytes)?;
    let merged = guarded(|| book.merge_cells_by_sheet_name(name).map_err(|error| refused(&error)))?;
    let is_1904 = book.has_1904_epoch();
    let mut reader = guarded(|| book.worksheet_cells_reader(name).map_err(|error| refused(&error)))?;
    let formats = reader.styles().iter().map(|style| style.number_format.as_ref());
    let percent: Vec<bool> = formats.map(|format| format.is_some_and(|format| cells::is_percent(&format.format_code))).collect();
    let mut rows = Rows { headings, row: 0, slots: Vec::new(), empty: Vec::new() };
    while let Some((cell, style)) = guarded(|| reader.next_cell_with_style_id().map_err(|error| refused(&error)))? {
        let (row, column) = cell.get_position();
        if row >= MOST.0 || column >= MOST.1 || row < rows.row {
            return Err(Broken::new(say!("the cells of the sheet are not in order", "工作表的单元格次序有误")));
        }
        if row > rows.row {
            if !rows.take(reading, sheet, &merged) {
                return Ok(());
            }
            rows.row = row;
        }
        rows.put(column, Slot::of(cell.get_value(), percent.get(style) == Some(&true), is_1904));
    }
    if !rows.take(reading, sheet, &merged) {
        return Ok(());
    }
    if rows.headings.is_empty() {
        sheet.lacks_rows();
        let place = DataPlace { line: None, ..sheet.place(1) };
        reading.findings.error(|| crate::data::empty_file(place));
    }
    let Rows { empty, .. } = rows;
    drop(reader);
    if empty.is_empty() { Ok(()) } else { not_calculated(reading, sheet, &mut book, name, &empty) }
}

/// The sheet that a record is read from: the one named as it is, else the first that is shown.
pub(in crate::data) fn sheet_of(bytes: &[u8], record: &str) -> Result<String, Broken> {
    let (sheets, named) = (sheets(bytes)?, sheet_name(record));
    let found = sheets.iter().find(|name| *name == record || **name == named).or_else(|| sheets.first());
    found.cloned().ok_or_else(|| Broken::new(say!("the workbook has no sheet with cells", "工作簿中没有工作表")))
}

/// The names of the sheets with cells that are shown.
pub(in crate::data) fn sheets(bytes: &[u8]) -> Result<Vec<String>, Broken> {
    package::check(bytes)?;
    let book = open(bytes)?;
    let shown = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    Ok(shown.map(|sheet| sheet.name.clone()).collect())
}

/// A text as the name of a sheet, which has at most 31 characters, and not all of them.
fn sheet_name(text: &str) -> String {
    let taken = |letter: char| if matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || letter.is_control() { '_' } else { letter };
    let name: String = text.trim_matches('\'').chars().map(taken).take(31).collect();
    if name.is_empty() { "_".to_owned() } else { name }
}

fn open(bytes: &[u8]) -> Result<Book<'_>, Broken> {
    guarded(|| Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(&error)))
}

fn refused(error: &calamine::XlsxError) -> Broken {
    Broken::refused(say!("this is not a sound workbook of Excel", "不是有效的 Excel 工作簿"), error)
}

/// The rows of a sheet while its cells come.
struct Rows<'b, 'h> {
    /// The headings; none before the row that has them.
    headings: &'h mut Vec<String>,
    row: u32,
    slots: Vec<Slot<'b>>,
    /// Cells that are there and hold nothing, of columns that are read.
    empty: Vec<(u32, u32)>,
}

impl<'b> Rows<'b, '_> {
    fn put(&mut self, column: u32, slot: Slot<'b>) {
        if slot == Slot::Blank {
            if !self.headings.is_empty() {
                self.empty.push((self.row, column));
            }
            return;
        }
        let column = column as usize;
        if column >= self.slots.len() {
            self.slots.resize(column.saturating_add(1), Slot::Blank);
        }
        if let Some(place) = self.slots.get_mut(column) {
            *place = slot;
        }
    }

    /// Takes the row that ended; one without a value is no row. False where no row of the sheet can be read.
    fn take<'p>(&mut self, reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, merged: &[Dimensions]) -> bool {
        if self.slots.is_empty() {
            return true;
        }
        let line = u64::from(self.row).saturating_add(1);
        if self.headings.is_empty() {
            *self.headings = self.slots.iter().map(Slot::heading).collect();
            let headings: Vec<&str> = self.headings.iter().map(String::as_str).collect();
            sheet.bind(reading, &headings, Some(line));
            if sheet.is_incomplete() {
                return false;
            }
            for area in merged.iter().filter(|area| area.end.0 >= self.row) {
                refuse_merged(reading, sheet, area);
            }
        } else {
            let slots = &self.slots;
            sheet.row(reading, line, |at| slots.get(at).map_or(Raw::Blank, Slot::raw));
        }
        self.slots.clear();
        true
    }
}

/// Cells that were merged hold one value: whether the others are blank or the same is not for a program to say.
fn refuse_merged<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, area: &Dimensions) {
    let columns = area.start.1 as usize..=area.end.1 as usize;
    let bound = sheet.layout.columns.iter().flatten().find(|bound| bound.at.is_some_and(|at| columns.contains(&at)));
    let Some(bound) = bound else { return };
    let corner = |(row, column): (u32, u32)| format!("{}{}", crate::data::grid::letters(column), row.saturating_add(1));
    let (from, to) = (corner(area.start), corner(area.end));
    let place = DataPlace { column: Some(bound.heading.clone()), ..sheet.place(u64::from(area.start.0).saturating_add(1)) };
    reading.findings.error(|| {
        Diagnostic::new(Code::E0514, say!("the cells {from} to {to} are merged", "单元格 {from} 至 {to} 已合并"))
            .help(say!(
                "undo the merge and fill in every cell: only the first one holds the value",
                "请取消合并并逐格填写：合并后只有第一格有值"
            ))
            .at_data(place)
    });
    sheet.lacks_rows();
}

/// Finds formulas among cells that hold nothing: a program wrote them that does not calculate.
fn not_calculated<'p>(
    reading: &mut Reading<'p>,
    sheet: &mut Sheet<'p>,
    book: &mut Book<'_>,
    name: &str,
    empty: &[(u32, u32)],
) -> Result<(), Broken> {
    let mut reader = guarded(|| book.worksheet_cells_reader(name).map_err(|error| refused(&error)))?;
    let mut empty = empty.iter().peekable();
    while let Some(cell) = guarded(|| reader.next_formula().map_err(|error| refused(&error)))? {
        let at = cell.get_position();
        // Both are in the order of the sheet.
        while empty.next_if(|other| **other < at).is_some() {}
        let Some(_) = empty.next_if(|other| **other == at).filter(|_| !cell.get_value().is_empty()) else { continue };
        let column = at.1 as usize;
        if let Some(bound) = sheet.layout.columns.iter().flatten().find(|bound| bound.at == Some(column)) {
            bound.refuse(reading, &sheet.layout.file, u64::from(at.0).saturating_add(1), Refusal::NotCalculated, "");
            sheet.lacks_rows();
        }
    }
    Ok(())
}
