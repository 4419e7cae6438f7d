//! Changes that settle findings: those of the checker and the safe ones of the linter, one by one; the safe ones of a text all at once too.

use super::diagnostics::{lint_of, shown, shown_of_lint};
use super::documents::Documents;
use super::view::View;
use crate::diagnostics::{Fix, Text};
use crate::lint::Rule;
use crate::say;
use crate::source::Span;
use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, Diagnostic, Range, TextEdit, Uri, WorkspaceEdit};
use std::collections::HashMap;

/// All safe changes of a text.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::SOURCE_FIX_ALL;

/// A change with the finding that it settles, as the editor was told it.
struct Settles {
    title: Text,
    fix: Fix,
    place: Range,
    finding: Diagnostic,
}

/// The changes that settle what is found in a range, if the editor asks for them, and the one that settles all.
pub(super) fn actions(
    documents: &Documents,
    view: &View<'_>,
    uri: &Uri,
    range: Range,
    only: Option<&[CodeActionKind]>,
) -> Vec<CodeActionOrCommand> {
    let asked = |kind: &CodeActionKind| only.is_none_or(|only| only.iter().any(|asked| kind.as_str().starts_with(asked.as_str())));
    // What is put right without a look at it must be safe, which only the linter's changes are.
    let safe = if view.analysis.checked.is_sound() { of_linter(documents, view) } else { Vec::new() };
    let mut actions = Vec::new();
    if asked(&CodeActionKind::QUICKFIX) {
        actions.extend(allowances(documents, view, uri, range));
        for settles in
            of_checker(view).iter().chain(&safe).filter(|settles| settles.place.start <= range.end && range.start <= settles.place.end)
        {
            actions.push(CodeActionOrCommand::CodeAction(CodeAction {
                title: settles.title.get(view.language).to_owned(),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![settles.finding.clone()]),
                edit: Some(edit(uri, vec![change(view, &settles.fix)])),
                is_preferred: Some(true),
                ..CodeAction::default()
            }));
        }
    }
    if asked(&FIX_ALL) && !safe.is_empty() {
        let title = say!("make all safe changes", "作所有稳妥的改动").get(view.language).to_owned();
        let edit = Some(edit(uri, apart(view, &safe)));
        actions.push(CodeActionOrCommand::CodeAction(CodeAction { title, kind: Some(FIX_ALL), edit, ..CodeAction::default() }));
    }
    actions
}

/// Comments that allow what the linter finds in a range; the reason is the author's to write, and without one the finding stays.
fn allowances(documents: &Documents, view: &View<'_>, uri: &Uri, range: Range) -> Vec<CodeActionOrCommand> {
    if !view.analysis.checked.is_sound() {
        return Vec::new();
    }
    let found = lint_of(documents, view.analysis).into_iter().filter(|finding| finding.span.source == view.source);
    let about_rules = |rule: Rule| !matches!(rule, Rule::UnusedSuppression | Rule::WrongSuppression);
    let allow = found.filter(|finding| about_rules(finding.rule)).filter_map(|finding| {
        let shown = shown_of_lint(view.analysis, &finding, view.language);
        let touches = shown.range.start <= range.end && range.start <= shown.range.end;
        let line = finding.span.start as usize;
        let start = view.text.get(..line)?.rfind('\n').map_or(0, |end| end + 1);
        let indent: String = view.text.get(start..line)?.chars().take_while(|sign| sign.is_whitespace()).collect();
        let name = finding.rule.name();
        let comment = say!("# lint: allow {name} because ", "# lint: 许可 {name} 因为 ");
        let edits = vec![TextEdit { range: view.range(start..start), new_text: format!("{indent}{}\n", comment.get(view.language)) }];
        touches.then(|| {
            CodeActionOrCommand::CodeAction(CodeAction {
                title: say!("allow `{name}` here, with a reason", "在此处许可 `{name}`，并写明理由").get(view.language).to_owned(),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![shown]),
                edit: Some(edit(uri, edits)),
                ..CodeAction::default()
            })
        })
    });
    allow.collect()
}

fn of_checker(view: &View<'_>) -> Vec<Settles> {
    let findings = view.analysis.checked.findings.iter();
    let settles = findings.filter_map(|finding| {
        let fix = finding.fix.clone().filter(|fix| fix.span.source == view.source)?;
        let place = shown(view.analysis, finding, view.language);
        Some(Settles { title: title(view, &fix), fix, place: place.range, finding: place })
    });
    settles.collect()
}

fn of_linter(documents: &Documents, view: &View<'_>) -> Vec<Settles> {
    let settles = lint_of(documents, view.analysis).into_iter().filter_map(|finding| {
        let fix = finding.fix.clone().filter(|fix| fix.span.source == view.source)?;
        let place = shown_of_lint(view.analysis, &finding, view.language);
        Some(Settles { title: title(view, &fix), fix, place: place.range, finding: place })
    });
    settles.collect()
}

/// A change in words.
fn title(view: &View<'_>, fix: &Fix) -> Text {
    let (old, new) = (view.words(fix.span).trim(), fix.with.trim());
    match (old.is_empty(), new.is_empty(), fix.with.is_empty()) {
        (true, true, false) => say!("put a space here", "在此处加上空格"),
        (true, _, _) => say!("put `{new}` here", "在此处加上 `{new}`"),
        (false, true, _) => say!("leave out `{old}`", "删去 `{old}`"),
        (false, false, _) => say!("write `{new}` instead of `{old}`", "把 `{old}` 改为 `{new}`"),
    }
}

fn change(view: &View<'_>, fix: &Fix) -> TextEdit {
    TextEdit { range: view.range(fix.span.start as usize..fix.span.end as usize), new_text: fix.with.clone() }
}

/// All changes that do not overlap, each place once; the others have their turn when the text was checked again.
fn apart(view: &View<'_>, all: &[Settles]) -> Vec<TextEdit> {
    let mut fixes: Vec<&Fix> = all.iter().map(|settles| &settles.fix).collect();
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let mut last: Option<Span> = None;
    fixes.retain(|fix| {
        let is_apart = last.is_none_or(|last| fix.span.start >= last.end && fix.span != last);
        last = if is_apart { Some(fix.span) } else { last };
        is_apart
    });
    fixes.into_iter().map(|fix| change(view, fix)).collect()
}

// An address is a key by its text alone.
#[allow(clippy::mutable_key_type)]
fn edit(uri: &Uri, edits: Vec<TextEdit>) -> WorkspaceEdit {
    WorkspaceEdit { changes: Some(HashMap::from([(uri.clone(), edits)])), ..WorkspaceEdit::default() }
}
