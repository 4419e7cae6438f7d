//! Words sorted by some of their bits, digit by digit from the last one on; what is equal there stays as it came.

/// Fewer words than this are compared.
const FEW: usize = 48;

/// The most bits of a digit: its counts stay near.
const WIDEST: u32 = 11;

/// Sorts words that are in the order of their low bits by the bits above them; the other list is room that is used again.
pub(super) fn sort(words: &mut Vec<u64>, low: u32, bits: u32, room: &mut Vec<u64>) {
    if words.len() < FEW {
        return words.sort_unstable();
    }
    room.resize(words.len(), 0);
    let digit = digit(words.len(), bits);
    let (mut shift, end) = (low, low.saturating_add(bits));
    while shift < end {
        scatter(words, room, shift, digit.min(end.saturating_sub(shift)));
        std::mem::swap(words, room);
        shift = shift.saturating_add(digit);
    }
}

/// How many bits of so many are best sorted by at once: all words pass once for each digit, and each digit has its counts.
fn digit(words: usize, bits: u32) -> u32 {
    let fewest = bits.div_ceil(WIDEST).max(1);
    let wide = |passes: u32| bits.div_ceil(passes).max(1);
    let passes = (fewest..=bits.max(fewest)).min_by_key(|passes| words.saturating_add(1 << wide(*passes)).saturating_mul(*passes as usize));
    wide(passes.unwrap_or(fewest))
}

/// Puts the words in the order of one digit.
fn scatter(from: &[u64], to: &mut [u64], shift: u32, bits: u32) {
    let mask = (1u64 << bits).wrapping_sub(1);
    let digit = |word: u64| ((word >> shift) & mask) as usize;
    let mut places = [0u32; 1 << WIDEST];
    for word in from {
        if let Some(count) = places.get_mut(digit(*word)) {
            *count = count.wrapping_add(1);
        }
    }
    let mut before = 0u32;
    for place in places.iter_mut().take(1 << bits) {
        (*place, before) = (before, before.wrapping_add(*place));
    }
    for word in from {
        let Some(place) = places.get_mut(digit(*word)) else { continue };
        if let Some(to) = to.get_mut(*place as usize) {
            *to = *word;
        }
        *place = place.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_sorted(numbers in proptest::collection::vec(any::<u64>(), 0..400), bits in 0u32..45, repeats in 1usize..40) {
            let many = numbers.len() * repeats;
            let numbers = numbers.iter().cycle().take(many).map(|number| number & ((1u64 << bits) - 1));
            let low = 64 - (many as u64).leading_zeros();
            let mut words: Vec<u64> = numbers.zip(0u64..).map(|(number, row)| number << low | row).collect();
            let mut expected = words.clone();
            expected.sort_unstable();
            sort(&mut words, low, bits, &mut vec![7; 3]);
            prop_assert_eq!(words, expected);
        }
    }
}
