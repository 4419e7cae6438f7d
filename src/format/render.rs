//! From pieces to lines: which line ends are taken, and where comments stand.

use unicode_width::UnicodeWidthStr;

use super::doc::{Doc, Ends, Frame};

/// One step of indentation.
pub const STEP: usize = 2;
/// Lines hang from where a value begins, unless that is farther in than this; then they are indented by two steps.
const FARTHEST: usize = 40;
/// Comments at the ends of lines stand in one column, unless one line is so much longer than another.
const RAGGED: usize = 40;

/// Lays pieces out in lines of so many columns where they can end.
pub fn render(docs: &[Doc], columns: usize) -> String {
    let mut out = Lines { columns, done: Vec::new(), line: Line::default(), indent: 0, column: 0 };
    let mut rest: Vec<Piece<'_>> = docs.iter().rev().map(|doc| Piece { indent: 0, flat: false, doc }).collect();
    while let Some(piece) = rest.pop() {
        out.piece(piece, &mut rest);
    }
    out.finish()
}

#[derive(Clone, Copy)]
struct Piece<'d> {
    indent: usize,
    /// Whether its line ends are left out.
    flat: bool,
    doc: &'d Doc,
}

#[derive(Default)]
struct Line {
    text: String,
    comment: Option<String>,
}

struct Lines {
    columns: usize,
    done: Vec<Line>,
    line: Line,
    /// The indentation of the present line.
    indent: usize,
    /// The columns that are taken on it.
    column: usize,
}

impl Lines {
    fn piece<'d>(&mut self, piece: Piece<'d>, rest: &mut Vec<Piece<'d>>) {
        match piece.doc {
            Doc::Text(text) => self.text(text, piece.indent),
            Doc::Line(flat) if piece.flat => self.text(flat, piece.indent),
            Doc::Line(_) | Doc::Hard => self.end(piece.indent),
            Doc::Blank => {
                self.end(piece.indent);
                if self.done.last().is_some_and(|line| !line.text.is_empty() || line.comment.is_some()) {
                    self.done.push(Line::default());
                }
            }
            Doc::Pad(columns) if !piece.flat => self.pad(*columns),
            Doc::Pad(_) | Doc::Tab(_) => {}
            Doc::Comment(text) => {
                self.end(piece.indent);
                self.text(text, piece.indent);
                self.end(piece.indent);
            }
            Doc::Trailing(text) if self.line.text.is_empty() => self.text(text, piece.indent),
            Doc::Trailing(text) => self.line.comment = Some(text.clone()),
            Doc::Within(frame, docs, ends) => {
                let indent = match frame {
                    Frame::Group => piece.indent,
                    Frame::Nest => piece.indent + STEP,
                    Frame::Hang => self.indent,
                    Frame::Align if self.column > self.indent + FARTHEST => self.indent + 2 * STEP,
                    Frame::Align => self.column.max(self.indent),
                };
                let flat = match frame {
                    Frame::Group => piece.flat || (*ends == Ends::Possible && self.has_room(docs, rest)),
                    Frame::Nest | Frame::Hang | Frame::Align => piece.flat,
                };
                rest.extend(docs.iter().rev().map(|doc| Piece { indent, flat, doc }));
            }
        }
    }

    /// Whether pieces stand on the rest of this line, with what follows up to the next place where it may end.
    fn has_room(&self, docs: &[Doc], rest: &[Piece<'_>]) -> bool {
        let mut room = self.columns.saturating_sub(self.column.max(self.indent));
        let mut next: Vec<(bool, &Doc)> = docs.iter().rev().map(|doc| (true, doc)).collect();
        let mut behind = rest.iter().rev();
        loop {
            let Some((flat, doc)) = next.pop().or_else(|| behind.next().map(|piece| (piece.flat, piece.doc))) else { return true };
            let taken = match doc {
                Doc::Text(text) => text.width(),
                Doc::Line(text) if flat => text.width(),
                Doc::Line(_) | Doc::Hard | Doc::Blank | Doc::Comment(_) | Doc::Trailing(_) => return true,
                Doc::Pad(columns) if !flat => *columns,
                Doc::Pad(_) | Doc::Tab(_) => 0,
                Doc::Within(frame, docs, ends) => {
                    let flat = flat && !(*frame == Frame::Group && *ends == Ends::Certain);
                    next.extend(docs.iter().rev().map(|doc| (flat, doc)));
                    0
                }
            };
            match room.checked_sub(taken) {
                Some(left) => room = left,
                None => return false,
            }
        }
    }

    fn text(&mut self, text: &str, indent: usize) {
        if self.line.comment.is_some() {
            self.end(indent);
        }
        if self.line.text.is_empty() {
            let text = text.trim_start_matches(' ');
            if text.is_empty() {
                return;
            }
            self.line.text = " ".repeat(self.indent);
            self.line.text.push_str(text);
            self.column = self.indent + text.width();
            return;
        }
        self.line.text.push_str(text);
        self.column += text.width();
    }

    /// Fills a column up; before the first cell of a table nothing may stand.
    fn pad(&mut self, columns: usize) {
        if self.line.text.is_empty() && columns > 0 {
            self.line.text = " ".repeat(self.indent);
            self.column = self.indent;
        }
        self.line.text.push_str(&" ".repeat(columns));
        self.column += columns;
    }

    /// Ends the line, if anything stands on it; the next one is indented so.
    fn end(&mut self, indent: usize) {
        if !self.line.text.is_empty() {
            self.done.push(std::mem::take(&mut self.line));
        }
        self.indent = indent;
        self.column = 0;
    }

    fn finish(mut self) -> String {
        self.end(0);
        while self.done.last().is_some_and(|line| line.text.is_empty()) {
            self.done.pop();
        }
        let mut text = String::new();
        let mut from = 0;
        for (at, line) in self.done.iter().enumerate() {
            if line.comment.is_none() {
                write_lines(self.done.get(from..at).unwrap_or_default(), &mut text);
                text.push_str(line.text.trim_end());
                text.push('\n');
                from = at + 1;
            }
        }
        write_lines(self.done.get(from..).unwrap_or_default(), &mut text);
        text
    }
}

/// Writes lines in a row that have comments at their ends, these in one column.
fn write_lines(lines: &[Line], text: &mut String) {
    let widths: Vec<usize> = lines.iter().map(|line| line.text.trim_end().width()).collect();
    let (widest, narrowest) = (widths.iter().copied().max().unwrap_or(0), widths.iter().copied().min().unwrap_or(0));
    for (line, width) in lines.iter().zip(widths) {
        let fill = if widest - narrowest > RAGGED { 0 } else { widest - width };
        text.push_str(line.text.trim_end());
        text.push_str(&" ".repeat(fill + 2));
        text.push_str(line.comment.as_deref().unwrap_or(""));
        text.push('\n');
    }
}
