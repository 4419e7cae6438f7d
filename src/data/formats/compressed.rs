//! Texts that come compressed, with gzip or Zstandard, known by how they begin: no text begins so in any encoding.
//!
//! What they hold is bounded by their size, so that a few bytes cannot fill the memory.

use std::borrow::Cow;
use std::io::{self, Read};

use super::Broken;
use crate::say;

const GZIP: [u8; 2] = [0x1F, 0x8B];
const ZSTANDARD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// The most bytes that a compressed text may hold for each of its own, and beyond that.
#[cfg(feature = "compression")]
const MOST_FOR_EACH: u64 = 1_000;
#[cfg(feature = "compression")]
const MOST_BEYOND: u64 = 64 << 20;

/// The bytes of a text, taken out of their compression if there is one.
pub(in crate::data) fn plain(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Broken> {
    if !is_compressed(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut unpacked = Unpacked::new(bytes, u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
    let mut plain = Vec::new();
    match unpacked.read_to_end(&mut plain) {
        Ok(_) => Ok(Cow::Owned(plain)),
        Err(error) => Err(unpacked.broken.take().unwrap_or_else(|| damaged(&error))),
    }
}

/// A text read piece by piece, which may be compressed.
pub(in crate::data) enum Letters<'s, R> {
    /// As it is, behind its first bytes.
    Plain(io::Chain<io::Cursor<Vec<u8>>, R>),
    /// Taken out of its compression.
    Unpacked(Unpacked<'s>),
}

impl<'s, R: Read + Send + 's> Letters<'s, R> {
    /// A text that has so many bytes as it stands.
    ///
    /// # Errors
    /// What the system says; where this build reads no compressed files, that it does not.
    pub(in crate::data) fn open(mut source: R, size: u64) -> io::Result<Letters<'s, R>> {
        let mut first = Vec::new();
        (&mut source).take(ZSTANDARD.len() as u64).read_to_end(&mut first)?;
        let (is_compressed, all) = (is_compressed(&first), io::Cursor::new(first).chain(source));
        if !is_compressed {
            return Ok(Letters::Plain(all));
        }
        let unpacked = Unpacked::new(all, size).map_err(|_| io::Error::from(io::ErrorKind::Unsupported))?;
        Ok(Letters::Unpacked(unpacked))
    }
}

impl<R: Read> Read for Letters<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Letters::Plain(text) => text.read(buffer),
            Letters::Unpacked(text) => text.read(buffer),
        }
    }
}

fn is_compressed(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP) || bytes.starts_with(&ZSTANDARD)
}

/// What a compressed text holds, as long as that is no more than its size may hold.
pub(in crate::data) struct Unpacked<'s> {
    reader: Box<dyn Read + Send + 's>,
    most: u64,
    left: u64,
    /// Why no more is read, if it is not what the reader says.
    broken: Option<Broken>,
}

impl<'s> Unpacked<'s> {
    #[cfg(feature = "compression")]
    fn new(mut source: impl Read + Send + 's, size: u64) -> Result<Unpacked<'s>, Broken> {
        let mut first = Vec::new();
        (&mut source).take(GZIP.len() as u64).read_to_end(&mut first).map_err(|error| damaged(&error))?;
        let is_gzip = first == GZIP;
        let source = io::Cursor::new(first).chain(source);
        let reader: Box<dyn Read + Send> = match is_gzip {
            true => Box::new(flate2::read::MultiGzDecoder::new(source)),
            false => Box::new(zstd::stream::read::Decoder::new(source).map_err(|error| damaged(&error))?),
        };
        let most = size.saturating_mul(MOST_FOR_EACH).saturating_add(MOST_BEYOND);
        Ok(Unpacked { reader, most, left: most, broken: None })
    }

    #[cfg(not(feature = "compression"))]
    fn new(_source: impl Read + Send + 's, _size: u64) -> Result<Unpacked<'s>, Broken> {
        Err(Broken {
            message: say!("this build of Merit does not read compressed files", "此版本的 Merit 不能读取压缩文件"),
            help: say!("give the file as it is, not compressed", "请提供未压缩的文件"),
        })
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Unpacked { reader, most, left, broken } = self;
        if broken.is_some() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let read = super::guard::guarded(|| Ok(reader.read(buffer))).and_then(|read| {
            let many = read.as_ref().map_or(0, |many| u64::try_from(*many).unwrap_or(u64::MAX));
            *left = left.checked_sub(many).ok_or_else(|| too_much(*most))?;
            Ok(read)
        });
        read.unwrap_or_else(|why| {
            *broken = Some(why);
            Err(io::ErrorKind::InvalidData.into())
        })
    }
}

fn too_much(most: u64) -> Broken {
    Broken::new(say!(
        "the compressed file holds more than {most} bytes, too many for its size",
        "压缩文件内容超过 {most} 字节，与其大小不符"
    ))
}

fn damaged(error: &io::Error) -> Broken {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Broken::new(say!("the compressed file ends too early", "压缩文件不完整")),
        _ => Broken::refused(say!("the compressed file is damaged", "压缩文件已损坏"), error),
    }
}
