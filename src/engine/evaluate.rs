//! One evaluation: the policy's steps over tables, then what must hold of the outcome.

use super::{Explained, Policy};
use crate::data::Tables;
use crate::data::columns::BATCH;
use crate::diagnostics::{Code, Diagnostic, Language, Text};
use crate::explain::{self, Reasons};
use crate::plan::Plan;
use crate::program::{Assertion, DefinitionId, OVERALL, RecordId};
use crate::run::{self, Cell, Keep, Outcome};
use crate::say;
use crate::values::Date;

/// Findings of one kind that are shown in full.
const SHOWN: usize = 20;

/// What an evaluation is asked for.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The day; otherwise that of the policy.
    pub as_of: Option<Date>,
    /// Whether what reasons rest on is kept, so that [`Evaluation::statement`] can be asked for.
    pub reasons: bool,
    /// Whether what the amounts and conditions of ledgers came to is kept, so that [`Coverage`](super::Coverage) can count it.
    pub traces: bool,
    /// How many threads; 0 and 1 are one.
    pub threads: usize,
    /// The results that are asked for, by name; none of them means all. Only what they and the assertions need is computed.
    pub results: Vec<String>,
}

/// A policy evaluated over records.
#[derive(Debug)]
pub struct Evaluation<'a> {
    /// The policy, as it is on the day.
    pub policy: Policy,
    /// The records it was evaluated over.
    pub tables: &'a Tables,
    /// The columns that came out.
    pub outcome: Outcome,
    /// The day it was evaluated as of.
    pub as_of: Option<Date>,
    /// Warnings of the run.
    pub findings: Vec<Diagnostic>,
    /// The results that were asked for; none of them means all.
    pub(super) asked: Vec<String>,
}

impl Policy {
    /// Evaluates the policy over tables.
    ///
    /// # Errors
    /// What stood in the way: no date or one out of force, references without a record, amounts out of range, assertions that fail.
    /// Then nothing is delivered.
    pub fn evaluate<'a>(&'a self, tables: &'a Tables, settings: &Settings) -> Result<Evaluation<'a>, Vec<Diagnostic>> {
        let (policy, as_of) = self.of_run(settings).map_err(|finding| vec![*finding])?;
        if settings.reasons {
            // A batch that is there to be worked out again at all may as well be kept.
            let few = tables.tables.iter().flatten().all(|table| table.rows <= BATCH);
            let Explained { plan, lean } = policy.explained();
            let (plan, keep) = if few { (plan, Keep::All) } else { (lean, Keep::Reasons) };
            policy.evaluate_by(plan, keep, tables, settings, as_of)
        } else if !settings.results.is_empty() {
            let plan = Plan::new(policy.program(), &super::roots_of(policy.program(), &settings.results));
            policy.evaluate_by(&plan, Keep::Outputs, tables, settings, as_of)
        } else {
            policy.evaluate_by(policy.plan(), Keep::Outputs, tables, settings, as_of)
        }
    }

    /// Evaluates it by a plan of its own, which is in force on the day.
    pub(super) fn evaluate_by<'a>(
        &self,
        plan: &Plan,
        keep: Keep,
        tables: &'a Tables,
        settings: &Settings,
        as_of: Option<Date>,
    ) -> Result<Evaluation<'a>, Vec<Diagnostic>> {
        let run_settings = run::Settings { as_of, keep, traces: settings.traces, threads: settings.threads.max(1), ..Default::default() };
        let outcome = run::run(self.program(), plan, tables, &run_settings)?;
        let (policy, asked) = (self.clone(), settings.results.clone());
        let mut evaluation = Evaluation { policy, tables, outcome, as_of, findings: Vec::new(), asked };
        let mut findings = evaluation.out_of_range();
        findings.extend(evaluation.assertions());
        let (errors, warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(Diagnostic::is_error);
        if errors.is_empty() {
            evaluation.findings = warnings;
            Ok(evaluation)
        } else {
            Err(errors.into_iter().chain(warnings).collect())
        }
    }

    /// The version in force on the day of a run, and the day; the records of a policy are those of every version.
    pub(super) fn of_run(&self, settings: &Settings) -> Result<(Policy, Option<Date>), Box<Diagnostic>> {
        let as_of = self.date_of_run(settings)?;
        Ok((as_of.map_or_else(|| self.clone(), |day| self.on(day)), as_of))
    }

    fn date_of_run(&self, settings: &Settings) -> Result<Option<Date>, Box<Diagnostic>> {
        let head = &self.program().head;
        let as_of = settings.as_of.or(head.as_of);
        match as_of {
            None if head.uses_today => {
                Err(Box::new(Diagnostic::new(Code::E0604, say!("this policy needs a date", "本办法须有基准日")).help(say!(
                    "give `--as-of 2026-06-30`, or write `as of 2026-06-30` in the policy",
                    "用 `--as-of 2026-06-30` 给出，或在办法中写 `基准日 2026-06-30`"
                ))))
            }
            None => Ok(None),
            Some(day) => head.not_in_force(day).map_or(Ok(as_of), |finding| Err(Box::new(finding))),
        }
    }
}

