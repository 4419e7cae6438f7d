//! From bytes to text: UTF-8, UTF-16 with its mark, and GB18030 when the operator says so.
//!
//! Nothing is replaced or guessed: bytes that the encoding does not have are a finding with their line.

mod utf8;

use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::say;
use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
pub(super) use utf8::Utf8;

/// The encoding of files without a byte order mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// GB18030, which holds GBK and GB2312: what Chinese Windows writes.
    Gb18030,
}

/// The encoding that a byte order mark stands for, where it is not UTF-8, and how many bytes the mark has; none where there is no mark.
fn of_mark(bytes: &[u8]) -> Option<(Option<&'static encoding_rs::Encoding>, usize)> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some((None, 3)),
        [0xFF, 0xFE, ..] => Some((Some(UTF_16LE), 2)),
        [0xFE, 0xFF, ..] => Some((Some(UTF_16BE), 2)),
        _ => None,
    }
}

/// The text of a file, or the finding that it is not in its encoding. A byte order mark goes before the option and is left out.
pub(crate) fn decode<'a>(file: &str, bytes: &'a [u8], encoding: Encoding) -> Result<Cow<'a, str>, Box<Diagnostic>> {
    let Some((marked, mark)) = of_mark(bytes) else {
        return match encoding {
            Encoding::Utf8 => utf8(file, bytes),
            Encoding::Gb18030 => gb18030(file, bytes),
        };
    };
    let rest = bytes.get(mark..).unwrap_or_default();
    match marked {
        None => utf8(file, rest),
        Some(encoding) => decode_with(encoding, rest).map(Cow::Owned).map_err(|bad| undecodable(file, "UTF-16", &bad).into()),
    }
}

/// A text as the bytes of a file that it is to replace: in its encoding, and with its byte order mark; none where that encoding lacks a letter.
#[cfg(feature = "cli")]
pub(crate) fn encode_like(before: &[u8], text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    let Some((marked, mark)) = of_mark(before) else {
        return match encoding {
            Encoding::Utf8 => Some(text.as_bytes().to_vec()),
            Encoding::Gb18030 => {
                let (bytes, _, lacks) = GB18030.encode(text);
                (!lacks).then(|| bytes.into_owned())
            }
        };
    };
    let mut bytes = before.get(..mark).unwrap_or_default().to_vec();
    match marked {
        None => bytes.extend(text.bytes()),
        Some(encoding) if encoding == UTF_16LE => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        Some(_) => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
    }
    Some(bytes)
}

fn utf8<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, Box<Diagnostic>> {
    let at = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error.valid_up_to(),
    };
    let before = bytes.get(..at).unwrap_or(bytes);
    let bad = Bad { line: line_after(before), bytes: bytes.get(at..).unwrap_or_default().iter().take(4).copied().collect() };
    let help = if decode_with(GB18030, bytes).is_ok() {
        say!(
            "all of it can be read as GB18030, which Excel in Chinese writes: use `--encoding gb18030`",
            "整份文件可按 GB18030（GBK）读出，多为中文 Excel 另存：请加 `--encoding gb18030`"
        )
    } else {
        say!(
            "save the file as UTF-8 (in Excel: `CSV UTF-8`); for a file from Excel in Chinese try `--encoding gb18030`",
            "请另存为 UTF-8（Excel 中选“CSV UTF-8”）；中文 Excel 的文件可试 `--encoding gb18030`"
        )
    };
    Err(undecodable(file, "UTF-8", &bad).help(help).into())
}

fn gb18030<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, Box<Diagnostic>> {
    if bytes.is_ascii() {
        return utf8(file, bytes);
    }
    let bad = match decode_with(GB18030, bytes) {
        Ok(text) => return Ok(Cow::Owned(text)),
        Err(bad) => bad,
    };
    let finding = undecodable(file, "GB18030", &bad);
    if std::str::from_utf8(bytes).is_ok() {
        let help =
            say!("all of it can be read as UTF-8: leave out `--encoding gb18030`", "整份文件可按 UTF-8 读出：请去掉 `--encoding gb18030`");
        return Err(finding.help(help).into());
    }
    Err(finding.help(say!("save the file as UTF-8 and read it again", "请另存为 UTF-8 后重新读入")).into())
}

/// Where bytes cannot be read.
struct Bad {
    line: u64,
    bytes: Vec<u8>,
}

/// Decodes all bytes, or says which ones stop it.
fn decode_with(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Result<String, Bad> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    let (mut rest, mut done) = (bytes, 0usize);
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        done = done.saturating_add(read);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return Ok(text),
            DecoderResult::OutputFull => text.reserve(rest.len().saturating_mul(3).saturating_add(16)),
            DecoderResult::Malformed(size, after) => {
                let end = done.saturating_sub(usize::from(after));
                let start = end.saturating_sub(usize::from(size));
                let bytes = bytes.get(start..end).unwrap_or_default().to_vec();
                return Err(Bad { line: line_after(text.as_bytes()), bytes });
            }
        }
    }
}

fn line_after(before: &[u8]) -> u64 {
    let ends = before.iter().filter(|byte| **byte == b'\n').count();
    u64::try_from(ends).unwrap_or(u64::MAX).saturating_add(1)
}

fn undecodable(file: &str, encoding: &str, bad: &Bad) -> Diagnostic {
    let bytes = bad.bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
    let message = say!("the bytes {bytes} are not {encoding}", "字节 {bytes} 不是 {encoding} 编码");
    let place = DataPlace { file: file.to_owned(), line: Some(bad.line), column: None, value: None, cell: None };
    Diagnostic::new(Code::E0509, message).at_data(place)
}
