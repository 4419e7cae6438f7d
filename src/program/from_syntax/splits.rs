//! Splits: the records of the parts that an amount is shared out in, exactly one of which takes the rest.

use super::builder::{Lower, NOBODY};
use super::names::Guard;
use crate::diagnostics::{Code, Diagnostic, Language};
use crate::program::{Cells, Field, Kind, Record, RecordId, Rows, Type};
use crate::say;
use crate::syntax::ast::{self, Statement};

/// A split that was declared, with what it shares out still to be lowered.
pub(super) struct Shared<'a> {
    record: RecordId,
    owner: RecordId,
    split: &'a ast::Split,
    /// The conditions around it.
    guards: Vec<Guard<'a>>,
}

impl<'a> Lower<'a> {
    /// Declares the part records of splits and tranches; their amounts are lowered when everything has a name.
    pub(super) fn declare_parts(&mut self, statements: &'a [Statement], owner: RecordId, guards: &[Guard<'a>]) {
        for statement in statements {
            match statement {
                Statement::Split(split) => self.declare_split(split, owner, guards),
                Statement::Clause(clause) if matches!(clause.kind, ast::ClauseKind::Tranches | ast::ClauseKind::Deferral) => {
                    self.declare_tranches(clause, owner, guards)
                }
                Statement::Each { owner: other, statements, when, .. } => {
                    let owner = match other {
                        ast::Owner::Overall(_) => NOBODY,
                        ast::Owner::Each(name) => self.program.record_named(&name.text).unwrap_or(NOBODY),
                    };
                    let own = when.iter().map(|condition| Guard { condition, of: owner });
                    let guards: Vec<_> = guards.iter().copied().chain(own).collect();
                    self.declare_parts(statements, owner, &guards);
                }
                Statement::When { statements, condition, .. } => {
                    let guards: Vec<_> = guards.iter().copied().chain([Guard { condition, of: owner }]).collect();
                    self.declare_parts(statements, owner, &guards);
                }
                Statement::Clause(clause) if clause.kind == ast::ClauseKind::Clawback => self.clawbacks.push((clause, owner)),
                Statement::Define(_)
                | Statement::Parameter(_)
                | Statement::Table(_)
                | Statement::Scale(_)
                | Statement::Clause(_)
                | Statement::Assert { .. } => {}
            }
        }
    }

    fn declare_split(&mut self, split: &'a ast::Split, owner: RecordId, guards: &[Guard<'a>]) {
        if let Some(first) = self.program.record_named(&split.into.text) {
            let span = self.program.record(first).span;
            self.defined_twice(&split.into, span);
            return;
        }
        let mut party = None;
        for share in &split.shares {
            let field = self.program.record(owner).field_named(&share.to.text);
            let kind = field.map(|field| self.program.field(owner, field).ty.kind);
            match (kind, party) {
                (Some(Kind::Reference(target)), None) => party = Some(target),
                (Some(Kind::Reference(target)), Some(first)) if target == first => {}
                (Some(Kind::Reference(_)), Some(_)) => self.report_at(
                    Code::E0304,
                    say!("the parts of one split go to records of one kind", "同一分成的各方须为同一种记录"),
                    share.to.span,
                    say!("this leads to another kind of record", "此引用指向另一种记录"),
                ),
                _ => {
                    let text = &share.to.text;
                    let record = self.program.record(owner).name.clone();
                    self.report_at(
                        Code::E0201,
                        say!("`{text}` is not a reference of `{record}`", "`{text}` 不是 `{record}` 的引用"),
                        share.to.span,
                        say!("a part goes to the record that a reference leads to", "分成归于引用所指的记录"),
                    );
                }
            }
        }
        let rests = split.shares.iter().filter(|share| share.amount.is_none()).count();
        if rests != 1 {
            self.report(
                Diagnostic::new(Code::E0413, say!("exactly one part of a split takes the rest", "分成须恰有一方取其余"))
                    .label(split.into.span, say!("{rests} of its parts do", "现有 {rests} 方取其余"))
                    .help(say!("write `to …: the rest` for one of them", "其中一方写成 `归 …：其余`")),
            );
        }
        let Some(party) = party else { return };
        let made = |name: &str, kind: Kind, span| Field {
            name: name.to_owned(),
            span,
            ty: Type::present(kind),
            label: None,
            cells: Cells::Made,
            blank_as: None,
            range: Vec::new(),
        };
        let from = self.program.record(owner).name.clone();
        let span = split.into.span;
        let [whose, amount, number] = match self.language {
            Language::English => ["party", "amount", "number"],
            Language::Chinese => ["归属方", "金额", "序号"],
        };
        let money = Kind::Money(self.program.head.currency);
        let fields = vec![
            made(&from, Kind::Reference(owner), span),
            made(whose, Kind::Reference(party), span),
            made(amount, money, span),
            made(number, Kind::Number, span),
        ];
        // The shares are filled in by `finish_records`.
        let rows = Rows::Split { of: owner, amount: crate::program::ExprId(0), shares: Vec::new() };
        self.program.records.push(Record { name: split.into.text.clone(), span, rows, fields, key: Vec::new() });
        let record = RecordId(self.program.records.len() as u32 - 1);
        self.splits.push(Shared { record, owner, split, guards: guards.to_vec() });
    }

    /// Lowers what a split shares out; where the conditions around it do not hold there are no parts.
    pub(super) fn finish_split(&mut self, shared: &Shared<'a>) {
        let Shared { record: id, owner, split, .. } = *shared;
        let money = Kind::Money(self.program.head.currency);
        let (scope, guards) = self.guarded(owner, &shared.guards);
        let amount = self.present(&split.amount, &scope, money);
        let amount = self.rounded_as_declared(amount);
        let mut shares = Vec::new();
        for share in &split.shares {
            let Some(field) = self.program.record(owner).field_named(&share.to.text) else { continue };
            let mut party = self.field(owner, field, share.to.span);
            if !guards.is_empty() {
                let all = self.all_of(&guards, owner, share.to.span);
                party = self.only_when(all, party, owner, share.to.span);
            }
            let part = share.amount.as_ref().map(|amount| {
                let part = self.present(amount, &scope, money);
                self.rounded_as_declared(part).id
            });
            shares.push((party.id, part));
        }
        self.program.records[id.at()].rows = Rows::Split { of: owner, amount: amount.id, shares };
    }
}
