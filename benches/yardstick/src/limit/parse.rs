//! The strict reader: a piece of CSV to columns, one loop a column, no branch a digit.
//!
//! A field is decoded from the bytes before its end, so that its digits always stand at the same places. What is amiss is gathered in
//! a flag a column: no row is given until all are right.

use super::LEAD;
use super::columns::{Columns, Span};
use super::index::index;
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

/// A field.
#[derive(Clone, Copy)]
struct Field<'a> {
    text: &'a [u8],
    start: usize,
    end: usize,
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
        if found.odd || fields % FIELDS != 0 || found.lines != rows || lines != rows {
            return Err(io::Error::other("a row is not of the form that the workload has"));
        }
        columns.resize(rows);
        #[cfg(target_arch = "x86_64")]
        let right = if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi2") {
            // The processor has what the function is compiled for.
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

/// Decodes column by column; whether all is right.
#[inline(always)]
fn decode(text: &[u8], ends: &[u32], columns: &mut Columns) -> bool {
    let mut right = true;
    let mut read = Read { text, ends, right: &mut right };
    read.column(0, &mut columns.ids, |field| (Span { start: field.start as u32, length: field.length() as u32 }, field.length() > 0));
    read.column(1, &mut columns.branch, branch);
    read.column(3, &mut columns.grade, |field| {
        let [letter, digit] = field.last();
        let grade = digit.wrapping_sub(b'1');
        (grade, letter == b'G' && grade < 6 && field.length() == 2)
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
        (u8::from(word == word_of("true")), word == word_of("true") || word == word_of("false"))
    });
    read.column(15, &mut columns.discipline, |field| {
        let word = field.word();
        let (warned, serious) = (word == word_of("warning"), word == word_of("serious"));
        (u8::from(warned) + 2 * u8::from(serious), warned || serious || word == word_of("none"))
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

impl Read<'_> {
    /// Decodes one field of every row.
    #[inline(always)]
    fn column<T>(&mut self, number: usize, column: &mut [T], decode: impl Fn(Field) -> (T, bool)) {
        let mut right = true;
        let rows = self.ends[number..].windows(2).step_by(FIELDS);
        for (cell, bounds) in column.iter_mut().zip(rows) {
            let (start, end) = (bounds[0] as usize + 1, bounds[1] as usize);
            let (value, is_right) = decode(Field { text: self.text, start, end });
            *cell = value;
            right &= is_right;
        }
        *self.right &= right;
    }
}

impl Field<'_> {
    #[inline(always)]
    fn length(self) -> usize {
        self.end - self.start
    }

    /// The last bytes; some may stand before the field.
    #[inline(always)]
    fn last<const N: usize>(self) -> [u8; N] {
        self.text[self.end - N..self.end].try_into().unwrap_or([0; N])
    }

    /// A word of at most seven letters as a number.
    #[inline(always)]
    fn word(self) -> u64 {
        let shift = 64 - 8 * self.length().clamp(1, 8);
        u64::from_le_bytes(self.last()) >> shift
    }

    /// The field without its last bytes.
    #[inline(always)]
    fn without(self, bytes: usize) -> Self {
        Field { end: self.end - bytes, ..self }
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

/// What is kept of 16 bytes for the last so many.
const KEPT: [u128; 17] = {
    let (mut kept, mut many) = ([0; 17], 1);
    while many <= 16 {
        kept[many] = u128::MAX << (128 - 8 * many);
        many += 1;
    }
    kept
};

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

/// A number of at most sixteen digits.
#[inline(always)]
fn long(field: Field) -> (u64, bool) {
    let length = field.end.wrapping_sub(field.start);
    let digits = (u128::from_le_bytes(field.last()) ^ 0x3030_3030_3030_3030_3030_3030_3030_3030) & KEPT[length.min(16)];
    let (first, last) = (digits as u64, (digits >> 64) as u64);
    (eight(first) * 100_000_000 + eight(last), are_digits(first) & are_digits(last) & (length.wrapping_sub(1) < 16))
}

/// A number of at most eight digits.
#[inline(always)]
fn short(field: Field) -> (u64, bool) {
    let length = field.end.wrapping_sub(field.start);
    let digits = (u64::from_le_bytes(field.last()) ^ 0x3030_3030_3030_3030) & (KEPT[length.min(8)] >> 64) as u64;
    (eight(digits), are_digits(digits) & (length.wrapping_sub(1) < 8))
}

/// An amount with two decimals, in cents.
#[inline(always)]
fn amount(field: Field) -> (i64, bool) {
    let (units, right) = long(field.without(3));
    let [point, tens, ones] = field.last();
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    let cents = units.wrapping_mul(100).wrapping_add(u64::from(tens) * 10 + u64::from(ones));
    (cents as i64, right & (point == b'.') & (tens < 10) & (ones < 10) & (cents <= MOST) & (units <= MOST))
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
    let [point, tenth] = field.last();
    let tenth = tenth.wrapping_sub(b'0');
    let score = units * 10 + u64::from(tenth);
    (score as u32, right & (point == b'.') & (tenth < 10) & (score <= 1000))
}

/// A branch: B and three digits.
#[inline(always)]
fn branch(field: Field) -> (u16, bool) {
    let [letter, digits @ ..]: [u8; 4] = field.last();
    let [hundreds, tens, ones] = digits.map(|digit| digit.wrapping_sub(b'0'));
    let number = u16::from(hundreds) * 100 + u16::from(tens) * 10 + u16::from(ones);
    (number, (letter == b'B') & (hundreds < 10) & (tens < 10) & (ones < 10) & (field.length() == 4))
}

/// A day, 2026-06-30, as the number 20260630.
#[inline(always)]
fn date(field: Field) -> (u32, bool) {
    // The year and the month, their dash moved away; then the day.
    let first = u64::from_le_bytes(field.without(2).last()) ^ 0x2D30_302D_3030_3030;
    let [tens, ones] = field.last().map(|digit: u8| digit.wrapping_sub(b'0'));
    let digits = first & 0xFFFF_FFFF | first >> 8 & 0xFFFF_0000_0000;
    let number = eight(digits << 16) as u32;
    let (day, month, year) = (u32::from(tens) * 10 + u32::from(ones), number % 100, number / 100);
    let dashes = first >> 32 & 0xFF | first >> 56;
    let right = are_digits(digits) & (dashes == 0) & (tens < 10) & (ones < 10) & (field.length() == 10);
    (number.wrapping_mul(100).wrapping_add(day), right && day.wrapping_sub(1) < days_of(year, month))
}

/// The days of a month; none of a month there is not.
#[inline(always)]
fn days_of(year: u32, month: u32) -> u32 {
    const DAYS: [u8; 16] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0];
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    u32::from(DAYS[month.min(15) as usize]) + u32::from(month == 2 && is_leap)
}
