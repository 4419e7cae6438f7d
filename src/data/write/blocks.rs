//! Rows written block by block, by as many threads as are given: the bytes do not depend on how many there are.

use super::digits::Line;
use crate::data::columns::BATCH;
use crate::data::in_order::in_order;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The rows that one thread writes at a time: a batch, so that a column of a result is mostly found as it stands.
const BLOCK: usize = BATCH;

/// Has rows written block by block, in their order, by so many threads.
///
/// # Errors
/// What the sink says.
pub(super) fn in_blocks(
    out: &mut dyn Write,
    rows: usize,
    threads: usize,
    block: impl Fn(Range<usize>, &mut Line) + Sync,
) -> io::Result<()> {
    let (blocks, next) = (rows.div_ceil(BLOCK), AtomicUsize::new(0));
    let written = |(): &mut (), mut line: Line| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= blocks {
            return Ok(None);
        }
        line.clear();
        let from = number.saturating_mul(BLOCK);
        block(from..from.saturating_add(BLOCK).min(rows), &mut line);
        Ok(Some((number, line)))
    };
    in_order(threads.min(blocks), |_| (), written, |line| out.write_all(line.written()).map(|()| line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(rows: Range<usize>, line: &mut Line) {
        rows.for_each(|row| line.text(format!("{row}\n").as_bytes()));
    }

    #[test]
    fn any_number_of_threads_writes_the_same() {
        for rows in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 20 * BLOCK + 7] {
            let expected: String = (0..rows).map(|row| format!("{row}\n")).collect();
            for threads in [0, 1, 2, 5, 40] {
                let mut sink = Vec::new();
                assert!(in_blocks(&mut sink, rows, threads, numbers).is_ok());
                assert!(sink == expected.as_bytes(), "{rows} rows, {threads} threads");
            }
        }
    }
}
