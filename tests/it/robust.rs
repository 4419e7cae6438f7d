//! Whatever an author or an operator hands in, however much of it: an answer or a finding, in bounded time, on the stack of a thread.

mod chains;
mod much;

use std::time::{Duration, Instant};

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, Input, InputFormat, ReadOptions, Tables, records_with_files};
use merit::diagnostics::{Code, Diagnostic};
use merit::engine::{Engine, Evaluation, Policy};

/// Far above what anything here takes in a debug build on a slow machine, far below what anything quadratic takes.
const PATIENCE: Duration = Duration::from_secs(120);

const HEAD: &str = "policy \"p\" { currency CNY, rounded half up to 0.01; subject manager; as of 2026-06-30 }\n\
                    record manager { id text key; x money; y money >= 1; n integer 0 to 100; b yes/no; t text }\n";

/// A row for the record of [`HEAD`].
const ROWS: &str = "id,x,y,n,b,t\nA,1.00,2.00,3,yes,t\n";

fn in_time<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    let taken = started.elapsed();
    assert!(taken < PATIENCE, "{what}: {taken:?}");
    done
}

/// Compiles statements in one article after [`HEAD`].
fn compile(what: &str, statements: &str) -> Result<Policy, Vec<Diagnostic>> {
    compile_text(what, &format!("{HEAD}article 1 {{\n{statements}\n}}\n"))
}

fn compile_text(what: &str, text: &str) -> Result<Policy, Vec<Diagnostic>> {
    in_time(what, || Engine::compile("policy.merit", text).map_err(|rejected| rejected.findings))
}

fn compiles(what: &str, statements: &str) -> Policy {
    compile(what, statements).unwrap_or_else(|findings| panic!("{what}: {:?}", &findings[..findings.len().min(2)]))
}

fn codes(findings: &[Diagnostic]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}

/// The tables of a policy whose first record has these rows as CSV.
fn tables(policy: &Policy, rows: &str) -> Tables {
    let files = records_with_files(policy.program());
    let inputs: Vec<_> = files
        .take(1)
        .map(|(record, name)| (record, Input { name: name.to_owned(), bytes: rows.as_bytes().to_vec(), format: InputFormat::Csv }))
        .collect();
    let (tables, findings) = data::read(policy.program(), &inputs, &ReadOptions::default());
    assert!(!findings.iter().any(Diagnostic::is_error), "{findings:?}");
    tables
}

/// The first result as CSV.
fn delivered(evaluation: &Evaluation<'_>) -> String {
    let results = evaluation.results();
    results[0].write(OutputFormat::Csv, &WriteOptions::default())
}
