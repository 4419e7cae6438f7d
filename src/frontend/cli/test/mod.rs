//! `merit test`: the tests in the policy and beside it, and the results that its folder says a run must give.

mod beside;
mod boundaries;
mod coverage;
mod expected;
mod junit;
mod report;
mod update;

use super::run::{DataArgs, encoding};
use super::scheme::{self, Scheme};
use super::{Exit, Ui, told};
use crate::data::write::whole::write_file;
use crate::engine::{Coverage, Failure, Policy, TestReport};
use crate::source::Sources;
use clap::{Args, ValueEnum};
use coverage::CoverageArgs;
use report::{Report, Source, Tried, Why};
use std::io;
use std::path::{Path, PathBuf};

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
    /// Write what comes out in place of what is expected and does not hold, and show it
    #[arg(long, conflicts_with_all = ["coverage", "format", "junit"])]
    update: bool,
    /// With `--update`: show it alone, and write nothing
    #[arg(long, requires = "update")]
    dry_run: bool,
    /// Propose tests just below, at and above every bound of the policy, which expect what comes out now
    #[arg(long, conflicts_with_all = ["update", "coverage", "format", "junit", "filter"])]
    boundaries: bool,
    /// With `--boundaries`: put them at the end of the policy instead of printing them
    #[arg(long, requires = "boundaries")]
    append: bool,
    #[command(flatten)]
    coverage: CoverageArgs,
}

impl TestArgs {
    /// Whether a test of this name is to be tried.
    fn wants(&self, name: &str) -> bool {
        self.filter.as_deref().is_none_or(|filter| name.contains(filter))
    }
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
    if args.boundaries {
        return boundaries::propose(&args.data, &scheme, args.append, ui);
    }
    let mut coverage = args.coverage.coverage.then(|| scheme.policy.coverage());
    let report = match tried(args, &scheme, coverage.as_mut(), ui) {
        Ok(report) => report,
        Err(exit) => return exit,
    };
    let sources = scheme.policy.sources();
    if let Some(file) = &args.junit {
        let name = scheme.policy.program().head.name.as_str();
        if let Err(exit) = write(file, junit::write(name, &report, sources, ui.language()), ui) {
            return exit;
        }
    }
    if let (Some(file), Some(coverage)) = (&args.coverage.lcov, &coverage)
        && let Err(exit) = write(file, Ok(coverage::as_lcov(coverage, sources)), ui)
    {
        return exit;
    }
    if args.update {
        return updated(args, &report, &scheme, ui);
    }
    tell(args, &report, coverage.as_ref(), &scheme.policy, ui);
    let least = args.coverage.at_least.as_ref();
    let enough = coverage.is_none_or(|coverage| least.is_none_or(|least| coverage::is_enough(coverage.total(), least)));
    if report.failed() == 0 && enough { Exit::Done } else { Exit::Tests }
}

/// Tries all tests that are wanted, and compares what the scheme's folder expects.
fn tried(args: &TestArgs, scheme: &Scheme, mut coverage: Option<&mut Coverage>, ui: &mut Ui) -> Result<Report, Exit> {
    let wanted = |name: &str| args.wants(name);
    let mut tests = scheme.policy.test_some(&wanted, coverage.as_deref_mut());
    for file in beside::files(&scheme.tests()) {
        match beside::read(&file, encoding(&args.data)) {
            Ok(cases) => {
                let cases = cases.iter().filter(|case| wanted(&case.name));
                tests.extend(cases.map(|case| scheme.policy.test_case(case, coverage.as_deref_mut())));
            }
            Err(unread) if wanted(&unread.name) => tests.push(unread),
            Err(_) => {}
        }
    }
    let mut report = Report { tried: tests.into_iter().map(|test| Tried::of(test, scheme.policy.sources())).collect() };
    let by_data = args.coverage.with_data;
    if args.filter.is_none() && (scheme.expected().is_dir() || by_data) {
        report.tried.extend(expected::compare(&args.data, scheme, coverage.filter(|_| by_data), ui)?);
    }
    Ok(report)
}

impl Tried {
    fn of(test: TestReport, sources: &Sources) -> Tried {
        let (name, source) = (test.name, Source::of(&test.place, sources));
        let why = |failure: Failure| Why::Finding { finding: Box::new(failure.finding), instead: failure.instead };
        Tried { name, source, failures: test.failures.into_iter().map(why).collect() }
    }
}

/// Shows what came of the tests and how much of the policy they reach.
fn tell(args: &TestArgs, report: &Report, coverage: Option<&Coverage>, policy: &Policy, ui: &Ui) {
    let sources = policy.sources();
    match args.format {
        Shape::Human => {
            report.tell(sources, ui);
            if let Some(coverage) = coverage {
                coverage::tell(coverage, args.coverage.at_least.as_ref(), policy, ui);
            }
        }
        Shape::Json => {
            let mut told = report.as_json(sources, ui.language());
            if let (Some(coverage), Some(members)) = (coverage, told.as_object_mut()) {
                members.insert("coverage".to_owned(), coverage::as_json(coverage, policy, ui.language()));
            }
            ui.give(&format!("{told:#}\n"));
        }
    }
}

/// Writes the new expectations; what fails beside them is told.
fn updated(args: &TestArgs, report: &Report, scheme: &Scheme, ui: &mut Ui) -> Exit {
    let count = match update::update(report, scheme, args, ui) {
        Ok(count) => count,
        Err(exit) => return exit,
    };
    let left = report.left_after_update();
    if left.failed() > 0 {
        left.tell(scheme.policy.sources(), ui);
    }
    update::tell(count, args.dry_run, ui);
    if left.failed() == 0 && (count == 0 || !args.dry_run) { Exit::Done } else { Exit::Tests }
}

/// Writes a report into a file of its own, whole or not at all.
fn write(file: &Path, text: io::Result<String>, ui: &Ui) -> Result<(), Exit> {
    text.and_then(|text| write_file(file, text.as_bytes())).map_err(|error| told::not_written(file, &error, ui))
}
