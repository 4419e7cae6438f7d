//! A file that is read where its format wants it: a text from its beginning on, columns where they lie.

use crate::data::InputFormat;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

/// A file handed in to be read a batch at a time.
#[derive(Debug)]
pub struct Source<R> {
    /// Its name as the operator gave it.
    pub name: String,
    /// How it is written; a text may be compressed.
    pub format: InputFormat,
    /// What it holds.
    pub bytes: R,
}

impl<R: Read + Seek> Source<R> {
    /// The same file for several readers.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn shared(self) -> io::Result<Source<Shared<R>>> {
        Ok(Source { name: self.name, format: self.format, bytes: Shared::new(self.bytes)? })
    }
}

/// A file that several readers share, each with a place of its own.
#[derive(Debug)]
pub(crate) struct Shared<R> {
    file: Arc<Mutex<Placed<R>>>,
    length: u64,
}

/// A file, and where it stands if that is known.
#[derive(Debug)]
struct Placed<R> {
    file: R,
    at: Option<u64>,
}

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Shared<R> {
        Shared { file: Arc::clone(&self.file), length: self.length }
    }
}

impl<R: Read + Seek> Shared<R> {
    /// A file that may stand anywhere.
    ///
    /// # Errors
    /// What the system says.
    pub(in crate::data) fn new(mut file: R) -> io::Result<Shared<R>> {
        let length = file.seek(SeekFrom::End(0))?;
        Ok(Shared { file: Arc::new(Mutex::new(Placed { file, at: None })), length })
    }

    /// How many bytes it has.
    pub(in crate::data) fn length(&self) -> u64 {
        self.length
    }

    /// A reader from a place on.
    pub(in crate::data) fn reader(&self, at: u64) -> Reader<R> {
        Reader { file: self.clone(), at }
    }

    /// So many bytes from a place on.
    ///
    /// # Errors
    /// What the system says, or that the file is not as long as that: then no room is made for them.
    #[cfg(feature = "arrow")]
    pub(in crate::data) fn bytes(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let wanted = u64::try_from(length).unwrap_or(u64::MAX);
        if at.checked_add(wanted).is_none_or(|end| end > self.length) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = vec![0; length];
        self.reader(at).read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// The file, when nobody reads it any more.
    pub(crate) fn into_inner(self) -> Option<R> {
        let placed = Arc::into_inner(self.file)?.into_inner().unwrap_or_else(PoisonError::into_inner);
        Some(placed.file)
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut placed = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if placed.at.take() != Some(at) {
            placed.file.seek(SeekFrom::Start(at))?;
        }
        let many = placed.file.read(buffer)?;
        placed.at = at.checked_add(u64::try_from(many).unwrap_or(u64::MAX));
        Ok(many)
    }
}

/// A reader of a shared file.
#[derive(Debug)]
pub(in crate::data) struct Reader<R> {
    file: Shared<R>,
    at: u64,
}

impl<R: Read + Seek> Read for Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let many = self.file.read_at(self.at, buffer)?;
        self.at = self.at.saturating_add(u64::try_from(many).unwrap_or(u64::MAX));
        Ok(many)
    }
}
