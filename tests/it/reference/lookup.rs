//! Tables of constants.

use merit::program::{CellTest, ExprId, TableId};

use super::maps::holds;
use super::{Cell, Reference, V};

impl Reference<'_> {
    /// The value of the first row of a table all of whose cells hold; blank where none does. A key that is not applicable makes the
    /// whole so; one that is blank only fits the cells that say so.
    pub(super) fn lookup(&mut self, table: TableId, keys: &[ExprId], column: u32, row: usize) -> Cell {
        let keys = keys.iter().map(|&key| self.value(key, row)).collect::<Vec<_>>();
        if let Some(absent) = keys.iter().filter(|key| key.absence() > Cell::Blank.absence()).max_by_key(|key| key.absence()) {
            return absent.clone();
        }
        let rows = &self.program.table(table).rows;
        let fitting = rows.iter().find(|row| row.tests.iter().zip(&keys).all(|(test, key)| fits(test, key)));
        let value = fitting.and_then(|row| row.values[column as usize].as_ref());
        value.map_or(Cell::Blank, |value| Cell::Present(V::of(value)))
    }
}

/// Whether a key is what a cell asks for.
fn fits(test: &CellTest, key: &Cell) -> bool {
    match (test, key) {
        (CellTest::Any, _) => true,
        (CellTest::Blank, key) => *key == Cell::Blank,
        (CellTest::OneOf(values), Cell::Present(key)) => values.iter().any(|value| V::of(value) == *key),
        (CellTest::Range(bounds), Cell::Present(key)) => bounds.iter().all(|(comparison, bound)| holds(*comparison, key, &V::of(bound))),
        (CellTest::OneOf(_) | CellTest::Range(_), _) => false,
    }
}
