//! The range of a number in units of its scale, followed through operations.

use super::Binary;

/// The least and the greatest value, both in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub least: i64,
    /// The greatest.
    pub most: i64,
}

impl Range {
    /// What the program keeps all numbers in: a bit less than 64 bits hold, so that half a divisor can be added.
    pub const WIDEST: Range = Range { least: -(1 << 62), most: 1 << 62 };

    /// One number.
    pub fn of(unit: i64) -> Range {
        Range { least: unit, most: unit }
    }

    /// From one number to another in any order; none beyond [`Range::WIDEST`].
    pub fn between(a: i128, b: i128) -> Option<Range> {
        let (least, most) = (i64::try_from(a.min(b)).ok()?, i64::try_from(a.max(b)).ok()?);
        (Range::WIDEST.least <= least && most <= Range::WIDEST.most).then_some(Range { least, most })
    }

    /// From the least to the greatest of some numbers.
    pub fn around(numbers: impl IntoIterator<Item = i128>) -> Option<Range> {
        let mut numbers = numbers.into_iter();
        let first = numbers.next()?;
        let (least, most) = numbers.fold((first, first), |(least, most), number| (least.min(number), most.max(number)));
        Range::between(least, most)
    }

    /// Both ends.
    pub fn ends(self) -> [i128; 2] {
        [i128::from(self.least), i128::from(self.most)]
    }

    /// Every number multiplied.
    pub fn times(self, factor: i64) -> Option<Range> {
        Range::around(self.ends().map(|end| end.saturating_mul(i128::from(factor))))
    }

    /// The products of the numbers of two ranges.
    pub fn product(self, other: Range) -> Option<Range> {
        Range::around(self.ends().into_iter().flat_map(|a| other.ends().map(|b| a.saturating_mul(b))))
    }

    /// What an operation on numbers of two ranges gives.
    pub fn binary(self, op: Binary, other: Range) -> Option<Range> {
        let ([a, b], [c, d]) = (self.ends(), other.ends());
        match op {
            Binary::Add => Range::between(a.saturating_add(c), b.saturating_add(d)),
            Binary::Subtract => Range::between(a.saturating_sub(d), b.saturating_sub(c)),
            Binary::Max => Range::between(a.max(c), b.max(d)),
            Binary::Min => Range::between(a.min(c), b.min(d)),
        }
    }

    /// The numbers of both.
    pub fn union(self, other: Range) -> Range {
        Range { least: self.least.min(other.least), most: self.most.max(other.most) }
    }

    /// The numbers that are in both; those of the other one where there are none.
    pub fn within(self, other: Range) -> Range {
        let both = Range { least: self.least.max(other.least), most: self.most.min(other.most) };
        if both.least <= both.most { both } else { other }
    }
}
