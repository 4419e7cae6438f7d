//! The parts of a deferral as a clawback sees them: how many there are at most, what each is at first, whether it is yet due, and what is
//! left of it in the end.

use super::{Event, recovers, times};
use crate::diagnostics::{Code, Diagnostic, Language};
use crate::program::from_syntax::builder::{Lower, Lowered, NOBODY};
use crate::program::{Cells, DefinitionId, ExprId, FieldId, Form, Kind, Map, RecordId, Reduce, ReduceOp, Rows, Type};
use crate::say;
use crate::syntax::ast::{Clause, ClauseKind, Comparison};
use crate::values::{Exact, Value};
use rustc_hash::FxHashSet;

/// The most parts of a deferral that a clawback goes through.
const MOST_PARTS: i128 = 60;

impl<'a> Lower<'a> {
    /// Declares what each part of a deferral says of a clawback; the deferrals are declared by now.
    pub(in crate::program::from_syntax) fn declare_clawback(&mut self, clause: &'a Clause, owner: RecordId) {
        let Some((deferral, ..)) = recovers(clause) else { return };
        let of = self.tranches.iter().find(|deferred| {
            let is_deferral = deferred.clause.kind == ClauseKind::Deferral;
            is_deferral && deferred.owner == owner && deferred.clause.name.text == deferral.text && owner != NOBODY
        });
        let Some(tranche) = of.map(|deferred| deferred.record) else { return };
        let words = match self.language {
            Language::English => ["stopped", "left"],
            Language::Chinese => ["止付额", "余额"],
        };
        if let Some([first, _]) = self.left_fields.get(&tranche) {
            let (name, first) = (&deferral.text, self.program.field(tranche, *first).span);
            self.report(
                Diagnostic::new(Code::E0418, say!("two clauses take back of `{name}`", "两个条款都自 `{name}` 追索扣回"))
                    .label(clause.name.span, say!("the second one", "第二个"))
                    .label(first, say!("the first one", "第一个"))
                    .help(say!(
                        "let one of them take all events, in their order: a line `takes … when …` for each kind",
                        "由一个条款依次处理全部事件：各类事件各写一行 `扣回 … 当 …`"
                    )),
            );
            return;
        }
        let fields = words.map(|word| {
            let field = self.made_field(word, Kind::Money(self.program.head.currency), clause.name.span);
            self.program.add_field(tranche, field)
        });
        self.left_fields.insert(tranche, fields);
    }

    /// What each part is at first, on the owner, and how many parts there are at most.
    pub(super) fn parts_at_first(&mut self, event: &Event<'a>) -> Option<(Vec<Lowered>, usize)> {
        let (tranche, owner) = (event.deferral.1, event.owner);
        let Rows::Tranches(tranches) = self.program.record(tranche).rows.clone() else { return None };
        let span = self.program.expr(tranches.parts).span;
        let most = self.most(tranches.parts, 0).map(|most| most.floor());
        let most = most.filter(|most| *most <= Exact::from_int(MOST_PARTS) && !most.is_negative());
        let Some(parts) = most.and_then(|most| most.to_i128()) else {
            let name = &event.name.text;
            self.report(
                Diagnostic::new(
                    Code::E0304,
                    say!("nothing shows that there are at most {MOST_PARTS} parts", "不能确定期数不超过 {MOST_PARTS}"),
                )
                .label(span, say!("so many parts", "期数"))
                .label(event.name.span, say!("`{name}` goes through each of them", "`{name}` 须逐期计算"))
                .help(say!("say so: `parts …, at most 10`", "请写明：`期数 …，不高于 10`")),
            );
            return None;
        };
        let [whose, number, amount] = [0, 1, 2].map(|field| self.field(tranche, FieldId(field), span));
        let mut amounts = Vec::new();
        for part in 1..=parts {
            let part = self.figure(Exact::from_int(part), Kind::Number, tranche, span);
            let is_it = self.compare(Comparison::Equal, number, part, tranche, span);
            let reduce = Reduce {
                op: ReduceOp::Sum,
                over: tranche,
                by: Some(whose.id),
                filter: Some(is_it.id),
                value: Some(amount.id),
                weight: None,
                skip_blanks: false,
                order: Vec::new(),
            };
            amounts.push(self.make(Form::Reduce(Box::new(reduce)), Type::present(event.money), owner, span));
        }
        Some((amounts, usize::try_from(parts).ok()?))
    }

    /// The greatest figure that a number may come to, where the policy shows it.
    fn most(&self, id: ExprId, depth: usize) -> Option<Exact> {
        if depth > 64 {
            return None;
        }
        if let Some(figure) = self.number_of(id) {
            return Some(figure);
        }
        let of = |id: &ExprId| self.most(*id, depth + 1);
        let expr = self.program.expr(id);
        match &expr.form {
            Form::Cases { arms, otherwise } => {
                let values: Option<Vec<Exact>> = arms.iter().map(|(_, value)| value).chain(otherwise).map(of).collect();
                values?.into_iter().max()
            }
            Form::Settle { value, blank, not_applicable } => {
                let values: Option<Vec<Exact>> =
                    [Some(value), blank.as_ref(), not_applicable.as_ref()].into_iter().flatten().map(of).collect();
                values?.into_iter().max()
            }
            Form::Map(Map::Min, operands) => operands.iter().filter_map(of).min(),
            Form::Map(Map::Max, operands) => operands.iter().map(of).collect::<Option<Vec<_>>>()?.into_iter().max(),
            // What is less is not rounded to more.
            Form::Map(Map::Round { mode, unit }, operands) => Some(operands.first().and_then(of)?.round(*mode, unit)),
            Form::Definition(definition) => of(&self.program.definition(*definition).value),
            Form::Gather { value, .. } => of(value),
            Form::Lookup { table, column, .. } => {
                let figures = self.program.table(*table).rows.iter().map(|row| match row.values.get(*column as usize) {
                    Some(Some(Value::Number(figure))) => Some(figure.clone()),
                    _ => None,
                });
                figures.collect::<Option<Vec<_>>>()?.into_iter().max()
            }
            Form::Field(field) => {
                let range = &self.program.field(expr.index, *field).range;
                let ends = range.iter().filter_map(|(sign, bound)| match (sign, bound) {
                    (Comparison::LessOrEqual | Comparison::Less | Comparison::Equal, Value::Number(bound)) => Some(bound.clone()),
                    _ => None,
                });
                ends.min()
            }
            _ => None,
        }
    }

