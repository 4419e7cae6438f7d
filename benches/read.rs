//! Reading the yardstick's rows: CSV, NDJSON, Parquet, Arrow and Excel.
#![allow(missing_docs, clippy::panic, reason = "a bench has no pages, and ends where something is amiss")]

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, InputFormat, ReadOptions};
use merit::engine::Settings;
use std::hint::black_box;
use support::{ROWS, SCHEME, compiled, input, managers, tables};

/// The rows of a CSV as objects, a line each.
fn ndjson(csv: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(csv);
    let mut lines = text.lines().map(|line| line.split(','));
    let heading: Vec<&str> = lines.next().into_iter().flatten().collect();
    let plain = |cell: &str| cell == "true" || cell == "false" || cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let member = |(name, cell): (&&str, &str)| if plain(cell) { format!("\"{name}\":{cell}") } else { format!("\"{name}\":\"{cell}\"") };
    lines.map(|cells| format!("{{{}}}\n", heading.iter().zip(cells).map(member).collect::<Vec<_>>().join(","))).collect::<String>().into()
}

/// The rows of a CSV in another format: what a result of all columns delivers.
fn delivered(csv: &[u8], format: OutputFormat) -> Vec<u8> {
    let heading = String::from_utf8_lossy(csv.split(|byte| *byte == b'\n').next().unwrap_or_default()).into_owned();
    let columns = heading.split(',').map(|name| format!("  column {name}\n")).collect::<String>();
    let policy = compiled(&format!("{SCHEME}\nresult copy of manager {{\n{columns}}}\n"));
    let tables = tables(&policy, csv.to_vec());
    let evaluation = policy.evaluate(&tables, &Settings::default()).unwrap_or_else(|findings| panic!("{findings:?}"));
    let mut bytes = Vec::new();
    let copy = evaluation.results().into_iter().find(|result| result.delivery.name == "copy").expect("the copy");
    copy.write_to(&mut bytes, format, &WriteOptions::default()).expect("memory takes everything");
    bytes
}

fn read(criterion: &mut Criterion) {
    let (policy, csv) = (compiled(SCHEME), managers(ROWS));
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Elements(ROWS));
    for (name, bytes, format) in [
        ("csv", csv.clone(), InputFormat::Csv),
        ("ndjson", ndjson(&csv), InputFormat::Ndjson),
        ("parquet", delivered(&csv, OutputFormat::Parquet), InputFormat::Parquet),
        ("arrow", delivered(&csv, OutputFormat::Arrow), InputFormat::Arrow),
        ("xlsx", delivered(&csv, OutputFormat::Excel), InputFormat::Excel),
    ] {
        let inputs = [input(&policy, bytes, format)];
        let (_, findings) = data::read(policy.program(), &inputs, &ReadOptions::default());
        assert!(findings.is_empty(), "{findings:?}");
        group.bench_function(name, |bencher| bencher.iter(|| black_box(data::read(policy.program(), &inputs, &ReadOptions::default()))));
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
