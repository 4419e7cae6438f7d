//! Places by one number in cohorts, worked out by several threads.
//!
//! Rows go to their cohorts as words, each cohort is sorted and its places noted while it is near, and rows fetch their places in the
//! order they stand in. Every thread has some of the batches on the way there and back, and some of the cohorts between.

use super::batches::{cohorts, shares, worthwhile};
use super::radix;
use super::rank::Also;
use crate::data::columns::{Batch, Column, Presence, Values};
use crate::program::Place;
use crate::run::shares::each;
use crate::wide::wide;
use std::ops::Range;

/// Who is ranked, batch by batch.
pub(super) struct Takers<'a> {
    /// The cohort of each row; none where all are in one.
    pub(super) cohort: Option<Vec<&'a [u32]>>,
    /// How many cohorts there are; whoever is in a later one takes no part.
    pub(super) cohorts: usize,
    /// Whether all rows must take part.
    pub(super) all: bool,
    /// The number of each row.
    pub(super) number: Vec<&'a [i64]>,
    /// Whether the highest number is first.
    pub(super) highest_first: bool,
}

/// Some of the rows by cohort.
struct Part {
    /// Where each cohort begins, and where the last one ends.
    begins: Vec<u32>,
    /// The number of each row, where it stands in a word.
    words: Vec<u64>,
}

/// Two places of a row: those that it fetches at once.
type Pair = [u32; 2];

