//! The messages of an Arrow file or stream, each found where it says it is and checked before it is decoded.

use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::read_footer_length;
use arrow_ipc::{Block, MessageHeader, MetadataVersion, root_as_footer, root_as_message};
use arrow_schema::Schema;
use std::io::{Read, Seek};

use super::{Broken, refused};
use crate::data::formats::most_unpacked;
use crate::data::stream::Shared;
use crate::say;

/// What a file begins with, and ends.
const MAGIC: &[u8] = b"ARROW1";

/// What stands before a message of a stream, but for the oldest ones.
const CONTINUES: [u8; 4] = [0xFF; 4];

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
    from: u64,
    pub(super) block: Block,
}

/// What a message holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Dictionary,
    Rows,
}

impl Messages {
    /// Takes a file or a stream apart.
    pub(super) fn of<R: Read + Seek>(file: &Shared<R>) -> Result<Messages, Broken> {
        let first = usize::try_from(file.length()).unwrap_or(usize::MAX).min(MAGIC.len());
        if bytes(file, 0, first)? == MAGIC { of_file(file) } else { of_stream(file) }
    }
}

/// A file has a footer that tells where its messages are.
fn of_file<R: Read + Seek>(file: &Shared<R>) -> Result<Messages, Broken> {
    let end = file.length().checked_sub(10).ok_or_else(cut)?;
    let tail: [u8; 10] = bytes(file, end, 10)?.try_into().map_err(|_| cut())?;
    let length = read_footer_length(tail).map_err(|_| cut())?;
    let from = end.checked_sub(u64::try_from(length).map_err(|_| cut())?).ok_or_else(cut)?;
    let footer = bytes(file, from, length)?;
    let footer = root_as_footer(&footer).map_err(|_| unsound())?;
    let schema = footer.schema().ok_or_else(unsound)?;
    if !schema.endianness().equals_to_target_endianness() {
        return Err(Broken::new(say!("the file was written by a machine of the other byte order", "文件的字节序与本机不同")));
    }
    let schema = try_fb_to_schema(schema).map_err(|error| refused(&error))?;
    let mut list = Vec::new();
    for (what, blocks) in [(What::Dictionary, footer.dictionaries()), (What::Rows, footer.recordBatches())] {
        for block in blocks.into_iter().flatten() {
            let from = u64::try_from(block.offset()).map_err(|_| unsound())?;
            list.extend(message(file, from, *block)?.filter(|message| message.what == what));
        }
    }
    Ok(Messages { schema, version: footer.version(), list })
}

/// A stream has one message behind the other, the schema first.
fn of_stream<R: Read + Seek>(file: &Shared<R>) -> Result<Messages, Broken> {
    let (mut at, mut schema, mut list) = (0u64, None, Vec::new());
    // The end of the file ends the stream too.
    while at.saturating_add(4) <= file.length() {
        let number = |at: u64| -> Result<[u8; 4], Broken> { bytes(file, at, 4)?.try_into().map_err(|_| cut()) };
        let (prefix, length) = match number(at)? {
            CONTINUES => (8u32, number(at.saturating_add(4))?),
            length => (4, length),
        };
        if length == [0; 4] {
            break;
        }
        let size = u32::try_from(i32::from_le_bytes(length)).map_err(|_| unsound())?;
        let metadata = prefix.saturating_add(size);
        let body = at.saturating_add(u64::from(metadata));
        let message_of = match usize::try_from(size) {
            Ok(size) if body <= file.length() => bytes(file, at.saturating_add(u64::from(prefix)), size)?,
            _ => return Err(if schema.is_some() { cut() } else { unsound() }),
        };
        let header = root_as_message(&message_of).map_err(|_| unsound())?;
        let metadata = i32::try_from(metadata).map_err(|_| unsound())?;
        let block = Block::new(i64::try_from(at).map_err(|_| unsound())?, metadata, header.bodyLength());
        match (schema.is_some(), header.header_type()) {
            (false, MessageHeader::Schema) => {
                let found = header.header_as_schema().ok_or_else(unsound)?;
                schema = Some((try_fb_to_schema(found).map_err(|error| refused(&error))?, header.version()));
            }
            (true, _) => list.extend(message(file, at, block)?),
            (false, _) => return Err(unsound()),
        }
        at = u64::try_from(header.bodyLength()).ok().and_then(|length| body.checked_add(length)).ok_or_else(unsound)?;
    }
    let (schema, version) = schema.ok_or_else(unsound)?;
    Ok(Messages { schema, version, list })
}

