//! Rows written block by block, by as many threads as are given: the bytes do not depend on how many there are.

use crate::data::columns::BATCH;
use crate::data::in_order::in_order;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The rows that one thread writes at a time: a batch, so that a column of a result is mostly found as it stands.
const BLOCK: usize = BATCH;

/// Has rows made ready block by block by so many threads, each block in the room of one that was taken, and takes them in their order.
///
/// # Errors
/// The first that is given when a block is taken.
pub(super) fn in_blocks<B: Default + Send, E: Send>(
    rows: usize,
    threads: usize,
    make: impl Fn(Range<usize>, &mut B) + Sync,
    mut take: impl FnMut(&B) -> Result<(), E>,
) -> Result<(), E> {
    let (blocks, next) = (rows.div_ceil(BLOCK), AtomicUsize::new(0));
    let made = |(): &mut (), mut block: B| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= blocks {
            return Ok(None);
        }
        let from = number.saturating_mul(BLOCK);
        make(from..from.saturating_add(BLOCK).min(rows), &mut block);
        Ok(Some((number, block)))
    };
    in_order(threads.min(blocks), |_| (), made, |block| take(&block).map(|()| block))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(rows: Range<usize>, text: &mut String) {
        *text = rows.map(|row| format!("{row}\n")).collect();
    }

    #[test]
    fn any_number_of_threads_writes_the_same() {
        for rows in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 20 * BLOCK + 7] {
            let expected: String = (0..rows).map(|row| format!("{row}\n")).collect();
            for threads in [0, 1, 2, 5, 40] {
                let mut all = String::new();
                let taken: Result<(), ()> = in_blocks(rows, threads, numbers, |text| {
                    all.push_str(text);
                    Ok(())
                });
                assert!(taken.is_ok() && all == expected, "{rows} rows, {threads} threads");
            }
        }
    }
}
