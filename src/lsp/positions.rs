//! Places as editors count them: lines from 0, and within a line code units of UTF-16, or bytes where the editor asked for them.

use lsp_types::{Position, PositionEncodingKind, Range};

/// How an editor counts within a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Code units of UTF-16, which every editor knows: a Chinese character is one, most emoji are two.
    #[default]
    Utf16,
    /// Bytes.
    Utf8,
}

impl Encoding {
    /// The one to use with an editor that offers some.
    pub(super) fn chosen(offered: &[PositionEncodingKind]) -> Encoding {
        if offered.contains(&PositionEncodingKind::UTF8) { Encoding::Utf8 } else { Encoding::Utf16 }
    }

    /// What the protocol calls it.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf8 => PositionEncodingKind::UTF8,
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Encoding::Utf16 => text.encode_utf16().count(),
            Encoding::Utf8 => text.len(),
        }
    }
}

/// The beginnings of the lines of a text. Lines end with `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    encoding: Encoding,
}

impl Lines {
    /// The lines of a text.
    pub(super) fn new(text: &str, encoding: Encoding) -> Lines {
        let bytes = text.as_bytes();
        let ends = |(at, byte): (usize, &u8)| match byte {
            b'\n' => Some(at + 1),
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
            _ => None,
        };
        Lines { starts: std::iter::once(0).chain(bytes.iter().enumerate().filter_map(ends)).collect(), encoding }
    }

    /// The place of a byte; one within a character is that character's, one beyond the end is the end.
    pub(super) fn position(&self, text: &str, at: usize) -> Position {
        let at = text.floor_char_boundary(at);
        let line = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let character = self.encoding.length(text.get(start..at).unwrap_or(""));
        Position { line: count(line), character: count(character) }
    }

    /// The byte of a place; a place beyond its line is the end of the line, one beyond the text the end of the text.
    pub(super) fn offset(&self, text: &str, position: Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        for (at, sign) in content.char_indices() {
            let length = match self.encoding {
                Encoding::Utf16 => sign.len_utf16(),
                Encoding::Utf8 => sign.len_utf8(),
            };
            if left < length {
                return start + at;
            }
            left -= length;
        }
        start + content.len()
    }

    /// The range of some bytes.
    pub(super) fn range(&self, text: &str, bytes: std::ops::Range<usize>) -> Range {
        Range { start: self.position(text, bytes.start), end: self.position(text, bytes.end) }
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Lines};
    use lsp_types::Position;

    #[test]
    fn places_are_counted_as_the_editor_counts() {
        let text = "ab\r\n工号😀x\rend\n";
        let lines = Lines::new(text, Encoding::Utf16);
        let place = |at| {
            let position = lines.position(text, at);
            (position.line, position.character)
        };
        let after_smile = text.find('x').unwrap_or(0);
        assert_eq!([place(0), place(2), place(4), place(7)], [(0, 0), (0, 2), (1, 0), (1, 1)]);
        assert_eq!(place(after_smile), (1, 4), "an emoji is two");
        assert_eq!(place(5), (1, 0), "a byte within a character");
        assert_eq!(place(text.find("end").unwrap_or(0)), (2, 0));
        assert_eq!(place(999), (3, 0));
        let bytes = Lines::new(text, Encoding::Utf8);
        assert_eq!(bytes.position(text, after_smile), Position { line: 1, character: 10 });
    }

    #[test]
    fn every_place_leads_back_to_its_byte() {
        let text = "ab\r\n工号😀x\n\nend";
        for encoding in [Encoding::Utf16, Encoding::Utf8] {
            let lines = Lines::new(text, encoding);
            for (at, sign) in text.char_indices().filter(|(_, sign)| !matches!(sign, '\r' | '\n')) {
                assert_eq!(lines.offset(text, lines.position(text, at)), at, "{sign}");
            }
            assert_eq!(lines.offset(text, Position { line: 0, character: 99 }), 2, "the line end is in no line");
            assert_eq!(lines.offset(text, Position { line: 99, character: 0 }), text.len());
        }
        let lines = Lines::new(text, Encoding::Utf16);
        let within = lines.offset(text, Position { line: 1, character: 3 });
        assert_eq!(text.get(within..), Some("😀x\n\nend"), "the middle of a surrogate pair");
    }
}
