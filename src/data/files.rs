//! The data files of a scheme: found in its folder by the name of their record, and read from the disk.

use std::path::{Path, PathBuf};

use super::{Input, InputFormat, records_with_files};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::program::{Program, RecordId};
use crate::say;

/// Finds the file of each record that has one: the file that the record names, or the record's name with `.csv`, `.json` or
/// `.ndjson`; first in `data` in the folder, then in the folder itself. Records without a file are reported.
pub fn find(folder: &Path, program: &Program) -> (Vec<(RecordId, PathBuf)>, Vec<Diagnostic>) {
    let (mut found, mut findings) = (Vec::new(), Vec::new());
    for (record, name) in records_with_files(program) {
        let names = names_of(name);
        let folders = [folder.join("data"), folder.to_owned()];
        let mut paths = folders.iter().flat_map(|folder| names.iter().map(move |name| folder.join(name)));
        match paths.find(|path| path.is_file()) {
            Some(path) => found.push((record, path)),
            None => findings.push(missing(program, record, folder, &names)),
        }
    }
    (found, findings)
}

/// Whether a file is a CSV as it stands, by the ending of its name.
pub fn is_plain_csv(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

/// Reads a file as it is; its format is told by the ending of its name.
///
/// # Errors
/// The finding that it is not there, cannot be read or has an unknown ending.
pub fn open(path: &Path) -> Result<Input, Box<Diagnostic>> {
    let name = path.display().to_string();
    let place = DataPlace { file: name.clone(), line: None, column: None, value: None };
    let Some(format) = InputFormat::of_name(&name) else {
        let message = say!("the ending of this file tells no format", "无法从扩展名判断文件格式");
        let help = say!("files end in `.csv`, `.json` or `.ndjson`", "文件扩展名为 `.csv`、`.json` 或 `.ndjson`");
        return Err(Box::new(Diagnostic::new(Code::E0512, message).help(help).at_data(place)));
    };
    match std::fs::read(path) {
        Ok(bytes) => Ok(Input { name, bytes, format }),
        Err(error) => {
            let message = match error.kind() {
                std::io::ErrorKind::NotFound => say!("there is no such file", "没有这个文件"),
                _ => say!("the file cannot be read: {error}", "文件无法读取：{error}"),
            };
            Err(Box::new(Diagnostic::new(Code::E0512, message).at_data(place)))
        }
    }
}

/// The names that a record's file may have.
fn names_of(name: &str) -> Vec<String> {
    if InputFormat::of_name(name).is_some() {
        return vec![name.to_owned()];
    }
    InputFormat::ENDINGS.iter().map(|(ending, _)| format!("{name}.{ending}")).collect()
}

fn missing(program: &Program, record: RecordId, folder: &Path, names: &[String]) -> Diagnostic {
    let record = program.record(record);
    let name = &record.name;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.display();
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let (list, list_zh) = (quoted.join(", "), quoted.join("、"));
    Diagnostic::new(Code::E0512, say!("there is no data file for `{name}`", "没有 `{name}` 的数据文件"))
        .label(record.span, say!("`{name}` is declared here", "`{name}` 在此声明"))
        .help(say!("looked for {list} in `{folder}/data` and in `{folder}`", "在 `{folder}/data` 和 `{folder}` 中查找了 {list_zh}"))
        .help(say!("`--data {name}=PATH` names another file", "可用 `--data {name}=路径` 指定其他文件"))
}
