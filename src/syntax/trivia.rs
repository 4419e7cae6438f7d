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

/// Where a stretch ends when the space and comments at its end are left out.
pub(super) fn trimmed_end(text: &str, comments: &[Comment], start: usize, end: usize) -> usize {
    let mut end = end;
    loop {
        let stretch = text.get(start..end).unwrap_or("");
        end = start + stretch.trim_end().len();
        let last = comments.partition_point(|comment| (comment.span.start as usize) < end);
        match last.checked_sub(1).and_then(|index| comments.get(index)) {
            Some(comment) if comment.span.end as usize >= end && comment.span.start as usize >= start => end = comment.span.start as usize,
            _ => return end,
        }
    }
}
