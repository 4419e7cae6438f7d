//! Every place where a name is written, in all policies that are made of its file.

use super::analysis::Analysis;
use super::paths::uri_of;
use super::view::View;
use super::workspace::Workspace;
use crate::program::{Meaning, Mention};
use crate::source::Span;
use lsp_types::{DocumentHighlight, Location};
use std::collections::BTreeSet;

/// What a name means, the same in every policy: where it is declared, and for what the language names its own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    /// The file that declares it.
    pub path: String,
    /// Where it is declared.
    pub declared: (u32, u32),
    /// The name of a sub-value that the language names.
    part: Option<String>,
}

impl Symbol {
    /// What a mention means.
    pub(super) fn of(analysis: &Analysis, version: usize, name: Mention) -> Symbol {
        let part = match name.means {
            Meaning::Part(id) => analysis.program(version).map(|program| program.definition(id).name.clone()),
            _ => None,
        };
        Symbol { path: analysis.path(name.declared.source).to_owned(), declared: (name.declared.start, name.declared.end), part }
    }

    /// All places where it is written in a policy, in their order.
    pub(super) fn places(&self, analysis: &Analysis) -> Vec<Mention> {
        let names = analysis.names.iter().filter(|(_, name)| (name.declared.start, name.declared.end) == self.declared);
        names.filter(|(version, name)| Symbol::of(analysis, *version, *name) == *self).map(|(_, name)| *name).collect()
    }
}

/// All places where what stands at a byte is written.
pub(super) fn references(workspace: &Workspace, view: &View<'_>, at: usize, with_declarations: bool) -> Option<Vec<Location>> {
    let places = places(workspace, view, at)?;
    let wanted = places.into_iter().filter(|(_, declares)| with_declarations || !declares);
    Some(wanted.map(|(location, _)| location).collect())
}

/// All places where what stands at a byte is written, and whether they declare it.
pub(super) fn places(workspace: &Workspace, view: &View<'_>, at: usize) -> Option<Vec<(Location, bool)>> {
    let mut symbols: Vec<Symbol> = Vec::new();
    for (version, name) in view.names_at(at) {
        let symbol = Symbol::of(view.analysis, version, name);
        if !symbols.contains(&symbol) {
            symbols.push(symbol);
        }
    }
    if symbols.is_empty() {
        return None;
    }
    let mut met = BTreeSet::new();
    let mut places = Vec::new();
    for symbol in &symbols {
        for analysis in workspace.all_with(&symbol.path) {
            for name in symbol.places(&analysis) {
                let path = analysis.path(name.span.source).to_owned();
                let Some(uri) = uri_of(&path).filter(|_| met.insert((path, name.span.start))) else { continue };
                places.push((Location { uri, range: analysis.range(name.span) }, name.declares));
            }
        }
    }
    Some(places)
}

/// The places in one text, for an editor to mark.
pub(super) fn highlights(view: &View<'_>, at: usize) -> Option<Vec<DocumentHighlight>> {
    let (version, name) = view.names_at(at).into_iter().next()?;
    let symbol = Symbol::of(view.analysis, version, name);
    let here = symbol.places(view.analysis).into_iter().filter(|name| name.span.source == view.source);
    let range = |span: Span| view.range(span.start as usize..span.end as usize);
    Some(here.map(|name| DocumentHighlight { range: range(name.span), kind: None }).collect())
}
