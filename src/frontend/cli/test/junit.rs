//! A report in the form of JUnit, which servers that run tests read: a suite for each file that tests stand in.
//!
//! No times stand in it: the same policy gives the same report.

use super::report::{Report, Tried};
use crate::diagnostics::Language;
use crate::source::Sources;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::io;

/// The report as text.
///
/// # Errors
/// What the library says, should it not be able to write XML.
pub fn write(policy: &str, report: &Report, sources: &Sources, language: Language) -> io::Result<String> {
    let mut whole = quick_junit::Report::new(policy);
    let mut files: Vec<&str> = Vec::new();
    for tried in &report.tried {
        if !files.contains(&tried.source.file.as_str()) {
            files.push(&tried.source.file);
        }
    }
    for file in files {
        let mut suite = TestSuite::new(file);
        let of_file = report.tried.iter().filter(|tried| tried.source.file == file);
        suite.add_test_cases(of_file.map(|tried| case(tried, sources, language)));
        whole.add_test_suite(suite);
    }
    whole.to_string().map_err(io::Error::other)
}

fn case(tried: &Tried, sources: &Sources, language: Language) -> TestCase {
    let status = if tried.failures.is_empty() {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        let messages: Vec<&str> = tried.failures.iter().map(|why| why.message(language)).collect();
        status.set_message(messages.join("; ")).set_type(tried.source.kind);
        status.set_description(tried.failures.iter().map(|why| why.whole(sources, language)).collect::<String>());
        status
    };
    let mut case = TestCase::new(tried.name.as_str(), status);
    case.set_classname(tried.source.file.as_str());
    case.extra.insert("file".into(), tried.source.file.as_str().into());
    if let Some(line) = tried.source.line {
        case.extra.insert("line".into(), line.to_string().into());
    }
    case
}
