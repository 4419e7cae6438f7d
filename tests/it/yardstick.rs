//! The yardstick at many rows: what Merit delivers has the checksum on which the limit written by hand agrees.
//!
//! `cargo run --release --manifest-path benches/yardstick/Cargo.toml -- --check --rows 20000` compares the two.

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, Input, InputFormat, ReadOptions, records_with_files};
use merit::engine::{Engine, Settings};
use sha2::{Digest, Sha256};

#[path = "../../benches/yardstick/src/workload.rs"]
mod workload;

const ROWS: u64 = 20_000;

#[test]
fn twenty_thousand_managers_have_the_checksums_of_the_limit() {
    let policy = Engine::compile("scheme.merit", include_str!("../../policies/yardstick/scheme.merit")).unwrap();
    let (record, _) = records_with_files(policy.program()).next().unwrap();
    let mut bytes = workload::HEADING.as_bytes().to_vec();
    workload::rows(&mut bytes, 0..ROWS).unwrap();
    for threads in [1, 2] {
        let input = Input { name: "manager.csv".to_owned(), bytes: bytes.clone(), format: InputFormat::Csv };
        let options = ReadOptions { threads, ..ReadOptions::default() };
        let (tables, findings) = data::read(policy.program(), &[(record, input)], &options);
        assert!(findings.is_empty(), "{findings:?}");
        let evaluation = policy.evaluate(&tables, &Settings { threads, ..Settings::default() }).unwrap();
        let options = WriteOptions { threads, ..WriteOptions::default() };
        let results = evaluation.results();
        let sums = results.iter().map(|result| {
            let sum = Sha256::digest(result.write(OutputFormat::Csv, &options).as_bytes());
            format!("{} {}", result.delivery.name, sum.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        });
        assert_eq!(sums.collect::<Vec<_>>(), [PAY, ALL], "{threads} threads");
    }
}

const PAY: &str = "pay 1aa0c66be184b3ccd5e5b05c5f5ecb4515d4dd89ecd18dcdc1ec02733e7bb049";
const ALL: &str = "all 763608f88a4efc6a2d03659f04fc22c9ae90f8afd2f8ac95326012f07b1adf85";
