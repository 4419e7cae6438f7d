//! Parquet: its columns come as batches of Arrow, of which only those are decoded that the record declares; and results go the same way.
//!
//! A row group is read page by page where it lies. What a page claims is checked before room is made for it (`pages`).

mod deltas;
mod header;
mod pages;
pub(super) mod write;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, SchemaRef};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader};
use parquet::arrow::{FieldLevels, ProjectionMask, parquet_to_arrow_field_levels};
use parquet::basic::Type;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use std::io::{Read, Seek};
use std::ops::Range;
use std::sync::Arc;

use super::columnar::Columnar;
use super::guard::guarded;
use super::{Broken, too_many_rows};
use crate::data::columns::BATCH;
use crate::data::stream::Shared;
use crate::say;
use pages::{Group, Whole};

/// The most bytes that a value of fixed length has: no number that a field takes has more than half of them.
const MOST_FIXED: i32 = 64;

/// A Parquet file.
pub(super) struct File<R> {
    file: Shared<R>,
    metadata: Arc<ParquetMetaData>,
    schema: SchemaRef,
    /// The columns that are read.
    levels: Option<FieldLevels>,
    /// The row groups that were not begun.
    left: Range<usize>,
    group: Option<ParquetRecordBatchReader>,
}

impl<R: Read + Seek + Send + 'static> File<R> {
    /// Reads what the file says of itself; it has no more rows than so many.
    pub(super) fn open(file: Shared<R>, most: usize) -> Result<File<R>, Broken> {
        let read = || ArrowReaderMetadata::load(&Whole(file.clone()), ArrowReaderOptions::new()).map_err(|error| refused(&error));
        let read = guarded(read)?;
        let (metadata, schema) = (Arc::clone(read.metadata()), Arc::clone(read.schema()));
        let groups = metadata.row_groups().iter().map(|group| group.num_rows());
        if groups.chain([metadata.file_metadata().num_rows()]).any(|rows| usize::try_from(rows).is_ok_and(|rows| rows > most)) {
            return Err(too_many_rows(most));
        }
        let left = 0..metadata.num_row_groups();
        Ok(File { file, metadata, schema, levels: None, left, group: None })
    }
}

impl<R: Read + Seek + Send + 'static> Columnar for File<R> {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn choose(&mut self, wanted: &[usize]) -> Result<(), Broken> {
        let columns = self.metadata.file_metadata().schema_descr();
        for (leaf, column) in columns.columns().iter().enumerate() {
            let is_long = column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY && column.type_length() > MOST_FIXED;
            // A list is no type of a field, whatever else the file says of it.
            let is_refused = is_long || column.max_rep_level() > 0;
            if is_refused && wanted.contains(&columns.get_column_root_idx(leaf)) {
                return Err(unsound());
            }
        }
        let mask = ProjectionMask::roots(columns, wanted.iter().copied());
        let hint = self.schema.fields().iter().map(as_views).collect();
        let levels = parquet_to_arrow_field_levels(columns, mask, Some(&hint)).map_err(|error| refused(&error))?;
        self.levels = Some(levels);
        Ok(())
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, Broken> {
        let Some(levels) = &self.levels else { return Ok(None) };
        loop {
            if let Some(batch) = self.group.as_mut().and_then(Iterator::next) {
                return batch.map(Some).map_err(|error| refused(&error.into()));
            }
            let Some(number) = self.left.next() else { return Ok(None) };
            let group = Group::new(&self.file, &self.metadata, number);
            let batches = ParquetRecordBatchReader::try_new_with_row_groups(levels, &group, BATCH, None);
            self.group = Some(batches.map_err(|error| refused(&error))?);
        }
    }
}

/// A field whose texts are told by where they stand: a text that stands for a million rows is held once.
fn as_views(field: &Arc<Field>) -> Arc<Field> {
    let is_text = |kind: &DataType| matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    match field.data_type() {
        DataType::Dictionary(_, values) if is_text(values) => {}
        kind if is_text(kind) => {}
        _ => return Arc::clone(field),
    }
    Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View))
}

fn refused(error: &ParquetError) -> Broken {
    Broken::refused(say!("this is not a sound Parquet file", "不是有效的 Parquet 文件"), error)
}

fn unsound() -> Broken {
    Broken::new(say!("this is not a sound Parquet file", "不是有效的 Parquet 文件"))
}
