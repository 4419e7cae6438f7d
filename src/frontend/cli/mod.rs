//! The command line: one file a command, thin over the engine. Only here anything is printed.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod against;
mod changed;
mod check;
mod chinese;
mod completions;
mod emit;
mod exit;
mod explain;
mod format;
mod import;
mod lint;
#[cfg(feature = "lsp")]
mod lsp;
mod man;
mod new;
mod paths;
mod publish;
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
use crate::diagnostics::Language;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;

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
    /// Make a scheme folder to begin with
    #[command(
        after_help = "Examples:\n  merit new bonus\n  merit new bonus-2027 --template deferral --name \"Bonus 2027\"\n  merit new 方案 --lang zh"
    )]
    New(new::NewArgs),
    /// Make a table of the rate table in a sheet, or a record of its columns
    #[command(after_help = "Examples:\n  merit import bonus/data/manager.csv --record\n  merit import bonus/data/branch.csv --by branch")]
    Import(import::ImportArgs),
    /// Check a policy: names, kinds, blanks, gaps and overlaps
    #[command(after_help = "Examples:\n  merit check bonus")]
    Check(check::CheckArgs),
    /// Evaluate a policy over its records and deliver the results
    #[command(
        after_help = "Examples:\n  merit run bonus\n  merit run bonus --out june --as-of 2026-06-30\n  merit run bonus --data manager=bonus/data/manager.csv --format json"
    )]
    Run(run::RunArgs),
    /// Explain every amount of a record, line by line, with its article
    #[command(after_help = "Examples:\n  merit why bonus M01\n  merit why bonus --every --out statements.html")]
    Why(why::WhyArgs),
    /// Run the tests of a policy, and compare its expected results
    #[command(after_help = "Examples:\n  merit test bonus\n  merit test bonus --filter exam")]
    Test(test::TestArgs),
    /// Show a stage of a policy as text
    #[command(after_help = "Examples:\n  merit emit bonus --stage policy")]
    Emit(emit::EmitArgs),
    /// Show what the data files must hold
    #[command(after_help = "Examples:\n  merit schema bonus\n  merit schema bonus --format json")]
    Schema(schema::SchemaArgs),
    /// Tell what is sound and yet surely not meant
    #[command(after_help = "Examples:\n  merit lint bonus")]
    Lint(lint::LintArgs),
    /// Write policies in one style
    #[command(after_help = "Examples:\n  merit format bonus\n  merit format --check bonus")]
    Format(format::FormatArgs),
    /// Write a policy with the keywords of the other language
    #[command(after_help = "Examples:\n  merit translate --to zh bonus/scheme.merit")]
    Translate(translate::TranslateArgs),
    /// Make a site of a policy: its text, tables, charts, inputs, results and tests, all linked
    #[command(after_help = "Examples:\n  merit publish bonus --out site\n  merit publish bonus --out bonus.html --lang zh")]
    Publish(publish::PublishArgs),
    /// Serve an editor: findings while typing, hovers, completion and more
    #[cfg(feature = "lsp")]
    Lsp(lsp::LspArgs),
    /// Tell more of a finding, by its code
    #[command(after_help = "Examples:\n  merit explain E0301")]
    Explain(explain::ExplainArgs),
    /// Give what a shell needs to complete commands and options
    #[command(after_help = "Examples:\n  merit completions bash > merit.bash")]
    Completions(completions::CompletionsArgs),
    /// Give the help of the commands as pages for `man`
    #[command(after_help = "Examples:\n  merit man run > merit-run.1\n  merit man --out man")]
    Man(man::ManArgs),
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
    let language = language_of_help(std::env::args_os(), std::env::var_os("MERIT_LANG"));
    // A variable that is empty says nothing, as one that is not set.
    let is_empty = |argument: &clap::Arg| argument.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    let command = command(language).mut_args(|argument| if is_empty(&argument) { argument.env(None) } else { argument });
    let parsed = command.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            let _ = match language {
                Language::English => error.print(),
                Language::Chinese => error.apply::<chinese::Misuse>().print(),
            };
            return exit;
        }
    };
    let mut ui = Ui::new(&cli.shown);
    match &cli.command {
        Command::New(args) => new::new(args, &mut ui),
        Command::Import(args) => import::import(args, &mut ui),
        Command::Check(args) => check::check(args, &mut ui),
        Command::Run(args) => run::run(args, &mut ui),
        Command::Why(args) => why::why(args, &mut ui),
        Command::Test(args) => test::test(args, &mut ui),
        Command::Emit(args) => emit::emit(args, &mut ui),
        Command::Schema(args) => schema::schema(args, &mut ui),
        Command::Lint(args) => lint::lint(args, &mut ui),
        Command::Format(args) => format::format(args, &mut ui),
        Command::Translate(args) => translate::translate(args, &mut ui),
        Command::Publish(args) => publish::publish(args, &mut ui),
        #[cfg(feature = "lsp")]
        Command::Lsp(args) => lsp::lsp(args, &mut ui),
        Command::Explain(args) => explain::explain(args, &mut ui),
        Command::Completions(args) => completions::completions(args, &mut ui),
        Command::Man(args) => man::man(args, &mut ui),
    }
}

/// The commands with their help in a language.
pub fn command(language: Language) -> clap::Command {
    match language {
        Language::English => Cli::command(),
        Language::Chinese => chinese::in_chinese(Cli::command()),
    }
}

/// The language of the help and of what is told of wrong use. It must be known before the arguments are: an error may be among them.
fn language_of_help(arguments: impl Iterator<Item = OsString>, variable: Option<OsString>) -> Language {
    let arguments: Vec<OsString> = arguments.take_while(|argument| argument != "--").collect();
    let after =
        arguments.windows(2).filter_map(|pair| if let [option, value] = pair { (option == "--lang").then_some(value) } else { None });
    let said = after.map(|value| value.to_string_lossy().into_owned());
    let said = said.chain(arguments.iter().filter_map(|argument| Some(argument.to_str()?.strip_prefix("--lang=")?.to_owned()))).last();
    match said.or_else(|| Some(variable?.to_string_lossy().into_owned())).as_deref() {
        Some("zh") => Language::Chinese,
        _ => Language::English,
    }
}
