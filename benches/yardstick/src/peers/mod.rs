//! Other engines on the workload, each in its own language and at its own best.
//!
//! What was not built in or cannot be installed is told, so that a table with fewer rows says why.

#[cfg(any(feature = "rhai", feature = "zen"))]
mod by_row;
mod duckdb;
#[cfg(feature = "rhai")]
mod rhai;
#[cfg(feature = "zen")]
mod zen;

use crate::measure::{Subject, Task};
use crate::{Arguments, Files, compared, limit};
use std::io;
use std::path::Path;

/// Articles 1 to 7 from file to file with one thread: what every engine can do.
const COMMON: Task = Task { from_csv: true, ranked: false, threads: 1 };

/// Every engine that was built in or found, and what is to be said of it and of those that were not.
pub fn all(arguments: &Arguments, files: &Files) -> io::Result<(Vec<Subject<'static>>, Vec<String>)> {
    let (mut subjects, mut notes) = (Vec::new(), Vec::new());
    duckdb::add(arguments, files, &mut subjects, &mut notes)?;
    let mut by_row = |engine: &'static str, added: io::Result<Vec<Subject<'static>>>| match added {
        Ok(added) => {
            subjects.extend(added);
            notes.push(compared_few(engine, files)?);
            Ok(())
        }
        Err(error) => Err(io::Error::other(format!("{engine}: {error}"))),
    };
    #[cfg(feature = "zen")]
    by_row("ZEN", by_row::subjects("ZEN", zen::Zen::new()?, arguments.clock, &files.few, &files.out("ZEN.csv")))?;
    #[cfg(feature = "rhai")]
    by_row("Rhai", by_row::subjects("Rhai", rhai::Rhai::new()?, arguments.clock, &files.few, &files.out("Rhai.csv")))?;
    // Without either feature nothing calls it.
    let _ = &mut by_row;
    for (engine, is_there) in [("ZEN", cfg!(feature = "zen")), ("Rhai", cfg!(feature = "rhai"))] {
        if !is_there {
            notes.push(format!("{engine} is not measured: build with `--features peers`"));
        }
    }
    Ok((subjects, notes))
}

/// Compares what an engine wrote of the first rows with what the limit writes of them.
fn compared_few(engine: &str, files: &Files) -> io::Result<String> {
    let limit = files.out("limit.csv");
    limit::csv_to_csv(&files.few, &limit, false, 1)?;
    compared(engine, COMMON, &limit, Path::new(&files.out(&format!("{engine}.csv"))))
}
