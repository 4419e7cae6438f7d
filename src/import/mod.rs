//! What `merit import` makes of a sheet: the rate table in it as a `table` of the language, or its columns as a `record`.
//!
//! A sheet says less than a policy: whether a bound is in its band, what the rows and the columns are called. What is assumed is told, cell by
//! cell ([`Code::N1002`]); what is not understood is refused ([`Code::E0704`]) and never guessed. What was made is checked before it is given.

mod area;
mod bands;
mod bounds;
mod columns;
mod days;
mod ends;
mod figures;
mod headings;
mod keys;
mod notes;
mod pairs;
mod phrases;
mod rates;
mod record;
mod roles;
mod several;
mod steps;
mod table;
mod words;
mod write;

use crate::data::grid::{self, Grid};
use crate::data::{Encoding, Input};
use crate::diagnostics::{Code, Diagnostic, Language};
use crate::engine::Engine;
use crate::say;
use crate::source::Sources;

/// What is to be made of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The sheet of a workbook; otherwise the first.
    pub sheet: Option<String>,
    /// The cells, as `A3:F12`; otherwise where they are found.
    pub range: Option<String>,
    /// The name of the table or record; otherwise that of the sheet or file.
    pub name: Option<String>,
    /// The names of the keys; otherwise their headings.
    pub by: Vec<String>,
    /// Whether of `100-200` the upper end is in the band, not the lower one.
    pub upper_included: bool,
    /// The language of what is made.
    pub language: Language,
    /// The encoding of a CSV file.
    pub encoding: Encoding,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The table or record, in style.
    pub text: String,
    /// What was assumed and left out.
    pub notes: Vec<Diagnostic>,
    /// What is amiss with it as a part of a policy, or with its rows as data of its record.
    pub findings: Vec<Diagnostic>,
    /// Where the findings stand.
    pub sources: Sources,
}

/// Makes a table of the rate table in a sheet.
///
/// # Errors
/// There is no table, or a cell of it is not understood.
pub fn table(input: &Input, options: &Options) -> Result<Imported, Vec<Diagnostic>> {
    let grid = open(input, options)?;
    let made = table::make(&grid, options).map_err(|findings| {
        let several = several::told(&grid, |block| table::make(block, options).is_ok());
        several.map_or(findings, |several| vec![several])
    })?;
    // The head stands on the first line, which is a comment in what is given: so the places of findings are right.
    let wrapped = format!("{}\n{}\n}}\n", made.head, made.text.split_once('\n').map_or("", |(_, rest)| rest).trim_end());
    Ok(checked(made.text, made.notes, &format!("{}.merit", made.name), &wrapped))
}

/// Makes a record of the columns of a sheet.
///
/// # Errors
/// There are no rows with headings, or a cell is not understood.
pub fn record(input: &Input, options: &Options) -> Result<Imported, Vec<Diagnostic>> {
    let grid = open(input, options)?;
    let made = record::make(&grid, options)?;
    let wrapped = format!("policy \"import\" {{ currency CNY }}\n{}", made.text);
    let mut imported = checked(made.text, made.notes, &format!("{}.merit", made.name), &wrapped);
    if imported.findings.is_empty() && made.is_whole {
        imported.findings = record::read_back(input, &wrapped, options);
    }
    Ok(imported)
}

/// What a table or a record is made of.
struct Made {
    name: String,
    text: String,
    /// What makes a policy of it, open where the text goes.
    head: String,
    notes: Vec<Diagnostic>,
    /// Whether the file can be read as it is, with the record.
    is_whole: bool,
}

fn open(input: &Input, options: &Options) -> Result<Grid, Vec<Diagnostic>> {
    let mut grid = Grid::read(input, options.sheet.as_deref(), options.encoding).map_err(|finding| vec![*finding])?;
    if let Some(text) = &options.range {
        let Some(range) = grid::range(text) else {
            let message = say!("`{text}` is not a range of cells", "`{text}` 不是单元格区域");
            let help = say!("write the first and the last cell, as `A3:F12`", "请写出首格与末格，如 `A3:F12`");
            return Err(vec![Diagnostic::new(Code::E0702, message).help(help).at_data(grid.whole())]);
        };
        grid.keep(range);
    }
    Ok(grid)
}

fn checked(text: String, notes: Vec<Diagnostic>, name: &str, wrapped: &str) -> Imported {
    let (sources, findings) = match Engine::compile(name, wrapped) {
        Ok(policy) => (policy.sources().clone(), Vec::new()),
        Err(rejected) => (rejected.sources, rejected.findings),
    };
    Imported { text, notes, findings, sources }
}
