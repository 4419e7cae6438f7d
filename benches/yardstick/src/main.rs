//! The yardstick: Merit, a limit written by hand, and other engines on one workload, interleaved round by round.
//!
//! The command makes the files, sees to it that all engines give the same bytes, measures, and prints one Markdown table of ratios.

mod limit;
mod measure;
mod merit;
mod peers;
mod report;
mod workload;

use clap::Parser;
use limit::{Managers, Ranking, Results};
use measure::{Clock, Subject, Task, Times};
use merit::Merit;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures Merit against a limit written by hand and against other engines.
#[derive(Parser)]
struct Arguments {
    /// The rows of the workload
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// The rounds that count
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// The rows that engines are given which take them one by one
    #[arg(long, default_value_t = 20_000)]
    peer_rows: u64,
    /// What is timed
    #[arg(long, value_enum, default_value = "wall")]
    clock: Clock,
    /// The command, for the time of a whole process
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/release/merit"))]
    merit: PathBuf,
    /// Where Python's DuckDB is, or is installed
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/target/duckdb"))]
    duckdb: PathBuf,
    /// Of the others only those whose engine and task, as `Merit, R7 CSV 1t`, hold this text
    #[arg(long, default_value = "")]
    only: String,
    /// Only see to it that all give the same bytes
    #[arg(long)]
    check: bool,
}

/// The scheme's folder, with a thousand managers and what they get.
const SCHEME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/yardstick");

/// The files of a run.
struct Files {
    folder: tempfile::TempDir,
    /// The whole workload, and the beginning of it that is given to engines that take rows one by one.
    all: PathBuf,
    few: PathBuf,
}

impl Files {
    fn make(rows: u64, few: u64) -> io::Result<Files> {
        let folder = tempfile::tempdir()?;
        let file = |name: &str, rows: u64| -> io::Result<PathBuf> {
            let path = folder.path().join(name);
            let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
            out.write_all(workload::HEADING.as_bytes())?;
            workload::rows(&mut out, 0..rows)?;
            out.flush()?;
            Ok(path)
        };
        let (all, few) = (file("all.csv", rows)?, file("few.csv", few.min(rows))?);
        Ok(Files { folder, all, few })
    }

    fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let machine = report::machine();
    eprintln!("making {} rows", arguments.rows);
    let files = Files::make(arguments.rows, arguments.peer_rows)?;
    let engines = [Merit::new(false)?, Merit::new(true)?];
    let mut notes = check(&files, arguments.rows, &engines)?;
    let (others, more) = peers::all(&arguments, &files)?;
    notes.extend(more);
    notes.iter().for_each(|note| println!("- {note}"));
    if arguments.check {
        return Ok(());
    }
    let rows = arguments.rows as usize;
    let managers = Managers::open(&files.all)?.read()?;
    let tables = engines[0].read(&files.all, 1)?;
    let mut warm: Vec<Results> = managers.iter().map(|_| Results::default()).collect();
    let warm = std::cell::RefCell::new((&mut warm, Ranking::default()));
    let (clock, files, managers, tables, warm) = (arguments.clock, &files, &managers, &tables, &warm);
    let mut subjects: Vec<Subject<'_>> = Vec::new();
    for task in Task::ALL {
        let Task { from_csv, ranked, threads } = task;
        let engine = &engines[usize::from(ranked)];
        let mut add = |engine, writes, run| subjects.push(Subject { engine, task, rows, writes, run });
        if from_csv {
            let out = files.out("limit.csv");
            let writes = Some(out.clone());
            add(LIMIT, writes, Box::new(move || clock.time(|| limit::csv_to_csv(&files.all, &out, ranked, threads))));
            let out = files.out("merit.csv");
            let writes = Some(out.clone());
            add("Merit", writes, Box::new(move || clock.time(|| engine.csv_to_csv(&files.all, &out, threads))));
        } else {
            let mut add = |engine, run| add(engine, None, run);
            add(
                LIMIT,
                Box::new(move || {
                    clock.time(|| {
                        let mut results: Vec<Results> = managers.iter().map(|_| Results::default()).collect();
                        let mut ranking = Ranking::default();
                        in_memory(managers, &mut results, &mut ranking, task);
                        Ok((results, ranking))
                    })
                }),
            );
            add(
                "limit, its results reused",
                Box::new(move || {
                    let (results, ranking) = &mut *warm.borrow_mut();
                    clock.time(|| {
                        in_memory(managers, results, ranking, task);
                        Ok(())
                    })
                }),
            );
            add("Merit", Box::new(move || engine.in_memory(clock, tables, threads, false)));
            if threads == 1 {
                add("Merit, reasons kept", Box::new(move || engine.in_memory(clock, tables, threads, true)));
            }
        }
    }
    subjects.extend(others);
    let asked = |subject: &Subject<'_>| format!("{}, {}", subject.engine, subject.task.name()).contains(&arguments.only);
    subjects.retain(|subject| subject.engine == LIMIT || asked(subject));
    let times = Times::measure(&mut subjects, arguments.rounds, |round| eprintln!("round {round} of {}", arguments.rounds))?;
    println!("\n{machine}; {rows} rows, {} rounds, {:?} time\n", arguments.rounds, arguments.clock);
    println!("{}", report::table(&subjects, &times, LIMIT));
    println!("{}", merit::single(arguments.clock, arguments.rounds, &arguments.merit, &one_row(files)?)?);
    Ok(())
}

