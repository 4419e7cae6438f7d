//! The entries of all owners in one order: by day, of one day by their kind as listed, then by their key.

use super::super::kernels::flat::{Flat, View};
use super::super::kernels::order::Keys;
use super::super::store::Store;
use super::books::Books;
use crate::data::columns::State;
use crate::data::texts::Texts;
use crate::plan;
use crate::program::{Kind, OVERALL};
use crate::values::Exact;

/// The entries of an owner, in order.
pub(super) struct OfOwner {
    pub(super) owner: u32,
    /// Which entries of the ledger, and which row of their record.
    pub(super) entries: Vec<(u32, u32)>,
}

/// Where an entry comes.
struct Place {
    owner: u32,
    at: (i64, Exact),
    kind: u32,
    /// Among those of its kind, by key.
    place: usize,
    /// Whether its key is known.
    key: State,
    row: u32,
}

/// All entries that count, owner by owner.
pub(super) fn in_order(store: &Store<'_>, ledger: &plan::Ledger, books: &mut Books, texts: &Texts) -> Vec<OfOwner> {
    let program = store.program.ledger(ledger.ledger);
    let mut all = Vec::new();
    for (kind, (declared, steps)) in (0u32..).zip(program.entries.iter().zip(&ledger.entries)) {
        let view = |id: &plan::StepId| store.view(*id, declared.record);
        let rows = store.rows(declared.record);
        let at = Flat::new(view(&steps.at));
        let is_day = store.plan.step(steps.at).kind == Kind::Date;
        let [when, owner] = [&steps.when, &steps.owner].map(|step| step.as_ref().map(|step| Flat::new(view(step))));
        let order: Vec<View<'_>> = steps.order.iter().map(view).collect();
        let keys = Keys::ascending(&order, texts);
        let mut sorted: Vec<usize> = (0..rows).collect();
        sorted.sort_by(|a, b| keys.compare(*a, *b));
        for (place, row) in sorted.into_iter().enumerate() {
            let number = u32::try_from(row).unwrap_or(u32::MAX);
            let owner = match &owner {
                None if declared.record == program.owner => number,
                None if program.owner == OVERALL => 0,
                None => continue,
                Some(owner) => match owner.state(row) {
                    State::Present => owner.code(row),
                    State::Blank | State::NotApplicable => continue,
                    grave @ (State::NotGiven | State::TooLarge) => {
                        books.spoil_all(grave);
                        continue;
                    }
                },
            };
            let counts = when.as_ref().map_or(State::Present, |when| when.state(row));
            if counts == State::Present && when.as_ref().is_some_and(|when| !when.is_yes(row)) {
                continue;
            }
            let known = counts.max(at.state(row));
            if known != State::Present {
                books.spoil(owner as usize, known);
                continue;
            }
            let at = if is_day { (at.plain(row).0, Exact::ZERO) } else { (0, at.exact(row)) };
            all.push(Place { owner, at, kind, place, key: keys.state(row), row: number });
        }
    }
    all.sort_by(|a, b| (a.owner, &a.at, a.kind, a.place).cmp(&(b.owner, &b.at, b.kind, b.place)));
    // A key is asked only where two entries of one kind and day must be told apart.
    for pair in all.windows(2) {
        if let [one, other] = pair
            && (one.owner, &one.at, one.kind) == (other.owner, &other.at, other.kind)
        {
            books.spoil(one.owner as usize, one.key.max(other.key));
        }
    }
    let mut owners: Vec<OfOwner> = Vec::new();
    for entry in all {
        match owners.last_mut().filter(|last| last.owner == entry.owner) {
            Some(last) => last.entries.push((entry.kind, entry.row)),
            None => owners.push(OfOwner { owner: entry.owner, entries: vec![(entry.kind, entry.row)] }),
        }
    }
    // Those with many entries first, so that those that are done drop off at the end.
    owners.sort_by_key(|owner| std::cmp::Reverse(owner.entries.len()));
    owners
}
