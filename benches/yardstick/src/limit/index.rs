//! Where fields end: all commas and line ends of a piece, 64 bytes at a time.

/// What a look over a piece found.
#[derive(Clone, Copy, Default)]
pub struct Found {
    /// Line ends.
    pub lines: usize,
    /// Whether there is a quotation mark or a byte that is not ASCII.
    pub odd: bool,
}

/// The commas, line ends and odd bytes among 64.
#[derive(Clone, Copy)]
struct Marks {
    commas: u64,
    lines: u64,
    odd: u64,
}

/// Appends where every field ends that ends from a place on.
pub fn index(text: &[u8], from: usize, ends: &mut Vec<u32>) -> Found {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("bmi2") {
        // The processor has what the functions are compiled for.
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") && is_x86_feature_detected!("avx512vbmi2") {
            return unsafe { widest(text, from, ends) };
        }
        return unsafe { wide(text, from, ends) };
    }
    scan(text, from, ends, plain, one_by_one)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt")]
fn widest(text: &[u8], from: usize, ends: &mut Vec<u32>) -> Found {
    use std::arch::x86_64::{
        _mm512_add_epi32, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cvtepu8_epi32, _mm512_loadu_epi8,
        _mm512_maskz_compress_epi8, _mm512_movepi8_mask, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_storeu_epi32,
    };
    let (comma, line, quote) = (_mm512_set1_epi8(b',' as i8), _mm512_set1_epi8(b'\n' as i8), _mm512_set1_epi8(b'"' as i8));
    let numbers: [i8; 64] = std::array::from_fn(|number| number as i8);
    let numbers = unsafe { _mm512_loadu_epi8(numbers.as_ptr()) };
    let marks = |bytes: &[u8; 64]| {
        let bytes = unsafe { _mm512_loadu_epi8(bytes.as_ptr().cast()) };
        let equal = |to| _mm512_cmpeq_epi8_mask(bytes, to);
        Marks { commas: equal(comma), lines: equal(line), odd: equal(quote) | _mm512_movepi8_mask(bytes) }
    };
    let places = |places: &mut [u32; 64], at: u32, fields: u64| {
        if fields.count_ones() > 16 {
            return one_by_one(places, at, fields);
        }
        let packed = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(_mm512_maskz_compress_epi8(fields, numbers)));
        // There is room for 64.
        unsafe { _mm512_storeu_epi32(places.as_mut_ptr().cast(), _mm512_add_epi32(packed, _mm512_set1_epi32(at as i32))) };
    };
    scan(text, from, ends, marks, places)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn wide(text: &[u8], from: usize, ends: &mut Vec<u32>) -> Found {
    use std::arch::x86_64::{__m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8};
    let (comma, line, quote) = (_mm256_set1_epi8(b',' as i8), _mm256_set1_epi8(b'\n' as i8), _mm256_set1_epi8(b'"' as i8));
    let half = |bytes: &[u8; 64], at: usize| {
        // 32 bytes of 64, from 0 or 32 on.
        let bytes = unsafe { _mm256_loadu_si256(bytes.as_ptr().add(at).cast::<__m256i>()) };
        let equal = |to| u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, to)) as u32);
        let odd = _mm256_movemask_epi8(_mm256_or_si256(bytes, _mm256_cmpeq_epi8(bytes, quote)));
        (equal(comma), equal(line), u64::from(odd as u32))
    };
    let marks = |bytes: &[u8; 64]| {
        let (low, high) = (half(bytes, 0), half(bytes, 32));
        Marks { commas: low.0 | high.0 << 32, lines: low.1 | high.1 << 32, odd: low.2 | high.2 << 32 }
    };
    scan(text, from, ends, marks, one_by_one)
}

fn plain(bytes: &[u8; 64]) -> Marks {
    let which = |is: fn(u8) -> bool| (0..64).fold(0, |marks, at| marks | u64::from(is(bytes[at])) << at);
    Marks { commas: which(|byte| byte == b','), lines: which(|byte| byte == b'\n'), odd: which(|byte| byte == b'"' || byte >= 128) }
}

/// Puts the places of the bits at the beginning of a list; what follows them there has no meaning.
#[inline(always)]
fn one_by_one(places: &mut [u32; 64], at: u32, mut fields: u64) {
    // Sixteen without a branch: as many fields seldom end within 64 bytes.
    let (sure, more) = places.split_at_mut(16);
    for place in sure {
        *place = at + fields.trailing_zeros();
        fields &= fields.wrapping_sub(1);
    }
    for place in more {
        if fields == 0 {
            break;
        }
        *place = at + fields.trailing_zeros();
        fields &= fields.wrapping_sub(1);
    }
}

#[inline(always)]
fn scan(
    text: &[u8],
    from: usize,
    ends: &mut Vec<u32>,
    marks: impl Fn(&[u8; 64]) -> Marks,
    places: impl Fn(&mut [u32; 64], u32, u64),
) -> Found {
    let (mut found, mut count, mut at) = (Found::default(), ends.len(), from);
    let (blocks, rest) = text[from..].as_chunks::<64>();
    let mut last = [0; 64];
    last[..rest.len()].copy_from_slice(rest);
    for block in blocks.iter().chain([&last]) {
        let Marks { commas, lines, odd } = marks(block);
        found.odd |= odd != 0;
        found.lines += lines.count_ones() as usize;
        if ends.len() < count + 64 {
            ends.resize(ends.len() * 2 + 4096, 0);
        }
        if let Some(room) = ends[count..].first_chunk_mut() {
            places(room, at as u32, commas | lines);
        }
        count += (commas | lines).count_ones() as usize;
        at += 64;
    }
    ends.truncate(count);
    found
}
