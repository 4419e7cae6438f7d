//! Results as Parquet files, which every tool reads that reads any.

use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use std::sync::Arc;

/// Rows of a row group: what is held of a file before it is written.
const ROWS: usize = 1 << 17;

/// Begins a file.
pub(in crate::data::formats) fn begin(schema: &SchemaRef) -> Result<ArrowWriter<Vec<u8>>> {
    let properties = WriterProperties::builder()
        .set_created_by(format!("merit {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROWS))
        .build();
    ArrowWriter::try_new(Vec::new(), Arc::clone(schema), Some(properties))
}
