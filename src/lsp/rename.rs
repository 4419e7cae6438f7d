//! Another name for what has one, in all files: made only where every name means afterwards what it meant before.

use super::analysis::Analysis;
use super::documents::Documents;
use super::paths::path_of;
use super::references::places;
use super::view::View;
use super::workspace::Workspace;
use crate::diagnostics::{Language, Text};
use crate::program::Meaning;
use crate::say;
use crate::source::{LoadError, Loader};
use crate::syntax::{name_of_word, written_name};
use lsp_types::{PrepareRenameResponse, TextEdit, Uri, WorkspaceEdit};
use std::collections::{BTreeMap, HashMap};

/// The name at a byte that may be given another one, or why none may.
pub(super) fn prepare(view: &View<'_>, at: usize) -> Result<PrepareRenameResponse, Text> {
    let Some((version, name)) = view.names_at(at).into_iter().next() else {
        return Err(say!("no name stands here", "此处没有名称"));
    };
    let (word, declared) = (name_of_word(view.words(name.span)), name_of_word(view.words(name.declared)));
    if matches!(name.means, Meaning::Article(_)) {
        return Err(say!("an article is called by its number", "条文以条号为名"));
    }
    // What the language names is declared under another word.
    if word != declared || matches!(name.means, Meaning::Part(_)) || view.analysis.program(version).is_none() {
        return Err(say!("`{word}` is named by the language", "`{word}` 由语言命名"));
    }
    let range = view.range(name.span.start as usize..name.span.end as usize);
    Ok(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: word })
}

/// The changes that give what stands at a byte another name.
pub(super) fn rename(workspace: &Workspace, view: &View<'_>, at: usize, new: &str) -> Result<WorkspaceEdit, Text> {
    prepare(view, at)?;
    let Some(written) = written_name(new.trim(), view.analysis.checked.language() == Language::Chinese) else {
        return Err(say!("`{new}` cannot be a name", "`{new}` 不能用作名称"));
    };
    let mut edits: BTreeMap<String, (Uri, Vec<TextEdit>)> = BTreeMap::new();
    for (location, _) in places(workspace, view, at).unwrap_or_default() {
        let path = path_of(&location.uri);
        let uri = workspace.documents.0.get(&path).map_or(location.uri, |document| document.uri.clone());
        edits.entry(path).or_insert_with(|| (uri, Vec::new())).1.push(TextEdit { range: location.range, new_text: written.clone() });
    }
    stays_the_same(workspace, &edits, &written)?;
    // An address is a key by its text alone.
    #[allow(clippy::mutable_key_type)]
    let changes: HashMap<Uri, Vec<TextEdit>> = edits.into_values().collect();
    Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

/// The texts as they would be.
struct Renamed<'d> {
    documents: &'d Documents,
    texts: BTreeMap<String, String>,
}

impl Loader for Renamed<'_> {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        self.texts.get(path).map_or_else(|| self.documents.load(path), |text| Ok(text.clone()))
    }
}

/// Whether every name of every policy that is touched means what it meant, and nothing new is amiss.
fn stays_the_same(workspace: &Workspace, edits: &BTreeMap<String, (Uri, Vec<TextEdit>)>, written: &str) -> Result<(), Text> {
    let (mut texts, mut touched) = (BTreeMap::new(), Vec::new());
    for (path, (_, edits)) in edits {
        for analysis in workspace.all_with(path) {
            let Some(source) = analysis.source(path) else { continue };
            if let (false, Some(lines)) = (texts.contains_key(path), analysis.lines(source)) {
                let mut text = analysis.text(source).to_owned();
                let mut ranges: Vec<_> =
                    edits.iter().map(|edit| lines.offset(&text, edit.range.start)..lines.offset(&text, edit.range.end)).collect();
                ranges.sort_by_key(|range| std::cmp::Reverse(range.start));
                ranges.into_iter().for_each(|range| text.replace_range(range, written));
                texts.insert(path.clone(), text);
            }
            if !touched.iter().any(|other: &std::sync::Arc<Analysis>| other.root == analysis.root) {
                touched.push(analysis);
            }
        }
    }
    let renamed = Renamed { documents: &workspace.documents, texts };
    for before in touched {
        let after = Analysis::new(&renamed, &before.root, workspace.encoding);
        let errors = |analysis: &Analysis| analysis.checked.findings.iter().filter(|finding| finding.is_error()).count();
        if errors(&after) > errors(&before) {
            let found = after.checked.findings.iter().find(|finding| finding.is_error());
            let why = found.map(|finding| finding.message.clone()).unwrap_or_default();
            return Err(Text::both(format!("`{written}` cannot be its name: {}", why.en), format!("不能改名为 `{written}`：{}", why.zh)));
        }
        let (was, is) = (meanings(&before), meanings(&after));
        let Some(other) = (0..was.len().max(is.len())).find(|at| was.get(*at) != is.get(*at)) else { continue };
        let place = before.names.get(other).or(before.names.last()).map(|(_, name)| name.span).unwrap_or_default();
        let (word, line) = (before.checked.sources.text(place), before.checked.sources.place(place.source, place.start).0);
        let file = before.checked.sources.get(place.source).map(|source| source.within.as_str()).unwrap_or_default();
        return Err(say!(
            "with `{written}` as its name, `{word}` in line {line} of `{file}` would mean something else",
            "改名为 `{written}` 后，`{file}` 第 {line} 行的 `{word}` 会指向别处"
        ));
    }
    Ok(())
}

/// What the names of a policy mean, by their order: which of them declares each.
fn meanings(analysis: &Analysis) -> Vec<usize> {
    let at: HashMap<_, _> = analysis.names.iter().enumerate().rev().map(|(at, (_, name))| (name.span, at)).collect();
    let declared = |name: &crate::program::Mention| at.get(&name.declared).copied().unwrap_or(usize::MAX);
    analysis.names.iter().map(|(_, name)| declared(name)).collect()
}
