//! Rows cut where they stand are the rows that `csv-core` finds in the whole text.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use proptest::prelude::*;

/// The cells of every row that is not amiss, as `csv-core` takes the whole text apart.
fn by_the_library(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv_core::Reader::new();
    let (mut letters, mut ends) = (vec![0; text.len().max(1)], vec![0; text.len().saturating_add(2)]);
    let (mut rest, mut rows) = (text.as_bytes(), Vec::new());
    loop {
        let (mut written, mut ended) = (0, 0);
        loop {
            let (result, took, wrote, cells) = reader.read_record(rest, &mut letters[written..], &mut ends[ended..]);
            (rest, written, ended) = (&rest[took..], written + wrote, ended + cells);
            match result {
                csv_core::ReadRecordResult::Record => break,
                csv_core::ReadRecordResult::End => return rows,
                csv_core::ReadRecordResult::InputEmpty => {}
                full => panic!("{full:?}"),
            }
        }
        let starts = std::iter::once(0).chain(ends.iter().copied());
        rows.push(starts.zip(&ends[..ended]).map(|(from, to)| String::from_utf8(letters[from..*to].to_vec()).unwrap()).collect());
    }
}

/// The cells of every row, as they are cut here; none where a row is amiss.
fn as_cut(text: &str) -> Option<Vec<Vec<String>>> {
    let mut lines = Lines::new(text, 0, 1);
    let mut rows = Vec::new();
    while let Some((_, row)) = lines.next() {
        if matches!(row, Row::Amiss(..)) {
            return None;
        }
        rows.push(lines.cells(row).into_iter().map(str::to_owned).collect());
    }
    Some(rows)
}

/// A span with the cells of its rows, if they were found plain.
type Found = (u64, usize, Option<Vec<Vec<String>>>);

/// The spans of a text.
fn spans_of(text: &str, width: usize) -> Vec<Found> {
    let mut spans = Spans::new(text, 0, 1, width);
    let (mut block, mut found) = (Block::new(text), Vec::new());
    while let Some(span) = spans.next(&mut block) {
        let row = |row: usize| (0..width).map(|at| block.cell(row, at).to_owned()).collect();
        let cells = (block.rows() > 0).then(|| (0..block.rows()).map(row).collect());
        found.push((span.line, span.rows, cells));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn rows_are_cut_as_the_library_cuts_them(
        cells in proptest::collection::vec(("\"?[a-z0-9.,余额 ]{0,12}\"?", prop_oneof![Just(","), Just(","), Just("\n"), Just("\r\n"), Just("\r")]), 0..40),
    ) {
        let text: String = cells.iter().map(|(cell, mark)| format!("{cell}{mark}")).collect();
        if let Some(rows) = as_cut(&text) {
            prop_assert_eq!(rows, by_the_library(&text));
        }
    }

    #[test]
    fn spans_of_plain_rows_hold_the_rows(
        rows in proptest::collection::vec((proptest::collection::vec("[a-z0-9.余 ]{0,9}", 3), prop_oneof![20 => Just("\n"), 4 => Just("\r\n"), 1 => Just("\n\n"), 1 => Just("\r")]), 1..60),
        last in any::<bool>(),
    ) {
        let mut text: String = rows.iter().map(|(cells, end)| format!("{}{end}", cells.join(","))).collect();
        if last {
            text.truncate(text.trim_end_matches(['\r', '\n']).len());
        }
        let all = as_cut(&text).unwrap();
        let mut at = 0;
        for (_, many, cells) in spans_of(&text, 3) {
            if let Some(cells) = cells {
                prop_assert_eq!(&cells[..], &all[at..at + many]);
            }
            at += many;
        }
        prop_assert_eq!(at, all.len());
    }
}

#[test]
fn lines_are_counted_where_they_end() {
    let mut lines = Lines::new("a,b\r\n\r\n1,\"x\ny\"\n\n2,z", 0, 1);
    let found: Vec<u64> = std::iter::from_fn(|| lines.next().map(|(line, _)| line)).collect();
    assert_eq!(found, [1, 3, 6]);
}

#[test]
fn a_span_is_a_batch_of_plain_rows_or_takes_whatever_there_is() {
    use crate::data::columns::BATCH;
    let row = |number: usize| format!("{number},b\n");
    let text: String = (0..3 * BATCH).map(|number| if number == BATCH + 1 { "\"x\",y\r\n".to_owned() } else { row(number) }).collect();
    let found: Vec<_> = spans_of(&text, 2).into_iter().map(|(line, rows, cells)| (line, rows, cells.is_some())).collect();
    let line = |rows: usize| u64::try_from(rows).unwrap() + 1;
    assert_eq!(found, [(1, BATCH, true), (line(BATCH), BATCH, false), (line(2 * BATCH), BATCH, true)]);
    // A single column: a blank line is no row.
    assert_eq!(spans_of("a\n\nb\n", 1), [(1, 2, None)]);
    assert_eq!(spans_of("a\r\nb", 1), [(1, 2, Some(vec![vec!["a".to_owned()], vec!["b".to_owned()]]))]);
}
