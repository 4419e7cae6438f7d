//! The limit: the scheme written by hand for this one file, as a programmer would who may spend a week on it.
//!
//! Rows are cut and decoded column by column, straight to integers of cents; the rules are loops over columns that the compiler makes
//! wide instructions of, chosen when the program runs; a cohort is parted by branch and sorted by digits; text is written eight digits
//! at a time. The file is cut into pieces that stay in a core's cache, and each thread takes the next one. It reads the form that the
//! workload has and refuses every other. Nothing here is general: it shows what the machine can do, and Merit is measured against it.

mod cohort;
mod columns;
mod index;
mod kernel;
mod parse;
mod pieces;
mod write;

pub use cohort::Ranking;
pub use columns::{Columns, Results};
pub use kernel::compute;
pub use parse::Parser;

use crate::workload::HEADING;
use columns::Span;
use memmap2::Mmap;
use pieces::{Turn, pieces, share};
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

/// What stands before the rows of a piece, so that digits can be loaded before their first one.
const LEAD: usize = 32;

/// A file of managers in memory.
pub struct Managers {
    bytes: Mmap,
    pieces: Vec<Range<usize>>,
}

impl Managers {
    /// Maps a file; its heading must be the workload's.
    pub fn open(path: &Path) -> io::Result<Managers> {
        let file = File::open(path)?;
        // Nobody writes to the file while it is measured.
        let bytes = unsafe { Mmap::map(&file)? };
        if !bytes.starts_with(HEADING.as_bytes()) {
            return Err(io::Error::other("the heading is not that of the workload"));
        }
        let pieces = pieces(&bytes, HEADING.len());
        Ok(Managers { bytes, pieces })
    }

    /// The bytes of a piece, with what stands before it.
    fn piece(&self, number: usize) -> &[u8] {
        let piece = &self.pieces[number];
        &self.bytes[piece.start - LEAD..piece.end]
    }

    /// Every piece as columns.
    pub fn read(&self) -> io::Result<Vec<Columns>> {
        let mut parser = Parser::default();
        (0..self.pieces.len())
            .map(|number| {
                let mut columns = Columns::default();
                parser.parse(self.piece(number), &mut columns)?;
                Ok(columns)
            })
            .collect()
    }
}

/// The rules over columns in memory, the pieces shared by so many threads.
pub fn in_memory(columns: &[Columns], results: &mut [Results], ranked: bool, threads: usize) {
    let half = if threads > 1 { columns.len() / 2 } else { columns.len() };
    let ((first, second), (to_first, to_second)) = (columns.split_at(half), results.split_at_mut(half));
    let run = |columns: &[Columns], results: &mut [Results]| {
        columns.iter().zip(results).for_each(|(columns, results)| compute(columns, results, ranked));
    };
    std::thread::scope(|scope| {
        if threads > 1 {
            scope.spawn(|| run(second, to_second));
        }
        run(first, to_first);
    });
}

/// From a file of managers to a file of what they get: articles 1 to 7, or 8 as well.
pub fn csv_to_csv(from: &Path, to: &Path, ranked: bool, threads: usize) -> io::Result<()> {
    let managers = Managers::open(from)?;
    let mut out = File::create(to)?;
    out.write_all(write::heading(ranked).as_bytes())?;
    if ranked { with_ranks(&managers, &out, threads) } else { without_ranks(&managers, &out, threads) }
}

/// Each piece is read, computed and written while it is in the cache.
fn without_ranks(managers: &Managers, out: &File, threads: usize) -> io::Result<()> {
    let turn = Turn::new(out);
    share(managers.pieces.len(), threads, |next| {
        let (mut parser, mut columns, mut results, mut text) = (Parser::default(), Columns::default(), Results::default(), Vec::new());
        while let Some(number) = next() {
            let piece = managers.piece(number);
            let rows = parser.parse(piece, &mut columns).map(|()| {
                compute(&columns, &mut results, false);
                write::rows(piece, &columns.ids, &results, None, &mut text)
            });
            turn.write(number, rows)?;
        }
        Ok(())
    })
}

/// What is kept of a piece until all are ranked.
struct Kept {
    ids: Vec<Span>,
    branches: Vec<u16>,
    results: Results,
}

/// A rank needs all rows: the pieces are kept, ranked and then written.
fn with_ranks(managers: &Managers, out: &File, threads: usize) -> io::Result<()> {
    let kept: Vec<Mutex<Option<Kept>>> = managers.pieces.iter().map(|_| Mutex::new(None)).collect();
    share(managers.pieces.len(), threads, |next| {
        let (mut parser, mut columns) = (Parser::default(), Columns::default());
        while let Some(number) = next() {
            parser.parse(managers.piece(number), &mut columns)?;
            let mut results = Results::default();
            compute(&columns, &mut results, true);
            let piece = Kept { ids: columns.ids.clone(), branches: columns.branch.clone(), results };
            *kept[number].lock().map_err(|_| io::Error::other("a thread ended"))? = Some(piece);
        }
        Ok(())
    })?;
    let kept: Vec<Kept> = kept.into_iter().filter_map(|piece| piece.into_inner().ok().flatten()).collect();
    let mut ranking = Ranking::default();
    ranking.rank(kept.iter().map(|piece| (piece.branches.as_slice(), piece.results.score.as_slice())), threads);
    let mut firsts = Vec::with_capacity(kept.len());
    let mut rows = 0;
    for piece in &kept {
        firsts.push(rows);
        rows += piece.ids.len();
    }
    let turn = Turn::new(out);
    share(kept.len(), threads, |next| {
        let mut text = Vec::new();
        while let Some(number) = next() {
            let (piece, first) = (&kept[number], firsts[number]);
            let standings = &ranking.standings[first..first + piece.ids.len()];
            turn.write(number, Ok(write::rows(managers.piece(number), &piece.ids, &piece.results, Some(standings), &mut text)))?;
        }
        Ok(())
    })
}
