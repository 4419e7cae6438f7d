//! The policy files that a command is given: files, folders with all that lies in them, or standard input.

use super::{Exit, Ui};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{FileLoader, LoadError, Loader, POLICY_LIMIT, Unreadable, decode};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What standard input is called.
const STDIN: &str = "-";

/// Whether a path means standard input.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// All policy files of paths, each once, in the order of the paths and within a folder by name; the folder one is in without any path.
pub fn policies(paths: &[PathBuf], ui: &mut Ui) -> Result<Vec<PathBuf>, Exit> {
    let here = [PathBuf::from(".")];
    let mut found: Vec<PathBuf> = Vec::new();
    for path in if paths.is_empty() { &here } else { paths } {
        let before = found.len();
        if !path.is_dir() {
            found.push(path.clone());
        } else if let Err(error) = search(path, &mut found) {
            let reason = Unreadable::Other(error.to_string());
            return Err(refuse(LoadError::Unreadable { path: path.display().to_string(), reason }, ui));
        }
        if found.len() == before {
            let name = path.display().to_string();
            let finding = Diagnostic::new(Code::E0110, say!("there is no policy in `{name}`", "`{name}` 中没有办法文件")).help(say!(
                "give a folder that holds `.merit` files, or a `.merit` file",
                "请给出含有 `.merit` 文件的文件夹，或一个 `.merit` 文件"
            ));
            ui.findings(&Default::default(), &[finding]);
            return Err(Exit::Usage);
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| seen.insert(path.clone()));
    Ok(found)
}

/// The text of a policy file or of standard input.
pub fn read(path: &Path, ui: &mut Ui) -> Result<String, Exit> {
    let name = path.display().to_string();
    let text = if is_stdin(path) { read_stdin() } else { FileLoader.load(&name) };
    text.map_err(|error| refuse(error, ui))
}

fn read_stdin() -> Result<String, LoadError> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(POLICY_LIMIT + 1).read_to_end(&mut bytes);
    match read {
        Ok(_) => decode(STDIN, bytes),
        Err(error) => Err(LoadError::Unreadable { path: STDIN.into(), reason: Unreadable::Other(error.to_string()) }),
    }
}

fn refuse(error: LoadError, ui: &mut Ui) -> Exit {
    ui.findings(&Default::default(), &[Diagnostic::from(error)]);
    Exit::Usage
}

/// Policy files in a folder and the folders in it, but for hidden ones. Of Markdown it is `scheme.md` alone: others may only show rules.
fn search(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // A link to a folder is not followed: it may lead back here.
        if entry.file_type()?.is_dir() {
            search(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "merit") || entry.file_name() == "scheme.md" {
            found.push(path);
        }
    }
    Ok(())
}
