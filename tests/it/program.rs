//! The checked program: policies to core forms, unsound ones to findings, the twins of two languages to one program.

mod balances;
mod columns;
mod figures;
mod parts;
mod shares;
mod ways_out;

use std::path::{Path, PathBuf};

use merit::diagnostics::render::{Format, Renderer};
use merit::program::from_syntax::check as lowered;
use merit::program::print::print;
use merit::source::Sources;
use merit::syntax::parse;

fn cases(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/program").join(kind);
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|ending| ending == "merit"));
    found.sort();
    assert!(!found.is_empty());
    found
}

/// A policy as its program, and its findings as plain lines in the language of the file.
fn outcome(path: &Path) -> (String, String) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut sources = Sources::default();
    let id = sources.add(path.file_name().unwrap().to_str().unwrap(), text.as_str());
    let (file, mut findings) = parse(id, &text);
    let (program, more) = lowered(&file, &sources);
    findings.extend(more);
    let renderer = Renderer { format: Format::Plain, language: file.language, ..Renderer::default() };
    (print(&program), renderer.render(&sources, &findings))
}

/// Compares what a fixture gives with the snapshot beside it.
fn check(path: &Path, given: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), given));
}

#[test]
fn sound_policies_give_their_program() {
    for path in cases("ok") {
        let (program, shown) = outcome(&path);
        assert_eq!(shown, "", "{}", path.display());
        if !path.to_str().unwrap().ends_with("-zh.merit") {
            check(&path, &program);
        }
    }
}

#[test]
fn unsound_policies_give_their_findings() {
    for path in cases("err") {
        let (_, shown) = outcome(&path);
        assert_ne!(shown, "", "{}", path.display());
        check(&path, &shown);
    }
}

#[test]
fn twins_in_two_languages_give_one_program() {
    // The words that a run delivers in the language of the file.
    let states = [
        ("不符合", "not met"),
        ("已失效", "lapsed"),
        ("有效", "met"),
        ("\"、\"", "\", \""),
        ("无权限", "nothing is allowed"),
        (" ≥ ", " >= "),
        ("：追回 ", ": recovered "),
        ("，止付 ", ", stopped "),
        ("\"；\"", "\"; \""),
        ("\"：\"", "\": \""),
    ];
    let parts = [
        ("归属方", "party"),
        ("金额", "amount"),
        ("序号", "number"),
        ("到期日", "due"),
        ("现金", "cash"),
        ("工具", "instruments"),
        ("止付额", "stopped"),
        ("余额", "left"),
    ];
    let words: Vec<_> = states.into_iter().chain(parts).collect();
    let mut pairs = 0;
    for path in cases("ok") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(stem) = name.strip_suffix("-zh.merit") else { continue };
        let (english, _) = outcome(&path.with_file_name(format!("{stem}.merit")));
        let (chinese, _) = outcome(&path);
        let chinese = words.iter().fold(chinese, |text, (zh, en)| text.replace(zh, en));
        assert_eq!(english, chinese, "{stem}");
        pairs += 1;
    }
    assert!(pairs > 0);
}
