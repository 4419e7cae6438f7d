//! The formats that are read and written with libraries: Arrow, Parquet, Excel; and texts that come compressed.
//!
//! A library may panic where a file is not what it claims to be; [`guard`] stands between them and us, and what it stops is a finding.

#[cfg(feature = "arrow")]
mod arrow;
#[cfg(feature = "arrow")]
mod columnar;
mod compressed;
#[cfg(feature = "excel")]
mod excel;
#[cfg(feature = "arrow")]
mod gather;
pub mod guard;
#[cfg(feature = "parquet")]
mod parquet;

use super::bind::{Reading, Sheet};
use super::stream::{Batches, Shared, Unstreamed};
use super::write::{self, Listing, OutputFormat};
use super::{Input, InputFormat};
use crate::diagnostics::{Code, DataPlace, Diagnostic, Text};
use crate::program::RecordId;
use crate::say;
use std::io::{self, Read, Seek, Write};

#[cfg(feature = "arrow")]
pub(super) use arrow::types::Columns;
#[cfg(feature = "arrow")]
pub(super) use columnar::Piece;
pub(super) use compressed::{Letters, plain};
#[cfg(feature = "excel")]
use excel::Places;
#[cfg(feature = "excel")]
pub use excel::Workbook;
#[cfg(feature = "arrow")]
pub(super) use gather::{Arrays, Gathered};

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    message: Text,
    help: Text,
}

impl Broken {
    /// The finding that says so of a file.
    pub(super) fn finding(self, file: &str) -> Diagnostic {
        let place = DataPlace { file: file.to_owned(), line: None, column: None, value: None, cell: None };
        Diagnostic::new(Code::E0514, self.message).help(self.help).at_data(place)
    }

    /// A file of a format that was left out when Merit was built.
    fn left_out() -> Broken {
        Broken {
            message: say!("this build of Merit does not read files of this format", "此版本的 Merit 不能读取这种格式的文件"),
            help: say!("give the rows as CSV", "请改用 csv 格式"),
        }
    }

    /// A file that is damaged.
    fn new(message: Text) -> Broken {
        Broken {
            message,
            help: say!("write the file again, or ask who delivers it for a whole one", "请重新导出，或请提供方重新发送完整的文件"),
        }
    }

    /// A file that a library refuses, which it says in its own words.
    fn refused(message: Text, words: &dyn std::fmt::Display) -> Broken {
        Broken { message, help: say!("the reader says: {words}", "读取程序报告：{words}") }
    }
}

/// A file that is neither a workbook nor a CSV, where one of them is needed.
#[cfg(feature = "import")]
pub(super) fn unfit() -> Broken {
    Broken {
        message: say!("tables are taken from workbooks and CSV files", "只能从 Excel 工作簿或 csv 文件导入"),
        help: say!("save it as `.xlsx` or `.csv`", "请另存为 `.xlsx` 或 `.csv`"),
    }
}

/// Reads a file of a format that a library reads into a sheet.
pub(super) fn read<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, input: &Input) {
    if let Err(broken) = read_batches(reading, sheet, input) {
        sheet.lacks_rows();
        reading.findings.error(|| broken.finding(&input.name));
    }
}

#[cfg(feature = "arrow")]
fn read_batches<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, input: &Input) -> Result<(), Broken> {
    // The library wants bytes of its own.
    let file = Shared::new(io::Cursor::new(input.bytes.clone())).map_err(|_| Broken::left_out())?;
    let Some(mut opened) = columnar::Opened::open(reading, sheet, input.format, &file)? else { return Ok(()) };
    while let Some(rows) = opened.next()? {
        rows.give(reading, sheet)?;
    }
    Ok(())
}

#[cfg(not(feature = "arrow"))]
fn read_batches<'p>(_reading: &mut Reading<'p>, _sheet: &mut Sheet<'p>, _input: &Input) -> Result<(), Broken> {
    Err(Broken::left_out())
}

/// The rows of a file of a format that a library reads, batch by batch.
///
/// # Errors
/// That the file is to be read in the ordinary way.
#[cfg(feature = "arrow")]
pub(super) fn batches<'p, R: Read + Seek + Send + 'static>(
    reading: &mut Reading<'p>,
    sheet: &mut Sheet<'p>,
    format: InputFormat,
    file: &Shared<R>,
) -> Result<Box<dyn Batches>, Unstreamed> {
    match columnar::Opened::open(reading, sheet, format, file) {
        Ok(Some(opened)) => Ok(Box::new(opened)),
        Ok(None) | Err(_) => Err(Unstreamed::Ordinary),
    }
}

