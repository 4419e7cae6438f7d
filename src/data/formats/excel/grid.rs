//! The cells of a sheet as they stand, for `merit import`.

use std::collections::BTreeMap;

use super::super::Broken;
use super::super::guard::guarded;
use super::cells::{Slot, is_money, is_percent};
use super::{MOST, open, package, refused};
use crate::data::cells::Refusal;
use crate::data::grid::{At, Entry, Shown, Unusable};
use crate::say;
use crate::values::{Date, Exact};

/// The cells that hold something, by their places, and the areas of merged cells.
pub(in crate::data) type Cells = (BTreeMap<At, Entry>, Vec<(At, At)>);

/// Reads the cells of a sheet.
pub(in crate::data) fn cells(bytes: &[u8], name: &str) -> Result<Cells, Broken> {
    package::check(bytes)?;
    let mut book = open(bytes)?;
    let merged = guarded(|| book.merge_cells_by_sheet_name(name).map_err(|error| refused(&error)))?;
    let is_1904 = book.has_1904_epoch();
    let mut reader = guarded(|| book.worksheet_cells_reader(name).map_err(|error| refused(&error)))?;
    let formats: Vec<Shown> =
        reader.styles().iter().map(|style| shown(style.number_format.as_ref().map(|f| f.format_code.as_ref()))).collect();
    let mut cells = BTreeMap::new();
    while let Some((cell, style)) = guarded(|| reader.next_cell_with_style_id().map_err(|error| refused(&error)))? {
        let at = cell.get_position();
        if at.0 >= MOST.0 || at.1 >= MOST.1 {
            return Err(Broken::new(say!("the cells of the sheet are not in order", "工作表的单元格次序有误")));
        }
        let shown = formats.get(style).copied().unwrap_or(Shown::Plain);
        if let Some(entry) = entry(Slot::of(cell.get_value(), shown == Shown::Percent, is_1904), shown) {
            cells.insert(at, entry);
        }
    }
    drop(reader);
    // A formula without a value was written by a program that does not calculate.
    let mut reader = guarded(|| book.worksheet_cells_reader(name).map_err(|error| refused(&error)))?;
    while let Some(cell) = guarded(|| reader.next_formula().map_err(|error| refused(&error)))? {
        if !cell.get_value().is_empty() {
            cells.entry(cell.get_position()).or_insert_with(|| Entry::Refused(Unusable::NotCalculated, cell.get_value().clone()));
        }
    }
    Ok((cells, merged.into_iter().map(|area| (area.start, area.end)).collect()))
}

fn shown(format: Option<&str>) -> Shown {
    match format {
        Some(format) if is_percent(format) => Shown::Percent,
        Some(format) if is_money(format) => Shown::Money,
        _ => Shown::Plain,
    }
}

fn entry(slot: Slot<'_>, shown: Shown) -> Option<Entry> {
    let day = |day: i32| Date::from_days(day).map_or(Entry::Refused(Unusable::Moment, day.to_string()), Entry::Day);
    Some(match slot {
        Slot::Blank => return None,
        Slot::YesNo(yes) => Entry::YesNo(yes),
        Slot::Text(text) => Entry::Text(text.trim().to_owned()),
        Slot::Number { units, scale } => Entry::Number(Exact::from_scaled(units, scale), shown),
        Slot::Percent { units, scale } => Entry::Number(Exact::from_scaled(units, scale), Shown::Percent),
        Slot::Day(number) => day(number),
        Slot::Moment { day: number, .. } => {
            Entry::Refused(Unusable::Moment, Date::from_days(number).map_or_else(String::new, |day| day.to_string()))
        }
        Slot::Refused(Refusal::Formula, text) => Entry::Refused(Unusable::Formula, text),
        Slot::Refused(_, text) => Entry::Refused(Unusable::Digits, text),
    })
}
