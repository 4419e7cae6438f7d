//! Domain clauses: each lowered by a file of its own to core forms, named values and a role.

mod authority;
mod carry;
mod clawback;
mod cohort;
mod counted;
mod deductions;
mod deferral;
mod deferred_once;
mod elimination;
mod exceptions;
mod grading;
mod ledger;
mod limbs;
mod money;
mod odd_cents;
mod penalty;
mod pool;
mod prizes;
mod qualification;
mod quota;
mod rotation;
mod scorecard;
mod selection;
mod shares;
mod total;
mod tranches;
mod veto;

pub(super) use carry::Carry;
pub(super) use clawback::Recovery;
pub(super) use cohort::Cohort;
pub(super) use ledger::Balances;
pub(super) use tranches::Deferred;

use super::builder::{EntryId, Lower, Lowered, Scope};
use super::names::Alternative;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::program::{Condition, DefinitionId, RecordId};
use crate::say;
use crate::syntax::ast::{Clause, ClauseKind, Name, PartKind};

/// The conditions of a clause, with what is known where it applies.
pub(super) struct Applies {
    /// The scope where all conditions hold.
    pub scope: Scope,
    /// The conditions as they decide: a `unless` is negated.
    pub tests: Vec<Lowered>,
    /// The conditions as written.
    pub conditions: Vec<Condition>,
}

impl<'a> Lower<'a> {
    /// Lowers a clause.
    pub fn clause(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        self.must_be_said_once(clause);
        match clause.kind {
            ClauseKind::Pay | ClauseKind::Award | ClauseKind::Output | ClauseKind::Withhold => self.money(id, alternatives),
            ClauseKind::Total => self.total(id, clause, alternatives),
            ClauseKind::Penalty => self.penalty(id, clause, alternatives),
            ClauseKind::Veto => self.veto(id, clause, alternatives),
            ClauseKind::Rotation => self.rotation(id, clause, alternatives),
            ClauseKind::Scorecard => self.scorecard(id, clause, alternatives),
            ClauseKind::Grading => self.grading(id, clause, alternatives),
            ClauseKind::Qualification => self.qualification(id, clause, alternatives),
            ClauseKind::Elimination => self.elimination(id, clause, alternatives),
            ClauseKind::Quota => self.quota(id, clause, alternatives),
            ClauseKind::Prizes => self.prizes(id, clause, alternatives),
            // They make records, which are declared before values.
            ClauseKind::Tranches => None,
            ClauseKind::Carry => self.carry(id, clause, alternatives),
            ClauseKind::Status => self.status(id, clause, alternatives),
            ClauseKind::Allowance => self.allowance(id, clause, alternatives),
            ClauseKind::Deferral => self.deferral(id, clause, alternatives),
            ClauseKind::Clawback => self.clawback(id, clause, alternatives),
            ClauseKind::Authority => self.authority(id, clause, alternatives),
            ClauseKind::Ledger => self.ledger(id, clause, alternatives),
            ClauseKind::Pool => self.pool(id, clause, alternatives),
        }
    }

    /// Reports parts that a clause has twice though it can have them once.
    pub(super) fn must_be_said_once(&mut self, clause: &Clause) {
        for (at, part) in clause.parts.iter().enumerate() {
            if many(&part.kind) {
                continue;
            }
            let kind = std::mem::discriminant(&part.kind);
            if let Some(first) = clause.parts.iter().take(at).find(|other| std::mem::discriminant(&other.kind) == kind) {
                let (first, name) = (first.span, &clause.name.text);
                self.report(
                    Diagnostic::new(Code::E0209, say!("`{name}` says this twice", "`{name}` 中此项写了两次"))
                        .label(part.span, say!("the second time", "第二次"))
                        .label(first, say!("the first time", "第一次"))
                        .help(say!("one of the two must go", "须去掉其一")),
                );
            }
        }
    }

    /// The sub-value `action`: what follows where the clause says yes.
    pub(super) fn action(&mut self, definition: DefinitionId, action: Lowered) {
        let of = self.program.definition(definition);
        let (owner, span) = (of.owner, of.span);
        let name = self.definition(definition, owner, span);
        let taken = self.only_when(name, action, owner, span);
        self.define_part(definition, &["action", "处理"], taken);
    }

