//! Ledgers over steps, and the bodies of the amounts and conditions in their lines.
//!
//! An amount is found for many entries at once, those that come next of all owners. What it is made of but balances is planned outside and
//! given to it, as with folds.

use super::StepId;
use super::folds::{self, Body};
use super::from_program::{Inside, Planner};
use crate::program::{self, ExprId, Form, LedgerId, Program, RecordId};
use rustc_hash::FxHashMap;

/// What entries move between accounts, over steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ledger {
    /// The ledger.
    pub ledger: LedgerId,
    /// What is given to the bodies of its amounts and conditions.
    pub given: Vec<StepId>,
    /// What the accounts start with.
    pub starts: Vec<StepId>,
    /// The references from the rows of each account to the owner.
    pub owners: Vec<Option<StepId>>,
    /// What the rows of each account are ordered by.
    pub orders: Vec<Vec<StepId>>,
    /// The entries.
    pub entries: Vec<Entries>,
    /// The steps that make the rows.
    pub makes: Vec<StepId>,
}

/// The entries of one record, over steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entries {
    /// The reference to the owner.
    pub owner: Option<StepId>,
    /// What puts them in order.
    pub at: StepId,
    /// Which of them count.
    pub when: Option<StepId>,
    /// What tells those of one day apart.
    pub order: Vec<StepId>,
}

impl Ledger {
    /// The steps it reads.
    pub fn inputs(&self) -> Vec<StepId> {
        let mut inputs: Vec<StepId> = self.given.iter().chain(&self.starts).chain(self.owners.iter().flatten()).copied().collect();
        inputs.extend(self.orders.iter().flatten());
        for entries in &self.entries {
            inputs.extend([Some(entries.at), entries.owner, entries.when].into_iter().flatten());
            inputs.extend(&entries.order);
        }
        inputs.extend(&self.makes);
        inputs
    }
}

/// The number by which a body knows what an account holds, or what all its rows hold together.
pub(super) fn state(ledger: &program::Ledger, account: u32, sum: bool) -> u32 {
    let accounts = u32::try_from(ledger.accounts.len()).unwrap_or(u32::MAX);
    if sum { account.saturating_add(accounts) } else { account }
}

/// The amounts and conditions of the lines.
fn amounts(ledger: &program::Ledger) -> Vec<ExprId> {
    let mut amounts = Vec::new();
    ledger.entries.iter().for_each(|entries| entries.each_amount(&mut |amount| amounts.push(amount)));
    amounts
}

/// What is given to the amounts and conditions of the lines.
pub(super) fn given(program: &Program, id: LedgerId) -> Vec<ExprId> {
    folds::given_to(program, &amounts(program.ledger(id)), &|form| is_balance(form, id))
}

fn is_balance(form: &Form, id: LedgerId) -> bool {
    matches!(form, Form::Balance { ledger, .. } if *ledger == id)
}

/// The body of each amount and condition.
pub(super) fn bodies(program: &Program, id: LedgerId, given: &[ExprId]) -> Vec<(ExprId, Body)> {
    let numbers: FxHashMap<ExprId, u32> = given.iter().copied().zip(0..).collect();
    let body = |amount: ExprId| {
        let mut planner = Planner::within(program, Inside::Ledger(id), numbers.clone());
        let next = vec![planner.root(amount)];
        (amount, planner.body(next))
    };
    amounts(program.ledger(id)).into_iter().map(body).collect()
}

/// What a ledger is made of beside what is given to its lines: values and records.
pub(super) fn needs(ledger: &program::Ledger) -> (Vec<ExprId>, Vec<RecordId>) {
    let (mut exprs, mut records) = (Vec::new(), vec![ledger.owner]);
    for account in &ledger.accounts {
        exprs.push(account.starts);
        exprs.extend(account.owner.iter().chain(&account.order));
        records.push(account.of);
    }
    for entries in &ledger.entries {
        exprs.push(entries.at);
        exprs.extend(entries.owner.iter().chain(&entries.when).chain(&entries.order));
        records.push(entries.record);
    }
    records.sort_unstable();
    records.dedup();
    (exprs, records)
}

/// A ledger over steps.
pub(super) fn step(
    ledger: &program::Ledger,
    id: LedgerId,
    given: &[ExprId],
    of: &dyn Fn(ExprId) -> StepId,
    make: &dyn Fn(RecordId) -> Option<StepId>,
) -> Ledger {
    let all = |list: &[ExprId]| list.iter().map(|expr| of(*expr)).collect::<Vec<_>>();
    let entries = ledger.entries.iter().map(|entries| Entries {
        owner: entries.owner.map(of),
        at: of(entries.at),
        when: entries.when.map(of),
        order: all(&entries.order),
    });
    Ledger {
        ledger: id,
        given: all(given),
        starts: ledger.accounts.iter().map(|account| of(account.starts)).collect(),
        owners: ledger.accounts.iter().map(|account| account.owner.map(of)).collect(),
        orders: ledger.accounts.iter().map(|account| all(&account.order)).collect(),
        entries: entries.collect(),
        makes: needs(ledger).1.into_iter().filter_map(make).collect(),
    }
}
