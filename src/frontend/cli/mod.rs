//! The command line: one file a command, thin over the engine. Only here anything is printed.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod against;
mod check;
mod emit;
mod exit;
mod explain;
mod format;
mod lint;
mod paths;
mod run;
mod run_record;
mod schema;
mod scheme;
mod stream;
mod test;
mod told;
mod translate;
mod ui;
mod why;
#[cfg(feature = "excel")]
mod workbook;

use crate::data::formats::guard;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use exit::Exit;
use ui::Ui;

/// Pay schemes that people read and machines run: exact, explained, cited.
#[derive(Debug, Parser)]
#[command(name = "merit", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    shown: Shown,
    #[command(subcommand)]
    command: Command,
}

/// How findings and messages are shown.
#[derive(Clone, Debug, Args)]
pub struct Shown {
    /// How findings are shown
    #[arg(long, global = true, value_enum, default_value = "human", env = "MERIT_ERROR_FORMAT", help_heading = "Messages")]
    error_format: ErrorFormat,
    /// The language of messages; otherwise that of the policy
    #[arg(long, global = true, value_enum, env = "MERIT_LANG", help_heading = "Messages")]
    lang: Option<Lang>,
    /// When to colour
    #[arg(long, global = true, value_enum, default_value = "auto", help_heading = "Messages")]
    color: When,
}

/// The shapes of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ErrorFormat {
    /// With the lines of the policy, for people
    Human,
    /// One line a fact, for logs and editors
    Plain,
    /// An array of objects, for other programs
    Json,
}

/// The languages of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English
    En,
    /// Chinese
    Zh,
}

/// When something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
enum Command {
    /// Check a policy: names, kinds, blanks, gaps and overlaps
    Check(check::CheckArgs),
    /// Evaluate a policy over its records and deliver the results
    Run(run::RunArgs),
    /// Explain every amount of a record, line by line, with its article
    Why(why::WhyArgs),
    /// Run the tests of a policy, and compare its expected results
    Test(test::TestArgs),
    /// Show a stage of a policy as text
    Emit(emit::EmitArgs),
    /// Show what the data files must hold
    Schema(schema::SchemaArgs),
    /// Tell what is sound and yet surely not meant
    Lint(lint::LintArgs),
    /// Write policies in one style
    Format(format::FormatArgs),
    /// Write a policy with the keywords of the other language
    Translate(translate::TranslateArgs),
    /// Tell more of a finding, by its code
    Explain(explain::ExplainArgs),
}

/// Runs the command of this process.
pub fn main() -> Exit {
    let hook = std::panic::take_hook();
    // What a library says of a damaged file before it is stopped is nothing for the operator: the finding follows.
    std::panic::set_hook(Box::new(move |panic| {
        if !guard::is_guarded() {
            hook(panic)
        }
    }));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            let _ = error.print();
            return exit;
        }
    };
    let mut ui = Ui::new(&cli.shown);
    match &cli.command {
        Command::Check(args) => check::check(args, &mut ui),
        Command::Run(args) => run::run(args, &mut ui),
        Command::Why(args) => why::why(args, &mut ui),
        Command::Test(args) => test::test(args, &mut ui),
        Command::Emit(args) => emit::emit(args, &mut ui),
        Command::Schema(args) => schema::schema(args, &mut ui),
        Command::Lint(args) => lint::lint(args, &mut ui),
        Command::Format(args) => format::format(args, &mut ui),
        Command::Translate(args) => translate::translate(args, &mut ui),
        Command::Explain(args) => explain::explain(args, &mut ui),
    }
}
