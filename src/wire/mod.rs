//! What other programs get: plain values that serialise, one version of them.
//!
//! Amounts are decimal text, so that nothing on the way can make floating-point numbers of them; blank is null, not applicable is an
//! absent member.

mod statement;

pub use statement::{Article, Change, Condition, Line, Next, Part, Statement, Then, Way};

use crate::data::host::HostRows;
use crate::data::write::{OutputFormat, WriteOptions};
use crate::data::{MissingField, records_with_files};
use crate::diagnostics::{Diagnostic, Language};
use crate::engine::{Evaluation, Policy, Settings};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// The version of these values.
pub const VERSION: u32 = 1;

/// Everything that an evaluation delivers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// [`VERSION`].
    pub version: u32,
    /// The day it was evaluated as of.
    pub as_of: Option<String>,
    /// The results in declared order.
    pub results: Vec<Rows>,
    /// Warnings of the run.
    pub findings: Vec<Finding>,
}

/// The rows of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// Its name.
    pub result: String,
    /// The headings of its columns in order.
    pub columns: Vec<String>,
    /// Its rows, each with a member for each column that applies.
    pub rows: Vec<Map<String, Json>>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Its code.
    pub code: String,
    /// What happened, in the language asked for.
    pub message: String,
    /// The ways out.
    pub helps: Vec<String>,
    /// The record or file it is about.
    pub file: Option<String>,
    /// The line or row, from 1.
    pub line: Option<u64>,
    /// The field.
    pub column: Option<String>,
    /// The value.
    pub value: Option<String>,
}

impl Policy {
    /// Evaluates the policy over one value of the host: an object with a member for each record, which holds a row or a list of rows.
    /// Records it does not name have no rows.
    ///
    /// # Errors
    /// What is wrong with the rows, or what stood in the way of the evaluation.
    pub fn evaluate_value<T: serde::Serialize + ?Sized>(&self, value: &T, settings: &Settings) -> Result<Answer, Vec<Diagnostic>> {
        let mut rows = HostRows::new();
        for (record, _) in records_with_files(self.program()) {
            rows.record(record);
        }
        rows.add_all(self.program(), value).map_err(|finding| vec![*finding])?;
        let (tables, findings) = rows.read(self.program(), MissingField::Error, false);
        if findings.iter().any(Diagnostic::is_error) {
            return Err(findings);
        }
        Ok(Answer::of(&self.evaluate(&tables, settings)?, self.language()))
    }
}

impl Answer {
    /// What an evaluation delivers.
    pub fn of(evaluation: &Evaluation<'_>, language: Language) -> Answer {
        let results = evaluation.results();
        let rows = results.iter().map(|result| Rows {
            result: result.delivery.name.clone(),
            columns: result.delivery.columns.iter().map(|column| column.heading.clone()).collect(),
            // The writer of JSON decides what a cell looks like; there is no second one.
            rows: serde_json::from_str(&result.write(OutputFormat::Json, &WriteOptions::default())).unwrap_or_default(),
        });
        Answer {
            version: VERSION,
            as_of: evaluation.as_of.map(|date| date.to_string()),
            results: rows.collect(),
            findings: evaluation.findings.iter().map(|finding| Finding::of(finding, language)).collect(),
        }
    }
}

impl Finding {
    /// A finding in one language.
    pub fn of(finding: &Diagnostic, language: Language) -> Finding {
        let data = finding.data.as_ref();
        Finding {
            code: finding.code.name().to_owned(),
            message: finding.message.get(language).to_owned(),
            helps: finding.helps.iter().map(|help| help.get(language).to_owned()).collect(),
            file: data.map(|place| place.file.clone()).filter(|file| !file.is_empty()),
            line: data.and_then(|place| place.line),
            column: data.and_then(|place| place.column.clone()),
            value: data.and_then(|place| place.value.clone()),
        }
    }
}
