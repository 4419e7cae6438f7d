//! The tests of a policy: each given rows of its own, each expectation compared exactly.
//!
//! Only what the expectations read is evaluated, and a field that was not given is a failure only where an expectation reads it.

mod cases;
mod trial;
pub(super) mod written;

use super::{Coverage, Policy};
use crate::data::{MissingField, rows};
use crate::diagnostics::{Code, Diagnostic, Fix};
#[cfg(feature = "html")]
use crate::explain;
use crate::plan::Plan;
#[cfg(feature = "html")]
use crate::program::Expectation;
use crate::program::{DefinitionId, ExprId, Form, Kind, Program, Test, each_part};
use crate::run::{self, Cell, Keep};
use crate::say;
use crate::source::Span;
use rustc_hash::FxHashSet;
use std::ops::Range;
use trial::Trial;

pub use cases::{Case, cases_of};

/// What came of a test.
#[derive(Clone, Debug)]
pub struct TestReport {
    /// What the test shows.
    pub name: String,
    /// Where it stands.
    pub place: TestPlace,
    /// Its expectations that did not hold; none when it passed.
    pub failures: Vec<Failure>,
}

/// Where a test stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TestPlace {
    /// In the policy.
    Policy(Span),
    /// In a file of cases.
    File {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: Option<u64>,
    },
}

/// An expectation that did not hold, or why it could not be tried.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The finding, with the place in the policy.
    pub finding: Diagnostic,
    /// The expectation of a value that it is about, by its place among those of the test.
    pub expectation: Option<usize>,
    /// What would have to be written instead of the outcome that was expected; none where nothing can be.
    pub instead: Option<Instead>,
}

/// What came out, to be written in place of what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// In the policy, in its language.
    InPolicy(Fix),
    /// In the file of a case.
    InCases(CaseEdit),
}

/// Other words for a part of a file of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEdit {
    /// The file.
    pub file: String,
    /// The part, in bytes of the text of the file without its byte order mark.
    pub at: Range<usize>,
    /// What it would be.
    pub with: String,
}

impl Failure {
    /// That a test could not be tried, or that something else than a value was not as expected.
    fn of(finding: Diagnostic) -> Failure {
        Failure { finding, expectation: None, instead: None }
    }
}

impl Policy {
    /// Runs all tests of the policy.
    pub fn test(&self) -> Vec<TestReport> {
        self.test_some(&|_| true, None)
    }

    /// Runs the tests whose names are wanted, and adds what they reach of the policy to its coverage, if that is asked for.
    pub fn test_some(&self, wanted: &dyn Fn(&str) -> bool, mut coverage: Option<&mut Coverage>) -> Vec<TestReport> {
        let mut reports = Vec::new();
        for policy in self.versions() {
            for test in policy.program().tests.iter().filter(|test| wanted(&test.name)) {
                let failures = policy.failures_of(test, coverage.as_deref_mut(), &|trial, at, kind, found| {
                    let with = written::outcome(policy.program(), trial.tables, kind, found, policy.language())?;
                    Some(Instead::InPolicy(Fix { span: test.expects.get(at)?.outcome_span, with }))
                });
                reports.push(TestReport { name: test.name.clone(), place: TestPlace::Policy(test.span), failures });
            }
        }
        reports.sort_by(|one, other| one.place.cmp(&other.place));
        reports
    }

    /// Nothing reached yet, of all versions of the policy.
    pub fn coverage(&self) -> Coverage {
        Coverage::of(self.programs(), self.sources())
    }

    /// What fails of a test, with what would have to be written instead of an expectation: the one at this place, of which this was found.
    fn failures_of(
        &self,
        test: &Test,
        coverage: Option<&mut Coverage>,
        instead: &dyn Fn(&Trial<'_>, usize, Kind, &Cell) -> Option<Instead>,
    ) -> Vec<Failure> {
        let program = self.program();
        let looked_at = self.look_at(test, coverage.is_some(), |trial| {
            if let Some(coverage) = coverage {
                coverage.add(program, &trial.kept(), &trial.asked(test));
                let asserted = test.asserted.iter().filter_map(|expect| program.assertions.get(expect.assertion)?.article);
                asserted.for_each(|article| coverage.add_article(program.article(article).span));
            }
            let of_values = test.expects.iter().enumerate().flat_map(|(at, expect)| {
                let failures = trial.expectation(expect, &|kind, found| instead(trial, at, kind, found));
                failures.into_iter().map(move |failure| Failure { expectation: Some(at), ..failure })
            });
            let of_assertions = test.asserted.iter().filter_map(|expect| trial.asserted(expect)).map(Failure::of);
            of_values.chain(of_assertions).collect()
        });
        looked_at.unwrap_or_else(|findings| findings.into_iter().map(Failure::of).collect())
    }

    /// What a test expects, each value with its reasons; none of an expectation that cannot be tried or is no named value.
    #[cfg(feature = "html")]
    pub(crate) fn worked(&self, test: &Test, options: &explain::Options) -> Vec<Option<explain::Line<'_>>> {
        let looked_at = self.look_at(test, false, |trial| {
            let kept = trial.kept();
            let line = |expect: &Expectation| {
                let (id, row) = (expect.definition?, trial.row(expect).ok()?);
                Some(explain::line(self.program(), self.sources(), &kept, id, row, options))
            };
            test.expects.iter().map(line).collect()
        });
        looked_at.unwrap_or_else(|_| test.expects.iter().map(|_| None).collect())
    }

