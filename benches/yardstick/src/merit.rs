//! Merit on the workload: in memory, from CSV to CSV, one record, one process, and how long policies take to compile.

use crate::measure::{Clock, Spread};
use merit::data::host::HostRows;
use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, Input, InputFormat, MissingField, ReadOptions, Tables, records_with_files};
use merit::diagnostics::Diagnostic;
use merit::engine::{Engine, Policy, Settings, Source, Unstreamed};
use merit::explain;
use merit::program::RecordId;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::Command;

/// The scheme: all eight articles, two results, and tests.
const SCHEME: &str = include_str!("../../../policies/yardstick/scheme.merit");

/// A policy of the yardstick with its record.
pub struct Merit {
    policy: Policy,
    manager: RecordId,
}

fn amiss(findings: &[Diagnostic]) -> io::Error {
    let first = findings.iter().find(|finding| finding.is_error());
    io::Error::other(first.map_or_else(|| "nothing is amiss".to_owned(), |finding| format!("{:?} {:?}", finding.code, finding.message)))
}

fn compiled(text: &str) -> io::Result<Policy> {
    Engine::compile("scheme.merit", text).map_err(|rejected| amiss(&rejected.findings))
}

/// The scheme with one of its results: without article 8, or with it.
fn scheme(ranked: bool) -> String {
    let part = |from: &str, to: &str| {
        let (_, rest) = SCHEME.split_once(from).unwrap_or_default();
        format!("{from}{}", rest.split_once(to).unwrap_or_default().0)
    };
    let articles = SCHEME.split_once(if ranked { "result pay" } else { "article 8" }).unwrap_or_default().0;
    let result = if ranked { part("result all", "test \"") } else { part("result pay", "result all") };
    format!("{articles}{result}")
}

impl Merit {
    /// Compiles the scheme.
    pub fn new(ranked: bool) -> io::Result<Merit> {
        let policy = compiled(&scheme(ranked))?;
        let manager = records_with_files(policy.program()).next().map(|(record, _)| record);
        let manager = manager.ok_or_else(|| io::Error::other("the scheme reads no record"))?;
        Ok(Merit { policy, manager })
    }

    /// Reads a file of managers.
    pub fn read(&self, file: &Path, threads: usize) -> io::Result<Tables> {
        let input = Input { name: file.display().to_string(), bytes: std::fs::read(file)?, format: InputFormat::Csv };
        let (tables, findings) =
            data::read(self.policy.program(), &[(self.manager, input)], &ReadOptions { threads, ..ReadOptions::default() });
        if findings.iter().any(Diagnostic::is_error) { Err(amiss(&findings)) } else { Ok(tables) }
    }

    /// Evaluates the scheme over tables; its results are columns of its own each time.
    pub fn in_memory(&self, clock: Clock, tables: &Tables, threads: usize, reasons: bool) -> io::Result<std::time::Duration> {
        let settings = Settings { threads, reasons, ..Settings::default() };
        clock.time(|| self.policy.evaluate(tables, &settings).map_err(|findings| amiss(&findings)))
    }

    /// From a file of managers to a file of what they get: batch by batch where no manager is compared with others.
    pub fn csv_to_csv(&self, from: &Path, to: &Path, threads: usize) -> io::Result<()> {
        let settings = Settings { threads, ..Settings::default() };
        let options = WriteOptions { threads, ..WriteOptions::default() };
        let mut out = BufWriter::new(File::create(to)?);
        if let Some(streaming) = self.policy.streaming(&settings) {
            let source = Source { name: from.display().to_string(), format: InputFormat::Csv, bytes: File::open(from)? };
            return match streaming.run(source, &ReadOptions::default(), (OutputFormat::Csv, &options), &mut [&mut out]) {
                Ok(_) => out.flush(),
                Err(Unstreamed::Io(error)) => Err(error),
                Err(Unstreamed::Ordinary) => Err(io::Error::other("the run is not one that goes batch by batch")),
            };
        }
        let tables = self.read(from, threads)?;
        let evaluation = self.policy.evaluate(&tables, &settings).map_err(|findings| amiss(&findings))?;
        for result in evaluation.results() {
            result.write_to(&mut out, OutputFormat::Csv, &options)?;
        }
        out.flush()
    }

    /// One record that a host gives by way of `serde`, to its amounts; with its statement too.
    fn one_record(&self, record: &serde_json::Value, with_statement: bool) -> io::Result<()> {
        let program = self.policy.program();
        let mut rows = HostRows::new();
        rows.add(program, self.manager, record).map_err(|finding| amiss(&[*finding]))?;
        let (tables, findings) = rows.read(program, MissingField::Error, false);
        if findings.iter().any(Diagnostic::is_error) {
            return Err(amiss(&findings));
        }
        let settings = Settings { reasons: with_statement, ..Settings::default() };
        let evaluation = self.policy.evaluate(&tables, &settings).map_err(|findings| amiss(&findings))?;
        if with_statement {
            std::hint::black_box(evaluation.statement(self.manager, 0, &explain::Options::default()));
        }
        for delivery in &program.results {
            for column in &delivery.columns {
                std::hint::black_box(evaluation.outcome.value(column.value, 0));
            }
        }
        Ok(())
    }
}

