//! Spans decoded by several threads, taken in their order: what comes out does not depend on how many threads there are.
//!
//! Whoever is free finds the cells of the next span, which one thread can do for many, and decodes them. Every thread has texts of its
//! own; their numbers become those of all when its span is taken.

use super::spans::{Span, Spans};
use super::{Block, Reading, Sheet, row_by_row};
use crate::data::block::Decoded;
use crate::data::bound::Pools;
use crate::data::layout::Layout;
use crate::data::texts::Texts;
use crate::program::Written;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError, mpsc};

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

/// The spans that no thread has taken, with the number of the next.
type Left<'t> = Mutex<(usize, Spans<'t>)>;

/// Reads the spans of a text into a sheet.
pub(super) fn read<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, spans: Spans<'_>) {
    let (text, width, threads) = (spans.text, spans.width, reading.threads);
    let layout = Arc::clone(&sheet.layout);
    let left: Left<'_> = Mutex::new((0, spans));
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for by in 0..threads {
            let (sender, layout, left) = (sender.clone(), &layout, &left);
            scope.spawn(move || work(by, layout, left, &sender));
        }
        drop(sender);
        let mut numbers = vec![Numbers::default(); threads];
        // Spans that are done before one that precedes them.
        let (mut waiting, mut next) = (FxHashMap::default(), 0usize);
        for (number, done) in receiver {
            waiting.insert(number, done);
            while let Some(Done { by, span, decoded, texts, keys }) = waiting.remove(&next) {
                next = next.saturating_add(1);
                if let Some(numbers) = numbers.get_mut(by) {
                    numbers.texts.extend(texts.iter().map(|text| reading.texts.number(text)));
                    numbers.keys.extend(keys.iter().map(|key| reading.keys.number(key)));
                }
                let decoded = decoded.zip(numbers.get(by)).map(|(decoded, numbers)| renumbered(&layout, decoded, numbers));
                let taken = decoded.is_some_and(|decoded| sheet.append(reading, decoded, span.line));
                if !taken {
                    row_by_row(reading, sheet, text, span, width);
                }
            }
        }
    });
}

/// Decodes spans until none is left.
fn work(by: usize, layout: &Layout<'_>, left: &Left<'_>, sender: &mpsc::Sender<(usize, Done)>) {
    let (mut texts, mut keys) = (Texts::default(), Texts::default());
    let mut block = None;
    loop {
        let (number, span) = {
            // Another thread that failed has left nothing half done that matters here.
            let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
            let (number, spans) = &mut *left;
            let block = block.get_or_insert_with(|| Block::new(spans.text));
            let Some(span) = spans.next(block) else { return };
            *number = number.saturating_add(1);
            (number.saturating_sub(1), span)
        };
        let (known_texts, known_keys) = (texts.len(), keys.len());
        let mut pools = Pools { texts: &mut texts, keys: &mut keys };
        let decoded = block.as_ref().and_then(|block| layout.decode(block, &mut pools));
        let (texts, keys) = (texts.since(known_texts).map(Box::from).collect(), keys.since(known_keys).map(Box::from).collect());
        // Nobody who receives it: then nobody wants it.
        let _ = sender.send((number, Done { by, span, decoded, texts, keys }));
    }
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
