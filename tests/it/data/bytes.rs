//! Whatever the bytes, reading ends with tables or findings.

use merit::data::{Encoding, Input, InputFormat, ReadOptions, read};
use merit::diagnostics::Code;
use proptest::prelude::*;

use super::policy::{BRANCH, LOAN, MANAGER, TARGET, program};

fn formats() -> impl Strategy<Value = InputFormat> {
    prop_oneof![Just(InputFormat::Csv), Just(InputFormat::Json), Just(InputFormat::Ndjson)]
}

/// Pieces that mean something to one reader or another.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"manager,balance\n".to_vec()),
        Just(b"id,region\nB01,urban\n".to_vec()),
        Just("A,１２.５０\n".as_bytes().to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\r\n\"\"".to_vec()),
        Just(b"[{\"manager\": \"A\", \"balance\": 1e5}, ".to_vec()),
        Just(b"{\"manager\": \"\\ud800\"}\n".to_vec()),
        Just(b"{\"rows\": [".to_vec()),
        Just(b"[[[[{{".to_vec()),
        Just(vec![0xEF, 0xBB, 0xBF]),
        Just(vec![0xFF, 0xFE]),
        Just(vec![0xC0, 0xEE, 0xBE, 0xFC]),
        proptest::collection::vec(any::<u8>(), 0..20),
        "[-+0-9.,eE%‰年月]{0,30}".prop_map(String::into_bytes),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn rows_of_all_different_keys_are_refused_at_once() {
    let rows: String = (0..200_000).map(|row| format!("{{\"k{row}\":1}}\n")).collect();
    let input = Input { name: "x".to_owned(), bytes: rows.into_bytes(), format: InputFormat::Ndjson };
    let findings = read(&program(), &[(LOAN, input)], &ReadOptions::default()).1;
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::E0514]);
}

#[test]
fn long_keys_that_differ_are_told_at_once() {
    let long = "a".repeat(1_000_000);
    let input = |text: String| Input { name: "x".to_owned(), bytes: text.into_bytes(), format: InputFormat::Csv };
    let branches = input(format!("id,region\n{long}b,urban\n"));
    let targets = input(format!("year,office,goal\n2026,{long}c,1\n"));
    let findings = read(&program(), &[(BRANCH, branches), (TARGET, targets)], &ReadOptions::default()).1;
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::E0507]);
}

proptest! {
    #[test]
    fn no_bytes_stop_the_reader(bytes in pieces(), format in formats(), gb18030 in any::<bool>(), limit in 0usize..4) {
        let program = program();
        let encoding = if gb18030 { Encoding::Gb18030 } else { Encoding::Utf8 };
        let options = ReadOptions { encoding, strict: gb18030, limit, threads: 1 };
        for record in [BRANCH, MANAGER, LOAN, TARGET] {
            let input = Input { name: "x".to_owned(), bytes: bytes.clone(), format };
            let (tables, findings) = read(&program, &[(record, input)], &options);
            let many = ReadOptions { threads: 3, ..options };
            let input = Input { name: "x".to_owned(), bytes: bytes.clone(), format };
            prop_assert_eq!(format!("{:?}", read(&program, &[(record, input)], &many)), format!("{:?}", (&tables, &findings)));
            let failed = findings.iter().any(|finding| finding.is_error());
            prop_assert_eq!(tables.tables.is_empty(), failed);
            prop_assert!(findings.iter().filter(|finding| finding.is_error()).count() <= limit + 1);
            if let Some(table) = tables.get(record) {
                for column in table.columns.iter().flatten() {
                    let rows: usize = column.batches.iter().map(|batch| batch.rows()).sum();
                    prop_assert_eq!(rows, table.rows);
                }
            }
        }
    }
}
