//! The strict reader: a piece of CSV to columns, one loop a column, no branch a digit.
//!
//! A field is decoded from the bytes before its end, so that its digits always stand at the same places, and those of a block of rows by
//! the same instructions. What is amiss is gathered in a flag a column: no row is given until all are right.

use super::LEAD;
use super::columns::{Columns, Span};
use super::index::index;
use super::kernel::BLOCK;
use std::io;

/// The fields of a row.
const FIELDS: usize = 18;
/// The largest amount: a trillion.
const MOST: u64 = 100_000_000_000_000;

/// Reads pieces; keeps its room between them.
#[derive(Default)]
pub struct Parser {
    /// Where each field ends, after the place before the first one.
    ends: Vec<u32>,
}

/// A field by its last sixteen bytes, the first of them lowest; some may stand before it.
#[derive(Clone, Copy)]
struct Field {
    low: u64,
    high: u64,
    length: u64,
}

impl Parser {
    /// Reads the rows of a piece; they begin after the lead.
    pub fn parse(&mut self, text: &[u8], columns: &mut Columns) -> io::Result<()> {
        self.ends.clear();
        self.ends.push(LEAD as u32 - 1);
        let found = index(text, LEAD, &mut self.ends);
        let fields = self.ends.len() - 1;
        let rows = fields / FIELDS;
        let is_line = |end: &u32| text[*end as usize] == b'\n';
        let lines = self.ends[1..].iter().skip(FIELDS - 1).step_by(FIELDS).filter(|end| is_line(end)).count();
        if found.odd || !fields.is_multiple_of(FIELDS) || found.lines != rows || lines != rows {
            return Err(io::Error::other("a row is not of the form that the workload has"));
        }
        columns.resize(rows);
        #[cfg(target_arch = "x86_64")]
        let right = if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512bw") {
            // The processor has what the function is compiled for.
            unsafe { widest(text, &self.ends, columns) }
        } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi2") {
            // As above.
            unsafe { wide(text, &self.ends, columns) }
        } else {
            decode(text, &self.ends, columns)
        };
        #[cfg(not(target_arch = "x86_64"))]
        let right = decode(text, &self.ends, columns);
        if right { Ok(()) } else { Err(io::Error::other("a field is not of the form that the workload has")) }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn wide(text: &[u8], ends: &[u32], columns: &mut Columns) -> bool {
    decode(text, ends, columns)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx2,bmi1,bmi2,lzcnt,popcnt")]
fn widest(text: &[u8], ends: &[u32], columns: &mut Columns) -> bool {
    decode(text, ends, columns)
}

/// Decodes column by column; whether all is right.
#[inline(always)]
fn decode(text: &[u8], ends: &[u32], columns: &mut Columns) -> bool {
    let mut right = true;
    let mut read = Read { text, ends, right: &mut right };
    read.names(&mut columns.ids);
    read.column(1, &mut columns.branch, branch);
    read.column(3, &mut columns.grade, |field| {
        let grade = field.byte(0).wrapping_sub(b'1');
        (grade, (field.byte(1) == b'G') & (grade < 6) & (field.length == 2))
    });
    read.column(4, &mut columns.tenure, whole);
    read.column(5, &mut columns.deposit_average, amount);
    read.column(6, &mut columns.deposit_base, amount);
    read.column(7, &mut columns.interest, amount);
    read.column(8, &mut columns.loans, amount);
    read.column(9, &mut columns.bad_loans, amount);
    read.column(10, &mut columns.fees, amount);
    read.column(11, &mut columns.customers, whole);
    read.column(12, &mut columns.complaints, whole);
    read.column(13, &mut columns.exam, tenths);
    read.column(14, &mut columns.clean, |field| {
        let word = field.word();
        (u8::from(word == word_of("true")), (word == word_of("true")) | (word == word_of("false")))
    });
    read.column(15, &mut columns.discipline, |field| {
        let word = field.word();
        let (warned, serious) = (word == word_of("warning"), word == word_of("serious"));
        (u8::from(warned) + 2 * u8::from(serious), warned | serious | (word == word_of("none")))
    });
    read.column(16, &mut columns.licence_expiry, date);
    read.column(17, &mut columns.in_post_since, date);
    right
}

/// The decoding of one piece.
struct Read<'a> {
    text: &'a [u8],
    ends: &'a [u32],
    right: &'a mut bool,
}

impl<'a> Read<'a> {
    /// Where each row's field stands.
    #[inline(always)]
    fn bounds(&self, number: usize) -> impl Iterator<Item = (usize, usize)> + use<'a> {
        self.ends[number..].windows(2).step_by(FIELDS).map(|bounds| (bounds[0] as usize + 1, bounds[1] as usize))
    }

    fn names(&mut self, names: &mut [Span]) {
        let mut right = true;
        for (name, (start, end)) in names.iter_mut().zip(self.bounds(0)) {
            *name = Span { start: start as u32, length: (end - start) as u32 };
            right &= end > start;
        }
        *self.right &= right;
    }

    /// Decodes one field of every row: first the last bytes of a block of them, then all by the same instructions.
    #[inline(always)]
    fn column<T: Copy>(&mut self, number: usize, column: &mut [T], decode: impl Fn(Field) -> (T, bool)) {
        let mut right = true;
        let mut bounds = self.bounds(number);
        let (mut low, mut high, mut lengths) = ([0u64; BLOCK], [0u64; BLOCK], [0u64; BLOCK]);
        for cells in column.chunks_mut(BLOCK) {
            let mut rows = 0;
            for ((low, high), length) in low.iter_mut().zip(&mut high).zip(&mut lengths) {
                let Some((start, end)) = bounds.next() else { break };
                let last = u128::from_le_bytes(self.text[end - 16..end].try_into().unwrap_or_default());
                (*low, *high, *length) = (last as u64, (last >> 64) as u64, (end - start) as u64);
                rows += 1;
            }
            let fields = low.iter().zip(&high).zip(&lengths).take(rows);
            for (cell, ((low, high), length)) in cells.iter_mut().zip(fields) {
                let (value, is_right) = decode(Field { low: *low, high: *high, length: *length });
                *cell = value;
                right &= is_right;
            }
        }
        *self.right &= right;
    }
}

