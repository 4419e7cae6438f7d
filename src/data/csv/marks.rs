//! Where the cells of rows without quotation marks end, 64 bytes at a time.
#![allow(unsafe_code, reason = "a function for wider registers is called only where the processor has them; what they hold is taken out")]

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
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        if has!("avx2") && has!("bmi1") && has!("bmi2") && has!("popcnt") {
            if has!("avx512f") && has!("avx512bw") && has!("avx512vbmi2") {
                // SAFETY: the processor has what the function is compiled for.
                return unsafe { with_512_bits(text, cells, ends, feeds) };
            }
            // SAFETY: as above.
            return unsafe { with_256_bits(text, cells, ends, feeds) };
        }
    }
    scan(text, cells, ends, feeds, byte_by_byte, one_by_one)
}

/// Eight of 64 bytes.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn word(bytes: &[u8; 64], at: usize) -> i64 {
    match bytes.get(at..).and_then(|bytes| bytes.first_chunk::<8>()) {
        Some(word) => i64::from_le_bytes(*word),
        None => 0,
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,avx2,bmi1,bmi2,popcnt")]
fn with_512_bits(text: &[u8], cells: usize, ends: &mut Vec<u32>, feeds: &mut Vec<u32>) -> bool {
    use std::arch::x86_64::{
        __m512i, _mm512_add_epi32, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cvtepu8_epi32, _mm512_maskz_compress_epi8,
        _mm512_set1_epi8, _mm512_set1_epi32, _mm512_setr_epi64, _mm512_shuffle_i64x2,
    };
    let load = |bytes: &[u8; 64]| {
        let word = |number: usize| word(bytes, 8 * number);
        _mm512_setr_epi64(word(0), word(1), word(2), word(3), word(4), word(5), word(6), word(7))
    };
    let equal = |bytes: __m512i, byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()));
    let marks = |bytes: &[u8; 64]| {
        let bytes = load(bytes);
        Marks { commas: equal(bytes, b','), line_feeds: equal(bytes, b'\n'), quotes: equal(bytes, b'"'), returns: equal(bytes, b'\r') }
    };
    let numbers = load(&std::array::from_fn(|number| number as u8));
    let places = |window: &mut [u32; 64], at: u32, mask: u64| {
        // The numbers of the bits, one behind the other, of which sixteen are written at once.
        let mut packed = _mm512_maskz_compress_epi8(mask, numbers);
        let at = _mm512_set1_epi32(at.cast_signed());
        let (parts, _) = window.as_chunks_mut::<16>();
        for (part, before) in parts.iter_mut().zip([0u32, 16, 32, 48]) {
            if before > 0 && mask.count_ones() <= before {
                break;
            }
            let places = _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed)), at);
            // SAFETY: both are sixteen numbers of 32 bits.
            *part = unsafe { std::mem::transmute::<__m512i, [u32; 16]>(places) };
            packed = _mm512_shuffle_i64x2::<0b00_11_10_01>(packed, packed);
        }
    };
    scan(text, cells, ends, feeds, marks, places)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn with_256_bits(text: &[u8], cells: usize, ends: &mut Vec<u32>, feeds: &mut Vec<u32>) -> bool {
    use std::arch::x86_64::{__m256i, _mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_set1_epi8, _mm256_setr_epi64x};
    let load =
        |bytes: &[u8; 64], at: usize| _mm256_setr_epi64x(word(bytes, at), word(bytes, at + 8), word(bytes, at + 16), word(bytes, at + 24));
    let equal = |(low, high): (__m256i, __m256i), byte: u8| {
        let byte = _mm256_set1_epi8(byte.cast_signed());
        let mask = |half| u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(half, byte)).cast_unsigned());
        mask(low) | mask(high) << 32
    };
    let marks = |bytes: &[u8; 64]| {
        let halves = (load(bytes, 0), load(bytes, 32));
        Marks { commas: equal(halves, b','), line_feeds: equal(halves, b'\n'), quotes: equal(halves, b'"'), returns: equal(halves, b'\r') }
    };
    scan(text, cells, ends, feeds, marks, one_by_one)
}

fn byte_by_byte(bytes: &[u8; 64]) -> Marks {
    let which = |byte: u8| bytes.iter().rev().fold(0u64, |marks, other| marks << 1 | u64::from(*other == byte));
    Marks { commas: which(b','), line_feeds: which(b'\n'), quotes: which(b'"'), returns: which(b'\r') }
}

