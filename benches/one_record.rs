//! One manager that a host gives: evaluated alone, read and evaluated, and with its statement.
#![allow(missing_docs, clippy::panic, reason = "a bench has no pages, and ends where something is amiss")]

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use merit::data::MissingField;
use merit::data::host::HostRows;
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

criterion_group!(benches, one_record);
criterion_main!(benches);
