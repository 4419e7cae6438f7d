//! `merit why`: every amount of one record, line by line, with its article.

use super::run::{DataArgs, load, record_named, row_of_key};
use super::{Exit, Ui, scheme};
use crate::explain::{Options, text};
use crate::say;
use crate::wire;
use clap::{Args, ValueEnum};

/// What to explain.
#[derive(Debug, Args)]
pub struct WhyArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The key of the record; the parts of a key of several fields with `,` between them
    key: String,
    /// A record of another kind than the policy's subject
    #[arg(long, value_name = "RECORD")]
    record: Option<String>,
    /// Tell how far the next row of each tier is
    #[arg(long)]
    next: bool,
    /// Show figures of other people where a rank or a cohort rests on them
    #[arg(long)]
    members: bool,
    /// Give every value a line, those that no amount needs too
    #[arg(long)]
    all: bool,
    /// In which form
    #[arg(long, value_enum, default_value = "text")]
    format: WhyFormat,
}

/// The forms of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WhyFormat {
    /// For people
    Text,
    /// For other programs
    Json,
}

/// Explains one record.
pub fn why(args: &WhyArgs, ui: &mut Ui) -> Exit {
    let scheme = match scheme::open(&args.data.scheme, ui) {
        Ok(scheme) => scheme,
        Err(exit) => return exit,
    };
    let policy = &scheme.policy;
    let record = match &args.record {
        Some(name) => match record_named(policy.program(), name, ui) {
            Ok(record) => record,
            Err(exit) => return exit,
        },
        None => match policy.program().head.subject {
            Some(subject) => subject,
            None => {
                ui.say(&say!("the policy has no subject: say `--record`", "办法没有考核对象：请用 `--record` 指明记录"));
                return Exit::Usage;
            }
        },
    };
    let (loaded, mut settings) = match load(&args.data, &scheme, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    settings.reasons = true;
    let evaluation = match policy.evaluate(&loaded.tables, &settings) {
        Ok(evaluation) => evaluation,
        Err(findings) => {
            ui.findings(policy.sources(), &findings);
            return Exit::of_run(&findings);
        }
    };
    let key = args.key.replace(',', "\u{1f}");
    let row = match row_of_key(&evaluation, record, &key, ui) {
        Ok(row) => row,
        Err(exit) => return exit,
    };
    let options = Options { language: ui.language(), members: args.members, all: args.all, next: args.next };
    let statement = evaluation.statement(record, row, &options);
    match args.format {
        WhyFormat::Text => ui.give(&text(&statement)),
        WhyFormat::Json => {
            let json = serde_json::to_string_pretty(&wire::Statement::of(&statement)).unwrap_or_default();
            ui.give(&format!("{json}\n"));
        }
    }
    Exit::Done
}