/// Puts the places of the bits of a mask at the beginning of a window; what follows them there is of no meaning.
#[inline(always)]
fn one_by_one(window: &mut [u32; 64], at: u32, mut mask: u64) {
    let found = mask.count_ones();
    let (parts, _) = window.as_chunks_mut::<8>();
    // Eight without a branch: so few cells seldom end within 64 bytes.
    for (part, before) in parts.iter_mut().zip([0u32, 8, 16, 24, 32, 40, 48, 56]) {
        if before > 0 && found <= before {
            break;
        }
        for place in part {
            *place = at.wrapping_add(mask.trailing_zeros());
            mask &= mask.wrapping_sub(1);
        }
    }
}

/// Goes through a text 64 bytes at a time: `marks` finds what is in them, and `places` puts the places of bits into a window.
#[inline(always)]
fn scan(
    text: &[u8],
    cells: usize,
    ends: &mut Vec<u32>,
    feeds: &mut Vec<u32>,
    marks: impl Fn(&[u8; 64]) -> Marks,
    places: impl Fn(&mut [u32; 64], u32, u64),
) -> bool {
    // As many as may be found, with a window behind them; what stands there is written over.
    ends.resize(cells.min(text.len()).saturating_add(2 * 64), 0);
    feeds.clear();
    let mut found = 0;
    let whole = all_marks(text, cells, (ends, &mut found), feeds, marks, places);
    ends.truncate(found);
    whole
}

#[inline(always)]
fn all_marks(
    text: &[u8],
    cells: usize,
    (ends, found): (&mut [u32], &mut usize),
    feeds: &mut Vec<u32>,
    marks: impl Fn(&[u8; 64]) -> Marks,
    places: impl Fn(&mut [u32; 64], u32, u64),
) -> bool {
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
        let fields = (commas | line_feeds) & before;
        let Some(window) = ends.get_mut(*found..).and_then(|rest| rest.first_chunk_mut::<64>()) else { return false };
        places(window, at, fields);
        *found += fields.count_ones() as usize;
        let mut left = line_feeds & before;
        while left != 0 {
            feeds.push(at + left.trailing_zeros());
            left &= left - 1;
        }
        if *found >= cells || odd != 0 {
            return *found >= cells;
        }
        let Some(next) = at.checked_add(64) else { return false };
        at = next;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The ends and line feeds that one way finds, and whether all rows are plain.
    type Found = (Vec<u32>, Vec<u32>, bool);

    fn found(find: impl FnOnce(&mut Vec<u32>, &mut Vec<u32>) -> bool) -> Found {
        // What stood there before is of no meaning.
        let (mut ends, mut feeds) = (vec![7; 20], vec![7; 3]);
        let plain = find(&mut ends, &mut feeds);
        (ends, feeds, plain)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn every_way_finds_the_same(
            text in prop_oneof!["[,\n]{0,300}", "([a-z余]{0,5}[,,,\n]){0,80}", "([a-z]{0,9}(,|\n|\r\n)){0,80}\"?\r?[a,\n]{0,70}"],
            cells in prop_oneof![0usize..300, Just(usize::MAX)],
        ) {
            let text = text.as_bytes();
            let plainly = found(|ends, feeds| scan(text, cells, ends, feeds, byte_by_byte, one_by_one));
            prop_assert_eq!(&found(|ends, feeds| find(text, cells, ends, feeds)), &plainly);
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("bmi2") {
                // SAFETY: the processor has what the function is compiled for.
                let narrower = found(|ends, feeds| unsafe { with_256_bits(text, cells, ends, feeds) });
                prop_assert_eq!(&narrower, &plainly);
            }
            let (ends, feeds, plain) = plainly;
            let is_end = |at: &u32| matches!(text.get(*at as usize), Some(b',' | b'\n'));
            prop_assert!(ends.iter().all(is_end) && ends.is_sorted() && feeds.iter().all(|at| text.get(*at as usize) == Some(&b'\n')));
            if plain && cells == usize::MAX {
                prop_assert_eq!(ends.len(), text.iter().filter(|byte| matches!(byte, b',' | b'\n')).count());
            }
        }
    }
}
