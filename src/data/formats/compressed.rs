//! Texts that come compressed, with gzip or Zstandard, known by how they begin: no text begins so in any encoding.
//!
//! What they hold is bounded by their size, so that a few bytes cannot fill the memory.

use std::borrow::Cow;

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
    if bytes.starts_with(&GZIP) {
        gzip(bytes).map(Cow::Owned)
    } else if bytes.starts_with(&ZSTANDARD) {
        zstandard(bytes).map(Cow::Owned)
    } else {
        Ok(Cow::Borrowed(bytes))
    }
}

#[cfg(feature = "compression")]
fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Broken> {
    super::guard::guarded(|| within(bytes.len(), flate2::bufread::MultiGzDecoder::new(bytes)))
}

#[cfg(feature = "compression")]
fn zstandard(bytes: &[u8]) -> Result<Vec<u8>, Broken> {
    let reader = zstd::stream::read::Decoder::with_buffer(bytes).map_err(|error| damaged(&error))?;
    within(bytes.len(), reader)
}

/// Reads all that a compressed text holds, if it is no more than so many bytes may hold.
#[cfg(feature = "compression")]
fn within(size: usize, reader: impl std::io::Read) -> Result<Vec<u8>, Broken> {
    let most = u64::try_from(size).unwrap_or(u64::MAX).saturating_mul(MOST_FOR_EACH).saturating_add(MOST_BEYOND);
    let mut plain = Vec::new();
    let mut reader = reader.take(most.saturating_add(1));
    std::io::Read::read_to_end(&mut reader, &mut plain).map_err(|error| damaged(&error))?;
    if u64::try_from(plain.len()).is_ok_and(|length| length <= most) {
        return Ok(plain);
    }
    Err(Broken::new(say!(
        "the compressed file holds more than {most} bytes, too many for its size",
        "压缩文件内容超过 {most} 字节，与其大小不符"
    )))
}

#[cfg(feature = "compression")]
fn damaged(error: &std::io::Error) -> Broken {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => Broken::new(say!("the compressed file ends too early", "压缩文件不完整")),
        _ => Broken::refused(say!("the compressed file is damaged", "压缩文件已损坏"), error),
    }
}

#[cfg(not(feature = "compression"))]
use without as gzip;
#[cfg(not(feature = "compression"))]
use without as zstandard;

#[cfg(not(feature = "compression"))]
fn without(_bytes: &[u8]) -> Result<Vec<u8>, Broken> {
    Err(Broken {
        message: say!("this build of Merit does not read compressed files", "此版本的 Merit 不能读取压缩文件"),
        help: say!("give the file as it is, not compressed", "请提供未压缩的文件"),
    })
}