/// What is not a matter of rows, as a Markdown table; `merit` is the command, if it is there.
pub fn single(clock: Clock, rounds: usize, merit: &Path, first_rows: &Path) -> io::Result<String> {
    let mut table = String::from("| Merit | median (least–most) |\n|---|---|\n");
    let mut row = |name: &str, times: &mut dyn FnMut() -> io::Result<()>, repeats: u32, unit: (&str, f64)| -> io::Result<()> {
        let mut taken = Vec::with_capacity(rounds);
        for round in 0..=rounds {
            let time = clock.time(|| (0..repeats).try_for_each(|_| times()))?;
            if round > 0 {
                taken.push(time.as_secs_f64() * unit.1 / f64::from(repeats));
            }
        }
        if let Some(Spread { least, median, most }) = Spread::of(taken) {
            _ = writeln!(table, "| {name} | {median:.1} {} ({least:.1}–{most:.1}) |", unit.0);
        }
        Ok(())
    };
    let (micro, milli) = (("µs", 1e6), ("ms", 1e3));
    let pay = Merit::new(false)?;
    let record = one_manager(first_rows)?;
    let prepared = pay.policy.prepare(&Settings::default()).map_err(|findings| amiss(&findings))?;
    let due = prepared.value("due").map_err(|finding| amiss(&[*finding]))?;
    let mut manager = prepared.record();
    manager.fill(&record).map_err(|findings| amiss(&findings))?;
    let mut again = || {
        let values = manager.evaluate().map_err(|findings| amiss(&findings))?;
        std::hint::black_box(values.units(due, 2));
        Ok(())
    };
    row("a record that is filled, R1–R7", &mut again, 1000, micro)?;
    let mut filled = || {
        manager.fill(&record).map_err(|findings| amiss(&findings))?;
        let values = manager.evaluate().map_err(|findings| amiss(&findings))?;
        std::hint::black_box(values.units(due, 2));
        Ok(())
    };
    row("the same, filled from a serde value", &mut filled, 1000, micro)?;
    row("one record as a table of its own, from a serde value", &mut || pay.one_record(&record, false), 50, micro)?;
    row("the same with its statement", &mut || pay.one_record(&record, true), 20, micro)?;
    row("compiling the yardstick", &mut || compiled(SCHEME).map(drop), 2, milli)?;
    let long = long_policy();
    let lines = long.lines().count();
    row(&format!("compiling a policy of {lines} lines"), &mut || compiled(&long).map(drop), 1, milli)?;
    if merit.is_file() {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("data"))?;
        std::fs::write(folder.path().join("scheme.merit"), scheme(false))?;
        std::fs::copy(first_rows, folder.path().join("data/manager.csv"))?;
        let mut process = || {
            let out = Command::new(merit).arg("run").arg(folder.path()).args(["--format", "csv"]).output()?;
            if out.status.success() { Ok(()) } else { Err(io::Error::other(String::from_utf8_lossy(&out.stderr).into_owned())) }
        };
        if clock == Clock::Wall {
            row("a process for one record", &mut process, 1, milli)?;
        } else {
            table.push_str("| a process for one record | not told by the processor's clock |\n");
        }
    } else {
        let path = merit.display();
        _ = writeln!(table, "| a process for one record | not measured: no `{path}`; build it with `cargo build --release` |");
    }
    Ok(table)
}

/// The first manager of a file as a value.
fn one_manager(file: &Path) -> io::Result<serde_json::Value> {
    let text = std::fs::read_to_string(file)?;
    let mut lines = text.lines().map(|line| line.split(','));
    let (Some(heading), Some(cells)) = (lines.next(), lines.next()) else { return Err(io::Error::other("the file has no row")) };
    // Figures as decimal texts, yes and no as such.
    let value = |cell: &str| match cell {
        "true" => serde_json::Value::Bool(true),
        "false" => serde_json::Value::Bool(false),
        text => serde_json::Value::String(text.to_owned()),
    };
    Ok(heading.zip(cells).map(|(name, cell)| (name.to_owned(), value(cell))).collect::<serde_json::Map<_, _>>().into())
}

/// A policy of about a thousand lines: as many articles of the usual kinds as that takes.
fn long_policy() -> String {
    let mut text = String::from(
        "policy \"Long\" {\n  as of 2026-06-30\n  currency CNY, rounded half up to 0.01\n  subject manager\n}\n\n\
         record manager {\n  id text key\n  grade one of G1 < G2 < G3\n  deposits money >= 0\n  base money >= 0\n  fees money >= 0\n  \
         cards integer >= 0\n  score number(1) 0 to 100\n  discipline one of none, warning, serious\n}\n",
    );
    for number in 1..=61 {
        _ = write!(
            text,
            "\narticle {number} \"Part {number}\" {{\n  table level_{number} by grade {{\n    grade | amount\n    G1 | 1_000.00\n    \
             G2 | 2_500.50\n    G3 | 4_000.00\n  }}\n  growth_{number} = deposits - base, at least 0\n  \
             pay level_pay_{number} = level_{number} × bands by score {{ below 60: 0; below 80: 0.8; else: 1.0 }}\n  \
             pay deposit_pay_{number} = marginal by growth_{number} {{ up to 500万: 0.10%; else: 0.15% }}\n  \
             award card_award_{number} = {number} × cards, at most 10_000\n  output penalty_{number} = cases {{\n    \
             discipline = none: 0\n    else: deposit_pay_{number} × 20%\n  }}\n}}\n"
        );
    }
    text
}
