//! Spans decoded by several threads, taken in their order: what comes out does not depend on how many threads there are.
//!
//! Whoever is free finds the cells of the next span, which one thread can do for many, and decodes them. Every thread has texts of its
//! own; their numbers become those of all when its span is taken.

use super::spans::{Span, Spans};
use super::{Block, Reading, Sheet, row_by_row};
use crate::data::block::Decoded;
use crate::data::bound::Pools;
use crate::data::in_order::in_order;
use crate::data::layout::Layout;
use crate::data::texts::Texts;
use crate::program::Written;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

/// A span as a thread leaves it.
struct Done {
    /// The thread.
    by: usize,
    span: Span,
    /// None where it must be taken row by row.
    decoded: Option<Decoded>,
    /// What the thread had not met before: texts, and texts of references.
    texts: Vec<Box<str>>,
    keys: Vec<Box<str>>,
}

/// For each text of a thread its number among all.
#[derive(Clone, Default)]
struct Numbers {
    texts: Vec<u32>,
    keys: Vec<u32>,
}

/// What a thread has for itself: its number, its texts and those of references, and the cells of the span that it has.
struct Own<'t>(usize, Texts, Texts, Block<'t>);

/// Reads the spans of a text into a sheet.
pub(super) fn read<'p, 't>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, spans: Spans<'t>) {
    let (text, width, threads) = (spans.text, spans.width, reading.threads);
    let layout = Arc::clone(&sheet.layout);
    // The spans that no thread has taken, with the number of the next.
    let left = Mutex::new((0usize, spans));
    let begin = |by| Own(by, Texts::default(), Texts::default(), Block::new(text));
    let next = |Own(by, texts, keys, block): &mut Own<'t>, (): ()| {
        let (number, span) = {
            // Another thread that failed has left nothing half done that matters here.
            let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
            let (number, spans) = &mut *left;
            let Some(span) = spans.next(block) else { return Ok(None) };
            *number = number.saturating_add(1);
            (number.saturating_sub(1), span)
        };
        let known = (texts.len(), keys.len());
        let decoded = layout.decode(block, &mut Pools { texts, keys });
        let (texts, keys) = (texts.since(known.0).map(Box::from).collect(), keys.since(known.1).map(Box::from).collect());
        Ok(Some((number, Done { by: *by, span, decoded, texts, keys })))
    };
    let mut numbers = vec![Numbers::default(); threads];
    let take = |Done { by, span, decoded, texts, keys }: Done| {
        if let Some(numbers) = numbers.get_mut(by) {
            numbers.texts.extend(texts.iter().map(|text| reading.texts.number(text)));
            numbers.keys.extend(keys.iter().map(|key| reading.keys.number(key)));
        }
        let decoded = decoded.zip(numbers.get(by)).map(|(decoded, numbers)| renumbered(&layout, decoded, numbers));
        let taken = decoded.is_some_and(|decoded| sheet.append(reading, decoded, span.line));
        if !taken {
            row_by_row(reading, sheet, text, span, width);
        }
        Ok(())
    };
    let Ok(()): Result<(), Infallible> = in_order(threads, begin, next, take);
}

/// Gives the texts of a thread the numbers that they have among all.
fn renumbered(layout: &Layout<'_>, mut decoded: Decoded, numbers: &Numbers) -> Decoded {
    for (bound, column) in layout.columns.iter().zip(&mut decoded.columns) {
        let (Some(bound), Some(column)) = (bound, column) else { continue };
        match bound.reader.written {
            Written::Text => column.recode(&numbers.texts),
            Written::Key => column.recode(&numbers.keys),
            Written::Integer | Written::Number { .. } | Written::Ratio { .. } | Written::Date | Written::YesNo { .. } | Written::Member => {
            }
        }
    }
    decoded
}
