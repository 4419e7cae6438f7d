//! The table: engines down, tasks across, ratios to the limit of the same round.

use crate::measure::{Spread, Subject, Task, Times};
use std::fmt::Write;
use std::process::Command;

/// The table of ratios as Markdown. The engine that allocates its results as the others do is what they are compared with.
pub fn table(subjects: &[Subject<'_>], times: &Times, base: &str) -> String {
    let mut engines: Vec<&str> = Vec::new();
    for subject in subjects {
        if !engines.contains(&subject.engine) {
            engines.push(subject.engine);
        }
    }
    let place = |engine: &str, task: Task| subjects.iter().position(|subject| subject.engine == engine && subject.task == task);
    let mut table = String::from("| engine |");
    Task::ALL.iter().for_each(|task| _ = write!(table, " {} |", task.name()));
    table.push_str("\n|---|");
    Task::ALL.iter().for_each(|_| table.push_str("---|"));
    let mut row = |name: &str, cell: &dyn Fn(Task) -> Option<String>| {
        _ = write!(table, "\n| {name} |");
        Task::ALL.iter().for_each(|task| _ = write!(table, " {} |", cell(*task).unwrap_or_default()));
    };
    row(&format!("{base}, ns a row"), &|task| Some(format!("{:.0}", times.nanoseconds(place(base, task)?)?.median)));
    for engine in engines {
        if engine != base {
            row(engine, &|task| Some(cell(times.ratio(place(engine, task)?, place(base, task)?)?)));
        }
    }
    table.push('\n');
    table
}

/// A ratio with its spread.
fn cell(Spread { least, median, most }: Spread) -> String {
    let places = if median < 20.0 { 2 } else { 0 };
    format!("**{median:.places$}** ({least:.places$}–{most:.places$})")
}

/// When and on what it was measured.
pub fn machine() -> String {
    let first = |file: &str, word: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(word)).and_then(|line| line.split_once(':'));
        line.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let gibibytes = first("/proc/meminfo", "MemTotal").split(' ').next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) >> 20;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    let date = Command::new("date").arg("+%F %H:%M").output().map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned());
    let (date, model) = (date.unwrap_or_default(), first("/proc/cpuinfo", "model name"));
    format!("{date}; {cores} cores ({model}), {gibibytes} GiB; load {load} when it began")
}
