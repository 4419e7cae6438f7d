//! Cases that lie beside a policy, as a table (CSV) or as JSON: what is given, and what must come out.
//!
//! A case is what a `test` of the language is, with its figures as texts: what is given is read as the cells of data files are, and what
//! is expected by the kind of the value. Nothing that is wrong with one case keeps the others from being tried.

mod json;
mod members;
mod resolve;
mod rewrite;
mod table;

use super::{CaseEdit, Failure, Instead, TestPlace, TestReport};
use crate::data::{self, Encoding, Input, InputFormat};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::engine::{Coverage, Policy};
use crate::say;
use crate::source::Span;
use crate::values::Date;
use rewrite::Written;

/// Reads the cases of a file.
///
/// # Errors
/// What keeps the whole file from being read.
pub fn cases_of(input: &Input, encoding: Encoding) -> Result<Vec<Case>, Vec<Diagnostic>> {
    let text =
        data::decode(&input.name, &data::plain(input), encoding).map(std::borrow::Cow::into_owned).map_err(|finding| vec![*finding])?;
    match input.format {
        InputFormat::Csv => table::cases(&input.name, &text),
        InputFormat::Json => json::cases(&input.name, &text),
        InputFormat::Ndjson | InputFormat::Parquet | InputFormat::Arrow | InputFormat::Excel => {
            let place = DataPlace { file: input.name.clone(), line: None, column: None, value: None, cell: None };
            let message = say!("cases are written as `.csv` or `.json`", "用例文件为 `.csv` 或 `.json`");
            Err(vec![Diagnostic::new(Code::E0512, message).at_data(place)])
        }
    }
}

/// A case beside the policy.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// What it shows; where nothing says so, its file and line.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its line, counted from 1.
    pub line: Option<u64>,
    /// The day it is evaluated as of.
    pub(super) as_of: Option<Date>,
    /// The rows that it gives.
    pub(super) given: Vec<GivenRow>,
    /// What it expects.
    pub(super) expects: Vec<Wanted>,
    /// What is wrong with how it is written.
    pub(super) amiss: Vec<Diagnostic>,
}

/// A row that a case gives; without the name of a record, of the policy's subject.
#[derive(Clone, Debug, Default)]
pub(super) struct GivenRow {
    pub record: Option<String>,
    /// The fields by name or heading, each as text; none is blank.
    pub fields: Vec<(String, Option<String>)>,
}

/// What a case expects of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// The record; none where the name alone says it.
    pub record: Option<String>,
    /// The key of the row; none is the only one given.
    pub key: Option<String>,
    /// The name of the value, `growth_pay` or `licence.until`.
    pub value: String,
    /// What it must be; none asks for its article and reason alone.
    pub outcome: Option<Outcome>,
    /// Where and how its file says that.
    written: Option<Written>,
    /// The article that it must come from.
    pub by: Option<String>,
    /// Words that the reason must hold.
    pub because: Vec<String>,
}

impl Wanted {
    fn asks_for_nothing(&self) -> bool {
        self.outcome.is_none() && self.by.is_none() && self.because.is_empty()
    }
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// This, as text.
    Text(String),
    Blank,
    NotApplicable,
}

impl Outcome {
    /// What a cell or a text of JSON says.
    fn of(text: &str) -> Outcome {
        match text.trim() {
            "blank" | "空" => Outcome::Blank,
            "not applicable" | "n/a" | "不适用" => Outcome::NotApplicable,
            text => Outcome::Text(text.to_owned()),
        }
    }
}

impl Case {
    fn place(&self, column: Option<&str>, value: Option<&str>) -> DataPlace {
        let (column, value) = (column.map(str::to_owned), value.map(str::to_owned));
        DataPlace { file: self.file.clone(), line: self.line, column, value, cell: None }
    }
}

impl Policy {
    /// Tries a case that lies beside the policy, by the version that is in force on its day.
    pub fn test_case(&self, case: &Case, coverage: Option<&mut Coverage>) -> TestReport {
        let day = case.as_of.or(self.program().head.as_of);
        let policy = day.map_or_else(|| self.clone(), |day| self.on(day));
        let (test, mut amiss) = resolve::test_of(&policy, case);
        amiss.extend(case.amiss.iter().cloned());
        let failures = if amiss.is_empty() {
            let columns: Vec<&str> = case.expects.iter().map(|wanted| wanted.value.as_str()).collect();
            let failures = policy.failures_of(&test, coverage, &|trial, at, kind, found| {
                let (at, with) = rewrite::instead(policy.program(), trial.tables, kind, found, case.expects.get(at)?)?;
                Some(Instead::InCases(CaseEdit { file: case.file.clone(), at, with }))
            });
            failures.into_iter().map(|failure| in_file(case, &columns, failure)).collect()
        } else {
            amiss.into_iter().map(Failure::of).collect()
        };
        TestReport { name: case.name.clone(), place: TestPlace::File { file: case.file.clone(), line: case.line }, failures }
    }
}

/// A failure with its place in the file of the case instead of one in the policy.
fn in_file(case: &Case, columns: &[&str], failure: Failure) -> Failure {
    let mut finding = failure.finding;
    finding.labels.retain(|label| label.span != Span::default());
    let column = match &finding.data {
        Some(place) => place.column.clone(),
        None => failure.expectation.and_then(|at| columns.get(at)).map(|column| (*column).to_owned()),
    };
    let value = finding.data.as_ref().and_then(|place| place.value.clone());
    finding.data = Some(case.place(column.as_deref(), value.as_deref()));
    Failure { finding, ..failure }
}
