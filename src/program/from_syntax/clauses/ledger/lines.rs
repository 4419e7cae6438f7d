//! The entries of a ledger: which rows they are, in what order they come, and what their lines move.

use super::{Balances, Open};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::from_syntax::mentions::Meant;
use crate::program::from_syntax::names::Named;
use crate::program::{Entries, ExprId, Form, Kind, Line, Move, RecordId, Rows, Source, SourceRows, Type, each_part, is_elementwise};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, AccountFrom, Call, CallClauseKind, EntryLine, Expr, ExprKind, Movement, Name, RowOrder};
use std::rc::Rc;

impl<'a> Lower<'a> {
    /// The entries of one record.
    pub(super) fn entries_of(&mut self, written: &'a ast::Entries, open: &Open<'a>) -> Option<Entries> {
        let name = &written.record;
        let record = self.record_of(name)?;
        let is_own = record == open.owner && written.via.is_none();
        let owner = if is_own { None } else { self.belongs_to(record, open.owner, name, written.via.as_ref())? };
        // Among records of one kind the names are the entry's; the owner is reached by the reference itself.
        let outer = owner.filter(|_| record != open.owner);
        let mut scope = Scope { outer: outer.map(|owner| (open.owner, owner.id)), ..Scope::on(record) };
        let mut when = None;
        if let Some(condition) = &written.when {
            let condition = self.condition(condition, &scope);
            if self.is_broken(condition) {
                return None;
            }
            scope = scope.knowing(self.learned(condition.id, true));
            when = Some(condition.id);
        }
        let at = self.expr(&written.at, &scope, None);
        let at = if at.ty.kind == Kind::Number { at } else { self.must_be_kind(at, Kind::Date) };
        let at = self.must_be_present(at);
        let order = self.key_order(record, owner, name.span);
        if order.is_empty() && !is_own {
            let record = &name.text;
            self.report(
                Diagnostic::new(
                    Code::E0411,
                    say!("nothing tells which `{record}` of one day comes first", "同一日的 `{record}` 无从分先后"),
                )
                .label(name.span, say!("it has no key", "没有主键"))
                .help(say!("mark the field that tells its rows apart as `key`", "请把区分各行的字段注明为 `主键`")),
            );
            return None;
        }
        if self.is_broken(at) {
            return None;
        }
        scope.balances = Some(Rc::new(Balances { ledger: open.id, entry: None }));
        let lines = self.entry_lines(&written.lines, open, record, &scope)?;
        Some(Entries {
            record,
            span: name.span,
            owner: owner.map(|owner| owner.id),
            at: at.id,
            when,
            order: order.iter().map(|key| key.id).collect(),
            lines,
        })
    }

    /// Refuses days beside numbers.
    pub(super) fn must_be_of_one_kind(&mut self, entries: &[Entries]) -> Option<()> {
        let kind = |lower: &Lower<'a>, entries: &Entries| lower.program.expr(entries.at).ty.kind;
        let (first, rest) = entries.split_first()?;
        let other = rest.iter().find(|other| kind(self, other) != kind(self, first));
        let Some(other) = other else { return Some(()) };
        let (one, two) = (self.program.expr(first.at).span, self.program.expr(other.at).span);
        self.report(
            Diagnostic::new(
                Code::E0304,
                say!("entries by day and entries by number have no common order", "按日期与按数的分录无法共同排序"),
            )
            .label(two, say!("these come by another kind of value", "此处为另一类值"))
            .label(one, say!("than these", "与此处不同")),
        );
        None
    }

    /// Refuses rows that belong to one owner as accounts or entries and to another as other ones.
    pub(super) fn must_have_one_owner(&mut self, ledger: crate::program::LedgerId, entries: &[Entries]) -> Option<()> {
        let of = self.program.ledger(ledger);
        let accounts = of.accounts.iter().filter(|account| account.of != of.owner).map(|account| (account.of, account.owner, account.span));
        let entries =
            entries.iter().filter(|entries| entries.record != of.owner).map(|entries| (entries.record, entries.owner, entries.span));
        let accounts: Vec<_> = accounts.collect();
        let all: Vec<_> = accounts.iter().copied().chain(entries).collect();
        let shape = |owner: Option<ExprId>| owner.map(|owner| self.shape(owner));
        let apart = accounts.iter().find_map(|one| {
            let other = all.iter().find(|other| other.0 == one.0 && shape(other.1) != shape(one.1))?;
            Some((one.0, one.2, other.2))
        });
        let Some((record, one, other)) = apart else { return Some(()) };
        let record = self.program.record(record).name.clone();
        self.report(
            Diagnostic::new(Code::E0304, say!("each `{record}` has one owner in a ledger", "台账中每个 `{record}` 只归一个主体"))
                .label(other, say!("here it belongs by another reference", "此处经由另一引用"))
                .label(one, say!("than here", "与此处不同"))
                .help(say!("write the same `via` at both", "两处写同一 `经由`")),
        );
        None
    }