impl Evaluation<'_> {
    /// What a row of a record is called: its key, or its file and line.
    pub fn row_name(&self, record: RecordId, row: usize) -> String {
        self.outcome.name_of(self.policy.program(), self.tables, record, row)
    }

    /// The row of a key of a record.
    pub fn row_of_key(&self, record: RecordId, key: &str) -> Option<usize> {
        self.outcome.row_of(self.policy.program(), self.tables, record, key)
    }

    /// The value of a definition for a row of its record.
    pub fn value(&self, definition: DefinitionId, row: usize) -> Cell {
        self.kept().value(self.policy.program().definition(definition).value, row)
    }

    /// Why one row of a record gets what it gets; the evaluation must have kept its reasons.
    pub fn statement(&self, record: RecordId, row: usize, options: &explain::Options) -> explain::Statement<'_> {
        self.statement_by(&self.outline(record, options), row, options)
    }

    /// What the statements of a record have in common, for those who tell of many rows.
    pub fn outline(&self, record: RecordId, options: &explain::Options) -> explain::Outline {
        explain::Outline::new(self.policy.program(), record, options, |_| true)
    }

    /// Why one row gets what it gets, by the outline of its record.
    pub fn statement_by(&self, outline: &explain::Outline, row: usize, options: &explain::Options) -> explain::Statement<'_> {
        let mut statement = explain::statement(self.policy.program(), self.policy.sources(), &self.kept(), outline, row, options);
        if options.next {
            statement.next = self.next(outline.record(), row, options);
        }
        statement
    }

    /// What was kept of the run, to be asked why; it must have kept its reasons.
    pub fn kept(&self) -> explain::Kept<'_> {
        let plan = self.outcome.recall().map(|_| &self.policy.explained().plan);
        explain::Kept { program: self.policy.program(), tables: self.tables, outcome: &self.outcome, plan, as_of: self.as_of }
    }

    /// How many rows a record has, those that the engine made too.
    pub fn rows(&self, record: RecordId) -> usize {
        self.outcome.rows(record)
    }

    fn out_of_range(&self) -> Vec<Diagnostic> {
        let program = self.policy.program();
        self.asked().flat_map(|delivery| run::check_output(program, &self.outcome, self.tables, delivery)).collect()
    }

    fn assertions(&self) -> Vec<Diagnostic> {
        // One row alone is not asked what it does not suffice for.
        let asked = |assertion: &&Assertion| self.outcome.column(assertion.condition).is_some();
        self.policy.program().assertions.iter().filter(asked).flat_map(|assertion| self.assertion(assertion)).collect()
    }

    fn assertion(&self, assertion: &Assertion) -> Vec<Diagnostic> {
        let holds = |row: &usize| self.outcome.value(assertion.condition, *row).is_yes();
        let failing: Vec<usize> = (0..self.rows(assertion.owner)).filter(|row| !holds(row)).collect();
        if failing.is_empty() {
            return Vec::new();
        }
        let (many, program) = (failing.len(), self.policy.program());
        // The figures that a run keeps are those it delivers: what the condition is made of is worked out again, and kept.
        let plan = Plan::new(program, &[assertion.condition, assertion.asserted]);
        let settings = run::Settings { as_of: self.as_of, keep: Keep::All, threads: 1, ..Default::default() };
        let again = run::run(program, &plan, self.tables, &settings).ok();
        let outcome = again.as_ref().unwrap_or(&self.outcome);
        let asserted = match many {
            1 => say!("asserted here", "在此断言"),
            _ => say!("asserted here; it fails for {many} of them", "在此断言；共 {many} 条不成立"),
        };
        let kept = explain::Kept { program, tables: self.tables, outcome, plan: None, as_of: self.as_of };
        let shown = failing.into_iter().take(SHOWN);
        shown.map(|row| failed(&self.policy, &kept, assertion, row).label(assertion.span, asserted.clone())).collect()
    }
}

/// That an assertion does not hold of a row, and why, with its figures.
pub(super) fn failed(policy: &Policy, kept: &explain::Kept<'_>, assertion: &Assertion, row: usize) -> Diagnostic {
    let program = policy.program();
    let words = |language| explain::unmet(program, policy.sources(), kept, assertion, row, language);
    let ((en, en_lines), (zh, zh_lines)) = (words(Language::English), words(Language::Chinese));
    let text = assertion.text.clone().unwrap_or_else(|| policy.sources().text(program.expr(assertion.condition).span).trim().to_owned());
    let code = if assertion.warns { Code::W1003 } else { Code::E0605 };
    let message = if assertion.owner == OVERALL {
        say!("{text}: this does not hold: {en}", "{text}：不成立：{zh}")
    } else {
        let who = kept.outcome.name_of(program, kept.tables, assertion.owner, row);
        let record = &program.record(assertion.owner).name;
        say!("{text}: this does not hold for {record} `{who}`: {en}", "{text}：对 {record} `{who}` 不成立：{zh}")
    };
    let lines = en_lines.into_iter().zip(zh_lines);
    lines.fold(Diagnostic::new(code, message), |finding, (en, zh)| finding.help(Text::both(en, zh)))
}
