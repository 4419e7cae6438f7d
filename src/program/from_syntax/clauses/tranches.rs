//! `tranches`: an amount as part records, each with its number, its amount and the day it is due; those of a `deferral` too.
//!
//! The record is declared with the other records; how many rows it has and of what amounts is lowered when everything has a name.

use crate::diagnostics::{Code, Diagnostic, Language};
use crate::program::from_syntax::builder::{Lower, Lowered, NOBODY, Scope};
use crate::program::from_syntax::names::Guard;
use crate::program::{ExprId, FieldId, Form, Kind, OddPart, Record, RecordId, Rows, Tranches};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, Expr, OddCents, PartKind};
use crate::values::{Duration, Exact, Value};

/// Tranches that were declared, with what they are made of still to be lowered.
pub(in crate::program::from_syntax) struct Deferred<'a> {
    pub(super) record: RecordId,
    pub(super) owner: RecordId,
    pub(super) clause: &'a Clause,
    /// What of a part is in cash and in instruments, where the clause says so.
    in_instruments: Option<[FieldId; 2]>,
    /// The conditions around it.
    guards: Vec<Guard<'a>>,
}

impl<'a> Lower<'a> {
    /// Declares the part records.
    pub(in crate::program::from_syntax) fn declare_tranches(&mut self, clause: &'a Clause, owner: RecordId, guards: &[Guard<'a>]) {
        let into = clause.parts.iter().find_map(|part| if let PartKind::Into(name) = &part.kind { Some(name) } else { None });
        let name = into.unwrap_or(&clause.name);
        if let Some(first) = self.program.record_named(&name.text) {
            let span = self.program.record(first).span;
            self.defined_twice(name, span);
            return;
        }
        self.must_be_said_once(clause);
        if owner == NOBODY {
            self.report_at(
                Code::E0304,
                say!("tranches are of an amount of a record", "分期须属于某种记录的金额"),
                name.span,
                say!("put them into `for each …`", "请写在 `每个 …` 中"),
            );
            return;
        }
        let words = match self.language {
            Language::English => ["number", "amount", "due"],
            Language::Chinese => ["序号", "金额", "到期日"],
        };
        let kinds = [Kind::Number, Kind::Money(self.program.head.currency), Kind::Date];
        let of = self.program.record(owner).name.clone();
        let mut fields = vec![self.made_field(&of, Kind::Reference(owner), name.span)];
        fields.extend(words.iter().zip(kinds).map(|(word, kind)| self.made_field(word, kind, name.span)));
        let in_instruments = clause.parts.iter().any(|part| matches!(part.kind, PartKind::InInstruments(_))).then(|| {
            let words = match self.language {
                Language::English => ["cash", "instruments"],
                Language::Chinese => ["现金", "工具"],
            };
            words.map(|word| {
                fields.push(self.made_field(word, Kind::Money(self.program.head.currency), name.span));
                FieldId(fields.len() as u32 - 1)
            })
        });
        // What it is made of is filled in by `finish_tranches`.
        let nothing = ExprId(0);
        let rows = Tranches {
            of: owner,
            amount: nothing,
            parts: nothing,
            from: nothing,
            step: Duration::default(),
            unit: self.program.head.unit.clone(),
            odd: OddPart::Last,
        };
        let record = RecordId(self.program.records.len() as u32);
        let (rows, key) = (Rows::Tranches(Box::new(rows)), vec![FieldId(0), FieldId(1)]);
        self.program.records.push(Record { name: name.text.clone(), span: name.span, rows, fields, key });
        self.tranches.push(Deferred { record, owner, clause, in_instruments, guards: guards.to_vec() });
    }

    /// Lowers what the declared tranches are made of.
    pub(in crate::program::from_syntax) fn finish_tranches(&mut self) {
        for deferred in std::mem::take(&mut self.tranches) {
            if let Some(rows) = self.tranches_of(&deferred) {
                self.program.records[deferred.record.at()].rows = Rows::Tranches(Box::new(rows));
            }
        }
    }

    fn tranches_of(&mut self, deferred: &Deferred<'a>) -> Option<Tranches> {
        let (clause, owner) = (deferred.clause, deferred.owner);
        let (mut parts, mut every, mut odd) = (None, None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::Parts(value) => parts = Some(value),
                PartKind::Every { step, from } => every = Some((step, from)),
                PartKind::OddCents(cents) => odd = Some((cents, part.span)),
                _ => {}
            }
        }
        if parts.is_none() {
            self.lacks(clause, "parts", "期数");
        }
        if every.is_none() {
            self.lacks(clause, "every", "每隔");
        }
        let odd = self.odd_part(clause, odd);
        let (parts, (step, from), odd) = (parts?, every?, odd?);
        let (scope, guards, amount) = match clause.kind {
            ClauseKind::Deferral => self.deferred_amount(deferred)?,
            _ => {
                let (scope, guards) = self.guarded(owner, &deferred.guards);
                let amount = self.present(clause.value.as_ref()?, &scope, Kind::Money(self.program.head.currency));
                (scope, guards, self.rounded_as_declared(amount))
            }
        };
        let from = self.present(from, &scope, Kind::Date);
        let parts = self.expr(parts, &scope, None);
        let parts = self.must_be_kind(parts, Kind::Number);
        self.must_not_be_blank(parts);
        if ![amount, from, parts].iter().all(|value| !self.is_broken(*value)) {
            return None;
        }
        if !self.is_whole(parts.id) {
            self.not_whole(parts);
            return None;
        }
        let every = step.span;
        let step = self.step_of(step)?;
        self.note_period(from, step, every);
        let [amount, from, parts] = [amount, from, parts].map(|value| {
            if guards.is_empty() {
                return value;
            }
            let all = self.all_of(&guards, owner, value.span);
            self.only_when(all, value, owner, value.span)
        });
        let unit = self.program.head.unit.clone();
        Some(Tranches { of: owner, amount: amount.id, parts: parts.id, from: from.id, step, unit, odd })
    }

    /// What a deferral defers, with the scope and the conditions in which it does; finishes what of its tranches is in instruments.
    fn deferred_amount(&mut self, deferred: &Deferred<'a>) -> Option<(Scope, Vec<Lowered>, Lowered)> {
        let (clause, owner) = (deferred.clause, deferred.owner);
        let entry = self.by_name.get(&(owner, clause.name.text.clone())).copied()?;
        let definition = self.ensure(entry, None)?;
        let alternative = self.entries[entry.0].alternatives.first()?.clone();
        let applies = self.applies(owner, clause, &alternative);
        if let Some(fields) = deferred.in_instruments {
            self.instruments_of_tranches(deferred.record, owner, definition, fields);
        }
        let amount = self.definition(definition, owner, clause.name.span);
        let amount = self.must_be_kind(amount, Kind::Money(self.program.head.currency));
        let amount = self.narrowed(amount, true, false);
        Some((applies.scope, applies.tests, amount))
    }

    fn not_whole(&mut self, parts: Lowered) {
        self.report(
            Diagnostic::new(Code::E0304, say!("the number of tranches is not shown to be whole", "不能确定期数为整数"))
                .label(parts.span, say!("this may have a fraction", "此值可能有小数"))
                .help(say!("say how it is rounded: `parts …, rounded down to 1`", "请写明如何取整：`期数 …，舍去 到 1`")),
        );
    }

    /// A constant length of time above nothing.
    fn step_of(&mut self, step: &'a Expr) -> Option<Duration> {
        let lowered = self.present(step, &Scope::on(NOBODY), Kind::Duration);
        if self.is_broken(lowered) {
            return None;
        }
        let found = match &self.program.expr(lowered.id).form {
            Form::Constant(Value::Duration(length)) => Some(*length),
            _ => None,
        };
        let found = found.filter(|length| length.months() >= 0 && length.days() >= 0 && *length != Duration::default());
        if found.is_none() {
            self.report_at(
                Code::E0304,
                say!("from one tranche to the next it is a fixed time", "两期之间须为固定的时长"),
                lowered.span,
                say!("such as `1 year`, `3 months` or `30 days`", "如 `1年`、`3个月`、`30天`"),
            );
        }
        found
    }

    fn odd_part(&mut self, clause: &Clause, odd: Option<(&'a OddCents, Span)>) -> Option<OddPart> {
        let (message, span) = match odd {
            Some((OddCents::ToFirst { by }, _)) if by.is_empty() => return Some(OddPart::First),
            Some((OddCents::ToLast { by }, _)) if by.is_empty() => return Some(OddPart::Last),
            Some((OddCents::OneByOne { by }, _)) if by.is_empty() => return Some(OddPart::OneByOne),
            Some((_, span)) => {
                (say!("tranches are in the order of their numbers, and none of it lapses", "各期以序号为序，零头不得不付"), span)
            }
            None => {
                let name = &clause.name.text;
                (say!("`{name}` does not say who takes the odd cents", "`{name}` 没有写明零头归谁"), clause.name.span)
            }
        };
        self.report(
            Diagnostic::new(Code::E0413, message).label(span, say!("equal parts leave cents over", "等分时会有除不尽的零头")).help(say!(
                "write `odd cents to last`, `odd cents to first` or `odd cents one by one`",
                "写成 `零头归 末位`、`零头归 首位` 或 `零头 逐分`"
            )),
        );
        None
    }

    /// The numbers of the rows that have columns, as `1 to 5`.
    pub(in crate::program::from_syntax) fn numbered(&mut self, from: &'a Expr, to: &'a Expr) -> Option<Vec<i128>> {
        let scope = Scope::on(NOBODY);
        let most = 100;
        let mut figure = |expr: &'a Expr| self.constant_number(expr, &scope).as_ref().and_then(Exact::to_i128);
        let figures = figure(from).zip(figure(to)).filter(|(from, to)| *from >= 1 && from <= to && to - from < most);
        if figures.is_none() {
            self.report_at(
                Code::E0304,
                say!("these columns run from one whole number to another", "各列须由一个整数至另一个整数"),
                Span { end: to.span.end, ..from.span },
                say!("such as `1 to 5`, the lower one first, at most {most} of them", "如 `1 至 5`，由小至大，至多 {most} 列"),
            );
        }
        figures.map(|(from, to)| (from..=to).collect())
    }
}
