//! The texts that are open in the editor, which count instead of the files on the disk.

use super::positions::{Encoding, Lines};
use crate::source::{FileLoader, LoadError, Loader};
use lsp_types::{TextDocumentContentChangeEvent, Uri};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A text that is open.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// Its address, as the editor spells it.
    pub uri: Uri,
    /// What the editor says it is written in.
    pub language: String,
    /// Its version.
    pub version: i32,
    /// The text.
    pub text: Arc<str>,
}

impl Document {
    /// Makes changes of the editor, each on what the one before left.
    pub(super) fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        self.version = version;
        for change in changes {
            let Some(range) = change.range else {
                self.text = change.text.into();
                continue;
            };
            let lines = Lines::new(&self.text, encoding);
            let (start, end) = (lines.offset(&self.text, range.start), lines.offset(&self.text, range.end));
            let (before, after) = (self.text.get(..start).unwrap_or_default(), self.text.get(end.max(start)..).unwrap_or_default());
            self.text = [before, &change.text, after].concat().into();
        }
    }
}

/// All texts that are open, by path.
#[derive(Clone, Debug, Default)]
pub(super) struct Documents(pub BTreeMap<String, Document>);

/// Texts that are open from the editor, all others from the disk.
impl Loader for Documents {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        match self.0.get(path) {
            Some(document) => Ok(document.text.trim_start_matches('\u{FEFF}').to_owned()),
            None => FileLoader.load(path),
        }
    }
}
