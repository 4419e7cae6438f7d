//! Folds: states carried along series, row by row. Series do not know of each other, so their first rows are gone through together, then
//! their second ones, and so on: each round is a batch.

use super::body::Ready;
use super::kernels::flat::{Flat, View};
use super::kernels::series::Runs;
use super::kernels::{flat, gather};
use super::store::Store;
use crate::data::columns::{BATCH, Batch, Column, State};
use crate::data::texts::Texts;
use crate::plan::{Fold, StepId};
use crate::program::{Kind, RecordId};
use crate::values::Exact;

/// Carries out a fold: a column for each of its states.
pub(super) fn fold(store: &Store<'_>, fold: &Fold, index: RecordId, texts: &mut Texts) -> Vec<Column> {
    let rows = store.rows(index);
    let kinds: Vec<Kind> = fold.starts.iter().map(|start| store.plan.step(*start).kind).collect();
    let view = |id: &StepId| store.view(*id, index);
    let order: Vec<View<'_>> = fold.order.iter().map(view).collect();
    let runs = Runs::new(rows, fold.within.as_ref().map(view), &order, texts);
    let Some(body) = store.plan.bodies.get(&fold.fold) else { return Vec::new() };
    let body = Ready::new(store.program, body, texts);
    let given: Vec<View<'_>> = fold.given.iter().map(view).collect();
    let mut carried: Vec<ByRow> = kinds.iter().map(|kind| ByRow::new(*kind, runs.states(), rows)).collect();
    // Long series first, so that those that are over drop off at the end.
    let mut series: Vec<&[usize]> = runs.iter().collect();
    series.sort_by_key(|series| std::cmp::Reverse(series.len()));
    for together in series.chunks(BATCH) {
        let longest = together.first().map_or(0, |series| series.len());
        let mut states: Vec<Batch> = Vec::new();
        for place in 0..longest {
            let here: Vec<usize> = together.iter().map_while(|series| series.get(place).copied()).collect();
            let leads: Vec<Result<u32, State>> = here.iter().map(|row| Ok(u32::try_from(*row).unwrap_or(u32::MAX))).collect();
            if place == 0 {
                states = fold.starts.iter().map(|start| gather::at(view(start), &leads)).collect();
            } else {
                // Those that are still there are the first ones.
                let kept: Vec<Result<u32, State>> = (0..here.len()).map(|at| Ok(u32::try_from(at).unwrap_or(u32::MAX))).collect();
                let column = |batch: &Batch| Column { batches: vec![batch.clone()] };
                states = states
                    .iter()
                    .zip(&kinds)
                    .map(|(batch, kind)| gather::at(View { column: &column(batch), kind: *kind, one: false }, &kept))
                    .collect();
            }
            for (carried, state) in carried.iter_mut().zip(&states) {
                carried.put(&here, state);
            }
            let given: Vec<Batch> = given.iter().map(|view| gather::at(*view, &leads)).collect();
            let given = |number: u32| given.get(number as usize).cloned();
            states = body.values(texts, here.len(), &given, &|number| states.get(number as usize).cloned());
        }
    }
    carried.into_iter().map(ByRow::column).collect()
}

/// Values put down row by row.
struct ByRow {
    kind: Kind,
    numbers: Vec<Exact>,
    plain: Vec<(i64, i64)>,
    states: Vec<State>,
}

impl ByRow {
    fn new(kind: Kind, states: &[State], rows: usize) -> ByRow {
        let is_number = matches!(kind, Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points);
        let (numbers, plain) = if is_number { (vec![Exact::ZERO; rows], Vec::new()) } else { (Vec::new(), vec![(0, 0); rows]) };
        ByRow { kind, numbers, plain, states: states.to_vec() }
    }

    fn put(&mut self, rows: &[usize], batch: &Batch) {
        let column = Column { batches: vec![batch.clone()] };
        let values = Flat::new(View { column: &column, kind: self.kind, one: false });
        for (at, &row) in rows.iter().enumerate() {
            if let Some(number) = self.numbers.get_mut(row) {
                *number = values.exact(at);
            }
            if let Some(plain) = self.plain.get_mut(row) {
                *plain = values.plain(at);
            }
            if let Some(state) = self.states.get_mut(row)
                && *state == State::Present
            {
                *state = values.state(at);
            }
        }
    }

    fn column(self) -> Column {
        match self.kind {
            Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => flat::numbers_column(self.numbers, &self.states, None),
            kind => flat::plain_column(kind, &self.plain, &self.states),
        }
    }
}
