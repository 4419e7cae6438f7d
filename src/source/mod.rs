//! Where text comes from: files by id, spans into them, lines and columns.
//!
//! It knows nothing of what the text means, and opens no file itself: a host hands texts in through a [`Loader`].

mod lines;
pub mod literate;
mod loader;
mod path;
mod span;

use std::sync::Arc;

use lines::Lines;

pub use loader::{FileLoader, LoadError, Loader, MemoryLoader, POLICY_LIMIT, Unreadable, decode};
pub use path::beside;
pub use span::{SourceId, Span};

/// One text with its name, which is a path or what the host calls it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name that diagnostics show.
    pub name: String,
    /// Its path as seen from the folder of the policy's own file, the same wherever that folder lies.
    pub within: String,
    /// The whole text.
    pub text: Arc<str>,
    lines: Lines,
    code: Option<Arc<str>>,
}

impl Source {
    /// A text with its name.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Source {
        let name = name.into();
        let within = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        Source { name, within, text: text.into(), lines: Lines::default(), code: None }
    }

    /// Its rules, at the places at which they stand in the text: of a literate policy without its prose, else the text itself.
    pub fn code(&self) -> &str {
        self.code.as_deref().unwrap_or(&self.text)
    }

    /// Line and column of a byte, both counted from 1, the column in characters; a byte beyond the end counts as the end.
    pub fn place(&self, at: u32) -> (usize, usize) {
        self.lines.place(&self.text, at as usize)
    }

    /// The bytes of a line counted from 1, without its line end; none beyond the last line.
    pub fn line(&self, number: usize) -> Option<std::ops::Range<usize>> {
        self.lines.range(&self.text, number)
    }

    /// How many lines there are; a text that ends in a line end has an empty last line.
    pub fn line_count(&self) -> usize {
        self.lines.count(&self.text)
    }
}

/// All texts of one policy.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Adds a text and gives it the next id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let id = SourceId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Source::new(name, text));
        id
    }

    /// Loads a text under its path and gives it the next id.
    ///
    /// # Errors
    /// What the loader says.
    pub fn load(&mut self, loader: &dyn Loader, path: &str) -> Result<SourceId, LoadError> {
        let text = loader.load(path)?;
        Ok(self.add(path, text))
    }

    /// Loads a text that is not the policy's own, and says where it is seen from the policy's folder.
    ///
    /// # Errors
    /// What the loader says.
    pub fn load_beside(&mut self, loader: &dyn Loader, path: &str, within: &str) -> Result<SourceId, LoadError> {
        let id = self.load(loader, path)?;
        if let Some(source) = self.list.last_mut() {
            within.clone_into(&mut source.within);
        }
        Ok(id)
    }

    /// Says what the rules of a literate policy are, at the places at which they stand in its text.
    pub fn set_code(&mut self, id: SourceId, code: String) {
        if let Some(source) = self.list.get_mut(id.0 as usize) {
            source.code = Some(code.into());
        }
    }

    /// The source of an id, if there is one.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize)
    }

    /// The id of the source with a name, if there is one.
    pub fn find(&self, name: &str) -> Option<SourceId> {
        self.iter().find(|(_, source)| source.name == name).map(|(id, _)| id)
    }

    /// All sources in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.list)
    }

    /// The text of a span, or nothing when it lies outside.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).and_then(|source| source.text.get(span.start as usize..span.end as usize)).unwrap_or("")
    }

    /// Line and column of a byte, both counted from 1, the column in characters.
    pub fn place(&self, id: SourceId, at: u32) -> (usize, usize) {
        self.get(id).map_or((1, 1), |source| source.place(at))
    }
}
