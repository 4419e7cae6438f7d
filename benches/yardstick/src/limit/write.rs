//! The writer: results as CSV, eight digits at a time, without a branch a digit.

use super::cohort::Standing;
use super::columns::{Results, Span};
use super::kernel::BLOCK;
use std::sync::atomic::Ordering;

/// The most bytes of a row beside its number, and what may be written beyond its end.
const ROW: usize = 20 * 24;

/// The heading of articles 1 to 7, or 8 as well.
pub fn heading(ranked: bool) -> &'static str {
    macro_rules! columns {
        ($more:literal) => {
            concat!(
                "id,capability_pay,deposit_pay,interest_pay,fee_pay,customer_award,zero_complaint_award,penalty,total,deferred,",
                "tranche1,tranche2,tranche3,rotation_due,admitted",
                $more,
                "\n"
            )
        };
    }
    if ranked { columns!(",score,rank,exit_warning") } else { columns!("") }
}

/// Writes the rows of a piece into room that is kept between pieces.
pub fn rows<'t>(piece: &[u8], ids: &[Span], results: &Results, standings: Option<&[Standing]>, text: &'t mut Vec<u8>) -> &'t [u8] {
    let names: usize = ids.iter().map(|id| id.length as usize).sum();
    let room = ids.len() * ROW + names + 16;
    if text.len() < room {
        text.resize(room, 0);
    }
    let mut row = Line { text, at: 0 };
    let mut amounts = [const { Texts::EMPTY }; COLUMNS];
    for (number, ids) in ids.chunks(BLOCK).enumerate() {
        let from = number * BLOCK;
        let columns = [
            &results.capability,
            &results.deposit,
            &results.interest,
            &results.fee,
            &results.customers,
            &results.no_complaints,
            &results.penalty,
            &results.total,
            &results.deferred,
            &results.tranche,
            &results.last_tranche,
        ];
        for (texts, cents) in amounts.iter_mut().zip(columns) {
            made(texts, &cents[from..from + ids.len()]);
        }
        for (at, id) in ids.iter().enumerate() {
            row.name(piece, *id);
            for (texts, cents) in amounts.iter().zip(columns) {
                row.amount(texts, at, cents[from + at]);
                if std::ptr::eq(cents, &results.tranche) {
                    // The second one is the same.
                    row.amount(texts, at, cents[from + at]);
                }
            }
            row.yes_no(results.rotation[from + at]);
            row.yes_no(results.admitted[from + at]);
            if let Some(standings) = standings {
                let standing = standings[from + at].load(Ordering::Relaxed);
                row.millionths(results.score[from + at]);
                row.number(standing >> 1);
                row.yes_no((standing & 1) as u8);
            }
            row.end();
        }
    }
    let length = row.at;
    &text[..length]
}

/// The columns of amounts, of which one is written twice.
const COLUMNS: usize = 11;

/// The texts of the amounts of a block, each with a comma behind it: at most ten bytes.
struct Texts {
    low: [u64; BLOCK],
    high: [u64; BLOCK],
    /// 0 where it is longer.
    lengths: [u64; BLOCK],
}

impl Texts {
    const EMPTY: Texts = Texts { low: [0; BLOCK], high: [0; BLOCK], lengths: [0; BLOCK] };
}

/// Makes the texts of amounts in cents.
fn made(texts: &mut Texts, cents: &[i64]) {
    #[cfg(target_arch = "x86_64")]
    {
        // The processor has what the functions are compiled for.
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512bw") {
            return unsafe { made_wide(texts, cents) };
        }
    }
    make(texts, cents);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
fn made_wide(texts: &mut Texts, cents: &[i64]) {
    make(texts, cents);
}

#[inline(always)]
fn make(texts: &mut Texts, cents: &[i64]) {
    let rows = texts.low.iter_mut().zip(&mut texts.high).zip(&mut texts.lengths).zip(cents);
    for (((low, high), length), cents) in rows {
        let cents = *cents as u64;
        let digits = digits(if cents < 100_000_000 { cents } else { 0 });
        let (units, hundredths) = (digits & 0xFFFF_FFFF_FFFF, digits >> 48);
        // Six digits of units less the noughts before them, a point, two digits, a comma.
        let (first, last) = (units | 0x2E << 48 | ZEROS >> 16 | (hundredths | 0x30) << 56, (hundredths >> 8) | 0x2C30);
        let nought = |below: u64| u64::from(cents < below);
        let noughts = nought(10_000_000) + nought(1_000_000) + nought(100_000) + nought(10_000) + nought(1_000);
        *low = first >> (8 * noughts) | if noughts == 0 { 0 } else { last << (64 - 8 * noughts) };
        *high = last >> (8 * noughts).min(63);
        *length = if cents < 100_000_000 { 10 - noughts } else { 0 };
    }
}

