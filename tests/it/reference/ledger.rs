//! Ledgers: the entries of one owner after the other, each line by what the accounts hold when it is reached.

use std::collections::HashMap;
use std::rc::Rc;

use merit::program::{Entries, ExprId, LedgerId, Line, Move, Source, SourceRows};
use num_rational::BigRational;
use num_traits::Zero;

use super::cell::order_of;
use super::{Cell, Reference, V};

/// What the accounts of one owner hold: by the account and its row.
pub type Books = HashMap<(u32, usize), BigRational>;

/// Where the evaluation of an amount stands.
#[derive(Clone)]
pub struct Now {
    ledger: LedgerId,
    owner: usize,
    /// Which entries, and which of them.
    entries: usize,
    entry: usize,
    books: Rc<Books>,
}

impl Reference<'_> {
    /// What a row of an account holds at last.
    pub fn closing(&mut self, ledger: LedgerId, account: u32, row: usize) -> Cell {
        let declared = &self.program.ledger(ledger).accounts[account as usize];
        let owner = if declared.of == self.program.ledger(ledger).owner {
            row
        } else {
            match declared.owner.map(|owner| self.value(owner, row)) {
                None => 0,
                Some(Cell::Present(owner)) => owner.row(),
                Some(absent) => return absent,
            }
        };
        match self.closed(ledger, owner) {
            Ok(books) => Cell::number(books[&(account, row)].clone()),
            Err(absent) => absent,
        }
    }

    /// What an account holds as an entry comes to it, or its rows together.
    pub(super) fn balance(&mut self, ledger: LedgerId, account: u32, sum: bool, row: usize) -> Cell {
        let now = self.now.clone().expect("a balance is read at an entry");
        assert!(now.ledger == ledger, "a ledger reads its own balances");
        if sum {
            return Cell::number(now.books.iter().filter(|((of, _), _)| *of == account).map(|(_, balance)| balance).sum());
        }
        let declared = self.program.ledger(ledger);
        let of = declared.accounts[account as usize].of;
        let row = if of == declared.owner {
            now.owner
        } else if of == declared.entries[now.entries].record {
            now.entry
        } else {
            row
        };
        Cell::number(now.books[&(account, row)].clone())
    }

    /// A value of the entry that an amount is found for.
    pub(super) fn at_entry(&mut self, value: ExprId) -> Cell {
        let entry = self.now.as_ref().expect("an entry is at hand").entry;
        self.value(value, entry)
    }

    /// What the accounts of an owner hold at last, or why that is not known.
    fn closed(&mut self, ledger: LedgerId, owner: usize) -> Result<Rc<Books>, Cell> {
        if let Some(known) = self.ledgers.get(&(ledger, owner)) {
            return known.clone();
        }
        let closed = self.close(ledger, owner).map(Rc::new);
        self.ledgers.insert((ledger, owner), closed.clone());
        closed
    }

    fn close(&mut self, id: LedgerId, owner: usize) -> Result<Books, Cell> {
        let ledger = self.program.ledger(id);
        let (mut books, mut worst) = (Books::new(), Worst(None));
        for (at, account) in (0u32..).zip(&ledger.accounts) {
            for row in self.rows_of(account.of, ledger.owner, account.owner, owner, &mut worst) {
                match self.value(account.starts, row) {
                    Cell::Present(V::Number(starts)) => drop(books.insert((at, row), starts)),
                    absent => worst.meet(&absent),
                }
                if account.of != ledger.owner {
                    account.order.iter().for_each(|&key| worst.meet(&self.value(key, row)));
                }
            }
        }
        let mut entries = Vec::new();
        for (kind, declared) in ledger.entries.iter().enumerate() {
            for row in self.rows_of(declared.record, ledger.owner, declared.owner, owner, &mut worst) {
                let counts = declared.when.map_or(Cell::yes_no(true), |when| self.value(when, row));
                if counts == Cell::yes_no(false) {
                    continue;
                }
                let at = self.value(declared.at, row);
                let key: Vec<Cell> = declared.order.iter().map(|&key| self.value(key, row)).collect();
                [&counts, &at].into_iter().for_each(|cell| worst.meet(cell));
                entries.push((at, kind, key, row));
            }
        }
        // A key is asked only where two entries of one kind and day must be told apart.
        for (one, (at, kind, key, _)) in entries.iter().enumerate() {
            let alike =
                |(other, (day, of_kind, _, _)): (usize, &(Cell, usize, Vec<Cell>, usize))| other != one && (day, of_kind) == (at, kind);
            if entries.iter().enumerate().any(alike) {
                key.iter().for_each(|cell| worst.meet(cell));
            }
        }
        worst.told()?;
        // Rows equal in all keep the order of the input.
        entries.sort_by(|(a, kind, key, _), (b, other, others, _)| {
            order_of(std::slice::from_ref(a), std::slice::from_ref(b)).then(kind.cmp(other)).then_with(|| order_of(key, others))
        });
        for (_, kind, _, row) in entries {
            let mut now = Now { ledger: id, owner, entries: kind, entry: row, books: Rc::new(books) };
            let done = self.lines(&ledger.entries[kind].lines, &ledger.entries[kind], &mut now);
            books = Rc::unwrap_or_clone(now.books);
            done?;
        }
        Ok(books)
    }

    /// The rows of a record that are an owner's. Where it is not known whose a row is, nothing is known of anyone.
    fn rows_of(
        &mut self,
        record: merit::program::RecordId,
        owners: merit::program::RecordId,
        reference: Option<ExprId>,
        owner: usize,
        worst: &mut Worst,
    ) -> Vec<usize> {
        if record == owners && reference.is_none() {
            return vec![owner];
        }
        let mut rows = Vec::new();
        for row in 0..self.rows(record) {
            match reference.map(|reference| self.value(reference, row)) {
                None => rows.push(row),
                Some(Cell::Present(whose)) if whose.row() == owner => rows.push(row),
                Some(unknown @ (Cell::NotGiven | Cell::TooLarge)) => worst.meet(&unknown),
                Some(_) => {}
            }
        }
        rows
    }

    fn lines(&mut self, lines: &[Line], entries: &Entries, now: &mut Now) -> Result<(), Cell> {
        for line in lines {
            match line {
                Line::When { test, lines } => match self.found(*test, now.entry, now) {
                    Cell::Present(answer) if answer.yes() => self.lines(lines, entries, now)?,
                    Cell::Present(_) => {}
                    absent => return Err(absent),
                },
                Line::Move(moved) => self.movement(moved, entries, now)?,
            }
        }
        Ok(())
    }

    /// A value with the balances of now; what it rests on is found anew, since it may rest on them too.
    fn found(&mut self, expr: ExprId, row: usize, now: &Now) -> Cell {
        let memo = std::mem::take(&mut self.memo);
        let before = self.now.replace(now.clone());
        let cell = self.value(expr, row);
        (self.memo, self.now) = (memo, before);
        cell
    }

    /// Conditions and amounts are found before anything moves.
    fn movement(&mut self, moved: &Move, entries: &Entries, now: &mut Now) -> Result<(), Cell> {
        let mut worst = Worst(None);
        let mut holds = Vec::new();
        for source in &moved.from {
            let cell = source.when.map_or(Cell::yes_no(true), |when| self.found(when, now.entry, now));
            worst.meet(&cell);
            holds.push(cell == Cell::yes_no(true));
        }
        if let [Source { rows: SourceRows::Each, .. }] = moved.from.as_slice() {
            worst.told()?;
            if !holds[0] {
                return Ok(());
            }
            let source = &moved.from[0];
            let mut amounts = Vec::new();
            for row in self.in_order(source, now) {
                let amount = moved.amount.map(|amount| self.found(amount, row, now));
                amount.iter().for_each(|amount| worst.meet(amount));
                amounts.push((row, amount));
            }
            worst.told()?;
            for (row, amount) in amounts {
                let amount = amount.map(|amount| if let Cell::Present(V::Number(amount)) = amount { amount } else { unreachable!() });
                self.take(source, row, amount, entries, now)?;
            }
            return Ok(());
        }
        let amount = moved.amount.map(|amount| self.found(amount, now.entry, now));
        amount.iter().for_each(|amount| worst.meet(amount));
        worst.told()?;
        let mut rest = amount.map(|amount| amount_of(&amount));
        // A line none of whose accounts are meant moves nothing.
        if !holds.contains(&true) {
            return Ok(());
        }
        for (source, holds) in moved.from.iter().zip(holds) {
            if holds {
                for row in self.in_order(source, now) {
                    rest = self.take(source, row, rest, entries, now)?;
                }
            }
        }
        assert!(moved.up_to || rest.is_none_or(|rest| rest.is_zero()), "a run that overdraws ends");
        Ok(())
    }

    /// The rows of a source, the one to be taken from first first.
    fn in_order(&mut self, source: &Source, now: &Now) -> Vec<usize> {
        let ledger = self.program.ledger(now.ledger);
        let account = &ledger.accounts[source.account as usize];
        if source.rows == SourceRows::One {
            return vec![if account.of == ledger.owner { now.owner } else { now.entry }];
        }
        let mut rows: Vec<usize> = now.books.keys().filter(|(of, _)| *of == source.account).map(|(_, row)| *row).collect();
        rows.sort_unstable();
        let mut keyed: Vec<(Vec<Cell>, usize)> =
            rows.into_iter().map(|row| (account.order.iter().map(|&key| self.value(key, row)).collect(), row)).collect();
        keyed.sort_by(|(left, _), (right, _)| order_of(left, right));
        if source.rows == SourceRows::LatestFirst {
            keyed.reverse();
        }
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    /// Takes what there is of an amount, or all, from one row of an account; gives what is left of the amount.
    fn take(
        &mut self,
        source: &Source,
        row: usize,
        amount: Option<BigRational>,
        entries: &Entries,
        now: &mut Now,
    ) -> Result<Option<BigRational>, Cell> {
        let ledger = self.program.ledger(now.ledger);
        let books = Rc::make_mut(&mut now.books);
        let there = books[&(source.account, row)].clone().max(BigRational::zero());
        let taken = match &amount {
            None => there,
            Some(amount) if ledger.accounts[source.account as usize].overdrawn => amount.clone(),
            Some(amount) => amount.clone().min(there),
        };
        let to = &ledger.accounts[source.to as usize];
        let to_row = if to.of == ledger.owner {
            now.owner
        } else if to.of == entries.record {
            now.entry
        } else {
            row
        };
        *books.get_mut(&(source.account, row)).unwrap() -= &taken;
        *books.get_mut(&(source.to, to_row)).unwrap() += &taken;
        for account in [source.account, source.to] {
            let rows = books.iter().filter(|((of, _), _)| *of == account).map(|(_, balance)| balance);
            let sum: BigRational = rows.clone().sum();
            let all = rows.cloned().chain([sum]).map(|balance| Cell::number(balance).within_limits());
            if all.into_iter().any(|cell| cell == Cell::TooLarge) {
                return Err(Cell::TooLarge);
            }
        }
        Ok(amount.map(|amount| amount - taken))
    }
}

fn amount_of(cell: &Cell) -> BigRational {
    let Cell::Present(V::Number(amount)) = cell else { unreachable!("an amount is there") };
    amount.clone()
}

/// The gravest absence met.
struct Worst(Option<Cell>);

impl Worst {
    fn meet(&mut self, cell: &Cell) {
        let known = self.0.as_ref().map_or(0, Cell::absence);
        if cell.absence() > known {
            self.0 = Some(cell.clone());
        }
    }

    fn told(&self) -> Result<(), Cell> {
        self.0.clone().map_or(Ok(()), Err)
    }
}
