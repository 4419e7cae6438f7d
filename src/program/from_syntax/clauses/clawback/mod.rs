//! `clawback`: what events take back of a deferral, of what is not yet due (malus) and of what was paid.
//!
//! It is a fold along the events of each owner, in the order of their days and keys: what is left of each part, and what has been recovered
//! in all. So that a row of it is a fixed number of states, the policy must show how many parts there are at most. The clause's name stands
//! on the events (what each recovers), on the owner (their sum), and each part says what is left of it.

mod lines;
mod owner;
mod tranches;

use super::Alternative;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, NOBODY, Scope};
use crate::program::from_syntax::names::EntrySource;
use crate::program::from_syntax::series::SeriesOf;
use crate::program::{ArticleId, DefinitionId, FoldId, Kind, Map, RecordId, Role, Rows};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Call, Clause, Comparison, Name, PartKind};
use crate::values::{Exact, Value};
use lines::Taken;

/// The events of a clause, lowered.
pub(super) struct Event<'a> {
    /// Their record.
    pub record: RecordId,
    /// The record that owns the deferral.
    pub owner: RecordId,
    /// The reference to it.
    pub reference: Lowered,
    /// Names of the event, then of the owner.
    pub scope: Scope,
    /// The day of an event.
    pub date: Lowered,
    /// The day from which the deferral is counted, as the event sees it.
    pub from: Lowered,
    /// The kind of the amounts.
    pub money: Kind,
    /// The deferral, and the records of its parts.
    pub deferral: (DefinitionId, RecordId),
    /// The order of the events.
    order: Vec<Lowered>,
    name: &'a Name,
}

/// What a clawback came to be on its events.
pub(in crate::program::from_syntax) struct Recovery {
    fold: FoldId,
    /// What is left of each part after an event, from the first part on.
    after: Vec<Lowered>,
    /// What each part is at first, on the owner.
    amounts: Vec<Lowered>,
    /// The order of the events.
    order: Vec<Lowered>,
    reference: Lowered,
    /// The record of the parts.
    tranche: RecordId,
    name: Span,
}

impl<'a> Lower<'a> {
    pub(super) fn clawback(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let (deferral, over, via) = recovers(clause)?;
        let alternative = alternatives.first()?;
        let event = self.record_of(over)?;
        if !alternative.guards.is_empty() {
            self.report_at(
                Code::E0304,
                say!("a clawback goes through every event", "追索扣回须经过每一事件"),
                clause.name.span,
                say!(
                    "it cannot stand under a condition: write it in its lines, `takes … when …`",
                    "不能置于条件之下：请写在各行中，`扣回 … 当 …`"
                ),
            );
            return None;
        }
        let owner = self.clawback_owner(clause, event)?;
        let article = alternative.article.into_iter().collect();
        if self.entries[id.0].owner == event && owner != event {
            let event = self.events_of(clause, event, owner, (deferral, via))?;
            self.recovery_of_event(id, clause, &event, article)
        } else {
            let of_event = self.by_name.get(&(event, clause.name.text.clone())).copied().and_then(|entry| self.ensure(entry, None))?;
            self.recovery_of_owner(id, of_event, deferral, owner, article)
        }
    }

    /// The record that a clawback was written for.
    fn clawback_owner(&mut self, clause: &'a Clause, event: RecordId) -> Option<RecordId> {
        let is_it = |source: &EntrySource<'a>| matches!(source, EntrySource::Clause(other) if std::ptr::eq(*other, clause));
        let mut owners = self
            .entries
            .iter()
            .filter(|entry| entry.alternatives.first().is_some_and(|first| is_it(&first.source)))
            .map(|entry| entry.owner)
            .filter(|owner| *owner != event);
        let owner = owners.next().filter(|owner| *owner != NOBODY);
        if owner.is_none() {
            self.report_at(
                Code::E0304,
                say!("a clawback belongs to the record whose pay is deferred", "追索扣回须属于其薪酬被递延的记录"),
                clause.name.span,
                say!("put it into the article of the deferral", "请写在延期支付所在的条文中"),
            );
        }
        owner
    }

