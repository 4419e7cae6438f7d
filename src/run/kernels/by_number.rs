//! Rows sorted by cohort and number, each in one word, by several threads.
//!
//! Every thread takes some of the rows to their cohorts and later sorts some of the cohorts; what it writes, no other one writes.

use super::radix;
use crate::data::in_order::MOST_THREADS;
use crate::run::shares::each;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// So few rows are not worth another thread.
const FEW: usize = 1 << 14;

/// Rows sorted by cohort and then by number, equal ones as they came.
pub(super) struct Sorted {
    /// Number and row in one word each, cohort by cohort; the numbers are counted from the least one.
    words: Vec<u64>,
    /// Where each cohort ends.
    ends: Vec<usize>,
    /// How many bits of a word the row has.
    of_row: u32,
    threads: usize,
}

impl Sorted {
    /// Sorts so many rows, each with the code of its cohort; none where a number and a row have no place in a word, or the codes are
    /// too great to be counted through.
    pub(super) fn new(codes: Option<&[u32]>, rows: usize, number: impl Fn(usize) -> u64 + Sync, threads: usize) -> Option<Sorted> {
        let threads = threads.clamp(1, (rows / FEW).clamp(1, MOST_THREADS));
        let code = |row: usize| codes.map_or(0, |codes| codes.get(row).map_or(0, |code| *code as usize));
        // The least and the greatest number, and the greatest code.
        let ends = each(shares(rows, threads), |rows| {
            let (mut least, mut most, mut greatest) = (u64::MAX, 0u64, 0usize);
            for row in rows {
                let number = number(row);
                (least, most, greatest) = (least.min(number), most.max(number), greatest.max(code(row)));
            }
            (least, most, greatest)
        });
        let whole = ends.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1), a.2.max(b.2)));
        let (least, most, greatest) = whole.unwrap_or_default();
        let bits = |value: u64| u64::BITS.saturating_sub(value.leading_zeros());
        let (of_row, of_number) = (bits(rows as u64), bits(most.saturating_sub(least)));
        if of_row.saturating_add(of_number) > u64::BITS || greatest > rows.saturating_mul(2) || u32::try_from(rows).is_err() {
            return None;
        }
        // All counts together are not more than the rows, or those of one thread.
        let placing = threads.min((rows / greatest.saturating_add(1)).max(1));
        let mut counts = each(shares(rows, placing), |rows| {
            let mut counts = vec![0usize; greatest.saturating_add(1)];
            for row in rows {
                counts.get_mut(code(row)).into_iter().for_each(|count| *count = count.saturating_add(1));
            }
            counts
        });
        // Where the rows of a share begin within each cohort.
        let (mut before, mut ends) = (0usize, Vec::with_capacity(greatest.saturating_add(1)));
        for cohort in 0..=greatest {
            for count in counts.iter_mut().filter_map(|counts| counts.get_mut(cohort)) {
                (*count, before) = (before, before.saturating_add(*count));
            }
            ends.push(before);
        }
        let words: Vec<AtomicU64> = (0..rows).map(|_| AtomicU64::new(0)).collect();
        each(shares(rows, placing).zip(counts), |(rows, mut places)| {
            for row in rows {
                if let Some(place) = places.get_mut(code(row)) {
                    let word = number(row).wrapping_sub(least).wrapping_shl(of_row) | row as u64;
                    words.get(*place).into_iter().for_each(|own| own.store(word, Ordering::Relaxed));
                    *place = place.saturating_add(1);
                }
            }
        });
        let mut words: Vec<u64> = words.into_iter().map(AtomicU64::into_inner).collect();
        sort(&mut words, &ends, (of_row, of_number), threads);
        Some(Sorted { words, ends, of_row, threads })
    }

    /// Shows each cohort, sorted.
    pub(super) fn each_cohort(&self, show: impl Fn(&[u64]) + Sync) {
        each(pieces(&self.ends, self.threads), |(mut from, ends)| {
            for end in ends {
                self.words.get(from..*end).into_iter().for_each(&show);
                from = *end;
            }
        });
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.words.len()
    }

    /// The row of a word.
    pub(super) fn row(&self, word: u64) -> usize {
        (word & (1u64 << self.of_row).wrapping_sub(1)) as usize
    }

    /// The number of a word; it has no bits where the row has all of them.
    pub(super) fn number(&self, word: u64) -> u64 {
        word.checked_shr(self.of_row).unwrap_or(0)
    }
}

