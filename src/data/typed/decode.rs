//! Rows with kinds of their own, decoded to the columns of a record a batch at a time.

use super::{Cells, Typed, TypedRows};
use crate::data::MissingField;
use crate::data::bind::{Reading, Sheet};
use crate::data::block::Decoded;
use crate::data::bound::{Bound, Pools};
use crate::data::build::{Builder, Plain};
use crate::data::columns::{BATCH, State};
use crate::data::key_block::{KeyBlock, KeyRows};
use crate::data::layout::Layout;
use crate::program::Written;
use std::ops::Range;

impl<'p> Sheet<'p> {
    /// Takes rows, the first of which has this number, batch by batch. Where anything is amiss in one, its rows are taken one by one,
    /// for the findings.
    pub(in crate::data) fn typed_rows(&mut self, reading: &mut Reading<'p>, first: u64, rows: &TypedRows<'_>) {
        let mut from = 0usize;
        while from < rows.rows {
            let room = BATCH.saturating_sub(self.rows().checked_rem(BATCH).unwrap_or(0));
            let to = from.saturating_add(room).min(rows.rows);
            let number = first.saturating_add(u64::try_from(from).unwrap_or(u64::MAX));
            let decoded = decode(&self.layout, rows, from..to, &mut reading.pools());
            if !decoded.is_some_and(|decoded| self.append(reading, decoded, number)) {
                for (row, number) in (from..to).zip(number..) {
                    self.row(reading, number, |column| rows.cell(column, row));
                }
            }
            from = to;
        }
    }
}

/// The columns of some rows; none where anything in them is amiss.
fn decode(layout: &Layout<'_>, rows: &TypedRows<'_>, range: Range<usize>, pools: &mut Pools<'_>) -> Option<Decoded> {
    let typed = |bound: &Bound<'_>| rows.columns.get(bound.at?)?.as_ref();
    let mut columns = Vec::with_capacity(layout.columns.len());
    for bound in &layout.columns {
        columns.push(match bound {
            Some(bound) if !bound.names_rows => Some(bound.held(column(bound, typed(bound)?, range.clone(), pools)?)),
            _ => None,
        });
    }
    let keys = if layout.record.key.is_empty() { None } else { Some(keys(layout, rows, range.clone())?) };
    Some(Decoded { rows: range.len(), columns, keys })
}

/// The keys of some rows; none where a part of one is refused.
fn keys(layout: &Layout<'_>, rows: &TypedRows<'_>, range: Range<usize>) -> Option<KeyBlock> {
    let (mut found, mut key) = (KeyRows::default(), String::new());
    for row in range {
        layout.spell_key(MissingField::Error, row, |column| rows.cell(column, row), &mut key)?;
        found.push(&key);
    }
    found.finish()
}

/// Its column of some rows; none where a cell is refused.
fn column(bound: &Bound<'_>, typed: &Typed<'_>, range: Range<usize>, pools: &mut Pools<'_>) -> Option<Builder> {
    let reader = &bound.reader;
    match (reader.written, &typed.values) {
        (Written::Integer | Written::Number { .. } | Written::Ratio { .. }, Cells::Units { scale, units }) => {
            let shift = reader.shift(*scale);
            cells(bound, typed, range, pools, |_, row| reader.shifted(shift?, *units.get(row)?))
        }
        (Written::Date, Cells::Days(days)) => cells(bound, typed, range, pools, |_, row| reader.certain_day(*days.get(row)?)),
        (Written::YesNo { .. }, Cells::YesNo(list)) => cells(bound, typed, range, pools, |_, row| list.get(row).copied()),
        (Written::Member | Written::Text | Written::Key, Cells::Texts(texts)) => {
            cells(bound, typed, range, pools, |pools, row| code(bound, pools, texts.get(row)?))
        }
        (Written::Member | Written::Text | Written::Key, Cells::Coded { texts, codes }) => {
            // The number of each text of the list, as it is met.
            let mut known: Vec<Option<u32>> = vec![None; texts.len()];
            cells(bound, typed, range, pools, |pools, row| {
                let at = *codes.get(row)? as usize;
                let known = known.get_mut(at)?;
                if known.is_none() {
                    *known = code(bound, pools, texts.get(at)?);
                }
                *known
            })
        }
        _ => cells(bound, typed, range, pools, |_, _| None::<u32>),
    }
}

/// The number of a text, or of the member that it spells.
#[inline]
fn code(bound: &Bound<'_>, pools: &mut Pools<'_>, text: &str) -> Option<u32> {
    match bound.reader.written {
        Written::Member => bound.reader.certain_member(text),
        _ => bound.number(pools, text),
    }
}

/// A column whose cells are mostly taken as they are.
fn cells<T: Plain>(
    bound: &Bound<'_>,
    typed: &Typed<'_>,
    range: Range<usize>,
    pools: &mut Pools<'_>,
    mut quick: impl FnMut(&mut Pools<'_>, usize) -> Option<T>,
) -> Option<Builder> {
    let mut builder = bound.builder();
    if typed.blanks.is_none() && builder.fill(range.clone().map(|row| quick(pools, row))) {
        return Some(builder);
    }
    for row in range {
        let plain = if typed.is_blank(row) { None } else { quick(pools, row) };
        if let Some(value) = plain {
            value.push_to(&mut builder);
            continue;
        }
        match bound.read(typed.cell(row)) {
            Ok(Some(cell)) => bound.append(&mut builder, pools, cell),
            Ok(None) => builder.push_absent(State::Blank),
            Err(_) => return None,
        }
    }
    Some(builder)
}
