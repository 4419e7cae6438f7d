//! Where text comes from: files by id, spans into them, lines and columns.
//!
//! It knows nothing of what the text means, and opens no file itself: a host hands texts in through a [`Loader`].

use std::sync::Arc;

/// The number of a source text within one [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A range of bytes in one source text; `start` and `end` lie on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text that the range lies in.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes the span of the bytes `start..end` of a source.
    pub fn new(source: SourceId, start: usize, end: usize) -> Span {
        let cut = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { source, start: cut(start), end: cut(end) }
    }

    /// The smallest span that holds both; the other must lie in the same source.
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// One text with its name, which is a path or what the host calls it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name that diagnostics show.
    pub name: String,
    /// The whole text.
    pub text: Arc<str>,
}

/// All texts of one policy.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Adds a text and gives it the next id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let id = SourceId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Source { name: name.into(), text: text.into() });
        id
    }

    /// The source of an id, if there is one.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize)
    }

    /// All sources in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.list.iter().enumerate().map(|(at, source)| (SourceId(at as u32), source))
    }

    /// The text of a span, or nothing when it lies outside.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).and_then(|source| source.text.get(span.start as usize..span.end as usize)).unwrap_or("")
    }

    /// Line and column of a byte, both counted from 1, the column in characters.
    pub fn place(&self, id: SourceId, at: u32) -> (usize, usize) {
        let Some(source) = self.get(id) else { return (1, 1) };
        let before = source.text.get(..at as usize).unwrap_or(&source.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or("").chars().count();
        (before.matches('\n').count() + 1, column + 1)
    }
}
