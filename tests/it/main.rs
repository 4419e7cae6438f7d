//! The one integration test binary: a fixture a case, its snapshot beside it.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod against;
mod begin;
mod build;
mod catalogue;
mod cli;
mod commands;
mod corpora;
mod data;
mod docs;
mod engine;
mod explain;
mod files;
mod folders;
mod format;
#[cfg(feature = "cli")]
mod help;
mod import;
mod lint;
mod literate;
#[cfg(feature = "lsp")]
mod lsp;
mod mutations;
mod narrow;
mod next;
mod one_record;
mod pages;
mod program;
mod publish;
mod random;
mod reference;
mod robust;
mod schemes;
mod soundness;
mod stream;
mod syntax;
mod testing;
mod textmate;
mod yardstick;
