//! One form of the language at a time over the yardstick's rows: how much each costs in memory.
#![allow(missing_docs, clippy::panic, reason = "a bench has no pages, and ends where something is amiss")]

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use merit::engine::Settings;
use std::hint::black_box;
use support::{ROWS, SCHEME, compiled, managers, tables};

/// An article with the one value that is worked out.
const FORMS: [(&str, &str); 9] = [
    ("product", "output x = fee_income × 8%"),
    ("difference, at least 0", "output x = deposit_avg - deposit_base, at least 0"),
    ("quotient", "output x = npl_balance / loan_balance, blank as 0%, rounded half up to 0.000001"),
    ("bands", "output x = bands by exam_score { below 60: 0; below 80: 0.8; below 90: 1.0; else: 1.15 }"),
    ("marginal", "output x = marginal by deposit_avg { up to 500万: 0.10%; up to 2000万: 0.15%; else: 0.20% }"),
    ("cases", "output x = cases { discipline = none: 0; discipline = warning: fee_income × 20%; else: fee_income }"),
    ("date", "output x = in_post_since + 36 months <= today"),
    ("sum within a branch", "output x = sum(fee_income within branch)"),
    ("rank within a branch", "output x = rank(fee_income within branch highest first ties shared)"),
];

fn kernels(criterion: &mut Criterion) {
    let (head, _) = SCHEME.split_once("article 1").expect("the scheme has an article");
    let mut group = criterion.benchmark_group("kernels");
    group.throughput(Throughput::Elements(ROWS));
    for (name, line) in FORMS {
        let policy = compiled(&format!("{head}article 1 {{\n  {line}\n}}\nresult it of manager {{\n  column x\n}}\n"));
        let tables = tables(&policy, managers(ROWS));
        group.bench_with_input(BenchmarkId::from_parameter(name), &tables, |bencher, tables| {
            bencher.iter(|| black_box(policy.evaluate(tables, &Settings::default()).is_ok()));
        });
    }
    group.finish();
}

criterion_group!(benches, kernels);
criterion_main!(benches);
