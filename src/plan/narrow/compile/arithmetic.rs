//! Sums, products and quotients in whole units, and rounding.

use super::{Compiler, Known, Units};
use crate::plan::narrow::{Binary, Divisor, FlagsOp, Range, Scaled, Source, UnitsOp};
use crate::plan::{Op, StepId};
use crate::program::Map;
use crate::values::{Exact, Rounding, Value};
use num_traits::ToPrimitive;

impl Compiler<'_> {
    pub(super) fn map(&mut self, map: &Map, inputs: &[StepId]) -> Option<Known> {
        match (map, inputs) {
            (Map::Add | Map::Subtract | Map::Max | Map::Min, [first, rest @ ..]) => {
                let op = match map {
                    Map::Add => Binary::Add,
                    Map::Subtract => Binary::Subtract,
                    Map::Max => Binary::Max,
                    _ => Binary::Min,
                };
                if let (Binary::Add | Binary::Subtract, [length]) = (op, rest)
                    && let Known::Days(days) = self.known(*first)?
                {
                    let Op::Constant(Value::Duration(by)) = self.plan.step(*length).op else { return None };
                    return Some(Known::Later(days, if op == Binary::Add { by } else { by.neg()? }));
                }
                let mut all = self.units(*first)?;
                for next in rest {
                    let next = self.units(*next)?;
                    all = self.binary(op, all, next)?;
                }
                Some(Known::Units(all))
            }
            (Map::Multiply, [first, rest @ ..]) => {
                let mut all = self.units(*first)?;
                for next in rest {
                    let next = self.units(*next)?;
                    all = self.product(all, next)?;
                }
                Some(Known::Units(all))
            }
            (Map::Divide, [a, b]) => {
                let (a, b) = (self.units(*a)?, self.units(*b)?);
                match b.source {
                    Source::Constant(0) => None,
                    Source::Constant(unit) => Some(Known::Over(a, Exact::from_scaled(i128::from(unit), b.scale))),
                    _ => Some(Known::Quotient { a, b, zero: None }),
                }
            }
            (Map::Negate | Map::Absolute, [a]) => {
                let Units { source, scale, range } = self.units(*a)?;
                let turn = *map == Map::Negate;
                let most = range.most.max(range.least.saturating_neg());
                let range = if turn {
                    Range { least: range.most.saturating_neg(), most: range.least.saturating_neg() }
                } else {
                    Range { least: 0, most }
                };
                Some(Known::Units(Units { source: self.line(UnitsOp::Sign { a: source, turn })?, scale, range }))
            }
            (Map::Round { mode, unit }, [a]) => match self.known(*a)? {
                Known::Units(a) => self.round(a, &Exact::ONE, *mode, unit),
                Known::Over(a, divisor) => self.round(a, &divisor, *mode, unit),
                _ => None,
            },
            (Map::Not, [a]) => {
                let a = self.flags(*a)?;
                self.flag(FlagsOp::Not(a))
            }
            (Map::And | Map::Or, all) => {
                let all = all.iter().map(|input| self.flags(*input)).collect::<Option<Vec<_>>>()?;
                self.flag(if *map == Map::And { FlagsOp::Every(all) } else { FlagsOp::Any(all) })
            }
            (Map::Compare(comparison), [a, b]) => self.compare(*comparison, *a, *b),
            _ => None,
        }
    }

    /// Brings two numbers to one scale.
    pub(super) fn aligned(a: Units, b: Units) -> Option<(Scaled, Scaled, Range, Range, u8)> {
        let scale = a.scale.max(b.scale);
        let ((a, of_a), (b, of_b)) = (scaled(a, scale)?, scaled(b, scale)?);
        Some((a, b, of_a, of_b, scale))
    }

    fn binary(&mut self, op: Binary, a: Units, b: Units) -> Option<Units> {
        let (a, b, of_a, of_b, scale) = Compiler::aligned(a, b)?;
        let range = of_a.binary(op, of_b)?;
        Some(Units { source: self.line(UnitsOp::Binary(op, a, b))?, scale, range })
    }

    fn product(&mut self, a: Units, b: Units) -> Option<Units> {
        let scale = a.scale.checked_add(b.scale)?;
        let proven = a.range.product(b.range);
        let op = UnitsOp::Multiply { a: a.source, b: b.source, checked: proven.is_none() };
        Some(Units { source: self.line(op)?, scale, range: proven.unwrap_or(Range::WIDEST) })
    }

    /// `a` ÷ `divisor` in whole units of `unit`.
    fn round(&mut self, a: Units, divisor: &Exact, mode: Rounding, unit: &Exact) -> Option<Known> {
        let scale = unit.decimals()?;
        let size = i64::try_from(unit.to_scaled(scale)?).ok()?;
        // How many units one unit of `a` is.
        let factor = Exact::from_scaled(1, a.scale).div(divisor)?.div(unit)?;
        let (up, by) = (factor.numer().to_i64()?, factor.denom().to_u64()?);
        let range = a.range.times(up)?;
        // What is divided is without its sign, and up to the divisor less one is added to have it rounded.
        let greatest = range.least.unsigned_abs().max(range.most.unsigned_abs());
        let divisor = Divisor::new(by, greatest.checked_add(by)?)?;
        let quotient = range.ends().map(|end| end.div_euclid(i128::from(by)));
        let rounded = Range::between(quotient[0].checked_sub(1)?, quotient[1].checked_add(1)?)?.times(size)?;
        if by == 1 && up == 1 && size == 1 {
            return Some(Known::Units(Units { source: a.source, scale, range }));
        }
        let op = UnitsOp::Round { a: Scaled { source: a.source, up }, divisor, size, mode };
        Some(Known::Units(Units { source: self.line(op)?, scale, range: rounded }))
    }
}

/// A number at a greater scale, with its range there.
pub(super) fn scaled(units: Units, scale: u8) -> Option<(Scaled, Range)> {
    let up = 10i64.checked_pow(u32::from(scale.checked_sub(units.scale)?))?;
    let range = units.range.times(up)?;
    Some(match units.source {
        Source::Constant(unit) => (Scaled { source: Source::Constant(unit.checked_mul(up)?), up: 1 }, range),
        source => (Scaled { source, up }, range),
    })
}
