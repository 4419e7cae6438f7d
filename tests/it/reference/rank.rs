//! Places in an order.

use std::cmp::Ordering;

use merit::program::{Place, Rank, RankBlanks, RecordId};
use merit::syntax::ast::RankOrder;

use super::{Cell, Reference};

impl Reference<'_> {
    /// The place of a row among those of its cohort: counted from 1, by how many stand before it.
    pub(super) fn rank(&mut self, rank: &Rank, record: RecordId, row: usize) -> Cell {
        self.place(rank, record, row).unwrap_or_else(|absent| absent)
    }

    /// The same; an error is what stands in place of a place.
    fn place(&mut self, rank: &Rank, record: RecordId, row: usize) -> Result<Cell, Cell> {
        let cohort = self.cohort(rank.among, rank.within, row)?;
        let keys = self.keys(rank, row)?;
        let (mut before, mut equal, mut equal_and_earlier) = (0, 0, 0);
        for other in self.members(record, rank.among, rank.within, cohort)? {
            match self.keys(rank, other).map(|others| compare(rank, &others, &keys)) {
                Ok(Ordering::Less) => before += 1,
                Ok(Ordering::Equal) => {
                    equal += 1;
                    equal_and_earlier += i64::from(other < row);
                }
                Err(refused @ (Cell::NotGiven | Cell::TooLarge)) => return Err(refused),
                Ok(Ordering::Greater) | Err(_) => {}
            }
        }
        Ok(Cell::count(match rank.place {
            Place::Best => before + 1,
            // The row itself is one of the equal ones.
            Place::Worst => before + equal,
            Place::Ordinal => before + equal_and_earlier + 1,
        }))
    }

    /// The keys of a row that is ranked. A key that is not applicable, or blank where blanks stay out, keeps its row out, and is what the
    /// row gets in place of a place.
    fn keys(&mut self, rank: &Rank, row: usize) -> Result<Vec<Cell>, Cell> {
        let keys = rank.keys.iter().map(|&(key, _)| self.value(key, row)).collect::<Vec<_>>();
        let keeps_out = |key: &&Cell| match key {
            Cell::Present(_) => false,
            Cell::Blank => matches!(rank.blanks, RankBlanks::Out | RankBlanks::Never),
            Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => true,
        };
        match keys.iter().filter(keeps_out).max_by_key(|key| key.absence()) {
            Some(absent) => Err(absent.clone()),
            None => Ok(keys),
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
