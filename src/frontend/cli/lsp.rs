//! `merit lsp`: the language server, over standard input and output.

use super::{Exit, Ui};
use crate::lsp::{Settings, serve};
use crate::say;
use clap::Args;
use lsp_server::Connection;

/// How to serve.
#[derive(Debug, Args)]
pub struct LspArgs {
    /// Over standard input and output, which is the only way; editors say so
    #[arg(long)]
    stdio: bool,
}

/// Serves one editor until it goes away.
pub fn lsp(_: &LspArgs, ui: &mut Ui) -> Exit {
    let (connection, threads) = Connection::stdio();
    let served = serve(&connection, Settings { language: ui.chosen() });
    // The threads end when nothing is left to be sent.
    drop(connection);
    let closed = threads.join();
    match (served, closed) {
        (Ok(()), Ok(())) => Exit::Done,
        (Err(error), _) => {
            ui.say(&say!("the session ended: {error}", "会话中断：{error}"));
            Exit::Failed
        }
        (_, Err(error)) => {
            ui.say(&say!("the session ended: {error}", "会话中断：{error}"));
            Exit::Failed
        }
    }
}
