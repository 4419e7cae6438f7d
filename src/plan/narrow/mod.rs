//! The narrow program of a segment: those of its steps for which 64-bit integers of a known scale are enough.
//!
//! It is written on two assumptions that a batch may break: that no row of what it reads is absent, and that amounts are of the size
//! that amounts have ([`MOST_MONEY`]). Under them the scale and the range of every number are known here, so that no operation of a run
//! has to look for either. Rows at which something is absent are carried out by the general kernels instead, and so is a batch that has
//! many of them, or such amounts; with the same results.

mod compile;
mod range;

pub(super) use compile::write;
pub use range::Range;

use crate::plan::StepId;
use crate::syntax::ast::Comparison;
use crate::values::{Duration, Rounding};

/// The greatest amount that a batch may hold, in the units of its column: ten trillion with two decimals.
pub const MOST_MONEY: i64 = 1_000_000_000_000_000;

/// The greatest number that a batch may hold, whatever its digits after the point, up to as many units as of money.
pub const MOST_NUMBER: i64 = 1_000_000_000;

/// The greatest ratio that a batch may hold, in the units of its column.
pub const MOST_RATIO: i64 = 1_000_000_000;

/// A narrow program.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    /// The columns that are read.
    pub reads: Vec<Read>,
    /// What is done, in order.
    pub lines: Vec<Line>,
    /// How many slots hold numbers.
    pub units: usize,
    /// How many slots hold yes and no.
    pub flags: usize,
    /// The steps that others read, each with where its values are.
    pub results: Vec<(StepId, Place)>,
    /// For each step of the segment, whether the general kernels have nothing left to do for it.
    pub done: Vec<bool>,
    /// The steps of the segment that its results rest on, in order: the general kernels carry them out for rows apart.
    pub rests_on: Vec<StepId>,
}

/// A column that is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The step that gives it.
    pub step: StepId,
    /// What it must hold.
    pub form: Form,
}

/// What a column must hold to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// Numbers of this scale and range.
    Units {
        /// Digits after the point.
        scale: u8,
        /// The least and the greatest.
        range: Range,
    },
    /// Yes and no.
    Flags,
    /// Dates.
    Days,
    /// Members.
    Codes,
}

/// Where values are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// In a slot of numbers, of this scale.
    Units(Source, u8),
    /// In a slot of yes and no.
    Flags(Source),
}

/// Where an operand comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// A column that is read.
    Read(u16),
    /// A slot; before slots are given out, the line that fills it.
    Slot(u16),
    /// One value for all rows; yes is 1.
    Constant(i64),
}

/// An operand brought to the scale of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaled {
    /// Where it comes from.
    pub source: Source,
    /// What it is multiplied with.
    pub up: i64,
}

/// One operation, and the slot that it fills.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A slot of numbers.
    Units(UnitsOp, u16),
    /// A slot of yes and no.
    Flags(FlagsOp, u16),
}

/// An operation that gives numbers and cannot leave 64 bits, or tells that it did.
#[derive(Clone, Debug, PartialEq)]
pub enum UnitsOp {
    /// The sum, difference, greater or lesser of two numbers.
    Binary(Binary, Scaled, Scaled),
    /// The product of two numbers.
    Multiply {
        /// One.
        a: Source,
        /// The other.
        b: Source,
        /// Whether it may be beyond [`Range::WIDEST`], which is to be told.
        checked: bool,
    },
    /// A number without its sign, or with the other one.
    Sign {
        /// The number.
        a: Source,
        /// Whether the sign is turned; else it is left out.
        turn: bool,
    },
    /// `a` × `up` ÷ `divisor`, rounded to whole units, times `size`.
    Round {
        /// The number.
        a: Scaled,
        /// What it is divided by.
        divisor: Divisor,
        /// What a unit is.
        size: i64,
        /// How it is rounded.
        mode: Rounding,
    },
    /// The number of the first arm whose condition is yes.
    Choose {
        /// Conditions and numbers.
        arms: Vec<(Source, Scaled)>,
        /// The number where none is.
        otherwise: Scaled,
    },
    /// `base + slope × by` of the stretch that `by` is in.
    Piece {
        /// The number.
        by: Source,
        /// The last unit of every stretch but the last.
        knots: Vec<i64>,
        /// Base and slope of every stretch.
        parts: Vec<(i64, i64)>,
    },
    /// The number of the stretch that a quotient is in.
    OfQuotient {
        /// What is divided.
        a: Source,
        /// By what; below zero the batch is told to be left.
        b: Source,
        /// For every stretch but the last: it reaches as far as `a × .0 <= b × .1`; the end is not in it where `.2` is no.
        knots: Vec<(i64, i64, bool)>,
        /// The number of every stretch.
        values: Vec<i64>,
        /// The number where `b` is zero; none where the batch is then told to be left.
        zero: Option<i64>,
    },
    /// The number of each member.
    OfMember {
        /// The member.
        key: Source,
        /// The numbers.
        values: Vec<i64>,
    },
}

