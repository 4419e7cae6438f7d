//! `pool`: an amount of a cohort, shared out by weights; the shares always sum to the amount.
//!
//! The amount is evaluated on the group that `within` makes, and rounded as the policy rounds; where it is blank or not applicable, nothing is
//! shared out. The conditions of a pool say who takes part, as `among` does, so that no share is lost. Who takes no part, or belongs to no
//! cohort, gets not applicable. The sub-value `amount` (总额) is the whole amount.

use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower};
use crate::program::from_syntax::names::Alternative;
use crate::program::{Allocate, DefinitionId, Form, Kind, Role, Type};
use crate::say;
use crate::syntax::ast::{Clause, PartKind};

impl<'a> Lower<'a> {
    pub(super) fn pool(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let mut applies = self.applies(owner, clause, alternative);
        let span = clause.name.span;
        let (mut amount, mut by) = (None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::Amount(value) => amount = Some(value),
                PartKind::By(value) => by = Some(value),
                _ => {}
            }
        }
        if amount.is_none() {
            self.lacks(clause, "amount", "金额");
        }
        if by.is_none() {
            self.lacks(clause, "by", "按");
        }
        let (amount, by) = (amount?, by?);
        let cohort = self.cohort_of(clause, owner, &applies.tests)?;
        self.with_among(&mut applies, &cohort);
        let odd = self.odd_cents(clause, &cohort, &[], owner);
        let currency = Kind::Money(self.program.head.currency);
        let whole = self.expr(amount, &cohort.whole(), Some(currency));
        let money = if matches!(whole.ty.kind, Kind::Money(_)) { whole.ty.kind } else { currency };
        let whole = self.must_be_kind(whole, money);
        let weight = self.expr(by, &cohort.members, None);
        let weight = if matches!(weight.ty.kind, Kind::Money(_)) { weight } else { self.must_be_kind(weight, Kind::Number) };
        let weight = self.must_be_present(weight);
        if self.is_broken(whole) || self.is_broken(weight) {
            return None;
        }
        if self.number_of(weight.id).is_some_and(|weight| weight.is_negative()) {
            self.report(
                Diagnostic::new(
                    Code::E0608,
                    say!("the weight is below zero: an amount cannot be shared out by it", "权重为负，无法据此分配"),
                )
                .label(weight.span, say!("the same for everyone", "对所有人都相同"))
                .help(say!("write a value from 0 on: `by 1` gives everyone the same", "写不小于 0 的值：`按 1` 即人人均分")),
            );
            return None;
        }
        let rounded = self.rounded_as_declared(whole);
        let allocate = Allocate {
            amount: rounded.id,
            within: cohort.within.map(|within| within.id),
            among: cohort.among.map(|among| among.id),
            weight: weight.id,
            unit: self.program.head.unit.clone(),
            odd: odd?,
        };
        let mut ty = Type { kind: money, blank: false, not_applicable: cohort.among.is_some() };
        if let Some(within) = cohort.within {
            ty = ty.with_absence_of(within.ty);
        }
        let mut share = self.make(Form::Allocate(Box::new(allocate)), ty, owner, span);
        match cohort.among {
            Some(among) if !ty.blank && !cohort.within.is_some_and(|within| within.ty.not_applicable) => {
                let (shape, when) = (self.shape(share.id), self.shape(among.id));
                self.applies_if.insert(shape, when);
            }
            _ => {}
        }
        if ty.blank {
            let outside = self.make(Form::NotApplicable, Type { kind: money, blank: false, not_applicable: true }, owner, span);
            share = self.settle(share, Some(outside), None, span);
        }
        let articles = alternative.article.into_iter().collect();
        let definition = self.define_entry(id, Role::Pool, share, share.id, applies.conditions, articles);
        let seen = self.seen_from_cohort(cohort.within, rounded, amount.span);
        self.define_part(definition, &["amount", "总额"], seen);
        Some(definition)
    }
}
