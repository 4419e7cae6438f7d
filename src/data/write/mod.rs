//! Results as files: rows of cells, formatted as the policy's result says, in the shape that the operator asked for.
//!
//! A format gets a [`Listing`] and gives text, block by block; what a cell looks like is decided in `format` alone. Formats that libraries
//! write are in `formats`. Only `whole` touches the disk.

mod blocks;
mod cells;
mod csv;
mod digits;
#[cfg(any(feature = "arrow", feature = "excel"))]
pub(super) mod figures;
mod format;
mod json;
mod listing;
mod parts;
mod slots;
mod table;
pub mod whole;
mod widths;

pub(crate) use cells::{Cells, Rows as Block};
pub(super) use csv::quoted;
pub(crate) use format::counted;
pub use format::{format_cell, format_plain_places};
pub use listing::{Listed, Listing, Shown};
pub(crate) use parts::{Joined, Part, Parts};
#[cfg(feature = "arrow")]
pub(in crate::data) use widths::Width;
pub(crate) use widths::Widths;

use crate::data::Tables;
use crate::program::{Delivery, Kind, Program, Type};
use blocks::in_blocks;
use std::io::{self, Write};

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
    /// A Parquet file.
    Parquet,
    /// An Arrow file.
    Arrow,
    /// A workbook of Excel.
    Excel,
}

impl OutputFormat {
    /// The ending of files of this shape.
    pub fn ending(self) -> &'static str {
        match self {
            OutputFormat::Csv => "csv",
            OutputFormat::Json => "json",
            OutputFormat::Ndjson => "ndjson",
            OutputFormat::Table => "txt",
            OutputFormat::Parquet => "parquet",
            OutputFormat::Arrow => "arrow",
            OutputFormat::Excel => "xlsx",
        }
    }

    /// Whether it is a text.
    pub fn is_text(self) -> bool {
        match self {
            OutputFormat::Csv | OutputFormat::Json | OutputFormat::Ndjson | OutputFormat::Table => true,
            OutputFormat::Parquet | OutputFormat::Arrow | OutputFormat::Excel => false,
        }
    }

    /// Whether its columns have types, which are chosen by the figures that are in them.
    fn has_types(self) -> bool {
        match self {
            OutputFormat::Parquet | OutputFormat::Arrow => true,
            OutputFormat::Csv | OutputFormat::Json | OutputFormat::Ndjson | OutputFormat::Table | OutputFormat::Excel => false,
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
    /// How many threads share the work; 0 is 1. What is written is the same however many do.
    pub threads: usize,
}

impl Default for WriteOptions {
    fn default() -> WriteOptions {
        WriteOptions { byte_order_mark: false, table_rows: 200, language: crate::diagnostics::Language::English, threads: 1 }
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
        self.ty(column).map_or(Kind::Nothing, |ty| ty.kind)
    }

    /// Whether values of a column may be not applicable.
    pub fn may_not_apply(&self, column: usize) -> bool {
        self.ty(column).is_some_and(|ty| ty.not_applicable)
    }

    fn ty(&self, column: usize) -> Option<Type> {
        self.program.expressions.get(self.delivery.columns.get(column)?.value.at()).map(|expr| expr.ty)
    }
}

/// Writes a result in one shape.
///
/// # Errors
/// What the sink says.
pub fn write_to(
    out: &mut dyn Write,
    format: OutputFormat,
    sheet: &Sheet<'_>,
    listing: &Listing<'_>,
    options: &WriteOptions,
) -> io::Result<()> {
    let Sheet { program, tables, delivery } = *sheet;
    let Some(parts) = Parts::new(format, program, delivery, &Widths::of(format, delivery, listing)) else {
        return match format {
            OutputFormat::Table => out.write_all(table::write(sheet, listing, options).as_bytes()),
            _ => super::formats::write(out, format, sheet, listing),
        };
    };
    let mut joined = Joined::begin(&parts, options, out)?;
    in_blocks(listing.rows(), options.threads, |rows, part| parts.make(tables, listing, rows, part), |part| joined.add(part, out))?;
    joined.finish(out)
}
