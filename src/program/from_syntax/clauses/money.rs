//! `pay`, `award`, `output`, `withhold`: an amount under conditions, rounded as the policy rounds.
//!
//! In this order: the conditions, the value with its tails (or that of the first exception that holds), rounding.

use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered};
use crate::program::from_syntax::names::{Alternative, EntrySource};
use crate::program::{DefinitionId, Kind, Role};
use crate::say;
use crate::syntax::ast::{Clause, ClauseKind, Expr, PartKind};

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
            let amount = self.amount_of(clause)?;
            let expected = match kind {
                ClauseKind::Output => None,
                _ => Some(Kind::Money(self.program.head.currency)),
            };
            let value = self.unless_excepted(clause, amount, &applies, (expected, None));
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

    /// What a clause says it is: what stands after `=`, or in its line `amount`.
    pub(super) fn amount_of(&mut self, clause: &'a Clause) -> Option<&'a Expr> {
        let mut amounts = clause.value.iter().chain(clause.parts.iter().filter_map(|part| match &part.kind {
            PartKind::Amount(amount) => Some(amount),
            _ => None,
        }));
        let amount = amounts.next();
        if let Some(second) = amounts.next() {
            self.report_at(
                Code::E0209,
                say!("this clause has two amounts", "此条款有两个金额"),
                second.span,
                say!("one of them must go", "须去掉其一"),
            );
            return None;
        }
        if amount.is_none() {
            self.report(without_amount(clause));
        }
        amount
    }
}

/// That a clause says nowhere what it is.
fn without_amount(clause: &Clause) -> Diagnostic {
    let (name, span) = (&clause.name.text, clause.name.span);
    let (en, zh) = match clause.kind {
        ClauseKind::Total => {
            return Diagnostic::new(Code::E0208, say!("`{name}` does not say what it adds up", "`{name}` 没有写明由哪些部分合计"))
                .label(span, say!("a total lists its parts", "合计项须列出各部分"))
                .help(say!("write `total {name} = a + b - c`", "写成 `总额 {name} = 甲 + 乙 − 丙`"));
        }
        ClauseKind::Award => ("award", "奖励"),
        ClauseKind::Withhold => ("withhold", "扣留"),
        ClauseKind::Output => ("output", "输出"),
        _ => ("pay", "薪酬"),
    };
    Diagnostic::new(Code::E0208, say!("`{name}` does not say how much it is", "`{name}` 没有写明数额"))
        .label(span, say!("no value follows `=`, and there is no line `amount …`", "`=` 之后没有值，也没有 `金额 …` 一行"))
        .help(say!("write `{en} {name} = …`", "写成 `{zh} {name} = …`"))
}
