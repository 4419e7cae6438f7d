//! Assertions over an outcome: of how many rows each of them does not hold, and why not of the first ones.

use super::{Evaluation, Policy};
use crate::diagnostics::{Code, Diagnostic, Language, Text};
use crate::explain;
use crate::plan::Plan;
use crate::program::{Assertion, OVERALL, Program};
use crate::run::{self, Keep};
use crate::say;

/// For how many rows it is shown why an assertion does not hold.
pub(super) const SHOWN: usize = 20;

/// An assertion that does not hold of some rows.
#[derive(Debug)]
pub(super) struct Unmet {
    /// Which one of the program's it is.
    pub(super) assertion: usize,
    /// How many rows it does not hold of.
    pub(super) rows: usize,
    /// Why it does not hold of the first ones.
    pub(super) shown: Vec<Diagnostic>,
}

impl Unmet {
    /// What is said of it.
    pub(super) fn told(&self, program: &Program) -> Vec<Diagnostic> {
        let Some(assertion) = program.assertions.get(self.assertion) else { return Vec::new() };
        let many = self.rows;
        let asserted = match many {
            1 => say!("asserted here", "在此断言"),
            _ => say!("asserted here; it fails for {many} of them", "在此断言；共 {many} 条不成立"),
        };
        self.shown.iter().map(|finding| finding.clone().label(assertion.span, asserted.clone())).collect()
    }

    /// Takes in of how many later rows it does not hold either.
    pub(super) fn add(&mut self, later: Unmet) {
        self.rows = self.rows.saturating_add(later.rows);
        self.shown.extend(later.shown);
        self.shown.truncate(SHOWN);
    }
}

impl Evaluation<'_> {
    /// The assertions that do not hold, in declared order, with the reasons of so many rows of each.
    pub(super) fn unmet(&self, shown: impl Fn(usize) -> usize) -> Vec<Unmet> {
        let assertions = self.policy.program().assertions.iter().enumerate();
        // One row alone is not asked what it does not suffice for.
        let asked = assertions.filter(|(_, assertion)| self.outcome.column(assertion.condition).is_some());
        let of_rows = asked.map(|(at, assertion)| {
            let holds = |row: &usize| self.outcome.value(assertion.condition, *row).is_yes();
            let failing: Vec<usize> = (0..self.rows(assertion.owner)).filter(|row| !holds(row)).collect();
            let first = failing.get(..shown(at)).unwrap_or(&failing);
            Unmet { assertion: at, rows: failing.len(), shown: self.reasons_of(assertion, first) }
        });
        of_rows.filter(|unmet| unmet.rows > 0).collect()
    }

    fn reasons_of(&self, assertion: &Assertion, failing: &[usize]) -> Vec<Diagnostic> {
        if failing.is_empty() {
            return Vec::new();
        }
        let program = self.policy.program();
        // The figures that a run keeps are those it delivers: what the condition is made of is worked out again, and kept.
        let plan = Plan::new(program, &[assertion.condition, assertion.asserted]);
        let settings = run::Settings { as_of: self.as_of, keep: Keep::All, threads: 1, ..Default::default() };
        let again = run::run(program, &plan, self.tables, &settings).ok();
        let outcome = again.as_ref().unwrap_or(&self.outcome);
        let kept = explain::Kept { program, tables: self.tables, outcome, plan: None, as_of: self.as_of };
        failing.iter().map(|row| does_not_hold(&self.policy, &kept, assertion, *row)).collect()
    }
}

/// That an assertion does not hold of a row, and why, with its figures.
pub(super) fn does_not_hold(policy: &Policy, kept: &explain::Kept<'_>, assertion: &Assertion, row: usize) -> Diagnostic {
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
