//! The cases that lie beside a policy: the files of the folder `tests`.

use crate::data::{Encoding, Input, InputFormat, decode, encode_like, files};
use crate::engine::{Case, CaseEdit, Failure, TestPlace, TestReport, cases_of};
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

/// A file of cases that is to be written anew.
pub struct CaseFile {
    pub input: Input,
    /// Its text, without a byte order mark.
    pub text: String,
    encoding: Encoding,
}

impl CaseFile {
    /// Opens a file; none where its text cannot be written back as the bytes that it is.
    pub fn open(path: &Path, encoding: Encoding) -> Option<CaseFile> {
        let input = files::open(path).ok()?;
        let text = decode(&input.name, &input.bytes, encoding).ok()?.into_owned();
        (encode_like(&input.bytes, &text, encoding)? == input.bytes).then_some(CaseFile { input, text, encoding })
    }

    /// The same file with other words in some parts; all other bytes stay as they are.
    pub fn with(&self, edits: &[&CaseEdit]) -> Option<CaseFile> {
        let mut edits = edits.to_vec();
        edits.sort_by_key(|edit| edit.at.start);
        let mut text = self.text.clone();
        for edit in edits.iter().rev() {
            text.get(edit.at.clone())?;
            text.replace_range(edit.at.clone(), &edit.with);
        }
        let bytes = encode_like(&self.input.bytes, &text, self.encoding)?;
        Some(CaseFile { input: Input { bytes, ..self.input.clone() }, text, encoding: self.encoding })
    }

    /// Its cases; none where they cannot be read.
    pub fn cases(&self) -> Option<Vec<Case>> {
        cases_of(&self.input, self.encoding).ok()
    }
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
