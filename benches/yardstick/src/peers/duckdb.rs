//! DuckDB, by way of Python: installed into a folder of its own, kept running, and asked for one task at a time.

use crate::measure::{Clock, Subject, Task};
use crate::{Arguments, Files, compared, limit};
use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/in_duckdb.py");

/// The script as it runs.
struct Running {
    child: Child,
    asked: ChildStdin,
    told: BufReader<ChildStdout>,
}

/// Adds DuckDB's tasks, or why there are none.
pub fn add(arguments: &Arguments, files: &Files, subjects: &mut Vec<Subject<'static>>, notes: &mut Vec<String>) -> io::Result<()> {
    let python = match installed(&arguments.duckdb) {
        Ok(python) => python,
        Err(error) => {
            notes.push(format!("DuckDB is not measured: {error}"));
            return Ok(());
        }
    };
    let (mut running, version) = Running::start(&python, &files.all, arguments.clock)?;
    notes.push(format!("DuckDB {version}, DECIMAL"));
    let out = files.out("duckdb.csv");
    for ranked in [false, true] {
        let task = Task { from_csv: true, ranked, threads: 1 };
        running.run(task, &out)?;
        let limit = files.out("limit.csv");
        limit::csv_to_csv(&files.all, &limit, ranked, 1)?;
        notes.push(compared("DuckDB", task, &limit, &out)?);
    }
    let (running, rows) = (Rc::new(RefCell::new(running)), arguments.rows as usize);
    subjects.extend(Task::ALL.map(|task| {
        let (running, out) = (Rc::clone(&running), out.clone());
        let writes = task.from_csv.then(|| out.clone());
        Subject { engine: "DuckDB DECIMAL", task, rows, writes, run: Box::new(move || running.borrow_mut().run(task, &out)) }
    }));
    Ok(())
}

/// Python with DuckDB, installed into a folder unless it is there.
fn installed(folder: &Path) -> io::Result<PathBuf> {
    let python = folder.join("bin/python");
    let done = |command: &mut Command| match command.output() {
        Ok(out) if out.status.success() => Ok(()),
        Ok(out) => Err(io::Error::other(String::from_utf8_lossy(&out.stderr).trim().replace('\n', " "))),
        Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", command.get_program().display()))),
    };
    if done(Command::new(&python).args(["-c", "import duckdb"])).is_err() {
        eprintln!("installing DuckDB into {}", folder.display());
        done(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
        done(Command::new(&python).args(["-m", "pip", "install", "--quiet", "duckdb"]))?;
    }
    Ok(python)
}

impl Running {
    fn start(python: &Path, managers: &Path, clock: Clock) -> io::Result<(Running, String)> {
        let clock = if clock == Clock::Cpu { "cpu" } else { "wall" };
        let mut child = Command::new(python).arg(SCRIPT).arg(managers).arg(clock).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(asked), Some(told)) = (child.stdin.take(), child.stdout.take()) else { return Err(io::Error::other("no pipes")) };
        let mut running = Running { child, asked, told: BufReader::new(told) };
        let version = running.line()?;
        Ok((running, version))
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        match self.told.read_line(&mut line)? {
            0 => Err(io::Error::other("DuckDB's script ended")),
            _ => Ok(line.trim().to_owned()),
        }
    }

    fn run(&mut self, task: Task, out: &Path) -> io::Result<Duration> {
        let (way, result) = (if task.from_csv { "csv" } else { "memory" }, if task.ranked { "all" } else { "pay" });
        writeln!(self.asked, "{way} {result} {} {}", task.threads, out.display())?;
        self.asked.flush()?;
        self.line()?.parse().map(Duration::from_secs_f64).map_err(io::Error::other)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
