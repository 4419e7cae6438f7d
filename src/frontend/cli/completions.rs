//! `merit completions`: what a shell needs to complete commands and options.

use super::{Exit, Ui, command};
use clap::Args;
use clap_complete::Shell;

/// For which shell.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Gives the script of a shell.
pub fn completions(args: &CompletionsArgs, ui: &mut Ui) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(ui.language()), "merit", &mut script);
    ui.give_bytes(&script);
    Exit::Done
}
