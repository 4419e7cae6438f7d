//! The parts of split amounts: a row for each part whose party is there; one takes the rest.

use super::build::references;
use super::flat::{Flat, View, numbers_column, units_column};
use crate::data::columns::{Column, State};
use crate::values::Exact;

/// The parts of all amounts, in the order of the amounts and within one in written order: how many, and the columns of the record,
/// the party, the amount and the number of the part.
pub(in crate::run) fn split(amount: View<'_>, shares: &[(View<'_>, Option<View<'_>>)], rows: usize) -> (usize, Vec<Column>) {
    let amount = Flat::new(amount);
    let shares: Vec<(Flat, Option<Flat>)> = shares.iter().map(|(party, part)| (Flat::new(*party), part.map(Flat::new))).collect();
    let (mut records, mut parties, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut amounts, mut states) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let there: Vec<usize> =
            (0..shares.len()).filter(|at| shares.get(*at).is_some_and(|(party, _)| party.state(row) == State::Present)).collect();
        let rest = there.iter().copied().find(|at| shares.get(*at).is_some_and(|(_, part)| part.is_none())).or(there.first().copied());
        let (mut left, mut left_state) = (amount.exact(row), amount.state(row));
        let first = amounts.len();
        for at in &there {
            let Some((party, part)) = shares.get(*at) else { continue };
            let part = part.as_ref().filter(|_| Some(*at) != rest);
            let (own, state) = part.map_or((Exact::ZERO, State::Present), |part| (part.exact(row), part.state(row)));
            (left, left_state) = (left.sub(&own), left_state.max(state));
            records.push(Ok(u32::try_from(row).unwrap_or(u32::MAX)));
            parties.push(Ok(party.code(row)));
            numbers.push(i128::try_from(at.saturating_add(1)).unwrap_or(i128::MAX));
            amounts.push(own);
            states.push(state);
        }
        // Whatever the others leave is the part of one.
        let taker = rest.and_then(|rest| there.iter().position(|at| *at == rest)).map(|at| first.saturating_add(at));
        if let Some(taker) = taker
            && let (Some(own), Some(state)) = (amounts.get_mut(taker), states.get_mut(taker))
        {
            (*own, *state) = (left, left_state);
        }
    }
    let count = amounts.len();
    let columns = vec![references(&records), references(&parties), numbers_column(amounts, &states, None), units_column(0, &numbers, &[])];
    (count, columns)
}
