//! Compiling: the yardstick, and policies that repeat its articles.
#![allow(missing_docs, clippy::panic, reason = "a bench has no pages, and ends where something is amiss")]

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use support::{SCHEME, compiled};

/// The head of the scheme and the same three articles again and again, each time under other names.
fn repeated(times: usize) -> String {
    let (head, _) = SCHEME.split_once("article 1").expect("the scheme has an article");
    let articles = (1..=times).map(|number| {
        format!(
            "\narticle {number} \"Part {number}\" {{\n  table level_{number} by grade {{\n    grade | amount\n    G1 | 3_000.00\n    \
             G2 | 4_250.50\n    G3, G4 | 5_600.00\n    G5 | 9_500.00\n    G6 | 12_000.00\n  }}\n  \
             growth_{number} = deposit_avg - deposit_base, at least 0\n  \
             pay level_pay_{number} = level_{number} × bands by exam_score {{ below 60: 0; below 80: 0.8; else: 1.0 }}\n  \
             pay deposit_pay_{number} = marginal by growth_{number} {{ up to 500万: 0.10%; else: 0.15% }}\n  \
             output penalty_{number} = cases {{\n    discipline = none: 0\n    else: deposit_pay_{number} × 20%\n  }}\n}}\n"
        )
    });
    format!("{head}{}", articles.collect::<String>())
}

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
