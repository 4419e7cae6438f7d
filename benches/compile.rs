//! Compiling: the yardstick, and policies that repeat its articles.
#![allow(missing_docs, clippy::panic, reason = "a bench has no pages, and ends where something is amiss")]

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use support::{SCHEME, compiled, repeated};

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    for (name, text) in [("yardstick", SCHEME.to_owned()), ("repeated", repeated(12)), ("repeated", repeated(60))] {
        let lines = text.lines().count();
        group.throughput(Throughput::Elements(lines as u64));
        group.bench_with_input(BenchmarkId::new(name, lines), &text, |bencher, text| bencher.iter(|| black_box(compiled(text))));
    }
    group.finish();
}

criterion_group!(benches, compile);
criterion_main!(benches);
