//! Every part that the grammar lets into a clause counts: taken out of some example, it changes the program or makes it unsound. A part that
//! were read and then forgotten would give a wrong result that nothing tells.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use merit::diagnostics::Diagnostic;
use merit::program::from_syntax::check as lowered;
use merit::program::print::print;
use merit::source::{Sources, Span};
use merit::syntax::ast::{Clause, ClauseKind, Item, Statement};
use merit::syntax::parse;

use super::cases;

/// The policies that are looked through: fixtures, the reference, the schemes.
fn texts() -> Vec<String> {
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts: Vec<String> = cases("ok").iter().map(|path| read(path)).collect();
    for folder in ["docs/reference/clauses", "docs/reference"] {
        for page in std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()) {
            if page.extension().is_some_and(|ending| ending == "md") {
                let page = read(&page);
                texts.extend(page.split("\n```merit").skip(1).filter_map(|fence| {
                    let (_, text) = fence.split_once('\n')?;
                    Some(text.split("\n```").next()?.to_owned())
                }));
            }
        }
    }
    for scheme in std::fs::read_dir(root.join("policies")).unwrap().map(|entry| entry.unwrap().path()) {
        let path = scheme.join("scheme.merit");
        texts.extend(path.exists().then(|| read(&path)));
    }
    texts
}

/// The program of a text, if it is sound.
fn program(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let id = sources.add("scheme.merit", text);
    let (file, mut findings) = parse(id, text);
    let (program, more) = lowered(&file, &sources);
    findings.extend(more);
    (!findings.iter().any(Diagnostic::is_error)).then(|| print(&program))
}

/// All clauses of some statements.
fn clauses<'a>(statements: &'a [Statement], found: &mut Vec<&'a Clause>) {
    for statement in statements {
        match statement {
            Statement::Clause(clause) => found.push(clause),
            Statement::Each { statements, .. } | Statement::When { statements, .. } => clauses(statements, found),
            _ => {}
        }
    }
}

/// Where the parts of each clause stand, and what each is.
fn parts(text: &str) -> Vec<(ClauseKind, String, Span)> {
    let mut sources = Sources::default();
    let (file, _) = parse(sources.add("scheme.merit", text), text);
    let mut found = Vec::new();
    for item in &file.items {
        if let Item::Article(article) = item {
            clauses(&article.statements, &mut found);
        }
    }
    let words = |clause: &Clause| {
        let kind = clause.kind;
        let parts = clause.parts.iter();
        let name = |shown: String| shown.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_owned();
        parts.map(|part| (kind, name(format!("{:?}", part.kind)), part.span)).collect::<Vec<_>>()
    };
    found.into_iter().flat_map(words).collect()
}

/// The rule of the grammar that lists the parts of a clause.
fn rule_of(kind: ClauseKind) -> String {
    match kind {
        ClauseKind::Pay | ClauseKind::Award | ClauseKind::Output | ClauseKind::Withhold => "money".to_owned(),
        ClauseKind::Elimination | ClauseKind::Quota => "choice".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// What says nothing of its own: with it a change from a state that is final does not compile.
const CHECKS_ALONE: (&str, &str) = ("status", "Final");

/// How many parts the grammar lets into a clause.
fn allowed(rule: &str) -> usize {
    let grammar = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/clauses.pest")).unwrap();
    let line = grammar.lines().find(|line| line.split_whitespace().next() == Some(&format!("{rule}_parts")));
    line.unwrap_or_else(|| panic!("no rule {rule}_parts")).split('|').count()
}

#[test]
fn every_part_of_a_clause_counts() {
    let mut counts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (rule, part) = CHECKS_ALONE;
    counts.entry(rule.to_owned()).or_default().insert(part.to_owned());
    for text in texts() {
        let mut wanted = parts(&text);
        wanted.retain(|(kind, part, _)| !counts.get(&rule_of(*kind)).is_some_and(|known| known.contains(part)));
        if wanted.is_empty() {
            continue;
        }
        let Some(whole) = program(&text) else { continue };
        for (kind, part, span) in wanted {
            let range = span.start as usize..span.end as usize;
            let blank = |letter: char| if letter == '\n' { "\n".to_owned() } else { " ".repeat(letter.len_utf8()) };
            let blanks: String = text[range.clone()].chars().map(blank).collect();
            let mut without = text.clone();
            without.replace_range(range, &blanks);
            if program(&without).is_none_or(|other| other != whole) {
                counts.entry(rule_of(kind)).or_default().insert(part);
            }
        }
    }
    let lacking = counts.iter().filter(|(rule, known)| known.len() < allowed(rule));
    let lacking: Vec<String> =
        lacking.map(|(rule, known)| format!("{rule}_parts has {}, of which these count in an example: {known:?}", allowed(rule))).collect();
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
    assert!(counts.len() >= 18, "{:?}", counts.keys());
}
