//! The texts that the formatter is tried on: every policy of the repository, and the fences of its pages.

use std::path::{Path, PathBuf};

use crate::docs::fences;
use crate::folders::{ends_in, files_below};

/// A text and where it comes from.
#[derive(Clone, Debug)]
pub struct Sample {
    pub place: String,
    pub text: String,
}

/// Every policy file and every fence of a policy.
pub fn samples() -> Vec<Sample> {
    let mut samples = policies(&fences::root().join("policies"));
    samples.extend(policies(&fences::root().join("tests")));
    for page in fences::pages() {
        let fences = fences::fences(&page).into_iter().filter(|fence| fence.language() == "merit");
        samples.extend(fences.map(|fence| Sample { place: fence.place, text: fence.text }));
    }
    assert!(samples.len() > 300, "only {} texts were found", samples.len());
    samples
}

/// Every policy file in a folder and the folders in it.
pub fn policies(root: &Path) -> Vec<Sample> {
    let read = |path: PathBuf| Some(Sample { place: path.display().to_string(), text: std::fs::read_to_string(path).ok()? });
    files_below(root).into_iter().filter(|path| ends_in(path, "merit")).filter_map(read).collect()
}
