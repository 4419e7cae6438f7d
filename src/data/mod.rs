//! Records as columns: what files hold, bound to the records that the policy declares.
//!
//! Readers take bytes and give tables or findings with file, line, column and value; nothing here computes. What rests on libraries is in
//! `formats`. Only `files` and `write/whole` touch the disk.

mod bind;
mod block;
mod bound;
mod build;
mod calendars;
mod capture;
mod cells;
mod change;
pub mod columns;
pub(crate) mod csv;
mod encoding;
pub mod files;
mod findings;
pub mod formats;
#[cfg(feature = "import")]
pub(crate) mod grid;
mod headings;
pub mod host;
pub(crate) mod in_order;
mod json;
mod key_block;
mod key_index;
pub mod keys;
mod layout;
mod line_numbers;
mod links;
mod range;
mod refusals;
pub mod rows;
pub mod schema;
pub mod single;
pub(crate) mod stream;
pub mod texts;
#[cfg(feature = "arrow")]
mod typed;
pub mod value;
pub mod write;

use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::program::{Program, RecordId, Rows};
use crate::say;
use bind::{Reading, Sheet};
use columns::Column;
use findings::Findings;
use rustc_hash::FxHashSet;
use texts::Texts;

pub use encoding::Encoding;
pub(crate) use encoding::decode;
#[cfg(feature = "cli")]
pub(crate) use encoding::encode_like;
pub use key_index::KeyIndex;
pub use line_numbers::LineNumbers;

/// All records of a run that come from files (or a host), by [`RecordId`]; made records (groups, splits) are filled by the engine.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// One table for each record of the program that has a file, in the order of the program's records; none for the others.
    pub tables: Vec<Option<Table>>,
    /// The texts that text cells are numbers of.
    pub texts: Texts,
}

impl Tables {
    /// The table of a record.
    pub fn get(&self, record: RecordId) -> Option<&Table> {
        self.tables.get(record.at()).and_then(Option::as_ref)
    }
}

/// The rows of one record.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// How many rows.
    pub rows: usize,
    /// One column for each field of the record, in their order; fields that are made or computed have none.
    pub columns: Vec<Option<Column>>,
    /// What its rows are called when they have no key: the file and the line of each.
    pub names: RowNames,
    /// The keys of its rows, for records with a key; a key is the texts of its parts as [`keys::part`] writes them, joined by U+001F.
    pub keys: KeyIndex,
}

/// What rows are called.
#[derive(Clone, Debug, Default)]
pub enum RowNames {
    /// By their number.
    #[default]
    Numbered,
    /// By a file and a line.
    Lines {
        /// The file.
        file: String,
        /// The line of each row.
        lines: LineNumbers,
    },
}

/// A file handed in to be read.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name as the operator gave it.
    pub name: String,
    /// What it holds; a text may be compressed.
    pub bytes: Vec<u8>,
    /// How it is written.
    pub format: InputFormat,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputFormat {
    /// Comma-separated values with a heading.
    Csv,
    /// A JSON array of objects, or an object with one such array.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// Parquet.
    Parquet,
    /// An Arrow file or stream.
    Arrow,
    /// A workbook of Excel.
    Excel,
}

impl InputFormat {
    /// The endings of files that can be read, in the order they are looked for.
    pub const ENDINGS: [(&'static str, InputFormat); 9] = [
        ("csv", InputFormat::Csv),
        ("json", InputFormat::Json),
        ("ndjson", InputFormat::Ndjson),
        ("parquet", InputFormat::Parquet),
        ("arrow", InputFormat::Arrow),
        ("feather", InputFormat::Arrow),
        ("arrows", InputFormat::Arrow),
        ("xlsx", InputFormat::Excel),
        ("xlsm", InputFormat::Excel),
    ];
    /// The endings of texts that come compressed, behind their own: `loan.csv.gz`.
    pub const COMPRESSED: [&'static str; 2] = ["gz", "zst"];

    /// The format of a file by the ending of its name, in either case.
    pub fn of_name(name: &str) -> Option<InputFormat> {
        let ended = |name: &str| -> Option<InputFormat> {
            let (_, ending) = name.rsplit_once('.')?;
            InputFormat::ENDINGS.into_iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, format)| format)
        };
        match name.rsplit_once('.')? {
            (name, last) if InputFormat::COMPRESSED.iter().any(|ending| last.eq_ignore_ascii_case(ending)) => {
                ended(name).filter(|format| format.is_text())
            }
            _ => ended(name),
        }
    }

    /// Whether it is a text, which has an encoding and may come compressed.
    pub fn is_text(self) -> bool {
        match self {
            InputFormat::Csv | InputFormat::Json | InputFormat::Ndjson => true,
            InputFormat::Parquet | InputFormat::Arrow | InputFormat::Excel => false,
        }
    }

    /// The names that a file may have whose name without ending is this one.
    pub fn names(stem: &str) -> impl Iterator<Item = String> {
        InputFormat::ENDINGS.into_iter().flat_map(move |(ending, format)| {
            let compressed = InputFormat::COMPRESSED.iter().filter(move |_| format.is_text());
            let compressed = compressed.map(move |last| format!("{stem}.{ending}.{last}"));
            std::iter::once(format!("{stem}.{ending}")).chain(compressed)
        })
    }
}

