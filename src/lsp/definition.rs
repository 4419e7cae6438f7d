//! Where a name is declared: all places, where conditions tell which one counts; and the file that a `use` or `amends` names.

use super::paths::uri_of;
use super::view::View;
use crate::source::{Span, beside};
use crate::syntax;
use crate::syntax::ast::{Item, Quoted};
use lsp_types::{GotoDefinitionResponse, Location, Range};

/// Where what stands at a byte is declared.
pub(super) fn definition(view: &View<'_>, at: usize) -> Option<GotoDefinitionResponse> {
    if let Some(file) = named_file(view, at) {
        return Some(GotoDefinitionResponse::Scalar(file));
    }
    let places: Vec<Location> = declarations(view, at).into_iter().filter_map(|span| view.location(span)).collect();
    (!places.is_empty()).then_some(GotoDefinitionResponse::Array(places))
}

/// The places that declare what stands at a byte.
pub(super) fn declarations(view: &View<'_>, at: usize) -> Vec<Span> {
    let mut places = Vec::new();
    for (_, name) in view.names_at(at) {
        let same = view.analysis.names.iter().map(|(_, other)| other).filter(|other| other.declared == name.declared);
        let declaring = same.filter(|other| other.declares);
        places.extend(declaring.map(|other| other.span));
        // What the language names is declared with its clause or record.
        if places.is_empty() {
            places.push(name.declared);
        }
    }
    places.sort();
    places.dedup();
    places
}

/// The file that a text at a byte names.
fn named_file(view: &View<'_>, at: usize) -> Option<Location> {
    let (file, _) = syntax::parse(view.source, view.code());
    let names = |item: &Item| match item {
        Item::Use(name) => Some(name.clone()),
        Item::Amends(amends) => Some(amends.path.clone()),
        _ => None,
    };
    let here = |name: &Quoted| (name.span.start as usize..=name.span.end as usize).contains(&at);
    let name = file.items.iter().filter_map(names).find(here)?;
    let path = beside(view.analysis.path(view.source), &name.text);
    view.analysis.source(&path)?;
    Some(Location { uri: uri_of(&path)?, range: Range::default() })
}
