//! Results as Parquet files.

use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::io::{self, Write};
use std::sync::Arc;

use crate::data::formats::arrow::write::Columns;
use crate::data::write::{self, Listing};

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
