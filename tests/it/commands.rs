//! Commands that refuse, on folders of `tests/cases/run/err`: what they say, how they end, and that nothing is written.
//!
//! A folder holds a scheme and its data, and in `arguments` the commands, one a line; without it, `run .` is tried.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use merit::data::MissingField;
use merit::data::host::HostRows;
use merit::diagnostics::Language;
use merit::diagnostics::render::{Format, Renderer};
use merit::engine::Engine;
use merit::run;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/run/err").join(name)
}

/// What a command says and how it ends, run on a copy of a folder that must stay as it was.
fn outcome(folder: &Path, arguments: &str) -> String {
    let copy = tempfile::tempdir().unwrap();
    copy_files(folder, copy.path());
    said_in(copy.path(), arguments)
}

/// What a command says and how it ends in a folder, which must stay as it was.
fn said_in(folder: &Path, arguments: &str) -> String {
    let before = names(folder);
    let output = Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(arguments.split_whitespace())
        .args(["--error-format", "plain", "--color", "never"])
        .current_dir(folder)
        .env_remove("MERIT_LANG")
        .output()
        .unwrap();
    assert_eq!(before, names(folder), "`merit {arguments}` left something behind in a copy of {}", folder.display());
    let said = String::from_utf8(output.stderr).unwrap();
    let delivered = String::from_utf8(output.stdout).unwrap();
    format!("$ merit {arguments}\n{delivered}{said}ends with {}\n", output.status.code().unwrap())
}

fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

fn names(folder: &Path) -> Vec<std::ffi::OsString> {
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}

fn check(name: &str, given: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder(""));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, given));
}

#[test]
fn refusals_say_why_and_write_nothing() {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder("")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    assert!(!folders.is_empty());
    for folder in folders {
        let arguments = std::fs::read_to_string(folder.join("arguments")).unwrap_or_else(|_| "run .\n".into());
        let mut said = String::new();
        for line in arguments.lines() {
            writeln!(said, "{}", outcome(&folder, line)).unwrap();
        }
        check(folder.file_name().unwrap().to_str().unwrap(), &said);
    }
}

#[test]
fn a_policy_of_more_than_four_megabytes() {
    let copy = tempfile::tempdir().unwrap();
    std::fs::write(copy.path().join("scheme.merit"), " ".repeat((4 << 20) + 1)).unwrap();
    check("too-large", &(outcome(copy.path(), "check .") + &outcome(copy.path(), "check . --lang zh")));
}

#[test]
fn a_run_that_its_host_stops() {
    let text = "policy \"Stopped\" { currency CNY; subject manager }\nrecord manager { id text key; cards integer }\narticle 1 { award a = 20 × cards }\n";
    let policy = Engine::compile("stopped.merit", text).unwrap();
    let stop = AtomicBool::new(true);
    let settings = run::Settings { interrupt: Some(&stop), ..Default::default() };
    let mut rows = HostRows::new();
    rows.add_all(policy.program(), &serde_json::json!({ "manager": [{ "id": "A", "cards": 12 }] })).unwrap();
    let (tables, _) = rows.read(policy.program(), MissingField::Error, true);
    let findings = run::run(policy.program(), policy.plan(), &tables, &settings).unwrap_err();
    let render = |language| Renderer { format: Format::Plain, language, ..Renderer::default() }.render(policy.sources(), &findings);
    check("stopped", &(render(Language::English) + &render(Language::Chinese)));
}

#[test]
fn a_policy_that_uses_files_given_as_a_text_alone() {
    let text = "use \"periods.merit\"\npolicy \"Alone\" { currency CNY }\nrecord manager { id text key }\n";
    let rejected = Engine::compile("alone.merit", text).unwrap_err();
    let render =
        |language| Renderer { format: Format::Plain, language, ..Renderer::default() }.render(&rejected.sources, &rejected.findings);
    check("text-alone", &(render(Language::English) + &render(Language::Chinese)));
}

/// A broken file in place of one of the rural bank's, made from it.
type Breaks = (&'static str, &'static str, fn(&str) -> Vec<u8>);

/// Every kind of bad input, each alone in the data of the rural bank.
const BAD_INPUT: &[Breaks] = &[
    ("a missing column", "loan.csv", |text| text.replace("overdue_days", "overdue").into()),
    ("a column that is not declared", "loan.csv", |text| with_column(text, "remark", "x").into()),
    ("wrong types", "manager.csv", |text| {
        text.replace("85.0", "eighty-five").replace("2022-06-30", "2022-06-31").replacen(",yes,no,", ",perhaps,no,", 1).into()
    }),
    ("numbers out of range", "manager.csv", |text| text.replace("85.0", "185.0").replace(",300,", ",-3,").into()),
    ("a blank where none is allowed", "loan.csv", |text| text.replace("L001,M01,9800000.00", "L001,M01,").into()),
    ("a doubled key", "loan.csv", |text| text.replace("L002,", "L001,").into()),
    ("a dangling reference", "loan.csv", |text| text.replace("L002,M01", "L002,M99").into()),
    ("an unlisted value", "loan.csv", |text| text.replacen("substandard", "sub-standard", 1).into()),
    ("the wrong encoding", "branch.csv", |text| encoding_rs::GB18030.encode(&text.replace("Chengdong", "城东支行")).0.into_owned()),
    ("a ragged row", "loan.csv", |text| text.replace("L001,M01,9800000.00,pass,0", "L001,M01,9800000.00,pass").into()),
    ("an empty file", "loan.csv", |_| Vec::new()),
    ("a heading alone, with nothing below", "loan.csv", |text| text.lines().next().unwrap().into()),
    ("a heading twice", "loan.csv", |text| with_column(text, "class", "pass").into()),
    ("a quote that is never closed", "loan.csv", |text| text.replace("L002,", "\"L002,").into()),
    ("many at once", "loan.csv", |text| {
        text.replacen("pass", "past", 2).replacen(".00,", ".005,", 2).replacen("L003,M", "L003,X", 1).into()
    }),
];

fn with_column(text: &str, heading: &str, value: &str) -> String {
    let line = |(at, line): (usize, &str)| format!("{line},{}\n", if at == 0 { heading } else { value });
    text.lines().enumerate().map(line).collect()
}

/// The text without the lines and columns of the scheme, which moves on.
fn without_places(said: &str) -> String {
    let is_place = |sign: char| sign.is_ascii_digit() || sign == ':';
    let line = |line: &str| match line.split_once("scheme.merit:") {
        Some((before, after)) => format!("{before}scheme.merit:{}\n", after.trim_start_matches(is_place)),
        None => format!("{line}\n"),
    };
    said.lines().map(line).collect()
}

#[test]
fn bad_input_to_the_rural_bank() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let bank = policies.join("rural-bank");
    let mut said = String::new();
    for (what, file, broken) in BAD_INPUT {
        let copy = tempfile::tempdir().unwrap();
        copy_files(&policies.join("prelude"), &copy.path().join("prelude"));
        let folder = copy.path().join("bank");
        copy_files(&bank.join("data"), &folder);
        std::fs::copy(bank.join("scheme.merit"), folder.join("scheme.merit")).unwrap();
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let given = broken(&text);
        assert_ne!(text.as_bytes(), given, "{what}");
        std::fs::write(folder.join(file), given).unwrap();
        writeln!(said, "{what}\n{}", without_places(&said_in(&folder, "run . --out out --strict"))).unwrap();
    }
    check("rural-bank", &said);
}
