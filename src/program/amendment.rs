//! What other policies changed of the one that a policy rests on.

use crate::diagnostics::Text;
use crate::say;
use crate::source::{SourceId, Span};
use crate::syntax::ast::Deed;

/// A policy that amended another one.
#[derive(Clone, Debug)]
pub struct Amendments {
    /// Its name.
    pub policy: String,
    /// Its version.
    pub version: Option<String>,
    /// Its own file.
    pub source: SourceId,
    /// The name of the amended policy.
    pub base: String,
    /// Its version.
    pub base_version: Option<String>,
    /// Its own file.
    pub base_source: SourceId,
    /// What it changed, in the order in which it did.
    pub changes: Vec<Amended>,
}

/// One thing that was changed.
#[derive(Clone, Debug)]
pub struct Amended {
    /// What it is, such as article 8 or table `base_pay`.
    pub what: Text,
    /// Whether it is an article, a record or a result, a parameter or a scale outside all articles, and so on: what notes tell apart.
    pub reach: Reach,
    /// The number of the article that it is or stands in.
    pub article: Option<String>,
    /// What was done.
    pub deed: Deed,
    /// The article of the amending policy that says so.
    pub by: Option<String>,
    /// Where it says so.
    pub span: Span,
    /// Whether a later amendment took its place.
    pub superseded: bool,
}

/// How far a change reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A whole article.
    Article,
    /// Something in an article, or a value that every article may use.
    Value,
    /// What is read or delivered.
    Data,
}

/// Who says so: article 2 of “Riverside branch”.
pub(crate) fn by_whom(article: Option<&str>, policy: &str) -> Text {
    match article {
        Some(number) => say!("by article {number} of “{policy}”", "“{policy}”第{number}条"),
        None => say!("by “{policy}”", "“{policy}”"),
    }
}