impl Field {
    /// A byte, counted from the last one.
    #[inline(always)]
    fn byte(self, number: u32) -> u8 {
        (self.high >> (56 - 8 * number)) as u8
    }

    /// The value of a digit, counted from the last one; more than nine where none stands.
    #[inline(always)]
    fn digit(self, number: u32) -> u64 {
        (self.high >> (56 - 8 * number) & 0xFF) ^ 0x30
    }

    /// A word of at most seven letters as a number.
    #[inline(always)]
    fn word(self) -> u64 {
        self.high >> (64 - 8 * self.length.clamp(1, 8))
    }

    /// The field without its last bytes, fewer than eight.
    #[inline(always)]
    fn without(self, bytes: u64) -> Self {
        let bits = 8 * bytes;
        Field { low: self.low << bits, high: self.high << bits | self.low >> (64 - bits), length: self.length.wrapping_sub(bytes) }
    }
}

const fn word_of(word: &str) -> u64 {
    let (bytes, mut number, mut at) = (word.as_bytes(), 0, 0);
    while at < bytes.len() {
        number |= (bytes[at] as u64) << (8 * at);
        at += 1;
    }
    number
}

/// The number that eight digits make, the first in the lowest byte.
#[inline(always)]
fn eight(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10) + (digits >> 8);
    let fours = (pairs & 0x00FF_00FF_00FF_00FF).wrapping_mul((100 << 16) + 1) >> 16;
    (fours & 0x0000_FFFF_0000_FFFF).wrapping_mul((10_000 << 32) + 1) >> 32
}

/// Whether every byte is at most nine.
#[inline(always)]
fn are_digits(digits: u64) -> bool {
    (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0
}

const ZEROS: u64 = 0x3030_3030_3030_3030;

/// A number of at most fifteen digits.
#[inline(always)]
fn long(field: Field) -> (u64, bool) {
    let is_long = field.length.wrapping_sub(1) < 15;
    let length = if is_long { field.length } else { 1 };
    let kept_high = if length >= 8 { u64::MAX } else { u64::MAX << (64 - 8 * length) };
    let kept_low = if length > 8 { u64::MAX << (128 - 8 * length) } else { 0 };
    let (low, high) = ((field.low ^ ZEROS) & kept_low, (field.high ^ ZEROS) & kept_high);
    (eight(low) * 100_000_000 + eight(high), are_digits(low) & are_digits(high) & is_long)
}

/// A number of at most eight digits.
#[inline(always)]
fn short(field: Field) -> (u64, bool) {
    let is_short = field.length.wrapping_sub(1) < 8;
    let digits = (field.high ^ ZEROS) & u64::MAX << (64 - 8 * if is_short { field.length } else { 1 });
    (eight(digits), are_digits(digits) & is_short)
}

/// An amount with two decimals, in cents.
#[inline(always)]
fn amount(field: Field) -> (i64, bool) {
    let (units, right) = long(field.without(3));
    let (tens, ones) = (field.digit(1), field.digit(0));
    let cents = units * 100 + tens * 10 + ones;
    (cents as i64, right & (field.byte(2) == b'.') & (tens < 10) & (ones < 10) & (field.length <= 16) & (cents <= MOST))
}

/// A whole number up to a million.
#[inline(always)]
fn whole(field: Field) -> (u32, bool) {
    let (number, right) = short(field);
    (number as u32, right & (number <= 1_000_000))
}

/// A score with one decimal, in tenths.
#[inline(always)]
fn tenths(field: Field) -> (u32, bool) {
    let (units, right) = short(field.without(2));
    let tenth = field.digit(0);
    let score = units * 10 + tenth;
    (score as u32, right & (field.byte(1) == b'.') & (tenth < 10) & (score <= 1000))
}

/// A branch: B and three digits.
#[inline(always)]
fn branch(field: Field) -> (u16, bool) {
    let (hundreds, tens, ones) = (field.digit(2), field.digit(1), field.digit(0));
    let right = (field.byte(3) == b'B') & (hundreds < 10) & (tens < 10) & (ones < 10) & (field.length == 4);
    ((hundreds * 100 + tens * 10 + ones) as u16, right)
}

/// A day, 2026-06-30, as the number 20260630.
#[inline(always)]
fn date(field: Field) -> (u32, bool) {
    // The year, the month and the day, their dashes moved away.
    let digits = field.low >> 48 | (field.high & 0xFFFF) << 16 | (field.high >> 24 & 0xFFFF) << 32 | field.high >> 48 << 48;
    let digits = digits ^ ZEROS;
    let number = eight(digits) as u32;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let dashes = (field.byte(5) == b'-') & (field.byte(2) == b'-');
    let right = are_digits(digits) & dashes & (field.length == 10);
    (number, right & (month.wrapping_sub(1) < 12) & (day.wrapping_sub(1) < days_of(year, month)))
}

/// The days of a month.
#[inline(always)]
fn days_of(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) & (!year.is_multiple_of(100) | year.is_multiple_of(400));
    // Up to July the odd months have 31 days, then the even ones.
    if month == 2 { 28 + u32::from(is_leap) } else { 30 | (month ^ month >> 3) & 1 }
}