    /// The conditions around a clause and its own `when` and `unless`, in the order they are asked.
    pub(super) fn applies(&mut self, owner: RecordId, clause: &'a Clause, alternative: &Alternative<'a>) -> Applies {
        let (mut scope, guards) = self.guarded(owner, &alternative.guards);
        let mut tests = guards.clone();
        let mut conditions: Vec<Condition> = guards.iter().map(|guard| Condition { test: guard.id, negated: false, by: None }).collect();
        for part in &clause.parts {
            match &part.kind {
                PartKind::When(condition) => {
                    let condition = self.condition(condition, &scope);
                    scope = scope.knowing(self.learned(condition.id, true));
                    conditions.push(Condition { test: condition.id, negated: false, by: None });
                    tests.push(condition);
                }
                PartKind::Unless { condition, by } => {
                    let condition = self.condition(condition, &scope);
                    scope = scope.knowing(self.learned(condition.id, false));
                    let by = by.as_ref().and_then(|number| self.article_numbered(number));
                    conditions.push(Condition { test: condition.id, negated: true, by });
                    let negated = self.not(condition, scope.index);
                    tests.push(negated);
                }
                _ => {}
            }
        }
        Applies { scope, tests, conditions }
    }

    /// The value under the conditions of a clause; without any it always applies.
    pub(super) fn under(&mut self, applies: &Applies, value: Lowered) -> Lowered {
        if applies.tests.is_empty() || self.is_broken(value) {
            return value;
        }
        let index = applies.scope.index;
        let all = self.all_of(&applies.tests, index, value.span);
        self.only_when(all, value, index, value.span)
    }

    /// The named values that a clause speaks of, or findings.
    pub(super) fn clauses_named(&mut self, names: &'a [Name], owner: RecordId) -> Vec<DefinitionId> {
        let mut found = Vec::new();
        for (at, name) in names.iter().enumerate() {
            if let Some(first) = names.iter().take(at).find(|other| other.text == name.text) {
                let (text, first) = (&name.text, first.span);
                self.report(
                    Diagnostic::new(Code::E0209, say!("`{text}` is named twice", "`{text}` 写了两次"))
                        .label(name.span, say!("the second time", "第二次"))
                        .label(first, say!("the first time", "第一次"))
                        .help(say!("one of the two must go", "须去掉其一")),
                );
            }
            match self.by_name.get(&(owner, name.text.clone())).copied() {
                Some(entry) => found.extend(self.ensure(entry, Some(name.span))),
                None => {
                    let (text, record) = (&name.text, self.program.record(owner).name.clone());
                    let finding = Diagnostic::new(Code::E0201, say!("`{record}` has no value `{text}`", "`{record}` 没有值 `{text}`"))
                        .label(name.span, say!("a pay, award or other amount is named here", "此处须为薪酬、奖励或其他金额的名称"));
                    let clauses = self.entries.iter().filter(|entry| entry.owner == owner).map(|entry| entry.name.as_str());
                    let finding = match nearest(text, clauses) {
                        Some(near) => finding.meant(name.span, near),
                        None => finding,
                    };
                    self.report(finding);
                }
            }
        }
        found
    }
}

/// Whether a clause may have several parts of this kind.
fn many(part: &PartKind) -> bool {
    match part {
        PartKind::When(_)
        | PartKind::Unless { .. }
        | PartKind::Except { .. }
        | PartKind::Item { .. }
        | PartKind::Level { .. }
        | PartKind::Needs { .. }
        | PartKind::Change { .. }
        | PartKind::Final(_)
        | PartKind::Allow { .. }
        | PartKind::Recover { .. }
        | PartKind::AtMost { .. }
        | PartKind::Account(_)
        | PartKind::Entries(_)
        | PartKind::Place { .. } => true,
        PartKind::Amount(_)
        | PartKind::Takes(_)
        | PartKind::On(_)
        | PartKind::After(_)
        | PartKind::Forfeits(_)
        | PartKind::Among(_)
        | PartKind::Within(_)
        | PartKind::By(_)
        | PartKind::Order(_)
        | PartKind::Rank(_)
        | PartKind::OddCents(_)
        | PartKind::Missing(_)
        | PartKind::Moves { .. }
        | PartKind::ValidFor { .. }
        | PartKind::DueOn(_)
        | PartKind::Kind(_)
        | PartKind::Parts(_)
        | PartKind::Every { .. }
        | PartKind::Rounded(_)
        | PartKind::Starts(_)
        | PartKind::Next(_)
        | PartKind::AtMostIn { .. }
        | PartKind::Proposed(_)
        | PartKind::InInstruments(_)
        | PartKind::Into(_)
        | PartKind::Recovers { .. }
        | PartKind::Dated(_)
        | PartKind::Window { .. }
        | PartKind::Action(_) => false,
    }
}
