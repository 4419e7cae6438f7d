//! The lines of a ledger: its accounts, and what its entries move.

use crate::source::Span;
use crate::syntax::ast::{Expr, Name};

/// `account unvested of tranche by due starts amount, taken to forfeited`.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Its name.
    pub name: Name,
    /// The record each of whose rows has one; none: the owner of the ledger.
    pub of: Option<Name>,
    /// By which of its references they belong to the owner.
    pub via: Option<Name>,
    /// What those rows are ordered by.
    pub by: Option<Expr>,
    /// What it starts with; none: nothing.
    pub starts: Option<Expr>,
    /// Where what is taken from it goes, unless a line says so.
    pub taken_to: Option<Name>,
    /// Whether it may go below zero.
    pub overdrawn: bool,
}

/// `on event at event_date when counts { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries {
    /// The record whose rows are the entries.
    pub record: Name,
    /// By which of its references they belong to the owner.
    pub via: Option<Name>,
    /// The day of each.
    pub at: Expr,
    /// Which of them count.
    pub when: Option<Expr>,
    /// What they do, in written order.
    pub lines: Vec<EntryLine>,
}

/// A line of what an entry does.
#[derive(Clone, Debug, PartialEq)]
pub enum EntryLine {
    /// `move …` or `take …`.
    Move(Movement),
    /// `when C { … }`.
    When {
        /// The condition, asked once.
        condition: Expr,
        /// The lines under it.
        lines: Vec<EntryLine>,
    },
}

/// `take up to loss from held, then from unvested latest first`.
#[derive(Clone, Debug, PartialEq)]
pub struct Movement {
    /// The whole line.
    pub span: Span,
    /// Whether it is a `take`, which knows where to by the account.
    pub takes: bool,
    /// How much; none for `all`.
    pub amount: Option<Expr>,
    /// Whether less will do where there is not so much.
    pub up_to: bool,
    /// From where, one after the other.
    pub from: Vec<AccountFrom>,
}

/// `unvested latest first to forfeited when C`.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountFrom {
    /// The whole.
    pub span: Span,
    /// The account.
    pub account: Name,
    /// `each`: from each of its rows the amount of that row.
    pub each: bool,
    /// Which of its rows comes first.
    pub order: Option<RowOrder>,
    /// Where it goes.
    pub to: Option<Name>,
    /// Under which condition.
    pub when: Option<Expr>,
}

/// Which row comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowOrder {
    /// The first in the order of the account.
    OldestFirst,
    /// The last in the order of the account.
    LatestFirst,
}
