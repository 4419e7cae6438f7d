//! One evaluation: the policy's steps over tables, then what must hold of the outcome.

use super::growth::Growth;
use super::{Explained, Policy, assertions};
use crate::data::Tables;
use crate::data::columns::BATCH;
use crate::diagnostics::{Code, Diagnostic};
use crate::explain::{self, Reasons};
use crate::plan::Plan;
use crate::program::{DefinitionId, ExprId, RecordId};
use crate::run::{self, Cell, Keep, Outcome};
use crate::say;
use crate::values::Date;

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
            let (plan, keep) = policy.for_reasons(tables);
            policy.computed(plan, keep, tables, settings, as_of)?.checked()
        } else if !settings.results.is_empty() {
            let plan = Plan::new(policy.program(), &super::roots_of(policy.program(), &settings.results));
            policy.computed(&plan, Keep::Outputs, tables, settings, as_of)?.checked()
        } else {
            policy.computed(policy.plan(), Keep::Outputs, tables, settings, as_of)?.checked()
        }
    }

    /// What is carried out over tables, and kept of it, so that every value can be asked for.
    pub(super) fn for_reasons(&self, tables: &Tables) -> (&Plan, Keep) {
        // A batch that is there to be worked out again at all may as well be kept.
        let few = tables.tables.iter().flatten().all(|table| table.rows <= BATCH);
        let Explained { plan, lean } = self.explained();
        if few { (plan, Keep::All) } else { (lean, Keep::Reasons) }
    }

    /// The columns of a plan, which is in force on the day; what must hold of them is not asked yet.
    pub(super) fn computed<'a>(
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
        Ok(Evaluation { policy, tables, outcome, as_of, findings: Vec::new(), asked })
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

impl<'a> Evaluation<'a> {
    /// Tells what must hold of its columns and does not: errors, or warnings that it keeps.
    pub(super) fn checked(mut self) -> Result<Evaluation<'a>, Vec<Diagnostic>> {
        let growth = Growth::of(&self);
        let mut findings = self.out_of_range(&|value, row| growth.origin(value, row));
        drop(growth);
        findings.extend(self.unmet(|_| assertions::SHOWN).iter().flat_map(|unmet| unmet.told(self.policy.program())));
        let (errors, warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(Diagnostic::is_error);
        if errors.is_empty() {
            self.findings = warnings;
            Ok(self)
        } else {
            Err(errors.into_iter().chain(warnings).collect())
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

    /// What the amounts of the results do not fit, by what tells where a value grew too long.
    pub(super) fn out_of_range(&self, origin: &dyn Fn(ExprId, usize) -> Option<ExprId>) -> Vec<Diagnostic> {
        let program = self.policy.program();
        self.asked().flat_map(|delivery| run::check_output(program, &self.outcome, self.tables, delivery, origin)).collect()
    }
}
