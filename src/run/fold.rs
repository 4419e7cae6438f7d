//! Folds: states carried along series, row by row. Series do not know of each other, so their first rows are gone through together, then
//! their second ones, and so on: each round is a batch.

use super::elementwise::{Elementwise, grids};
use super::kernels::flat::{Flat, View};
use super::kernels::map::absent;
use super::kernels::series::Runs;
use super::kernels::{flat, gather};
use super::store::Store;
use crate::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::data::texts::Texts;
use crate::plan::{Fold, Op, Step, StepId};
use crate::program::{Kind, RecordId};
use crate::values::Exact;
use rustc_hash::FxHashMap;

/// Carries out a fold: a column for each of its states.
pub(super) fn fold(store: &Store<'_>, fold: &Fold, index: RecordId, texts: &mut Texts) -> Vec<Column> {
    let rows = store.rows(index);
    let kinds: Vec<Kind> = fold.starts.iter().map(|start| store.plan.step(*start).kind).collect();
    let view = |id: &StepId| store.view(*id, index);
    let order: Vec<View<'_>> = fold.order.iter().map(view).collect();
    let runs = Runs::new(rows, fold.within.as_ref().map(view), &order, texts);
    let Some(body) = store.plan.bodies.get(&fold.fold) else { return Vec::new() };
    let grids = grids(store.program, &body.steps, texts);
    let constants = constants(&body.steps, texts);
    let elementwise = Elementwise { program: store.program, steps: &body.steps, texts, grids: &grids, codes: false };
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
            states = next(&elementwise, &constants, &body.next, &given, &states, here.len());
        }
    }
    carried.into_iter().map(ByRow::column).collect()
}

/// The constants of a body, one row each.
fn constants(steps: &[Step], texts: &mut Texts) -> FxHashMap<StepId, Batch> {
    let mut constants = FxHashMap::default();
    for (id, step) in (0u32..).map(StepId).zip(steps) {
        if let Op::Constant(value) = &step.op {
            constants.insert(id, Batch { values: super::store::constant(value, texts), presence: Presence::All });
        }
    }
    constants
}

/// The states after some rows.
fn next(
    elementwise: &Elementwise<'_>,
    constants: &FxHashMap<StepId, Batch>,
    next: &[StepId],
    given: &[Batch],
    states: &[Batch],
    rows: usize,
) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::with_capacity(elementwise.steps.len());
    for (at, step) in elementwise.steps.iter().enumerate() {
        let id = StepId(u32::try_from(at).unwrap_or(u32::MAX));
        let nothing = || absent(step.kind, State::NotGiven, rows);
        let batch = match &step.op {
            Op::Given(number) => given.get(*number as usize).cloned().unwrap_or_else(nothing),
            Op::State(number) => states.get(*number as usize).cloned().unwrap_or_else(nothing),
            Op::Constant(_) => constants.get(&id).map_or_else(nothing, |one| super::store::spread(one, rows)),
            Op::Blank => absent(step.kind, State::Blank, rows),
            Op::NotApplicable => absent(step.kind, State::NotApplicable, rows),
            _ => {
                const NOTHING: &Batch = &Batch { values: Values::Codes(Vec::new()), presence: Presence::All };
                let input = |id: &StepId| batches.get(id.at()).unwrap_or(NOTHING);
                elementwise.evaluate(id, rows, &input).map_or_else(nothing, |(batch, _)| batch)
            }
        };
        batches.push(batch);
    }
    next.iter().map(|id| batches.get(id.at()).cloned().unwrap_or_else(|| absent(Kind::Number, State::NotGiven, rows))).collect()
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
