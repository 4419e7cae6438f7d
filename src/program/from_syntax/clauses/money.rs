//! `pay`, `award`, `output`, `withhold`: an amount under conditions, rounded as the policy rounds.
//!
//! In this order: the conditions, the value with its tails (or that of the first exception that holds), rounding. Two exceptions that can
//! hold together must agree.

use super::Applies;
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered};
use crate::program::from_syntax::names::{Alternative, EntrySource};
use crate::program::{DefinitionId, Kind, RecordId, Role};
use crate::say;
use crate::syntax::ast::{Clause, ClauseKind, Expr, PartKind};

/// The most pairs of exceptions that are told.
const MOST_FINDINGS: usize = 20;

impl<'a> Lower<'a> {
    pub(super) fn money(&mut self, id: EntryId, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let mut arms = Vec::new();
        let mut kind = ClauseKind::Output;
        let mut single = None;
        for alternative in alternatives {
            let EntrySource::Clause(clause) = alternative.source else { continue };
            kind = clause.kind;
            let applies = self.applies(owner, clause, alternative);
            let value = self.clause_value(clause, &applies)?;
            let value = match kind {
                ClauseKind::Output => value,
                _ => {
                    let money = match value.ty.kind {
                        Kind::Money(currency) => Kind::Money(currency),
                        _ => Kind::Money(self.program.head.currency),
                    };
                    let value = self.must_be_kind(value, money);
                    self.must_be_present(value)
                }
            };
            if self.is_broken(value) {
                return None;
            }
            single = Some((value, applies.conditions));
            arms.push((applies.tests, value, alternative));
        }
        let one = alternatives.len() == 1;
        let (value, _, articles) = self.joined(id, arms)?;
        if self.is_broken(value) {
            return None;
        }
        let unrounded = value.id;
        let rounded = if matches!(value.ty.kind, Kind::Money(_)) { self.rounded_as_declared(value) } else { value };
        self.carry_over(value, rounded);
        let conditions = if one { single.map(|(_, conditions)| conditions).unwrap_or_default() } else { Vec::new() };
        let role = match kind {
            ClauseKind::Pay => Role::Pay,
            ClauseKind::Award => Role::Award,
            ClauseKind::Withhold => Role::Withhold,
            _ => Role::Output,
        };
        Some(self.define_entry(id, role, rounded, unrounded, conditions, articles))
    }

    /// Where a value applies, what is made of it does too.
    pub(super) fn carry_over(&mut self, from: Lowered, to: Lowered) {
        if let Some(&when) = self.applies_if.get(&self.shape(from.id)) {
            let shape = self.shape(to.id);
            self.applies_if.insert(shape, when);
        }
    }

    /// The value of a clause where its conditions hold: what stands after `=` or in `amount`, unless an exception holds.
    fn clause_value(&mut self, clause: &'a Clause, applies: &Applies) -> Option<Lowered> {
        let amounts: Vec<&'a Expr> = clause
            .parts
            .iter()
            .filter_map(|part| match &part.kind {
                PartKind::Amount(amount) => Some(amount),
                _ => None,
            })
            .chain(clause.value.as_ref())
            .collect();
        let value = match amounts.as_slice() {
            [value] => *value,
            [] => {
                let name = &clause.name.text;
                let (en, zh) = match clause.kind {
                    ClauseKind::Award => ("award", "奖励"),
                    ClauseKind::Withhold => ("withhold", "扣留"),
                    ClauseKind::Output => ("output", "输出"),
                    _ => ("pay", "薪酬"),
                };
                self.report(
                    Diagnostic::new(Code::E0208, say!("`{name}` does not say how much it is", "`{name}` 没有写明数额"))
                        .label(
                            clause.name.span,
                            say!("no value follows `=`, and there is no line `amount …`", "`=` 之后没有值，也没有 `金额 …` 一行"),
                        )
                        .help(say!("write `{en} {name} = …`", "写成 `{zh} {name} = …`")),
                );
                return None;
            }
            [_, second, ..] => {
                self.report_at(
                    Code::E0209,
                    say!("this clause has two amounts", "此条款有两个金额"),
                    second.span,
                    say!("one of them must go", "须去掉其一"),
                );
                return None;
            }
        };
        let expected = match clause.kind {
            ClauseKind::Output => None,
            _ => Some(Kind::Money(self.program.head.currency)),
        };
        let mut scope = applies.scope.clone();
        let mut arms: Vec<(Lowered, Lowered)> = Vec::new();
        let mut tests = Vec::new();
        for part in &clause.parts {
            let PartKind::Except { condition, value, by } = &part.kind else { continue };
            if let Some(number) = by {
                self.article_numbered(number);
            }
            let condition = self.condition(condition, &applies.scope);
            let known = applies.scope.knowing(self.learned(condition.id, true));
            let value = self.expr(value, &known, expected);
            tests.push((condition, value, part.span));
            arms.push((condition, value));
            scope = scope.knowing(self.learned(condition.id, false));
        }
        self.must_agree(&clause.name.text, &tests, applies.scope.index);
        let main = self.expr(value, &scope, expected);
        if arms.is_empty() {
            return Some(main);
        }
        Some(self.choose(arms, Some(main), value.span, applies.scope.index))
    }

    /// Reports exceptions that can hold together and give different values.
    fn must_agree(&mut self, name: &str, exceptions: &[(Lowered, Lowered, crate::source::Span)], _index: RecordId) {
        let conditions: Vec<_> = exceptions.iter().map(|(condition, _, _)| condition.id).collect();
        if self.first_meeting(&conditions).is_none() {
            return;
        }
        let mut found = 0_usize;
        for (at, (first, first_value, first_span)) in exceptions.iter().enumerate() {
            for (second, second_value, second_span) in exceptions.iter().skip(at + 1) {
                if found >= MOST_FINDINGS || self.shape(first_value.id) == self.shape(second_value.id) {
                    continue;
                }
                if let Some(meeting) = self.meeting(first.id, second.id) {
                    found = found.saturating_add(1);
                    let both = if meeting.en.is_empty() {
                        say!("nothing shows that it cannot hold together with the other", "没有什么能表明它不会与另一个同时成立")
                    } else {
                        Text::both(format!("both hold when {}", meeting.en), format!("当 {} 时二者同时成立", meeting.zh))
                    };
                    self.report(
                        Diagnostic::new(Code::E0409, say!("two exceptions of `{name}` disagree", "`{name}` 的两个例外互相矛盾"))
                            .label(*second_span, both)
                            .label(*first_span, say!("the other exception", "另一个例外"))
                            .help(say!("make one of them exclude the other: `… and not …`", "使其一排除另一个：`… 且 并非 …`")),
                    );
                }
            }
        }
    }
}
