//! Whole numbers that are told by their differences (`DELTA_BINARY_PACKED`): how many a page claims, and their sum. The library makes room
//! for lengths that come so before it looks at them.

/// A stream of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deltas {
    /// How many.
    pub(super) count: u64,
    /// Their sum, where it was asked for and none is below zero.
    pub(super) sum: u64,
    /// How many bytes they take.
    pub(super) bytes: usize,
}

/// Where in a stream the next number begins.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied()?;
        self.at = self.at.checked_add(1)?;
        Some(byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0u32..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
}

/// How many numbers a stream claims; none where it is cut.
pub(super) fn count(bytes: &[u8]) -> Option<u64> {
    let mut bits = Bits { bytes, at: 0 };
    let (_block, _parts) = (bits.number()?, bits.number()?);
    bits.number()
}

/// Goes through a stream of at most so many numbers; none where it has more or is no such stream.
pub(super) fn all(bytes: &[u8], most: u64) -> Option<Deltas> {
    let mut bits = Bits { bytes, at: 0 };
    let (block, parts, count) = (bits.number()?, bits.number()?, bits.number()?);
    let mut last = bits.signed()?;
    let of_part = block.checked_div(parts).filter(|of_part| *of_part > 0)?;
    if count > most {
        return None;
    }
    let mut sum = if count > 0 { u64::try_from(last).ok()? } else { 0 };
    let mut left = count.saturating_sub(1);
    while left > 0 {
        let least = bits.signed()?;
        let widths = bits.bytes.get(bits.at..bits.at.checked_add(usize::try_from(parts).ok()?)?)?;
        bits.at = bits.at.checked_add(widths.len())?;
        for width in widths.iter().map(|width| u64::from(*width)).take_while(|width| *width <= 64) {
            if left == 0 {
                break;
            }
            let packed = usize::try_from(of_part.checked_mul(width)?.div_ceil(8)).ok()?;
            let numbers = bits.bytes.get(bits.at..bits.at.checked_add(packed)?);
            for place in 0..of_part.min(left) {
                // The last part may be cut behind its last number.
                let numbers = numbers.or_else(|| bits.bytes.get(bits.at..))?;
                last = last.wrapping_add(least).wrapping_add(number_at(numbers, place.checked_mul(width)?, width)?.cast_signed());
                // The library takes them as numbers of 32 bits.
                sum = sum.checked_add(u64::try_from(i32::try_from(last).ok()?).ok()?)?;
            }
            left = left.saturating_sub(of_part);
            bits.at = bits.at.checked_add(packed)?.min(bits.bytes.len());
        }
    }
    Some(Deltas { count, sum, bytes: bits.at })
}

/// The number of so many bits that begins at a bit.
fn number_at(bytes: &[u8], from: u64, width: u64) -> Option<u64> {
    let mut number = 0u64;
    for bit in 0..width {
        let at = from.checked_add(bit)?;
        let byte = bytes.get(usize::try_from(at / 8).ok()?)?;
        number |= u64::from(byte >> (at % 8) & 1) << bit;
    }
    Some(number)
}
