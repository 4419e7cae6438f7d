//! What came of tests: shown to people, and as JSON.

use crate::diagnostics::render::{Format, Renderer};
use crate::diagnostics::{Diagnostic, Language, Text};
use crate::engine::{Instead, TestPlace};
use crate::frontend::cli::Ui;
use crate::say;
use crate::source::Sources;
use serde_json::{Value, json};

/// All tests that were tried, in order.
#[derive(Debug, Default)]
pub struct Report {
    /// The tests.
    pub tried: Vec<Tried>,
}

/// A test that was tried.
#[derive(Debug)]
pub struct Tried {
    /// Its name: what it shows, or the result whose rows were expected.
    pub name: String,
    /// Where it stands.
    pub source: Source,
    /// What failed of it; nothing when it passed.
    pub failures: Vec<Why>,
}

/// Where a test stands.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is, as other programs read it.
    pub kind: &'static str,
    /// Its file.
    pub file: String,
    /// Its line, counted from 1; none where it is the whole file.
    pub line: Option<usize>,
}

/// Why a test failed.
#[derive(Clone, Debug)]
pub enum Why {
    /// An expectation does not hold, or could not be tried.
    Finding {
        /// What is amiss.
        finding: Box<Diagnostic>,
        /// What would be written instead of what was expected.
        instead: Option<Instead>,
    },
    /// Rows differ from those expected.
    Rows {
        /// That they do.
        message: Text,
        /// Which.
        rows: Text,
        /// All rows as the run gives them; none where no file was expected.
        found: Option<String>,
    },
}

impl Source {
    /// A test in the policy, or a case beside it.
    pub fn of(place: &TestPlace, sources: &Sources) -> Source {
        match place {
            TestPlace::Policy(span) => {
                let file = sources.get(span.source).map(|source| source.name.clone()).unwrap_or_default();
                Source { kind: "test", file, line: Some(sources.place(span.source, span.start).0) }
            }
            TestPlace::File { file, line } => {
                Source { kind: "case", file: file.clone(), line: line.and_then(|line| usize::try_from(line).ok()) }
            }
        }
    }

    /// A file of expected rows.
    pub fn of_rows(file: String) -> Source {
        Source { kind: "expected", file, line: None }
    }
}

impl Report {
    /// How many passed.
    pub fn passed(&self) -> usize {
        self.tried.len().saturating_sub(self.failed())
    }

    /// How many failed.
    pub fn failed(&self) -> usize {
        self.tried.iter().filter(|tried| !tried.failures.is_empty()).count()
    }

    /// What would be written instead of what was expected, in the policy and in the files of cases.
    pub fn instead(&self) -> impl Iterator<Item = &Instead> {
        self.tried.iter().flat_map(|tried| &tried.failures).filter_map(|why| match why {
            Why::Finding { instead, .. } => instead.as_ref(),
            Why::Rows { .. } => None,
        })
    }

    /// The files of expected rows that the run gives others for, and those rows.
    pub fn new_rows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.tried.iter().flat_map(|tried| tried.failures.iter().map(move |why| (tried, why))).filter_map(|(tried, why)| match why {
            Why::Rows { found: Some(found), .. } => Some((tried.source.file.as_str(), found.as_str())),
            Why::Rows { .. } | Why::Finding { .. } => None,
        })
    }

    /// What is still amiss when the new expectations are written: all that is no figure that came out as another one.
    pub fn left_after_update(&self) -> Report {
        let left = |tried: &Tried| {
            let failures = tried.failures.iter().filter(|why| !why.is_updated()).cloned().collect();
            Tried { name: tried.name.clone(), source: tried.source.clone(), failures }
        };
        Report { tried: self.tried.iter().map(left).collect() }
    }

    /// Shows what failed, and how many passed.
    pub fn tell(&self, sources: &Sources, ui: &Ui) {
        for tried in self.tried.iter().filter(|tried| !tried.failures.is_empty()) {
            let mut findings = Vec::new();
            for why in &tried.failures {
                match why {
                    Why::Finding { finding, .. } => findings.push((**finding).clone()),
                    Why::Rows { message, rows, .. } => {
                        ui.say(message);
                        ui.say(rows);
                    }
                }
            }
            if !findings.is_empty() {
                let name = &tried.name;
                ui.say(&say!("test `{name}` failed", "用例 `{name}` 未通过"));
                ui.findings(sources, &findings);
            }
        }
        let (passed, failed) = (self.passed(), self.failed());
        ui.give(&format!("{}\n", say!("{passed} passed, {failed} failed", "通过 {passed}，未通过 {failed}").get(ui.language())));
    }

    /// Every test with what failed of it.
    pub fn as_json(&self, sources: &Sources, language: Language) -> Value {
        json!({
            "passed": self.passed(),
            "failed": self.failed(),
            "tests": self.tried.iter().map(|tried| tried.as_json(sources, language)).collect::<Vec<_>>(),
        })
    }
}

impl Tried {
    fn as_json(&self, sources: &Sources, language: Language) -> Value {
        json!({
            "name": self.name,
            "kind": self.source.kind,
            "file": self.source.file,
            "line": self.source.line,
            "passed": self.failures.is_empty(),
            "failures": self.failures.iter().map(|why| why.as_json(sources, language)).collect::<Vec<_>>(),
        })
    }
}

impl Why {
    /// Whether new expectations would settle it.
    fn is_updated(&self) -> bool {
        match self {
            Why::Finding { instead, .. } => instead.is_some(),
            Why::Rows { found, .. } => found.is_some(),
        }
    }

    /// What it is in one line.
    pub fn message(&self, language: Language) -> &str {
        match self {
            Why::Finding { finding, .. } => finding.message.get(language),
            Why::Rows { message, .. } => message.get(language),
        }
    }

    /// All that is told of it, without colours.
    pub fn whole(&self, sources: &Sources, language: Language) -> String {
        match self {
            Why::Finding { finding, .. } => {
                let plain = Renderer { format: Format::Plain, language, ..Renderer::default() };
                plain.render(sources, std::slice::from_ref(finding))
            }
            Why::Rows { message, rows, .. } => format!("{}\n{}\n", message.get(language), rows.get(language)),
        }
    }

    fn as_json(&self, sources: &Sources, language: Language) -> Value {
        let (code, line) = match self {
            Why::Finding { finding, .. } => {
                let line = finding.labels.first().map(|label| sources.place(label.span.source, label.span.start).0);
                (Some(finding.code.name()), line)
            }
            Why::Rows { .. } => (None, None),
        };
        json!({ "code": code, "message": self.message(language), "line": line, "told": self.whole(sources, language) })
    }
}
