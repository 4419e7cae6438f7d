//! What went wrong, said to the author: one struct for every finding of every stage.
//!
//! A finding is raised next to the check that makes it, with its wording in English and Chinese side by side (`say!`);
//! the catalogue of codes ([`Code`]) only names them and ties each to its page. Rendering is a matter of [`render`].

mod catalogue;
mod load;
mod most;
#[cfg(test)]
mod pages;
pub mod render;
mod suggest;

pub use catalogue::{Code, Severity};
pub use most::{MOST_TOLD, first_ones};
pub use suggest::nearest;

use crate::source::Span;

/// The language that messages are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, simplified.
    Chinese,
}

/// One message in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The English wording: lower case, no full stop, the author's words in backticks.
    pub en: String,
    /// The Chinese wording, by the same rules.
    pub zh: String,
}

impl Text {
    /// The wording in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

/// Makes a [`Text`]: `say!("unknown name `{name}`", "没有名称 `{name}`")`, both with the captures of `format!`.
#[macro_export]
macro_rules! say {
    ($en:literal, $zh:literal $(, $($rest:tt)*)?) => {
        $crate::diagnostics::Text { en: format!($en $(, $($rest)*)?), zh: format!($zh $(, $($rest)*)?) }
    };
}

/// A place in the sources with what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What it is, or why it matters here.
    pub text: Text,
}

/// A change of the text that would settle the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// What stands there instead.
    pub with: String,
}

/// A place in a data file, for findings about records rather than about the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataPlace {
    /// The file as the operator named it.
    pub file: String,
    /// The line, counted from 1 with the heading; none for a finding about the whole file.
    pub line: Option<u64>,
    /// The heading of the column, or its name.
    pub column: Option<String>,
    /// The cell as it stands in the file.
    pub value: Option<String>,
    /// In a workbook, what Excel calls the place: `manager!C7`, or the sheet alone.
    pub cell: Option<String>,
}

/// One finding: what happened, where, why, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its code, which names its page.
    pub code: Code,
    /// What happened.
    pub message: Text,
    /// The places in the policy; the first is the main one.
    pub labels: Vec<Label>,
    /// The place in a data file, if it is about data.
    pub data: Option<DataPlace>,
    /// The ways out.
    pub helps: Vec<Text>,
    /// A change that would settle it, if exactly one is plausible.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding with its message and as yet no place.
    pub fn new(code: Code, message: Text) -> Diagnostic {
        Diagnostic { code, message, labels: Vec::new(), data: None, helps: Vec::new(), fix: None }
    }

    /// Adds a place; the first one added is the main one.
    #[must_use]
    pub fn label(mut self, span: Span, text: Text) -> Diagnostic {
        self.labels.push(Label { span, text });
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, text: Text) -> Diagnostic {
        self.helps.push(text);
        self
    }

    /// Adds the one plausible change.
    #[must_use]
    pub fn fix(mut self, span: Span, with: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { span, with: with.into() });
        self
    }

    /// Adds the name that was probably meant in a place, as a way out and, where it is one plain word, as the change.
    #[must_use]
    pub fn meant(self, span: Span, near: &str) -> Diagnostic {
        let finding = self.help(say!("did you mean `{near}`", "是否想写 `{near}`"));
        let is_plain = near.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
        if is_plain { finding.fix(span, near) } else { finding }
    }

    /// Says which cell of which data file it is about.
    #[must_use]
    pub fn at_data(mut self, place: DataPlace) -> Diagnostic {
        self.data = Some(place);
        self
    }

    /// The severity of its code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Whether it stops the policy or the run.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}

/// Its code and what happened, in English: for hosts that hand errors on. A `render::Renderer` tells all of it, in either language.
impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message.en)
    }
}

impl std::error::Error for Diagnostic {}

impl Text {
    /// The same with another Chinese wording, for messages whose parts differ by language.
    #[must_use]
    pub fn with_zh(mut self, zh: impl Into<String>) -> Text {
        self.zh = zh.into();
        self
    }

    /// A message made of one wording for each language.
    pub fn both(en: impl Into<String>, zh: impl Into<String>) -> Text {
        Text { en: en.into(), zh: zh.into() }
    }
}
