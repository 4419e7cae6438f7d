//! `ledger`: accounts of a record and of the rows that refer to it, and what entries of several records, in one order, move between them.
//!
//! Entries come by their day; of one day by their record as listed, then by their key. What accounts hold at last are the ledger's
//! sub-values: those of the owner on the owner, those of other rows under the same name there. The lines of entries are lowered in `lines`.

mod lines;

use super::Alternative;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::from_syntax::mentions::Meant;
use crate::program::{
    Account, DefinitionId, FieldId, Form, Kind, Ledger, LedgerId, Map, OVERALL, RecordId, Reduce, ReduceOp, Role, Rows, Type,
};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Clause, Name, PartKind, Rounded};
use crate::values::Exact;

/// What the lines of a ledger see beside what their record sees.
#[derive(Debug)]
pub(in crate::program::from_syntax) struct Balances {
    /// The ledger, whose accounts are what they hold.
    pub ledger: LedgerId,
    /// In an amount for each row of an account: where the entry itself stands.
    pub entry: Option<Scope>,
}

/// A ledger while its entries are lowered.
struct Open<'a> {
    id: LedgerId,
    owner: RecordId,
    kind: Kind,
    /// How amounts are rounded, where the ledger says so.
    rounded: Option<&'a Rounded>,
    /// For each account where what is taken from it goes.
    taken_to: Vec<Option<u32>>,
}

impl<'a> Lower<'a> {
    pub(super) fn ledger(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let alternative = alternatives.first()?;
        let whole = self.ledgers.get(&clause.name.span)?.0;
        if whole != id {
            return self.balances_of_rows(id, whole, clause, alternative);
        }
        let owner = self.entries[id.0].owner;
        if !alternative.guards.is_empty() {
            self.report_at(
                Code::E0304,
                say!("a ledger goes through every entry", "台账须经过每一笔分录"),
                clause.name.span,
                say!("it cannot stand under a condition: say it where entries count", "不能置于条件之下：请在分录处写明条件"),
            );
            return None;
        }
        let kind = self.kind_of_ledger(clause)?;
        let rounded = clause.parts.iter().find_map(|part| match &part.kind {
            PartKind::Rounded(rounded) => Some(rounded),
            _ => None,
        });
        let mut open = Open { id: LedgerId(self.program.ledgers.len() as u32), owner, kind, rounded, taken_to: Vec::new() };
        let accounts = self.accounts(clause, &open)?;
        let (name, span) = (clause.name.text.clone(), clause.name.span);
        self.program.ledgers.push(Ledger { name, span, owner, kind, accounts, entries: Vec::new() });
        open.taken_to = self.taken_to(clause, &open)?;
        let mut entries = Vec::new();
        for part in &clause.parts {
            if let PartKind::Entries(written) = &part.kind {
                entries.push(self.entries_of(written, &open));
            }
        }
        let entries = entries.into_iter().collect::<Option<Vec<_>>>()?;
        if entries.is_empty() {
            self.lacks(clause, "on", "遇");
            return None;
        }
        self.must_be_of_one_kind(&entries)?;
        self.must_have_one_owner(open.id, &entries)?;
        self.program.ledgers[open.id.at()].entries = entries;
        self.ledgers.insert(span, (id, Some(open.id)));
        let definition = self.begin_entry(id, Role::Ledger(open.id), alternative.article.into_iter().collect());
        self.program.definition_mut(definition).output = false;
        let value = self.closing_balances(definition, open.id, owner, span);
        self.complete(definition, value, value.id, Vec::new());
        Some(definition)
    }

    /// The balances of rows that refer to the owner, under the name of the ledger there.
    fn balances_of_rows(&mut self, id: EntryId, whole: EntryId, clause: &Clause, alternative: &Alternative<'a>) -> Option<DefinitionId> {
        self.ensure(whole, None)?;
        let (_, ledger) = *self.ledgers.get(&clause.name.span)?;
        let (record, span) = (self.entries[id.0].owner, clause.name.span);
        let definition = self.begin_entry(id, Role::Helper, alternative.article.into_iter().collect());
        let value = self.closing_balances(definition, ledger?, record, span);
        self.complete(definition, value, value.id, Vec::new());
        Some(definition)
    }

