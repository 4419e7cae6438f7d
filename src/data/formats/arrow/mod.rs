//! Arrow's own files: the file format (`.arrow`, `.feather`) and the stream format, told apart by how they begin.
//!
//! A file is a list of messages: its schema, dictionaries, batches of rows. They are found first, each within the bounds of the file and
//! with no more behind its compression than a file of that size may hold; then the library decodes one after the other.

pub(super) mod columns;
mod messages;
pub(super) mod write;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::FileDecoder;
use arrow_schema::Schema;
use messages::{Messages, What};
use std::sync::Arc;

use super::guard::guarded;
use super::{Broken, most_rows, too_many_rows};
use crate::data::bind::{Reading, Sheet};
use crate::say;

/// Reads an Arrow file into a sheet.
pub(super) fn read<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, bytes: &[u8]) -> Result<(), Broken> {
    let buffer = Buffer::from(bytes);
    let Messages { schema, version, list } = guarded(|| Messages::of(&buffer))?;
    if !columns::bind(reading, sheet, &schema) {
        return Ok(());
    }
    let wanted = columns::wanted(sheet, schema.fields().len());
    let schema = Arc::new(schema);
    let mut decoder = FileDecoder::new(Arc::clone(&schema), version).with_projection(wanted.clone());
    let (most, mut rows) = (most_rows(bytes.len()), 0usize);
    for message in list {
        let data = buffer.slice_with_length(message.from, message.length);
        let batch = guarded(|| match message.what {
            What::Dictionary => decoder.read_dictionary(&message.block, &data).map(|()| None).map_err(|error| refused(&error)),
            What::Rows => decoder.read_record_batch(&message.block, &data).map_err(|error| refused(&error)),
        })?;
        if let Some(batch) = batch {
            rows = take(reading, sheet, &wanted, &schema, &batch, rows, most)?;
        }
    }
    Ok(())
}

/// Takes the rows of a batch, whose columns are these of the file, after so many rows; how many there are then, at most so many.
pub(super) fn take<'p>(
    reading: &mut Reading<'p>,
    sheet: &mut Sheet<'p>,
    wanted: &[usize],
    schema: &Schema,
    batch: &RecordBatch,
    before: usize,
    most: usize,
) -> Result<usize, Broken> {
    let after = before.saturating_add(batch.num_rows());
    if after > most {
        return Err(too_many_rows(most));
    }
    let rows = guarded(|| Ok(columns::rows(batch, wanted, schema.fields().len())))?;
    let first = u64::try_from(before).unwrap_or(u64::MAX).saturating_add(1);
    sheet.typed_rows(reading, first, &rows);
    Ok(after)
}

fn refused(error: &arrow_schema::ArrowError) -> Broken {
    Broken::refused(say!("this is not a sound Arrow file", "不是有效的 Arrow 文件"), error)
}
