//! On which line of a file each row stands, held as runs: most rows stand on the line after the one before.

/// The line of each row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineNumbers {
    rows: usize,
    /// The first row of each run, and its line.
    runs: Vec<(usize, u64)>,
}

impl LineNumbers {
    /// Adds the next row.
    pub(super) fn push(&mut self, line: u64) {
        self.extend(line, 1);
    }

    /// Adds rows that stand on lines one behind the other.
    pub(super) fn extend(&mut self, first: u64, rows: usize) {
        if rows > 0 && self.next_line() != Some(first) {
            self.runs.push((self.rows, first));
        }
        self.rows = self.rows.saturating_add(rows);
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The line of a row.
    pub fn line(&self, row: usize) -> Option<u64> {
        if row < self.rows { self.in_run(row) } else { None }
    }

    /// The line that the next row stands on if it follows the last one.
    fn next_line(&self) -> Option<u64> {
        self.in_run(self.rows)
    }

    fn in_run(&self, row: usize) -> Option<u64> {
        let run = self.runs.partition_point(|(first, _)| *first <= row).checked_sub(1)?;
        let (first, line) = self.runs.get(run)?;
        line.checked_add(u64::try_from(row.checked_sub(*first)?).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_keeps_its_line() {
        let mut lines = LineNumbers::default();
        let mut expected = Vec::new();
        for (first, rows) in [(2, 3), (5, 1), (9, 2), (9, 1), (1, 0), (10, 4)] {
            lines.extend(first, rows);
            expected.extend((first..).take(rows));
        }
        lines.push(14);
        expected.push(14);
        let found: Vec<u64> = (0..lines.rows()).filter_map(|row| lines.line(row)).collect();
        assert_eq!(found, expected);
        assert_eq!(lines.line(expected.len()), None);
        // What follows the run before is of it.
        assert_eq!(lines.runs.len(), 3);
    }
}
