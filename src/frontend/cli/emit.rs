//! `merit emit`: a stage of a policy as text.

use super::{Exit, Ui, scheme};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to show.
#[derive(Debug, Args)]
pub struct EmitArgs {
    /// A scheme folder or a `.merit` file
    scheme: PathBuf,
    /// Which stage
    #[arg(long, value_enum, default_value = "program")]
    stage: Stage,
    /// The day whose version of what changes by date is shown; otherwise that of the policy
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

/// The stages of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// The whole policy as one text, with what it uses and as amended
    Policy,
    /// The tree, as written
    Syntax,
    /// The checked program: names, types and core forms
    Program,
    /// The ordered steps of the engine
    Plan,
}

/// Shows a stage.
pub fn emit(args: &EmitArgs, ui: &mut Ui) -> Exit {
    let scheme = match scheme::open(&args.scheme, ui) {
        Ok(scheme) => scheme,
        Err(exit) => return exit,
    };
    let policy = match super::run::day(args.as_of.as_deref(), ui) {
        Ok(Some(day)) => scheme.policy.on(day),
        Ok(None) => scheme.policy.clone(),
        Err(exit) => return exit,
    };
    let text = match args.stage {
        Stage::Policy => policy.print_whole(),
        Stage::Syntax => policy.print_syntax(),
        Stage::Program => crate::program::print::print_of(policy.program(), policy.sources()),
        Stage::Plan => crate::plan::print::print(policy.program(), policy.plan()),
    };
    ui.give(&text);
    Exit::Done
}
