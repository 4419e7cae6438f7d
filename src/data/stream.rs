//! The rows of one record, a batch at a time: for runs in which no row knows of another.
//!
//! Only what is in order is taken this way. Where anything else is met (a finding, another encoding, a key that may stand twice), the
//! stream ends, and the file is to be read in the ordinary way, which says what it is.

use super::bind::{Reading, Sheet};
use super::csv::{self, Chunks, Piece, Span};
use super::layout::Layout;
use super::{Encoding, ReadOptions, Tables};
use crate::diagnostics::Diagnostic;
use crate::program::{Program, RecordId};
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// A file of one record that is read batch by batch.
pub(crate) struct Stream<'p, R> {
    program: &'p Program,
    record: RecordId,
    layout: Arc<Layout<'p>>,
    options: ReadOptions,
    /// With the number of the next batch.
    left: Mutex<(usize, Chunks<R>)>,
    /// What is to be said of its headings.
    pub(crate) notes: Vec<Diagnostic>,
}

/// Why nothing is delivered batch by batch.
#[derive(Debug)]
pub enum Unstreamed {
    /// What the system says of the file or of a sink.
    Io(io::Error),
    /// It is to be done over all records at once, which tells what is out of the ordinary.
    Ordinary,
}

/// Room for a batch that is used again.
#[derive(Debug, Default)]
pub(crate) struct Room(Piece);

/// The keys of a batch, of which less is kept than they are.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    hashes: Vec<u64>,
    ends: Option<(String, String)>,
    is_sorted: bool,
}

impl<'p, R: Read> Stream<'p, R> {
    /// Begins to read a file.
    ///
    /// # Errors
    /// What the system says, or that the file must be read in the ordinary way.
    pub(crate) fn open(
        program: &'p Program,
        record: RecordId,
        name: &str,
        source: R,
        options: &ReadOptions,
    ) -> Result<Stream<'p, R>, Unstreamed> {
        if options.encoding != Encoding::Utf8 {
            return Err(Unstreamed::Ordinary);
        }
        let (chunks, headings, line) = Chunks::open(source)?;
        let mut reading = Reading::new(program, options.limit);
        reading.strict = options.strict;
        let mut sheet = Sheet::new(program, record, name);
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        sheet.bind(&mut reading, &headings, Some(line));
        if reading.findings.has_errors() {
            return Err(Unstreamed::Ordinary);
        }
        let notes = reading.findings.finish();
        Ok(Stream { program, record, layout: sheet.layout, options: *options, left: Mutex::new((0, chunks)), notes })
    }

    /// Reads the next batch and gives its number; none when all was read.
    ///
    /// # Errors
    /// As for [`Stream::open`].
    pub(crate) fn next(&self, room: &mut Room) -> Result<Option<usize>, Unstreamed> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, chunks) = &mut *left;
        if !chunks.next(&mut room.0)? {
            return Ok(None);
        }
        *number = number.saturating_add(1);
        Ok(Some(number.saturating_sub(1)))
    }

    /// The rows of a batch as a table of their own, and their keys.
    ///
    /// # Errors
    /// That anything is to be said of them.
    pub(crate) fn tables(&self, room: &mut Room) -> Result<(Tables, Keys), Unstreamed> {
        let piece = &mut room.0;
        let mut reading = Reading::new(self.program, 1);
        reading.strict = self.options.strict;
        let mut sheet = Sheet::of(Arc::clone(&self.layout));
        let span = Span { from: piece.from, line: piece.line, rows: piece.rows };
        let block = piece.block();
        let decoded = self.layout.decode(&block, &mut reading.pools());
        let cells = (block.starts, block.ends);
        piece.keep_room(cells);
        let taken = decoded.is_some_and(|decoded| sheet.append(&mut reading, decoded, span.line));
        if !taken {
            csv::row_by_row(&mut reading, &mut sheet, &piece.text, span, piece.width);
        }
        let (tables, findings) = reading.finish(vec![(self.record, sheet)]);
        if !findings.is_empty() {
            return Err(Unstreamed::Ordinary);
        }
        let keys = Keys::of(&tables, self.record);
        Ok((tables, keys))
    }

    /// The source, when all was read.
    pub(crate) fn into_source(self) -> R {
        let (_, chunks) = self.left.into_inner().unwrap_or_else(PoisonError::into_inner);
        chunks.into_source()
    }
}

impl Keys {
    fn of(tables: &Tables, record: RecordId) -> Keys {
        let Some(table) = tables.get(record) else { return Keys::default() };
        let keys = &table.keys;
        let Some(last) = keys.rows().checked_sub(1) else { return Keys { is_sorted: true, ..Keys::default() } };
        let hash = |row: usize| {
            let mut hasher = FxHasher::default();
            hasher.write(keys.key(row).as_bytes());
            hasher.finish()
        };
        let ends = Some((keys.key(0).to_owned(), keys.key(last).to_owned()));
        Keys { hashes: (0..=last).map(hash).collect(), ends, is_sorted: keys.is_sorted() }
    }
}

/// What is held of all keys: eight bytes of each, and the last one.
#[derive(Debug)]
pub(crate) struct KeysSoFar {
    hashes: Vec<u64>,
    last: Option<String>,
    is_sorted: bool,
}

impl KeysSoFar {
    /// No keys.
    pub(crate) fn new() -> KeysSoFar {
        KeysSoFar { hashes: Vec::new(), last: None, is_sorted: true }
    }

    /// Adds the keys of the next batch.
    pub(crate) fn add(&mut self, keys: Keys) {
        self.hashes.extend(keys.hashes);
        if let Some((first, last)) = keys.ends {
            self.is_sorted &= keys.is_sorted && self.last.as_ref().is_none_or(|before| *before < first);
            self.last = Some(last);
        }
    }

    /// Whether every key is certain to stand once: two keys may have one hash, but not one key two.
    pub(crate) fn stand_once(mut self) -> bool {
        if self.is_sorted {
            return true;
        }
        self.hashes.sort_unstable();
        self.hashes.windows(2).all(|two| matches!(two, [one, next] if one != next))
    }
}
