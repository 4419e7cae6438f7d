//! Parquet: its columns come as batches of Arrow, of which only those are decoded that the record declares; and results go the same way.

use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::io::{self, Write};
use std::sync::Arc;

use super::arrow::write::Columns;
use super::arrow::{columns, take};
use super::guard::guarded;
use super::{Broken, most_rows, too_many_rows};
use crate::data::bind::{Reading, Sheet};
use crate::data::columns::BATCH;
use crate::data::write::{self, Listing};
use crate::say;

/// Reads a Parquet file into a sheet.
pub(super) fn read<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, bytes: &[u8]) -> Result<(), Broken> {
    let file = Bytes::copy_from_slice(bytes);
    let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| refused(&error)))?;
    let schema = Arc::clone(builder.schema());
    let most = most_rows(bytes.len());
    if usize::try_from(builder.metadata().file_metadata().num_rows()).is_ok_and(|rows| rows > most) {
        return Err(too_many_rows(most));
    }
    if !columns::bind(reading, sheet, &schema) {
        return Ok(());
    }
    let wanted = columns::wanted(sheet, schema.fields().len());
    let mut batches = guarded(|| {
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
        builder.with_projection(mask).with_batch_size(BATCH).build().map_err(|error| refused(&error))
    })?;
    let mut rows = 0usize;
    while let Some(batch) = guarded(|| batches.next().transpose().map_err(|error| refused(&error.into())))? {
        rows = take(reading, sheet, &wanted, &schema, &batch, rows, most)?;
    }
    Ok(())
}

fn refused(error: &parquet::errors::ParquetError) -> Broken {
    Broken::refused(say!("this is not a sound Parquet file", "不是有效的 Parquet 文件"), error)
}

/// Writes a result as a Parquet file, which every tool reads that reads any.
pub(in crate::data) fn write(out: &mut dyn Write, sheet: &write::Sheet<'_>, listing: &Listing<'_>) -> io::Result<()> {
    let columns = Columns::of(sheet, listing);
    let properties = WriterProperties::builder()
        .set_created_by(format!("merit {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::SNAPPY)
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&columns.schema), Some(properties)).map_err(io::Error::other)?;
    for batch in columns.batches(sheet, listing) {
        writer.write(&batch.map_err(io::Error::other)?).map_err(io::Error::other)?;
    }
    out.write_all(&writer.into_inner().map_err(io::Error::other)?)
}
