//! The rows of one record, a batch at a time: for runs in which no row knows of another.
//!
//! A format gives [`Batches`]: one thread after the other takes the next piece off the file, and whoever took it makes a table of it.
//! Only what is in order is taken this way. Where anything else is met (a finding, bytes that the encoding does not have, a key that may
//! stand twice), the stream ends, and the file is to be read in the ordinary way, which says what it is.

mod kept;
mod source;

use super::bind::{Reading, Sheet};
use super::encoding::Utf8;
use super::layout::Layout;
use super::{InputFormat, ReadOptions, Tables, csv, formats, json};
use crate::diagnostics::Diagnostic;
use crate::program::{FieldId, Program, RecordId};
pub(crate) use kept::{Kept, KeptSoFar};
use rustc_hash::FxHashSet;
#[cfg(feature = "parquet")]
pub(super) use source::Reader;
pub(crate) use source::Shared;
pub use source::Source;
use std::io::{self, Read, Seek};
use std::sync::{Arc, Mutex, PoisonError};

/// A file of one record that is read batch by batch.
pub(crate) struct Stream<'p> {
    program: &'p Program,
    record: RecordId,
    /// The fields whose values are read; those of others are checked alone.
    fields: &'p FxHashSet<FieldId>,
    /// The file, with its headings if they stand for all of its rows.
    layout: Arc<Layout<'p>>,
    strict: bool,
    /// With the number of the next batch.
    left: Mutex<(usize, Box<dyn Batches>)>,
    /// What is to be said of its headings.
    notes: Vec<Diagnostic>,
}

/// Why nothing is delivered batch by batch.
#[derive(Debug)]
pub enum Unstreamed {
    /// What the system says of the file or of a sink.
    Io(io::Error),
    /// It is to be done over all records at once, which tells what is out of the ordinary.
    Ordinary,
}

/// What gives the rows of a file, a batch at a time.
pub(super) trait Batches: Send {
    /// Takes the next rows off the file; false where there are none.
    ///
    /// # Errors
    /// That the file must be read in the ordinary way, which tells what is amiss.
    fn next(&mut self, piece: &mut Piece) -> Result<bool, Unstreamed>;
}

/// Rows that were taken off a file and are not decoded yet, in the form of their format.
#[derive(Debug, Default)]
pub(super) enum Piece {
    /// No rows.
    #[default]
    Nothing,
    /// Rows of a CSV.
    Csv(csv::Piece),
    /// JSON objects.
    Objects(json::Piece),
    /// Rows with kinds of their own.
    #[cfg(feature = "arrow")]
    Typed(formats::Piece),
}

/// Room for a batch that is used again.
#[derive(Debug, Default)]
pub(crate) struct Room(Piece);

impl<'p> Stream<'p> {
    /// Begins to read a file, of whose values these fields are read.
    ///
    /// # Errors
    /// That the file must be read in the ordinary way, which tells what is amiss.
    pub(crate) fn open<R: Read + Seek + Send + 'static>(
        program: &'p Program,
        (record, fields): (RecordId, &'p FxHashSet<FieldId>),
        source: &Source<Shared<R>>,
        options: &ReadOptions,
    ) -> Result<Stream<'p>, Unstreamed> {
        let file = &source.bytes;
        let mut reading = Reading::new(program, options.limit);
        reading.strict = options.strict;
        let mut sheet = Sheet::new(program, record, source.name.as_str());
        sheet.keep_only(fields);
        let letters = || formats::Letters::open(file.reader(0), file.length());
        let text = || letters().and_then(|letters| Utf8::open(letters, options.encoding)).map_err(|_| Unstreamed::Ordinary);
        let batches: Box<dyn Batches> = match source.format {
            InputFormat::Csv => Box::new(csv::Chunks::open(&mut reading, &mut sheet, text()?)?),
            InputFormat::Ndjson => Box::new(json::Chunks::of_lines(text()?)?),
            InputFormat::Json => Box::new(json::Chunks::of_array(text()?)),
            InputFormat::Parquet | InputFormat::Arrow => formats::batches(&mut reading, &mut sheet, source.format, file)?,
            // It is known when it has been read to its end.
            InputFormat::Excel => return Err(Unstreamed::Ordinary),
        };
        if reading.findings.has_errors() {
            return Err(Unstreamed::Ordinary);
        }
        let notes = reading.findings.finish();
        Ok(Stream { program, record, fields, layout: sheet.layout, strict: options.strict, left: Mutex::new((0, batches)), notes })
    }

    /// Reads the next batch and gives its number; none when all was read.
    ///
    /// # Errors
    /// As for [`Stream::open`].
    pub(crate) fn next(&self, room: &mut Room) -> Result<Option<usize>, Unstreamed> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, batches) = &mut *left;
        if !batches.next(&mut room.0)? {
            return Ok(None);
        }
        *number = number.saturating_add(1);
        Ok(Some(number.saturating_sub(1)))
    }

    /// The rows of a batch as a table of their own, and what is to be kept of them.
    ///
    /// # Errors
    /// That anything is to be said of them.
    pub(crate) fn tables(&self, room: &mut Room) -> Result<(Tables, Kept), Unstreamed> {
        let mut reading = Reading::new(self.program, 1);
        reading.strict = self.strict;
        let mut headings = None;
        let sheet = match &mut room.0 {
            Piece::Nothing => return Err(Unstreamed::Ordinary),
            Piece::Csv(piece) => piece.sheet(&mut reading, &self.layout),
            Piece::Objects(piece) => {
                let mut sheet = Sheet::new(self.program, self.record, self.layout.file.as_str());
                sheet.keep_only(self.fields);
                headings = Some(piece.read(&mut reading, &mut sheet)?);
                sheet
            }
            #[cfg(feature = "arrow")]
            Piece::Typed(piece) => piece.sheet(&mut reading, &self.layout)?,
        };
        let (tables, findings) = reading.finish(vec![(self.record, sheet)]);
        if !findings.is_empty() {
            return Err(Unstreamed::Ordinary);
        }
        let kept = Kept::of(&tables, self.record, headings);
        Ok((tables, kept))
    }

    /// What is to be said of its headings, when all was read.
    ///
    /// # Errors
    /// That a key may stand twice, or that anything else is amiss with the batches together.
    pub(crate) fn finish(mut self, kept: &KeptSoFar) -> Result<Vec<Diagnostic>, Unstreamed> {
        if !kept.keys_stand_once() {
            return Err(Unstreamed::Ordinary);
        }
        if let Some(headings) = &kept.headings {
            if kept.rows == 0 {
                return Err(Unstreamed::Ordinary);
            }
            let mut reading = Reading::new(self.program, 1);
            reading.strict = self.strict;
            let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
            Sheet::new(self.program, self.record, self.layout.file.as_str()).bind(&mut reading, &headings, None);
            if reading.findings.has_errors() {
                return Err(Unstreamed::Ordinary);
            }
            self.notes = reading.findings.finish();
        }
        Ok(self.notes)
    }
}
