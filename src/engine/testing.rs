//! The tests of a policy: each given rows of its own, each expectation compared exactly.
//!
//! Only what the expectations read is evaluated, and a field that was not given is a failure only where an expectation reads it.

use super::Policy;
use crate::data::write::{Sheet, Shown, format_cell};
use crate::data::{MissingField, Tables, keys, rows};
use crate::diagnostics::{Code, Diagnostic};
use crate::explain;
use crate::plan::Plan;
use crate::program::{ArticleId, AssertedExpectation, ColumnFormat, Expectation, Expected, ExprId, Kind, OVERALL, RecordId, Test};
use crate::run::{self, Cell, Keep, Outcome};
use crate::say;
use crate::source::Span;
use crate::values::{Date, Exact, Rounding, Value};

/// What came of a test.
#[derive(Clone, Debug)]
pub struct TestReport {
    /// What the test shows.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Its expectations that did not hold; none when it passed.
    pub failures: Vec<Failure>,
}

/// An expectation that did not hold, or why it could not be tried.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The finding, with the place in the policy.
    pub finding: Diagnostic,
}

impl Policy {
    /// Runs all tests of the policy.
    pub fn test(&self) -> Vec<TestReport> {
        let of_version = |policy: Policy| policy.program().tests.iter().map(|test| policy.run_test(test)).collect::<Vec<_>>();
        let mut reports: Vec<TestReport> = self.versions().flat_map(of_version).collect();
        reports.sort_by_key(|report| report.span);
        reports
    }

    fn run_test(&self, test: &Test) -> TestReport {
        let mut report = TestReport { name: test.name.clone(), span: test.span, failures: Vec::new() };
        let given: Vec<rows::Row> = test.given.iter().map(|given| (given.record, given.fields.clone())).collect();
        let (tables, findings) = rows::from_rows(self.program(), &given, MissingField::NotGiven);
        let errors: Vec<Diagnostic> = findings.into_iter().filter(Diagnostic::is_error).collect();
        if !errors.is_empty() {
            let name = &test.name;
            report.failures.extend(
                errors
                    .into_iter()
                    .map(|finding| Failure { finding: finding.label(test.span, say!("given in `{name}`", "见用例 `{name}`")) }),
            );
            return report;
        }
        let mut roots: Vec<ExprId> =
            test.expects.iter().flat_map(|expect| [expect.value].into_iter().chain(expect.made_by.iter().copied())).collect();
        roots.extend(test.expects.iter().filter_map(|expect| expect.definition).flat_map(|id| {
            let definition = self.program().definition(id);
            [definition.value, definition.unrounded].into_iter().chain(definition.conditions.iter().map(|condition| condition.test))
        }));
        let asserted = test.asserted.iter().filter_map(|expect| self.program().assertions.get(expect.assertion));
        roots.extend(asserted.flat_map(|assertion| [assertion.condition, assertion.asserted]));
        roots.extend(test.asserted.iter().flat_map(|expect| &expect.made_by));
        let plan = Plan::new(self.program(), &roots);
        let as_of = test.as_of.or(self.program().head.as_of);
        let settings = run::Settings { as_of, keep: Keep::All, threads: 1, ..Default::default() };
        if as_of.is_none() && self.program().head.uses_today {
            let finding = Diagnostic::new(Code::E0604, say!("this test needs a date", "此用例须有基准日"))
                .label(test.span, say!("add `as of 2026-06-30`", "加上 `基准日 2026-06-30`"));
            report.failures.push(Failure { finding });
            return report;
        }
        match run::run(self.program(), &plan, &tables, &settings) {
            Err(findings) => {
                report.failures.extend(
                    findings.into_iter().map(|finding| Failure { finding: finding.label(test.span, say!("in this test", "见此用例")) }),
                );
            }
            Ok(outcome) => {
                let trial = Trial { policy: self, tables: &tables, outcome: &outcome };
                report.failures.extend(test.expects.iter().filter_map(|expect| trial.expectation(expect)));
                report.failures.extend(test.asserted.iter().filter_map(|expect| trial.asserted(expect, as_of)));
            }
        }
        report
    }
}

/// A test that has been evaluated.
struct Trial<'a> {
    policy: &'a Policy,
    tables: &'a Tables,
    outcome: &'a Outcome,
}