/// A message within the file; none of a kind that holds no rows.
fn message<R: Read + Seek>(file: &Shared<R>, from: u64, block: Block) -> Result<Option<Message>, Broken> {
    let metadata = usize::try_from(block.metaDataLength()).map_err(|_| unsound())?;
    let body = u64::try_from(block.bodyLength()).map_err(|_| unsound())?;
    let end = from.checked_add(body).and_then(|end| end.checked_add(u64::try_from(metadata).ok()?));
    if end.is_none_or(|end| end > file.length()) {
        return Err(cut());
    }
    let metadata = bytes(file, from, metadata)?;
    let what = match root_as_message(behind_prefix(&metadata)?).map_err(|_| unsound())?.header_type() {
        MessageHeader::DictionaryBatch => What::Dictionary,
        MessageHeader::RecordBatch => What::Rows,
        _ => return Ok(None),
    };
    Ok(Some(Message { what, from, block }))
}

impl Message {
    /// All of it; its buffers lie within it, and do not claim to hold more than they can.
    pub(super) fn bytes<R: Read + Seek>(&self, file: &Shared<R>) -> Result<Vec<u8>, Broken> {
        let metadata = usize::try_from(self.block.metaDataLength()).map_err(|_| unsound())?;
        let body = usize::try_from(self.block.bodyLength()).map_err(|_| unsound())?;
        let whole = bytes(file, self.from, metadata.checked_add(body).ok_or_else(unsound)?)?;
        let (metadata, body) = whole.split_at_checked(metadata).ok_or_else(cut)?;
        let message = root_as_message(behind_prefix(metadata)?).map_err(|_| unsound())?;
        let batch = match self.what {
            What::Dictionary => message.header_as_dictionary_batch().and_then(|batch| batch.data()),
            What::Rows => message.header_as_record_batch(),
        };
        let batch = batch.ok_or_else(unsound)?;
        let (mut claimed, most) = (0u64, most_unpacked(u64::try_from(body.len()).unwrap_or(u64::MAX)));
        for buffer in batch.buffers().into_iter().flatten() {
            let from = usize::try_from(buffer.offset()).map_err(|_| unsound())?;
            let length = usize::try_from(buffer.length()).map_err(|_| unsound())?;
            let bytes = from.checked_add(length).and_then(|to| body.get(from..to)).ok_or_else(cut)?;
            if let (Some(_), Some(claim)) = (batch.compression(), bytes.first_chunk::<8>()) {
                // What claims -1 is not compressed; the library refuses what is below.
                claimed = claimed.saturating_add(u64::try_from(i64::from_le_bytes(*claim)).unwrap_or(0));
            }
        }
        if claimed > most {
            return Err(Broken::new(say!("a compressed part claims to hold more than it can", "压缩部分自称的大小超出其可能")));
        }
        Ok(whole)
    }
}

/// A message without what stands before it.
fn behind_prefix(metadata: &[u8]) -> Result<&[u8], Broken> {
    let prefix = if metadata.starts_with(&CONTINUES) { 8 } else { 4 };
    metadata.get(prefix..).ok_or_else(cut)
}

fn bytes<R: Read + Seek>(file: &Shared<R>, at: u64, length: usize) -> Result<Vec<u8>, Broken> {
    file.bytes(at, length).map_err(|error| if error.kind() == std::io::ErrorKind::UnexpectedEof { cut() } else { unread(&error) })
}

/// What the system says of a file that is there.
fn unread(error: &std::io::Error) -> Broken {
    Broken::refused(say!("the file cannot be read", "文件无法读取"), error)
}

fn cut() -> Broken {
    Broken::new(say!("the Arrow file ends too early", "Arrow 文件不完整"))
}

fn unsound() -> Broken {
    Broken::new(say!("this is not a sound Arrow file", "不是有效的 Arrow 文件"))
}
