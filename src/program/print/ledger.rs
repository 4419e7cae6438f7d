//! Ledgers as text.

use super::{expr, exprs, record};
use crate::program::{Ledger, LedgerId, Line, Program};
use std::fmt::Write;

/// A ledger, a line for each account and each line of its entries.
pub(super) fn words(program: &Program, ledger: &Ledger, out: &mut String) {
    let _ = writeln!(out, "ledger {} of {}", ledger.name, record(program, ledger.owner));
    for account in &ledger.accounts {
        let overdrawn = if account.overdrawn { ", may be overdrawn" } else { "" };
        let (of, starts) = (record(program, account.of), expr(program, account.starts));
        let _ = writeln!(out, "  account {} of {of} by {} starts {starts}{overdrawn}", account.name, exprs(program, &account.order));
    }
    for entries in &ledger.entries {
        let when = entries.when.map(|when| format!(" when {}", expr(program, when))).unwrap_or_default();
        let (of, at) = (record(program, entries.record), expr(program, entries.at));
        let _ = writeln!(out, "  on {of} at {at}, by {}{when}", exprs(program, &entries.order));
        lines_words(program, ledger, &entries.lines, 2, out);
    }
}

fn lines_words(program: &Program, ledger: &Ledger, lines: &[Line], depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let name = |account: u32| ledger.accounts.get(account as usize).map_or("", |account| account.name.as_str());
    for line in lines {
        match line {
            Line::When { test, lines } => {
                let _ = writeln!(out, "{indent}when {}", expr(program, *test));
                lines_words(program, ledger, lines, depth.saturating_add(1), out);
            }
            Line::Move(moved) => {
                let amount = moved.amount.map_or("all".to_owned(), |amount| expr(program, amount));
                let from = moved.from.iter().map(|source| {
                    let when = source.when.map(|when| format!(" when {}", expr(program, when))).unwrap_or_default();
                    format!("from {:?} {} to {}{when}", source.rows, name(source.account), name(source.to))
                });
                let up_to = if moved.up_to { "up to " } else { "" };
                let _ = writeln!(out, "{indent}move {up_to}{amount} {}", from.collect::<Vec<_>>().join(", then "));
            }
        }
    }
}

/// An account as `standing.held`.
pub(super) fn account(program: &Program, ledger: LedgerId, account: u32) -> String {
    let ledger = program.ledger(ledger);
    let account = ledger.accounts.get(account as usize).map_or("", |account| account.name.as_str());
    format!("{}.{account}", ledger.name)
}