/// What all others are compared with; its results are allocated anew each time, as theirs are.
const LIMIT: &str = "limit";

/// The limit on columns in memory.
fn in_memory(managers: &[limit::Columns], results: &mut [Results], ranking: &mut Ranking, task: Task) {
    limit::in_memory(managers, results, task.ranked, task.threads);
    if task.ranked {
        ranking.rank(managers.iter().zip(&*results).map(|(columns, results)| (&*columns.branch, &*results.score)), task.threads);
    }
}

/// A file with the first row alone.
fn one_row(files: &Files) -> io::Result<PathBuf> {
    let path = files.out("one.csv");
    let mut out = File::create(&path)?;
    out.write_all(workload::HEADING.as_bytes())?;
    workload::rows(&mut out, 0..1)?;
    Ok(path)
}

/// Sees to it that Merit and the limit give the same bytes, with one thread and with two.
fn check(files: &Files, rows: u64, engines: &[Merit; 2]) -> io::Result<Vec<String>> {
    let mut notes = Vec::new();
    for (ranked, expected) in [(false, "pay"), (true, "all")] {
        let (task, out) = (Task { from_csv: true, ranked, threads: 1 }, files.out("limit.csv"));
        limit::csv_to_csv(&Path::new(SCHEME).join("data/manager.csv"), &out, ranked, 1)?;
        notes.push(compared("what the scheme's folder expects", task, &out, &Path::new(SCHEME).join(format!("expected/{expected}.csv")))?);
    }
    for task in Task::ALL.into_iter().filter(|task| task.from_csv) {
        let (limit, merit) = (files.out("limit.csv"), files.out("merit.csv"));
        limit::csv_to_csv(&files.all, &limit, task.ranked, task.threads)?;
        engines[usize::from(task.ranked)].csv_to_csv(&files.all, &merit, task.threads)?;
        notes.push(compared("Merit", task, &limit, &merit)?);
        if task.threads == 1 {
            let sum: String = Sha256::digest(std::fs::read(&limit)?).iter().map(|byte| format!("{byte:02x}")).collect();
            let known = KNOWN.iter().find(|known| (known.0, known.1) == (rows, task.ranked));
            let note = match known {
                Some((.., known)) if *known == sum => "the one that is known",
                Some(_) => {
                    return Err(io::Error::other(format!("the limit's checksum is not the one that is known: {}: {sum}", task.name())));
                }
                None => "not known before",
            };
            notes.push(format!("the limit's checksum, {}: {sum}, {note}", task.name()));
        }
    }
    Ok(notes)
}

/// The checksums of the results for so many rows, without article 8 and with it: every engine here has come to them.
const KNOWN: [(u64, bool, &str); 4] = [
    (100_000, false, "ef4a384c90418ac7fc75f51a87500ec5a1123381296ad953b139db9b6c3ab85c"),
    (100_000, true, "c6ce6281f8c2db750a3886eb922c24eda0b7306fb0739362f8985b18639d916d"),
    (1_000_000, false, "1eb5e2365d2678948198a1e22269f4f590e545c4f7a323a410084e6142a089ce"),
    (1_000_000, true, "40e798bf5110925b0758b2fa6f08ec50d65e834c080ca4ee473905c74335b093"),
];

/// How many rows of a file differ from those of another one.
fn compared(engine: &str, task: Task, limit: &Path, other: &Path) -> io::Result<String> {
    let (limit, other) = (std::fs::read(limit)?, std::fs::read(other)?);
    if limit == other {
        return Ok(format!("{engine}, {}: the same bytes as the limit", task.name()));
    }
    let lines = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (limit, other) = (lines(&limit), lines(&other));
    let differing = limit.iter().zip(&other).filter(|(one, other)| one != other).count() + limit.len().abs_diff(other.len());
    Ok(format!("**{engine}, {}: {differing} rows differ from the limit's**", task.name()))
}
