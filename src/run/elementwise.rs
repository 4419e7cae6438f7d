//! One elementwise operation on one batch: what segments and the bodies of folds have in common.

use super::kernels::lookup::Grid;
use super::kernels::map::{Around, absent};
use super::kernels::{gather, map, piece, presence, select, settle};
use crate::data::columns::{Batch, Column, State};
use crate::data::texts::Texts;
use crate::plan::{Op, Step, StepId};
use crate::program::{Kind, Program};
use rustc_hash::FxHashMap;

/// The tables of look-ups made ready, each with its column.
pub(super) type Grids = FxHashMap<StepId, (Grid, Column)>;

/// What operations need beside their inputs.
#[derive(Clone, Copy)]
pub(super) struct Elementwise<'a> {
    pub(super) program: &'a Program,
    pub(super) steps: &'a [Step],
    pub(super) texts: &'a Texts,
    pub(super) grids: &'a Grids,
    /// Whether codes are asked for, where they cost extra.
    pub(super) codes: bool,
}

impl Elementwise<'_> {
    /// The values of a step and its codes; none when it is not elementwise over batches.
    pub(super) fn evaluate<'b>(&self, id: StepId, rows: usize, input: &impl Fn(&StepId) -> &'b Batch) -> Option<(Batch, Option<Vec<u32>>)> {
        let step = self.steps.get(id.at())?;
        Some(match &step.op {
            Op::Map(op, inputs) => {
                let kinds: Vec<Kind> = inputs.iter().filter_map(|input| self.steps.get(input.at())).map(|step| step.kind).collect();
                let batches: Vec<&Batch> = inputs.iter().map(input).collect();
                let members = kinds.first().map_or(0, |kind| self.members(*kind));
                let around = Around { texts: self.texts, feb29: self.program.head.leap_day, members };
                (map::map(op, &batches, &kinds, around, rows), None)
            }
            Op::Settle { value, blank, not_applicable } => {
                let (blank, not_applicable) = (blank.as_ref().map(input), not_applicable.as_ref().map(input));
                (settle::settle(step.kind, input(value), blank, not_applicable), None)
            }
            Op::Cases { arms, otherwise } => {
                let tests: Vec<&Batch> = arms.iter().map(|(test, _)| input(test)).collect();
                let values: Vec<&Batch> = arms.iter().map(|(_, value)| value).chain(otherwise).map(input).collect();
                let (taken, states) = settle::arms(&tests, rows);
                (select::select(step.kind, &values, &taken, &states), Some(taken))
            }
            Op::Piece(tier) => {
                let by = input(&tier.by);
                let taken = piece::stretches(tier, by, rows);
                let steps: Vec<StepId> = tier.stretches.iter().filter_map(crate::plan::Stretch::step).collect();
                let steps: Vec<&Batch> = steps.iter().map(input).collect();
                let batch = piece::values(tier, step.kind, by, &steps, &taken, rows);
                let there = |(row, stretch): (usize, u32)| {
                    if presence::state(&by.presence, row) == State::Present { stretch } else { select::NOWHERE }
                };
                let codes = self.codes.then(|| taken.into_iter().enumerate().map(there).collect());
                (batch, codes)
            }
            Op::Lookup { keys, .. } => {
                let keys: Vec<&Batch> = keys.iter().map(input).collect();
                let Some((grid, column)) = self.grids.get(&id) else { return Some((absent(step.kind, State::Blank, rows), None)) };
                let (taken, states) = Grid::find(grid, &keys, self.texts, rows);
                let leads: Vec<Result<u32, State>> =
                    taken.iter().zip(states).map(|(row, state)| if *row == select::NOWHERE { Err(state) } else { Ok(*row) }).collect();
                let view = super::kernels::flat::View { column, kind: step.kind, one: false };
                (gather::at(view, &leads), Some(taken))
            }
            // There before any segment, or read from whole columns.
            _ => return None,
        })
    }

    /// How many members the enumeration of a kind has.
    fn members(&self, kind: Kind) -> usize {
        match kind {
            Kind::Member(id) => self.program.enumeration(id).members.len(),
            _ => 0,
        }
    }
}

/// The tables of the look-ups among some steps, made ready.
pub(super) fn grids(program: &Program, steps: &[Step], texts: &mut Texts) -> Grids {
    let ids = (0u32..).map(StepId).zip(steps);
    ids.filter_map(|(id, step)| match &step.op {
        Op::Lookup { table, column, .. } => {
            let table = program.table(*table);
            let values = super::table_column(&table.rows, *column as usize, step.kind, texts);
            Some((id, (Grid::new(table), values)))
        }
        _ => None,
    })
    .collect()
}
