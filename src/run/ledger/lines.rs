//! The lines of entries, carried out for the entries that come next of many owners.

use super::super::body::Ready;
use super::super::kernels::flat::{Flat, View, numbers_column};
use super::super::kernels::gather;
use super::super::store::Store;
use super::books::Books;
use super::entries::OfOwner;
use super::{Moved, Trace, findings};
use crate::data::columns::{BATCH, Batch, Column, State};
use crate::data::texts::Texts;
use crate::diagnostics::Diagnostic;
use crate::plan;
use crate::program::{ExprId, Ledger, Line, Move, RecordId, Source, SourceRows};
use crate::values::Exact;
use rustc_hash::FxHashMap;

/// The most findings of one ledger.
const MOST_FINDINGS: usize = 20;

/// What carrying out lines needs.
pub(super) struct Pages<'a, 's> {
    pub(super) store: &'a Store<'s>,
    pub(super) ledger: &'a plan::Ledger,
    pub(super) program: &'a Ledger,
    pub(super) texts: &'a Texts,
    pub(super) bodies: &'a FxHashMap<ExprId, Ready<'a>>,
    pub(super) books: &'a mut Books,
    /// What was moved, by the kind and the row of the entry, if that is kept.
    pub(super) moved: Option<FxHashMap<(u32, u32), Vec<Moved>>>,
    /// What the amounts and conditions came to, if that is kept.
    pub(super) traces: Option<Vec<Trace>>,
    pub(super) findings: &'a mut Vec<Diagnostic>,
}

/// An entry as it comes to the accounts of its owner.
#[derive(Clone, Copy)]
struct Entry {
    owner: u32,
    row: u32,
}

/// An entry, and the row of an account that an amount is for.
#[derive(Clone, Copy)]
struct Point {
    entry: Entry,
    row: u32,
}

impl Pages<'_, '_> {
    /// Goes through all entries.
    pub(super) fn go_through(&mut self, owners: &[OfOwner]) {
        let program = self.program;
        let longest = owners.first().map_or(0, |owner| owner.entries.len());
        for place in 0..longest {
            let next: Vec<(u32, Entry)> = owners
                .iter()
                .map_while(|owner| owner.entries.get(place).map(|(kind, row)| (*kind, Entry { owner: owner.owner, row: *row })))
                .collect();
            for (kind, entries) in (0u32..).zip(&program.entries) {
                let here: Vec<Entry> = next.iter().filter(|(other, _)| *other == kind).map(|(_, entry)| *entry).collect();
                for here in here.chunks(BATCH) {
                    self.lines(&entries.lines, kind, entries.record, here);
                }
            }
        }
    }

    fn lines(&mut self, lines: &[Line], kind: u32, record: RecordId, entries: &[Entry]) {
        for line in lines {
            let known: Vec<Entry> =
                entries.iter().filter(|entry| self.books.state(entry.owner as usize) == State::Present).copied().collect();
            match line {
                Line::When { test, lines } => {
                    let holds = self.decided(*test, record, &known);
                    let here: Vec<Entry> = known.iter().zip(holds).filter(|(_, holds)| *holds).map(|(entry, _)| *entry).collect();
                    self.lines(lines, kind, record, &here);
                }
                Line::Move(moved) => match moved.from.as_slice() {
                    [source] if source.rows == SourceRows::Each => self.of_each(moved, source, kind, record, &known),
                    _ => self.in_turn(moved, kind, record, &known),
                },
            }
        }
    }

    /// Where a condition holds; of an owner for whom it is not known nothing more is.
    fn decided(&mut self, test: ExprId, record: RecordId, entries: &[Entry]) -> Vec<bool> {
        let points: Vec<Point> = entries.iter().map(|entry| Point { entry: *entry, row: entry.row }).collect();
        let flat = self.found(test, record, &points);
        entries.iter().enumerate().map(|(at, entry)| self.is_known(&flat, at, entry.owner) && flat.is_yes(at)).collect()
    }

