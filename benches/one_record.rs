//! One manager that a host gives: a record that is filled and evaluated again and again, and rows that are read, evaluated and explained.
#![allow(missing_docs, clippy::panic, reason = "a bench has no pages, and ends where something is amiss")]

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use merit::data::MissingField;
use merit::data::host::HostRows;
use merit::diagnostics::Diagnostic;
use merit::engine::Settings;
use merit::explain;
use serde_json::Value;
use std::hint::black_box;
use support::{SCHEME, compiled, managers, record, tables};

/// The first manager, figures as decimal texts.
fn manager() -> Value {
    let csv = String::from_utf8(managers(1)).unwrap_or_default();
    let mut lines = csv.lines().map(|line| line.split(','));
    let (heading, cells) = (lines.next().into_iter().flatten(), lines.next().into_iter().flatten());
    let value = |cell: &str| if cell == "true" || cell == "false" { Value::Bool(cell == "true") } else { Value::String(cell.to_owned()) };
    Value::Object(heading.zip(cells).map(|(name, cell)| (name.to_owned(), value(cell))).collect())
}

fn one_record(criterion: &mut Criterion) {
    let (policy, value) = (compiled(SCHEME), manager());
    let (program, record) = (policy.program(), record(&policy));
    let one = tables(&policy, managers(1));
    let mut group = criterion.benchmark_group("one record");
    group.bench_function("evaluate", |bencher| bencher.iter(|| black_box(policy.evaluate(&one, &Settings::default()).is_ok())));
    for (name, reasons) in [("from serde", false), ("from serde, with its statement", true)] {
        let settings = Settings { reasons, ..Settings::default() };
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut rows = HostRows::new();
                rows.add(program, record, &value).unwrap_or_else(|finding| panic!("{finding:?}"));
                let (tables, _) = rows.read(program, MissingField::Error, false);
                let evaluation = policy.evaluate(&tables, &settings).unwrap_or_else(|findings| panic!("{findings:?}"));
                if reasons {
                    black_box(evaluation.statement(record, 0, &explain::Options::default()));
                }
            });
        });
    }
    group.finish();
}

/// What the result of articles 1 to 7 lists.
const PAID: [&str; 12] = [
    "capability_pay",
    "deposit_pay",
    "interest_pay",
    "fee_pay",
    "customer_award",
    "zero_complaint_award",
    "penalty",
    "due",
    "deferred",
    "last_tranche",
    "rotation_due",
    "admitted",
];

/// Articles 1 to 7 for a record in the memory it has.
fn record_again(criterion: &mut Criterion) {
    let (policy, value) = (compiled(SCHEME), manager());
    let prepared = policy.prepare(&Settings { results: vec!["pay".to_owned()], ..Settings::default() }).unwrap_or_else(told);
    let due = prepared.value("due").unwrap_or_else(|finding| panic!("{finding}"));
    let cells: Vec<(String, String)> = match &value {
        Value::Object(members) => {
            members.iter().map(|(name, cell)| (name.clone(), cell.as_str().map_or(cell.to_string(), str::to_owned))).collect()
        }
        _ => Vec::new(),
    };
    let fields: Vec<_> = cells.iter().map(|(name, _)| prepared.field(name).unwrap_or_else(|finding| panic!("{finding}"))).collect();
    let mut manager = prepared.record();
    manager.fill(&value).unwrap_or_else(told);
    let mut group = criterion.benchmark_group("a record again");
    group.bench_function("evaluate", |bencher| bencher.iter(|| black_box(manager.evaluate().unwrap_or_else(told).units(due, 2))));
    group.bench_function("fill with texts, evaluate", |bencher| {
        bencher.iter(|| {
            for (field, (_, cell)) in fields.iter().zip(&cells) {
                manager.set(*field, cell.as_str()).unwrap_or_else(|finding| panic!("{finding}"));
            }
            black_box(manager.evaluate().unwrap_or_else(told).units(due, 2))
        });
    });
    group.bench_function("fill with a value of serde, evaluate", |bencher| {
        bencher.iter(|| {
            manager.fill(&value).unwrap_or_else(told);
            black_box(manager.evaluate().unwrap_or_else(told).units(due, 2))
        });
    });
    let with_reasons =
        policy.prepare(&Settings { results: vec!["pay".to_owned()], reasons: true, ..Settings::default() }).unwrap_or_else(told);
    let told_of: Vec<_> = PAID.into_iter().filter_map(|name| with_reasons.value(name).ok()).collect();
    let mut explained = with_reasons.record();
    group.bench_function("fill with a value of serde, evaluate, with reasons", |bencher| {
        bencher.iter(|| {
            explained.fill(&value).unwrap_or_else(told);
            let values = explained.evaluate().unwrap_or_else(told);
            for value in &told_of {
                black_box(values.why(*value));
            }
        });
    });
    let options = explain::Options::default();
    group.bench_function("explain in words", |bencher| {
        bencher.iter(|| {
            let statement = manager.explain(&options).unwrap_or_else(told);
            black_box(&statement);
        });
    });
    group.bench_function("explain in words, as text", |bencher| {
        bencher.iter(|| black_box(explain::text(&manager.explain(&options).unwrap_or_else(told))));
    });
    group.finish();
}

fn told<T>(findings: Vec<Diagnostic>) -> T {
    panic!("{findings:?}")
}

criterion_group!(benches, one_record, record_again);
criterion_main!(benches);
