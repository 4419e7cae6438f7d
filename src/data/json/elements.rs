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

    /// Takes in bytes from a place on, up to the end of a row, and at least one; gives how many, and the row that ends with them.
    ///
    /// # Errors
    /// That it is not an array of objects.
    pub(super) fn take(&mut self, at: usize, bytes: &[u8]) -> Result<(usize, Option<Range<usize>>), Unstreamed> {
        if let Some((start, open)) = self.row {
            let (many, open) = self.within(open, bytes);
            let is_closed = open == 0;
            (self.row, self.next) = if is_closed { (None, Next::Comma) } else { (Some((start, open)), self.next) };
            return Ok((many, is_closed.then(|| start..at.saturating_add(many))));
        }
        if let Some(byte) = bytes.first() {
            self.between(at, *byte)?;
        }
        Ok((1, None))
    }

    /// Goes on within a row that has so many brackets open, to its end at most; gives how many bytes, and how many are open then.
    fn within(&mut self, mut open: usize, bytes: &[u8]) -> (usize, usize) {
        let (mut in_text, mut is_escaped) = (self.in_text, self.is_escaped);
        let mut many = bytes.len();
        for (byte, at) in bytes.iter().zip(1..) {
            if in_text {
                in_text = *byte != b'"' || is_escaped;
                is_escaped = *byte == b'\\' && !is_escaped;
                continue;
            }
            match byte {
                b'"' => in_text = true,
                b'{' | b'[' => open += 1,
                b'}' | b']' => {
                    open -= 1;
                    if open == 0 {
                        many = at;
                        break;
                    }
                }
                _ => {}
            }
        }
        (self.in_text, self.is_escaped) = (in_text, is_escaped);
        (many, open)
    }

    /// Takes in a byte that is in no row.
    fn between(&mut self, at: usize, byte: u8) -> Result<(), Unstreamed> {
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
        Ok(())
    }
}
