//! Slips of the hand, one at a time in the schemes of `policies/`: each is told by a few findings, the first one where it was made.
//!
//! `tests/cases/mutations/list.txt` says what is typed instead of what; the snapshot beside it shows what an author would read, with the
//! distance in lines from the slip.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use merit::diagnostics::{Diagnostic, Language};
use merit::engine::Engine;
use merit::source::{FileLoader, LoadError, Loader, Sources};

/// The most findings that one slip may make.
const MOST: usize = 4;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A slip.
struct Slip {
    scheme: PathBuf,
    was: String,
    typed: String,
    /// Whether it shows only where the word is used.
    elsewhere: bool,
}

fn slips() -> Vec<Slip> {
    let list = std::fs::read_to_string(root().join("tests/cases/mutations/list.txt")).unwrap();
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (elsewhere, line) = line.strip_prefix('~').map_or((false, line), |line| (true, line));
            let parts: Vec<&str> = line.split(" | ").collect();
            let (scheme, was, typed) = match parts.as_slice() {
                [scheme, was, typed] => (*scheme, *was, *typed),
                [scheme, was] => (*scheme, was.strip_suffix(" |").unwrap(), ""),
                _ => panic!("not a slip: {line}"),
            };
            let plain = |text: &str| text.replace("\\|", "|");
            Slip { scheme: root().join("policies").join(scheme), was: plain(was), typed: plain(typed), elsewhere }
        })
        .collect()
}

/// Files as they are, but one text.
struct Overlay {
    path: String,
    text: String,
}

impl Loader for Overlay {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        if path == self.path { Ok(self.text.clone()) } else { FileLoader.load(path) }
    }
}

#[test]
fn slips_are_told_where_they_are_made() {
    let mut shown = String::new();
    let mut wrong = Vec::new();
    for slip in slips() {
        let Slip { scheme, was, typed, elsewhere } = &slip;
        let text = std::fs::read_to_string(scheme).unwrap();
        let at = text.find(was.as_str()).unwrap_or_else(|| panic!("{} holds no `{was}`", scheme.display()));
        let line = text[..at].matches('\n').count() + 1;
        let path = scheme.display().to_string();
        let loader = Overlay { path: path.clone(), text: text.replacen(was.as_str(), typed, 1) };
        let (sources, findings, language) = match Engine::load(&loader, &path) {
            Ok(policy) => (policy.sources().clone(), policy.findings().to_vec(), policy.language()),
            Err(rejected) => (rejected.sources, rejected.findings, rejected.language),
        };
        let said = findings_from(&sources, &findings, line, language);
        let name = scheme.strip_prefix(root().join("policies")).unwrap().display();
        let change = format!("{name}: `{}` → `{}`", was.trim(), typed.trim());
        writeln!(shown, "{change}").unwrap();
        for (_, words) in &said {
            writeln!(shown, "  {words}").unwrap();
        }
        // What is left out shows at the head of its construct, a few lines above.
        let near = said.first().is_some_and(|(offsets, _)| offsets.iter().any(|offset| (-7..=2).contains(offset)));
        if !(near || *elsewhere) || said.is_empty() || said.len() > MOST {
            wrong.push(format!("{change}\n{}", said.iter().map(|(_, words)| format!("  {words}\n")).collect::<String>()));
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/cases/mutations"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("list", shown));
    assert!(wrong.is_empty(), "{} slips are told badly:\n{}", wrong.len(), wrong.join("\n"));
}

/// Each finding with how far its places lie from a line.
fn findings_from(sources: &Sources, findings: &[Diagnostic], line: usize, language: Language) -> Vec<(Vec<i64>, String)> {
    let offset = |at: u32, source| sources.place(source, at).0 as i64 - line as i64;
    findings
        .iter()
        .map(|finding| {
            let offsets: Vec<i64> = finding.labels.iter().map(|label| offset(label.span.start, label.span.source)).collect();
            let first = offsets.first().map_or("?".to_owned(), |offset| format!("{offset:+}"));
            let helps: String = finding.helps.iter().map(|help| format!("; {}", help.get(language))).collect();
            (offsets, format!("{first} {}: {}{helps}", finding.code.name(), finding.message.get(language)))
        })
        .collect()
}
