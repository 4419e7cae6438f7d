//! The ledger of an owner: where its accounts start, and what its entries come to.

use super::{At, Walk, is_condition};
use crate::program::{ExprId, Ledger, LedgerId, OVERALL, RecordId, each_of_made};
use crate::run::Cell;
use crate::values::Value;
use rustc_hash::FxHashMap;

/// The entries of an owner, as they were traced: which trace, and which of its points.
pub(super) type Traced = FxHashMap<usize, Vec<(usize, usize)>>;

impl Walk<'_> {
    /// The ledger that an account asked at a row belongs to: its accounts and entries, and its amounts and conditions for each entry that
    /// came to them.
    pub(super) fn ledger(&mut self, id: LedgerId, index: RecordId, at: At) {
        let program = self.program;
        let ledger = program.ledger(id);
        let owner = match at {
            At::Row(row) => self.owner_of_account(ledger, index, row),
            // On the way through this very ledger nothing else of it is asked.
            At::Entry(of, ..) if of == id => return,
            At::Entry(..) => None,
        };
        let Some(owner) = owner else {
            // Not one owner's: that of all.
            return (0..self.rows_in(ledger.owner)).for_each(|owner| self.ledger_of(id, owner));
        };
        self.ledger_of(id, owner);
    }

    fn ledger_of(&mut self, id: LedgerId, owner: usize) {
        if !self.ledgers.insert((id, owner)) {
            return;
        }
        let program = self.program;
        let ledger = program.ledger(id);
        for account in &ledger.accounts {
            let parts: Vec<ExprId> = [account.starts].into_iter().chain(account.owner).chain(account.order.iter().copied()).collect();
            self.parts_of(&parts, account.of, account.owner, ledger.owner, owner);
        }
        for entries in &ledger.entries {
            let parts = [entries.at].into_iter().chain(entries.owner).chain(entries.when).chain(entries.order.iter().copied());
            self.parts_of(&parts.collect::<Vec<_>>(), entries.record, entries.owner, ledger.owner, owner);
        }
        // Rows that the policy makes are made for all owners at once.
        let made = ledger.accounts.iter().map(|account| account.of).chain(ledger.entries.iter().map(|entries| entries.record));
        made.for_each(|record| each_of_made(program, record, &mut |part| self.over_all(part, is_condition(program, part))));

        if !self.traced.contains_key(&id) {
            let traced = self.traced_entries(id, ledger);
            self.traced.insert(id, traced);
        }
        let traces = self.reasons.traces(id);
        for (number, point) in self.traced.get(&id).and_then(|traced| traced.get(&owner)).into_iter().flatten() {
            let Some(trace) = traces.get(*number) else { continue };
            self.waiting.push((trace.amount, At::Entry(id, *number, *point), is_condition(program, trace.amount)));
        }
    }

    /// Asks parts of the rows of a record that are an owner's.
    fn parts_of(&mut self, parts: &[ExprId], record: RecordId, by: Option<ExprId>, owners: RecordId, owner: usize) {
        let rows = match by {
            Some(by) => self.rows_of(by, record, owner),
            None if record == owners => vec![owner],
            None => (0..self.rows_in(record)).collect(),
        };
        for row in rows {
            self.waiting.extend(parts.iter().map(|part| (*part, At::Row(row), is_condition(self.program, *part))));
        }
    }

    /// Whose ledger an account is in that is asked at a row; none where the row does not say.
    fn owner_of_account(&self, ledger: &Ledger, index: RecordId, row: usize) -> Option<usize> {
        if ledger.owner == OVERALL {
            return Some(0);
        }
        if index == ledger.owner {
            return Some(row);
        }
        let by = ledger.accounts.iter().find(|account| account.of == index)?.owner?;
        self.led_to(by, row)
    }

    fn led_to(&self, reference: ExprId, row: usize) -> Option<usize> {
        match self.reasons.value(reference, row) {
            Cell::Present(Value::Reference(to)) => usize::try_from(to).ok(),
            _ => None,
        }
    }

    /// The entries of each owner, as they were traced.
    fn traced_entries(&self, id: LedgerId, ledger: &Ledger) -> Traced {
        let mut kinds: FxHashMap<ExprId, usize> = FxHashMap::default();
        for (kind, entries) in ledger.entries.iter().enumerate() {
            entries.each_amount(&mut |amount| {
                kinds.insert(amount, kind);
            });
        }
        let mut traced = Traced::default();
        for (number, trace) in self.reasons.traces(id).iter().enumerate() {
            let Some(entries) = kinds.get(&trace.amount).and_then(|kind| ledger.entries.get(*kind)) else { continue };
            for (point, (entry, _)) in trace.points.iter().enumerate() {
                let entry = *entry as usize;
                let owner = match entries.owner {
                    Some(by) => self.led_to(by, entry),
                    None if entries.record == ledger.owner => Some(entry),
                    None => Some(0),
                };
                if let Some(owner) = owner {
                    traced.entry(owner).or_default().push((number, point));
                }
            }
        }
        traced
    }

    fn rows_in(&self, record: RecordId) -> usize {
        if record == OVERALL { 1 } else { self.reasons.rows(record) }
    }
}
