//! Which policy files lie in the folders of the editor, and which names which, so that a file that is only used is checked as part of the
//! policies that use it.

use super::documents::Documents;
use crate::source::{Loader, beside};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The most files that are looked at.
const MOST_FILES: usize = 5_000;
/// How deep folders are looked into.
const DEEPEST: usize = 12;
/// The most entries of folders that are looked at: whoever opens a whole disk does not wait for it.
const MOST_ENTRIES: usize = 200_000;
/// The most policies that a file is checked in.
const MOST_POLICIES: usize = 16;

/// What is known of a file without reading it whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Known {
    /// Whether it is a policy of its own, with a head.
    is_policy: bool,
    /// The paths that it uses and amends.
    names: Vec<String>,
}

/// The policy files of the editor's folders, and those that were opened.
#[derive(Debug, Default)]
pub(super) struct Files(BTreeMap<String, Known>);

impl Files {
    /// Looks at a file again, or for the first time.
    pub(super) fn look(&mut self, path: &str, documents: &Documents) {
        match documents.load(path) {
            Ok(text) => self.0.insert(path.to_owned(), known(path, &text)),
            Err(_) => self.0.remove(path),
        };
    }

    /// Looks at all policy files in a folder.
    pub(super) fn look_in(&mut self, folder: &Path, documents: &Documents) {
        let mut search = Search { found: Vec::new(), entries: 0 };
        search.folder(folder, DEEPEST);
        for path in search.found {
            self.look(&path, documents);
        }
    }

    /// The policies that a file is part of: itself, or those that use it, by way of others too; itself where nobody does.
    pub(super) fn policies_of(&self, path: &str) -> Vec<String> {
        if self.0.get(path).is_some_and(|known| known.is_policy) {
            return vec![path.to_owned()];
        }
        let users = self.users_of(path);
        if users.is_empty() { vec![path.to_owned()] } else { users }
    }

    /// The policies that use or amend a file, by way of others too.
    pub(super) fn users_of(&self, path: &str) -> Vec<String> {
        let (mut met, mut open) = (BTreeSet::from([path]), vec![path]);
        while let Some(named) = open.pop() {
            for (user, _) in self.0.iter().filter(|(_, known)| known.names.iter().any(|name| name == named)) {
                if met.insert(user) {
                    open.push(user);
                }
            }
        }
        let is_policy = |user: &&str| *user != path && self.0.get(*user).is_some_and(|known| known.is_policy);
        met.into_iter().filter(is_policy).take(MOST_POLICIES).map(str::to_owned).collect()
    }

    /// All policies.
    pub(super) fn policies(&self) -> Vec<String> {
        self.0.iter().filter(|(_, known)| known.is_policy).map(|(path, _)| path.clone()).collect()
    }
}

/// What the lines of a file say of it.
fn known(path: &str, text: &str) -> Known {
    let mut known = Known::default();
    for line in text.lines() {
        let line = line.trim_start_matches([' ', '\t', '\u{3000}', '\u{FEFF}']);
        let opens = |words: [&str; 2]| {
            let rest = words.into_iter().find_map(|word| line.strip_prefix(word))?.trim_start();
            let quoted = rest.strip_prefix(['"', '“'])?;
            quoted.split(['"', '”']).next()
        };
        known.is_policy |= opens(["policy", "办法"]).is_some();
        known.names.extend(opens(["use", "引用"]).or_else(|| opens(["amends", "修订"])).map(|name| beside(path, name)));
    }
    known
}

/// A search for policy files.
struct Search {
    found: Vec<String>,
    entries: usize,
}

impl Search {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            self.entries += 1;
            let passed_over = name.starts_with('.') || matches!(name.as_ref(), "node_modules" | "target");
            if passed_over || self.found.len() >= MOST_FILES || self.entries > MOST_ENTRIES {
                continue;
            }
            // A link to a folder is not followed: it may lead back here.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth > 0 => self.folder(&path, depth - 1),
                Ok(_) if name.ends_with(".merit") || name.ends_with(".md") => self.found.push(path.to_string_lossy().replace('\\', "/")),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Files, known};

    #[test]
    fn a_file_that_is_only_used_belongs_to_its_users() {
        let texts = [
            ("/p/head.merit", "policy \"H\" { }\nuse \"lib/rates.merit\"\n"),
            ("/p/branch.merit", "  办法 “支行” { }\n修订 “head.merit” { }\n"),
            ("/p/lib/rates.merit", "use \"deep.merit\"\n"),
            ("/p/lib/deep.merit", "parameter a = 1\n"),
            ("/p/alone.merit", "parameter b = 1\n"),
        ];
        let files = Files(texts.into_iter().map(|(path, text)| (path.to_owned(), known(path, text))).collect());
        assert_eq!(files.policies_of("/p/lib/deep.merit"), ["/p/branch.merit", "/p/head.merit"]);
        assert_eq!(files.policies_of("/p/head.merit"), ["/p/head.merit"]);
        assert_eq!(files.users_of("/p/head.merit"), ["/p/branch.merit"]);
        assert_eq!(files.policies_of("/p/alone.merit"), ["/p/alone.merit"]);
        assert_eq!(files.policies(), ["/p/branch.merit", "/p/head.merit"]);
    }
}
