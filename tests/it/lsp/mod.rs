//! Sessions with the language server: as an editor has them, over the protocol.

mod answers;
mod client;
mod commands;
mod process;
mod same_as_check;
mod session;
mod whatever;