/// Rows on their way; every field is written with a comma after it.
struct Line<'a> {
    text: &'a mut [u8],
    at: usize,
}

/// Eight digits of a number below 10^8, the first in the lowest byte, each from 0 to 9.
#[inline(always)]
fn digits(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x7F_0000_007F;
    let pairs = hundreds | (fours - 100 * hundreds) << 16;
    let tens = ((pairs * 103) >> 10) & 0x000F_000F_000F_000F;
    tens | (pairs - 10 * tens) << 8
}

const ZEROS: u64 = 0x3030_3030_3030_3030;

impl Line<'_> {
    /// Writes the first bytes of 16.
    #[inline(always)]
    fn put(&mut self, bytes: u128, length: usize) {
        self.text[self.at..self.at + 16].copy_from_slice(&bytes.to_le_bytes());
        self.at += length;
    }

    /// A name, behind which other fields stand where it is read.
    #[inline(always)]
    fn name(&mut self, piece: &[u8], name: Span) {
        let (from, length) = (name.start as usize, name.length as usize);
        if length <= 16 {
            self.put(u128::from_le_bytes(piece[from..from + 16].try_into().unwrap_or_default()), length);
        } else {
            self.text[self.at..self.at + length].copy_from_slice(&piece[from..from + length]);
            self.at += length;
        }
        self.put(u128::from(b','), 1);
    }

    /// An amount of which a text was made, if it has one.
    #[inline(always)]
    fn amount(&mut self, texts: &Texts, at: usize, cents: i64) {
        match texts.lengths[at % BLOCK] {
            0 => self.long_amount(cents as u64),
            length => self.put(u128::from(texts.high[at % BLOCK]) << 64 | u128::from(texts.low[at % BLOCK]), length as usize),
        }
    }

    /// An amount of cents, with two decimals.
    #[inline(always)]
    fn long_amount(&mut self, cents: u64) {
        let (millions, below) = (cents / 100_000_000, cents % 100_000_000);
        let digits = digits(below);
        let (units, hundredths) = (digits & 0xFFFF_FFFF_FFFF, digits >> 48);
        // Six digits of units less the noughts before them, a point, two digits, a comma.
        let text = u128::from(units | 0x2E << 48 | ZEROS >> 16) | u128::from(hundredths | 0x2C_3030) << 56;
        let noughts = if millions > 0 { 0 } else { (units.trailing_zeros() / 8).min(5) };
        if millions > 0 {
            self.units(millions);
        }
        self.put(text >> (8 * noughts), 10 - noughts as usize);
    }

    /// A whole number.
    #[inline(always)]
    fn number(&mut self, number: u32) {
        self.units(u64::from(number));
        self.put(u128::from(b','), 1);
    }

    /// Digits without noughts before them.
    #[inline]
    fn units(&mut self, number: u64) {
        if number >= 100_000_000 {
            self.units(number / 100_000_000);
            self.put(u128::from(digits(number % 100_000_000) | ZEROS), 8);
            return;
        }
        let digits = digits(number);
        let noughts = (digits.trailing_zeros() / 8).min(7);
        self.put(u128::from((digits | ZEROS) >> (8 * noughts)), 8 - noughts as usize);
    }

    /// A number of millionths below ten, with six decimals.
    #[inline(always)]
    fn millionths(&mut self, number: u32) {
        let digits = digits(u64::from(number)) | ZEROS;
        let text = (digits >> 8) & 0xFF | 0x2E00 | digits & !0xFFFF;
        self.put(u128::from(text) | u128::from(b',') << 64, 9);
    }

    #[inline(always)]
    fn yes_no(&mut self, yes: u8) {
        let (text, length) = if yes != 0 { (*b"true,   ", 5) } else { (*b"false,  ", 6) };
        self.put(u128::from(u64::from_le_bytes(text)), length);
    }

    /// Ends the row where its last comma stands.
    #[inline(always)]
    fn end(&mut self) {
        self.text[self.at - 1] = b'\n';
    }
}