impl Takers<'_> {
    /// The places of each row, 0 for those who take no part; none where a number and the row of a cohort have no room in one word, most
    /// cohorts have no rows, or a row takes no part that must.
    pub(super) fn places(&self, asked: &[Also], threads: usize) -> Option<Vec<Column>> {
        let batches = self.number.len();
        let rows = self.number.iter().map(|batch| batch.len()).sum::<usize>();
        if self.cohorts > rows.saturating_mul(2).saturating_add(1) || u32::try_from(rows).is_err() {
            return None;
        }
        let threads = worthwhile(threads, batches);
        // All counts together are not more than the rows, or those of one thread.
        let placing = threads.min((rows / self.cohorts.max(1)).max(1));
        let counted = each(shares(batches, placing), |share| self.count(share)).into_iter().collect::<Option<Vec<_>>>()?;
        let least = counted.iter().map(|(least, ..)| *least).min().unwrap_or_default();
        let most = counted.iter().map(|(_, most, _)| *most).max().unwrap_or_default();
        let longest = longest(counted.iter().map(|(.., begins)| begins.as_slice()));
        let bits = |value: u64| u64::BITS.saturating_sub(value.leading_zeros());
        let form = Form { of_row: bits(longest), of_number: bits(most.abs_diff(least)) };
        if form.of_row.saturating_add(form.of_number) > u64::BITS {
            return None;
        }
        // Either way the distance has no sign: it fits in a word even where the difference of two numbers overflows.
        let word = |unit: i64| if self.highest_first { most.abs_diff(unit) } else { unit.abs_diff(least) }.wrapping_shl(form.of_row);
        let shared = shares(batches, placing).zip(counted);
        let parts = each(shared, |(share, (.., begins))| self.part(share, begins, word));
        // Two at a time.
        let columns = asked.chunks(2).flat_map(|asked| {
            let places = in_cohorts(&parts, form, asked, threads);
            self.fetch(&parts, &places, placing).into_iter().take(asked.len())
        });
        Some(columns.collect())
    }

    /// The cohorts and numbers of some batches.
    fn batches(&self, share: Range<usize>) -> impl Iterator<Item = (&[u32], &[i64])> {
        share.filter_map(|at| self.number.get(at).map(|units| (cohorts(self.cohort.as_deref(), at, units.len()), *units)))
    }

    /// The least and the greatest number of some batches, and where each cohort begins among their rows; none where a row takes
    /// no part that must.
    fn count(&self, share: Range<usize>) -> Option<(i64, i64, Vec<u32>)> {
        // Each count stands one place on, where the next cohort begins.
        let mut begins = vec![0u32; self.cohorts.saturating_add(1)];
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        for (cohort, units) in self.batches(share) {
            let own = ends_of(units);
            (least, most) = (least.min(own.0), most.max(own.1));
            let counts = begins.get_mut(1..)?;
            for cohort in cohort {
                match counts.get_mut(*cohort as usize) {
                    Some(count) => *count = count.wrapping_add(1),
                    None if self.all => return None,
                    None => {}
                }
            }
        }
        let mut before = 0u32;
        for begin in &mut begins {
            before = before.wrapping_add(*begin);
            *begin = before;
        }
        Some((least, most, begins))
    }

    /// The rows of some batches by cohort.
    fn part(&self, share: Range<usize>, begins: Vec<u32>, word: impl Fn(i64) -> u64) -> Part {
        let mut cursors = begins.clone();
        let mut words = vec![0; begins.last().map_or(0, |all| *all as usize)];
        for (cohort, units) in self.batches(share) {
            for (cohort, unit) in cohort.iter().zip(units) {
                let Some(cursor) = cursors.get_mut(*cohort as usize) else { continue };
                words.get_mut(*cursor as usize).into_iter().for_each(|own| *own = word(*unit));
                *cursor = cursor.wrapping_add(1);
            }
        }
        Part { begins, words }
    }

    /// The places of each row as columns, from those of each cohort.
    fn fetch(&self, parts: &[Part], places: &[Vec<Pair>], threads: usize) -> [Column; 2] {
        // What each part finds of each cohort: its rows come after those of the parts before.
        let mut rest: Vec<&[Pair]> = Vec::with_capacity(self.cohorts);
        let mut pieces = places.iter().map(Vec::as_slice);
        let mut piece = pieces.next().unwrap_or_default();
        for cohort in 0..self.cohorts {
            while piece.is_empty()
                && let Some(next) = pieces.next()
            {
                piece = next;
            }
            let length = parts.iter().map(|part| part.of(cohort).len()).sum::<usize>();
            let (own, more) = piece.split_at(length.min(piece.len()));
            rest.push(own);
            piece = more;
        }
        let heads = parts.iter().map(|part| {
            let own = rest.iter_mut().enumerate().map(|(cohort, rest)| {
                let (own, more) = rest.split_at(part.of(cohort).len().min(rest.len()));
                *rest = more;
                own.iter()
            });
            own.collect::<Vec<_>>()
        });
        let heads: Vec<Vec<std::slice::Iter<'_, Pair>>> = heads.collect();
        let fetched = each(shares(self.number.len(), threads).zip(heads), |(share, mut heads)| {
            let batches = self.batches(share).map(|(cohort, _)| {
                let pairs = cohort.iter().map(|cohort| {
                    let [one, other] = heads.get_mut(*cohort as usize).and_then(Iterator::next).copied().unwrap_or_default();
                    (i64::from(one), i64::from(other))
                });
                let (one, other): (Vec<i64>, Vec<i64>) = pairs.unzip();
                [one, other].map(|units| Batch { values: Values::Scaled { scale: 0, units }, presence: Presence::All })
            });
            batches.collect::<Vec<_>>()
        });
        let mut columns = [Column::default(), Column::default()];
        for batches in fetched.into_iter().flatten() {
            columns.iter_mut().zip(batches).for_each(|(column, batch)| column.batches.push(batch));
        }
        columns
    }
}

impl Part {
    /// The words of a cohort.
    fn of(&self, cohort: usize) -> &[u64] {
        let end = |at: usize| self.begins.get(at).map_or(0, |end| *end as usize);
        self.words.get(end(cohort)..end(cohort.saturating_add(1))).unwrap_or_default()
    }
}

/// How many rows the longest cohort has, by where the cohorts of each part begin.
fn longest<'b>(parts: impl Iterator<Item = &'b [u32]> + Clone) -> u64 {
    let cohorts = parts.clone().next().map_or(0, <[u32]>::len).saturating_sub(1);
    let length = |begins: &[u32], cohort: usize| match begins.get(cohort..).unwrap_or_default() {
        [begin, end, ..] => u64::from(end.saturating_sub(*begin)),
        _ => 0,
    };
    (0..cohorts).map(|cohort| parts.clone().map(|begins| length(begins, cohort)).sum()).max().unwrap_or_default()
}

