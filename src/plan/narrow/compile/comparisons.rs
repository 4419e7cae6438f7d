//! Numbers, days and members that are compared.

use super::{Compiler, Known};
use crate::plan::StepId;
use crate::plan::narrow::{FlagsOp, Source};
use crate::program::OVERALL;
use crate::syntax::ast::Comparison;

impl Compiler<'_> {
    pub(super) fn compare(&mut self, comparison: Comparison, a: StepId, b: StepId) -> Option<Known> {
        match (self.known(a)?, self.known(b)?) {
            (Known::Units(a), Known::Units(b)) => {
                let (a, b, ..) = Compiler::aligned(a, b)?;
                self.flag(FlagsOp::CompareUnits(comparison, a, b))
            }
            (Known::Days(a), Known::Days(b)) => self.flag(FlagsOp::CompareDays(comparison, a, b)),
            (Known::Codes(a), Known::Codes(b)) => self.flag(FlagsOp::CompareCodes(comparison, a, b)),
            (Known::Later(a, by), Known::Days(b)) if self.is_one(b) && is_order(comparison) => {
                self.flag(FlagsOp::CompareLater { comparison, a, by, b })
            }
            (Known::Days(a), Known::Later(b, by)) if self.is_one(a) && is_order(comparison) => {
                self.flag(FlagsOp::CompareLater { comparison: turned(comparison), a: b, by, b: a })
            }
            _ => None,
        }
    }

    /// Whether an operand is the same for all rows.
    fn is_one(&self, source: Source) -> bool {
        match source {
            Source::Constant(_) => true,
            Source::Read(at) => self.reads.get(usize::from(at)).is_some_and(|read| self.plan.step(read.step).index == OVERALL),
            Source::Slot(_) => false,
        }
    }
}

fn is_order(comparison: Comparison) -> bool {
    !matches!(comparison, Comparison::Equal | Comparison::NotEqual)
}

/// The comparison with its sides exchanged.
fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same @ (Comparison::Equal | Comparison::NotEqual) => same,
    }
}
