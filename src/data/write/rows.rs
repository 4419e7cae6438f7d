//! A result whose rows are written as they come: for shapes that are one row after the other.

use super::digits::Line;
use super::format::Words;
use super::{Listing, OutputFormat, Sheet, WriteOptions, csv, json};
use crate::data::Tables;
use crate::program::{Delivery, Program};

/// What the rows of a result are written with.
pub(crate) struct Rows<'p> {
    program: &'p Program,
    delivery: &'p Delivery,
    /// The words of its columns, for CSV; otherwise one object a line.
    words: Option<Vec<Words>>,
}

impl<'p> Rows<'p> {
    /// The rows of a result in one shape; none if that is not one row after the other.
    pub(crate) fn new(format: OutputFormat, program: &'p Program, delivery: &'p Delivery) -> Option<Rows<'p>> {
        let tables = &Tables::default();
        let words = match format {
            OutputFormat::Csv => Some(csv::words(&Sheet { program, tables, delivery })),
            OutputFormat::Ndjson => None,
            OutputFormat::Json | OutputFormat::Table | OutputFormat::Parquet | OutputFormat::Arrow | OutputFormat::Excel => return None,
        };
        Some(Rows { program, delivery, words })
    }

    /// What stands before the rows.
    pub(crate) fn heading(&self, options: &WriteOptions) -> String {
        let Rows { program, delivery, words } = self;
        if words.is_none() {
            return String::new();
        }
        csv::begin(&Sheet { program, tables: &Tables::default(), delivery }, options)
    }

    /// Writes rows.
    pub(crate) fn write(&self, tables: &Tables, listing: &Listing<'_>, out: &mut Line) {
        let sheet = Sheet { program: self.program, tables, delivery: self.delivery };
        match &self.words {
            Some(words) => csv::rows(&sheet, listing, words, 0..listing.rows(), out),
            None => out.string(|text| json::lines(&sheet, listing, 0..listing.rows(), text)),
        }
    }
}
