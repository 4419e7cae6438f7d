//! A text in style, as the changes of the lines that are not: those of `merit format`. A text with mistakes stays as it is.
//!
//! Lines before and after are paired by their words, whatever blanks are between them: each line changes on its own unless the style ends
//! it elsewhere.

use super::view::View;
use crate::format::{format_file, say_the_same};
use lsp_types::{Range, TextEdit};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The changes that bring a text into style, or the whole lines of a range; none where it has mistakes. Of Markdown the rules alone are
/// laid out.
pub(super) fn formatted(view: &View<'_>, within: Option<Range>) -> Option<Vec<TextEdit>> {
    let path = view.analysis.path(view.source);
    let laid_out = format_file(view.source, path, view.text).ok()?;
    let asked = within.map_or(0..usize::MAX, lines_of);
    let (mut edits, mut whole) = (Vec::new(), String::with_capacity(laid_out.len()));
    for piece in pieces(view.text, &laid_out) {
        let is_asked = asked.start <= piece.lines.start && piece.lines.end <= asked.end;
        whole.push_str(if is_asked { piece.after } else { piece.before });
        if is_asked && piece.before != piece.after {
            let range = view.range(piece.start..piece.start.saturating_add(piece.before.len()));
            edits.push(TextEdit { range, new_text: piece.after.to_owned() });
        }
    }
    // A last look, as at the whole: words may be paired wrongly, and a part in style must not change what a scheme pays.
    (whole == laid_out || say_the_same(view.source, path, view.text, &whole)).then_some(edits)
}

/// The lines that a range holds something of: not the one at whose start it ends.
fn lines_of(range: Range) -> std::ops::Range<usize> {
    let (start, end) = (range.start.line as usize, range.end.line as usize);
    let is_open = range.end.character == 0 && start < end;
    start..if is_open { end } else { end.saturating_add(1) }
}

/// Lines that stand for each other before and after.
struct Piece<'a> {
    /// The lines before.
    lines: std::ops::Range<usize>,
    /// Where they begin.
    start: usize,
    before: &'a str,
    after: &'a str,
}

/// Two texts in the smallest pieces whose words stand for each other.
fn pieces<'a>(before: &'a str, after: &'a str) -> Vec<Piece<'a>> {
    let (old, new) = (Words::of(before), Words::of(after));
    let paired = paired(&capture_diff_slices(Algorithm::Myers, &old.words, &new.words), old.words.len());
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for at_words in old.lines.chunk_by(|one, other| one.words == other.words) {
        let Some(words) = at_words.first().map(|start| start.words) else { continue };
        let Some(there) = paired.get(words).copied().flatten().map(|words| new.lines_at(words)).filter(|there| !there.is_empty()) else {
            continue;
        };
        let here = old.lines_at(words);
        // Lines without words stand before the line with the next.
        cuts.push((here.start, there.start));
        if here.len() > 1 {
            cuts.push((here.end.saturating_sub(1), there.end.saturating_sub(1)));
        }
    }
    let piece = |cuts: &[(usize, usize)]| {
        let &[(old_start, new_start), (old_end, new_end)] = cuts else { return None };
        let (start, end) = (old.lines.get(old_start)?.byte, old.lines.get(old_end)?.byte);
        let after = after.get(new.lines.get(new_start)?.byte..new.lines.get(new_end)?.byte)?;
        Some(Piece { lines: old_start..old_end, start, before: before.get(start..end)?, after })
    };
    cuts.windows(2).filter_map(piece).collect()
}

/// After how many words of the new text each number of words of the old one ends, where both may be cut.
fn paired(changes: &[DiffOp], words: usize) -> Vec<Option<usize>> {
    let mut paired = vec![None; words.saturating_add(1)];
    let mut pair = |old: usize, new: usize| {
        if let Some(place) = paired.get_mut(old) {
            *place = Some(new);
        }
    };
    pair(0, 0);
    for change in changes {
        let (old, new) = (change.old_range(), change.new_range());
        if let DiffOp::Equal { .. } = change {
            old.clone().zip(new.clone()).for_each(|(old, new)| pair(old, new));
        }
        pair(old.end, new.end);
    }
    paired
}

/// The words and signs of a text and its lines, the last of which is its end.
struct Words<'a> {
    words: Vec<&'a str>,
    lines: Vec<Start>,
}

/// Where a line begins: at which byte, and after how many words.
struct Start {
    byte: usize,
    words: usize,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Words<'a> {
        let (mut words, mut lines, mut byte) = (Vec::new(), Vec::new(), 0_usize);
        let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
        for line in text.split_inclusive('\n') {
            lines.push(Start { byte, words: words.len() });
            byte = byte.saturating_add(line.len());
            for mut rest in line.split_whitespace() {
                while let Some(sign) = rest.chars().next() {
                    let length = if is_word(sign) { rest.find(|sign| !is_word(sign)).unwrap_or(rest.len()) } else { sign.len_utf8() };
                    let (word, after) = rest.split_at(length);
                    words.push(word);
                    rest = after;
                }
            }
        }
        lines.push(Start { byte, words: words.len() });
        Words { words, lines }
    }

    /// The lines that begin after so many words.
    fn lines_at(&self, words: usize) -> std::ops::Range<usize> {
        self.lines.partition_point(|line| line.words < words)..self.lines.partition_point(|line| line.words <= words)
    }
}