    fn entry_lines(&mut self, lines: &'a [EntryLine], open: &Open<'a>, record: RecordId, scope: &Scope) -> Option<Vec<Line>> {
        let mut lowered = Vec::new();
        for line in lines {
            lowered.push(match line {
                EntryLine::Move(movement) => self.movement(movement, open, record, scope).map(Line::Move),
                EntryLine::When { condition, lines } => {
                    let test = self.condition(condition, scope);
                    let test = self.must_be_found_at_entries(test);
                    // What accounts hold changes with every line, so what is known of it now is not known later.
                    let known = if self.rests_on_balances(test.id) { scope.clone() } else { scope.knowing(self.learned(test.id, true)) };
                    let lines = self.entry_lines(lines, open, record, &known);
                    lines.filter(|_| !self.is_broken(test)).map(|lines| Line::When { test: test.id, lines })
                }
            });
        }
        lowered.into_iter().collect()
    }

    fn movement(&mut self, written: &'a Movement, open: &Open<'a>, record: RecordId, scope: &Scope) -> Option<Move> {
        let mut from = Vec::new();
        for source in &written.from {
            from.push(self.source(source, written, open, record, scope)?);
        }
        let [first, rest @ ..] = from.as_slice() else { return None };
        if let (Some(each), Some(more)) = (written.from.iter().find(|source| source.each), written.from.get(1).filter(|_| !rest.is_empty()))
        {
            self.report(
                Diagnostic::new(Code::E0304, say!("an amount for each row is not taken further", "按各行计的金额不再依次续取"))
                    .label(more.span, say!("taken from here next", "在此续取"))
                    .label(each.span, say!("each row gives its own amount", "各行各取其金额"))
                    .help(say!("write another line, or `oldest first`", "请另写一行，或用 `由先到后`")),
            );
            return None;
        }
        let amount = match &written.amount {
            None => None,
            Some(amount) => {
                let scope = match first.rows {
                    SourceRows::Each => self.scope_of_rows(first.account, open, scope),
                    SourceRows::One | SourceRows::OldestFirst | SourceRows::LatestFirst => scope.clone(),
                };
                let value = self.present(amount, &scope, open.kind);
                let value = self.as_amount(value, open, &scope);
                let value = self.must_be_found_at_entries(value);
                if self.is_broken(value) {
                    return None;
                }
                Some(value.id)
            }
        };
        Some(Move { span: written.span, amount, up_to: written.up_to, from })
    }

    /// The scope of an amount for each row of an account: its names first, then those of the entry, then those of the owner.
    fn scope_of_rows(&self, account: u32, open: &Open<'a>, entry: &Scope) -> Scope {
        let account = &self.program.ledger(open.id).accounts[account as usize];
        let balances = Balances { ledger: open.id, entry: Some(entry.clone()) };
        Scope { outer: account.owner.map(|owner| (open.owner, owner)), balances: Some(Rc::new(balances)), ..Scope::on(account.of) }
    }

    fn source(&mut self, source: &'a AccountFrom, line: &Movement, open: &Open<'a>, record: RecordId, scope: &Scope) -> Option<Source> {
        let account = self.account_named(open.id, &source.account)?;
        let rows = self.rows_of_source(source, account, open, record)?;
        let to = match &source.to {
            Some(to) => self.account_named(open.id, to)?,
            None => match open.taken_to.get(account as usize).copied().flatten().filter(|_| line.takes) {
                Some(to) => to,
                None => {
                    self.no_way(source, line);
                    return None;
                }
            },
        };
        self.must_be_at_hand(source, account, to, open, record)?;
        let when = match &source.when {
            Some(condition) => {
                let condition = self.condition(condition, scope);
                let condition = self.must_be_found_at_entries(condition);
                if self.is_broken(condition) {
                    return None;
                }
                Some(condition.id)
            }
            None => None,
        };
        Some(Source { account, rows, to, when })
    }

