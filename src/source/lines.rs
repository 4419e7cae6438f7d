//! The line index: where each line begins, found once when first asked for.
//!
//! Lines end with `\n`; a `\r` before it belongs to the line end.

use std::{ops::Range, sync::OnceLock};

/// The beginnings of the lines of one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    starts: OnceLock<Vec<usize>>,
}

impl Lines {
    fn starts(&self, text: &str) -> &[usize] {
        self.starts.get_or_init(|| {
            let after_newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(after_newlines).collect()
        })
    }

    /// The number of lines.
    pub(super) fn count(&self, text: &str) -> usize {
        self.starts(text).len()
    }

    /// Line and column of a byte, from 1; a byte within a character counts as that character.
    pub(super) fn place(&self, text: &str, at: usize) -> (usize, usize) {
        let at = text.floor_char_boundary(at);
        let line = self.starts(text).partition_point(|start| *start <= at);
        let start = self.starts(text).get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = text.get(start..at).map_or(0, |before| before.chars().count());
        (line, column + 1)
    }

    /// The bytes of a line without its line end.
    pub(super) fn range(&self, text: &str, number: usize) -> Option<Range<usize>> {
        let start = *self.starts(text).get(number.checked_sub(1)?)?;
        let end = self.starts(text).get(number).copied().unwrap_or(text.len());
        let line = text.get(start..end)?;
        let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        Some(start..start + line.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_from_one_in_characters() {
        let text = "ab\n工号 x\r\n\nend";
        let lines = Lines::default();
        assert_eq!(lines.place(text, 0), (1, 1));
        assert_eq!(lines.place(text, 2), (1, 3), "the line end belongs to its line");
        assert_eq!(lines.place(text, 3), (2, 1));
        assert_eq!(lines.place(text, 10), (2, 4), "two Chinese characters and a space are three columns");
        assert_eq!(lines.place(text, 4), (2, 1), "a byte within a character");
        assert_eq!(lines.place(text, 13), (3, 1));
        assert_eq!(lines.place(text, text.len()), (4, 4));
        assert_eq!(lines.place(text, 9999), (4, 4));
    }

    #[test]
    fn ranges_leave_the_line_end_out() {
        let text = "ab\r\n\nend\n";
        let lines = Lines::default();
        let line = |number| lines.range(text, number).and_then(|range| text.get(range));
        assert_eq!([line(0), line(1), line(2), line(3), line(4), line(5)], [None, Some("ab"), Some(""), Some("end"), Some(""), None]);
        assert_eq!(lines.count(text), 4);
    }

    #[test]
    fn an_empty_text_has_one_line() {
        let lines = Lines::default();
        assert_eq!((lines.count(""), lines.place("", 0), lines.range("", 1)), (1, (1, 1), Some(0..0)));
    }
}
