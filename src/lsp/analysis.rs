//! A checked policy with what is asked of it again and again: its lines as the editor counts them, and the names of all its versions.

use super::positions::{Encoding, Lines};
use crate::engine::Checked;
use crate::program::{Mention, Program};
use crate::source::{Loader, SourceId, Span};
use lsp_types::Range;
use std::collections::HashSet;

/// A checked policy.
#[derive(Debug)]
pub(super) struct Analysis {
    /// The path of its own file.
    pub root: String,
    /// What was found out of it.
    pub checked: Checked,
    /// The names in the order of their places, with the version of the policy that says what they mean: each once for all that it may mean.
    pub names: Vec<(usize, Mention)>,
    lines: Vec<Lines>,
}

impl Analysis {
    /// Checks the policy of a path.
    pub(super) fn new(loader: &dyn Loader, root: &str, encoding: Encoding) -> Analysis {
        let checked = Checked::load(loader, root);
        let lines = checked.sources.iter().map(|(_, source)| Lines::new(&source.text, encoding)).collect();
        let usual = checked.usual;
        let others = (0..checked.programs.len()).filter(|at| *at != usual);
        let mut names = Vec::new();
        let mut seen = HashSet::new();
        for version in std::iter::once(usual).chain(others) {
            let mentions = checked.programs.get(version).map(|program| program.mentions.as_slice()).unwrap_or_default();
            names.extend(mentions.iter().filter(|name| seen.insert((name.span, name.declared))).map(|name| (version, *name)));
        }
        names.sort_by_key(|(_, name)| name.span);
        Analysis { root: root.to_owned(), checked, names, lines }
    }

    /// The source of a path, if the policy consists of it too.
    pub(super) fn source(&self, path: &str) -> Option<SourceId> {
        self.checked.sources.find(path)
    }

    /// The path of a source.
    pub(super) fn path(&self, source: SourceId) -> &str {
        self.checked.sources.get(source).map_or("", |source| &source.name)
    }

    /// The text of a source.
    pub(super) fn text(&self, source: SourceId) -> &str {
        self.checked.sources.get(source).map_or("", |source| &source.text)
    }

    /// The lines of a source.
    pub(super) fn lines(&self, source: SourceId) -> Option<&Lines> {
        self.lines.get(source.0 as usize)
    }

    /// A place as the editor counts it.
    pub(super) fn range(&self, span: Span) -> Range {
        let text = self.text(span.source);
        self.lines(span.source).map_or_else(Range::default, |lines| lines.range(text, span.start as usize..span.end as usize))
    }

    /// The version of the policy that a name's meaning is of.
    pub(super) fn program(&self, version: usize) -> Option<&Program> {
        self.checked.programs.get(version)
    }

    /// The names of a source.
    pub(super) fn names_of(&self, source: SourceId) -> &[(usize, Mention)] {
        let from = self.names.partition_point(|(_, name)| name.span.source < source);
        let to = self.names.partition_point(|(_, name)| name.span.source <= source);
        self.names.get(from..to).unwrap_or_default()
    }

    /// What a name at a byte may mean; several where a value of one name is declared in several ways.
    pub(super) fn names_at(&self, source: SourceId, at: usize) -> Vec<(usize, Mention)> {
        let here = |span: Span| span.start as usize <= at && at <= span.end as usize;
        let mut found: Vec<_> = self.names_of(source).iter().filter(|(_, name)| here(name.span)).copied().collect();
        // Of two names that meet at the place, the one that begins there is meant.
        if let Some(last) = found.iter().map(|(_, name)| name.span.start).max() {
            found.retain(|(_, name)| name.span.start == last);
        }
        found
    }
}
