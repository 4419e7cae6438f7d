//! What the server knows: the open texts, the policies that they are part of, and which of these are to be checked again.

use super::analysis::Analysis;
use super::diagnostics;
use super::documents::{Document, Documents};
use super::files::Files;
use super::positions::Encoding;
use super::view::View;
use crate::diagnostics::Language;
use crate::source::literate::is_literate;
use lsp_types::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What the server knows.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// The open texts.
    pub documents: Documents,
    /// How the editor counts.
    pub encoding: Encoding,
    /// The language that was asked for; otherwise that of each policy.
    pub language: Option<Language>,
    files: Files,
    /// The policies that open texts are part of, by the paths of their own files.
    analyses: BTreeMap<String, Arc<Analysis>>,
    /// Those that are to be checked again.
    stale: BTreeSet<String>,
    /// What the linter found in policies since they were last checked.
    linted: BTreeMap<String, BTreeMap<String, Vec<Diagnostic>>>,
    /// What the editor was told last of each text.
    told: BTreeMap<String, Vec<Diagnostic>>,
}

impl Workspace {
    /// Nothing known as yet.
    pub(super) fn new(encoding: Encoding, language: Option<Language>) -> Workspace {
        Workspace { encoding, language, ..Workspace::default() }
    }

    /// Looks at the policies of a folder.
    pub(super) fn add_folder(&mut self, folder: &Path) {
        self.files.look_in(folder, &self.documents);
        self.stale.extend(self.analyses.keys().cloned());
    }

    /// Takes up a text that the editor opens.
    pub(super) fn open(&mut self, path: String, document: Document) {
        self.documents.0.insert(path.clone(), document);
        self.touched(&path);
    }

    /// Takes up what a text became.
    pub(super) fn change(&mut self, path: &str, change: impl FnOnce(&mut Document, Encoding)) {
        let encoding = self.encoding;
        if let Some(document) = self.documents.0.get_mut(path) {
            change(document, encoding);
            self.touched(path);
        }
    }

    /// Lets a text go; the file on the disk counts again.
    pub(super) fn close(&mut self, path: &str) {
        if self.documents.0.remove(path).is_some() {
            self.touched(path);
        }
    }

    /// Takes notice of a file that was changed, made or removed on the disk.
    pub(super) fn changed_on_disk(&mut self, path: &str) {
        if !self.documents.0.contains_key(path) {
            self.touched(path);
        }
    }

    fn touched(&mut self, path: &str) {
        self.files.look(path, &self.documents);
        // A policy that lacked the file may have it now.
        let lacks_files = |analysis: &Analysis| analysis.checked.tree.as_ref().is_none_or(|tree| tree.lacks_files);
        let rests_on = |analysis: &Analysis| analysis.source(path).is_some() || lacks_files(analysis);
        let again = self.analyses.iter().filter(|(_, analysis)| rests_on(analysis)).map(|(root, _)| root.clone());
        self.stale.extend(again.collect::<Vec<_>>());
        self.stale.extend(self.files.policies_of(path));
    }