/// An operation that gives yes or no.
#[derive(Clone, Debug, PartialEq)]
pub enum FlagsOp {
    /// A comparison of numbers.
    CompareUnits(Comparison, Scaled, Scaled),
    /// A comparison of dates.
    CompareDays(Comparison, Source, Source),
    /// A comparison of members.
    CompareCodes(Comparison, Source, Source),
    /// Whether a date and a duration come, in this order, before or after another date that is the same for all rows.
    CompareLater {
        /// `<=` or `>`, `<` or `>=`.
        comparison: Comparison,
        /// The date.
        a: Source,
        /// The duration.
        by: Duration,
        /// The other date.
        b: Source,
    },
    /// Whether all are yes.
    Every(Vec<Source>),
    /// Whether any is yes.
    Any(Vec<Source>),
    /// The opposite.
    Not(Source),
    /// The answer of the first arm whose condition is yes.
    Choose {
        /// Conditions and answers.
        arms: Vec<(Source, Source)>,
        /// The answer where none is.
        otherwise: Source,
    },
}

/// An operation of two numbers of one scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// The sum.
    Add,
    /// The difference.
    Subtract,
    /// The greater.
    Max,
    /// The lesser.
    Min,
}

/// A divisor made ready: `n / d` is `n × magic`, moved down by some bits, for every n up to a greatest one
/// (Granlund and Montgomery, "Division by Invariant Integers using Multiplication", 1994).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Divisor {
    /// The divisor.
    pub by: u64,
    /// What is multiplied with; 0 where the divisor is 1.
    pub magic: u64,
    /// How far the product, or its upper half, is moved down.
    pub shift: u32,
    /// How the product is made.
    pub product: Product,
}

/// How much of a product of two numbers of 64 bits is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// It fits in 64 bits.
    Whole,
    /// Its upper half, and the products of halves in its middle have room to be added.
    Parts,
    /// Its upper half, with whatever is carried.
    Carried,
}

impl Divisor {
    /// Makes a divisor ready for numbers up to the greatest; none for zero, and where one of them has more than 63 bits.
    pub fn new(by: u64, most: u64) -> Option<Divisor> {
        if by == 0 || most >= 1 << 63 {
            return None;
        }
        if by == 1 {
            return Some(Divisor { by, magic: 0, shift: 0, product: Product::Whole });
        }
        // 2^bits is not less than the divisor, and no number reaches 2^width.
        let bits = by.next_power_of_two().trailing_zeros();
        let width = u64::BITS.checked_sub(most.leading_zeros())?;
        let magic = |down: u32| (1u128 << down).checked_div(u128::from(by))?.checked_add(1);
        let down = width.checked_add(bits)?;
        let whole = magic(down)?;
        if down < u64::BITS && whole.checked_mul(u128::from(most)).is_some_and(|product| product <= u128::from(u64::MAX)) {
            return Some(Divisor { by, magic: u64::try_from(whole).ok()?, shift: down, product: Product::Whole });
        }
        let down = down.max(u64::BITS);
        let magic = u64::try_from(magic(down)?).ok()?;
        let low = u128::from(u32::MAX);
        let middle = u128::from(most >> 32) * low + low * u128::from(magic >> 32) + low;
        let product = if middle <= u128::from(u64::MAX) { Product::Parts } else { Product::Carried };
        Some(Divisor { by, magic, shift: down.checked_sub(u64::BITS)?, product })
    }
}

impl Line {
    /// All operands of its operation, to be looked at or changed.
    pub fn sources(&mut self) -> Vec<&mut Source> {
        match self {
            Line::Units(op, _) => match op {
                UnitsOp::Binary(_, a, b) => vec![&mut a.source, &mut b.source],
                UnitsOp::Multiply { a, b, .. } | UnitsOp::OfQuotient { a, b, .. } => vec![a, b],
                UnitsOp::Sign { a, .. } => vec![a],
                UnitsOp::Round { a, .. } => vec![&mut a.source],
                UnitsOp::Choose { arms, otherwise } => {
                    let arms = arms.iter_mut().flat_map(|(test, value)| [test, &mut value.source]);
                    arms.chain([&mut otherwise.source]).collect()
                }
                UnitsOp::Piece { by, .. } => vec![by],
                UnitsOp::OfMember { key, .. } => vec![key],
            },
            Line::Flags(op, _) => match op {
                FlagsOp::CompareUnits(_, a, b) => vec![&mut a.source, &mut b.source],
                FlagsOp::CompareDays(_, a, b) | FlagsOp::CompareCodes(_, a, b) | FlagsOp::CompareLater { a, b, .. } => vec![a, b],
                FlagsOp::Every(all) | FlagsOp::Any(all) => all.iter_mut().collect(),
                FlagsOp::Not(a) => vec![a],
                FlagsOp::Choose { arms, otherwise } => arms.iter_mut().flat_map(|(test, value)| [test, value]).chain([otherwise]).collect(),
            },
        }
    }
}
