//! `merit schema`: what the data files must hold.

use super::{Exit, Ui, scheme};
use crate::data::{records_with_files, schema as contract};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to show.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// A scheme folder or a `.merit` file
    scheme: PathBuf,
    /// Only this record
    #[arg(long)]
    record: Option<String>,
    /// In which form
    #[arg(long, value_enum, default_value = "csv")]
    format: SchemaFormat,
}

/// The forms of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaFormat {
    /// The heading of each record's CSV file
    Csv,
    /// A JSON Schema for each record
    Json,
}

/// Shows the contract of the input.
pub fn schema(args: &SchemaArgs, ui: &mut Ui) -> Exit {
    let scheme = match scheme::open(&args.scheme, ui) {
        Ok(scheme) => scheme,
        Err(exit) => return exit,
    };
    let program = scheme.policy.program();
    let wanted = |name: &str| args.record.as_deref().is_none_or(|record| record == name);
    let records: Vec<_> = records_with_files(program).filter(|(id, _)| wanted(&program.record(*id).name)).collect();
    if records.is_empty() {
        let record = args.record.as_deref().unwrap_or_default();
        ui.say(&crate::say!("no record `{record}` is read from a file", "没有从文件读取的记录 `{record}`"));
        return Exit::Usage;
    }
    match args.format {
        SchemaFormat::Csv => {
            for (id, _) in records {
                ui.give(&format!("{}: {}\n", program.record(id).name, contract::csv_heading(program, id)));
            }
        }
        SchemaFormat::Json => {
            let all: serde_json::Map<String, serde_json::Value> =
                records.into_iter().map(|(id, _)| (program.record(id).name.clone(), contract::json_schema(program, id))).collect();
            let text = match (args.record.as_ref().and_then(|record| all.get(record)), &all) {
                (Some(one), _) => serde_json::to_string_pretty(one),
                (None, all) => serde_json::to_string_pretty(all),
            };
            ui.give(&format!("{}\n", text.unwrap_or_default()));
        }
    }
    Exit::Done
}
