//! Where names are written and what they mean there: for tools that go from a use to its declaration and back.
//!
//! Nothing that is run reads this; it is as whole as the findings of a policy allow.

use crate::program::{ArticleId, DefinitionId, EnumerationId, FieldId, RecordId};
use crate::source::Span;

/// A place where a name is written; the place that declares it is one too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The name, quotes and all.
    pub span: Span,
    /// Where what it means is declared, of several places the first; of what the language itself names, where the clause or record is.
    pub declared: Span,
    /// Whether it declares what it means.
    pub declares: bool,
    /// What it means.
    pub means: Meaning,
}

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A record.
    Record(RecordId),
    /// A field of a record.
    Field(RecordId, FieldId),
    /// A named value; none where it could not be understood.
    Value(Option<DefinitionId>),
    /// A sub-value that the language names, as `until` of `q.until`.
    Part(DefinitionId),
    /// A member of an enumeration.
    Member(EnumerationId, u32),
    /// A scale.
    Scale,
    /// An account of a ledger, by the value that it comes to if it has a name of its own.
    Account,
    /// An article, by its number.
    Article(ArticleId),
}
