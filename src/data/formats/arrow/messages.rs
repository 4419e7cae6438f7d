//! The messages of an Arrow file or stream, each found where it says it is and checked before it is decoded.

use arrow_buffer::Buffer;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::read_footer_length;
use arrow_ipc::{Block, MessageHeader, MetadataVersion, RecordBatch, root_as_footer, root_as_message};
use arrow_schema::Schema;

use super::Broken;
use crate::say;

/// What a file begins with, and ends.
const MAGIC: &[u8] = b"ARROW1";

/// What stands before a message of a stream, but for the oldest ones.
const CONTINUES: [u8; 4] = [0xFF; 4];

/// The most that a compressed buffer may hold for each of its bytes.
const MOST_EXPANSION: i64 = 10_000;

/// A file taken apart.
pub(super) struct Messages {
    pub(super) schema: Schema,
    pub(super) version: MetadataVersion,
    /// Its dictionaries and batches, in the order in which they are decoded.
    pub(super) list: Vec<Message>,
}

/// A message in the file.
pub(super) struct Message {
    pub(super) what: What,
    pub(super) from: usize,
    pub(super) length: usize,
    pub(super) block: Block,
}

/// What a message holds.
pub(super) enum What {
    Dictionary,
    Rows,
}

impl Messages {
    /// Takes a file or a stream apart.
    pub(super) fn of(file: &Buffer) -> Result<Messages, Broken> {
        if file.starts_with(MAGIC) { of_file(file) } else { of_stream(file) }
    }
}

/// A file has a footer that tells where its messages are.
fn of_file(file: &[u8]) -> Result<Messages, Broken> {
    let tail = file.last_chunk::<10>().ok_or_else(cut)?;
    let length = read_footer_length(*tail).map_err(|_| cut())?;
    let end = file.len().saturating_sub(tail.len());
    let footer = end.checked_sub(length).and_then(|from| file.get(from..end)).ok_or_else(cut)?;
    let footer = root_as_footer(footer).map_err(|_| unsound())?;
    let schema = footer.schema().ok_or_else(unsound)?;
    if !schema.endianness().equals_to_target_endianness() {
        return Err(Broken::new(say!("the file was written by a machine of the other byte order", "文件的字节序与本机不同")));
    }
    let schema = try_fb_to_schema(schema).map_err(|error| super::refused(&error))?;
    let mut list = Vec::new();
    for (what, blocks) in [(MessageHeader::DictionaryBatch, footer.dictionaries()), (MessageHeader::RecordBatch, footer.recordBatches())] {
        for block in blocks.into_iter().flatten() {
            let from = usize::try_from(block.offset()).map_err(|_| unsound())?;
            list.extend(message(file, from, *block)?.filter(|(_, header)| *header == what).map(|(message, _)| message));
        }
    }
    Ok(Messages { schema, version: footer.version(), list })
}

/// A stream has one message behind the other, the schema first.
fn of_stream(file: &[u8]) -> Result<Messages, Broken> {
    let (mut at, mut schema, mut list) = (0usize, None, Vec::new());
    loop {
        let number = |at: usize| file.get(at..).and_then(|rest| rest.first_chunk::<4>().copied());
        let mut prefix = 4usize;
        let length = match number(at) {
            // The end of the file ends the stream too.
            None => break,
            Some(CONTINUES) => {
                prefix = 8;
                number(at.saturating_add(4)).ok_or_else(cut)?
            }
            Some(length) => length,
        };
        if length == [0; 4] {
            break;
        }
        let size = usize::try_from(i32::from_le_bytes(length)).map_err(|_| unsound())?;
        let metadata = prefix.saturating_add(size);
        let body = at.saturating_add(metadata);
        let metadata_of = file.get(at.saturating_add(prefix)..body).ok_or_else(|| if schema.is_some() { cut() } else { unsound() })?;
        let header = root_as_message(metadata_of).map_err(|_| unsound())?;
        let metadata = i32::try_from(metadata).map_err(|_| unsound())?;
        let block = Block::new(i64::try_from(at).map_err(|_| unsound())?, metadata, header.bodyLength());
        match (schema.is_some(), header.header_type()) {
            (false, MessageHeader::Schema) => {
                let found = header.header_as_schema().ok_or_else(unsound)?;
                schema = Some((try_fb_to_schema(found).map_err(|error| super::refused(&error))?, header.version()));
            }
            (true, _) => list.extend(message(file, at, block)?.map(|(message, _)| message)),
            (false, _) => return Err(unsound()),
        }
        at = usize::try_from(header.bodyLength()).ok().and_then(|length| body.checked_add(length)).ok_or_else(unsound)?;
    }
    let (schema, version) = schema.ok_or_else(unsound)?;
    Ok(Messages { schema, version, list })
}

/// A message with the kind of its header, within the file; none of a kind that holds no rows.
fn message(file: &[u8], from: usize, block: Block) -> Result<Option<(Message, MessageHeader)>, Broken> {
    let metadata = usize::try_from(block.metaDataLength()).map_err(|_| unsound())?;
    let body = usize::try_from(block.bodyLength()).map_err(|_| unsound())?;
    let length = metadata.checked_add(body).ok_or_else(unsound)?;
    let whole = from.checked_add(length).and_then(|to| file.get(from..to)).ok_or_else(cut)?;
    let (metadata, body) = whole.split_at_checked(metadata).ok_or_else(cut)?;
    let metadata = if metadata.starts_with(&CONTINUES) { metadata.get(8..) } else { metadata.get(4..) };
    let message = root_as_message(metadata.ok_or_else(cut)?).map_err(|_| unsound())?;
    let header = message.header_type();
    let (what, batch) = match header {
        MessageHeader::DictionaryBatch => (What::Dictionary, message.header_as_dictionary_batch().and_then(|batch| batch.data())),
        MessageHeader::RecordBatch => (What::Rows, message.header_as_record_batch()),
        _ => return Ok(None),
    };
    check(batch.ok_or_else(unsound)?, body)?;
    Ok(Some((Message { what, from, length, block }, header)))
}

/// Checks that buffers lie within the body, and that compressed ones do not claim to hold more than they can.
fn check(batch: RecordBatch<'_>, body: &[u8]) -> Result<(), Broken> {
    for buffer in batch.buffers().into_iter().flatten() {
        let from = usize::try_from(buffer.offset()).map_err(|_| unsound())?;
        let length = usize::try_from(buffer.length()).map_err(|_| unsound())?;
        let bytes = from.checked_add(length).and_then(|to| body.get(from..to)).ok_or_else(cut)?;
        if let (Some(_), Some(claimed)) = (batch.compression(), bytes.first_chunk::<8>()) {
            let most = i64::try_from(length).unwrap_or(i64::MAX).saturating_mul(MOST_EXPANSION);
            if i64::from_le_bytes(*claimed) > most {
                return Err(Broken::new(say!("a compressed part claims to hold more than it can", "压缩部分自称的大小超出其可能")));
            }
        }
    }
    Ok(())
}

fn cut() -> Broken {
    Broken::new(say!("the Arrow file ends too early", "Arrow 文件不完整"))
}

fn unsound() -> Broken {
    Broken::new(say!("this is not a sound Arrow file", "不是有效的 Arrow 文件"))
}
