//! One statement as the author wrote it: tables as tables, tiers with their charts, and below it what its values rest on and who uses them.

use askama::Template;

use crate::program::uses::{Thing, User};
use crate::program::{DefinitionId, Form};
use crate::source::Span;

use super::Book;
use super::chart::Curve;
use super::ids::PageKind;
use super::links::Link;
use super::rules::is_within;
use super::source::Piece;
use super::table::TableView;
use super::words::Words;

#[derive(Template)]
#[template(path = "rule.html")]
pub(super) struct RuleView<'a> {
    words: &'a Words,
    pieces: Vec<Piece>,
    table: Option<TableView>,
    charts: Vec<Figure>,
    values: Vec<ValueView>,
}

/// A chart with what it shows.
struct Figure {
    svg: String,
    by: String,
}

/// What a value of a rule is made of, and who reads it.
struct ValueView {
    name: String,
    listed: String,
    rests: Vec<Link>,
    used: Vec<Link>,
    examples: Vec<Link>,
}

impl<'a> RuleView<'a> {
    /// The statement of a span; of a table its rows in place of its text.
    pub fn of(book: &Book<'a>, span: Span, table: Option<TableView>) -> RuleView<'a> {
        let pieces = if table.is_some() { Vec::new() } else { book.pieces(span) };
        RuleView { words: book.words, pieces, table, charts: charts(book, span), values: values(book, span) }
    }
}

/// The tiers of a stretch that can be drawn, each once.
fn charts(book: &Book<'_>, span: Span) -> Vec<Figure> {
    let mut found: Vec<(Span, Figure)> = Vec::new();
    for expr in &book.program.expressions {
        let Form::Piece(piece) = &expr.form else { continue };
        let Some(row) = piece.stretches.first().map(|stretch| stretch.span) else { continue };
        if !is_within(row, span) || found.iter().any(|(known, _)| *known == row) {
            continue;
        }
        let svg = Curve::of(book, piece, expr.ty.kind).and_then(|curve| curve.svg());
        if let Some(svg) = svg {
            let by = book.program.expr(piece.by).span;
            let by = if is_within(by, span) { book.texts.path(by).to_owned() } else { String::new() };
            found.push((row, Figure { svg, by }));
        }
    }
    found.sort_by_key(|(row, _)| row.start);
    found.into_iter().map(|(_, figure)| figure).collect()
}

/// The values that a stretch defines.
fn values(book: &Book<'_>, span: Span) -> Vec<ValueView> {
    let program = book.program;
    let mut views = Vec::new();
    for (id, definition) in (0u32..).map(DefinitionId).zip(&program.definitions) {
        if definition.parent.is_none() && is_within(definition.span, span) {
            views.push(ValueView {
                name: definition.name.clone(),
                listed: book.href(PageKind::Rules, &book.ids.listed(program, id)),
                rests: book.things(PageKind::Rules, book.uses.rests_on(User::Value(id))),
                used: book.users(PageKind::Rules, book.uses.used_by(Thing::Value(id))),
                examples: book.examples_of(id),
            });
        }
    }
    views
}
