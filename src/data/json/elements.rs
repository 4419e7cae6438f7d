//! Where the rows of an array of objects begin and end, found as its text comes in: whether each is one is left to whoever reads it.

use crate::data::stream::Unstreamed;
use std::ops::Range;

/// What comes next in an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Its bracket.
    Open,
    /// A row, or its end.
    First,
    /// A row.
    Row,
    /// A comma, or its end.
    Comma,
    /// Nothing.
    Nothing,
}

/// An array that is being gone through.
#[derive(Debug)]
pub(super) struct Elements {
    next: Next,
    /// Where the row begins that is being gone through, and how many brackets are open in it.
    row: Option<(usize, usize)>,
    in_text: bool,
    is_escaped: bool,
}

impl Elements {
    /// An array of which nothing is known as yet.
    pub(super) fn new() -> Elements {
        Elements { next: Next::Open, row: None, in_text: false, is_escaped: false }
    }

    /// Whether its end was met.
    pub(super) fn is_over(&self) -> bool {
        self.next == Next::Nothing
    }

    /// Takes in the byte at a place; gives the row that ends with it.
    ///
    /// # Errors
    /// That it is not an array of objects.
    pub(super) fn take(&mut self, at: usize, byte: u8) -> Result<Option<Range<usize>>, Unstreamed> {
        if let Some((start, open)) = &mut self.row {
            if self.in_text {
                self.in_text = byte != b'"' || self.is_escaped;
                self.is_escaped = byte == b'\\' && !self.is_escaped;
                return Ok(None);
            }
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => *open = open.saturating_add(1),
                b'}' | b']' => *open = open.saturating_sub(1),
                _ => {}
            }
            let (start, is_closed) = (*start, *open == 0);
            if is_closed {
                (self.row, self.next) = (None, Next::Comma);
            }
            return Ok(is_closed.then(|| start..at.saturating_add(1)));
        }
        self.next = match (self.next, byte) {
            (next, b' ' | b'\t' | b'\r' | b'\n') => next,
            (Next::Open, b'[') => Next::First,
            (Next::First | Next::Row, b'{') => {
                self.row = Some((at, 1));
                Next::Row
            }
            (Next::First | Next::Comma, b']') => Next::Nothing,
            (Next::Comma, b',') => Next::Row,
            _ => return Err(Unstreamed::Ordinary),
        };
        Ok(None)
    }
}
