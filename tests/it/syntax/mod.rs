//! The syntax stage: policies to trees, mistakes to findings.

mod limits;
pub mod vocabulary;

use std::path::{Path, PathBuf};

use merit::diagnostics::Language;
use merit::diagnostics::render::{Format, Renderer};
use merit::source::Sources;
use merit::syntax::{ast, parse, print};

fn cases(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/syntax").join(kind);
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|ending| ending == "merit"));
    found.sort();
    assert!(!found.is_empty());
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Reads one policy: its tree in print, and its findings as plain lines in the language of the file.
fn outcome(name: &str, text: &str) -> (ast::File, String, String) {
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    let (file, findings) = parse(id, text);
    let renderer = Renderer { format: Format::Plain, language: file.language, ..Renderer::default() };
    let shown = renderer.render(&sources, &findings);
    let tree = print::print(&file);
    (file, tree, shown)
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
fn good_policies_give_their_tree() {
    for path in cases("ok") {
        let (_, tree, shown) = outcome(path.file_name().unwrap().to_str().unwrap(), &read(&path));
        assert_eq!(shown, "", "{}", path.display());
        check(&path, &tree);
    }
}

#[test]
fn mistakes_give_their_findings() {
    for path in cases("err") {
        let (_, _, shown) = outcome(path.file_name().unwrap().to_str().unwrap(), &read(&path));
        assert_ne!(shown, "", "{}", path.display());
        check(&path, &shown);
    }
}

#[test]
fn twins_in_two_languages_give_one_tree() {
    let mut pairs = 0;
    for path in cases("ok") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(stem) = name.strip_suffix("-en.merit") else { continue };
        let (english, tree, _) = outcome(name, &read(&path));
        let (chinese, other, _) = outcome(name, &read(&path.with_file_name(format!("{stem}-zh.merit"))));
        assert_eq!(tree, other, "{stem}");
        assert_eq!((english.language, chinese.language), (Language::English, Language::Chinese), "{stem}");
        pairs += 1;
    }
    assert!(pairs > 0);
}
