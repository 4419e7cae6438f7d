//! The cases that lie beside a policy: the files of the folder `tests`.

use crate::data::{Encoding, InputFormat, files};
use crate::engine::{Case, Failure, TestPlace, TestReport, cases_of};
use std::path::{Path, PathBuf};

/// The files of cases in a folder, by name.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_of_cases = |path: &PathBuf| {
        let format = path.file_name().and_then(|name| InputFormat::of_name(&name.to_string_lossy()));
        path.is_file() && matches!(format, Some(InputFormat::Csv | InputFormat::Json))
    };
    let mut files: Vec<PathBuf> = entries.filter(is_of_cases).collect();
    files.sort();
    files
}

/// Reads the cases of a file; one that cannot be read is a test that fails.
pub fn read(path: &Path, encoding: Encoding) -> Result<Vec<Case>, TestReport> {
    let read = files::open(path).map_err(|finding| vec![*finding]).and_then(|input| cases_of(&input, encoding));
    read.map_err(|findings| {
        let file = path.display().to_string();
        let failures = findings.into_iter().map(|finding| Failure { finding, expectation: None, instead: None }).collect();
        TestReport { name: file.clone(), place: TestPlace::File { file, line: None }, failures }
    })
}
