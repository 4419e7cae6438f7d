//! `deferral`: what of some amounts is paid later, in tranches, and what of it in instruments; the rest is paid at once.
//!
//! It is an amount taken off the others as a penalty is, and the tranches of it, which [`tranches`](super::tranches) declares and finishes.
//! Where the clause does not apply everything is paid at once, so that `upfront` (当期支付) is never lost.

use super::counted::Counted;
use super::{Alternative, Applies};
use crate::diagnostics::Language;
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered};
use crate::program::from_syntax::names::EntrySource;
use crate::program::{Cells, DefinitionId, ExprId, FieldId, Form, Kind, Map, RecordId, Reduce, ReduceOp, Role, Scan, ScanOp, Series, Type};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Clause, ClauseKind, Expr, Name, PartKind};
use crate::values::{Exact, Rounding};

impl<'a> Lower<'a> {
    pub(super) fn deferral(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let span = clause.name.span;
        let applies = self.applies(owner, clause, alternative);
        let (mut on_names, mut after_names, mut takes, mut instruments) = (None, None, None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::On(names) => on_names = Some(names),
                PartKind::After(names) => after_names = Some(names),
                PartKind::Takes(value) => takes = Some(value),
                PartKind::InInstruments(value) => instruments = Some(value),
                _ => {}
            }
        }
        if on_names.is_none() {
            self.lacks(clause, "on", "对");
        }
        if takes.is_none() {
            self.lacks(clause, "takes", "递延");
        }
        let (on_names, takes) = (on_names?, takes?);
        let on = self.clauses_named(on_names, owner);
        if on.len() != on_names.len() {
            return None;
        }
        let after = self.clauses_named(after_names.map_or(&[], Vec::as_slice), owner);
        let gross = self.not_forfeited(on_names, &on, owner, span)?;
        let gross = self.must_be_kind(gross, Kind::Money(self.program.head.currency));
        if self.is_broken(gross) {
            return None;
        }
        let zero = self.figure(Exact::zero(), gross.ty.kind, owner, span);
        let Counted { added, taken_off } = self.counted(&on);
        let mut penalties = self.penalties_on(&added, owner);
        penalties.retain(|penalty| !taken_off.contains(penalty));
        let whole = self.less_each(gross, &penalties, owner, span);
        let whole = if penalties.is_empty() { whole } else { self.not_beyond_zero(whole, gross, span) };
        let after: Vec<DefinitionId> = after.into_iter().filter(|other| !taken_off.contains(other)).collect();
        let base = self.less_each(gross, &after, owner, span);
        let takes_value = self.unless_excepted(clause, takes, &applies, (None, Some(gross.ty.kind)));
        let takes_value = self.must_be_present(takes_value);
        self.must_be_a_share(&clause.name, takes_value, "defers", "递延");
        let wanted = match takes_value.ty.kind {
            Kind::Ratio => self.multiply(base, takes_value, owner, takes.span),
            _ => takes_value,
        };
        let wanted = self.must_be_kind(wanted, gross.ty.kind);
        if self.is_broken(wanted) {
            return None;
        }
        let definition = self.begin_entry(id, Role::Deferral { on, takes: takes_value.id }, alternative.article.into_iter().collect());
        let whole = self.named_part(definition, &["whole", "应付额"], whole);
        let rounded = self.rounded_as_declared(wanted);
        let capped = self.map(Map::Min, &[rounded, whole], gross.ty.kind, owner, takes.span);
        let amount = self.map(Map::Max, &[capped, zero], gross.ty.kind, owner, takes.span);
        let value = self.under(&applies, amount);
        self.complete(definition, value, wanted.id, applies.conditions.clone());
        let deferred = self.amount_or_zero(definition, owner, span);
        let at_once = self.map(Map::Subtract, &[whole, deferred], gross.ty.kind, owner, span);
        let upfront = self.define_part(definition, &["upfront", "当期支付"], at_once);
        let tranche = clause.parts.iter().find_map(|part| match &part.kind {
            PartKind::Into(name) => self.program.record_named(&name.text),
            _ => None,
        })?;
        if let Some(written) = instruments {
            self.instruments(clause, definition, upfront, written, &applies);
        }
        self.schedule(definition, tranche, &applies, span);
        self.deferrals.insert(definition, tranche);
        Some(definition)
    }

    /// Every penalty that is taken on one of the amounts, in written order.
    fn penalties_on(&mut self, amounts: &[DefinitionId], owner: RecordId) -> Vec<DefinitionId> {
        let amounts = self.words_of(amounts, owner);
        let shares = |part: &PartKind| match part {
            PartKind::On(names) => names.iter().any(|name| amounts.contains(&name.text)),
            _ => false,
        };
        self.clauses_with(ClauseKind::Penalty, owner, shares)
    }

    /// Every veto that forfeits one of the amounts, with all that it forfeits.
    fn vetoes_on(&mut self, amounts: &[DefinitionId], owner: RecordId) -> Vec<(DefinitionId, Vec<DefinitionId>)> {
        let earned = amounts.iter().any(|&amount| matches!(self.program.definition(amount).role, Role::Pay | Role::Award));
        let amounts = self.words_of(amounts, owner);
        let forfeits = |part: &PartKind| match part {
            PartKind::Forfeits(names) if names.is_empty() => earned,
            PartKind::Forfeits(names) => names.iter().any(|name| amounts.contains(&name.text)),
            _ => false,
        };
        let vetoes = self.clauses_with(ClauseKind::Veto, owner, forfeits);
        let with_forfeited = |veto: DefinitionId| match &self.program.definition(veto).role {
            Role::Veto(forfeited) => (veto, forfeited.clone()),
            _ => (veto, Vec::new()),
        };
        vetoes.into_iter().map(with_forfeited).collect()
    }

    /// The clauses of a kind that have such a part, in written order.
    fn clauses_with(&mut self, kind: ClauseKind, owner: RecordId, has: impl Fn(&PartKind) -> bool) -> Vec<DefinitionId> {
        let mut found = Vec::new();
        for at in 0..self.entries.len() {
            let entry = &self.entries[at];
            let Some(EntrySource::Clause(clause)) = entry.alternatives.first().map(|alternative| alternative.source) else { continue };
            if entry.owner == owner && clause.kind == kind && clause.parts.iter().any(|part| has(&part.kind)) {
                found.extend(self.ensure(EntryId(at), None));
            }
        }
        found
    }

    /// The sum of the amounts without what vetoes forfeit of them.
    fn not_forfeited(&mut self, names: &[Name], on: &[DefinitionId], owner: RecordId, span: Span) -> Option<Lowered> {
        let mut sum: Option<Lowered> = None;
        for (name, &amount) in names.iter().zip(on) {
            let earned = self.amount_or_zero(amount, owner, name.span);
            let Counted { added, taken_off } = self.counted(&[amount]);
            let mut left = earned;
            for (veto, forfeited) in self.vetoes_on(&added, owner) {
                if taken_off.contains(&veto) {
                    continue;
                }
                let rest = if forfeited.contains(&amount) {
                    self.figure(Exact::zero(), left.ty.kind, owner, name.span)
                } else {
                    // A sum loses what it adds up of it.
                    let lost: Vec<DefinitionId> = added.iter().copied().filter(|part| forfeited.contains(part)).collect();
                    let rest = self.less_each(left, &lost, owner, name.span);
                    self.not_beyond_zero(rest, earned, name.span)
                };
                let veto = self.definition(veto, owner, name.span);
                let no = self.truth(false, owner, name.span);
                let veto = if veto.ty.not_applicable { self.settle(veto, None, Some(no), name.span) } else { veto };
                left = self.cases(&[(veto, rest)], Some(left), left.ty.kind, owner, name.span);
            }
            sum = Some(match sum {
                None => left,
                Some(sum) => self.add_or_subtract(BinaryOp::Add, sum, left, owner, span),
            });
        }
        sum.filter(|&sum| !self.is_broken(sum))
    }

    /// What is left of an amount, not below zero; an amount that is below zero itself stays.
    fn not_beyond_zero(&mut self, left: Lowered, of: Lowered, span: Span) -> Lowered {
        let (kind, index) = (of.ty.kind, self.program.expr(of.id).index);
        let zero = self.figure(Exact::zero(), kind, index, span);
        let least = self.map(Map::Min, &[of, zero], kind, index, span);
        self.map(Map::Max, &[left, least], kind, index, span)
    }

    fn less_each(&mut self, from: Lowered, amounts: &[DefinitionId], owner: RecordId, span: Span) -> Lowered {
        let mut left = from;
        for amount in amounts {
            let amount = self.amount_or_zero(*amount, owner, span);
            left = self.map(Map::Subtract, &[left, amount], from.ty.kind, owner, span);
        }
        left
    }

    /// What is deferred and what is paid at once, in instruments and in cash.
    fn instruments(&mut self, clause: &'a Clause, deferred: DefinitionId, upfront: DefinitionId, written: &'a Expr, applies: &Applies) {
        let (owner, span) = (applies.scope.index, written.span);
        let kind = self.program.definition(upfront).ty.kind;
        let share = self.expr(written, &applies.scope, None);
        let share = self.must_be_present(share);
        if self.is_broken(share) {
            return;
        }
        self.must_be_a_share(&clause.name, share, "puts into instruments", "以工具支付");
        let zero = self.figure(Exact::zero(), kind, owner, span);
        let name = self.definition(deferred, owner, span);
        let name = self.narrowed(name, true, false);
        let at_once = self.definition(upfront, owner, span);
        let (later, now) = if share.ty.kind == Kind::Ratio {
            [name, at_once]
                .map(|amount| {
                    let part = self.map(Map::Multiply, &[amount, share], kind, owner, span);
                    let part = self.rounded_as_declared(part);
                    self.held(part, amount, zero)
                })
                .into()
        } else {
            let all = self.must_be_kind(share, kind);
            if self.is_broken(all) {
                return;
            }
            let all = self.rounded_as_declared(all);
            let later = self.held(all, name, zero);
            let rest = self.map(Map::Subtract, &[all, later], kind, owner, span);
            (later, self.held(rest, at_once, zero))
        };
        let later = self.under(applies, later);
        let later = self.define_part(deferred, &["instruments", "递延工具"], later);
        let named = self.definition(later, owner, span);
        let named = self.narrowed(named, true, false);
        let cash = self.map(Map::Subtract, &[name, named], kind, owner, span);
        let cash = self.under(applies, cash);
        self.define_part(deferred, &["cash", "递延现金"], cash);
        // Where nothing is deferred, everything is paid at once in cash.
        let all = self.all_of(&applies.tests, owner, span);
        let now = if applies.tests.is_empty() { now } else { self.cases(&[(all, now)], Some(zero), kind, owner, span) };
        let now = self.named_part(deferred, &["upfront_instruments", "当期工具"], now);
        let cash = self.map(Map::Subtract, &[at_once, now], kind, owner, span);
        self.define_part(deferred, &["upfront_cash", "当期现金"], cash);
    }

    /// An amount held between zero and another.
    fn held(&mut self, amount: Lowered, most: Lowered, zero: Lowered) -> Lowered {
        let (kind, index) = (most.ty.kind, self.program.expr(most.id).index);
        let capped = self.map(Map::Min, &[amount, most], kind, index, amount.span);
        self.map(Map::Max, &[capped, zero], kind, index, amount.span)
    }

    /// The parts in words, each with its day.
    fn schedule(&mut self, definition: DefinitionId, tranche: RecordId, applies: &Applies, span: Span) {
        let [whose, number, amount, due] = [0, 1, 2, 3].map(|field| self.field(tranche, FieldId(field), span));
        let (between, colon) = match self.language {
            Language::English => ("; ", ": "),
            Language::Chinese => ("；", "："),
        };
        let texts: Vec<ExprId> = [due, amount].map(|value| self.map(Map::ToText, &[value], Kind::Text, tranche, span).id).into();
        let line = self.make(Form::Map(Map::Join(colon.into()), texts), Type::present(Kind::Text), tranche, span);
        let reduce = Reduce {
            op: ReduceOp::List(between.into()),
            over: tranche,
            by: Some(whose.id),
            filter: None,
            value: Some(line.id),
            weight: None,
            skip_blanks: false,
            order: vec![number.id],
        };
        let ty = Type { kind: Kind::Text, blank: true, not_applicable: false };
        let list = self.make(Form::Reduce(Box::new(reduce)), ty, applies.scope.index, span);
        let list = self.under(applies, list);
        self.define_part(definition, &["schedule", "支付计划"], list);
    }

    /// What of each tranche is in instruments and in cash: the same share of each, the running total cut to the unit.
    pub(super) fn instruments_of_tranches(&mut self, tranche: RecordId, owner: RecordId, deferred: DefinitionId, fields: [FieldId; 2]) {
        let [cash_at, instruments_at] = fields;
        let span = self.program.record(tranche).span;
        let [whose, number, amount] = [0, 1, 2].map(|field| self.field(tranche, FieldId(field), span));
        let kind = amount.ty.kind;
        let Some(&instruments) = self.parts.get(&(deferred, "instruments".to_owned())) else { return };
        // A part is there only where something is deferred.
        let [deferred, instruments] = [deferred, instruments].map(|value| {
            let value = self.definition(value, owner, span);
            let value = self.narrowed(value, false, false);
            self.gather(whose, value, span)
        });
        let series = Series { within: Some(whose.id), order: vec![number.id] };
        let op = ScanOp::Running { op: ReduceOp::Sum, last: None, skip_blanks: false };
        let scan = Scan { op, value: Some(amount.id), series };
        let so_far = self.make(Form::Scan(Box::new(scan)), Type::present(kind), tranche, span);
        let before = self.map(Map::Subtract, &[so_far, amount], kind, tranche, span);
        let zero = self.figure(Exact::zero(), kind, tranche, span);
        let unit = self.program.head.unit.clone();
        let [so_far, before] = [so_far, before].map(|paid| {
            let all = self.map(Map::Multiply, &[instruments, paid], kind, tranche, span);
            let mut share = self.map(Map::Divide, &[all, deferred], kind, tranche, span);
            share.ty.blank = true;
            self.program.expressions[share.id.at()].ty.blank = true;
            let share = self.settle(share, Some(zero), None, span);
            self.rounded(share, Rounding::Down, unit.clone(), span)
        });
        let part = self.map(Map::Subtract, &[so_far, before], kind, tranche, span);
        self.program.field_mut(tranche, instruments_at).cells = Cells::Worked(part.id);
        let named = self.field(tranche, instruments_at, span);
        let cash = self.map(Map::Subtract, &[amount, named], kind, tranche, span);
        self.program.field_mut(tranche, cash_at).cells = Cells::Worked(cash.id);
    }
}
