//! Which file a path means: seen from the file that names it, and no farther away than the folder around the scheme's.
//!
//! A scheme folder with its neighbours can be moved or handed on as a whole, so nothing outside may be meant.

use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::beside;
use crate::syntax::ast::Quoted;

/// A file by its path from the folder of the policy's own file, such as `../prelude/scales.merit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Within(String);

/// Why a path is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is empty.
    Empty,
    /// It begins at the root of a disk.
    Absolute,
    /// It leads out of the folder around the scheme's.
    TooFar,
}

impl Within {
    /// The policy's own file.
    pub(super) fn main(path: &str) -> Within {
        let path = path.replace('\\', "/");
        Within(path.rsplit_once('/').map_or(path.as_str(), |(_, name)| name).to_owned())
    }

    /// The file that a path in this one means, where the policy's own file is `main`.
    pub(super) fn named(&self, path: &str, main: &str) -> Result<Within, Refusal> {
        let path = path.trim();
        if path.is_empty() {
            return Err(Refusal::Empty);
        }
        let meant = beside(&self.0, path);
        if meant.starts_with('/') || meant.as_bytes().get(1) == Some(&b':') {
            return Err(Refusal::Absolute);
        }
        if meant.starts_with("../../") || meant.ends_with("..") {
            return Err(Refusal::TooFar);
        }
        // Out of the scheme's folder and in again is not out of it.
        let main = main.replace('\\', "/");
        let own = main.rsplit('/').nth(1).and_then(|folder| meant.strip_prefix("../")?.strip_prefix(folder)?.strip_prefix('/'));
        Ok(Within(own.map_or_else(|| meant.clone(), str::to_owned)))
    }

    /// Its path for the loader, which knows the policy by `main`.
    pub(super) fn beside(&self, main: &str) -> String {
        beside(main, &self.0)
    }

    /// Its path for people.
    pub(super) fn shown(&self) -> &str {
        &self.0
    }
}

impl Refusal {
    /// What to say of a name that is refused.
    pub(super) fn finding(self, name: &Quoted) -> Diagnostic {
        let path = &name.text;
        let (message, label) = match self {
            Refusal::Empty => (say!("no file is named", "没有写明文件"), say!("a path is needed in the quotes", "引号中须写明路径")),
            Refusal::Absolute => (
                say!("`{path}` is a path from the root of a disk", "`{path}` 是从磁盘根目录起的路径"),
                say!("on another machine this is another file, or none", "换一台机器，就是另一个文件，或者没有"),
            ),
            Refusal::TooFar => (
                say!("`{path}` lies outside the folder around the scheme's", "`{path}` 在方案上一级文件夹之外"),
                say!("a scheme that is handed on would lack it", "方案移交时会缺少它"),
            ),
        };
        Diagnostic::new(Code::E0116, message).label(name.span, label).help(say!(
            "write it as seen from this file, at most one folder above the scheme's: `../prelude/scales.merit`",
            "从本文件写起，至多到方案文件夹的上一级：`../prelude/scales.merit`"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, Within};

    fn named(from: &str, path: &str) -> Result<String, Refusal> {
        Within(from.to_owned()).named(path, "policies/bank/scheme.merit").map(|file| file.0)
    }

    #[test]
    fn paths_are_seen_from_the_file_that_names_them() {
        assert_eq!(named("scheme.merit", "../prelude/a.merit"), Ok("../prelude/a.merit".into()));
        assert_eq!(named("../prelude/a.merit", "b.merit"), Ok("../prelude/b.merit".into()));
        assert_eq!(named("../prelude/a.merit", "..\\head-office\\scheme.merit"), Ok("../head-office/scheme.merit".into()));
        assert_eq!(named("parts/a.merit", "../b.merit"), Ok("b.merit".into()));
        assert_eq!(named("../prelude/a.merit", "../bank/b.merit"), Ok("b.merit".into()));
    }

    #[test]
    fn nothing_outside_the_folder_around_the_scheme_is_meant() {
        assert_eq!(named("scheme.merit", "../../a.merit"), Err(Refusal::TooFar));
        assert_eq!(named("../prelude/a.merit", "../../a.merit"), Err(Refusal::TooFar));
        assert_eq!(named("scheme.merit", ".."), Err(Refusal::TooFar));
        assert_eq!(named("scheme.merit", "/etc/a.merit"), Err(Refusal::Absolute));
        assert_eq!(named("scheme.merit", r"C:\a.merit"), Err(Refusal::Absolute));
        assert_eq!(named("scheme.merit", " "), Err(Refusal::Empty));
    }

    #[test]
    fn the_loader_knows_a_file_beside_the_policy() {
        let file = Within::main("policies/rural/scheme.merit");
        assert_eq!(file.0, "scheme.merit");
        assert_eq!(Within("../prelude/a.merit".into()).beside("policies/rural/scheme.merit"), "policies/prelude/a.merit");
        assert_eq!(Within("../prelude/a.merit".into()).beside("scheme.merit"), "../prelude/a.merit");
    }
}
