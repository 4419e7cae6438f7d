//! Results as files: rows of cells, formatted as the policy's result says, in the shape that the operator asked for.
//!
//! A format gets a [`Listing`] and gives text; what a cell looks like is decided in `format` alone. Only `whole` touches the disk.

mod csv;
mod format;
mod json;
mod listing;
mod table;
pub mod whole;

pub(super) use csv::quoted;
pub use format::{format_cell, format_plain_places};
pub use listing::{ColumnListing, Listing, Shown};

use crate::data::Tables;
use crate::program::{Delivery, Kind, Program};

/// The shape of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputFormat {
    /// Comma-separated values with a heading.
    Csv,
    /// A JSON array of objects.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// A table for people.
    Table,
}

impl OutputFormat {
    /// The ending of files of this shape.
    pub fn ending(self) -> &'static str {
        match self {
            OutputFormat::Csv => "csv",
            OutputFormat::Json => "json",
            OutputFormat::Ndjson => "ndjson",
            OutputFormat::Table => "txt",
        }
    }
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// Whether a CSV begins with the byte order mark that Excel wants.
    pub byte_order_mark: bool,
    /// The most rows of a table for people.
    pub table_rows: usize,
    /// The language of what a table says of itself.
    pub language: crate::diagnostics::Language,
}

impl Default for WriteOptions {
    fn default() -> WriteOptions {
        WriteOptions { byte_order_mark: false, table_rows: 200, language: crate::diagnostics::Language::English }
    }
}

/// What a writer knows of a result beside its cells.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The policy.
    pub program: &'a Program,
    /// The records that references lead to.
    pub tables: &'a Tables,
    /// The result.
    pub delivery: &'a Delivery,
}

impl Sheet<'_> {
    /// The kind of a column.
    pub fn kind(&self, column: usize) -> Kind {
        let column = self.delivery.columns.get(column);
        column.and_then(|column| self.program.expressions.get(column.value.at())).map_or(Kind::Nothing, |expr| expr.ty.kind)
    }
}

/// Writes a result in one shape.
pub fn write(format: OutputFormat, sheet: &Sheet<'_>, listing: &dyn Listing, options: &WriteOptions) -> String {
    match format {
        OutputFormat::Csv => csv::write(sheet, listing, options),
        OutputFormat::Json => json::write(sheet, listing),
        OutputFormat::Ndjson => json::write_lines(sheet, listing),
        OutputFormat::Table => table::write(sheet, listing, options),
    }
}
