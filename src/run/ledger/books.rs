//! What the accounts of all owners hold.

use super::super::kernels::flat::{Flat, View, numbers_column};
use super::super::kernels::order::Keys;
use super::super::limits::is_too_large;
use super::super::store::Store;
use super::spoil;
use crate::data::columns::{Column, State};
use crate::data::texts::Texts;
use crate::plan;
use crate::program::{OVERALL, RecordId};
use crate::values::Exact;

/// The accounts of all owners.
pub(super) struct Books {
    /// How far each owner's accounts are known.
    states: Vec<State>,
    accounts: Vec<Held>,
}

/// One account of all owners.
struct Held {
    /// The record of its rows.
    of: RecordId,
    /// By row.
    balances: Vec<Exact>,
    /// For an account of other rows: the owner of each, and what the rows of each owner hold together.
    rows: Option<Rows>,
}

struct Rows {
    owners: Vec<Result<u32, State>>,
    /// The rows of each owner, in order.
    of_owner: Vec<Vec<u32>>,
    sums: Vec<Exact>,
}

impl Books {
    /// The accounts as they start.
    pub(super) fn new(store: &Store<'_>, ledger: &plan::Ledger, texts: &Texts) -> Books {
        let program = store.program.ledger(ledger.ledger);
        let owners = store.rows(program.owner);
        let mut books = Books { states: vec![State::Present; owners], accounts: Vec::new() };
        for (at, account) in program.accounts.iter().enumerate() {
            let view = |id: &plan::StepId| store.view(*id, account.of);
            let count = store.rows(account.of);
            let Some(starts) = ledger.starts.get(at).map(|starts| Flat::new(view(starts))) else { continue };
            let balances: Vec<Exact> =
                (0..count).map(|row| if starts.state(row) == State::Present { starts.exact(row) } else { Exact::ZERO }).collect();
            if account.of == program.owner {
                for row in 0..count {
                    books.spoil(row, starts.state(row));
                }
                books.accounts.push(Held { of: account.of, balances, rows: None });
                continue;
            }
            let owner = ledger.owners.get(at).and_then(Option::as_ref).map(|owner| Flat::new(view(owner)));
            let whose = |row: usize| match &owner {
                None if program.owner == OVERALL => Ok(0),
                None => Err(State::Blank),
                Some(owner) if owner.state(row) == State::Present => Ok(owner.code(row)),
                Some(owner) => Err(owner.state(row)),
            };
            let whose: Vec<Result<u32, State>> = (0..count).map(whose).collect();
            let order: Vec<View<'_>> = ledger.orders.get(at).map(|order| order.iter().map(view).collect()).unwrap_or_default();
            let keys = Keys::ascending(&order, texts);
            let mut sorted: Vec<usize> = (0..count).collect();
            sorted.sort_by(|a, b| keys.compare(*a, *b));
            let (mut of_owner, mut sums) = (vec![Vec::new(); owners], vec![Exact::ZERO; owners]);
            for row in sorted {
                match whose.get(row) {
                    Some(Ok(owner)) => {
                        let owner = *owner as usize;
                        books.spoil(owner, starts.state(row).max(keys.state(row)));
                        if let (Some(rows), Some(sum), Some(balance)) = (of_owner.get_mut(owner), sums.get_mut(owner), balances.get(row)) {
                            rows.push(u32::try_from(row).unwrap_or(u32::MAX));
                            *sum = sum.add(balance);
                        }
                    }
                    Some(Err(grave @ (State::NotGiven | State::TooLarge))) => books.spoil_all(*grave),
                    Some(Err(State::Present | State::Blank | State::NotApplicable)) | None => {}
                }
            }
            books.accounts.push(Held { of: account.of, balances, rows: Some(Rows { owners: whose, of_owner, sums }) });
        }
        books
    }

    /// How far an owner's accounts are known.
    pub(super) fn state(&self, owner: usize) -> State {
        self.states.get(owner).copied().unwrap_or(State::NotGiven)
    }

    /// Nothing more is known of an owner's accounts.
    pub(super) fn spoil(&mut self, owner: usize, by: State) {
        if let Some(state) = self.states.get_mut(owner) {
            spoil(state, by);
        }
    }

    /// Nothing more is known of anyone's accounts.
    pub(super) fn spoil_all(&mut self, by: State) {
        self.states.iter_mut().for_each(|state| spoil(state, by));
    }

    /// What a row of an account holds.
    pub(super) fn balance(&self, account: u32, row: u32) -> Exact {
        let held = self.accounts.get(account as usize);
        held.and_then(|held| held.balances.get(row as usize)).cloned().unwrap_or_default()
    }

    /// What all rows of an account hold together for an owner.
    pub(super) fn sum(&self, account: u32, owner: u32) -> Exact {
        match self.accounts.get(account as usize) {
            Some(Held { rows: Some(rows), .. }) => rows.sums.get(owner as usize).cloned().unwrap_or_default(),
            _ => self.balance(account, owner),
        }
    }

    /// The rows of an account that are an owner's, in order.
    pub(super) fn rows(&self, account: u32, owner: u32) -> &[u32] {
        let rows = self.accounts.get(account as usize).and_then(|held| held.rows.as_ref());
        rows.and_then(|rows| rows.of_owner.get(owner as usize)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The most rows that one of its accounts has for an owner.
    pub(super) fn most_rows(&self, owner: u32) -> usize {
        (0u32..).zip(&self.accounts).map(|(account, _)| self.rows(account, owner).len()).max().unwrap_or_default().max(1)
    }

    /// The record of an account.
    pub(super) fn record(&self, account: u32) -> RecordId {
        self.accounts.get(account as usize).map_or(OVERALL, |held| held.of)
    }

    /// Adds to an account; says whether it is still within limits.
    pub(super) fn add(&mut self, account: u32, row: u32, owner: u32, amount: &Exact) -> bool {
        let Some(held) = self.accounts.get_mut(account as usize) else { return true };
        let mut sound = true;
        if let Some(balance) = held.balances.get_mut(row as usize) {
            *balance = balance.add(amount);
            sound &= !is_too_large(balance);
        }
        if let Some(sum) = held.rows.as_mut().and_then(|rows| rows.sums.get_mut(owner as usize)) {
            *sum = sum.add(amount);
            sound &= !is_too_large(sum);
        }
        sound
    }

    /// What the accounts hold now, a column each.
    pub(super) fn closing(self) -> Vec<Column> {
        let Books { states, accounts } = self;
        let of = |owner: u32| states.get(owner as usize).copied().unwrap_or(State::NotGiven);
        let column = |held: Held| match held.rows {
            None => numbers_column(held.balances, &states, None),
            Some(rows) => {
                let own: Vec<State> = rows.owners.iter().map(|owner| owner.map_or_else(|absence| absence, of)).collect();
                numbers_column(held.balances, &own, None)
            }
        };
        accounts.into_iter().map(column).collect()
    }
}
