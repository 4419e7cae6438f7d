//! A result in parts: some rows are made ready by whoever has them, and the parts are joined in their order.

use super::digits::Line;
use super::format::Words;
use super::widths::Widths;
use super::{Listing, OutputFormat, Sheet, WriteOptions, csv, json};
use crate::data::Tables;
#[cfg(feature = "arrow")]
use crate::data::formats::{Arrays, Columns, Gathered};
use crate::program::{Delivery, Program};
use std::io::{self, Write};
use std::ops::Range;

/// What the parts of a result are made with.
pub(crate) struct Parts<'p> {
    program: &'p Program,
    delivery: &'p Delivery,
    form: Form,
}

/// The shapes that can be written in parts.
enum Form {
    /// With the words of its columns.
    Csv(Vec<Words>),
    Json,
    Ndjson,
    /// Columns of Arrow, in files of this shape.
    #[cfg(feature = "arrow")]
    Columnar(Box<Columns>, OutputFormat),
}

/// Some rows of a result, ready to be written.
#[derive(Debug, Default)]
pub(crate) struct Part {
    line: Line,
    #[cfg(feature = "arrow")]
    arrays: Arrays,
}

impl<'p> Parts<'p> {
    /// The parts of a result in one shape, whose figures are as wide as this; none if the shape is not one part after the other.
    pub(crate) fn new(format: OutputFormat, program: &'p Program, delivery: &'p Delivery, widths: &Widths) -> Option<Parts<'p>> {
        let sheet = Sheet { program, tables: &Tables::default(), delivery };
        let form = match format {
            OutputFormat::Csv => Form::Csv(csv::words(&sheet)),
            OutputFormat::Json => Form::Json,
            OutputFormat::Ndjson => Form::Ndjson,
            #[cfg(feature = "arrow")]
            OutputFormat::Arrow => Form::Columnar(Box::new(Columns::new(&sheet, widths)), format),
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => Form::Columnar(Box::new(Columns::new(&sheet, widths)), format),
            // What is left is known as a whole, or was left out when Merit was built.
            _ => return None,
        };
        #[cfg(not(feature = "arrow"))]
        let _ = widths;
        Some(Parts { program, delivery, form })
    }

    /// Whether figures that are as wide as this have room in the parts.
    pub(crate) fn have_room(&self, widths: &Widths) -> bool {
        match &self.form {
            Form::Csv(_) | Form::Json | Form::Ndjson => !widths.matter(),
            #[cfg(feature = "arrow")]
            Form::Columnar(columns, _) => columns.have_room(widths),
        }
    }

    /// Whether a result all of whose figures are as wide as this is written in such parts.
    pub(crate) fn are_of(&self, widths: &Widths) -> bool {
        match &self.form {
            Form::Csv(_) | Form::Json | Form::Ndjson => !widths.matter(),
            #[cfg(feature = "arrow")]
            Form::Columnar(columns, _) => {
                let sheet = Sheet { program: self.program, tables: &Tables::default(), delivery: self.delivery };
                **columns == Columns::new(&sheet, widths)
            }
        }
    }

    /// Makes some rows of a listing ready, in the room of a part that was written.
    pub(crate) fn make(&self, tables: &Tables, listing: &Listing<'_>, rows: Range<usize>, part: &mut Part) {
        let sheet = Sheet { program: self.program, tables, delivery: self.delivery };
        part.line.clear();
        match &self.form {
            Form::Csv(words) => csv::rows(&sheet, listing, words, rows, &mut part.line),
            Form::Json => part.line.string(|text| json::rows(&sheet, listing, rows, text)),
            Form::Ndjson => part.line.string(|text| json::lines(&sheet, listing, rows, text)),
            #[cfg(feature = "arrow")]
            Form::Columnar(columns, _) => part.arrays = columns.arrays(&sheet, listing, rows),
        }
    }
}

/// The parts of a result that were written.
pub(crate) enum Joined {
    /// Texts, one behind the other.
    Texts,
    /// Elements of an array, and whether there was one.
    Elements(bool),
    /// Columns that are gathered for a library.
    #[cfg(feature = "arrow")]
    Gathered(Box<Gathered>),
}

impl Joined {
    /// Writes what stands before the parts.
    ///
    /// # Errors
    /// What the sink says.
    pub(crate) fn begin(parts: &Parts<'_>, options: &WriteOptions, out: &mut dyn Write) -> io::Result<Joined> {
        let Parts { program, delivery, form } = parts;
        match form {
            Form::Csv(_) => {
                let sheet = Sheet { program, tables: &Tables::default(), delivery };
                out.write_all(csv::begin(&sheet, options).as_bytes())?;
                Ok(Joined::Texts)
            }
            Form::Json => {
                out.write_all(b"[")?;
                Ok(Joined::Elements(false))
            }
            Form::Ndjson => Ok(Joined::Texts),
            #[cfg(feature = "arrow")]
            Form::Columnar(columns, format) => Ok(Joined::Gathered(Box::new(Gathered::begin(columns, *format)?))),
        }
    }

    /// Writes the next part.
    ///
    /// # Errors
    /// What the sink says.
    pub(crate) fn add(&mut self, part: &Part, out: &mut dyn Write) -> io::Result<()> {
        let text = part.line.written();
        match self {
            Joined::Texts => out.write_all(text),
            Joined::Elements(_) if text.is_empty() => Ok(()),
            // Before the first one stands no comma.
            Joined::Elements(any) => out.write_all(text.get(usize::from(!std::mem::replace(any, true))..).unwrap_or_default()),
            #[cfg(feature = "arrow")]
            Joined::Gathered(gathered) => gathered.add(&part.arrays, out),
        }
    }

    /// Writes what stands behind the parts.
    ///
    /// # Errors
    /// What the sink says.
    pub(crate) fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Joined::Texts => Ok(()),
            Joined::Elements(any) => out.write_all(if any { b"\n]\n" } else { b"]\n" }),
            #[cfg(feature = "arrow")]
            Joined::Gathered(gathered) => gathered.finish(out),
        }
    }
}