    /// Which rows of an account are meant.
    fn rows_of_source(&mut self, source: &AccountFrom, account: u32, open: &Open<'a>, record: RecordId) -> Option<SourceRows> {
        let name = &source.account;
        let text = &name.text;
        let account = &self.program.ledger(open.id).accounts[account as usize];
        let (of, owner, ordered_by, declared) = (account.of, account.owner, account.order.len(), account.span);
        let child = self.program.record(of).name.clone();
        if of == open.owner || of == record {
            if source.each || source.order.is_some() {
                let owner = child;
                self.report_at(
                    Code::E0304,
                    say!("`{text}` is one account here, that of the `{owner}`", "`{text}` 在此只是一个科目，即 `{owner}` 的科目"),
                    source.span,
                    say!("there are no rows to go through", "没有各行可言"),
                );
                return None;
            }
            return Some(SourceRows::One);
        }
        match (source.each, source.order) {
            (true, None) => Some(SourceRows::Each),
            (false, Some(order)) => {
                let by_number = matches!(self.program.record(of).rows, Rows::Tranches(_));
                let owner = owner.map(|owner| self.lowered(owner));
                let said = ordered_by > self.key_order(of, owner, name.span).len();
                if !by_number && !said {
                    self.report(
                        Diagnostic::new(Code::E0411, say!("nothing tells which `{child}` is the oldest", "`{child}` 各行无从分先后"))
                            .label(source.span, say!("taken in order", "在此依次取"))
                            .label(declared, say!("the account does not say the order", "科目没有写明先后"))
                            .help(say!("say it there: `account {text} of {child} by …`", "请写明：`科目 {text} 每 {child} 按 …`")),
                    );
                    return None;
                }
                Some(match order {
                    RowOrder::OldestFirst => SourceRows::OldestFirst,
                    RowOrder::LatestFirst => SourceRows::LatestFirst,
                })
            }
            (_, _) => {
                self.report(
                    Diagnostic::new(Code::E0304, say!("`{text}` is an account of each `{child}`", "`{text}` 是每个 `{child}` 的科目"))
                        .label(source.span, say!("which of them is not said", "没有写明取自哪一个"))
                        .help(say!(
                            "write `from each {text}` for an amount of each, or `from {text} oldest first` for one amount",
                            "各行各取，写成 `自 各 {text}`；依次取一笔金额，写成 `自 {text} 由先到后`"
                        )),
                );
                None
            }
        }
    }

    /// Says that a line does not say where to.
    fn no_way(&mut self, source: &AccountFrom, line: &Movement) {
        let text = &source.account.text;
        let finding =
            Diagnostic::new(Code::E0208, say!("it is not said where what leaves `{text}` goes", "没有写明自 `{text}` 取出后归入何处"))
                .label(source.span, say!("what leaves one account comes to another", "自一科目取出者须入另一科目"));
        self.report(if line.takes {
            finding.help(say!("write `from {text} to …`, or at the account `taken to …`", "写成 `自 {text} 入 …`，或在科目处写明 `取入 …`"))
        } else {
            finding.help(say!("write `from {text} to …`", "写成 `自 {text} 入 …`"))
        });
    }

    /// Refuses to move to an account of which it is not said which row is meant, and to itself.
    fn must_be_at_hand(&mut self, source: &AccountFrom, from: u32, to: u32, open: &Open<'a>, record: RecordId) -> Option<()> {
        let accounts = &self.program.ledger(open.id).accounts;
        let (from_account, to_account) = (&accounts[from as usize], &accounts[to as usize]);
        let at_hand = to_account.of == open.owner || to_account.of == from_account.of || to_account.of == record;
        if at_hand && from != to {
            return Some(());
        }
        let (text, child) = (to_account.name.clone(), self.program.record(to_account.of).name.clone());
        let finding = if from == to {
            Diagnostic::new(Code::E0304, say!("`{text}` goes to itself", "`{text}` 转入自身"))
                .label(source.span, say!("nothing moves", "没有变动"))
        } else {
            Diagnostic::new(Code::E0304, say!("`{text}` is an account of each `{child}`", "`{text}` 是每个 `{child}` 的科目"))
                .label(source.span, say!("which of them it goes to is not said", "没有写明归入哪一个"))
        };
        self.report(finding);
        None
    }