    fn events_of(
        &mut self,
        clause: &'a Clause,
        record: RecordId,
        owner: RecordId,
        (deferral, via): (&'a Name, Option<&'a Name>),
    ) -> Option<Event<'a>> {
        let span = clause.name.span;
        let definition = self.deferral_named(deferral, owner)?;
        let tranche = *self.deferrals.get(&definition)?;
        let call = Call { name: clause.name.clone(), arguments: Vec::new(), clauses: Vec::new() };
        let reference = self.reference_to(record, owner, via, &call)?;
        let reference = self.must_be_present(reference);
        if self.is_broken(reference) {
            return None;
        }
        let scope = Scope { outer: Some((owner, reference.id)), ..Scope::on(record) };
        let dated = clause.parts.iter().find_map(|part| if let PartKind::Dated(value) = &part.kind { Some(value) } else { None });
        let Some(dated) = dated else {
            self.lacks(clause, "dated", "发生于");
            return None;
        };
        let date = self.present(dated, &scope, Kind::Date);
        if self.is_broken(date) {
            return None;
        }
        let key = self.program.record(record).key.clone();
        if key.is_empty() {
            let name = self.program.record(record).name.clone();
            self.report(
                Diagnostic::new(Code::E0411, say!("events of one day may come in any order", "同一日的事件分不出先后"))
                    .label(span, say!("`{name}` has no key", "`{name}` 没有主键"))
                    .help(say!("give `{name}` a key", "为 `{name}` 声明主键")),
            );
            return None;
        }
        let order = std::iter::once(date).chain(key.into_iter().map(|field| self.field(record, field, span))).collect();
        let Rows::Tranches(tranches) = self.program.record(tranche).rows.clone() else { return None };
        let from = self.lowered(tranches.from);
        let from = self.gather(reference, from, span);
        let money = Kind::Money(self.program.head.currency);
        let deferral = (definition, tranche);
        Some(Event { record, owner, reference, scope, date, from, money, deferral, order, name: &clause.name })
    }

    /// The deferral of a name.
    fn deferral_named(&mut self, name: &'a Name, owner: RecordId) -> Option<DefinitionId> {
        let definition = *self.clauses_named(std::slice::from_ref(name), owner).first()?;
        if !self.deferrals.contains_key(&definition) {
            let text = &name.text;
            self.report_at(
                Code::E0304,
                say!("`{text}` is not a deferral", "`{text}` 不是延期支付"),
                name.span,
                say!("a clawback is of what a `deferral` defers", "追索扣回针对 `延期支付` 的递延额"),
            );
            return None;
        }
        Some(definition)
    }

    fn recovery_of_event(&mut self, id: EntryId, clause: &'a Clause, event: &Event<'a>, article: Vec<ArticleId>) -> Option<DefinitionId> {
        let (index, span, money) = (event.record, clause.name.span, event.money);
        let taken = self.taken(clause, event)?;
        let inside = self.within_window(clause, event, &taken)?;
        let (amounts, parts) = self.parts_at_first(event)?;
        let zero = self.figure(Exact::zero(), money, index, span);
        let starts: Vec<Lowered> = amounts.iter().map(|&amount| self.gather(event.reference, amount, span)).chain([zero]).collect();
        let series = SeriesOf { within: Some(event.reference), order: event.order.clone() };
        let (fold, states) = self.begin_fold(&starts, &series, index, span);
        let (before, recovered) = (states.get(..parts)?.to_vec(), *states.get(parts)?);
        let due = self.not_yet_due(event, parts)?;
        let definition = self.begin_entry(id, Role::Clawback, article);

        // What was paid up to the day of the event, less what was recovered.
        let upfront = *self.parts.get(&(event.deferral.0, "upfront".to_owned()))?;
        let upfront = self.definition(upfront, event.owner, span);
        let upfront = self.gather(event.reference, upfront, span);
        let (mut vested, mut open) = (zero, zero);
        for (is_open, left) in due.iter().zip(&before) {
            let paid = self.cases(&[(*is_open, zero)], Some(*left), money, index, span);
            vested = self.map(Map::Add, &[vested, paid], money, index, span);
            let unpaid = self.cases(&[(*is_open, *left)], Some(zero), money, index, span);
            open = self.map(Map::Add, &[open, unpaid], money, index, span);
        }
        let vested = self.named_part(definition, &["vested", "到期已付额"], vested);
        self.define_part(definition, &["open", "未到期额"], open);
        let paid = self.map(Map::Add, &[upfront, vested], money, index, span);
        let paid = self.map(Map::Subtract, &[paid, recovered], money, index, span);
        let paid = self.named_part(definition, &["paid", "已付额"], paid);
        let share = taken.share.map(|share| self.named_part(definition, &["share", "比例"], share));
        let claimed = taken.claimed.map(|claimed| self.named_part(definition, &["claimed", "应追额"], claimed));

        // What it recovers of that.
        let mut back: Option<Lowered> = None;
        if let Some(share) = share {
            back = Some(self.share_of(paid, share, zero));
        }
        if let Some(claimed) = claimed {
            let of_claim = self.map(Map::Min, &[claimed, paid], money, index, span);
            let of_claim = self.map(Map::Max, &[of_claim, zero], money, index, span);
            back = Some(back.map_or(of_claim, |back| self.map(Map::Add, &[back, of_claim], money, index, span)));
        }
        let value = match inside {
            Some(inside) => self.cases(&[(inside, back?)], Some(zero), money, index, span),
            None => zero,
        };
        self.complete(definition, value, value.id, Vec::new());
        let name = self.definition(definition, index, span);

        // What it stops of each part; of an amount what the parts after it do not take.
        let rest = claimed.map(|claimed| self.map(Map::Subtract, &[claimed, name], money, index, span));
        let (mut after, mut malus, mut later) = (Vec::new(), zero, zero);
        for (is_open, left) in due.iter().zip(&before).rev() {
            let mut cut = share.map(|share| self.share_of(*left, share, zero));
            if let Some(rest) = rest {
                let of_claim = self.map(Map::Subtract, &[rest, later], money, index, span);
                let of_claim = self.map(Map::Min, &[of_claim, *left], money, index, span);
                let of_claim = self.map(Map::Max, &[of_claim, zero], money, index, span);
                cut = Some(cut.map_or(of_claim, |cut| self.map(Map::Add, &[cut, of_claim], money, index, span)));
                let unpaid = self.cases(&[(*is_open, *left)], Some(zero), money, index, span);
                later = self.map(Map::Add, &[later, unpaid], money, index, span);
            }
            let cut = self.cases(&[(*is_open, cut?)], Some(zero), money, index, span);
            malus = self.map(Map::Add, &[malus, cut], money, index, span);
            after.push(self.map(Map::Subtract, &[*left, cut], money, index, span));
        }
        after.reverse();
        self.define_part(definition, &["malus", "止付额"], malus);
        let recovered = self.map(Map::Add, &[recovered, name], money, index, span);
        for (state, next) in self.program.folds[fold.at()].states.iter_mut().zip(after.iter().chain([&recovered])) {
            state.next = next.id;
        }
        let (order, reference, tranche) = (event.order.clone(), event.reference, event.deferral.1);
        self.recoveries.insert(definition, Recovery { fold, after, amounts, order, reference, tranche, name: event.name.span });
        Some(definition)
    }

    /// A share of an amount, rounded, never more than it.
    fn share_of(&mut self, amount: Lowered, share: Lowered, zero: Lowered) -> Lowered {
        let (kind, index, span) = (amount.ty.kind, self.program.expr(amount.id).index, share.span);
        let part = self.map(Map::Multiply, &[amount, share], kind, index, span);
        let part = self.rounded_as_declared(part);
        let part = self.map(Map::Min, &[part, amount], kind, index, span);
        self.map(Map::Max, &[part, zero], kind, index, span)
    }

    /// Whether an event recovers what was paid; none where no line does.
    fn within_window(&mut self, clause: &'a Clause, event: &Event<'a>, taken: &Taken) -> Option<Option<Lowered>> {
        let window = clause.parts.iter().find_map(|part| match &part.kind {
            PartKind::Window { length, from } => Some((length, from)),
            _ => None,
        });
        if !taken.any_recovers {
            return Some(None);
        }
        let Some((length, from)) = window else {
            let name = &clause.name.text;
            self.report(
                Diagnostic::new(
                    Code::E0208,
                    say!("`{name}` does not say how long what was paid may be recovered", "`{name}` 没有写明已付部分的追索期"),
                )
                .label(clause.name.span, say!("a line `takes` recovers what was paid", "`扣回` 一行追回已付部分"))
                .help(say!(
                    "write `within 3 years from …`; of what is not yet due alone, write `stops` for `takes`",
                    "写明 `追索期 3年 自 … 起`；只针对未到期部分的，将 `扣回` 写成 `止付`"
                )),
            );
            return None;
        };
        let (index, span) = (event.record, clause.name.span);
        let length = self.present(length, &event.scope, Kind::Duration);
        let from = self.present(from, &event.scope, Kind::Date);
        if self.is_broken(length) || self.is_broken(from) {
            return None;
        }
        let end = self.add_or_subtract(BinaryOp::Add, from, length, index, from.span.to(length.span));
        let begun = self.compare(Comparison::GreaterOrEqual, event.date, from, index, span);
        let open = self.compare(Comparison::LessOrEqual, event.date, end, index, span);
        let inside = self.map(Map::And, &[begun, open], Kind::YesNo, index, span);
        Some(Some(match taken.recovers {
            Some(recovers) => self.map(Map::And, &[recovers, inside], Kind::YesNo, index, span),
            None => inside,
        }))
    }
}

/// The deferral that a clawback is of, the record of its events, and how they refer to the owner.
pub(super) fn recovers(clause: &Clause) -> Option<(&Name, &Name, Option<&Name>)> {
    clause.parts.iter().find_map(|part| match &part.kind {
        PartKind::Recovers { deferral, over, via } => Some((deferral, over, via.as_ref())),
        _ => None,
    })
}

/// A length of time so many times over.
fn times(step: crate::values::Duration, many: i64) -> Option<Value> {
    use crate::values::Duration;
    let months = Duration::from_months(step.months().checked_mul(many)?);
    let days = Duration::from_days(step.days().checked_mul(many)?);
    months.add(days).map(Value::Duration)
}