/// Sorts each cohort and gives the places asked for: cohort by cohort, its rows as they came, in as many pieces as threads.
fn in_cohorts(parts: &[Part], form: Form, asked: &[Also], threads: usize) -> Vec<Vec<Pair>> {
    each(pieces(parts, threads), |cohorts: Range<usize>| {
        let rows = cohorts.clone().flat_map(|cohort| parts.iter().map(move |part| part.of(cohort).len())).sum();
        let mut all = Vec::with_capacity(rows);
        let (mut sorted, mut room) = (Vec::new(), Vec::new());
        for cohort in cohorts {
            sorted.clear();
            for part in parts {
                let rows = sorted.len() as u64..;
                sorted.extend(part.of(cohort).iter().zip(rows).map(|(word, row)| word | row));
            }
            radix::sort(&mut sorted, form.of_row, form.of_number, &mut room);
            let before = all.len();
            all.resize(before.saturating_add(sorted.len()), Pair::default());
            let places = all.get_mut(before..).unwrap_or_default();
            for (which, also) in asked.iter().enumerate() {
                place(&sorted, form, *also, |row, place| {
                    if let Some(own) = places.get_mut(row).and_then(|places| places.get_mut(which)) {
                        *own = place;
                    }
                });
            }
        }
        all
    })
}

/// The cohorts in so many pieces of about as many rows each.
fn pieces(parts: &[Part], count: usize) -> Vec<Range<usize>> {
    let cohorts = parts.first().map_or(0, |part| part.begins.len()).saturating_sub(1);
    let rows = parts.iter().map(|part| part.words.len()).sum::<usize>();
    let share = rows.div_ceil(count.max(1)).max(1);
    let (mut pieces, mut from, mut held) = (Vec::with_capacity(count), 0usize, 0usize);
    for cohort in 0..cohorts {
        held = held.saturating_add(parts.iter().map(|part| part.of(cohort).len()).sum::<usize>());
        if held >= share {
            pieces.push(from..cohort.saturating_add(1));
            (from, held) = (cohort.saturating_add(1), 0);
        }
    }
    if held > 0 {
        pieces.push(from..cohorts);
    }
    pieces
}

/// How the bits of a word are shared: above the number, counted from the first one; below the row of the cohort, at most 32.
#[derive(Clone, Copy)]
struct Form {
    of_row: u32,
    of_number: u32,
}

impl Form {
    /// The row of a word.
    fn row(self, word: u64) -> usize {
        (word & (1u64 << self.of_row).wrapping_sub(1)) as usize
    }

    /// The number of a word.
    fn number(self, word: u64) -> u64 {
        word.wrapping_shr(self.of_row)
    }

    /// Shows the row of each word, and how many words come before all those of its number.
    fn each_before<'w>(self, words: impl Iterator<Item = &'w u64>, mut show: impl FnMut(usize, u32)) {
        let (mut before, mut last) = (0, None);
        for (word, at) in words.zip(0u32..) {
            let number = self.number(*word);
            before = if last == Some(number) { before } else { at };
            last = Some(number);
            show(self.row(*word), before);
        }
    }
}

/// Puts the place of each row of a sorted cohort.
fn place(sorted: &[u64], form: Form, also: Also, mut put: impl FnMut(usize, u32)) {
    let all = sorted.len() as u32;
    // Who has the worst place of equals has as many behind as come before from the other end.
    match (also.place, also.turned) {
        (Place::Best, false) => form.each_before(sorted.iter(), |row, before| put(row, before.wrapping_add(1))),
        (Place::Best, true) => form.each_before(sorted.iter().rev(), |row, before| put(row, before.wrapping_add(1))),
        (Place::Worst, false) => form.each_before(sorted.iter().rev(), |row, behind| put(row, all.wrapping_sub(behind))),
        (Place::Worst, true) => form.each_before(sorted.iter(), |row, behind| put(row, all.wrapping_sub(behind))),
        (Place::Ordinal, false) => sorted.iter().zip(1u32..).for_each(|(word, place)| put(form.row(*word), place)),
        (Place::Ordinal, true) => {
            // Equals stay as they came, whichever end comes first.
            let equals = sorted.chunk_by(|a, b| form.number(*a) == form.number(*b)).rev();
            equals.flatten().zip(1u32..).for_each(|(word, place)| put(form.row(*word), place));
        }
    }
}

wide! {
    /// The least and the greatest of some numbers.
    fn ends_of(units: &[i64]) -> (i64, i64) {
        least_and_most
    }
}

