//! `merit why`: every amount of one record or of several, line by line, with its article.

use super::run::{DataArgs, load, record_named, row_of_key};
use super::{Exit, Ui, scheme, told};
use crate::data::keys;
use crate::data::write::whole::write_file;
use crate::diagnostics::{Code, Diagnostic, Text, nearest};
use crate::engine::{Evaluation, NoSuchName};
use crate::explain::{Options, text};
use crate::html::{Statements, write_statements};
use crate::program::RecordId;
use crate::say;
use crate::wire;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// What to explain.
#[derive(Debug, Args)]
pub struct WhyArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The keys of the records; the parts of a key of several fields with `,` between them, a part that holds a comma in quotation marks
    #[arg(required_unless_present_any = ["filters", "every"], value_name = "KEY")]
    keys: Vec<String>,
    /// The records of which a value is so, as `branch=B01` or `branch.region=urban`; several must all hold
    #[arg(long = "where", id = "filters", value_name = "NAME=VALUE", conflicts_with = "keys")]
    filters: Vec<String>,
    /// Every record
    #[arg(long, conflicts_with_all = ["keys", "filters"])]
    every: bool,
    /// A record of another kind than the policy's subject
    #[arg(long, value_name = "RECORD")]
    record: Option<String>,
    /// Tell the least change of inputs that reaches the next tier, grade or award
    #[arg(long)]
    next: bool,
    /// Show figures of other people where a rank or a cohort rests on them
    #[arg(long)]
    members: bool,
    /// Give every value a line, those that no amount needs too
    #[arg(long)]
    all: bool,
    /// In which form; otherwise as the name of the file says, or text
    #[arg(long, value_enum)]
    format: Option<WhyFormat>,
    /// Write into this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The forms of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WhyFormat {
    /// For people, on a terminal
    Text,
    /// For people, to print: a page with the words of each article beside its figures
    Html,
    /// For other programs
    Json,
}

impl WhyFormat {
    /// By the ending of a file's name.
    fn of_name(path: &Path) -> Option<WhyFormat> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "html" | "htm" => Some(WhyFormat::Html),
            "json" => Some(WhyFormat::Json),
            _ => None,
        }
    }
}

/// Explains one record, or several.
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
    let rows = match rows(args, &evaluation, record, ui) {
        Ok(rows) => rows,
        Err(exit) => return exit,
    };
    let options = Options { language: ui.language(), members: args.members, all: args.all, next: args.next };
    let written = written(args, &Statements { evaluation: &evaluation, record, rows: &rows, options });
    let Some(out) = args.out.as_ref().filter(|out| out.as_os_str() != "-") else {
        ui.give(&written);
        return Exit::Done;
    };
    let (shown, many) = (out.display(), rows.len());
    match write_file(out, written.as_bytes()) {
        Ok(()) => {
            ui.say(&match many {
                1 => say!("{shown}: 1 statement", "{shown}：1 份说明"),
                _ => say!("{shown}: {many} statements", "{shown}：{many} 份说明"),
            });
            Exit::Done
        }
        Err(error) => told::not_written(out, &error, ui),
    }
}

/// The rows that are asked for, at least one.
fn rows(args: &WhyArgs, evaluation: &Evaluation<'_>, record: RecordId, ui: &Ui) -> Result<Vec<usize>, Exit> {
    if !args.keys.is_empty() {
        return args.keys.iter().map(|key| row_of_key(evaluation, record, &keys::read(key), ui)).collect();
    }
    let mut rows: Vec<usize> = (0..evaluation.rows(record)).collect();
    for filter in &args.filters {
        let Some((name, value)) = filter.split_once(['=', '＝']) else {
            ui.say(&say!("`{filter}` is not of the form name=value", "`{filter}` 的写法须为 名称=值"));
            return Err(Exit::Usage);
        };
        let value = value.trim().trim_matches(['"', '“', '”']);
        match evaluation.rows_where(record, name.trim(), value) {
            Ok(found) => rows.retain(|row| found.binary_search(row).is_ok()),
            Err(unknown) => {
                ui.say(&no_such_name(&unknown));
                return Err(Exit::Usage);
            }
        }
    }
    if rows.is_empty() {
        let (name, filters) = (&evaluation.policy.program().record(record).name, args.filters.join(", "));
        let message = match args.filters.is_empty() {
            true => say!("there is no `{name}`", "没有 `{name}`"),
            false => say!("there is no `{name}` of which {filters} holds", "没有符合 {filters} 的 `{name}`"),
        };
        ui.findings(evaluation.policy.sources(), &[Diagnostic::new(Code::E0606, message)]);
        return Err(Exit::Usage);
    }
    Ok(rows)
}

fn no_such_name(unknown: &NoSuchName) -> Text {
    let NoSuchName { record, name, known } = unknown;
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => say!("`{record}` has no `{name}`; did you mean `{near}`", "`{record}` 没有 `{name}`；是否想写 `{near}`"),
        None => say!("`{record}` has no `{name}`", "`{record}` 没有 `{name}`"),
    }
}

/// The statements in the form that is asked for.
fn written(args: &WhyArgs, statements: &Statements<'_>) -> String {
    let Statements { evaluation, record, rows, options } = statements;
    let outline = evaluation.outline(*record, options);
    let each = || rows.iter().map(|row| evaluation.statement_by(&outline, *row, options));
    match args.format.or_else(|| WhyFormat::of_name(args.out.as_deref()?)).unwrap_or(WhyFormat::Text) {
        WhyFormat::Text => each().map(|statement| text(&statement)).collect::<Vec<_>>().join("\n\n"),
        WhyFormat::Json => {
            let all: Vec<_> = each().map(|statement| wire::Statement::of(&statement)).collect();
            // One that is named alone is given alone.
            let json = match (all.as_slice(), args.keys.as_slice()) {
                ([one], [_]) => serde_json::to_string_pretty(one),
                (all, _) => serde_json::to_string_pretty(all),
            };
            format!("{}\n", json.unwrap_or_default())
        }
        WhyFormat::Html => {
            let mut page = Vec::new();
            // Memory takes everything.
            let _ = write_statements(statements, &mut page);
            String::from_utf8(page).unwrap_or_default()
        }
    }
}
