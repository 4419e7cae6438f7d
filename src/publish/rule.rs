//! One statement as the author wrote it: tables as tables, tiers with their charts, and below it what its values rest on and who uses them.

use askama::Template;

use crate::program::DefinitionId;
use crate::program::uses::{Thing, User};
use crate::source::Span;

use super::Book;
use super::chart::{FigureView, figures};
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
    figures: Vec<FigureView>,
    values: Vec<ValueView>,
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
        RuleView { words: book.words, pieces, table, figures: figures(book, span), values: values(book, span) }
    }
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
