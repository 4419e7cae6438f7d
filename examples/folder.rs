//! A scheme folder, as the command reads it: compile the policy with the files it uses, read the records, write a result, explain one
//! record.
//!
//! `cargo run --example folder policies/rural-bank M01`
#![allow(clippy::print_stdout)]

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, ReadOptions, files};
use merit::diagnostics::Diagnostic;
use merit::engine::{Engine, Settings};
use merit::explain::{self, Options};
use merit::source::FileLoader;
use std::path::Path;

/// The first result of a scheme as CSV, and the statement of one record.
pub fn report(folder: &Path, key: &str) -> Result<(String, String), String> {
    let path = folder.join("scheme.merit").display().to_string();
    let policy = Engine::load(&FileLoader, &path).map_err(|rejected| told(&rejected.findings))?;
    let program = policy.program();

    let (paths, missing) = files::find(folder, program);
    if !missing.is_empty() {
        return Err(told(&missing));
    }
    let mut inputs = Vec::new();
    for (record, path) in paths {
        inputs.push((record, files::open(&path).map_err(|finding| told(&[*finding]))?));
    }
    let (tables, findings) = data::read(program, &inputs, &ReadOptions::default());
    if findings.iter().any(Diagnostic::is_error) {
        return Err(told(&findings));
    }

    // Reasons are kept only where a statement is asked for.
    let settings = Settings { reasons: true, ..Settings::default() };
    let evaluation = policy.evaluate(&tables, &settings).map_err(|findings| told(&findings))?;
    let results = evaluation.results();
    let first = results.first().ok_or("the policy delivers nothing")?;
    let csv = first.write(OutputFormat::Csv, &WriteOptions::default());

    let subject = program.head.subject.ok_or("the policy has no subject")?;
    let row = evaluation.row_of_key(subject, key).ok_or("there is no such record")?;
    let statement = evaluation.statement(subject, row, &Options::default());
    Ok((csv, explain::text(&statement)))
}

fn told(findings: &[Diagnostic]) -> String {
    let messages: Vec<String> = findings.iter().map(|finding| format!("{}: {}", finding.code.name(), finding.message.en)).collect();
    messages.join("; ")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(key)) = (arguments.next(), arguments.next()) else {
        return Err("give a scheme folder and a key".into());
    };
    let (csv, statement) = report(Path::new(&folder), &key)?;
    println!("{csv}\n{statement}");
    Ok(())
}