    /// Whether a value is made of what accounts hold at the entry.
    fn rests_on_balances(&self, id: ExprId) -> bool {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            match &self.program.expr(id).form {
                Form::Balance { .. } => return true,
                Form::Definition(_) | Form::Field(_) => {}
                _ => each_part(&self.program, id, &mut |part| open.push(part)),
            }
        }
        false
    }

    /// Refuses what is found over whole records, before any entry, and yet is made of a balance.
    fn must_be_found_at_entries(&mut self, value: Lowered) -> Lowered {
        let mut open = vec![value.id];
        while let Some(id) = open.pop() {
            let expr = self.program.expr(id);
            match &expr.form {
                Form::Definition(_) | Form::Field(_) => {}
                form if !is_elementwise(form) => {
                    if self.rests_on_balances(id) {
                        let (index, span) = (expr.index, expr.span);
                        self.report_at(
                            Code::E0304,
                            say!("this is found before any entry, and a balance is not", "此值先于各笔分录得出，余额则不然"),
                            span,
                            say!("made of a balance", "由余额构成"),
                        );
                        return self.broken(index, span);
                    }
                }
                _ => each_part(&self.program, id, &mut |part| open.push(part)),
            }
        }
        value
    }

    /// `sum(unvested over tranche)` in a line: what all rows of an account hold together.
    pub(in crate::program::from_syntax) fn sum_of_balances(&mut self, call: &'a Call, span: Span, scope: &Scope) -> Option<Lowered> {
        let balances = scope.balances.as_ref()?;
        let ([Expr { kind: ExprKind::Path(names), .. }], [clause]) = (call.arguments.as_slice(), call.clauses.as_slice()) else {
            return None;
        };
        let (CallClauseKind::Over(over), [name]) = (&clause.kind, names.as_slice()) else { return None };
        let ledger = self.program.ledger(balances.ledger);
        let at = ledger.accounts.iter().position(|account| account.name == name.text)?;
        let kind = ledger.kind;
        let of = ledger.accounts.get(at).map(|account| account.of)?;
        if of == ledger.owner || self.program.record(of).name != over.text {
            return None;
        }
        let form = Form::Balance { ledger: balances.ledger, account: u32::try_from(at).ok()?, sum: true };
        Some(self.make(form, Type::present(kind), scope.index, span))
    }

    /// What an account of the ledger around holds, by its name alone or after that of the ledger; or that it cannot be told what is meant.
    pub(in crate::program::from_syntax) fn balance(&mut self, balances: &Balances, names: &'a [Name], scope: &Scope) -> Option<Lowered> {
        let ledger = self.program.ledger(balances.ledger);
        let (name, qualified) = match names {
            [name] => (name, false),
            [of, name] if of.text == ledger.name => (name, true),
            _ => return None,
        };
        let at = ledger.accounts.iter().position(|account| account.name == name.text)?;
        let (owner, kind, span) = (ledger.owner, ledger.kind, ledger.span);
        let of = ledger.accounts.get(at).map(|account| account.of)?;
        let text = &name.text;
        if !qualified && let Some(other) = self.beside_account(text, span, scope) {
            let (ledger, other) = (self.program.ledger(balances.ledger).name.clone(), self.program.record(other).name.clone());
            self.report(
                Diagnostic::new(
                    Code::E0205,
                    say!("`{text}` is an account and a name of `{other}`", "`{text}` 既是科目，又是 `{other}` 的名称"),
                )
                .label(name.span, say!("which of the two is meant here", "此处指的是哪一个"))
                .help(say!("write `{ledger}.{text}` or `{other}.{text}`", "写成 `{ledger}.{text}` 或 `{other}.{text}`")),
            );
            return Some(self.broken(scope.index, name.span));
        }
        if of != owner && of != scope.index {
            let child = self.program.record(of).name.clone();
            self.report(
                Diagnostic::new(Code::E0304, say!("`{text}` is an account of each `{child}`", "`{text}` 是每个 `{child}` 的科目"))
                    .label(name.span, say!("here are many of them", "此处有多个"))
                    .help(say!("their sum is `sum({text} over {child})`", "其合计为 `合计（{text} 取自 {child}）`")),
            );
            return Some(self.broken(scope.index, name.span));
        }
        let declared = self.program.ledger(balances.ledger).accounts.get(at)?.span;
        self.note(name.span, Meant::Account(declared));
        if let Some(entry) = self.by_name.get(&(owner, self.program.ledger(balances.ledger).name.clone())).filter(|_| qualified)
            && let [of, _] = names
        {
            self.note(of.span, Meant::Entry(*entry));
        }
        let form = Form::Balance { ledger: balances.ledger, account: u32::try_from(at).ok()?, sum: false };
        Some(self.make(form, Type::present(kind), scope.index, name.span))
    }

    /// The record that has a name which is that of an account too, unless it names what the ledger itself comes to and so cannot be meant.
    fn beside_account(&self, name: &str, ledger: Span, scope: &Scope) -> Option<RecordId> {
        let records = [Some(scope.index), scope.outer.map(|(outer, _)| outer)];
        let is_meant = |record: &RecordId| match self.named(*record, name) {
            None => false,
            Some(Named::Field(_)) => true,
            Some(Named::Entry(entry)) => !self.speaks_of(entry, ledger),
        };
        records.into_iter().flatten().find(is_meant)
    }
}
