//! `merit completions`: what a shell needs to complete commands and options.

use super::{Cli, Exit, Ui};
use clap::{Args, CommandFactory};
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
    clap_complete::generate(args.shell, &mut Cli::command(), "merit", &mut script);
    ui.give_bytes(&script);
    Exit::Done
}