/// How files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding of files without a byte order mark.
    pub encoding: Encoding,
    /// Whether a column that is not declared is an error.
    pub strict: bool,
    /// How many errors are shown in full.
    pub limit: usize,
    /// How many threads share the work; 0 is 1. What is read does not depend on it.
    pub threads: usize,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions { encoding: Encoding::Utf8, strict: false, limit: 100, threads: 1 }
    }
}

/// What a field is that a row does not give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingField {
    /// An error.
    #[default]
    Error,
    /// Not given: an error only if it is read.
    NotGiven,
}

/// Reads the files of all records and reports everything found in all of them. A record without an input has no table, and references
/// to it are not looked up; who calls sees to it that none is missing. When any finding is an error there are no tables.
pub fn read(program: &Program, inputs: &[(RecordId, Input)], options: &ReadOptions) -> (Tables, Vec<Diagnostic>) {
    let mut reading = Reading::new(program, options.limit);
    (reading.strict, reading.threads) = (options.strict, options.threads.clamp(1, in_order::MOST_THREADS));
    let (mut sheets, mut places) = (Vec::with_capacity(inputs.len()), Vec::new());
    for (record, input) in inputs {
        let mut sheet = Sheet::new(program, *record, &input.name);
        match input.format {
            InputFormat::Csv | InputFormat::Json | InputFormat::Ndjson => read_text(&mut reading, &mut sheet, input, options),
            InputFormat::Parquet | InputFormat::Arrow => formats::read(&mut reading, &mut sheet, input),
            InputFormat::Excel => places.extend(formats::read_workbook(&mut reading, &mut sheet, *record, input)),
        }
        sheets.push((*record, sheet));
    }
    let (tables, mut findings) = reading.finish(sheets);
    findings.iter_mut().for_each(|finding| places.iter().for_each(|places| places.put(finding)));
    (tables, findings)
}

/// Reads a file that is a text.
fn read_text<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, input: &Input, options: &ReadOptions) {
    let plain = formats::plain(&input.bytes).map_err(|broken| Box::new(broken.finding(&input.name)));
    let decoded = plain.as_ref().map_err(Box::clone).and_then(|bytes| encoding::decode(&input.name, bytes, options.encoding));
    let text = match decoded {
        Ok(text) => text,
        Err(finding) => {
            sheet.lacks_rows();
            return reading.findings.error(|| *finding);
        }
    };
    if text.trim().is_empty() {
        sheet.lacks_rows();
        let place = DataPlace { file: input.name.clone(), line: None, column: None, value: None, cell: None };
        return reading.findings.error(|| empty_file(place));
    }
    match input.format {
        InputFormat::Json => json::read(reading, sheet, &text),
        InputFormat::Ndjson => json::read_lines(reading, sheet, &text),
        InputFormat::Csv | InputFormat::Parquet | InputFormat::Arrow | InputFormat::Excel => csv::read(reading, sheet, &text),
    }
}

impl<'p> Reading<'p> {
    fn new(program: &'p Program, limit: usize) -> Reading<'p> {
        let (texts, keys) = (Texts::default(), Texts::default());
        Reading { program, texts, keys, findings: Findings::new(limit), strict: false, missing: MissingField::Error, threads: 1 }
    }

    /// Puts the sheets together: tables in the order of the records, references settled.
    fn finish(mut self, sheets: Vec<(RecordId, Sheet<'p>)>) -> (Tables, Vec<Diagnostic>) {
        let sheets: Vec<_> = sheets.into_iter().chain(calendars::sheets(&mut self)).collect();
        let mut tables: Vec<Option<Table>> = self.program.records.iter().map(|_| None).collect();
        let (mut links, mut incomplete) = (Vec::new(), FxHashSet::default());
        for (record, sheet) in sheets {
            if sheet.is_incomplete() {
                incomplete.insert(record);
            }
            let (table, of_table) = sheet.finish(&mut self, record);
            links.extend(of_table);
            if let Some(place) = tables.get_mut(record.at()) {
                *place = Some(table);
            }
        }
        // A key that stands on a line which was refused is not missing.
        links.retain(|link| !incomplete.contains(&link.target));
        links::settle(&mut self, &mut tables, &links);
        for (table, record) in tables.iter_mut().zip(&self.program.records) {
            if let Some(table) = table
                && !record.key.is_empty()
            {
                table.names = RowNames::Numbered;
            }
        }
        if self.findings.has_errors() {
            return (Tables::default(), self.findings.finish());
        }
        (Tables { tables, texts: self.texts }, self.findings.finish())
    }
}

/// The bytes of a file, taken out of their compression if there is one; as they are where that cannot be.
pub(crate) fn plain(input: &Input) -> std::borrow::Cow<'_, [u8]> {
    formats::plain(&input.bytes).unwrap_or(std::borrow::Cow::Borrowed(&input.bytes))
}

/// The records that a run reads files for.
pub fn records_with_files(program: &Program) -> impl Iterator<Item = (RecordId, &str)> {
    (0u32..).map(RecordId).zip(&program.records).filter_map(|(id, record)| match &record.rows {
        Rows::File(name) => Some((id, name.as_str())),
        Rows::Overall | Rows::Calendar(_) | Rows::Product(_) | Rows::Group { .. } | Rows::Split { .. } | Rows::Tranches(_) => None,
    })
}

fn empty_file(place: DataPlace) -> Diagnostic {
    Diagnostic::new(Code::E0511, say!("the file is empty, it has not even a heading", "文件为空，连表头也没有"))
        .help(say!("if there are no records, leave the heading alone in the file", "确无明细时，请只保留表头"))
        .at_data(place)
}