    /// What the accounts of a record hold at last, each as a sub-value; gives what they and, for the owner, all others hold together.
    fn closing_balances(&mut self, definition: DefinitionId, ledger: LedgerId, record: RecordId, span: Span) -> Lowered {
        let of = self.program.ledger(ledger);
        let (owner, kind, accounts) = (of.owner, of.kind, of.accounts.clone());
        let mut all = Vec::new();
        for (at, account) in (0u32..).zip(&accounts) {
            let mut ty = Type::present(kind);
            if let Some(reference) = account.owner {
                ty = ty.with_absence_of(self.program.expr(reference).ty);
            }
            let closing = self.make(Form::Closing { ledger, account: at }, ty, account.of, account.span);
            if account.of == record {
                all.push(self.named_part(definition, &[&account.name], closing));
                self.note_part_name(definition, &account.name, account.span);
            } else if record == owner {
                let reduce = Reduce {
                    op: ReduceOp::Sum,
                    over: account.of,
                    by: account.owner,
                    filter: None,
                    value: Some(closing.id),
                    weight: None,
                    skip_blanks: false,
                    order: Vec::new(),
                };
                all.push(self.make(Form::Reduce(Box::new(reduce)), Type::present(kind), record, account.span));
            }
        }
        let sum = all.into_iter().reduce(|sum, account| self.map(Map::Add, &[sum, account], kind, record, span));
        sum.unwrap_or_else(|| self.figure(Exact::ZERO, kind, record, span))
    }

    fn kind_of_ledger(&mut self, clause: &'a Clause) -> Option<Kind> {
        let said = clause.parts.iter().find_map(|part| match &part.kind {
            PartKind::Kind(name) => Some(name),
            _ => None,
        });
        let Some(name) = said else { return Some(Kind::Money(self.program.head.currency)) };
        let kind = self.kind_named(name)?;
        if !matches!(kind, Kind::Money(_) | Kind::Number) {
            self.report_at(
                Code::E0304,
                say!("accounts hold money or numbers", "科目只记金额或数"),
                name.span,
                say!("neither money nor a number", "既非金额，也非数"),
            );
            return None;
        }
        Some(kind)
    }

    fn accounts(&mut self, clause: &'a Clause, open: &Open<'a>) -> Option<Vec<Account>> {
        let (mut accounts, mut sound) = (Vec::<Account>::new(), true);
        for part in &clause.parts {
            let PartKind::Account(written) = &part.kind else { continue };
            if let Some(first) = accounts.iter().find(|account| account.name == written.name.text) {
                let first = first.span;
                self.defined_twice(&written.name, first);
                sound = false;
                continue;
            }
            match self.account(written, open) {
                Some(account) => accounts.push(account),
                None => sound = false,
            }
        }
        if accounts.is_empty() && sound {
            self.lacks(clause, "account", "科目");
            return None;
        }
        sound.then_some(accounts)
    }

    fn account(&mut self, written: &'a ast::Account, open: &Open<'a>) -> Option<Account> {
        let name = &written.name;
        let of = match &written.of {
            Some(of) => self.record_of(of)?,
            None => open.owner,
        };
        let owner = match (&written.of, &written.via) {
            (Some(record), Some(via)) if of == open.owner => {
                let (account, record) = (&written.name.text, &record.text);
                self.via_leads_nowhere(
                    via,
                    say!("each `{record}` has its own ledger, with this account", "每个 `{record}` 各有台账，此科目即在其中"),
                    say!("write `account {account}`", "写成 `科目 {account}`"),
                );
                return None;
            }
            (Some(record), via) if of != open.owner => self.belongs_to(of, open.owner, record, via.as_ref())?,
            _ => None,
        };
        let scope = Scope { outer: owner.map(|owner| (open.owner, owner.id)), ..Scope::on(of) };
        let starts = match &written.starts {
            Some(starts) => {
                let value = self.present(starts, &scope, open.kind);
                self.as_amount(value, open, &scope)
            }
            None => self.figure(Exact::ZERO, open.kind, of, name.span),
        };
        let mut order = match &written.by {
            Some(by) => self.tie_keys(std::slice::from_ref(by), &scope)?,
            None => Vec::new(),
        };
        order.extend(self.key_order(of, owner, name.span));
        if self.is_broken(starts) {
            return None;
        }
        Some(Account {
            name: name.text.clone(),
            span: name.span,
            of,
            owner: owner.map(|owner| owner.id),
            order: order.iter().map(|key| key.id).collect(),
            starts: starts.id,
            overdrawn: written.overdrawn,
        })
    }

    /// A rounded amount, as the ledger or the policy says.
    fn as_amount(&mut self, value: Lowered, open: &Open<'a>, scope: &Scope) -> Lowered {
        if self.is_broken(value) {
            return value;
        }
        match (open.rounded, open.kind) {
            (Some(rounded), _) => self.rounded_tail(value, rounded, scope),
            (None, Kind::Money(_)) => self.rounded_as_declared(value),
            (None, _) => value,
        }
    }

    /// The accounts that what is taken goes to.
    fn taken_to(&mut self, clause: &'a Clause, open: &Open<'a>) -> Option<Vec<Option<u32>>> {
        let mut all = Vec::new();
        for part in &clause.parts {
            let PartKind::Account(written) = &part.kind else { continue };
            all.push(match &written.taken_to {
                Some(to) => Some(self.account_named(open.id, to)?),
                None => None,
            });
        }
        Some(all)
    }

