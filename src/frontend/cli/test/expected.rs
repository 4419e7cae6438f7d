//! The rows that a scheme's folder says a run must give, compared with those of a run.

use super::report::{Source, Tried, Why};
use crate::data::write::{OutputFormat, WriteOptions};
use crate::diagnostics::Text;
use crate::engine::{Coverage, Settings};
use crate::frontend::cli::run::{DataArgs, load};
use crate::frontend::cli::scheme::Scheme;
use crate::frontend::cli::{Exit, Ui};
use crate::say;
use std::io;
use std::path::Path;

/// The most lines of a file that are shown to differ.
const SHOWN: usize = 5;

/// Runs the scheme on its data and compares each result that has an expected file.
///
/// Where the coverage by data is asked for, what the run reached is added to it.
pub fn compare(args: &DataArgs, scheme: &Scheme, coverage: Option<&mut Coverage>, ui: &mut Ui) -> Result<Vec<Tried>, Exit> {
    let (loaded, settings) = load(args, scheme, ui)?;
    let settings = Settings { reasons: coverage.is_some(), traces: coverage.is_some(), ..settings };
    let evaluation = match scheme.policy.evaluate(&loaded.tables, &settings) {
        Ok(evaluation) => evaluation,
        Err(findings) => {
            ui.findings(scheme.policy.sources(), &findings);
            return Err(Exit::of_run(&findings));
        }
    };
    if let Some(coverage) = coverage {
        coverage.add_run(&evaluation);
    }
    let mut compared = Vec::new();
    if !scheme.expected().is_dir() {
        return Ok(compared);
    }
    for result in &evaluation.results() {
        let file = scheme.expected_of(result.delivery);
        let failures = match std::fs::read_to_string(&file) {
            Ok(wanted) => {
                let found = result.write(OutputFormat::Csv, &WriteOptions::default());
                if wanted == found { Vec::new() } else { vec![difference(&file, &wanted, &found)] }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => vec![unread(&file, &error)],
        };
        let source = Source::of_rows(file.display().to_string());
        compared.push(Tried { name: result.delivery.name.clone(), source, failures });
    }
    if compared.is_empty() {
        let folder = scheme.expected().display().to_string();
        let message = say!("`{folder}` holds no file of any result", "`{folder}` 中没有任何结果的文件");
        let names = evaluation.results().iter().map(|result| format!("{}.csv", result.delivery.file)).collect::<Vec<_>>().join(", ");
        let rows = say!("  its results would be {names}", "  其结果应为 {names}");
        let why = Why::Rows { message, rows, found: None };
        compared.push(Tried { name: "expected".to_owned(), source: Source::of_rows(folder), failures: vec![why] });
    }
    Ok(compared)
}

/// That a file of expected rows is there and cannot be read.
fn unread(file: &Path, error: &io::Error) -> Why {
    let shown = file.display();
    let message = say!("`{shown}` could not be read", "无法读取 `{shown}`");
    let rows = match error.kind() {
        io::ErrorKind::InvalidData => {
            say!("  it is not in UTF-8, which results are written in", "  它不是 UTF-8 编码，而结果以 UTF-8 写出")
        }
        _ => say!("  {error}", "  {error}"),
    };
    Why::Rows { message, rows, found: None }
}

/// The first lines that differ.
fn difference(file: &Path, wanted: &str, all: &str) -> Why {
    let shown = file.display();
    let message = say!("`{shown}` differs from the run", "`{shown}` 与运行结果不同");
    let (wanted, found): (Vec<&str>, Vec<&str>) = (wanted.lines().collect(), all.lines().collect());
    let lines = (0..wanted.len().max(found.len())).map(|at| (at, wanted.get(at), found.get(at)));
    let differing: Vec<_> = lines.filter(|(_, wanted, found)| wanted != found).collect();
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (at, wanted, found) in differing.iter().take(SHOWN) {
        let line = at + 1;
        let (left, right) = (wanted.unwrap_or(&"(none)"), found.unwrap_or(&"(none)"));
        let Text { en: told, zh: also } =
            say!("  line {line}\n    expected {left}\n    found    {right}", "  第 {line} 行\n    应为 {left}\n    实为 {right}");
        en.push(told);
        zh.push(also);
    }
    let more = differing.len().saturating_sub(SHOWN);
    if more > 0 {
        en.push(format!("  and {more} more lines"));
        zh.push(format!("  另有 {more} 行不同"));
    }
    if differing.is_empty() {
        // The lines are the same, but not how they end.
        en.push("  the ends of its lines, or of the file, are others".to_owned());
        zh.push("  行尾或文件末尾不同".to_owned());
    }
    Why::Rows { message, rows: Text::both(en.join("\n"), zh.join("\n")), found: Some(all.to_owned()) }
}
