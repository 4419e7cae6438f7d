//! Covered periods: unions, ends, absences, whole months, and many rows.

use super::builder::{Builder, SUBJECT, cells};
use crate::data::columns::BATCH;
use crate::program::{Cover, CoverMeasure, Form, Kind, OVERALL, Rows};
use crate::run::Cell;

/// What the leaves of three people cover of a period of each.
fn covered(measure: CoverMeasure, leaves: [&str; 3], during: [&str; 2], skip_blanks: bool) -> Vec<Cell> {
    let mut builder = Builder::new(3);
    let leave = builder.record("leave", Rows::File("leave".to_owned()), leaves[0].split_whitespace().count());
    let by = builder.field(leave, Kind::Reference(SUBJECT), &cells(leaves[0]));
    let covered = (builder.field(leave, Kind::Date, &cells(leaves[1])), builder.field(leave, Kind::Date, &cells(leaves[2])));
    let during = (builder.field(SUBJECT, Kind::Date, &cells(during[0])), builder.field(SUBJECT, Kind::Date, &cells(during[1])));
    let cover = Cover { measure, over: leave, by: Some(by), filter: None, covered, skip_blanks, during };
    let expr = builder.add(SUBJECT, Kind::Number, Form::Cover(Box::new(cover)));
    builder.cells(expr)
}

const YEAR: [&str; 2] = ["2026-01-01 2026-01-01 2026-01-01", "2026-12-31 2026-12-31 2026-12-31"];

#[test]
fn overlaps_count_once_and_only_days_looked_at() {
    let leaves = [
        "@0 @1 @0 @0 @1 -",
        "2026-03-01 2025-12-30 2026-03-05 2026-03-03 2026-12-31 2026-01-01",
        "2026-03-10 2026-01-02 2026-03-20 2026-03-04 2027-06-30 2026-12-31",
    ];
    for (measure, expected) in
        [(CoverMeasure::CoveredDays, "20 3 0"), (CoverMeasure::CoveredMonths, "1 2 0"), (CoverMeasure::UncoveredMonths, "11 10 12")]
    {
        assert_eq!(covered(measure, leaves, YEAR, false), cells(expected), "{measure:?}");
    }
}

#[test]
fn a_month_counts_once_however_many_periods_touch_it() {
    let leaves = ["@0 @0 @0 @0", "2026-01-31 2026-02-10 2026-02-20 2026-04-30", "2026-02-01 2026-02-11 2026-03-01 2026-05-01"];
    let during = ["2026-01-02 2026-02-28 2026-01-01", "2026-06-30 2026-01-01 2025-12-31"];
    // Of the period from 2 January through 30 June, January is no whole month; the other two periods end before they begin.
    assert_eq!(covered(CoverMeasure::CoveredMonths, leaves, during, false), cells("5 0 0"));
    assert_eq!(covered(CoverMeasure::UncoveredMonths, leaves, during, false), cells("1 0 0"));
}

#[test]
fn a_period_that_ends_before_it_begins_holds_no_day() {
    let leaves = ["@0 @0", "2026-03-10 2026-05-01", "2026-03-01 2026-05-02"];
    assert_eq!(covered(CoverMeasure::CoveredDays, leaves, YEAR, false), cells("2 0 0"));
}

#[test]
fn absences_spread_as_in_other_aggregates() {
    let leaves = ["@0 @0 @1 @2 n/a", "2026-03-01 2026-03-01 - 2026-04-01 2026-01-01", "2026-03-02 - 2026-03-01 n/a 2026-01-01"];
    assert_eq!(covered(CoverMeasure::CoveredDays, leaves, YEAR, false), cells("- - 0"));
    assert_eq!(covered(CoverMeasure::CoveredDays, leaves, YEAR, true), cells("2 0 0"));
    let during = ["- n/a 2026-01-01", "2026-12-31 - 2026-12-31"];
    assert_eq!(covered(CoverMeasure::UncoveredMonths, leaves, during, true), cells("- n/a 12"));
}

#[test]
fn all_rows_cover_for_nobody_in_particular() {
    for count in [0, 1, BATCH - 1, BATCH, BATCH + 1] {
        let mut builder = Builder::new(3);
        let leave = builder.record("leave", Rows::File("leave".to_owned()), count);
        // One day a row, each of the first 28 of every month in turn.
        let from: Vec<String> = (0..count).map(|row| format!("2026-{:02}-{:02}", row / 28 % 12 + 1, row % 28 + 1)).collect();
        let covered = builder.field(leave, Kind::Date, &cells(&from.join(" ")));
        let (first, last) = (builder.constant(cells("2026-01-01")[0].clone()), builder.constant(cells("2026-12-31")[0].clone()));
        let cover = |measure| Cover {
            measure,
            over: leave,
            by: None,
            filter: None,
            covered: (covered, covered),
            skip_blanks: false,
            during: (first, last),
        };
        let mut days: Vec<String> = from.clone();
        days.sort();
        days.dedup();
        let mut months: Vec<&str> = days.iter().map(|day| &day[..7]).collect();
        months.dedup();
        let expr = builder.add(OVERALL, Kind::Number, Form::Cover(Box::new(cover(CoverMeasure::CoveredDays))));
        assert_eq!(builder.cells(expr), cells(&days.len().to_string()), "{count}");
        let expr = builder.add(OVERALL, Kind::Number, Form::Cover(Box::new(cover(CoverMeasure::CoveredMonths))));
        assert_eq!(builder.cells(expr), cells(&months.len().to_string()), "{count}");
    }
}
