//! The data files of a scheme: found in its folder by the name of their record, and read from the disk.

use std::path::{Path, PathBuf};

use super::formats::sheets;
use super::{Input, InputFormat, records_with_files};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::program::{Program, RecordId};
use crate::say;

/// Finds the file of each record that has one: the file that the record names, or the record's name with an ending that tells a format,
/// or a workbook with a sheet of its name; first in `data` in the folder, then in the folder itself. Records without a file are reported,
/// and those with two in one folder.
pub fn find(folder: &Path, program: &Program) -> (Vec<(RecordId, PathBuf)>, Vec<Diagnostic>) {
    let (mut found, mut findings) = (Vec::new(), Vec::new());
    let folders = [folder.join("data"), folder.to_owned()];
    let mut books = [Books::default(), Books::default()];
    for (record, name) in records_with_files(program) {
        let names: Vec<String> = match InputFormat::of_name(name) {
            Some(_) => vec![name.to_owned()],
            None => InputFormat::names(name).collect(),
        };
        let own = |folder: &PathBuf| names.iter().map(|name| folder.join(name)).filter(|path| path.is_file()).collect::<Vec<_>>();
        let there = folders.iter().zip(&mut books).map(|(folder, books)| {
            let mut paths = own(folder);
            if InputFormat::of_name(name).is_none() {
                paths.extend(books.with_sheet(folder, name).filter(|path| !paths.contains(path)).collect::<Vec<_>>());
            }
            paths
        });
        match there.into_iter().find(|paths| !paths.is_empty()).as_deref() {
            Some([path]) => found.push((record, path.clone())),
            Some(paths) => findings.push(doubled(program, record, paths)),
            None => findings.push(missing(program, record, folder, name)),
        }
    }
    (found, findings)
}

/// The workbooks of a folder and their sheets, which are looked at once, when a record needs it.
#[derive(Default)]
struct Books(Option<Vec<(PathBuf, Vec<String>)>>);

impl Books {
    /// Those that have a sheet of this name.
    fn with_sheet(&mut self, folder: &Path, name: &str) -> impl Iterator<Item = PathBuf> {
        let books = self.0.get_or_insert_with(|| {
            let paths = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
            let mut books: Vec<PathBuf> = paths.filter(|path| is_workbook(path)).collect();
            books.sort();
            books
                .into_iter()
                .filter_map(|path| Some((std::fs::read(&path).ok()?, path)))
                .map(|(bytes, path)| (path, sheets(&bytes)))
                .collect()
        });
        books.iter().filter(move |(_, sheets)| sheets.iter().any(|sheet| sheet == name)).map(|(path, _)| path.clone())
    }
}

/// Whether a file is a workbook, and not what Excel leaves beside one that is open.
fn is_workbook(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    InputFormat::of_name(&name) == Some(InputFormat::Excel) && !name.starts_with("~$") && path.is_file()
}

/// Reads a file as it is; its format is told by the ending of its name.
///
/// # Errors
/// The finding that it is not there, cannot be read or has an unknown ending.
pub fn open(path: &Path) -> Result<Input, Box<Diagnostic>> {
    let name = path.display().to_string();
    let place = DataPlace { file: name.clone(), line: None, column: None, value: None, cell: None };
    let Some(format) = InputFormat::of_name(&name) else {
        let message = say!("the ending of this file tells no format", "无法从扩展名判断文件格式");
        let endings = InputFormat::ENDINGS.map(|(ending, _)| format!("`.{ending}`"));
        let (list, list_zh) = (endings.join(", "), endings.join("、"));
        let is_old = [".xls", ".xlsb", ".ods", ".et"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
        let help = match is_old {
            true => say!("save the workbook as `.xlsx`", "请把表格另存为 `.xlsx`"),
            false => say!("files end in one of {list}", "文件扩展名为以下之一：{list_zh}"),
        };
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

fn missing(program: &Program, record: RecordId, folder: &Path, file: &str) -> Diagnostic {
    let name = &program.record(record).name;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.display();
    let (list, list_zh) = match InputFormat::of_name(file) {
        Some(_) => (format!("`{file}`"), format!("`{file}`")),
        None => {
            let names: Vec<String> = InputFormat::ENDINGS.iter().map(|(ending, _)| format!("`{file}.{ending}`")).collect();
            (names.join(", "), names.join("、"))
        }
    };
    Diagnostic::new(Code::E0512, say!("there is no data file for `{name}`", "没有 `{name}` 的数据文件"))
        .label(program.record(record).span, say!("`{name}` is declared here", "`{name}` 在此声明"))
        .help(say!("looked for {list} in `{folder}/data` and in `{folder}`", "在 `{folder}/data` 和 `{folder}` 中查找了 {list_zh}"))
        .help(say!("`--data {name}=PATH` names another file", "可用 `--data {name}=路径` 指定其他文件"))
}

/// Two files that may both be meant: which of them is the right one is not for a program to say.
fn doubled(program: &Program, record: RecordId, paths: &[PathBuf]) -> Diagnostic {
    let name = &program.record(record).name;
    let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    let (list, list_zh) = (names.join(", "), names.join("、"));
    Diagnostic::new(Code::E0516, say!("`{name}` has several data files: {list}", "`{name}` 有多个数据文件：{list_zh}"))
        .label(program.record(record).span, say!("`{name}` is declared here", "`{name}` 在此声明"))
        .help(say!(
            "leave one of them in the folder, or say which one with `--data {name}=PATH`",
            "请在文件夹中只保留一个，或用 `--data {name}=路径` 指明"
        ))
}