    /// Evaluates what a test expects on the rows that it gives, with the reasons of all that it rests on if they are asked for, and looks at
    /// what came of it.
    fn look_at<T>(&self, test: &Test, reasons: bool, look: impl FnOnce(&Trial<'_>) -> T) -> Result<T, Vec<Diagnostic>> {
        let program = self.program();
        let given: Vec<rows::Row> = test.given.iter().map(|given| (given.record, given.fields.clone())).collect();
        let (tables, findings) = rows::from_rows(program, &given, MissingField::NotGiven);
        let errors: Vec<Diagnostic> = findings.into_iter().filter(Diagnostic::is_error).collect();
        if !errors.is_empty() {
            let name = &test.name;
            let given = |finding: Diagnostic| finding.label(test.span, say!("given in `{name}`", "见用例 `{name}`"));
            return Err(errors.into_iter().map(given).collect());
        }
        let as_of = test.as_of.or(program.head.as_of);
        if as_of.is_none() && program.head.uses_today {
            let finding = Diagnostic::new(Code::E0604, say!("this test needs a date", "此用例须有基准日"));
            let label = say!("add `as of 2026-06-30`", "加上 `基准日 2026-06-30`");
            return Err(vec![finding.label(test.span, label)]);
        }
        // The day of a case stands in its file; that of a test was looked at as the policy was checked.
        if let Some(finding) = test.as_of.and_then(|day| program.head.not_in_force(day)) {
            return Err(vec![finding.label(test.span, say!("in this test", "见此用例"))]);
        }
        let plan = Plan::new(program, &roots(program, test, reasons));
        let settings = run::Settings { as_of, keep: Keep::All, traces: reasons, threads: 1, ..Default::default() };
        match run::run(program, &plan, &tables, &settings) {
            Ok(outcome) => Ok(look(&Trial { policy: self, tables: &tables, outcome: &outcome, as_of })),
            Err(findings) => {
                let met = |finding: Diagnostic| finding.label(test.span, say!("in this test", "见此用例"));
                Err(findings.into_iter().map(met).collect())
            }
        }
    }
}

/// What a test reads; with the reasons of all that it rests on, if they are asked for.
fn roots(program: &Program, test: &Test, reasons: bool) -> Vec<ExprId> {
    let mut roots: Vec<ExprId> =
        test.expects.iter().flat_map(|expect| [expect.value].into_iter().chain(expect.made_by.iter().copied())).collect();
    let asserted = test.asserted.iter().filter_map(|expect| program.assertions.get(expect.assertion));
    roots.extend(asserted.flat_map(|assertion| [assertion.condition, assertion.asserted]));
    roots.extend(test.asserted.iter().flat_map(|expect| &expect.made_by));
    let mut told: Vec<DefinitionId> = test.expects.iter().filter_map(|expect| expect.definition).collect();
    let explained = test.expects.iter().filter(|expect| reasons || !expect.because.is_empty()).map(|expect| expect.value);
    let asserted = test.asserted.iter().filter_map(|expect| program.assertions.get(expect.assertion)).filter(|_| reasons);
    let (values, states) = reached(program, explained.chain(asserted.map(|assertion| assertion.condition)).collect());
    told.extend(values);
    roots.extend(states.into_iter().filter(|_| reasons));
    for definition in told.into_iter().map(|id| program.definition(id)) {
        roots.extend([definition.value, definition.unrounded]);
        roots.extend(definition.conditions.iter().map(|condition| condition.test));
    }
    roots
}

/// The named values that values rest on, those that are read within folds too, and what the states of those folds are made of.
fn reached(program: &Program, values: Vec<ExprId>) -> (Vec<DefinitionId>, Vec<ExprId>) {
    let (mut found, mut states, mut seen, mut waiting) = (Vec::new(), Vec::new(), FxHashSet::default(), values);
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            match program.expr(id).form {
                Form::Definition(definition) => found.push(definition),
                Form::Carried { fold, .. } => {
                    states.extend(program.fold(fold).states.iter().map(|state| state.next));
                    waiting.extend(program.fold(fold).states.iter().flat_map(|state| [state.starts, state.next]));
                }
                _ => {}
            }
            each_part(program, id, &mut |part| waiting.push(part));
        }
    }
    (found, states)
}
