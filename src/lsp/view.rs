//! A text of the editor within the policy that it is part of: what every request is answered from.

use super::analysis::Analysis;
use super::positions::Lines;
use crate::diagnostics::Language;
use crate::program::Mention;
use crate::source::literate::{Part, is_literate, parts};
use crate::source::{SourceId, Span};
use crate::syntax::ast;
use lsp_types::{Location, Position, Range};

/// A text of the editor.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    /// The policy.
    pub analysis: &'a Analysis,
    /// The text in it.
    pub source: SourceId,
    /// The text itself.
    pub text: &'a str,
    /// Its lines.
    pub lines: &'a Lines,
    /// The language that is spoken.
    pub language: Language,
}

impl View<'_> {
    /// The byte of a place.
    pub(super) fn offset(&self, position: Position) -> usize {
        self.lines.offset(self.text, position)
    }

    /// The range of bytes.
    pub(super) fn range(&self, bytes: std::ops::Range<usize>) -> Range {
        self.lines.range(self.text, bytes)
    }

    /// The range of a place in the policy, and whose text it is in.
    pub(super) fn location(&self, span: Span) -> Option<Location> {
        let uri = super::paths::uri_of(self.analysis.path(span.source))?;
        Some(Location { uri, range: self.analysis.range(span) })
    }

    /// The text of a place in the policy.
    pub(super) fn words(&self, span: Span) -> &str {
        self.analysis.checked.sources.text(span)
    }

    /// The word that holds or touches a byte.
    pub(super) fn word(&self, at: usize) -> Option<std::ops::Range<usize>> {
        let code = self.code();
        let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
        let at = code.floor_char_boundary(at);
        let start = code.get(..at)?.char_indices().rev().take_while(|(_, sign)| is_word(*sign)).last().map_or(at, |(start, _)| start);
        let end = code.get(at..)?.find(|sign| !is_word(sign)).map_or(code.len(), |length| at + length);
        (start < end).then_some(start..end)
    }

    /// What a name at a byte may mean. In a line that is not understood it is whatever is called so, if anything is.
    pub(super) fn names_at(&self, at: usize) -> Vec<(usize, Mention)> {
        let found = self.analysis.names_at(self.source, at);
        let in_broken =
            |tree: &ast::File| tree.broken.iter().any(|span| span.source == self.source && (span.start..=span.end).contains(&(at as u32)));
        if !found.is_empty() || !self.analysis.checked.tree.as_ref().is_some_and(in_broken) {
            return found;
        }
        let Some(range) = self.word(at) else { return found };
        let Some(word) = self.code().get(range.clone()) else { return found };
        let span = Span::new(self.source, range.start, range.end);
        let called = self.analysis.names.iter().filter(|(_, name)| name.declares && self.words(name.span) == word);
        called.take(1).map(|(version, name)| (*version, Mention { span, declares: false, ..*name })).collect()
    }

    /// Where the rules of a Markdown text stand, without its prose; none of a text that is all rules.
    pub(super) fn fences(&self) -> Option<Vec<std::ops::Range<usize>>> {
        if !is_literate(self.analysis.path(self.source)) {
            return None;
        }
        let lines = parts(self.text).into_iter().filter_map(|part| match part {
            Part::Fence { lines, .. } => Some(lines.first()?.start..lines.last()?.end),
            Part::Heading { .. } => None,
        });
        Some(lines.collect())
    }

    /// The rules of the text, at the places at which they stand in it.
    pub(super) fn code(&self) -> &str {
        self.analysis.checked.sources.get(self.source).map_or("", |source| source.code())
    }
}
