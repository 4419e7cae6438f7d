//! Pages for people: statements that a payee can check and print, in one file that loads nothing.
//!
//! Templates lie beside the code that fills them; what they are given is escaped by default. Nothing is computed here but what a reader
//! would add up.

mod article;
mod sheet;
mod statements;
mod summary;
pub(crate) mod words;

pub use statements::{Statements, write_statements};
