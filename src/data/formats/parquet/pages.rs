//! The pages of a row group, each read where it lies and checked before the library makes room for what it claims.

use bytes::Bytes;
use parquet::arrow::arrow_reader::RowGroups;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{Page, PageIterator, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;
use std::io::{self, BufReader, Read, Seek};
use std::sync::Arc;

use super::deltas;
use super::header::Claimed;
use crate::data::formats::most_unpacked;
use crate::data::stream::{Reader, Shared};

/// A file as the library wants it.
pub(super) struct Whole<R>(pub(super) Shared<R>);

impl<R: Read + Seek + Send> Length for Whole<R> {
    fn len(&self) -> u64 {
        self.0.length()
    }
}

impl<R: Read + Seek + Send> ChunkReader for Whole<R> {
    type T = BufReader<Reader<R>>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        // Few bytes are read in this way: the headers of pages.
        Ok(BufReader::with_capacity(256, self.0.reader(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.0.bytes(start, length).map(Bytes::from).map_err(ParquetError::from)
    }
}

/// The file as the pages of one column are read from it.
struct Packed<R> {
    file: Whole<R>,
    compression: Compression,
}

impl<R: Read + Seek + Send> Length for Packed<R> {
    fn len(&self) -> u64 {
        self.file.len()
    }
}

impl<R: Read + Seek + Send> ChunkReader for Packed<R> {
    type T = BufReader<Reader<R>>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let claimed = Claimed::read(&mut self.file.get_read(start)?)?.ok_or_else(|| unsound("no page begins where one should"))?;
        if claimed.unpacked > most_unpacked(claimed.packed) {
            return Err(too_much());
        }
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let bytes = self.file.get_bytes(start, length)?;
        // The library unpacks all that a gzip holds, whatever was claimed.
        if let Compression::GZIP(_) = self.compression {
            let most = most_unpacked(u64::try_from(length).unwrap_or(u64::MAX));
            let held = flate2::read::MultiGzDecoder::new(bytes.as_ref()).take(most.saturating_add(1));
            // What is damaged the library says too.
            if io::copy(&mut { held }, &mut io::sink()).is_ok_and(|held| held > most) {
                return Err(too_much());
            }
        }
        Ok(bytes)
    }
}

/// One row group of a file.
pub(super) struct Group<R> {
    file: Shared<R>,
    metadata: Arc<ParquetMetaData>,
    number: usize,
}

impl<R> Group<R> {
    /// The row group of a number.
    pub(super) fn new(file: &Shared<R>, metadata: &Arc<ParquetMetaData>, number: usize) -> Group<R> {
        Group { file: file.clone(), metadata: Arc::clone(metadata), number }
    }
}

impl<R: Read + Seek + Send + 'static> RowGroups for Group<R> {
    fn num_rows(&self) -> usize {
        self.metadata.row_groups().get(self.number).map_or(0, |group| usize::try_from(group.num_rows()).unwrap_or(0))
    }

    fn column_chunks(&self, column: usize) -> Result<Box<dyn PageIterator>> {
        let chunk = self.metadata.row_groups().get(self.number).and_then(|group| group.columns().get(column));
        let chunk = chunk.ok_or_else(|| unsound("a column is missing"))?;
        let file = Packed { file: Whole(self.file.clone()), compression: chunk.compression() };
        let pages = SerializedPageReader::new(Arc::new(file), chunk, self.num_rows(), None)?;
        let rows = u64::try_from(self.num_rows()).unwrap_or(u64::MAX);
        let may_be_blank = chunk.column_descr().max_def_level() > 0;
        Ok(Box::new(Chunk(Some(Box::new(Checked { pages, rows, may_be_blank })))))
    }

    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(self.metadata.row_groups().get(self.number).into_iter())
    }

    fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }
}

/// The one chunk of a column in a row group.
struct Chunk(Option<Box<dyn PageReader>>);

impl Iterator for Chunk {
    type Item = Result<Box<dyn PageReader>>;
    fn next(&mut self) -> Option<Self::Item> {
        self.0.take().map(Ok)
    }
}

impl PageIterator for Chunk {}

/// Pages that hold as many values as they claim, as far as room is made for those.
struct Checked<P> {
    pages: P,
    /// The rows of their group, each of which has one value.
    rows: u64,
    /// Whether the values have levels before them.
    may_be_blank: bool,
}

impl<P: PageReader> Checked<P> {
    fn check(&self, page: &Page) -> Result<()> {
        let values = match page {
            Page::DictionaryPage { buf, num_values, .. } => {
                // No value takes less than a byte.
                let most = u32::try_from(buf.len()).unwrap_or(u32::MAX);
                return if *num_values > most { Err(unsound("a dictionary claims more values than it has bytes")) } else { Ok(()) };
            }
            // The levels have their length before them.
            Page::DataPage { buf, .. } if self.may_be_blank => buf.first_chunk::<4>().and_then(|length| {
                let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
                buf.get(length.checked_add(4)?..)
            }),
            Page::DataPage { buf, .. } => Some(buf.as_ref()),
            Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let levels = usize::try_from(*def_levels_byte_len).ok().zip(usize::try_from(*rep_levels_byte_len).ok());
                levels.and_then(|(def, rep)| buf.get(def.checked_add(rep)?..))
            }
        };
        let (most, unpacked) = (u64::from(page.num_values()), u64::try_from(page.buffer().len()).unwrap_or(u64::MAX));
        if most > self.rows {
            return Err(unsound("a page claims more values than its group has rows"));
        }
        match page.encoding() {
            Encoding::DELTA_LENGTH_BYTE_ARRAY => claims(values, most),
            Encoding::DELTA_BYTE_ARRAY => {
                claims(values, most)?;
                let repeated = values.and_then(|values| deltas::all(values, most));
                let repeated = repeated.ok_or_else(|| unsound("the texts of a page have no lengths"))?;
                // Each text repeats the beginning of the one before: a few bytes can stand for many.
                if repeated.sum > most_unpacked(unpacked) {
                    return Err(unsound("the texts of a page repeat one another beyond measure"));
                }
                claims(values.and_then(|values| values.get(repeated.bytes..)), most)
            }
            _ => Ok(()),
        }
    }
}

/// Refuses a stream of differences that claims more numbers than its page has values.
fn claims(numbers: Option<&[u8]>, most: u64) -> Result<()> {
    let count = numbers.and_then(deltas::count);
    if count.is_some_and(|count| count > most) { Err(unsound("a page claims more values than it has")) } else { Ok(()) }
}

impl<P: PageReader> Iterator for Checked<P> {
    type Item = Result<Page>;
    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl<P: PageReader> PageReader for Checked<P> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.iter().try_for_each(|page| self.check(page))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

fn too_much() -> ParquetError {
    unsound("a compressed part claims to hold more than it can")
}

fn unsound(message: &str) -> ParquetError {
    ParquetError::General(message.to_owned())
}
