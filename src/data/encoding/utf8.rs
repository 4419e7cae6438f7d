//! A text that is read piece by piece, in whatever encoding: what is given of it is UTF-8, without a byte order mark.

use super::{Encoding, of_mark};
use encoding_rs::{Decoder, DecoderResult, GB18030};
use std::io::{self, Cursor, Read};

/// How many bytes are decoded at a time.
const STEP: usize = 1 << 16;

/// A text behind its first bytes.
type Rest<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// A reader of UTF-8; what its encoding does not have is an error.
pub(in crate::data) enum Utf8<R> {
    /// A text that is to be UTF-8 as it stands.
    AsItIs(Rest<R>),
    /// A text of another encoding.
    Decoded(Box<Decoded<R>>),
}

impl<R: Read> Utf8<R> {
    /// Begins to read a text; its byte order mark goes before the encoding of files without one.
    ///
    /// # Errors
    /// What the system says.
    pub(in crate::data) fn open(mut source: R, encoding: Encoding) -> io::Result<Utf8<R>> {
        let mut first = Vec::new();
        (&mut source).take(3).read_to_end(&mut first)?;
        let other = match of_mark(&first) {
            Some((encoding, mark)) => {
                first.drain(..mark);
                encoding
            }
            None => (encoding == Encoding::Gb18030).then_some(GB18030),
        };
        let rest = Cursor::new(first).chain(source);
        Ok(match other {
            None => Utf8::AsItIs(rest),
            Some(encoding) => Utf8::Decoded(Box::new(Decoded {
                source: rest,
                decoder: encoding.new_decoder_without_bom_handling(),
                bytes: vec![0; STEP],
                text: String::new(),
                given: 0,
                ended: false,
            })),
        })
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Utf8::AsItIs(text) => text.read(buffer),
            Utf8::Decoded(text) => text.read(buffer),
        }
    }
}

/// A text of another encoding, as far as it is decoded.
pub(in crate::data) struct Decoded<R> {
    source: Rest<R>,
    decoder: Decoder,
    /// Room for what is decoded next.
    bytes: Vec<u8>,
    /// What is decoded, and how much of it was given.
    text: String,
    given: usize,
    /// Whether all was decoded.
    ended: bool,
}

impl<R: Read> Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.decode()?;
        }
        let left = self.text.as_bytes().get(self.given..).unwrap_or_default();
        let many = left.len().min(buffer.len());
        if let (Some(room), Some(next)) = (buffer.get_mut(..many), left.get(..many)) {
            room.copy_from_slice(next);
        }
        self.given = self.given.saturating_add(many);
        Ok(many)
    }

    /// Decodes the next bytes.
    fn decode(&mut self) -> io::Result<()> {
        let many = self.source.read(&mut self.bytes)?;
        let bytes = self.bytes.get(..many).unwrap_or_default();
        self.ended = bytes.is_empty();
        self.text.clear();
        self.given = 0;
        self.text.reserve(self.decoder.max_utf8_buffer_length_without_replacement(many).unwrap_or(STEP));
        match self.decoder.decode_to_string_without_replacement(bytes, &mut self.text, self.ended) {
            (DecoderResult::InputEmpty, _) => Ok(()),
            (DecoderResult::Malformed(..) | DecoderResult::OutputFull, _) => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}
