//! A text in style, as the changes of the lines that are not: those of `merit format`. A text with mistakes stays as it is.

use super::view::View;
use crate::format::format_file;
use lsp_types::{Range, TextEdit};
use similar::{DiffTag, TextDiff};

/// The changes that bring a text into style, or the lines of a range; none where it has mistakes. Of Markdown the rules alone are laid out.
pub(super) fn formatted(view: &View<'_>, within: Option<Range>) -> Option<Vec<TextEdit>> {
    let laid_out = format_file(view.source, view.analysis.path(view.source), view.text).ok()?;
    let diff = TextDiff::from_lines(view.text, laid_out.as_str());
    let (before, after) = (starts(view.text), starts(&laid_out));
    let byte = |starts: &[usize], line: usize, text: &str| starts.get(line).copied().unwrap_or(text.len());
    let mut edits = Vec::new();
    for change in diff.ops().iter().filter(|change| change.tag() != DiffTag::Equal) {
        let (old, new) = (change.old_range(), change.new_range());
        let bytes = byte(&before, old.start, view.text)..byte(&before, old.end, view.text);
        let range = view.range(bytes);
        if within.is_some_and(|within| range.end < within.start || within.end < range.start) {
            continue;
        }
        let text = laid_out.get(byte(&after, new.start, &laid_out)..byte(&after, new.end, &laid_out)).unwrap_or_default();
        edits.push(TextEdit { range, new_text: text.to_owned() });
    }
    Some(edits)
}

/// Where each line begins.
fn starts(text: &str) -> Vec<usize> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        start
    });
    lines.collect()
}
