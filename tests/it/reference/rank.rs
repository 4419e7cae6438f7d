//! Places in an order.

use std::cmp::Ordering;

use merit::program::{ExprId, Place, Rank, RankBlanks, RecordId};
use merit::syntax::ast::RankOrder;

use super::{Cell, Reference};

impl Reference<'_> {
    /// The place of a row among those of its cohort: counted from 1, by how many stand before it.
    pub(super) fn rank(&mut self, rank: &Rank, record: RecordId, row: usize) -> Cell {
        let (cohort, keys) = match self.ranked(rank, row) {
            Ok(ranked) => ranked,
            Err(absent) => return absent,
        };
        let (mut before, mut equal, mut equal_and_earlier) = (0, 0, 0);
        for other in 0..self.rows(record) {
            match self.ranked(rank, other) {
                Ok((others_cohort, others_keys)) if others_cohort == cohort => match compare(rank, &others_keys, &keys) {
                    Ordering::Less => before += 1,
                    Ordering::Equal => {
                        equal += 1;
                        equal_and_earlier += i64::from(other < row);
                    }
                    Ordering::Greater => {}
                },
                Err(refused @ (Cell::NotGiven | Cell::TooLarge)) => return refused,
                Ok(_) | Err(_) => {}
            }
        }
        Cell::count(match rank.place {
            Place::Best => before + 1,
            // The row itself is one of the equal ones.
            Place::Worst => before + equal,
            Place::Ordinal => before + equal_and_earlier + 1,
        })
    }

    /// The cohort and the keys of a row that is ranked; of one that is not, what it gets in place of a rank: not applicable when it is
    /// not among those ranked, else blank or not applicable as its cohort or a key is that keeps it out.
    fn ranked(&mut self, rank: &Rank, row: usize) -> Result<(usize, Vec<Cell>), Cell> {
        if !self.passes(rank.among, row)? {
            return Err(Cell::NotApplicable);
        }
        let cohort = self.cohort(rank.within, row)?;
        let keys = rank.keys.iter().map(|&(key, _): &(ExprId, RankOrder)| self.value(key, row)).collect::<Vec<_>>();
        let keeps_out = |key: &&Cell| match key {
            Cell::Present(_) => false,
            Cell::Blank => matches!(rank.blanks, RankBlanks::Out | RankBlanks::Never),
            Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => true,
        };
        match keys.iter().filter(keeps_out).max_by_key(|key| key.absence()) {
            Some(absent) => Err(absent.clone()),
            None => Ok((cohort, keys)),
        }
    }
}

/// Who stands before whom: by the first key that differs. Blanks stand where the policy puts them, whichever way the key is ordered.
fn compare(rank: &Rank, left: &[Cell], right: &[Cell]) -> Ordering {
    for ((a, b), (_, order)) in left.iter().zip(right).zip(&rank.keys) {
        let ordering = match (a, b) {
            (Cell::Present(a), Cell::Present(b)) => match order {
                RankOrder::HighestFirst => b.order(a),
                RankOrder::LowestFirst => a.order(b),
            },
            (Cell::Present(_), _) => blank_against_present(rank.blanks).reverse(),
            (_, Cell::Present(_)) => blank_against_present(rank.blanks),
            (_, _) => Ordering::Equal,
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
    Ordering::Equal
}

fn blank_against_present(blanks: RankBlanks) -> Ordering {
    match blanks {
        RankBlanks::First => Ordering::Less,
        RankBlanks::Last => Ordering::Greater,
        RankBlanks::Never | RankBlanks::Out => unreachable!("a row with a blank key is not ranked"),
    }
}