    /// Whether a value is there; where it is not, nothing more is known of the owner.
    fn is_known(&mut self, flat: &Flat, at: usize, owner: u32) -> bool {
        let state = flat.state(at);
        self.books.spoil(owner as usize, state);
        state == State::Present
    }

    /// An amount or a condition at some points.
    fn found(&mut self, expr: ExprId, record: RecordId, points: &[Point]) -> Flat {
        let mut batches = Vec::new();
        for points in points.chunks(BATCH) {
            let given = |number: u32| self.given(number, record, points);
            let state = |number: u32| Some(self.held(number, record, points));
            let Some(body) = self.bodies.get(&expr) else { continue };
            batches.extend(body.values(self.texts, points.len(), &given, &state));
            if self.traces.is_some() {
                let made = body.steps(self.texts, points.len(), &given, &state, true);
                let rows = points.iter().map(|point| (point.entry.row, point.row)).collect();
                let trace = Trace::of(expr, record, rows, body, &made);
                self.traces.get_or_insert_default().push(trace);
            }
        }
        let kind = self.store.program.expr(expr).ty.kind;
        Flat::new(View { column: &Column { batches }, kind, one: false })
    }

    /// What is given at some points: values of the entry, or of the row that the amount is for.
    fn given(&self, number: u32, record: RecordId, points: &[Point]) -> Option<Batch> {
        let step = *self.ledger.given.get(number as usize)?;
        let of_entry = self.store.plan.step(step).index == record;
        let lead = |point: &Point| Ok(if of_entry { point.entry.row } else { point.row });
        Some(gather::at(self.store.view(step, record), &points.iter().map(lead).collect::<Vec<_>>()))
    }

    /// What an account holds at some points, or all its rows together.
    fn held(&self, number: u32, record: RecordId, points: &[Point]) -> Batch {
        let accounts = u32::try_from(self.program.accounts.len()).unwrap_or(u32::MAX);
        let list = points.iter().map(|point| match number.checked_sub(accounts) {
            Some(account) => self.books.sum(account, point.entry.owner),
            None => self.books.balance(number, self.row_of(number, record, point)),
        });
        let column = numbers_column(list.collect(), &[], None);
        column.batches.into_iter().next().unwrap_or_else(|| super::super::kernels::map::absent(self.program.kind, State::Present, 0))
    }

    /// The row of an account that is meant at a point.
    fn row_of(&self, account: u32, record: RecordId, point: &Point) -> u32 {
        match self.books.record(account) {
            of if of == self.program.owner => point.entry.owner,
            of if of == record => point.entry.row,
            _ => point.row,
        }
    }

    /// An amount taken from each row of an account.
    fn of_each(&mut self, moved: &Move, source: &Source, kind: u32, record: RecordId, entries: &[Entry]) {
        let holds = source.when.map(|when| self.decided(when, record, entries));
        let taking = entries.iter().enumerate().filter(|(at, _)| holds.as_ref().is_none_or(|holds| holds.get(*at) == Some(&true)));
        let mut points: Vec<Point> = Vec::new();
        for (_, entry) in taking {
            points.extend(self.books.rows(source.account, entry.owner).iter().map(|row| Point { entry: *entry, row: *row }));
        }
        let amounts = moved.amount.map(|amount| self.found(amount, record, &points));
        for (at, point) in points.iter().enumerate() {
            let known = amounts.as_ref().is_none_or(|amounts| self.is_known(amounts, at, point.entry.owner));
            if !known || self.books.state(point.entry.owner as usize) != State::Present {
                continue;
            }
            let amount = amounts.as_ref().map(|amounts| amounts.exact(at));
            let rest = self.take(source, kind, record, point, amount.as_ref());
            self.must_be_taken(moved, source.account, kind, point, amount, rest);
        }
    }

