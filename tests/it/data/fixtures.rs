//! A folder a case: its files go before those of `base`, and what is found or read stands beside them.
//!
//! A case whose name ends in `-strict` is read so, `gb18030` and `not-gb18030` in that encoding, `too-many` shows three findings.

use std::fs;
use std::path::{Path, PathBuf};

use merit::data::value::value_at;
use merit::data::{Encoding, Input, InputFormat, ReadOptions, RowNames, Tables, keys, read};
use merit::diagnostics::Language;
use merit::diagnostics::render::{Format, Renderer};
use merit::program::{Program, RecordId};
use merit::values::Value;

use super::policy::{BRANCH, LOAN, MANAGER, TARGET, program, sources};

const RECORDS: [(RecordId, &str); 4] = [(BRANCH, "branch"), (MANAGER, "manager"), (LOAN, "loan"), (TARGET, "target")];

fn cases(group: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/data").join(group);
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn inputs(case: &Path) -> Vec<(RecordId, Input)> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/data/base");
    let input = |record: &str| {
        for (ending, format) in InputFormat::ENDINGS {
            if let Ok(bytes) = fs::read(case.join(format!("{record}.{ending}"))) {
                return Input { name: format!("data/{record}.{ending}"), bytes, format };
            }
        }
        let bytes = fs::read(base.join(format!("{record}.csv"))).unwrap();
        Input { name: format!("data/{record}.csv"), bytes, format: InputFormat::Csv }
    };
    RECORDS.iter().map(|(id, record)| (*id, input(record))).collect()
}

fn options(name: &str) -> ReadOptions {
    ReadOptions {
        strict: name.ends_with("-strict"),
        encoding: if matches!(name, "gb18030" | "not-gb18030") { Encoding::Gb18030 } else { Encoding::Utf8 },
        limit: if name == "too-many" { 3 } else { 100 },
        threads: 1,
    }
}

fn check(case: &Path, show: impl Fn(&Program, &Tables) -> String) -> (bool, String) {
    let (program, name) = (program(), case.file_name().unwrap().to_str().unwrap());
    let (tables, findings) = read(&program, &inputs(case), &options(name));
    let render = |language| Renderer { format: Format::Plain, language, ..Renderer::default() }.render(&sources(), &findings);
    let mut shown = show(&program, &tables);
    for language in [Language::English, Language::Chinese] {
        shown.push_str(&render(language));
        shown.push('\n');
    }
    (findings.iter().any(|finding| finding.is_error()), shown.trim_end().to_owned() + "\n")
}

fn snapshot(case: &Path, name: &str, shown: &str) {
    insta::with_settings!({ snapshot_path => case, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn what_is_wrong_is_found() {
    for case in cases("err") {
        let (failed, shown) = check(&case, |_, tables| {
            assert!(tables.tables.is_empty(), "{}: tables beside errors", case.display());
            String::new()
        });
        assert!(failed, "{}: nothing is found", case.display());
        snapshot(&case, "findings", &shown);
    }
}

#[test]
fn what_is_right_is_read() {
    let base = cases("err").first().unwrap().parent().unwrap().with_file_name("base");
    for case in cases("ok").into_iter().chain([base]) {
        let (failed, shown) = check(&case, tables);
        assert!(!failed, "{}: {shown}", case.display());
        snapshot(&case, "tables", &shown);
    }
}

fn tables(program: &Program, tables: &Tables) -> String {
    let mut out = String::new();
    for (record, name) in RECORDS {
        let Some(table) = tables.get(record) else { continue };
        let names = match &table.names {
            RowNames::Numbered => "by key".to_owned(),
            RowNames::Lines { file, .. } => format!("lines of {file}"),
        };
        out.push_str(&format!("{name}: {} rows, {names}\n", table.rows));
        for row in 0..table.rows {
            out.push_str(&format!("  {}\n", keys::name(program, tables, record, u32::try_from(row).unwrap())));
            for (field, column) in program.record(record).fields.iter().zip(&table.columns) {
                let value = value_at(column.as_ref().unwrap(), row, field.ty.kind, &tables.texts);
                let value = match value {
                    Ok(Value::Text(text)) => format!("{text:?}"),
                    Ok(Value::Member(_) | Value::Reference(_)) => {
                        let shown = keys::part(program, tables, field.ty.kind, &value.clone().unwrap());
                        format!("{} {shown}", if matches!(value, Ok(Value::Member(_))) { "member" } else { "->" })
                    }
                    Ok(value) => format!("{value:?}"),
                    Err(state) => format!("{state:?}"),
                };
                out.push_str(&format!("    {} = {value}\n", field.name));
            }
        }
    }
    out.push('\n');
    out
}
