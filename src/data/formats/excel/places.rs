//! What Excel calls the place of a finding: `manager!C7`.

use crate::data::grid::letters;
use crate::diagnostics::Diagnostic;
use rustc_hash::FxHashMap;

/// The places of a sheet.
#[derive(Debug)]
pub(in crate::data) struct Places {
    /// The workbook.
    file: String,
    sheet: String,
    /// The letters of each heading.
    columns: FxHashMap<String, String>,
}

impl Places {
    /// The name of a sheet in findings until they are put right.
    pub(in crate::data) fn name(file: &str, sheet: &str) -> String {
        format!("{file}!{sheet}")
    }

    /// The places of a sheet with these headings.
    pub(in crate::data) fn new(file: &str, sheet: &str, headings: Vec<String>) -> Places {
        // Of columns with one heading the first is read.
        let columns = headings
            .into_iter()
            .enumerate()
            .rev()
            .map(|(at, heading)| (heading.trim().to_owned(), letters(u32::try_from(at).unwrap_or(u32::MAX))))
            .collect();
        Places { file: file.to_owned(), sheet: sheet.to_owned(), columns }
    }

    /// Puts the place of a finding right, if it is of this sheet.
    pub(in crate::data) fn put(&self, finding: &mut Diagnostic) {
        let Some(place) = finding.data.as_mut().filter(|place| place.file == Places::name(&self.file, &self.sheet)) else { return };
        let letters = place.column.as_ref().and_then(|column| self.columns.get(column));
        place.cell = Some(match (letters, place.line) {
            (Some(letters), Some(line)) => format!("{}!{letters}{line}", self.sheet),
            (None, Some(line)) => format!("{}!{line}:{line}", self.sheet),
            (Some(letters), None) => format!("{}!{letters}:{letters}", self.sheet),
            (None, None) => self.sheet.clone(),
        });
        place.file.clone_from(&self.file);
    }
}
