//! The places of a policy that may be reached: found in its program, by what its author wrote.

use super::{Place, PlaceKind};
use crate::program::{ExprId, Form, Kind, LedgerId, Map, Program, StretchValue, each_of_ledger, each_part};
use crate::source::{Sources, Span};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Finds all places of a program.
pub(super) fn of(program: &Program, sources: &Sources) -> BTreeSet<Place> {
    let mut articles = BTreeSet::new();
    let mut roots = Vec::new();
    for definition in &program.definitions {
        let of_definition = definition.article.iter().chain(&definition.alternatives);
        articles.extend(of_definition.map(|article| Place::article(program.article(*article).span)));
        roots.extend([(definition.value, is_condition(program, definition.value)), (definition.unrounded, false)]);
    }
    for assertion in &program.assertions {
        articles.extend(assertion.article.map(|article| Place::article(program.article(article).span)));
        roots.extend([(assertion.condition, true), (assertion.asserted, true)]);
    }
    for state in program.folds.iter().flat_map(|fold| &fold.states) {
        roots.extend([state.starts, state.next].map(|value| (value, is_condition(program, value))));
    }
    let ledgers = (0..u32::try_from(program.ledgers.len()).unwrap_or(u32::MAX)).map(LedgerId);
    ledgers.for_each(|ledger| each_of_ledger(program, ledger, &mut |part| roots.push((part, is_condition(program, part)))));
    let mut places = below(program, sources, roots);
    places.extend(articles);
    places
}

impl Place {
    /// An article.
    pub(super) fn article(span: Span) -> Place {
        Place { span, kind: PlaceKind::Article, column: 0 }
    }

    /// Any other place than a cell.
    pub(super) fn at(span: Span, kind: PlaceKind) -> Place {
        Place { span, kind, column: 0 }
    }
}

/// Whether a value is yes or no.
pub(super) fn is_condition(program: &Program, expr: ExprId) -> bool {
    program.expr(expr).ty.kind == Kind::YesNo
}

/// Whether cases are a choice of the author's: there are two arms at least, each with words of its own.
pub(super) fn is_choice(program: &Program, expr: ExprId, arms: &[(ExprId, ExprId)], otherwise: Option<ExprId>) -> bool {
    let whole = program.expr(expr).span;
    let mut spans: Vec<Span> = arms.iter().map(|(_, value)| *value).chain(otherwise).map(|value| program.expr(value).span).collect();
    let within = |span: &Span| span.source == whole.source && span.start >= whole.start && span.end <= whole.end && *span != whole;
    let count = spans.len();
    spans.sort_unstable();
    spans.dedup();
    count >= 2 && spans.len() == count && spans.iter().all(within)
}

/// The parts of a condition that are asked one after the other, if it is made of such.
pub(super) fn limbs(form: &Form) -> Option<&[ExprId]> {
    match form {
        Form::Map(Map::And | Map::Or | Map::Not, limbs) => Some(limbs),
        Form::Settle { value, .. } => Some(std::slice::from_ref(value)),
        _ => None,
    }
}

/// The places of expressions and of all that they are made of.
fn below(program: &Program, sources: &Sources, roots: Vec<(ExprId, bool)>) -> BTreeSet<Place> {
    let (mut found, mut met, mut waiting) = (BTreeSet::new(), FxHashSet::default(), roots);
    while let Some((id, asked)) = waiting.pop() {
        if !met.insert((id, asked)) {
            continue;
        }
        let expr = program.expr(id);
        if asked && let Some(limbs) = limbs(&expr.form) {
            waiting.extend(limbs.iter().map(|limb| (*limb, true)));
        } else if asked && !matches!(expr.form, Form::Cases { .. } | Form::Constant(_)) && has_words(sources, expr.span) {
            found.insert(Place::at(expr.span, PlaceKind::Condition));
        }
        match &expr.form {
            Form::Cases { arms, otherwise } => {
                if is_choice(program, id, arms, *otherwise) {
                    let values = arms.iter().map(|(_, value)| *value).chain(*otherwise);
                    found.extend(values.map(|value| Place::at(program.expr(value).span, PlaceKind::Choice)));
                }
                waiting.extend(arms.iter().flat_map(|(test, value)| [(*test, true), (*value, asked)]));
                waiting.extend(otherwise.iter().map(|value| (*value, asked)));
            }
            Form::Piece(piece) => {
                found.extend(piece.stretches.iter().map(|stretch| Place::at(stretch.span, PlaceKind::TierRow)));
                waiting.push((piece.by, false));
                waiting.extend(piece.stretches.iter().filter_map(|stretch| match stretch.value {
                    StretchValue::Expr(value) => Some((value, false)),
                    StretchValue::Linear { .. } => None,
                }));
            }
            Form::Lookup { table, keys, column } => {
                let rows = program.table(*table).rows.iter();
                found.extend(rows.map(|row| Place { span: row.span, kind: PlaceKind::TableCell, column: *column }));
                waiting.extend(keys.iter().map(|key| (*key, false)));
            }
            Form::Definition(_) | Form::Closing { .. } => {}
            Form::AtEntry(value) => waiting.push((*value, asked)),
            Form::Reduce(reduce) => {
                waiting.extend(reduce.filter.map(|filter| (filter, true)));
                each_part(program, id, &mut |part| waiting.push((part, reduce.filter == Some(part))));
            }
            Form::Cover(cover) => each_part(program, id, &mut |part| waiting.push((part, cover.filter == Some(part)))),
            Form::Rank(rank) => each_part(program, id, &mut |part| waiting.push((part, rank.among == Some(part)))),
            Form::Allocate(allocate) => each_part(program, id, &mut |part| waiting.push((part, allocate.among == Some(part)))),
            _ if asked && limbs(&expr.form).is_some() => {
                if let Form::Settle { blank, not_applicable, .. } = &expr.form {
                    waiting.extend(blank.iter().chain(not_applicable).map(|value| (*value, false)));
                }
            }
            _ => each_part(program, id, &mut |part| waiting.push((part, false))),
        }
    }
    found
}

/// Whether an author would know a condition by the words that it comes from: not a whole clause, nor a whole row of a tier.
fn has_words(sources: &Sources, span: Span) -> bool {
    let text = sources.text(span);
    !text.is_empty() && !text.contains(['{', '｛', ':', '：'])
}