#[inline(always)]
fn least_and_most(units: &[i64]) -> (i64, i64) {
    units.iter().fold((i64::MAX, i64::MIN), |(least, most), unit| (least.min(*unit), most.max(*unit)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::data::columns::BATCH;
    use proptest::prelude::*;

    /// The cohort of those who take no part.
    const NOBODY: u32 = u32::MAX;

    /// The place of a row, found by looking at all others of its cohort.
    fn naive(rows: &[(u32, i64)], at: usize, highest_first: bool, place: Place) -> i64 {
        let (cohort, number) = rows[at];
        let others = |rows: &[(u32, i64)], ahead: fn(&i64, &i64) -> bool| {
            rows.iter().filter(|(code, other)| *code == cohort && ahead(other, &number)).count()
        };
        let before = others(rows, if highest_first { i64::gt } else { i64::lt });
        let behind = match place {
            Place::Best => 1,
            Place::Worst => others(rows, i64::eq),
            Place::Ordinal => others(&rows[..at], i64::eq) + 1,
        };
        (before + behind) as i64
    }

    fn places(
        rows: &[(u32, i64)],
        cohorts: Option<(usize, bool)>,
        highest_first: bool,
        asked: &[Also],
        threads: usize,
    ) -> Option<Vec<Vec<i64>>> {
        let codes: Vec<u32> = rows.iter().map(|(code, _)| *code).collect();
        let number: Vec<i64> = rows.iter().map(|(_, number)| *number).collect();
        let takers = Takers {
            cohort: cohorts.map(|_| codes.chunks(BATCH).collect()),
            cohorts: cohorts.map_or(1, |(cohorts, _)| cohorts),
            all: cohorts.is_none_or(|(_, all)| all),
            number: number.chunks(BATCH).collect(),
            highest_first,
        };
        let units = |batch: &Batch| match &batch.values {
            Values::Scaled { units, .. } => units.clone(),
            _ => Vec::new(),
        };
        let columns = takers.places(asked, threads)?;
        Some(columns.iter().map(|column| column.batches.iter().flat_map(units).collect()).collect())
    }

    proptest! {
        #[test]
        fn places_are_those_of_looking_at_all_others(
            few in prop::collection::vec((0u32..5, -20i64..20), 1..60), threads in 1usize..4, within in any::<bool>(), all in any::<bool>(),
            highest_first in any::<bool>(), turned in any::<bool>(),
            count in prop::sample::select(vec![0usize, 1, 50, BATCH - 1, BATCH, BATCH + 1, 9 * BATCH + 3]),
        ) {
            // The same few rows over and over, each time in other cohorts and with other numbers.
            let row = |at: usize| {
                let ((code, number), time) = (few[at % few.len()], at / few.len());
                let out = within && !all && (at + time).is_multiple_of(5);
                (if out { NOBODY } else if within { code + 5 * (time as u32 % 4) } else { 0 }, number * 1_000_003 + time as i64 % 3)
            };
            let rows: Vec<(u32, i64)> = (0..count).map(row).collect();
            let asked = [Place::Best, Place::Worst, Place::Ordinal].map(|place| Also { turned, place });
            let Some(found) = places(&rows, within.then_some((20, all)), highest_first, &asked, threads) else {
                prop_assert!(within && count < 20);
                return Ok(());
            };
            for (also, found) in asked.iter().zip(&found) {
                for at in (0..count).step_by(count / 20 + 1) {
                    let expected = if rows[at].0 == NOBODY { 0 } else { naive(&rows, at, highest_first != turned, also.place) };
                    prop_assert_eq!(found[at], expected, "row {} of {:?}", at, also);
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_in_a_word_is_left() {
        let asked = [Also { turned: false, place: Place::Best }];
        assert!(places(&[(0, i64::MIN), (0, i64::MAX)], None, true, &asked, 1).is_none());
        assert!(places(&[(0, 1), (9, 2)], Some((10, true)), true, &asked, 1).is_none());
        assert!(places(&[(0, 1), (3, 2)], Some((2, true)), true, &asked, 1).is_none());
        assert_eq!(places(&[], None, true, &asked, 3).unwrap(), [Vec::<i64>::new()]);
        assert_eq!(places(&[(0, i64::MAX - 5), (0, i64::MAX)], None, true, &asked, 1).unwrap(), [[2, 1]]);
    }
}
