//! `merit test`: the tests in the policy, and the results that its folder says a run must give.

mod beside;
mod expected;
mod junit;
mod report;

use super::run::{DataArgs, encoding};
use super::{Exit, Ui, scheme, told};
use crate::data::write::whole::write_file;
use clap::{Args, ValueEnum};
use report::{Report, Source, Tried, Why};
use std::path::PathBuf;

/// What to test.
#[derive(Debug, Args)]
pub struct TestArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Only tests whose name holds this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// In which form
    #[arg(long, value_enum, default_value = "human")]
    format: Shape,
    /// Write a JUnit report of all tests into this file too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

/// The forms of what came of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// What failed with its lines, and how many passed
    Human,
    /// Every test with what failed of it, for other programs
    Json,
}

/// Runs all tests of a scheme.
pub fn test(args: &TestArgs, ui: &mut Ui) -> Exit {
    let scheme = match scheme::open(&args.data.scheme, ui) {
        Ok(scheme) => scheme,
        Err(exit) => return exit,
    };
    let sources = scheme.policy.sources();
    let mut report = Report::default();
    let mut tests = scheme.policy.test();
    for file in beside::files(&scheme.tests()) {
        match beside::read(&file, encoding(&args.data)) {
            Ok(cases) => tests.extend(cases.iter().map(|case| scheme.policy.test_case(case))),
            Err(unread) => tests.push(unread),
        }
    }
    for tried in tests {
        if !args.filter.as_deref().is_none_or(|filter| tried.name.contains(filter)) {
            continue;
        }
        let failures = tried.failures.into_iter().map(|failure| Why::Finding(Box::new(failure.finding))).collect();
        report.tried.push(Tried { name: tried.name, source: Source::of(&tried.place, sources), failures });
    }
    if scheme.expected().is_dir() && args.filter.is_none() {
        match expected::compare(&args.data, &scheme, ui) {
            Ok(compared) => report.tried.extend(compared),
            Err(exit) => return exit,
        }
    }
    if let Some(file) = &args.junit {
        let name = scheme.policy.program().head.name.as_str();
        let done = junit::write(name, &report, sources, ui.language()).and_then(|text| write_file(file, text.as_bytes()));
        if let Err(error) = done {
            return told::not_written(file, &error, ui);
        }
    }
    match args.format {
        Shape::Human => report.tell(sources, ui),
        Shape::Json => ui.give(&format!("{:#}\n", report.as_json(sources, ui.language()))),
    }
    if report.failed() == 0 { Exit::Done } else { Exit::Tests }
}
