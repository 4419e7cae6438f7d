//! Covered periods in words: how many records cover days of a period, overlaps counted once.

use super::teller::{Teller, tell};
use super::words::Bond;
use crate::program::{Cover, CoverMeasure, ExprId, Kind};
use crate::say;

impl Teller<'_, '_> {
    /// A covered period without its figure: `days from 2026-01-01 to 2026-12-31 in 2 of 3 leaves, overlaps counted once`.
    pub(super) fn cover(&mut self, cover: &Cover, row: usize, depth: usize) -> String {
        let (first, last) = cover.during;
        let window = self.day(first, row).zip(self.day(last, row));
        let (mut holding, mut all) = (0usize, 0usize);
        for of in 0..self.reasons.rows(cover.over) {
            if cover.by.is_some_and(|by| self.led_to(by, of) != Some(row)) {
                continue;
            }
            all += 1;
            let passes = cover.filter.is_none_or(|filter| self.truth(filter, of) == Some(true));
            let (from, to) = cover.covered;
            if let (true, Some((first, last)), Some(from), Some(to)) = (passes, window, self.day(from, of), self.day(to, of))
                && from.max(first) <= to.min(last)
            {
                holding += 1;
            }
        }
        let noun = self.noun(&self.program.record(cover.over).name.clone(), all);
        let over = if cover.measure == CoverMeasure::UncoveredMonths {
            say!("any of {all} {noun}", "{all} 条{noun}")
        } else if holding == all {
            say!("{all} {noun}", "{all} 条{noun}")
        } else {
            say!("{holding} of {all} {noun}", "{all} 条{noun}中的 {holding} 条")
        };
        let over = self.tell(&over);
        // Words within words are hard to follow: the day alone does.
        let mut end = |day: ExprId| {
            let words = self.words(day, row, Kind::Date, depth + 1).within(Bond::Product);
            if words.contains('[') { self.own_figure(day, row, Kind::Date) } else { words }
        };
        let (from, to) = (end(first), end(last));
        let filter = cover.filter.and_then(|filter| self.quote(self.program.expr(filter).span));
        let filter = filter.map(|filter| tell!(self, " where {filter}", "（其中 {filter}）")).unwrap_or_default();
        self.tell(&match cover.measure {
            CoverMeasure::CoveredDays => {
                say!(
                    "days from {from} to {to} in {over}{filter}, overlaps counted once",
                    "{from} 至 {to} 中 {over}{filter}覆盖的天数，重叠只计一次"
                )
            }
            CoverMeasure::CoveredMonths => {
                say!("calendar months from {from} to {to} with a day of {over}{filter}", "{from} 至 {to} 中 {over}{filter}覆盖到的日历月数")
            }
            CoverMeasure::UncoveredMonths => {
                say!(
                    "whole calendar months from {from} to {to} without a day of {over}{filter}",
                    "{from} 至 {to} 中未被 {over}{filter}覆盖的整日历月数"
                )
            }
        })
    }
}
