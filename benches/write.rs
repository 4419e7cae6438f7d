//! Writing the yardstick's results in each shape.
#![allow(missing_docs, clippy::panic, reason = "a bench has no pages, and ends where something is amiss")]

mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use merit::data::write::{OutputFormat, WriteOptions};
use merit::engine::Settings;
use std::io;
use support::{ROWS, SCHEME, compiled, managers, tables};

fn write(criterion: &mut Criterion) {
    let policy = compiled(SCHEME);
    let tables = tables(&policy, managers(ROWS));
    let evaluation = policy.evaluate(&tables, &Settings::default()).unwrap_or_else(|findings| panic!("{findings:?}"));
    let results = evaluation.results();
    let all = results.last().expect("the scheme has results");
    let mut group = criterion.benchmark_group("write");
    group.throughput(Throughput::Elements(ROWS));
    for format in [OutputFormat::Csv, OutputFormat::Json, OutputFormat::Ndjson] {
        group.bench_function(format.ending(), |bencher| {
            bencher.iter(|| all.write_to(&mut io::sink(), format, &WriteOptions::default()).is_ok());
        });
    }
    group.finish();
}

criterion_group!(benches, write);
criterion_main!(benches);
