//! The program stage: policies to checked programs, unsound policies to findings.

use std::path::{Path, PathBuf};

use merit::diagnostics::render::{Format, Renderer};
use merit::program::{from_syntax, print};
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

/// Checks one policy: its program in print, and its findings as plain lines in the language of the file.
fn outcome(path: &Path) -> (String, String) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut sources = Sources::default();
    let id = sources.add(path.file_name().unwrap().to_str().unwrap(), text.as_str());
    let (file, mut findings) = parse(id, &text);
    let (program, found) = from_syntax::check(&file, &text);
    findings.extend(found);
    let renderer = Renderer { format: Format::Plain, language: file.language, ..Renderer::default() };
    (print::print(&program), renderer.render(&sources, &findings))
}

/// Compares what a fixture gives with the snapshot beside it.
fn compare(path: &Path, given: &str) {
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
        compare(&path, &program);
    }
}

#[test]
fn unsound_policies_give_their_findings() {
    for path in cases("err") {
        let (_, shown) = outcome(&path);
        assert_ne!(shown, "", "{}", path.display());
        compare(&path, &shown);
    }
}
