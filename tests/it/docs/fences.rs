//! The pages of the documentation and the fences that they hold.

use std::path::{Path, PathBuf};

use crate::folders::{ends_in, files_below};

/// A fence with what its words say.
pub struct Fence {
    /// The page and the line of its opening.
    pub place: String,
    /// The number of that line, from 1.
    pub line: usize,
    /// The language of the fence and what is asked of it.
    pub words: Vec<String>,
    /// What stands within.
    pub text: String,
}

impl Fence {
    /// The language of the fence.
    pub fn language(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Whether a word is among its words.
    pub fn says(&self, word: &str) -> bool {
        self.words.iter().any(|said| said == word)
    }

    /// What follows `word` among its words, as `file=` in `file=scheme.merit`.
    pub fn said(&self, word: &str) -> Option<&str> {
        self.words.iter().find_map(|said| said.strip_prefix(word))
    }
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README and every page under `docs/`.
pub fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    pages.extend(files_below(&root().join("docs")).into_iter().filter(|path| ends_in(path, "md")));
    pages.sort();
    pages
}

/// The name of a page within the repository.
pub fn name(page: &Path) -> String {
    page.strip_prefix(root()).unwrap().display().to_string()
}

/// The fences of a page in order.
pub fn fences(page: &Path) -> Vec<Fence> {
    let text = std::fs::read_to_string(page).unwrap();
    let name = name(page);
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    for (at, line) in text.lines().enumerate() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(words)) => {
                let words = words.split(',').map(|word| word.trim().to_owned()).collect();
                open = Some(Fence { place: format!("{name}:{}", at + 1), line: at + 1, words, text: String::new() });
            }
            (Some(_), Some(_)) => fences.extend(open.take()),
            (Some(fence), None) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, None) => {}
        }
    }
    fences
}
