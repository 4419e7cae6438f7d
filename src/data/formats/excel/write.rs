//! Results as sheets of one workbook.
//!
//! A figure is a number with the digits that its column shows, so that it can be summed; one of more than 15 digits, which Excel would
//! cut, is a text. Dates are dates; all else is the text that a CSV has, and a cell that shows nothing is left out.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook as Book, Worksheet, XlsxError};
use std::io;

use super::cells::MOST_DIGITS;
use super::{MOST, sheet_name};
use crate::data::write::{Listing, Sheet, Shown, figures, format_cell};
use crate::program::{ColumnFormat, Kind};
use crate::say;
use crate::values::{Date, Value};

/// A workbook that is made sheet by sheet.
pub struct Workbook {
    book: Book,
    names: Vec<String>,
}

impl Default for Workbook {
    fn default() -> Workbook {
        let mut book = Book::new();
        // Two runs write the same bytes: the file says nothing of the hour.
        if let Ok(day) = ExcelDateTime::from_ymd(2000, 1, 1) {
            book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        }
        Workbook { book, names: Vec::new() }
    }
}

impl Workbook {
    /// Adds a result as a sheet, named after its file.
    ///
    /// # Errors
    /// It has more rows or columns than a sheet, or a text longer than a cell takes.
    pub fn add(&mut self, sheet: &Sheet<'_>, listing: &Listing<'_>) -> io::Result<()> {
        let rows = listing.rows().saturating_add(1);
        if rows > MOST.0 as usize || sheet.delivery.columns.len() > MOST.1 as usize {
            let text = say!("a sheet of Excel has no room for {rows} rows", "一张 Excel 工作表容不下 {rows} 行");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{} ({})", text.en, text.zh)));
        }
        let name = self.name(&sheet.delivery.file);
        let mut page = Worksheet::new();
        page.set_name(&name).map_err(failed)?;
        self.names.push(name);
        write(&mut page, sheet, listing).map_err(failed)?;
        self.book.push_worksheet(page);
        Ok(())
    }

    /// The finished workbook.
    ///
    /// # Errors
    /// What the library says.
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        self.book.save_to_buffer().map_err(failed)
    }

    /// A name for a sheet that no other has; capital letters do not tell names apart.
    fn name(&self, file: &str) -> String {
        let is_taken = |name: &str| self.names.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        let name = sheet_name(file);
        if !is_taken(&name) {
            return name;
        }
        let shorter: String = name.chars().take(26).collect();
        (2u32..1_000).map(|number| format!("{shorter} {number}")).find(|name| !is_taken(name)).unwrap_or(name)
    }
}

fn failed(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

fn write(page: &mut Worksheet, sheet: &Sheet<'_>, listing: &Listing<'_>) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (at, column) in (0u16..).zip(&sheet.delivery.columns) {
        page.write_string_with_format(0, at, &column.heading, &bold)?;
        let kind = sheet.kind(usize::from(at));
        let shape = shape(kind, &column.format);
        for (row, place) in (0..listing.rows()).zip(1u32..) {
            let cell = listing.cell(usize::from(at), row);
            if let Shown::Value(Value::Date(date)) = cell
                && let Some(day) = serial(date)
            {
                page.write_datetime_with_format(place, at, &day, &shape)?;
                continue;
            }
            let mut text = String::new();
            format_cell(sheet, &column.format, kind, &cell, &mut text);
            match figures::figure(&column.format, &cell).and_then(|_| number(&text)) {
                Some(number) => _ = page.write_number_with_format(place, at, number, &shape)?,
                None if !text.is_empty() => _ = page.write_string(place, at, text)?,
                None => {}
            }
        }
        page.set_column_width(at, width(&column.heading, kind))?;
    }
    page.set_freeze_panes(1, 0)?;
    Ok(())
}

/// How the cells of a column are shown.
fn shape(kind: Kind, format: &ColumnFormat) -> Format {
    let code = match (kind, format.decimals) {
        (Kind::Date, _) => "yyyy-mm-dd".to_owned(),
        (_, None) => "General".to_owned(),
        (Kind::Money(_), Some(decimals)) => with_decimals("#,##0", decimals),
        (_, Some(decimals)) => with_decimals("0", decimals),
    };
    Format::new().set_num_format(code)
}

fn with_decimals(whole: &str, decimals: u8) -> String {
    if decimals == 0 { whole.to_owned() } else { format!("{whole}.{}", "0".repeat(usize::from(decimals))) }
}

/// A figure as Excel holds it, if it keeps all of its digits.
fn number(text: &str) -> Option<f64> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').collect();
    let whole = text.split('.').next().unwrap_or(text).trim_start_matches(['-', '0']).len();
    let zeros = if text.contains('.') { digits.iter().rev().take_while(|digit| **digit == b'0').count() } else { 0 };
    let kept = digits.len().saturating_sub(zeros).max(whole);
    if kept > MOST_DIGITS { None } else { text.parse().ok() }
}

/// A date as Excel counts it, from 1900-03-01 on, for before it Excel has a day too many.
fn serial(date: Date) -> Option<ExcelDateTime> {
    let first = Date::new(1900, 3, 1)?;
    let year = u16::try_from(date.year()).ok().filter(|_| date >= first)?;
    ExcelDateTime::from_ymd(year, date.month(), date.day()).ok()
}

/// Room for the heading, and for the usual value.
fn width(heading: &str, kind: Kind) -> u32 {
    let usual = match kind {
        Kind::Money(_) => 14,
        Kind::Date => 11,
        _ => 9,
    };
    let heading = u32::try_from(unicode_width::UnicodeWidthStr::width(heading)).unwrap_or(u32::MAX);
    heading.saturating_add(2).clamp(usual, 40)
}
