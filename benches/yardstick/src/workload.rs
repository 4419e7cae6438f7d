//! The workload: rows of managers, the same for everyone who asks for so many, a small file the beginning of a larger one.
//!
//! Every row is drawn from its own number alone. The values crowd the places where rules turn: balances at a bound and a cent beside
//! it, ratios exactly at a per cent, scores at 60, 80 and 90, dates on the day of the run and the day after.

use std::io::{self, Write};

/// The heading.
pub const HEADING: &str = "id,branch,region,grade,tenure_months,deposit_avg,deposit_base,loan_interest_collected,loan_balance,npl_balance,\
                           fee_income,new_customers,complaints,exam_score,credit_clean,discipline,licence_expiry,in_post_since\n";

const REGIONS: [&str; 5] = ["EAST", "SOUTH", "NORTH", "WEST", "CENTRAL"];

/// Numbers that follow from a row's own (SplitMix64, Steele, Lea and Flood 2014).
struct Draw(u64);

impl Draw {
    fn of_row(row: u64) -> Draw {
        Draw(row.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 20_260_630)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Whether something of this frequency in a thousand is so.
    fn once_in_thousand(&mut self, often: u64) -> bool {
        self.below(1000) < often
    }

    /// An amount in cents of any size up to a bound, small ones as often as large ones.
    fn amount(&mut self, most: u64) -> u64 {
        let digits = most.ilog10() as u64;
        let size = 10u64.pow(3 + self.below(digits.saturating_sub(2)) as u32);
        self.below(size.saturating_mul(10).min(most))
    }
}

/// A day as year, month and day, counted from 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// 2026-06-30, the day of the run.
const TODAY: i64 = 20_634;
/// 2023-06-30, thirty-six months before it.
const IN_POST_BOUND: i64 = 19_538;

/// Writes the rows with these numbers.
pub fn rows(out: &mut impl Write, numbers: std::ops::Range<u64>) -> io::Result<()> {
    for number in numbers {
        row(out, number)?;
    }
    Ok(())
}

fn row(out: &mut impl Write, number: u64) -> io::Result<()> {
    let mut draw = Draw::of_row(number);
    let (branch, region) = (1 + draw.below(200), REGIONS[draw.below(5) as usize]);
    let grade = 1 + [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5][draw.below(18) as usize];
    let tenure = if draw.once_in_thousand(100) { 11 + draw.below(2) } else { draw.below(241) };
    let base = draw.amount(100_000_000_000);
    let average = match draw.below(100) {
        0..6 => base,
        // The growth is at a bound, or a cent beside it.
        6..9 => base + 500_000_000 + draw.below(3) - 1,
        9..12 => base + 2_000_000_000 + draw.below(3) - 1,
        _ => draw.amount(200_000_000_000),
    };
    let interest = draw.amount(1_000_000_000);
    let loans = if draw.once_in_thousand(55) { 0 } else { draw.amount(100_000_000_000) / 10_000 * 10_000 };
    let bad = match draw.below(100) {
        0..10 => 0,
        10..13 => loans / 100,
        13..16 => loans / 100 * 3,
        16..19 => loans / 100 * 5,
        19..22 => loans / 100 * 3 + 1,
        _ => loans / 100_000 * draw.below(8_000),
    };
    let fees = if draw.once_in_thousand(25) { 60_000_000 } else { draw.amount(1_000_000_000) };
    let customers = if draw.once_in_thousand(60) { 50 + draw.below(2) } else { draw.below(80) };
    let complaints = if draw.once_in_thousand(550) { 0 } else { draw.below(6) };
    let score = match draw.below(100) {
        0..9 => 600 + 100 * [0, 2, 3][draw.below(3) as usize],
        9..12 => 599 + 100 * [0, 2, 3][draw.below(3) as usize],
        _ => 400 + draw.below(601),
    };
    let clean = !draw.once_in_thousand(40);
    let discipline = match draw.below(100) {
        0..92 => "none",
        92..97 => "warning",
        _ => "serious",
    };
    let expiry = if draw.once_in_thousand(35) { TODAY + draw.below(2) as i64 } else { TODAY - 200 + draw.below(1700) as i64 };
    let in_post = if draw.once_in_thousand(40) { IN_POST_BOUND + draw.below(2) as i64 } else { TODAY - 1 - draw.below(2600) as i64 };
    write!(out, "M{:07},B{branch:03},{region},G{grade},{tenure}", number + 1)?;
    for cents in [average, base, interest, loans, bad, fees] {
        write!(out, ",{}.{:02}", cents / 100, cents % 100)?;
    }
    write!(out, ",{customers},{complaints},{}.{},{clean},{discipline}", score / 10, score % 10)?;
    for (end, days) in [("", expiry), ("\n", in_post)] {
        let (year, month, day) = civil(days);
        write!(out, ",{year}-{month:02}-{day:02}{end}")?;
    }
    Ok(())
}
