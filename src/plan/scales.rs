//! How many digits after the point a step can have at most, known before any data is seen.
//!
//! Where it is known, the step runs on integers of that scale; a quotient has none and stays a fraction.

use super::from_program::Planner;
use super::{Op, Piece, StepId, Stretch};
use crate::program::{Cells, Map, RecordId, ReduceOp, ScanOp, Written};
use crate::syntax::ast::RatioWritten;
use crate::values::{Exact, Value};

/// More digits than this do not fit any machine integer.
const MOST: u8 = 38;

/// The scale of an operation's numbers, if it has one.
pub(super) fn of(planner: &Planner<'_>, op: &Op, index: RecordId) -> Option<u8> {
    let scale = |step: &StepId| planner.steps[step.at()].scale;
    let greatest = |steps: &[StepId]| {
        let absent = |step: &&StepId| matches!(planner.steps[step.at()].op, Op::Blank | Op::NotApplicable);
        steps.iter().filter(|step| !absent(step)).map(scale).try_fold(0u8, |most, scale| Some(most.max(scale?)))
    };
    match op {
        Op::Constant(Value::Number(number)) => number.decimals(),
        Op::Constant(_) | Op::Blank | Op::NotApplicable | Op::Today | Op::Grouped(_) | Op::Row(_) | Op::Computed(_) | Op::Make(_) => None,
        Op::Field(field) => match &planner.program.field(index, *field).cells {
            Cells::Column { written, .. } => of_cells(written),
            Cells::Made | Cells::Worked(_) | Cells::Computed { .. } | Cells::Grouped => None,
        },
        Op::Made { make, field } => match &planner.steps[make.at()].op {
            Op::Make(made) => match &made.how {
                super::How::Group(by) => by.get(field.at()).and_then(scale),
                super::How::Product { .. } => None,
                super::How::Split { amount, shares } if field.0 == 2 => {
                    let parts: Vec<StepId> = shares.iter().filter_map(|(_, part)| *part).chain([*amount]).collect();
                    greatest(&parts)
                }
                super::How::Tranches(made) => match field.0 {
                    1 => Some(0),
                    2 => scale(&made.amount),
                    _ => None,
                },
                super::How::Split { .. } => Some(0).filter(|_| field.0 == 3),
            },
            _ => None,
        },
        Op::Map(map, inputs) => of_map(map, inputs, scale, greatest),
        Op::Settle { value, blank, not_applicable } => {
            let all: Vec<StepId> = [Some(*value), *blank, *not_applicable].into_iter().flatten().collect();
            greatest(&all)
        }
        Op::Cases { arms, otherwise } => {
            let all: Vec<StepId> = arms.iter().map(|(_, value)| *value).chain(*otherwise).collect();
            greatest(&all)
        }
        Op::Piece(piece) => of_piece(piece, scale),
        Op::Gather { value, .. } => scale(value),
        Op::Lookup { table, column, .. } => {
            let rows = &planner.program.table(*table).rows;
            rows.iter().filter_map(|row| row.values.get(*column as usize)?.as_ref()).try_fold(0u8, |most, value| match value {
                Value::Number(number) => Some(most.max(number.decimals()?)),
                _ => None,
            })
        }
        Op::Reduce(reduce) => match reduce.op {
            ReduceOp::Sum | ReduceOp::Min | ReduceOp::Max | ReduceOp::First | ReduceOp::Last => reduce.value.as_ref().and_then(scale),
            ReduceOp::Count | ReduceOp::CountDistinct => Some(0),
            ReduceOp::Average | ReduceOp::Percentile(_) | ReduceOp::Any | ReduceOp::All | ReduceOp::List(_) => None,
        },
        Op::Scan(scan) => match &scan.op {
            ScanOp::Running { op: ReduceOp::Sum | ReduceOp::Min | ReduceOp::Max, .. } => scan.value.as_ref().and_then(scale),
            ScanOp::Running { op: ReduceOp::Count, .. } | ScanOp::Streak => Some(0),
            ScanOp::Running { .. } | ScanOp::Shift(_) | ScanOp::Latest => None,
        },
        // What a fold gives grows as it goes on.
        Op::Fold(_) | Op::Carried { .. } | Op::Ledger(_) | Op::Closing { .. } | Op::Given(_) | Op::State(_) => None,
        Op::Cover(_) | Op::Rank(_) => Some(0),
        Op::Allocate(allocate) => Some(scale(&allocate.amount)?.max(allocate.unit.decimals()?)),
    }
}

fn of_cells(written: &Written) -> Option<u8> {
    match written {
        Written::Integer => Some(0),
        Written::Number { places, unit } => unit.mul(&Exact::from_scaled(1, *places)).decimals(),
        Written::Ratio { written, places } => match written {
            RatioWritten::Ratio => Some(*places),
            RatioWritten::Percent => places.checked_add(2),
            RatioWritten::Permille => places.checked_add(3),
            RatioWritten::BasisPoints => places.checked_add(4),
        },
        Written::Text | Written::Date | Written::YesNo { .. } | Written::Member | Written::Key => None,
    }
}

fn of_map(map: &Map, inputs: &[StepId], scale: impl Fn(&StepId) -> Option<u8>, greatest: impl Fn(&[StepId]) -> Option<u8>) -> Option<u8> {
    match map {
        Map::Add | Map::Subtract | Map::Max | Map::Min | Map::Negate | Map::Absolute => greatest(inputs),
        Map::Multiply => {
            let sum = inputs.iter().map(scale).try_fold(0u8, |sum, scale| sum.checked_add(scale?))?;
            Some(sum).filter(|sum| *sum <= MOST)
        }
        Map::Round { unit, .. } => unit.decimals(),
        Map::CountYes
        | Map::FullUnits
        | Map::StartedUnits
        | Map::FullMonths
        | Map::FullYears
        | Map::CalendarMonths
        | Map::Days
        | Map::DaysThrough
        | Map::WholeCalendarMonths
        | Map::OverlapDays
        | Map::PartOf(_)
        | Map::PlaceOf => Some(0),
        Map::Divide
        | Map::Not
        | Map::And
        | Map::Or
        | Map::Compare(_)
        | Map::IsBlank
        | Map::IsNotApplicable
        | Map::PartMonths
        | Map::PartYears
        | Map::FirstOf(_)
        | Map::LastOf(_)
        | Map::Join(_)
        | Map::ToText
        | Map::MoveMember => None,
    }
}

fn of_piece(piece: &Piece, scale: impl Fn(&StepId) -> Option<u8>) -> Option<u8> {
    let by = scale(&piece.by)?;
    piece.stretches.iter().try_fold(0u8, |most, stretch| {
        Some(most.max(match stretch {
            Stretch::Linear { base, slope } if slope.is_zero() => base.decimals()?,
            Stretch::Linear { base, slope } => base.decimals()?.max(slope.decimals()?.checked_add(by)?),
            Stretch::Step(step) => scale(step)?,
        }))
    })
}
