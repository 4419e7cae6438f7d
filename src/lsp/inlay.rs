//! Hints between the words: the unit of what is defined, and which ends belong to the rows of a tier.

use super::view::View;
use super::words;
use crate::program::{Form, Meaning, Piece, Program, Role};
use crate::source::Span;
use crate::syntax::ast::TierKind;
use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel};
use std::collections::BTreeMap;
use std::ops::Range;

/// The hints in a stretch of a text.
pub(super) fn hints(view: &View<'_>, within: &Range<usize>) -> Vec<InlayHint> {
    let mut hints: BTreeMap<usize, InlayHint> = BTreeMap::new();
    for (at, label) in units(view).into_iter().chain(bounds(view)) {
        if within.start <= at && at <= within.end {
            let position = view.range(at..at).start;
            let kind = label.starts_with(':').then_some(InlayHintKind::TYPE);
            let hint = InlayHint {
                position,
                padding_left: Some(kind.is_none()),
                label: InlayHintLabel::String(label),
                kind,
                text_edits: None,
                tooltip: None,
                padding_right: None,
                data: None,
            };
            hints.entry(at).or_insert(hint);
        }
    }
    hints.into_values().collect()
}

/// Behind the name of each value whose unit its clause does not say: `growth: CNY`.
fn units(view: &View<'_>) -> Vec<(usize, String)> {
    let declared = view.analysis.names_of(view.source).iter().filter(|(_, name)| name.declares);
    let unit = |(version, name): &(usize, crate::program::Mention)| {
        let (program, Meaning::Value(Some(id))) = (view.analysis.program(*version)?, name.means) else { return None };
        let definition = program.definition(id);
        let shown = matches!(definition.role, Role::Helper | Role::Parameter | Role::Output);
        // Where the kind is written, the author says it.
        let says_so = view.text.get(name.span.end as usize..).is_some_and(|behind| behind.trim_start().starts_with([':', '：']));
        let unit = words::unit_words(definition.ty.kind, program, view.language).filter(|_| shown && !says_so)?;
        Some((name.span.end as usize, format!(": {unit}")))
    };
    declared.filter_map(unit).collect()
}

/// Behind the bounds of each row of a tier the stretch that it is for: `> 5,000,000, ≤ 20,000,000`.
fn bounds(view: &View<'_>) -> Vec<(usize, String)> {
    let Some(program) = view.analysis.checked.program() else { return Vec::new() };
    let pieces = program.expressions.iter().filter(|expr| expr.span.source == view.source);
    let pieces = pieces.filter_map(|expr| if let Form::Piece(piece) = &expr.form { Some(piece) } else { None });
    pieces.filter(|piece| piece.kind != TierKind::Interpolate).flat_map(|piece| of_piece(view, program, piece)).collect()
}

fn of_piece(view: &View<'_>, program: &Program, piece: &Piece) -> Vec<(usize, String)> {
    let kind = program.expr(piece.by).ty.kind;
    let figure = |bound: &crate::values::Exact| words::number_words(bound, kind, program);
    let mut hints = Vec::new();
    let mut lower = piece.floor.clone().map(|(bound, included)| (bound, !included));
    for (at, stretch) in piece.stretches.iter().enumerate() {
        let upper = piece.bounds.get(at);
        let from =
            lower.as_ref().map(|(bound, of_the_one_below)| format!("{} {}", if *of_the_one_below { ">" } else { "≥" }, figure(bound)));
        let to = upper.map(|(bound, included)| format!("{} {}", if *included { "≤" } else { "<" }, figure(bound)));
        lower = upper.cloned();
        let label = [from, to].into_iter().flatten().collect::<Vec<_>>().join(", ");
        if let Some(end) = end_of_bound(view, stretch.span).filter(|_| !label.is_empty()) {
            hints.push((end, label));
        }
    }
    hints
}

/// Where the bounds of a row end: before its colon.
fn end_of_bound(view: &View<'_>, row: Span) -> Option<usize> {
    let start = row.start as usize;
    let text = view.text.get(start..row.end as usize).filter(|_| row.source == view.source)?;
    let colon = text.find([':', '：'])?;
    Some(start + text.get(..colon)?.trim_end().len())
}
