//! Comments, set aside by place: they are space to the grammar, and the formatter puts them back by their spans.

use crate::source::{SourceId, Span};

use super::ast::Comment;

/// Makes the comment at `start..end` of a text, on the line that begins at `line_start`.
pub(super) fn comment(source: SourceId, text: &str, line_start: usize, start: usize, end: usize) -> Comment {
    let before = text.get(line_start..start).unwrap_or("");
    let content = text.get(start..end).unwrap_or("");
    Comment {
        span: Span::new(source, start, end),
        text: content.trim_start_matches(['#', '＃']).trim().to_owned(),
        alone: before.chars().all(|sign| sign.is_whitespace() || sign == '\u{FEFF}'),
    }
}

/// Where a stretch of the scanned text ends when the space at its end is left out, which comments are there too.
pub(super) fn trimmed_end(text: &str, start: usize, end: usize) -> usize {
    start + text.get(start..end).unwrap_or("").trim_end().len()
}