/// The rows in so many shares.
fn shares(rows: usize, count: usize) -> impl Iterator<Item = Range<usize>> {
    let share = rows.div_ceil(count).max(1);
    (0..rows).step_by(share).map(move |from| from..rows.min(from.saturating_add(share)))
}

/// Sorts each cohort by so many bits of the number, which stands above the row.
fn sort(words: &mut [u64], ends: &[usize], (of_row, of_number): (u32, u32), threads: usize) {
    let mut rest = words;
    let mut shares = Vec::with_capacity(threads);
    for (from, ends) in pieces(ends, threads) {
        let length = ends.last().map_or(0, |end| end.saturating_sub(from)).min(rest.len());
        let (own, more) = std::mem::take(&mut rest).split_at_mut(length);
        rest = more;
        shares.push((from, ends, own));
    }
    each(shares, |(from, ends, own)| {
        let (mut begin, mut scratch) = (0usize, Vec::new());
        for end in ends {
            let end = end.saturating_sub(from);
            own.get_mut(begin..end).into_iter().for_each(|cohort| radix::sort(cohort, of_row, of_number, &mut scratch));
            begin = end;
        }
    });
}

/// The cohorts in so many pieces of about as many rows each: where a piece begins, and where its cohorts end.
fn pieces(ends: &[usize], count: usize) -> Vec<(usize, &[usize])> {
    let rows = ends.last().copied().unwrap_or_default();
    let share = rows.div_ceil(count.max(1)).max(1);
    let (mut pieces, mut from, mut rest) = (Vec::with_capacity(count), 0usize, ends);
    while !rest.is_empty() {
        // Up to and with the cohort that fills the share.
        let until = from.saturating_add(share);
        let (piece, more) = rest.split_at(rest.partition_point(|end| *end < until).saturating_add(1).min(rest.len()));
        pieces.push((from, piece));
        (from, rest) = (piece.last().copied().unwrap_or(from), more);
    }
    pieces
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Mutex;

    proptest! {
        #[test]
        fn rows_are_sorted_by_cohort_and_number(
            pairs in prop::collection::vec((0u32..9, 0u64..50), 0..200), times in 1usize..300, threads in 1usize..5, least in 0u64..1 << 40,
        ) {
            let pairs: Vec<(u32, u64)> = pairs.iter().cycle().take(pairs.len() * times).copied().collect();
            let codes: Vec<u32> = pairs.iter().map(|(code, _)| *code).collect();
            let number = |row: usize| pairs[row].1 + least;
            let sorted = Sorted::new(Some(&codes), pairs.len(), number, threads).unwrap();
            let seen = Mutex::new(Vec::new());
            sorted.each_cohort(|cohort| seen.lock().unwrap().push(cohort.iter().map(|word| sorted.row(*word)).collect::<Vec<_>>()));
            let mut seen = seen.into_inner().unwrap();
            seen.sort_by_key(|cohort| cohort.first().map(|row| codes[*row]));
            let mut expected: Vec<usize> = (0..pairs.len()).collect();
            expected.sort_by_key(|row| pairs[*row]);
            prop_assert_eq!(seen.concat(), expected);
        }
    }

    #[test]
    fn what_does_not_fit_in_a_word_is_left() {
        let wide = |row: usize| if row == 0 { 0 } else { u64::MAX };
        assert!(Sorted::new(None, 2, wide, 1).is_none());
        assert!(Sorted::new(Some(&[1, 9]), 2, |row| row as u64, 1).is_none());
        assert!(Sorted::new(None, 0, wide, 3).is_some());
    }
}
