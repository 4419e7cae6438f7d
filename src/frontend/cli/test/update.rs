//! New expectations in place of those that do not hold: in the `expect` lines of the policy, where the figure alone is replaced, and in the
//! files of expected rows. All of it is shown, and all of it is written or nothing.

use super::report::Report;
use crate::data::write::whole::write_file;
use crate::diagnostics::Fix;
use crate::engine::Engine;
use crate::frontend::cli::changed::Changed;
use crate::frontend::cli::format::difference;
use crate::frontend::cli::scheme::Scheme;
use crate::frontend::cli::{Exit, Ui, told};
use crate::say;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// A file that would be another.
struct Change {
    path: PathBuf,
    before: String,
    after: String,
}

/// Shows the new expectations and writes them, unless they are only to be shown; gives how many there are.
pub fn update(report: &Report, scheme: &Scheme, only_shown: bool, ui: &mut Ui) -> Result<usize, Exit> {
    let (fixes, rows): (Vec<&Fix>, usize) = (report.tried.iter().flat_map(|tried| &tried.instead).collect(), report.new_rows().count());
    let mut changed = Changed(BTreeMap::new());
    let mut changes = Vec::new();
    for (id, source) in scheme.policy.sources().iter() {
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
        changed.0.insert(source.name.clone(), after.clone());
        changes.push(Change { path: PathBuf::from(&source.name), before: source.text.to_string(), after });
    }
    // What is written must be sound, and what it expects must come out.
    let again = match Engine::load(&changed, &scheme.file.display().to_string()) {
        Ok(policy) => policy,
        Err(rejected) => {
            ui.say(&say!("the new expectations would not compile; nothing is written", "新的期望不能通过检查，未写入任何文件"));
            ui.findings(&rejected.sources, &rejected.findings);
            return Err(Exit::Failed);
        }
    };
    let still = again.test().iter().flat_map(|test| &test.failures).filter(|failure| failure.instead.is_some()).count();
    if still > 0 {
        ui.say(&say!("the new expectations would not hold; nothing is written", "新的期望仍不成立，未写入任何文件"));
        return Err(Exit::Failed);
    }
    for (file, found) in report.new_rows() {
        let before = std::fs::read_to_string(file).unwrap_or_default();
        changes.push(Change { path: PathBuf::from(file), before, after: found.to_owned() });
    }
    for change in &changes {
        ui.give(&difference(&change.path.display().to_string(), &change.before, &change.after, ui.language()));
    }
    if !only_shown {
        write(&changes).map_err(|(path, error)| told::not_written(path, &error, ui))?;
    }
    Ok(fixes.len() + rows)
}

/// Writes all files; where one cannot be written, those before it are put back and it is told.
fn write(changes: &[Change]) -> Result<(), (&Path, io::Error)> {
    for (at, change) in changes.iter().enumerate() {
        if let Err(error) = write_file(&change.path, change.after.as_bytes()) {
            for written in changes.iter().take(at) {
                // Nothing more can be done when this fails too: the first error is the one that is told.
                let _ = write_file(&written.path, written.before.as_bytes());
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
        let change = |path: &PathBuf| Change { path: path.clone(), before: "before".to_owned(), after: "after".to_owned() };
        let (alone, both) = ([change(&policy)], [change(&policy), change(&rows)]);
        assert_eq!(write(&both).unwrap_err().0, rows);
        assert_eq!(std::fs::read_to_string(&policy).unwrap(), "before");
        write(&alone).unwrap();
        assert_eq!(std::fs::read_to_string(&policy).unwrap(), "after");
    }
}