    /// Whether a text is a policy's: of Markdown only a scheme, what its policy uses, and what the editor says is one.
    fn is_policy_text(&self, path: &str, document: &Document) -> bool {
        let named = path.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case("scheme.md"));
        !is_literate(path) || named || document.language == "merit" || !self.files.users_of(path).is_empty()
    }

    /// The policies that open texts are part of.
    fn needed(&self) -> BTreeSet<String> {
        let texts = self.documents.0.iter().filter(|(path, document)| self.is_policy_text(path, document));
        texts.flat_map(|(path, _)| self.files.policies_of(path)).collect()
    }

    /// Whether something is to be checked.
    pub(super) fn is_stale(&self) -> bool {
        !self.stale.is_empty()
    }

    /// Checks what is to be checked; gives the texts of which something else is to be told now, and of those that changed all.
    pub(super) fn check(&mut self) -> Vec<(String, Vec<Diagnostic>)> {
        let stale = std::mem::take(&mut self.stale);
        let needed = self.needed();
        self.analyses.retain(|root, _| needed.contains(root));
        self.linted.retain(|root, _| needed.contains(root) && !stale.contains(root));
        let mut changed = BTreeSet::new();
        for root in needed {
            if stale.contains(&root) || !self.analyses.contains_key(&root) {
                let analysis = Analysis::new(&self.documents, &root, self.encoding);
                changed.extend(analysis.checked.sources.iter().map(|(_, source)| source.name.clone()));
                if let Some(old) = self.analyses.insert(root, Arc::new(analysis)) {
                    // Letting go of a large tree takes long enough for one who types to wait for it.
                    let _ = std::thread::Builder::new().spawn(move || drop(old));
                }
            }
        }
        changed.retain(|path| self.documents.0.contains_key(path));
        self.news(&changed)
    }

    /// A sound policy that the linter has not looked at since it was checked.
    fn unlinted(&self) -> Option<&Arc<Analysis>> {
        self.analyses.values().find(|analysis| analysis.checked.is_sound() && !self.linted.contains_key(&analysis.root))
    }

    /// Whether there is a policy for the linter.
    pub(super) fn may_lint(&self) -> bool {
        self.unlinted().is_some()
    }

    /// Looks at such a policy; gives the texts of which something else is to be told now.
    pub(super) fn lint_one(&mut self) -> Vec<(String, Vec<Diagnostic>)> {
        let Some(analysis) = self.unlinted().map(Arc::clone) else { return Vec::new() };
        // Whatever comes of it, it is looked at once.
        self.linted.insert(analysis.root.clone(), BTreeMap::new());
        let found = diagnostics::of_lint(&self.documents, &analysis, self.spoken(&analysis));
        self.linted.insert(analysis.root.clone(), found);
        self.news(&BTreeSet::new())
    }

    /// What is to be told of texts whose findings are not as they were told last, and of others all the same.
    fn news(&mut self, others: &BTreeSet<String>) -> Vec<(String, Vec<Diagnostic>)> {
        let mut all: BTreeMap<String, Vec<Diagnostic>> = self.told.keys().map(|path| (path.clone(), Vec::new())).collect();
        let of_checker = self.analyses.values().map(|analysis| diagnostics::of(analysis, self.spoken(analysis)));
        for (path, found) in of_checker.flatten().chain(self.linted.values().flatten().map(|(path, found)| (path.clone(), found.clone()))) {
            let known = all.entry(path).or_default();
            for one in found {
                // A file that several policies use is told what is amiss once.
                if !known.contains(&one) {
                    known.push(one);
                }
            }
        }
        let mut to_tell = Vec::new();
        for (path, found) in all {
            let before = self.told.get(&path);
            if before != Some(&found) || others.contains(&path) {
                to_tell.push((path.clone(), found.clone()));
            }
            match found.is_empty() {
                true => self.told.remove(&path),
                false => self.told.insert(path, found),
            };
        }
        for path in others {
            if !to_tell.iter().any(|(other, _)| other == path) {
                to_tell.push((path.clone(), Vec::new()));
            }
        }
        to_tell
    }

    /// The language that is spoken of a policy.
    pub(super) fn spoken(&self, analysis: &Analysis) -> Language {
        self.language.unwrap_or(analysis.checked.language())
    }

    /// The policy that a text is read in.
    pub(super) fn analysis(&self, path: &str) -> Option<&Analysis> {
        let all = self.files.policies_of(path);
        let analyses = all.iter().filter_map(|root| self.analyses.get(root));
        analyses.map(AsRef::as_ref).find(|analysis| analysis.source(path).is_some())
    }

    /// A text within its policy; none where it is not open or is no policy's.
    pub(super) fn view(&self, path: &str) -> Option<View<'_>> {
        let analysis = self.analysis(path)?;
        let source = analysis.source(path)?;
        Some(View { analysis, source, text: analysis.text(source), lines: analysis.lines(source)?, language: self.spoken(analysis) })
    }

    /// All policies that a file is part of, those too that nobody has open: what is open was checked, the others are checked now.
    pub(super) fn all_with(&self, path: &str) -> Vec<Arc<Analysis>> {
        let roots: BTreeSet<String> = self.files.policies_of(path).into_iter().chain(self.files.users_of(path)).collect();
        roots.iter().map(|root| self.checked(root)).filter(|analysis| analysis.source(path).is_some()).collect()
    }

    /// All policies of the editor's folders.
    pub(super) fn all(&self) -> Vec<Arc<Analysis>> {
        let roots: BTreeSet<String> = self.files.policies().into_iter().chain(self.analyses.keys().cloned()).collect();
        roots.iter().map(|root| self.checked(root)).collect()
    }

    fn checked(&self, root: &str) -> Arc<Analysis> {
        let known = self.analyses.get(root).cloned();
        known.unwrap_or_else(|| Arc::new(Analysis::new(&self.documents, root, self.encoding)))
    }
}
