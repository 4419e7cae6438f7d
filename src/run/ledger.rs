//! Ledgers: entries in order, each moving amounts between accounts.
//!
//! Owners do not know of each other, so the first entries of all owners are gone through together, then their second ones, and so on; what
//! one line finds, it finds for all of them in batches. What moves is then put down entry by entry, in written order.

mod books;
mod entries;
mod findings;
mod lines;
mod traces;

use super::body::Ready;
use super::store::Store;
use crate::data::columns::{Column, State};
use crate::data::texts::Texts;
use crate::diagnostics::Diagnostic;
use crate::plan;
use crate::program::{ExprId, LedgerId};
use crate::values::Exact;
use books::Books;
use lines::Pages;
use rustc_hash::FxHashMap;
pub use traces::Trace;

/// The most that the entries of one owner times the rows of one of its accounts may come to.
const MOST_PAIRS: usize = 10_000_000;

/// What a ledger came to.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) ledger: LedgerId,
    /// What each account holds at last.
    pub(super) closing: Vec<Column>,
    /// What was moved, if that is kept.
    pub(super) postings: Vec<Posting>,
    /// What its amounts and conditions came to, if that is kept.
    pub(super) traces: Vec<Trace>,
}

/// An entry with what it moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The row of the owner.
    pub owner: u32,
    /// Which entries of the ledger it is one of.
    pub entries: u32,
    /// The row of the entry.
    pub row: u32,
    /// What it moved, one after the other.
    pub moved: Vec<Moved>,
}

/// An amount moved from one account to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The account it left, and which row of it.
    pub from: (u32, u32),
    /// The account it came to, and which row of it.
    pub to: (u32, u32),
    /// How much.
    pub amount: Exact,
    /// What the first account held then.
    pub left: Exact,
    /// What the second account held then.
    pub came_to: Exact,
}

/// What is kept of a ledger beside what its accounts hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keeps {
    /// What was moved.
    pub(super) postings: bool,
    /// What its amounts and conditions came to.
    pub(super) traces: bool,
}

/// Carries out a ledger.
pub(super) fn ledger(store: &Store<'_>, ledger: &plan::Ledger, texts: &mut Texts, keeps: Keeps, findings: &mut Vec<Diagnostic>) -> Done {
    let program = store.program.ledger(ledger.ledger);
    let mut amounts: Vec<ExprId> = Vec::new();
    program.entries.iter().for_each(|entries| entries.each_amount(&mut |amount| amounts.push(amount)));
    let mut bodies = FxHashMap::default();
    for amount in amounts {
        if let Some(body) = store.plan.amounts.get(&amount) {
            bodies.insert(amount, Ready::new(store.program, body, texts));
        }
    }
    let texts: &Texts = texts;
    let mut books = Books::new(store, ledger, texts);
    let entries = entries::in_order(store, ledger, &mut books, texts);
    for owner in entries.iter() {
        let rows = books.most_rows(owner.owner);
        if rows.saturating_mul(owner.entries.len()) > MOST_PAIRS {
            findings.push(findings::too_large(store, program, owner.owner, owner.entries.len(), rows));
        }
    }
    if findings.is_empty() {
        let (moved, traces) = (keeps.postings.then(FxHashMap::default), keeps.traces.then(Vec::new));
        let mut pages = Pages { store, ledger, program, texts, bodies: &bodies, books: &mut books, moved, traces, findings };
        pages.go_through(&entries);
        let (moved, traces) = (pages.moved.take(), pages.traces.take().unwrap_or_default());
        let postings = moved.map(|moved| postings(&entries, moved)).unwrap_or_default();
        return Done { ledger: ledger.ledger, closing: books.closing(), postings, traces };
    }
    Done { ledger: ledger.ledger, closing: books.closing(), postings: Vec::new(), traces: Vec::new() }
}

/// The entries with what they moved, which is told by their kind and row.
fn postings(owners: &[entries::OfOwner], mut moved: FxHashMap<(u32, u32), Vec<Moved>>) -> Vec<Posting> {
    let entries = owners.iter().flat_map(|owner| owner.entries.iter().map(|entry| (owner.owner, *entry)));
    let posting = |(owner, (entries, row))| Posting { owner, entries, row, moved: moved.remove(&(entries, row)).unwrap_or_default() };
    let mut postings: Vec<Posting> = entries.map(posting).collect();
    // Of one owner they stay in the order of its entries.
    postings.sort_by_key(|posting| posting.owner);
    postings
}

/// The gravest of two states.
fn spoil(state: &mut State, by: State) {
    *state = (*state).max(by);
}
