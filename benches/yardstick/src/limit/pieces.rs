//! Pieces of a file, shared by threads and written in their order.

use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};

/// About the bytes of a piece: with its columns and its text it stays in the cache of a core.
const PIECE: usize = 1 << 17;

/// Cuts what follows a heading at ends of lines.
pub fn pieces(bytes: &[u8], heading: usize) -> Vec<Range<usize>> {
    let (mut pieces, mut from) = (Vec::new(), heading);
    while from < bytes.len() {
        let least = (from + PIECE).min(bytes.len()) - 1;
        let line = bytes[least..].iter().position(|byte| *byte == b'\n');
        let to = line.map_or(bytes.len(), |line| least + line + 1);
        pieces.push(from..to);
        from = to;
    }
    pieces
}

/// Has threads work until no piece is left; each asks for the next one.
pub fn share(pieces: usize, threads: usize, work: impl Fn(&dyn Fn() -> Option<usize>) -> io::Result<()> + Sync) -> io::Result<()> {
    let taken = AtomicUsize::new(0);
    let next = || Some(taken.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < pieces);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| work(&next))).collect();
        let first = work(&next);
        let joined = others.into_iter().map(|other| other.join().unwrap_or_else(|_| Err(io::Error::other("a thread ended"))));
        joined.fold(first, io::Result::and)
    })
}

/// Whose turn it is to write.
pub struct Turn<'a> {
    out: &'a File,
    /// The piece that is written next; none after a failure.
    next: Mutex<Option<usize>>,
    changed: Condvar,
}

impl Turn<'_> {
    pub fn new(out: &File) -> Turn<'_> {
        Turn { out, next: Mutex::new(Some(0)), changed: Condvar::new() }
    }

    /// Writes a piece when those before it are written; a piece that failed ends the writing.
    pub fn write(&self, number: usize, text: io::Result<&[u8]>) -> io::Result<()> {
        let ended = || io::Error::other("a piece before it failed");
        let waits = |next: &mut Option<usize>| next.is_some_and(|next| next != number);
        let next = self.next.lock().map_err(|_| ended())?;
        let mut next = self.changed.wait_while(next, waits).map_err(|_| ended())?;
        if next.is_none() {
            return Err(ended());
        }
        let written = text.and_then(|text| { self.out }.write_all(text));
        *next = written.is_ok().then_some(number + 1);
        self.changed.notify_all();
        written
    }
}
