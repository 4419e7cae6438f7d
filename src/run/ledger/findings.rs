//! What a ledger finds wrong: more to be moved than there is, less than nothing, too much of everything.

use super::super::store::Store;
use super::MOST_PAIRS;
use crate::data::keys;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{Entries, Ledger, Move, OVERALL, RecordId};
use crate::say;
use crate::values::{Exact, decimal::format_plain};

/// What names in findings are of.
pub(super) struct Named<'a, 's> {
    pub(super) store: &'a Store<'s>,
    pub(super) ledger: &'a Ledger,
    pub(super) entries: &'a Entries,
}

impl Named<'_, '_> {
    fn entry(&self, row: u32) -> String {
        let record = self.entries.record;
        format!("{} {}", self.store.program.record(record).name, name(self.store, record, row))
    }

    /// More was to be moved than there is.
    pub(super) fn overdrawn(&self, moved: &Move, account: u32, owner: u32, entry: u32, amount: &Exact, short: &Exact) -> Diagnostic {
        let entry = self.entry(entry);
        let (amount, short) = (format_plain(amount), format_plain(short));
        let (text, span) = match self.ledger.accounts.get(account as usize) {
            Some(account) => (account.name.clone(), account.span),
            None => (String::new(), self.ledger.span),
        };
        let message = if self.ledger.owner == OVERALL {
            say!("`{entry}` would take {amount} from `{text}`: {short} short", "`{entry}` 须自 `{text}` 取 {amount}，尚缺 {short}")
        } else {
            let whose = name(self.store, self.ledger.owner, owner);
            say!(
                "`{entry}` would take {amount} from `{text}` of `{whose}`: {short} short",
                "`{entry}` 须自 `{whose}` 的 `{text}` 取 {amount}，尚缺 {short}"
            )
        };
        let finding = Diagnostic::new(Code::E0612, message)
            .label(moved.span, say!("moved here", "在此转出"))
            .label(span, say!("the account", "科目"));
        finding.help(say!(
            "if less will do, write `take up to …`; if the account may go below zero, `account {text}, may be overdrawn`",
            "不足时有多少取多少，写成 `取 至多 …`；科目可以为负，写成 `科目 {text}，可透支`"
        ))
    }

    /// Less than nothing was to be moved.
    pub(super) fn negative(&self, moved: &Move, entry: u32, amount: &Exact) -> Diagnostic {
        let (entry, amount) = (self.entry(entry), format_plain(amount));
        Diagnostic::new(Code::E0612, say!("`{entry}` would move {amount}, which is below zero", "`{entry}` 转出的金额为 {amount}，小于零"))
            .label(moved.span, say!("moved here", "在此转出"))
            .help(say!("bound it, `…, at least 0`, or move the other way", "加上 `，不低于 0`，或改为反向转账"))
    }
}

/// A ledger goes through too much.
pub(super) fn too_large(store: &Store<'_>, ledger: &Ledger, owner: u32, entries: usize, rows: usize) -> Diagnostic {
    let (text, whose) = (&ledger.name, name(store, ledger.owner, owner));
    Diagnostic::new(
        Code::E0613,
        say!(
            "`{text}` of `{whose}` has {entries} entries on {rows} rows of an account",
            "`{whose}` 的 `{text}` 有 {entries} 笔分录，涉及某科目的 {rows} 行"
        ),
    )
    .label(ledger.span, say!("entries times rows come to {MOST_PAIRS} at most", "分录数乘以行数至多为 {MOST_PAIRS}"))
    .help(say!("close it earlier and go on from its balances", "请提前结账，再以其余额续记"))
}

fn name(store: &Store<'_>, record: RecordId, row: u32) -> String {
    keys::name(store.program, store.tables, record, row)
}
