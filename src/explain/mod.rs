//! Why this amount: the statement of one record, told from the columns and codes that the run kept.
//!
//! Nothing is evaluated here a second time: a figure is read from the run, and words are put beside it. The only arithmetic is what
//! a reader does in the margin: the parts of a marginal tier, how many records counted, how far the next row is. Serialising is not
//! known here; text is the one rendering.

mod aggregates;
mod amounts;
mod because;
mod cohorts;
mod conditions;
mod cover;
mod dates;
mod figures;
mod ledger;
mod lines;
mod names;
mod next;
mod notes;
mod operations;
mod outline;
mod plain;
mod reasons;
mod series;
mod statement;
mod steps;
mod teller;
mod text;
mod tiers;
mod unmet;
mod words;

pub use because::told;
pub use lines::{line, statement};
pub(crate) use next::Wording;
pub use next::{Change, Next, Then, Way};
pub use outline::{Outline, lines_of};
pub use plain::Plain;
pub use reasons::{Kept, Reasons, roots};
pub use statement::{Citation, Figure, Line, Nature, Part, Reason, Statement, Status};
pub use text::{next_heading, text};
pub use unmet::unmet;

use crate::diagnostics::Language;

/// What is told, and in which language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The language of the words around the author's own.
    pub language: Language,
    /// Whether figures of other records of the same kind may be shown.
    pub members: bool,
    /// Whether values that no amount needs have lines of their own too.
    pub all: bool,
    /// Whether what is missing for the next tier, grade or award is told.
    pub next: bool,
}