impl Trial<'_> {
    fn expectation(&self, expect: &Expectation) -> Option<Failure> {
        let row = match self.row(expect) {
            Ok(row) => row,
            Err(finding) => return Some(Failure { finding: *finding }),
        };
        let found = self.outcome.value(expect.value, row);
        let kind = self.policy.program().expr(expect.value).ty.kind;
        if let (Cell::NotGiven, _) = (&found, &expect.outcome) {
            return Some(Failure { finding: not_given(expect.span) });
        }
        let holds = match (&expect.outcome, &found) {
            (Expected::Blank, Cell::Blank) | (Expected::NotApplicable, Cell::NotApplicable) => true,
            (Expected::Value(wanted), Cell::Present(found)) => self.equal(kind, wanted, found),
            _ => false,
        };
        if !holds {
            let wanted = match &expect.outcome {
                Expected::Value(value) => self.words(kind, &Cell::Present(value.clone())),
                Expected::Blank => say!("blank", "空"),
                Expected::NotApplicable => say!("not applicable", "不适用"),
            };
            let found = self.words(kind, &found);
            let finding = Diagnostic::new(
                Code::E0607,
                crate::diagnostics::Text::both(
                    format!("expected {}, found {}", wanted.en, found.en),
                    format!("应得 {}，实得 {}", wanted.zh, found.zh),
                ),
            )
            .label(expect.span, say!("this does not hold", "此处不成立"));
            return Some(Failure { finding });
        }
        self.article(expect, row)
    }

    /// Whether an assertion comes out as expected.
    fn asserted(&self, expect: &AssertedExpectation, as_of: Option<Date>) -> Option<Failure> {
        let program = self.policy.program();
        let assertion = program.assertions.get(expect.assertion)?;
        let rows = if expect.key.is_empty() {
            0..self.outcome.rows(assertion.owner)
        } else {
            match self.row_of(assertion.owner, &expect.key, &expect.made_by, expect.span) {
                Ok(row) => row..row.saturating_add(1),
                Err(finding) => return Some(Failure { finding: *finding }),
            }
        };
        let mut failing = None;
        for row in rows {
            match self.outcome.value(assertion.condition, row) {
                Cell::NotGiven => return Some(Failure { finding: not_given(expect.span) }),
                cell if cell.is_yes() => {}
                Cell::Present(_) | Cell::Blank | Cell::NotApplicable | Cell::TooLarge => {
                    failing = Some(row);
                    break;
                }
            }
        }
        let text = assertion.text.clone().unwrap_or_default();
        let finding = match failing {
            Some(row) if expect.holds => {
                let kept = explain::Kept { program, tables: self.tables, outcome: self.outcome, plan: None, as_of };
                let why = super::evaluate::failed(self.policy, &kept, assertion, row);
                Diagnostic { code: Code::E0607, ..why }
            }
            None if !expect.holds => Diagnostic::new(Code::E0607, say!("{text}: this holds", "{text}：成立")),
            Some(_) | None => return None,
        };
        let label = if expect.holds { say!("expected to hold", "应成立") } else { say!("expected to fail", "应不成立") };
        Some(Failure { finding: finding.label(expect.span, label) })
    }

    /// The row an expectation is about.
    fn row(&self, expect: &Expectation) -> Result<usize, Box<Diagnostic>> {
        let program = self.policy.program();
        if expect.record == OVERALL {
            return Ok(0);
        }
        let count = self.outcome.rows(expect.record);
        let name = &program.record(expect.record).name;
        if expect.key.is_empty() {
            if count == 1 {
                return Ok(0);
            }
            return Err(Box::new(
                Diagnostic::new(Code::E0606, say!("this test gives {count} `{name}` records", "此用例给出了 {count} 条 `{name}`"))
                    .label(expect.span, say!("which of them is meant", "指的是哪一条"))
                    .help(say!("write its key first: `expect \"A\".x = …`", "先写主键：`应得 “甲”.x = …`")),
            ));
        }
        self.row_of(expect.record, &expect.key, &expect.made_by, expect.span)
    }

    /// The row of a key.
    fn row_of(&self, record: RecordId, key: &[Value], made_by: &[ExprId], span: Span) -> Result<usize, Box<Diagnostic>> {
        let text = self.key(record, key);
        let row = match made_by {
            [] => self.outcome.row_of(self.policy.program(), self.tables, record, &text),
            _ => (0..self.outcome.rows(record)).find(|row| self.is_made_by(key, made_by, *row)),
        };
        row.ok_or_else(|| self.no_such_row(record, &text, span))
    }

    fn no_such_row(&self, record: RecordId, key: &str, span: Span) -> Box<Diagnostic> {
        let (name, key) = (&self.policy.program().record(record).name, key.replace(keys::SEPARATOR, ", "));
        let message = say!("this test gives no `{name}` with the key `{key}`", "此用例没有主键为 `{key}` 的 `{name}`");
        Box::new(Diagnostic::new(Code::E0606, message).label(span, say!("no `given` has this key", "没有 `已知` 给出此主键")))
    }

    /// Whether a row that the policy makes is the one of the expected key.
    fn is_made_by(&self, key: &[Value], made_by: &[ExprId], row: usize) -> bool {
        made_by.len() == key.len()
            && made_by.iter().zip(key).all(|(value, wanted)| match self.outcome.value(*value, row) {
                Cell::Present(found) => self.equal(self.policy.program().expr(*value).ty.kind, wanted, &found),
                Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => false,
            })
    }

    fn key(&self, record: RecordId, parts: &[Value]) -> String {
        let program = self.policy.program();
        let fields = program.record(record).key.iter();
        let texts: Vec<String> = parts
            .iter()
            .zip(fields)
            .map(|(part, field)| match (program.field(record, *field).ty.kind, part) {
                (Kind::Reference(_), Value::Text(text)) => text.to_string(),
                (kind, part) => keys::part(program, self.tables, kind, part),
            })
            .collect();
        texts.join(&keys::SEPARATOR.to_string())
    }

    /// A reference is expected by the key of what it leads to.
    fn equal(&self, kind: Kind, wanted: &Value, found: &Value) -> bool {
        match (kind, found) {
            (Kind::Reference(record), Value::Reference(row)) => {
                let wanted = keys::part(self.policy.program(), self.tables, Kind::Text, wanted);
                keys::of_row(self.policy.program(), self.tables, record, *row).is_some_and(|key| key == wanted)
            }
            _ => wanted == found,
        }
    }

    fn article(&self, expect: &Expectation, row: usize) -> Option<Failure> {
        let (wanted, id) = (expect.by?, expect.definition?);
        let definition = self.policy.program().definition(id);
        let applied: Option<ArticleId> = if definition.alternatives.is_empty() {
            definition.article
        } else {
            self.outcome.code(definition.unrounded, row).and_then(|arm| definition.alternatives.get(arm as usize).copied())
        };
        if applied == Some(wanted) {
            return None;
        }
        let number = |id: ArticleId| self.policy.program().article(id).number.clone();
        let (wanted, applied) = (number(wanted), applied.map_or_else(|| "—".into(), number));
        let finding = Diagnostic::new(
            Code::E0607,
            say!("expected article {wanted}, found article {applied}", "应依第 {wanted} 条，实依第 {applied} 条"),
        )
        .label(expect.span, say!("the amount is right, its article is not", "金额相符，条款不符"));
        Some(Failure { finding })
    }

    fn words(&self, kind: Kind, cell: &Cell) -> crate::diagnostics::Text {
        let program = self.policy.program();
        let shown = match cell {
            Cell::Present(value) => Shown::Value(value.clone()),
            Cell::Blank => return say!("blank", "空"),
            Cell::NotApplicable => return say!("not applicable", "不适用"),
            Cell::NotGiven => return say!("a field not given", "未给出的字段"),
            Cell::TooLarge => return say!("a number too large", "过大的数"),
        };
        let format = ColumnFormat {
            decimals: None,
            unit: Exact::one(),
            rounding: Rounding::HalfUp,
            yes_no: ("yes".into(), "no".into()),
            blank: String::new(),
            not_applicable: String::new(),
        };
        let Some(delivery) = program.results.first() else { return say!("another value", "其他值") };
        let sheet = Sheet { program, tables: self.tables, delivery };
        let mut text = String::new();
        format_cell(&sheet, &format, kind, &shown, &mut text);
        crate::diagnostics::Text::both(text.clone(), text)
    }
}

/// That an expectation reads a field that is not given.
fn not_given(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0607, say!("this reads a field that the test does not give", "此处读取了用例没有给出的字段"))
        .label(span, say!("needs a field that no `given` sets", "所需字段没有在 `已知` 中给出"))
        .help(say!("give it, or `blank` where it may be blank", "请给出该字段；可空者可写 `空`"))
}
