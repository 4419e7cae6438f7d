//! `merit import`: the rate table of a sheet as a table of the language, or its columns as a record.

use super::run::EncodingArg;
use super::{Exit, Ui};
use crate::data::{Input, InputFormat, files};
use crate::diagnostics::{Code, DataPlace, Diagnostic, nearest};
use crate::import::{Options, record, table};
use crate::say;
use clap::Args;
use std::path::{Path, PathBuf};

/// What to import.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// A workbook of Excel or a CSV file
    file: PathBuf,
    /// The sheet; otherwise the first
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The cells, as `A3:F12`; otherwise where they are found
    #[arg(long, value_name = "CELLS")]
    range: Option<String>,
    /// What the table or record is called; otherwise as its sheet or file
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What the keys are called, as `grade,region`; otherwise as their headings
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    by: Vec<String>,
    /// Of `100-200` the upper end is in the band, not the lower one
    #[arg(long)]
    upper_included: bool,
    /// A data sheet: its columns as a record
    #[arg(long, conflicts_with_all = ["by", "upper_included"])]
    record: bool,
    /// The encoding of a CSV file without a byte order mark
    #[arg(long, value_enum, default_value = "utf8")]
    encoding: EncodingArg,
}

/// Gives the table or record, in the language of the messages, and says what was assumed.
pub fn import(args: &ImportArgs, ui: &mut Ui) -> Exit {
    let input = match open(&args.file) {
        Ok(input) => input,
        Err(finding) => {
            ui.findings(&Default::default(), &[*finding]);
            return Exit::Usage;
        }
    };
    let options = Options {
        sheet: args.sheet.clone(),
        range: args.range.clone(),
        name: args.name.clone(),
        by: args.by.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect(),
        upper_included: args.upper_included,
        language: ui.language(),
        encoding: args.encoding.encoding(),
    };
    let made = if args.record { record(&input, &options) } else { table(&input, &options) };
    match made {
        Ok(imported) => {
            ui.give(&imported.text);
            ui.findings(&Default::default(), &imported.notes);
            ui.findings(&imported.sources, &imported.findings);
            exit(&imported.findings)
        }
        Err(findings) => {
            ui.findings(&Default::default(), &findings);
            exit(&findings)
        }
    }
}

/// Reads the file, or says why there is none to import.
fn open(path: &Path) -> Result<Input, Box<Diagnostic>> {
    let name = path.display().to_string();
    let place = || DataPlace { file: name.clone(), line: None, column: None, value: None, cell: None };
    let refused = |message, help| Err(Diagnostic::new(Code::E0512, message).help(help).at_data(place()).into());
    let takes =
        || say!("give a workbook (`.xlsx`, `.xlsm`) or a CSV file (`.csv`)", "请给出工作簿（`.xlsx`、`.xlsm`）或 csv 文件（`.csv`）");
    if path.is_dir() {
        return refused(say!("this is a folder", "这是文件夹"), takes());
    }
    if !path.exists() {
        let entries =
            path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).map(std::fs::read_dir);
        let names: Vec<String> =
            entries.into_iter().flatten().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let asked = path.file_name().unwrap_or_default().to_string_lossy();
        return match nearest(&asked, names.iter().map(String::as_str)) {
            Some(near) => refused(say!("there is no such file", "没有这个文件"), say!("did you mean `{near}`", "是否想写 `{near}`")),
            None => refused(say!("there is no such file", "没有这个文件"), takes()),
        };
    }
    match InputFormat::of_name(&name) {
        Some(InputFormat::Excel | InputFormat::Csv) => files::open(path),
        _ if name.to_ascii_lowercase().ends_with(".xls") => {
            refused(say!("this is a workbook of an old kind", "这是旧格式的工作簿"), say!("save it as `.xlsx`", "请另存为 `.xlsx`"))
        }
        _ => refused(say!("tables are not taken from such files", "不能从这种文件导入表格"), takes()),
    }
}

fn exit(findings: &[Diagnostic]) -> Exit {
    let is = |codes: &[Code]| findings.iter().any(|finding| codes.contains(&finding.code));
    if is(&[Code::E0702, Code::E0703]) {
        Exit::Usage
    } else if findings.iter().any(|finding| finding.code == Code::E0704 || finding.code.name().starts_with("E05")) {
        Exit::Data
    } else if findings.is_empty() {
        Exit::Done
    } else {
        Exit::Policy
    }
}
