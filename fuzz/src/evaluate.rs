//! Bytes taken for a policy and its files: compiled, read, evaluated, explained and written.

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, Input, InputFormat, ReadOptions, Tables};
use merit::diagnostics::{Diagnostic, Language};
use merit::engine::{Policy, Settings};
use merit::explain::{self, Options};
use merit::program::{OVERALL, RecordId};
use merit::{data::records_with_files, wire};

/// The most rows that are explained.
const EXPLAINED: usize = 3;

/// The files that follow the policy are those that it uses, and those of its records.
pub fn evaluate(bytes: &[u8]) {
    let all = super::files::split(bytes);
    let Some(policy) = super::policy::compile(&all) else { return };
    let (_, files) = all;
    let mut inputs: Vec<(RecordId, Input)> = Vec::new();
    for (record, name) in records_with_files(policy.program()) {
        let is_it = |title: &str| title == name || title.strip_prefix(name).is_some_and(|ending| ending.starts_with('.'));
        let (name, bytes) = files.iter().find(|(title, _)| is_it(title)).copied().unwrap_or((name, &[]));
        let format = InputFormat::of_name(name).unwrap_or(InputFormat::Csv);
        inputs.push((record, Input { name: name.to_owned(), bytes: bytes.to_vec(), format }));
    }
    let (tables, findings) = data::read(policy.program(), &inputs, &ReadOptions::default());
    super::policy::show(policy.sources(), &findings);
    if !findings.iter().any(Diagnostic::is_error) {
        deliver(&policy, &tables);
    }
}

/// Evaluates records twice, with reasons and without: both give the same results, in every shape; some rows are explained.
pub fn deliver(policy: &Policy, tables: &Tables) {
    let plain = policy.evaluate(tables, &Settings { threads: 1, ..Settings::default() });
    let kept = policy.evaluate(tables, &Settings { threads: 2, reasons: true, ..Settings::default() });
    let (plain, kept) = match (plain, kept) {
        (Ok(plain), Ok(kept)) => (plain, kept),
        (Err(plain), Err(_)) => {
            assert!(plain.iter().any(Diagnostic::is_error), "stopped without an error");
            return super::policy::show(policy.sources(), &plain);
        }
        (plain, kept) => panic!("one of two runs stopped: {:?} {:?}", plain.err(), kept.err()),
    };
    super::policy::show(policy.sources(), &plain.findings);
    for (one, other) in plain.results().iter().zip(&kept.results()) {
        for format in [OutputFormat::Csv, OutputFormat::Json, OutputFormat::Ndjson, OutputFormat::Table] {
            let options = WriteOptions { language: policy.language(), ..WriteOptions::default() };
            assert_eq!(one.write(format, &options), other.write(format, &options), "reasons changed a result");
        }
    }
    wire::Answer::of(&plain, policy.language());
    let records = (0..policy.program().records.len()).filter_map(|at| u32::try_from(at).ok().map(RecordId));
    for record in records.filter(|&record| record != OVERALL) {
        for row in 0..kept.rows(record).min(EXPLAINED) {
            for language in [Language::English, Language::Chinese] {
                let statement = kept.statement(record, row, &Options { language, members: true, all: true, next: true });
                explain::text(&statement);
                wire::Statement::of(&statement);
            }
        }
    }
}
