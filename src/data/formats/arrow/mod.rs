//! Arrow's own files: the file format (`.arrow`, `.feather`) and the stream format, told apart by how they begin.
//!
//! A file is a list of messages: its schema, dictionaries, batches of rows. They are found first, each within the bounds of the file;
//! then one after the other is read, checked to hold no more behind its compression than its size may, and decoded by the library.

pub(super) mod columns;
mod messages;
pub(super) mod types;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::MetadataVersion;
use arrow_ipc::reader::FileDecoder;
use arrow_schema::SchemaRef;
use messages::{Message, Messages, What};
use std::io::{Read, Seek};
use std::sync::Arc;

use super::Broken;
use super::columnar::Columnar;
use super::guard::guarded;
use crate::data::stream::Shared;
use crate::say;

/// An Arrow file or stream.
pub(super) struct File<R> {
    file: Shared<R>,
    schema: SchemaRef,
    version: MetadataVersion,
    decoder: FileDecoder,
    /// What was not decoded yet.
    left: std::vec::IntoIter<Message>,
}

impl<R: Read + Seek> File<R> {
    /// Finds the messages of a file.
    pub(super) fn open(file: Shared<R>) -> Result<File<R>, Broken> {
        let Messages { schema, version, list } = guarded(|| Messages::of(&file))?;
        let schema = Arc::new(schema);
        let decoder = FileDecoder::new(Arc::clone(&schema), version);
        Ok(File { file, schema, version, decoder, left: list.into_iter() })
    }
}

impl<R: Read + Seek + Send> Columnar for File<R> {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn choose(&mut self, wanted: &[usize]) -> Result<(), Broken> {
        self.decoder = FileDecoder::new(Arc::clone(&self.schema), self.version).with_projection(wanted.to_vec());
        Ok(())
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, Broken> {
        for message in self.left.by_ref() {
            let bytes = Buffer::from_vec(message.bytes(&self.file)?);
            match message.what {
                What::Dictionary => self.decoder.read_dictionary(&message.block, &bytes).map_err(|error| refused(&error))?,
                What::Rows => {
                    if let Some(rows) = self.decoder.read_record_batch(&message.block, &bytes).map_err(|error| refused(&error))? {
                        return Ok(Some(rows));
                    }
                }
            }
        }
        Ok(None)
    }
}

fn refused(error: &arrow_schema::ArrowError) -> Broken {
    Broken::refused(say!("this is not a sound Arrow file", "不是有效的 Arrow 文件"), error)
}