/// Without Arrow no batches are read.
#[cfg(not(feature = "arrow"))]
pub(super) fn batches<R: Read + Seek + Send + 'static>(
    _reading: &mut Reading<'_>,
    _sheet: &mut Sheet<'_>,
    _format: InputFormat,
    _file: &Shared<R>,
) -> Result<Box<dyn Batches>, Unstreamed> {
    Err(Unstreamed::Ordinary)
}

/// Reads the sheet of a record in a workbook, and gives what its places are called.
#[cfg(feature = "excel")]
pub(super) fn read_workbook<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, record: RecordId, input: &Input) -> Option<Places> {
    let found = excel::sheet_of(&input.bytes, &reading.program.record(record).name);
    let read = found.map(|name| {
        *sheet = Sheet::new(reading.program, record, Places::name(&input.name, &name));
        let mut headings = Vec::new();
        let read = excel::read(reading, sheet, &input.bytes, &name, &mut headings);
        (Places::new(&input.name, &name, headings), read)
    });
    let (places, broken) = match read {
        Ok((places, read)) => (Some(places), read.err()),
        Err(broken) => (None, Some(broken)),
    };
    if let Some(broken) = broken {
        sheet.lacks_rows();
        reading.findings.error(|| broken.finding(&input.name));
    }
    places
}

/// Without Excel no workbook is read.
#[cfg(not(feature = "excel"))]
pub(super) fn read_workbook<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, _record: RecordId, input: &Input) -> Option<Places> {
    sheet.lacks_rows();
    reading.findings.error(|| Broken::left_out().finding(&input.name));
    None
}

/// What places of a workbook are called, of which there are none.
#[cfg(not(feature = "excel"))]
pub(super) enum Places {}

#[cfg(not(feature = "excel"))]
impl Places {
    pub(super) fn put(&self, _finding: &mut Diagnostic) {}
}

/// The sheets of a workbook; none where it cannot be read.
#[cfg(feature = "excel")]
pub(super) fn sheets(bytes: &[u8]) -> Vec<String> {
    excel::sheets(bytes).unwrap_or_default()
}

/// The sheets of a workbook, or why it cannot be read.
#[cfg(feature = "import")]
pub(super) fn shown_sheets(bytes: &[u8]) -> Result<Vec<String>, Broken> {
    excel::sheets(bytes)
}

/// The cells of a sheet as they stand, and the areas of merged cells.
#[cfg(feature = "import")]
pub(super) fn sheet_cells(bytes: &[u8], name: &str) -> Result<excel::Cells, Broken> {
    excel::sheet_cells(bytes, name)
}

/// Without Excel no workbook has sheets.
#[cfg(not(feature = "excel"))]
pub(super) fn sheets(_bytes: &[u8]) -> Vec<String> {
    Vec::new()
}

/// Writes a result in a format that a library writes as a whole.
pub(super) fn write(out: &mut dyn Write, format: OutputFormat, sheet: &write::Sheet<'_>, listing: &Listing<'_>) -> io::Result<()> {
    match format {
        #[cfg(feature = "excel")]
        OutputFormat::Excel => {
            let mut book = Workbook::default();
            book.add(sheet, listing)?;
            out.write_all(&book.finish()?)
        }
        // What is written in parts is written elsewhere; what is left was left out when Merit was built.
        _ => {
            let _ = (out, sheet, listing);
            Err(io::Error::new(io::ErrorKind::Unsupported, format!("this build of Merit writes no `.{}`", format.ending())))
        }
    }
}

/// The most rows that a file of so many bytes may have: a few bytes can claim a billion blanks.
#[cfg(feature = "arrow")]
fn most_rows(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX).saturating_mul(1_000).saturating_add(1_000_000)
}

/// The most bytes that what is compressed may claim to hold: highly regular columns do hold a hundred times their size, and so do
/// small ones; what claims more is there to fill the memory.
#[cfg(feature = "arrow")]
fn most_unpacked(packed: u64) -> u64 {
    packed.saturating_mul(100).saturating_add(128 << 20)
}

#[cfg(feature = "arrow")]
fn too_many_rows(most: usize) -> Broken {
    Broken::new(say!("the file claims more than {most} rows, too many for its size", "文件自称超过 {most} 行，与其大小不符"))
}
