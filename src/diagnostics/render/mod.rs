//! How findings are shown: for people on a terminal, as plain lines, or as JSON for other programs.
//!
//! All three show the same facts. What a user gave (names, cells, paths) is shown with its control characters taken out, so that
//! no policy or data file can write on the terminal.

#[cfg(feature = "cli")]
mod human;
mod json;
mod plain;
mod words;

#[cfg(test)]
mod tests;

use super::{Diagnostic, Language, Severity};
use crate::source::Sources;

/// The shape that findings are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// With the lines of the policy and marks under the words; without the feature `cli` the same as plain.
    #[default]
    Human,
    /// One line a fact, for logs and editors.
    Plain,
    /// An array of objects.
    Json,
}

/// Shows findings in one format and language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renderer {
    /// The shape.
    pub format: Format,
    /// The language of the messages.
    pub language: Language,
    /// Whether to colour, for people only.
    pub color: bool,
    /// The columns of the terminal, for people only.
    pub width: usize,
}

impl Default for Renderer {
    fn default() -> Renderer {
        Renderer { format: Format::Human, language: Language::English, color: false, width: 100 }
    }
}

impl Renderer {
    /// Shows the findings in the order given; the result ends in a line end unless it is empty.
    pub fn render(&self, sources: &Sources, diagnostics: &[Diagnostic]) -> String {
        match self.format {
            #[cfg(feature = "cli")]
            Format::Human => human::render(self, sources, diagnostics),
            #[cfg(not(feature = "cli"))]
            Format::Human => plain::render(self.language, sources, diagnostics),
            Format::Plain => plain::render(self.language, sources, diagnostics),
            Format::Json => json::render(self.language, sources, diagnostics),
        }
    }

    /// How many findings of which kind there are, such as "2 errors, 1 warning".
    pub fn summary(&self, diagnostics: &[Diagnostic]) -> String {
        let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
            let count = diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity).count();
            (severity, count)
        });
        let parts: Vec<String> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| words::counted(self.language, *severity, *count))
            .collect();
        match (self.language, parts.is_empty()) {
            (Language::English, true) => "no findings".to_owned(),
            (Language::Chinese, true) => "没有发现问题".to_owned(),
            (Language::English, false) => parts.join(", "),
            (Language::Chinese, false) => parts.join("，"),
        }
    }
}
