//! `merit test`: the tests in the policy, and the results that its folder says a run must give.

use super::run::{DataArgs, load};
use super::{Exit, Ui, scheme};
use crate::data::write::{OutputFormat, WriteOptions};
use crate::say;
use clap::Args;
use std::path::Path;

/// What to test.
#[derive(Debug, Args)]
pub struct TestArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Only tests whose name holds this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
}

/// Runs all tests of a scheme.
pub fn test(args: &TestArgs, ui: &mut Ui) -> Exit {
    let scheme = match scheme::open(&args.data.scheme, ui) {
        Ok(scheme) => scheme,
        Err(exit) => return exit,
    };
    let wanted = |name: &str| args.filter.as_deref().is_none_or(|filter| name.contains(filter));
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for report in scheme.policy.test().into_iter().filter(|report| wanted(&report.name)) {
        let name = &report.name;
        if report.failures.is_empty() {
            passed += 1;
        } else {
            failed += 1;
            ui.say(&say!("test `{name}` failed", "用例 `{name}` 未通过"));
            let findings: Vec<_> = report.failures.into_iter().map(|failure| failure.finding).collect();
            ui.findings(scheme.policy.sources(), &findings);
        }
    }
    if scheme.expected().is_dir() && args.filter.is_none() {
        match compare(&args.data, &scheme, ui) {
            Ok((same, different)) => {
                passed += same;
                failed += different;
            }
            Err(exit) => return exit,
        }
    }
    ui.give(&format!("{}\n", say!("{passed} passed, {failed} failed", "通过 {passed}，未通过 {failed}").get(ui.language())));
    if failed == 0 { Exit::Done } else { Exit::Tests }
}

/// Runs the scheme on its data and compares each result that has an expected file; gives how many are the same and how many differ.
fn compare(args: &DataArgs, scheme: &scheme::Scheme, ui: &mut Ui) -> Result<(usize, usize), Exit> {
    let (loaded, settings) = load(args, scheme, ui)?;
    let evaluation = match scheme.policy.evaluate(&loaded.tables, &settings) {
        Ok(evaluation) => evaluation,
        Err(findings) => {
            ui.findings(scheme.policy.sources(), &findings);
            return Err(Exit::of_run(&findings));
        }
    };
    let (mut same, mut different) = (0, 0);
    let results = evaluation.results();
    for result in &results {
        let file = scheme.expected_of(result.delivery);
        let Ok(wanted) = std::fs::read_to_string(&file) else { continue };
        let found = result.write(OutputFormat::Csv, &WriteOptions::default());
        if wanted == found {
            same += 1;
        } else {
            different += 1;
            tell_difference(&file, &wanted, &found, ui);
        }
    }
    if same + different == 0 {
        let expected = scheme.expected();
        let shown = expected.display();
        ui.say(&say!("`{shown}` holds no file of any result", "`{shown}` 中没有任何结果的文件"));
        different = 1;
    }
    Ok((same, different))
}

/// Shows the first lines that differ.
fn tell_difference(file: &Path, wanted: &str, found: &str, ui: &Ui) {
    const SHOWN: usize = 5;
    let shown = file.display();
    ui.say(&say!("`{shown}` differs from the run", "`{shown}` 与运行结果不同"));
    let (wanted, found): (Vec<&str>, Vec<&str>) = (wanted.lines().collect(), found.lines().collect());
    let lines = wanted.len().max(found.len());
    let mut told = 0;
    for at in 0..lines {
        let (left, right) = (wanted.get(at), found.get(at));
        if left == right {
            continue;
        }
        told += 1;
        if told <= SHOWN {
            let line = at + 1;
            let (left, right) = (left.unwrap_or(&"(none)"), right.unwrap_or(&"(none)"));
            ui.say(&say!("  line {line}\n    expected {left}\n    found    {right}", "  第 {line} 行\n    应为 {left}\n    实为 {right}"));
        }
    }
    if told > SHOWN {
        let more = told - SHOWN;
        ui.say(&say!("  and {more} more lines", "  另有 {more} 行不同"));
    }
}
