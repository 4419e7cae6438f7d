//! `penalty`: a positive amount taken on others, as a ratio of their rounded sum or as an amount.
//!
//! Penalties on one amount never exceed it together: in written order each is cut to what the earlier ones left, also those on what a sum
//! adds up. With `after`, the ratio is taken on what the named penalties left.

use super::counted::Counted;
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered};
use crate::program::from_syntax::names::{Alternative, EntrySource};
use crate::program::{DefinitionId, Kind, Map, RecordId, Role};
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, PartKind};
use crate::values::{Exact, Value};

impl<'a> Lower<'a> {
    pub(super) fn penalty(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let applies = self.applies(owner, clause, alternative);
        let (mut on_names, mut after_names, mut takes) = (None, None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::On(names) => on_names = Some(names),
                PartKind::After(names) => after_names = Some(names),
                PartKind::Takes(value) | PartKind::Amount(value) => takes = Some(value),
                _ => {}
            }
        }
        let Some(takes) = takes else {
            self.lacks(clause, "takes", "扣减");
            return None;
        };
        let Some(on_names) = on_names else {
            self.lacks(clause, "on", "对");
            return None;
        };
        let on = self.clauses_named(on_names, owner);
        if on.len() != on_names.len() {
            return None;
        }
        let after = self.clauses_named(after_names.map_or(&[], Vec::as_slice), owner);
        let gross = self.sum_of(&on, owner, clause.name.span)?;
        let Counted { added, taken_off } = self.counted(&on);
        let mut earlier = self.earlier_penalties(id, &added);
        earlier.retain(|other| !taken_off.contains(other));
        let after: Vec<DefinitionId> = after.into_iter().filter(|other| !taken_off.contains(other)).collect();
        let mut left = gross;
        for other in &earlier {
            left = self.less(left, *other, owner, clause.name.span);
        }
        let mut base = gross;
        for other in &after {
            base = self.less(base, *other, owner, clause.name.span);
        }
        let takes_value = self.unless_excepted(clause, takes, &applies, (None, Some(gross.ty.kind)));
        let takes_value = self.must_be_present(takes_value);
        if self.is_broken(takes_value) {
            return None;
        }
        let wanted = match takes_value.ty.kind {
            Kind::Ratio => self.multiply(base, takes_value, owner, takes.span),
            Kind::Money(_) => takes_value,
            _ => {
                let money = self.must_be_kind(takes_value, gross.ty.kind);
                if self.is_broken(money) {
                    return None;
                }
                money
            }
        };
        let wanted = self.must_be_kind(wanted, gross.ty.kind);
        if self.is_broken(wanted) {
            return None;
        }
        let own = self.rounded_as_declared(wanted);
        let capped = self.map(Map::Min, &[own, left], gross.ty.kind, owner, takes.span);
        let zero = self.figure(Exact::zero(), gross.ty.kind, owner, takes.span);
        let amount = self.map(Map::Max, &[capped, zero], gross.ty.kind, owner, takes.span);
        let value = self.under(&applies, amount);
        let articles = alternative.article.into_iter().collect();
        let role = Role::Penalty { on, takes: takes_value.id };
        Some(self.define_entry(id, role, value, wanted.id, applies.conditions, articles))
    }

    /// The sum of rounded amounts; one that does not apply adds nothing.
    pub(super) fn sum_of(&mut self, amounts: &[DefinitionId], owner: RecordId, span: Span) -> Option<Lowered> {
        let mut sum: Option<Lowered> = None;
        for &amount in amounts {
            let value = self.amount_or_zero(amount, owner, span);
            sum = Some(match sum {
                None => value,
                Some(sum) => self.add_or_subtract(crate::syntax::ast::BinaryOp::Add, sum, value, owner, span),
            });
        }
        sum.filter(|&sum| !self.is_broken(sum))
    }

    /// A named amount, or zero where it does not apply.
    pub(super) fn amount_or_zero(&mut self, amount: DefinitionId, owner: RecordId, span: Span) -> Lowered {
        let value = self.definition(amount, owner, span);
        self.must_not_be_blank(value);
        let value = self.narrowed(value, false, true);
        if !value.ty.not_applicable {
            return value;
        }
        let zero = self.constant(Value::Number(Exact::zero()), value.ty.kind, owner, span);
        self.settle(value, None, Some(zero), span)
    }

    fn less(&mut self, from: Lowered, amount: DefinitionId, owner: RecordId, span: Span) -> Lowered {
        let amount = self.amount_or_zero(amount, owner, span);
        self.map(Map::Subtract, &[from, amount], from.ty.kind, owner, span)
    }

    /// The penalties before this one, in written order, that are taken on one of the same amounts.
    fn earlier_penalties(&mut self, id: EntryId, amounts: &[DefinitionId]) -> Vec<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let amounts = self.words_of(amounts, owner);
        let mut earlier = Vec::new();
        for at in 0..id.0 {
            let entry = &self.entries[at];
            let Some(EntrySource::Clause(clause)) = entry.alternatives.first().map(|alternative| alternative.source) else { continue };
            if entry.owner != owner || clause.kind != ClauseKind::Penalty {
                continue;
            }
            let shares = clause.parts.iter().any(|part| match &part.kind {
                PartKind::On(names) => names.iter().any(|name| amounts.contains(&name.text)),
                _ => false,
            });
            if shares {
                earlier.extend(self.ensure(EntryId(at), None));
            }
        }
        earlier
    }
}