    /// An account of a ledger by its name.
    fn account_named(&mut self, ledger: LedgerId, name: &Name) -> Option<u32> {
        let accounts = &self.program.ledger(ledger).accounts;
        if let Some(at) = accounts.iter().position(|account| account.name == name.text) {
            let declared = accounts.get(at)?.span;
            self.note(name.span, Meant::Account(declared));
            return u32::try_from(at).ok();
        }
        let names: Vec<String> = accounts.iter().map(|account| account.name.clone()).collect();
        let (text, list) = (&name.text, names.join(", "));
        let finding = Diagnostic::new(Code::E0201, say!("there is no account `{text}`", "没有科目 `{text}`"))
            .label(name.span, say!("the accounts are {list}", "科目有 {list}"));
        self.report(match nearest(text, names.iter().map(String::as_str)) {
            Some(near) => finding.meant(name.span, near),
            None => finding,
        });
        None
    }

    /// The reference by which the rows of a record belong to an owner; none where the owner is nobody in particular.
    fn belongs_to(&mut self, record: RecordId, owner: RecordId, name: &Name, via: Option<&Name>) -> Option<Option<Lowered>> {
        if owner == OVERALL {
            if let Some(via) = via {
                let record = &name.text;
                self.via_leads_nowhere(
                    via,
                    say!("a ledger of `overall` is of nobody in particular", "`总体` 的台账不归于任何一方"),
                    say!("write `{record}` alone", "只写 `{record}`"),
                );
                return None;
            }
            return Some(None);
        }
        if let Some(via) = via
            && let Some(&entry) = self.by_name.get(&(record, via.text.clone()))
        {
            let definition = self.ensure(entry, Some(via.span))?;
            let value = self.definition(definition, record, via.span);
            let value = self.must_be_kind(value, Kind::Reference(owner));
            return (!self.is_broken(value)).then_some(Some(value));
        }
        let leads = |(at, field): (u32, &crate::program::Field)| {
            let meant = via.is_none_or(|via| via.text == field.name);
            (meant && field.ty.kind == Kind::Reference(owner)).then_some(FieldId(at))
        };
        let fields: Vec<FieldId> = (0u32..).zip(&self.program.record(record).fields).filter_map(leads).collect();
        match fields.as_slice() {
            [field] => {
                if let Some(via) = via {
                    self.note(via.span, Meant::Field(record, *field));
                }
                Some(Some(self.field(record, *field, name.span)))
            }
            [] if let Some(via) = via => {
                let (text, child, parent) = (&via.text, &name.text, self.program.record(owner).name.clone());
                self.report_at(
                    Code::E0201,
                    say!("`{text}` is not a reference from `{child}` to `{parent}`", "`{text}` 不是 `{child}` 指向 `{parent}` 的引用"),
                    via.span,
                    say!("`via` names one of its references", "`经由` 之后须为其引用之一"),
                );
                None
            }
            [] => {
                if let Some(reference) = self.combined_reference(record, owner, name.span) {
                    return Some(Some(reference));
                }
                let (child, parent) = (&name.text, self.program.record(owner).name.clone());
                self.report_at(
                    Code::E0211,
                    say!("`{child}` does not refer to `{parent}`", "`{child}` 没有指向 `{parent}` 的引用"),
                    name.span,
                    say!("the ledger is one of each `{parent}`", "台账属于每个 `{parent}`"),
                );
                None
            }
            [first, ..] => {
                let (child, parent) = (&name.text, self.program.record(owner).name.clone());
                let first = self.program.field(record, *first).name.clone();
                self.report(
                    Diagnostic::new(
                        Code::E0414,
                        say!("`{child}` refers to `{parent}` in several ways", "`{child}` 以多种方式引用 `{parent}`"),
                    )
                    .label(name.span, say!("nothing here tells whose ledger it belongs to", "无从得知归于谁的台账"))
                    .help(say!("say which: `{child} via {first}`", "写明经由哪一个：`{child} 经由 {first}`")),
                );
                None
            }
        }
    }

    /// What tells the rows of an owner apart by their keys, whatever their order in a file.
    fn key_order(&mut self, record: RecordId, owner: Option<Lowered>, span: Span) -> Vec<Lowered> {
        let mut keys = Vec::new();
        for field in self.program.record(record).key.clone() {
            let value = self.field(record, field, span);
            match value.ty.kind {
                // The same for all rows of an owner.
                Kind::Reference(_) if owner.is_some_and(|owner| self.shape(owner.id) == self.shape(value.id)) => {}
                // Periods come in their order.
                Kind::Reference(target) if !matches!(self.program.record(target).rows, Rows::Calendar(_)) && target != record => {
                    for key in self.key_order(target, None, span) {
                        keys.push(self.gather(value, key, span));
                    }
                }
                _ => keys.push(value),
            }
        }
        keys
    }
}
