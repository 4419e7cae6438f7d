//! A ledger in words: what its accounts start with, each entry in order with what it moved, and what the accounts hold at last.

use super::teller::{Teller, tell};
use crate::program::{Account, Kind, Ledger, LedgerId};
use crate::run::{Cell, Posting};
use crate::values::{Exact, Value};

impl Teller<'_, '_> {
    /// The entries of a ledger, a line each, between its opening and its closing balances.
    pub(super) fn ledger_steps(&mut self, id: LedgerId, row: usize) -> Vec<String> {
        let ledger = self.program.ledger(id);
        let starts = |account: &Account, row: usize| self.value(account.starts, row);
        let opening = self.holding(ledger, row, &|account, _, row| starts(account, row));
        let mut steps = vec![tell!(self, "opening: {opening}", "期初：{opening}")];
        let reasons = self.reasons;
        for posting in reasons.postings(id, number(row)) {
            steps.extend(self.posting(ledger, posting, row));
        }
        let closing = self.holding(ledger, row, &|account, at, of_row| match self.closing_balance(id, row, at, of_row) {
            Some(balance) => Cell::Present(Value::Number(balance)),
            None => starts(account, of_row),
        });
        steps.push(tell!(self, "closing: {closing}", "期末：{closing}"));
        steps
    }

    /// An entry: its day, which it is, and what it moved; several amounts on lines of their own.
    fn posting(&self, ledger: &Ledger, posting: &Posting, owner: usize) -> Vec<String> {
        let Some(entries) = ledger.entries.get(posting.entries as usize) else { return Vec::new() };
        let record = self.program.record(entries.record).name.clone();
        let at = self.cell(&self.value(entries.at, posting.row as usize), self.program.expr(entries.at).ty.kind);
        let name = self.row_of_owner(ledger, entries.record, posting.row as usize, owner);
        let moved: Vec<String> = posting
            .moved
            .iter()
            .map(|moved| {
                let amount = self.amount(ledger.kind, &moved.amount);
                let (left, came_to) = (self.amount(ledger.kind, &moved.left), self.amount(ledger.kind, &moved.came_to));
                let from = self.account(ledger, moved.from, owner);
                let to = self.account(ledger, moved.to, owner);
                tell!(
                    self,
                    "{amount} from {from} (left {left}) to {to} (now {came_to})",
                    "{amount} 自 {from}（余 {left}）转入 {to}（现 {came_to}）"
                )
            })
            .collect();
        match moved.as_slice() {
            [] => vec![tell!(self, "{at} {record} {name}: nothing moved", "{at} {record} {name}：没有变动")],
            [one] => vec![tell!(self, "{at} {record} {name}: {one}", "{at} {record} {name}：{one}")],
            many => {
                let entry = tell!(self, "{at} {record} {name}:", "{at} {record} {name}：");
                std::iter::once(entry).chain(many.iter().map(|moved| format!("  {moved}"))).collect()
            }
        }
    }

    /// An account by its name, with the row it is of where it is not the owner's.
    fn account(&self, ledger: &Ledger, (account, row): (u32, u32), owner: usize) -> String {
        let Some(account) = ledger.accounts.get(account as usize) else { return String::new() };
        if account.of == ledger.owner {
            return account.name.clone();
        }
        format!("{} {}", account.name, self.row_of_owner(ledger, account.of, row as usize, owner))
    }

    /// What people call a row beside its owner.
    fn row_of_owner(&self, ledger: &Ledger, record: crate::program::RecordId, row: usize, owner: usize) -> String {
        let (name, whose) = (self.reasons.key(record, row), self.reasons.key(ledger.owner, owner));
        match name.strip_prefix(&whose).and_then(|rest| rest.strip_prefix(',')) {
            Some(rest) => rest.to_owned(),
            None => name,
        }
    }

    /// The accounts that hold something, by what each holds.
    fn holding(&self, ledger: &Ledger, owner: usize, holds: &dyn Fn(&Account, u32, usize) -> Cell) -> String {
        let mut all = Vec::new();
        for (at, account) in (0u32..).zip(&ledger.accounts) {
            if account.of == ledger.owner {
                all.push((account.name.clone(), holds(account, at, owner)));
                continue;
            }
            for row in 0..self.reasons.rows(account.of) {
                let whose = account.owner.map(|reference| self.value(reference, row));
                if whose.is_none_or(|whose| whose == Cell::Present(Value::Reference(number(owner)))) {
                    let name = self.row_of_owner(ledger, account.of, row, owner);
                    all.push((format!("{} {name}", account.name), holds(account, at, row)));
                }
            }
        }
        let is_nothing = |cell: &Cell| matches!(cell, Cell::Present(Value::Number(amount)) if amount.is_zero());
        let words = all.iter().filter(|(_, cell)| !is_nothing(cell)).map(|(name, cell)| format!("{name} {}", self.cell(cell, ledger.kind)));
        let words = words.collect::<Vec<_>>();
        if words.is_empty() {
            return tell!(self, "nothing", "无余额");
        }
        words.join(self.either(", ", "，"))
    }

    /// What a row of an account holds at last: what the last entry that touched it left.
    fn closing_balance(&self, id: LedgerId, owner: usize, account: u32, row: usize) -> Option<Exact> {
        let postings = self.reasons.postings(id, number(owner)).iter();
        let held = |(at, of_row): (u32, u32), balance: &Exact| (at == account && of_row == number(row)).then(|| balance.clone());
        let touched = postings.flat_map(|posting| &posting.moved);
        touched.filter_map(|moved| held(moved.to, &moved.came_to).or_else(|| held(moved.from, &moved.left))).next_back()
    }

    fn amount(&self, kind: Kind, amount: &Exact) -> String {
        self.figure(kind, &Value::Number(amount.clone()))
    }
}

fn number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}
