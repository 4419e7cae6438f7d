//! Series: neighbours, running aggregates, streaks, and what is carried from row to row.

use merit::program::{FoldId, RecordId, ReduceOp, Scan, ScanOp, Series};

use super::aggregates::aggregate;
use super::cell::order_of;
use super::{Cell, Reference, V};

impl Reference<'_> {
    /// What is found along a series at a row.
    pub(super) fn scan(&mut self, scan: &Scan, record: RecordId, row: usize) -> Cell {
        let rows = match self.series(&scan.series, record, row) {
            Ok(rows) => rows,
            Err(absent) => return absent,
        };
        let here = rows.iter().position(|&other| other == row).expect("a row is in its own series");
        match &scan.op {
            ScanOp::Shift(places) => {
                let other = here.checked_add_signed(*places as isize).and_then(|at| rows.get(at));
                other.map_or(Cell::Blank, |&other| Cell::Present(V::Reference(other)))
            }
            ScanOp::Latest => self.latest(scan, &rows[..=here]),
            ScanOp::Streak => self.streak(scan, &rows[..=here]),
            ScanOp::Running { op, last, skip_blanks } => {
                let from = last.map_or(0, |last| (here + 1).saturating_sub(last as usize));
                self.running(scan, op, *skip_blanks, &rows[from..=here])
            }
        }
    }

    /// All rows of the series of a row, in order; rows equal in the order keep that of the input.
    fn series(&mut self, series: &Series, record: RecordId, row: usize) -> Result<Vec<usize>, Cell> {
        let own = self.cohort(None, series.within, row)?;
        let mut keyed = Vec::new();
        for member in self.members(record, None, series.within, own)? {
            keyed.push((self.order_keys(&series.order, member)?, member));
        }
        keyed.sort_by(|(left, _), (right, _)| order_of(left, right));
        Ok(keyed.into_iter().map(|(_, member)| member).collect())
    }

    /// The last of some rows where the value is there; after one that cannot be known, not known until there is one again.
    fn latest(&mut self, scan: &Scan, rows: &[usize]) -> Cell {
        let value = scan.value.expect("the latest of something");
        for &row in rows.iter().rev() {
            match self.value(value, row) {
                Cell::Present(_) => return Cell::Present(V::Reference(row)),
                Cell::Blank | Cell::NotApplicable => {}
                refused => return refused,
            }
        }
        Cell::Blank
    }

    /// How many of the last rows hold without a break; not known where one of them is not.
    fn streak(&mut self, scan: &Scan, rows: &[usize]) -> Cell {
        let condition = scan.value.expect("a streak of something");
        let mut held = 0;
        let mut absent = None::<Cell>;
        for &row in rows.iter().rev() {
            match self.value(condition, row) {
                Cell::Present(answer) if answer.yes() => held += 1,
                Cell::Present(_) => break,
                cell if absent.as_ref().is_none_or(|worst| cell.absence() > worst.absence()) => absent = Some(cell),
                _ => {}
            }
        }
        absent.unwrap_or(Cell::count(held))
    }

    fn running(&mut self, scan: &Scan, op: &ReduceOp, skip_blanks: bool, rows: &[usize]) -> Cell {
        let Some(value) = scan.value else { return Cell::count(rows.len() as i64) };
        let mut values = Vec::new();
        let mut absent = None::<Cell>;
        for &row in rows {
            match self.value(value, row) {
                Cell::Present(value) => values.push(value),
                Cell::NotApplicable => {}
                Cell::Blank if skip_blanks => {}
                cell if absent.as_ref().is_none_or(|worst| cell.absence() > worst.absence()) => absent = Some(cell),
                _ => {}
            }
        }
        absent.unwrap_or_else(|| aggregate(op, values))
    }

    /// What is carried to a row: what the state starts with at the first row of the series, else what the row before leaves.
    pub(super) fn carried(&mut self, fold: FoldId, state: u32, row: usize) -> Cell {
        let fold = self.program.fold(fold);
        let rows = match self.series(&fold.series, fold.record, row) {
            Ok(rows) => rows,
            Err(absent) => return absent,
        };
        let here = rows.iter().position(|&other| other == row).expect("a row is in its own series");
        let state = &fold.states[state as usize];
        // Row by row from the first one, so that long series do not go deep.
        for &before in &rows[..here] {
            for state in &fold.states {
                self.value(state.next, before);
            }
        }
        if here == 0 { self.value(state.starts, row) } else { self.value(state.next, rows[here - 1]) }
    }
}
