//! A sheet as it stands, cell by cell, for what is made of sheets that no record declares yet: `merit import`.
//!
//! What a cell holds is told as everywhere in `data`: a number of Excel is its shortest decimal, its format says whether it is a percentage.

use std::collections::BTreeMap;

use super::csv::whole;
use super::encoding::{Encoding, decode};
use super::formats;
use super::{Input, InputFormat};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::say;
use crate::values::{Date, Exact};

/// The place of a cell: its row and its column, counted from 0.
pub(crate) type At = (u32, u32);

/// A sheet of a workbook, or a CSV file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    /// The file.
    pub(crate) file: String,
    /// The sheet; none of a CSV file.
    pub(crate) sheet: Option<String>,
    /// The cells that hold something.
    pub(crate) cells: BTreeMap<At, Entry>,
    /// Cells that were merged: the first and the last, of which the first holds the value.
    pub(crate) merged: Vec<(At, At)>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A text, without spaces at its ends.
    Text(String),
    /// A number, and how its format shows it.
    Number(Exact, Shown),
    /// A day.
    Day(Date),
    /// Yes or no.
    YesNo(bool),
    /// What cannot be taken as it is: why, and what stands there.
    Refused(Unusable, String),
}

/// How the format of a cell shows its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As it is.
    Plain,
    /// As a percentage: the number is the ratio.
    Percent,
    /// With the sign of a currency.
    Money,
}

/// Why a cell cannot be taken as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It has more digits than Excel keeps.
    Digits,
    /// It is the error of a formula.
    Formula,
    /// It is a moment of a day.
    Moment,
    /// It is a formula without a value.
    NotCalculated,
}

impl Grid {
    /// Reads a sheet of a workbook, by its name or the first that is shown; or a CSV file, which has no sheets.
    ///
    /// # Errors
    /// The file is damaged, or not in its encoding, or has no such sheet.
    pub(crate) fn read(input: &Input, sheet: Option<&str>, encoding: Encoding) -> Result<Grid, Box<Diagnostic>> {
        match (input.format, sheet) {
            (InputFormat::Excel, _) => of_workbook(input, sheet),
            (InputFormat::Csv, None) => of_csv(input, encoding),
            (InputFormat::Csv, Some(_)) => {
                let place = place(&input.name);
                let message = say!("a CSV file has no sheets", "csv 文件没有工作表");
                Err(Diagnostic::new(Code::E0702, message).help(say!("leave out `--sheet`", "请去掉 `--sheet`")).at_data(place).into())
            }
            _ => Err(formats::unfit().finding(&input.name).into()),
        }
    }

    /// Keeps the cells of a range alone.
    pub(crate) fn keep(&mut self, (from, to): (At, At)) {
        let within = |at: &At| (from.0..=to.0).contains(&at.0) && (from.1..=to.1).contains(&at.1);
        self.cells.retain(|at, _| within(at));
        self.merged.retain(|(first, _)| within(first));
    }

    /// What a cell holds.
    pub(crate) fn get(&self, at: At) -> Option<&Entry> {
        self.cells.get(&at)
    }

    /// What a cell holds, or the cells that it is merged with.
    pub(crate) fn get_merged(&self, at: At) -> Option<&Entry> {
        self.get(at).or_else(|| self.get(self.area(at)?.0))
    }

    /// The merged cells that a cell belongs to.
    pub(crate) fn area(&self, at: At) -> Option<(At, At)> {
        let within = |(from, to): &(At, At)| (from.0..=to.0).contains(&at.0) && (from.1..=to.1).contains(&at.1);
        self.merged.iter().copied().find(within)
    }

    /// The place of a cell for a finding.
    pub(crate) fn place(&self, at: At) -> DataPlace {
        let cell = name_of(at);
        let cell = self.sheet.as_ref().map_or_else(|| cell.clone(), |sheet| format!("{sheet}!{cell}"));
        DataPlace { line: Some(u64::from(at.0).saturating_add(1)), cell: Some(cell), ..place(&self.file) }
    }

    /// The place of the sheet for a finding.
    pub(crate) fn whole(&self) -> DataPlace {
        DataPlace { cell: self.sheet.clone(), ..place(&self.file) }
    }
}

fn place(file: &str) -> DataPlace {
    DataPlace { file: file.to_owned(), line: None, column: None, value: None, cell: None }
}

