//! Files whose rows are batches of Arrow, which Arrow's own are and Parquet becomes: their columns bound to a record, their rows one
//! batch after the other. What is held is one batch.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use std::io::{Read, Seek};
use std::sync::Arc;

use super::arrow::{self, columns};
use super::guard::guarded;
use super::{Broken, most_rows, too_many_rows};
use crate::data::InputFormat;
use crate::data::bind::{Reading, Sheet};
use crate::data::columns::BATCH;
use crate::data::layout::Layout;
use crate::data::stream::{self, Batches, Shared, Unstreamed};

/// A file as a library reads it.
pub(super) trait Columnar: Send {
    /// All of its columns.
    fn schema(&self) -> &SchemaRef;

    /// Says which columns are read, by their places in ascending order.
    fn choose(&mut self, wanted: &[usize]) -> Result<(), Broken>;

    /// The next rows of the columns that are read; none when all were.
    fn next(&mut self) -> Result<Option<RecordBatch>, Broken>;
}

/// A file whose columns are bound to a record.
pub(in crate::data) struct Opened {
    file: Box<dyn Columnar>,
    /// Its columns that are read.
    wanted: Arc<[usize]>,
    /// How many rows came, and how many may.
    rows: usize,
    most: usize,
    /// What of the last batch was not taken.
    rest: Piece,
}

/// Rows of a file.
#[derive(Clone, Debug, Default)]
pub(in crate::data) struct Piece {
    batch: Option<RecordBatch>,
    /// The number of the first.
    first: u64,
    wanted: Arc<[usize]>,
}

impl Opened {
    /// Binds the columns of a file to a sheet; none when nothing can be read.
    pub(super) fn open<'p, R: Read + Seek + Send + 'static>(
        reading: &mut Reading<'p>,
        sheet: &mut Sheet<'p>,
        format: InputFormat,
        file: &Shared<R>,
    ) -> Result<Option<Opened>, Broken> {
        let most = most_rows(file.length());
        let mut file: Box<dyn Columnar> = match format {
            InputFormat::Arrow => Box::new(arrow::File::open(file.clone())?),
            #[cfg(feature = "parquet")]
            InputFormat::Parquet => Box::new(super::parquet::File::open(file.clone(), most)?),
            // Texts are read elsewhere; what is left is of a format that was left out when Merit was built.
            _ => return Err(Broken::left_out()),
        };
        if !columns::bind(reading, sheet, file.schema()) {
            return Ok(None);
        }
        let wanted: Arc<[usize]> = columns::wanted(sheet, file.schema().fields().len()).into();
        guarded(|| file.choose(&wanted))?;
        Ok(Some(Opened { file, wanted, rows: 0, most, rest: Piece::default() }))
    }

    /// The next rows; none when all were read.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, Broken> {
        let Some(batch) = guarded(|| self.file.next())? else { return Ok(None) };
        let first = u64::try_from(self.rows).unwrap_or(u64::MAX).saturating_add(1);
        self.rows = self.rows.saturating_add(batch.num_rows());
        if self.rows > self.most {
            return Err(too_many_rows(self.most));
        }
        Ok(Some(Piece { batch: Some(batch), first, wanted: Arc::clone(&self.wanted) }))
    }
}

impl Piece {
    /// Puts its rows into a sheet.
    pub(super) fn give<'p>(&self, reading: &mut Reading<'p>, sheet: &mut Sheet<'p>) -> Result<(), Broken> {
        let Some(batch) = &self.batch else { return Ok(()) };
        let columns = self.wanted.last().map_or(0, |last| last.saturating_add(1));
        let rows = guarded(|| Ok(columns::rows(batch, &self.wanted, columns)))?;
        sheet.typed_rows(reading, self.first, &rows);
        Ok(())
    }

    /// Its rows as a sheet of this layout.
    ///
    /// # Errors
    /// That the file is damaged.
    pub(in crate::data) fn sheet<'p>(&self, reading: &mut Reading<'p>, layout: &Arc<Layout<'p>>) -> Result<Sheet<'p>, Unstreamed> {
        let mut sheet = Sheet::of(Arc::clone(layout));
        self.give(reading, &mut sheet).map_err(|_| Unstreamed::Ordinary)?;
        Ok(sheet)
    }

    /// Takes as many rows off as a batch may have; none where there are none.
    fn cut(&mut self) -> Option<Piece> {
        let batch = self.batch.as_ref().filter(|batch| batch.num_rows() > 0)?;
        let rows = batch.num_rows().min(BATCH);
        let piece = Piece { batch: Some(batch.slice(0, rows)), ..self.clone() };
        self.batch = Some(batch.slice(rows, batch.num_rows().saturating_sub(rows)));
        self.first = self.first.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
        Some(piece)
    }
}

impl Batches for Opened {
    fn next(&mut self, piece: &mut stream::Piece) -> Result<bool, Unstreamed> {
        // The batch before may be the last of what it holds.
        *piece = stream::Piece::Nothing;
        loop {
            if let Some(rows) = self.rest.cut() {
                *piece = stream::Piece::Typed(rows);
                return Ok(true);
            }
            self.rest = Piece::default();
            match Opened::next(self).map_err(|_| Unstreamed::Ordinary)? {
                Some(rows) => self.rest = rows,
                None => return Ok(false),
            }
        }
    }
}