    /// An amount taken from one account after the other.
    fn in_turn(&mut self, moved: &Move, kind: u32, record: RecordId, entries: &[Entry]) {
        let holds: Vec<Option<Vec<bool>>> =
            moved.from.iter().map(|source| source.when.map(|when| self.decided(when, record, entries))).collect();
        let points: Vec<Point> = entries.iter().map(|entry| Point { entry: *entry, row: entry.row }).collect();
        let amounts = moved.amount.map(|amount| self.found(amount, record, &points));
        for (at, point) in points.iter().enumerate() {
            let owner = point.entry.owner;
            let known = amounts.as_ref().is_none_or(|amounts| self.is_known(amounts, at, owner));
            if !known || self.books.state(owner as usize) != State::Present {
                continue;
            }
            let applies = |holds: &Option<Vec<bool>>| holds.as_ref().is_none_or(|holds| holds.get(at) == Some(&true));
            let sources: Vec<&Source> =
                moved.from.iter().zip(&holds).filter(|(_, holds)| applies(holds)).map(|(source, _)| source).collect();
            let Some(last) = sources.last().map(|source| source.account) else { continue };
            let amount = amounts.as_ref().map(|amounts| amounts.exact(at));
            if amount.as_ref().is_some_and(Exact::is_negative) {
                self.must_be_taken(moved, last, kind, point, amount, None);
                continue;
            }
            let mut rest = amount.clone();
            for source in sources {
                let rows: Vec<u32> = match source.rows {
                    SourceRows::One | SourceRows::Each => vec![self.row_of(source.account, record, point)],
                    SourceRows::OldestFirst => self.books.rows(source.account, owner).to_vec(),
                    SourceRows::LatestFirst => self.books.rows(source.account, owner).iter().rev().copied().collect(),
                };
                for row in rows {
                    rest = self.take(source, kind, record, &Point { row, ..*point }, rest.as_ref());
                }
            }
            self.must_be_taken(moved, last, kind, point, amount, rest);
        }
    }

    /// Takes what it can of an amount, or all, from one row of an account; gives what is left of the amount.
    fn take(&mut self, source: &Source, kind: u32, record: RecordId, point: &Point, amount: Option<&Exact>) -> Option<Exact> {
        let row = self.row_of(source.account, record, point);
        let holds = self.books.balance(source.account, row);
        let overdrawn = self.program.accounts.get(source.account as usize).is_some_and(|account| account.overdrawn);
        let there = if holds.is_negative() { Exact::ZERO } else { holds };
        let taken = match amount {
            None => there,
            Some(amount) if overdrawn || *amount <= there => amount.clone(),
            Some(_) => there,
        };
        let rest = amount.map(|amount| amount.sub(&taken));
        if taken.is_zero() || taken.is_negative() {
            return rest;
        }
        let owner = point.entry.owner;
        let to = (source.to, self.row_of(source.to, record, &Point { row, ..*point }));
        let sound = self.books.add(source.account, row, owner, &taken.neg()) & self.books.add(to.0, to.1, owner, &taken);
        if !sound {
            self.books.spoil(owner as usize, State::TooLarge);
        }
        let (left, came_to) = (self.books.balance(source.account, row), self.books.balance(to.0, to.1));
        if let Some(moved) = &mut self.moved {
            let moved = moved.entry((kind, point.entry.row)).or_default();
            moved.push(Moved { from: (source.account, row), to, amount: taken, left, came_to });
        }
        rest
    }

    /// Says that more was to be moved than there is, or less than nothing.
    fn must_be_taken(&mut self, moved: &Move, account: u32, kind: u32, point: &Point, amount: Option<Exact>, rest: Option<Exact>) {
        let Some(amount) = amount else { return };
        let short = rest.filter(|rest| !rest.is_zero() && !rest.is_negative() && !moved.up_to);
        if short.is_none() && !amount.is_negative() {
            return;
        }
        let Some(entries) = self.program.entries.get(kind as usize) else { return };
        // What it does after that is of no interest.
        self.books.spoil(point.entry.owner as usize, State::Blank);
        if self.findings.len() < MOST_FINDINGS {
            let named = findings::Named { store: self.store, ledger: self.program, entries };
            self.findings.push(match short {
                Some(short) => named.overdrawn(moved, account, point.entry.owner, point.entry.row, &amount, &short),
                None => named.negative(moved, point.entry.row, &amount),
            });
        }
    }
}
