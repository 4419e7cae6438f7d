//! The yardstick at many rows: what Merit delivers has the checksum on which the limit written by hand agrees.
//!
//! `cargo run --release --manifest-path benches/yardstick/Cargo.toml -- --check --rows 100000` compares the two.

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, Input, InputFormat, ReadOptions, records_with_files};
use merit::engine::{Engine, Settings, Source};
use sha2::{Digest, Sha256};
use std::io::Cursor;

#[path = "../../benches/yardstick/src/workload.rs"]
mod workload;

#[test]
fn a_hundred_thousand_managers_have_the_checksums_of_the_limit() {
    have_checksums(
        100_000,
        &[1, 2],
        "pay ef4a384c90418ac7fc75f51a87500ec5a1123381296ad953b139db9b6c3ab85c",
        "all c6ce6281f8c2db750a3886eb922c24eda0b7306fb0739362f8985b18639d916d",
    );
}

#[test]
fn a_million_managers_have_the_checksums_of_the_limit() {
    have_checksums(
        1_000_000,
        &[2],
        "pay 1eb5e2365d2678948198a1e22269f4f590e545c4f7a323a410084e6142a089ce",
        "all 40e798bf5110925b0758b2fa6f08ec50d65e834c080ca4ee473905c74335b093",
    );
}

fn have_checksums(rows: u64, threads: &[usize], of_pay: &str, of_all: &str) {
    let policy = Engine::compile("scheme.merit", include_str!("../../policies/yardstick/scheme.merit")).unwrap();
    let (record, _) = records_with_files(policy.program()).next().unwrap();
    let mut bytes = workload::HEADING.as_bytes().to_vec();
    workload::rows(&mut bytes, 0..rows).unwrap();
    for threads in threads.iter().copied() {
        let input = Input { name: "manager.csv".to_owned(), bytes: bytes.clone(), format: InputFormat::Csv };
        let options = ReadOptions { threads, ..ReadOptions::default() };
        let (tables, findings) = data::read(policy.program(), &[(record, input)], &options);
        assert!(findings.is_empty(), "{findings:?}");
        let evaluation = policy.evaluate(&tables, &Settings { threads, ..Settings::default() }).unwrap();
        let options = WriteOptions { threads, ..WriteOptions::default() };
        let results = evaluation.results();
        let sums = results.iter().map(|result| sum(&result.delivery.name, result.write(OutputFormat::Csv, &options).as_bytes()));
        assert_eq!(sums.collect::<Vec<_>>(), [of_pay, of_all], "{threads} threads");
        // Articles 1 to 7 compare nobody with others: batch by batch they are the same.
        let settings = Settings { threads, results: vec!["pay".to_owned()], ..Settings::default() };
        let source = Source { name: "manager.csv".to_owned(), format: InputFormat::Csv, bytes: Cursor::new(bytes.clone()) };
        let mut pay = Vec::new();
        let format = (OutputFormat::Csv, &options);
        policy.streaming(&settings).unwrap().run(source, &ReadOptions::default(), format, &mut [&mut pay]).unwrap();
        assert_eq!(sum("pay", &pay), of_pay, "{threads} threads");
    }
}

fn sum(name: &str, bytes: &[u8]) -> String {
    let sum = Sha256::digest(bytes);
    format!("{name} {}", sum.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}
