//! Where the cells of rows without quotation marks end, 64 bytes at a time.
#![allow(unsafe_code, reason = "a function for wider registers is called only where the processor has them")]

/// The bytes among 64 that mean something.
#[derive(Clone, Copy)]
struct Marks {
    commas: u64,
    line_feeds: u64,
    /// Quotation marks.
    quotes: u64,
    /// Carriage returns.
    returns: u64,
}

/// Finds where at least so many cells end (at their comma, or at the line feed behind the row), or all up to the end of the text, and
/// where the line feeds are; false where a row has a quotation mark, or ends with a carriage return alone.
pub(super) fn find(text: &[u8], cells: usize, ends: &mut Vec<u32>, feeds: &mut Vec<u32>) -> bool {
    ends.clear();
    feeds.clear();
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("bmi2")
        && std::arch::is_x86_feature_detected!("popcnt")
    {
        // SAFETY: the processor has what the function is compiled for.
        return unsafe { with_256_bits(text, cells, ends, feeds) };
    }
    scan(text, cells, ends, feeds, byte_by_byte)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn with_256_bits(text: &[u8], cells: usize, ends: &mut Vec<u32>, feeds: &mut Vec<u32>) -> bool {
    use std::arch::x86_64::{__m256i, _mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_set1_epi8, _mm256_setr_epi64x};
    let word = |bytes: &[u8; 64], at: usize| match bytes.get(at..).and_then(|bytes| bytes.first_chunk::<8>()) {
        Some(word) => i64::from_le_bytes(*word),
        None => 0,
    };
    let load =
        |bytes: &[u8; 64], at: usize| _mm256_setr_epi64x(word(bytes, at), word(bytes, at + 8), word(bytes, at + 16), word(bytes, at + 24));
    let equal = |(low, high): (__m256i, __m256i), byte: u8| {
        let byte = _mm256_set1_epi8(byte.cast_signed());
        let mask = |half| u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(half, byte)).cast_unsigned());
        mask(low) | mask(high) << 32
    };
    scan(text, cells, ends, feeds, |bytes| {
        let halves = (load(bytes, 0), load(bytes, 32));
        Marks { commas: equal(halves, b','), line_feeds: equal(halves, b'\n'), quotes: equal(halves, b'"'), returns: equal(halves, b'\r') }
    })
}

fn byte_by_byte(bytes: &[u8; 64]) -> Marks {
    let which = |byte: u8| bytes.iter().rev().fold(0u64, |marks, other| marks << 1 | u64::from(*other == byte));
    Marks { commas: which(b','), line_feeds: which(b'\n'), quotes: which(b'"'), returns: which(b'\r') }
}

#[inline(always)]
fn scan(text: &[u8], cells: usize, ends: &mut Vec<u32>, feeds: &mut Vec<u32>, marks: impl Fn(&[u8; 64]) -> Marks) -> bool {
    let (blocks, rest) = text.as_chunks::<64>();
    let mut last = [0u8; 64];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let mut at = 0u32;
    for (number, block) in blocks.iter().chain([&last]).enumerate() {
        let Marks { commas, line_feeds, quotes, returns } = marks(block);
        // A carriage return belongs to the line feed behind it; the last of 64 bytes has it in the next ones.
        let mut alone = returns & !(line_feeds >> 1);
        if alone >> 63 == 1 && text.get((number + 1) * 64) == Some(&b'\n') {
            alone &= u64::MAX >> 1;
        }
        // What stands behind the cells that were asked for is another's affair.
        let odd = quotes | alone;
        let before = (odd & odd.wrapping_neg()).wrapping_sub(1);
        places(ends, at, (commas | line_feeds) & before);
        let mut left = line_feeds & before;
        while left != 0 {
            feeds.push(at + left.trailing_zeros());
            left &= left - 1;
        }
        if ends.len() >= cells || odd != 0 {
            return ends.len() >= cells;
        }
        let Some(next) = at.checked_add(64) else { return false };
        at = next;
    }
    true
}

/// Appends the places of the bits of a mask.
#[inline(always)]
fn places(list: &mut Vec<u32>, at: u32, mut mask: u64) {
    let found = mask.count_ones() as usize;
    // Eight and eight without a branch: that many cells seldom end within 64 bytes.
    let mut next = || {
        let place = at.wrapping_add(mask.trailing_zeros());
        mask &= mask.wrapping_sub(1);
        place
    };
    let first: [u32; 8] = std::array::from_fn(|_| next());
    let many = list.len();
    list.extend_from_slice(&first);
    if found > 8 {
        let second: [u32; 8] = std::array::from_fn(|_| next());
        list.extend_from_slice(&second);
    }
    for _ in 16..found {
        list.push(next());
    }
    list.truncate(many + found);
}
