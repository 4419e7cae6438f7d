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
    let mut lines = Lines::new(text);
    let mut rows = Vec::new();
    loop {
        let mut ends = Vec::new();
        let Some((_, row)) = lines.next(&mut ends) else { return Some(rows) };
        rows.push(match row {
            Row::Plain(start) => {
                let block = Block { text, width: ends.len(), starts: vec![start], ends, lines: vec![1] };
                (0..block.width).map(|at| block.cell(0, at).to_owned()).collect()
            }
            Row::Marked => lines.marked.cells().into_iter().map(str::to_owned).collect(),
            Row::Amiss(..) => return None,
        });
    }
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
}

#[test]
fn lines_are_counted_where_they_end() {
    let mut lines = Lines::new("a,b\r\n\r\n1,\"x\ny\"\n\n2,z");
    let mut ends = Vec::new();
    let found: Vec<u64> = std::iter::from_fn(|| lines.next(&mut ends).map(|(line, _)| line)).collect();
    assert_eq!(found, [1, 3, 6]);
}