/// What Excel calls a cell, as `C7`.
pub(crate) fn name_of((row, column): At) -> String {
    format!("{}{}", letters(column), row.saturating_add(1))
}

/// What Excel calls a column, counted from 0: A to Z, AA and so on.
pub(crate) fn letters(column: u32) -> String {
    let (mut letters, mut left) = (Vec::new(), column);
    loop {
        let letter = u8::try_from(left.checked_rem(26).unwrap_or(0)).unwrap_or(0);
        letters.insert(0, char::from(b'A'.saturating_add(letter)));
        match left.checked_div(26).and_then(|left| left.checked_sub(1)) {
            Some(rest) => left = rest,
            None => return letters.into_iter().collect(),
        }
    }
}

/// The cells that a range such as `A3:F12` means, first and last; none where it is no range.
pub(crate) fn range(text: &str) -> Option<(At, At)> {
    let cell = |text: &str| -> Option<At> {
        let text = text.replace('$', "").to_ascii_uppercase();
        let digits = text.find(|sign: char| !sign.is_ascii_uppercase())?;
        let (column, row) = text.split_at(digits);
        let column = column
            .bytes()
            .try_fold(0u32, |sum, letter| sum.checked_mul(26)?.checked_add(u32::from(letter.checked_sub(b'A')?).checked_add(1)?))?;
        let row: u32 = row.parse().ok()?;
        Some((row.checked_sub(1)?, column.checked_sub(1)?))
    };
    let (from, to) = text.trim().split_once([':', '：'])?;
    let (from, to) = (cell(from)?, cell(to)?);
    (from.0 <= to.0 && from.1 <= to.1).then_some((from, to))
}

fn of_workbook(input: &Input, sheet: Option<&str>) -> Result<Grid, Box<Diagnostic>> {
    let refused = |broken: formats::Broken| Box::new(broken.finding(&input.name));
    let sheets = formats::shown_sheets(&input.bytes).map_err(refused)?;
    let found = match sheet {
        None => sheets.first(),
        Some(asked) => sheets.iter().find(|name| name.trim() == asked.trim()),
    };
    let Some(name) = found else { return Err(no_sheet(input, sheet.unwrap_or_default(), &sheets)) };
    let (cells, merged) = formats::sheet_cells(&input.bytes, name).map_err(refused)?;
    Ok(Grid { file: input.name.clone(), sheet: Some(name.clone()), cells, merged })
}

fn no_sheet(input: &Input, asked: &str, sheets: &[String]) -> Box<Diagnostic> {
    let (list, list_zh) = (sheets.join("`, `"), sheets.join("`、`"));
    let near = crate::diagnostics::nearest(asked, sheets.iter().map(String::as_str));
    let help = match near {
        Some(near) => say!("did you mean `{near}`", "是否想写 `{near}`"),
        None => say!("its sheets are `{list}`", "其中的工作表有 `{list_zh}`"),
    };
    Diagnostic::new(Code::E0702, say!("the workbook has no sheet `{asked}`", "工作簿中没有工作表 `{asked}`"))
        .help(help)
        .at_data(place(&input.name))
        .into()
}

fn of_csv(input: &Input, encoding: Encoding) -> Result<Grid, Box<Diagnostic>> {
    let bytes = formats::plain(&input.bytes).map_err(|broken| Box::new(broken.finding(&input.name)))?;
    let text = decode(&input.name, &bytes, encoding)?;
    let mut grid = Grid { file: input.name.clone(), ..Grid::default() };
    for (line, cells) in whole(&input.name, &text)? {
        let row = u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX);
        for (column, cell) in (0u32..).zip(cells) {
            if !cell.trim().is_empty() {
                grid.cells.insert((row, column), Entry::Text(cell.trim().to_owned()));
            }
        }
    }
    Ok(grid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_excel_calls_them() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702, 16_383].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn ranges_are_written_as_excel_writes_them() {
        assert_eq!(range("A3:F12"), Some(((2, 0), (11, 5))));
        assert_eq!(range(" $b$2:$AA$2 "), Some(((1, 1), (1, 26))));
        for wrong in ["", "A3", "F12:A3", "A0:B2", "3A:B4", "A:B", "A1:B2:C3", "A1:BBBBBBBBBBBB2", "表1:B2"] {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }
}
