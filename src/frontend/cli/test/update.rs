//! New expectations in place of those that do not hold: in the `expect` lines of the policy, where the figure alone is replaced, in the files
//! of cases, where the cell alone is, and in the files of expected rows. All of it is shown, and all of it is written or nothing.

use super::TestArgs;
use super::beside::CaseFile;
use super::report::Report;
use crate::data::write::whole::write_file;
use crate::diagnostics::Fix;
use crate::engine::{CaseEdit, Engine, Instead, Policy, TestReport};
use crate::frontend::cli::changed::Changed;
use crate::frontend::cli::format::difference;
use crate::frontend::cli::run::encoding;
use crate::frontend::cli::scheme::Scheme;
use crate::frontend::cli::{Exit, Ui, told};
use crate::say;
use crate::source::Sources;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// A file that would be another.
struct Change {
    path: PathBuf,
    before: Text,
    after: Text,
}

/// What a file holds: its text as it is shown, and its bytes.
struct Text {
    shown: String,
    bytes: Vec<u8>,
}

impl From<CaseFile> for Text {
    fn from(file: CaseFile) -> Text {
        Text { shown: file.text, bytes: file.input.bytes }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text { bytes: text.clone().into_bytes(), shown: text }
    }
}

/// Shows the new expectations and writes them, unless they are only to be shown; gives how many there are.
pub fn update(report: &Report, scheme: &Scheme, args: &TestArgs, ui: &mut Ui) -> Result<usize, Exit> {
    let (mut fixes, mut edits): (Vec<&Fix>, BTreeMap<&str, Vec<&CaseEdit>>) = (Vec::new(), BTreeMap::new());
    for instead in report.instead() {
        match instead {
            Instead::InPolicy(fix) => fixes.push(fix),
            Instead::InCases(edit) => edits.entry(&edit.file).or_default().push(edit),
        }
    }
    let mut changes = in_policy(scheme.policy.sources(), &fixes);
    let policy = sound(scheme, &changes, args, ui)?;
    for (file, edits) in &edits {
        changes.push(in_cases(file, edits, &policy, args, ui)?);
    }
    let mut count = fixes.len() + edits.values().map(Vec::len).sum::<usize>();
    for (file, found) in report.new_rows() {
        let before = std::fs::read_to_string(file).unwrap_or_default();
        changes.push(Change { path: PathBuf::from(file), before: before.into(), after: found.to_owned().into() });
        count += 1;
    }
    for change in &changes {
        ui.give(&difference(&change.path.display().to_string(), &change.before.shown, &change.after.shown, ui.language()));
    }
    if !args.dry_run {
        write(&changes).map_err(|(path, error)| told::not_written(path, &error, ui))?;
    }
    Ok(count)
}

/// The files of the policy with their new expectations.
fn in_policy(sources: &Sources, fixes: &[&Fix]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, source) in sources.iter() {
        let mut here: Vec<&&Fix> = fixes.iter().filter(|fix| fix.span.source == id).collect();
        if here.is_empty() {
            continue;
        }
        here.sort_by_key(|fix| fix.span.start);
        here.dedup_by_key(|fix| fix.span.start);
        let mut after = source.text.to_string();
        for fix in here.iter().rev() {
            after.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.with);
        }
        changes.push(Change { path: PathBuf::from(&source.name), before: source.text.to_string().into(), after: after.into() });
    }
    changes
}

/// The policy as it would be: what is written must be sound, and what it expects must come out.
fn sound(scheme: &Scheme, changes: &[Change], args: &TestArgs, ui: &Ui) -> Result<Policy, Exit> {
    let texts = changes.iter().map(|change| (change.path.display().to_string(), change.after.shown.clone()));
    let policy = match Engine::load(&Changed(texts.collect()), &scheme.file.display().to_string()) {
        Ok(policy) => policy,
        Err(rejected) => {
            ui.say(&say!("the new expectations would not compile; nothing is written", "新的期望不能通过检查，未写入任何文件"));
            ui.findings(&rejected.sources, &rejected.findings);
            return Err(Exit::Failed);
        }
    };
    let still = policy.test_some(&|name| args.wants(name), None).iter().any(has_another);
    if still { Err(still_fails(ui)) } else { Ok(policy) }
}

/// A file of cases with its new expectations, which are tried before they are written.
fn in_cases(file: &str, edits: &[&CaseEdit], policy: &Policy, args: &TestArgs, ui: &Ui) -> Result<Change, Exit> {
    let path = Path::new(file);
    let Some((after, before)) = CaseFile::open(path, encoding(&args.data)).and_then(|before| Some((before.with(edits)?, before))) else {
        ui.say(&say!(
            "`{file}` is compressed or in an encoding in which it cannot be written; nothing is written",
            "`{file}` 为压缩文件，或者其编码无法写出新内容，未写入任何文件"
        ));
        return Err(Exit::Failed);
    };
    let cases = after.cases().unwrap_or_default();
    let mut tried = cases.iter().filter(|case| args.wants(&case.name)).map(|case| policy.test_case(case, None));
    if cases.is_empty() || tried.any(|test| has_another(&test)) {
        return Err(still_fails(ui));
    }
    Ok(Change { path: path.to_owned(), before: before.into(), after: after.into() })
}

/// Whether a test still expects something else than what comes out.
fn has_another(test: &TestReport) -> bool {
    test.failures.iter().any(|failure| failure.instead.is_some())
}

fn still_fails(ui: &Ui) -> Exit {
    ui.say(&say!("the new expectations would not hold; nothing is written", "新的期望仍不成立，未写入任何文件"));
    Exit::Failed
}

/// Writes all files; where one cannot be written, those before it are put back and it is told.
fn write(changes: &[Change]) -> Result<(), (&Path, io::Error)> {
    for (at, change) in changes.iter().enumerate() {
        if let Err(error) = write_file(&change.path, &change.after.bytes) {
            for written in changes.iter().take(at) {
                // Nothing more can be done when this fails too: the first error is the one that is told.
                let _ = write_file(&written.path, &written.before.bytes);
            }
            return Err((&change.path, error));
        }
    }
    Ok(())
}

/// Says what was done with the expectations.
pub fn tell(count: usize, only_shown: bool, ui: &Ui) {
    ui.say(&match (count, only_shown) {
        (1, true) => say!("1 expectation would be another", "1 项期望将改变"),
        (_, true) => say!("{count} expectations would be others", "{count} 项期望将改变"),
        (1, false) => say!("1 expectation written; read it before it is kept", "已写入 1 项期望，保留前请先审阅"),
        (_, false) => say!("{count} expectations written; read them before they are kept", "已写入 {count} 项期望，保留前请先审阅"),
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn where_one_file_cannot_be_written_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let (policy, rows) = (folder.path().join("scheme.merit"), folder.path().join("manager.csv"));
        std::fs::write(&policy, "before").unwrap();
        // A folder in the place of a file.
        std::fs::create_dir(&rows).unwrap();
        let change = |path: &PathBuf| Change { path: path.clone(), before: "before".to_owned().into(), after: "after".to_owned().into() };
        let (alone, both) = ([change(&policy)], [change(&policy), change(&rows)]);
        assert_eq!(write(&both).unwrap_err().0, rows);
        assert_eq!(std::fs::read_to_string(&policy).unwrap(), "before");
        write(&alone).unwrap();
        assert_eq!(std::fs::read_to_string(&policy).unwrap(), "after");
    }
}