    /// For each part whether it is not yet due on the day of an event.
    pub(super) fn not_yet_due(&mut self, event: &Event<'a>, parts: usize) -> Option<Vec<Lowered>> {
        let (index, span) = (event.record, event.name.span);
        let Rows::Tranches(tranches) = self.program.record(event.deferral.1).rows.clone() else { return None };
        let no = self.truth(false, index, span);
        let mut open = Vec::new();
        for part in 1..=i64::try_from(parts).ok()? {
            let after = self.constant(times(tranches.step, part)?, Kind::Duration, index, span);
            let due = self.map(Map::Add, &[event.from, after], Kind::Date, index, span);
            let is_open = self.compare(Comparison::Less, event.date, due, index, span);
            open.push(if is_open.ty.not_applicable { self.settle(is_open, None, Some(no), span) } else { is_open });
        }
        Some(open)
    }

    /// What is left of each part after the last event, and what is not.
    pub(super) fn left_of_parts(&mut self, of_event: DefinitionId, owner: RecordId) {
        let Some(recovery) = self.recoveries.get(&of_event) else { return };
        let (after, amounts, order) = (recovery.after.clone(), recovery.amounts.clone(), recovery.order.clone());
        let (reference, tranche, span) = (recovery.reference, recovery.tranche, recovery.name);
        let event = self.program.definition(of_event).owner;
        let [whose, number, amount] = [0, 1, 2].map(|field| self.field(tranche, FieldId(field), span));
        let mut arms = Vec::new();
        for (at, (after, first)) in (1i128..).zip(after.iter().zip(&amounts)) {
            let reduce = Reduce {
                op: ReduceOp::Last,
                over: event,
                by: Some(reference.id),
                filter: None,
                value: Some(after.id),
                weight: None,
                skip_blanks: false,
                order: order.iter().map(|key| key.id).collect(),
            };
            let ty = Type { kind: amount.ty.kind, blank: true, not_applicable: false };
            let last = self.make(Form::Reduce(Box::new(reduce)), ty, owner, span);
            let last = self.settle(last, Some(*first), None, span);
            let last = self.gather(whose, last, span);
            let at = self.figure(Exact::from_int(at), Kind::Number, tranche, span);
            let is_it = self.compare(Comparison::Equal, number, at, tranche, span);
            arms.push((is_it, last));
        }
        let left = self.cases(&arms, Some(amount), amount.ty.kind, tranche, span);
        let Some(&[stopped_at, left_at]) = self.left_fields.get(&tranche) else { return };
        self.program.field_mut(tranche, left_at).cells = Cells::Worked(left.id);
        let named = self.field(tranche, left_at, span);
        let stopped = self.map(Map::Subtract, &[amount, named], amount.ty.kind, tranche, span);
        self.program.field_mut(tranche, stopped_at).cells = Cells::Worked(stopped.id);
    }

    /// Reports a clawback whose events rest on what it leaves.
    pub(in crate::program::from_syntax) fn clawbacks_end(&mut self) {
        let mut circular: Vec<_> =
            self.recoveries.values().filter(|recovery| self.comes_back(recovery)).map(|recovery| recovery.name).collect();
        circular.sort_unstable_by_key(|span| span.start);
        for span in circular {
            self.report_at(
                Code::E0408,
                say!("what an event takes rests on what is left after it", "事件扣回的数额取决于扣回之后的余额"),
                span,
                say!("through what is left of the parts, an aggregate or another record", "经由各期余额、汇总或其他记录"),
            );
        }
    }

    /// Whether the states of a fold are made of themselves in another way than from row to row.
    fn comes_back(&self, recovery: &super::Recovery) -> bool {
        let own = recovery.fold;
        let states = &self.program.fold(own).states;
        let mut open: Vec<(ExprId, bool)> = states.iter().flat_map(|state| [(state.next, true), (state.starts, false)]).collect();
        let mut seen = FxHashSet::default();
        while let Some((id, same_row)) = open.pop() {
            if !seen.insert((id, same_row)) {
                continue;
            }
            let expr = self.program.expr(id);
            if let Form::Carried { fold, .. } = &expr.form {
                if *fold == own {
                    if !same_row {
                        return true;
                    }
                    continue;
                }
                let states = &self.program.fold(*fold).states;
                open.extend(states.iter().flat_map(|state| [(state.starts, false), (state.next, false)]));
                continue;
            }
            let elementwise = crate::program::is_elementwise(&expr.form);
            crate::program::each_part(&self.program, id, &mut |part| open.push((part, same_row && elementwise)));
        }
        false
    }
}
