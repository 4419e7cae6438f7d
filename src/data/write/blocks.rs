//! Rows written block by block, by as many threads as are given: the bytes do not depend on how many there are.

use super::digits::Line;
use crate::data::columns::BATCH;
use rustc_hash::FxHashMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

/// The rows that one thread writes at a time: a batch, so that a column of a result is mostly found as it stands.
const BLOCK: usize = BATCH;

/// Blocks for each thread that may be written and not yet be in the sink.
const LINES: usize = 3;

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
    let blocks = rows.div_ceil(BLOCK);
    let one = |number: usize, line: &mut Line| {
        line.clear();
        let from = number.saturating_mul(BLOCK);
        block(from..from.saturating_add(BLOCK).min(rows), line);
    };
    let threads = threads.min(blocks);
    if threads <= 1 {
        let mut line = Line::default();
        return (0..blocks).try_for_each(|number| {
            one(number, &mut line);
            out.write_all(line.written())
        });
    }
    let next = AtomicUsize::new(0);
    let (spare, empty) = mpsc::channel();
    let empty = Mutex::new(empty);
    std::thread::scope(|scope| {
        // Both end with this, whatever the sink says: then no thread waits.
        let spare = spare;
        let (full, written) = mpsc::channel();
        for _ in 0..threads.saturating_mul(LINES) {
            // Who takes them is here.
            let _ = spare.send(Line::default());
        }
        for _ in 0..threads {
            let (full, one, next, empty) = (full.clone(), &one, &next, &empty);
            scope.spawn(move || {
                // A line first, then a number: so the block that is waited for has one.
                while let Some(mut line) = taken(empty) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= blocks {
                        return;
                    }
                    one(number, &mut line);
                    if full.send((number, line)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(full);
        let mut waiting = FxHashMap::default();
        let mut expected = 0usize;
        for (number, line) in written {
            waiting.insert(number, line);
            while let Some(line) = waiting.remove(&expected) {
                expected = expected.saturating_add(1);
                out.write_all(line.written())?;
                // All may be done.
                let _ = spare.send(line);
            }
        }
        Ok(())
    })
}

/// A line that nobody uses; none where no more is to be written.
fn taken(empty: &Mutex<mpsc::Receiver<Line>>) -> Option<Line> {
    empty.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sink that takes so many bytes and no more.
    struct Full(usize, Vec<u8>);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.extend_from_slice(bytes);
            if self.1.len() > self.0 { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(bytes.len()) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn numbers(rows: Range<usize>, line: &mut Line) {
        rows.for_each(|row| line.text(format!("{row}\n").as_bytes()));
    }

    #[test]
    fn any_number_of_threads_writes_the_same() {
        for rows in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 20 * BLOCK + 7] {
            let expected: String = (0..rows).map(|row| format!("{row}\n")).collect();
            for threads in [0, 1, 2, 5, 40] {
                let mut sink = Full(usize::MAX, Vec::new());
                assert!(in_blocks(&mut sink, rows, threads, numbers).is_ok());
                assert!(sink.1 == expected.as_bytes(), "{rows} rows, {threads} threads");
            }
        }
    }

    #[test]
    fn a_sink_that_is_full_ends_all_threads() {
        for threads in [1, 2, 5] {
            let told = in_blocks(&mut Full(BLOCK * 12, Vec::new()), 60 * BLOCK, threads, numbers);
            assert_eq!(told.map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
        }
    }
}
