//! How much of a period is covered, day by day.

use std::collections::HashSet;

use jiff::{ToSpan, civil};
use merit::program::{Cover, CoverMeasure, ExprId};

use super::{Cell, Reference, V, dates};

impl Reference<'_> {
    /// The count for a row; of everything absent that is read, the most absent decides.
    pub(super) fn cover(&mut self, cover: &Cover, target: usize) -> Cell {
        let during = self.days(cover.during, target);
        let mut absent = during.clone().err().unwrap_or(Cell::count(0));
        let mut covering = Vec::new();
        for row in 0..self.rows(cover.over) {
            match self.covers(cover, row, target) {
                Ok(Some(days)) => covering.push(days),
                Ok(None) => {}
                Err(cell) if cell.absence() > absent.absence() => absent = cell,
                Err(_) => {}
            }
        }
        let (Ok((first, last)), 0) = (during, absent.absence()) else { return absent };
        let mut day = first;
        let (mut covered, mut months, mut all) = (0, HashSet::new(), HashSet::new());
        while day <= last {
            let month = (day.year(), day.month());
            all.insert(month);
            if covering.iter().any(|(from, to)| *from <= day && day <= *to) {
                covered += 1;
                months.insert(month);
            }
            match day.checked_add(1.day()) {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        Cell::count(match cover.measure {
            CoverMeasure::CoveredDays => covered,
            CoverMeasure::CoveredMonths => months.len() as i64,
            CoverMeasure::UncoveredMonths => {
                let is_whole = |(year, month): &&(i16, i8)| {
                    let begin = civil::date(*year, *month, 1);
                    dates::overlap_days((begin, begin.last_of_month()), (first, last)) == i64::from(begin.days_in_month())
                };
                all.iter().filter(|month| !months.contains(*month)).filter(is_whole).count() as i64
            }
        })
    }

    /// The days that a row covers for another; none where it does not count for that one.
    fn covers(&mut self, cover: &Cover, row: usize, target: usize) -> Result<Option<(civil::Date, civil::Date)>, Cell> {
        let refers = match cover.by.map(|by| self.value(by, row)) {
            None => Ok(true),
            Some(Cell::Present(reference)) => Ok(reference.row() == target),
            Some(Cell::Blank | Cell::NotApplicable) => Ok(false),
            Some(refused @ (Cell::NotGiven | Cell::TooLarge)) => Err(refused),
        };
        match (refers, self.passes(cover.filter, row)) {
            (Ok(false), _) | (_, Ok(false)) => return Ok(None),
            (Ok(true), Ok(true)) => {}
            (Err(refused), _) | (_, Err(refused)) => return Err(refused),
        }
        match self.days(cover.covered, row) {
            Ok(days) => Ok(Some(days)),
            Err(Cell::NotApplicable) => Ok(None),
            Err(Cell::Blank) if cover.skip_blanks => Ok(None),
            Err(absent) => Err(absent),
        }
    }

    /// Two days, or the more absent of the two.
    fn days(&mut self, (from, to): (ExprId, ExprId), row: usize) -> Result<(civil::Date, civil::Date), Cell> {
        match (self.value(from, row), self.value(to, row)) {
            (Cell::Present(V::Date(from)), Cell::Present(V::Date(to))) => Ok((from, to)),
            (from, to) => Err(if from.absence() > to.absence() { from } else { to }),
        }
    }
}
