//! The language server: what an editor asks of a policy that is being written, over the Language Server Protocol.
//!
//! It answers from the public stages alone: [`Checked`](crate::engine::Checked) with the names that it noted, the formatter, the linter and
//! the test runner. A request kind is a file. [`session`] is the loop, [`workspace`] knows the open texts and what was checked, and
//! [`analysis`] is one checked policy with what is asked of it again and again. It decides nothing about policies itself: what it tells is
//! what the command line tells.

mod actions;
mod analysis;
mod commands;
mod completion;
mod definition;
mod diagnostics;
mod documents;
mod files;
mod formatting;
mod hover;
mod inlay;
mod lens;

mod paths;
mod positions;

mod references;
mod rename;
mod requests;
mod scope;
mod semantic;
mod session;
mod symbols;
mod view;
mod words;
mod workspace;

pub use session::{Settings, serve};
