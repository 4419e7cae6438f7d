//! Articles 1 to 7 and the score of article 8 over blocks of 64 managers, without a branch a manager.
//!
//! Every loop is over arrays of one length, so that the compiler makes wide instructions of it: those of the processor it runs on.

use super::columns::{Columns, Results};

/// The managers computed at a time.
pub const BLOCK: usize = 64;

/// 2026-06-30, the day of the run, and three years before it.
const TODAY: u32 = 20_260_630;
const IN_POST_BOUND: u32 = 20_230_630;

/// Capability pay by grade and band of the examination, in cents, each amount rounded.
const CAPABILITY: [i64; 32] = {
    let (by_grade, hundredths) = ([300_000, 425_050, 560_000, 735_075, 950_000, 1_200_000], [0, 80, 100, 115]);
    let (mut pay, mut at) = ([0; 32], 0);
    while at < 24 {
        pay[at] = (by_grade[at / 4] * hundredths[at % 4] + 50) / 100;
        at += 1;
    }
    pay
};

/// Computes what managers get from what is read of them.
pub fn compute(columns: &Columns, results: &mut Results, ranked: bool) {
    results.resize(columns.filled(), ranked);
    #[cfg(target_arch = "x86_64")]
    {
        // The processor has what the function is compiled for.
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512bw")
        {
            return unsafe { avx512(columns, results, ranked) };
        }
        if is_x86_feature_detected!("avx2") {
            return unsafe { avx2(columns, results, ranked) };
        }
    }
    blocks(columns, results, ranked);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
fn avx512(columns: &Columns, results: &mut Results, ranked: bool) {
    blocks(columns, results, ranked);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2(columns: &Columns, results: &mut Results, ranked: bool) {
    blocks(columns, results, ranked);
}

#[inline(always)]
fn blocks(columns: &Columns, results: &mut Results, ranked: bool) {
    for from in (0..columns.filled()).step_by(BLOCK) {
        block(columns, results, from, ranked);
    }
}

/// `over / by` cut down to a whole number, exactly, for what is not negative and below 2^52.
///
/// The quotient by way of a floating-point number is the right one or one too large; the remainder tells which.
#[inline(always)]
fn quotient(over: i64, by: i64) -> i64 {
    const ONE: u64 = 0x4330_0000_0000_0000; // 2^52 as a floating-point number: the integer stands in its last bits
    let exact = f64::from_bits(over as u64 | ONE) - f64::from_bits(ONE);
    let about = ((exact * (1.0 / by as f64) + f64::from_bits(ONE)).to_bits() ^ ONE) as i64;
    about + ((over - about * by) >> 63)
}

/// All bits when it holds.
#[inline(always)]
fn mask(holds: bool) -> i64 {
    -i64::from(holds)
}

#[inline(always)]
fn block(columns: &Columns, results: &mut Results, from: usize, ranked: bool) {
    /// The block of each column.
    macro_rules! blocks {
        ($($name:ident: $kind:ty),*) => { $( let $name: &[$kind; BLOCK] = cells(&columns.$name, from); )* };
    }
    blocks!(grade: u8, tenure: u32, deposit_average: i64, deposit_base: i64, interest: i64, loans: i64, bad_loans: i64, fees: i64,
            customers: u32, complaints: u32, exam: u32, clean: u8, discipline: u8, licence_expiry: u32, in_post_since: u32);
    let mut capability = [0; BLOCK];
    for at in 0..BLOCK {
        let band = u32::from(exam[at] >= 600) + u32::from(exam[at] >= 800) + u32::from(exam[at] >= 900);
        capability[at] = CAPABILITY[(u32::from(grade[at]) * 4 + band) as usize % CAPABILITY.len()];
    }
    let (mut growth, mut deposit) = ([0; BLOCK], [0; BLOCK]);
    for at in 0..BLOCK {
        growth[at] = (deposit_average[at] - deposit_base[at]).max(0);
        // At 0.20 % throughout, less 0.05 % of what stands below each bound.
        let below = growth[at].min(500_000_000) + growth[at].min(2_000_000_000);
        deposit[at] = quotient(20 * growth[at] - 5 * below + 5_000, 10_000);
    }
    let (mut interest_pay, mut fee) = ([0; BLOCK], [0; BLOCK]);
    for at in 0..BLOCK {
        interest_pay[at] = quotient(12 * interest[at] + 500, 1_000);
        fee[at] = quotient(8 * fees[at] + 50, 100);
    }
    let (mut award, mut no_complaints) = ([0; BLOCK], [0; BLOCK]);
    for at in 0..BLOCK {
        award[at] = 20_000 * i64::from(customers[at].min(50));
        no_complaints[at] = 300_000 & mask((complaints[at] == 0) & (tenure[at] >= 12));
    }
    let mut rate = [0; BLOCK];
    for at in 0..BLOCK {
        let (bad, per_cent) = (100 * bad_loans[at], loans[at]);
        let (over_1, over_3, over_5) = (mask(bad > per_cent), mask(bad > 3 * per_cent), mask(bad > 5 * per_cent));
        let plain = (10 & over_1) + (20 & over_3) + (70 & over_5);
        let four_fifths = (8 & over_1) + (16 & over_3) + (56 & over_5);
        let (has_loans, is_warned) = (mask(per_cent != 0), mask(discipline[at] == 1));
        rate[at] = (plain & has_loans & !is_warned) | (((four_fifths & has_loans) + 20) & is_warned);
    }
    let (mut penalty, mut total, mut deferred) = ([0; BLOCK], [0; BLOCK], [0; BLOCK]);
    for at in 0..BLOCK {
        let base = deposit[at] + interest_pay[at] + fee[at];
        let all = capability[at] + base + award[at] + no_complaints[at];
        let by_rate = quotient(base * rate[at] + 50, 100);
        let is_serious = mask(discipline[at] == 2);
        penalty[at] = (by_rate & !is_serious) | (all & is_serious);
        total[at] = (all - penalty[at]).max(0);
        let variable = (base - by_rate) & !is_serious;
        let is_deferred = mask((grade[at] >= 4) & (variable > 5_000_000));
        deferred[at] = quotient(4 * variable + 5, 10) & is_deferred;
    }
    let (mut tranche, mut last_tranche) = ([0; BLOCK], [0; BLOCK]);
    for at in 0..BLOCK {
        tranche[at] = quotient(deferred[at], 3);
        last_tranche[at] = deferred[at] - 2 * tranche[at];
    }
    let (mut rotation, mut admitted) = ([0; BLOCK], [0; BLOCK]);
    for at in 0..BLOCK {
        rotation[at] = u8::from(in_post_since[at] <= IN_POST_BOUND);
        admitted[at] = clean[at] & u8::from(discipline[at] != 2) & u8::from(licence_expiry[at] > TODAY);
    }
    macro_rules! keep {
        ($($name:ident = $value:ident),*) => { $( results.$name[from..from + BLOCK].copy_from_slice(&$value); )* };
    }
    keep!(
        capability = capability,
        deposit = deposit,
        interest = interest_pay,
        fee = fee,
        customers = award,
        no_complaints = no_complaints,
        penalty = penalty,
        total = total,
        deferred = deferred,
        tranche = tranche,
        last_tranche = last_tranche,
        rotation = rotation,
        admitted = admitted
    );
    if ranked {
        let mut score = [0; BLOCK];
        for at in 0..BLOCK {
            let parts = growth[at].min(1_200_000_000) + 12 * fees[at].min(60_000_000) + 400_000 * i64::from(exam[at]);
            score[at] = quotient(parts + 1_000, 2_000) as u32;
        }
        keep!(score = score);
    }
}

/// A block of a column.
#[inline(always)]
fn cells<T>(column: &[T], from: usize) -> &[T; BLOCK] {
    column[from..].first_chunk().expect("columns are filled up to whole blocks")
}
