//! Ledgers: accounts of a record and of the rows that refer to it, and what entries of several records, in one order, move between them.
//!
//! What leaves one account comes to another, so all accounts of an owner together hold the same at all times.

use crate::program::{ExprId, Kind, RecordId};
use crate::source::Span;

/// A ledger of each row of a record.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The record whose rows have one each.
    pub owner: RecordId,
    /// What the accounts hold: money or numbers.
    pub kind: Kind,
    /// The accounts.
    pub accounts: Vec<Account>,
    /// The kinds of entries, in the order in which they come on the same day.
    pub entries: Vec<Entries>,
}

/// An account of the owner, or of each row of another record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The record whose rows have one each.
    pub of: RecordId,
    /// The reference from there to the owner; none where it is the owner's, or the owner is nobody in particular.
    pub owner: Option<ExprId>,
    /// What the rows are ordered by, lowest first.
    pub order: Vec<ExprId>,
    /// What it starts with.
    pub starts: ExprId,
    /// Whether it may go below zero.
    pub overdrawn: bool,
}

/// The entries of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries {
    /// The record.
    pub record: RecordId,
    /// Where they are declared.
    pub span: Span,
    /// The reference to the owner; none where the entries are the owners, or the owner is nobody in particular.
    pub owner: Option<ExprId>,
    /// The day, or a number, that puts them in order.
    pub at: ExprId,
    /// Which of them count.
    pub when: Option<ExprId>,
    /// What tells entries of the same day apart, lowest first.
    pub order: Vec<ExprId>,
    /// What an entry does, one line after the other.
    pub lines: Vec<Line>,
}

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// It moves an amount.
    Move(Move),
    /// It does these lines where a condition holds, asked before the first of them.
    When {
        /// The condition.
        test: ExprId,
        /// The lines.
        lines: Vec<Line>,
    },
}

/// An amount that is moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The line as written.
    pub span: Span,
    /// How much; none: all that the accounts hold. On the record of the entries, or of the account where it is for each row.
    pub amount: Option<ExprId>,
    /// Whether less is moved where there is not so much.
    pub up_to: bool,
    /// From where, one after the other, each down to zero.
    pub from: Vec<Source>,
}

/// An account that an amount is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The account.
    pub account: u32,
    /// Which of its rows.
    pub rows: SourceRows,
    /// The account that it goes to: that of the same row where both are of one record.
    pub to: u32,
    /// Only where this holds.
    pub when: Option<ExprId>,
}

/// Which rows of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceRows {
    /// The one of the owner, or of the entry itself.
    One,
    /// Each row of the owner, the amount of each.
    Each,
    /// The rows of the owner, the first one first.
    OldestFirst,
    /// The rows of the owner, the last one first.
    LatestFirst,
}

impl Entries {
    /// Tells each amount and condition of the lines.
    pub(crate) fn each_amount(&self, tell: &mut dyn FnMut(ExprId)) {
        each_of_lines(&self.lines, tell);
    }
}

fn each_of_lines(lines: &[Line], tell: &mut dyn FnMut(ExprId)) {
    for line in lines {
        match line {
            Line::Move(moved) => moved.amount.into_iter().chain(moved.from.iter().filter_map(|from| from.when)).for_each(&mut *tell),
            Line::When { test, lines } => {
                tell(*test);
                each_of_lines(lines, tell);
            }
        }
    }
}
