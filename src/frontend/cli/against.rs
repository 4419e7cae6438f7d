//! `merit run --against`: the results beside those of an earlier run, over inputs that were corrected since.

use super::{Exit, Ui, run_record};
use crate::data::{Input, InputFormat, ReadOptions, files};
use crate::diagnostics::{Code, DataPlace, Diagnostic, Text};
use crate::engine::{Compared, Comparison, Delivered, Evaluation};
use crate::say;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// The workbook that `--format xlsx` writes into a folder.
pub const WORKBOOK: &str = "results.xlsx";

/// Keys that are told by name.
const SHOWN: usize = 10;

/// The comparisons of a run with an earlier one.
pub struct Against {
    /// One for each result that the earlier run delivered too.
    pub comparisons: Vec<Comparison>,
    /// The files that they were made with, in the same order.
    inputs: Vec<Input>,
}

/// Compares results with those of an earlier run, in a folder or a file, and tells what differs.
pub fn compare(
    earlier: &Path,
    evaluation: &Evaluation<'_>,
    results: &[Delivered<'_>],
    options: &ReadOptions,
    ui: &Ui,
) -> Result<Against, Exit> {
    let sources = evaluation.policy.sources();
    let files = earlier_files(earlier, results, ui)?;
    let mut against = Against { comparisons: Vec::new(), inputs: Vec::new() };
    for (result, path) in files {
        let compared = files::open(&path).map_err(|finding| vec![*finding]).and_then(|input| Ok((result.against(&input, options)?, input)));
        match compared {
            Ok((comparison, input)) => {
                against.comparisons.push(comparison);
                against.inputs.push(input);
            }
            Err(findings) => {
                ui.findings(sources, &findings);
                return Err(Exit::of_run(&findings));
            }
        }
    }
    let folder = if earlier.is_dir() { Some(earlier) } else { earlier.parent() };
    if let Some(record) = folder.and_then(|folder| std::fs::read_to_string(folder.join("run.json")).ok()) {
        ui.findings(sources, &other_policy(&record, evaluation));
    }
    against.comparisons.iter().for_each(|comparison| tell(comparison, ui));
    Ok(against)
}

/// The earlier file of each result that has one.
fn earlier_files<'r, 'a>(earlier: &Path, results: &'r [Delivered<'a>], ui: &Ui) -> Result<Vec<(&'r Delivered<'a>, PathBuf)>, Exit> {
    let is_named = |path: &Path, file: &str| path.file_name().is_some_and(|name| InputFormat::names(file).any(|known| *name == *known));
    let found: Vec<(&Delivered<'_>, PathBuf)> = if earlier.is_dir() {
        // Of a whole folder what can be compared is; a result that is asked for alone must be.
        let wanted = results.iter().filter(|result| results.len() == 1 || can_be_compared(result, ui));
        // A workbook has a sheet for each result.
        let path = |result: &Delivered<'_>| {
            let mut names = InputFormat::names(&result.delivery.file).chain([WORKBOOK.to_owned()]).map(|name| earlier.join(name));
            names.find(|path| path.is_file())
        };
        wanted.filter_map(|result| path(result).map(|path| (result, path))).collect()
    } else if !earlier.exists() {
        Vec::new()
    } else {
        let named = results.iter().find(|result| is_named(earlier, &result.delivery.file));
        let only = if let [only] = results { Some(only) } else { None };
        named.or(only).map(|result| (result, earlier.to_owned())).into_iter().collect()
    };
    if !found.is_empty() {
        return Ok(found);
    }
    let place = DataPlace { file: earlier.display().to_string(), line: None, column: None, value: None, cell: None };
    if !earlier.exists() {
        let finding = Diagnostic::new(Code::E0614, say!("there are no earlier results here", "此处没有以往结果"))
            .help(say!("neither a folder nor a file is there", "没有这个文件夹或文件"))
            .at_data(place);
        ui.findings(&Default::default(), &[finding]);
        return Err(Exit::Usage);
    }
    let names = results.iter().map(|result| format!("`{}`", result.delivery.file)).collect::<Vec<_>>();
    let (list, list_zh) = (names.join(", "), names.join("、"));
    let finding = Diagnostic::new(Code::E0614, say!("there is nothing to compare the results with", "没有可供比较的以往结果"))
        .help(say!("an earlier result has the name of a result: {list}", "以往结果的文件以结果命名：{list_zh}"))
        .help(say!(
            "give the folder of an earlier `--out`, or one file and `--result NAME`",
            "请给出以往 `--out` 的文件夹，或一个文件并用 `--result 名称`"
        ))
        .at_data(place);
    ui.findings(&Default::default(), &[finding]);
    Err(Exit::Usage)
}

/// Whether a result has a key and amounts; one that has amounts alone is told.
fn can_be_compared(result: &Delivered<'_>, ui: &Ui) -> bool {
    if result.lacks_key_alone() {
        let name = &result.delivery.name;
        ui.say(&say!("{name}: not compared, for it does not deliver the key of its record", "{name}：未输出记录的主键，不作比较"));
    }
    result.can_be_compared()
}

/// Warns when the earlier run was of another policy or of another day.
fn other_policy(record: &str, evaluation: &Evaluation<'_>) -> Vec<Diagnostic> {
    let Ok(record) = serde_json::from_str::<Json>(record) else { return Vec::new() };
    let mut findings = Vec::new();
    let (then, now) = (record.pointer("/policy/sources"), run_record::sources(&evaluation.policy));
    if let Some(then) = then.and_then(Json::as_array).filter(|then| **then != now) {
        let name = |source: &Json| source.get("name").and_then(Json::as_str).unwrap_or_default().to_owned();
        let missing = then.iter().filter(|source| !now.contains(source));
        let mut names: Vec<String> = now.iter().filter(|source| !then.contains(source)).chain(missing).map(name).collect();
        names.sort();
        names.dedup();
        let (list, list_zh) = (names.join(", "), names.join("、"));
        findings.push(
            Diagnostic::new(Code::W1004, say!("the earlier results are of another policy", "以往结果出自不同的办法"))
                .help(say!("these files are not what they were: {list}", "以下文件与当时不同：{list_zh}"))
                .help(say!(
                    "what differs is due to the policy too, not to the inputs alone",
                    "差额也可能出自办法的变动，而不仅是数据的更正"
                )),
        );
    }
    let (then, now) = (record.get("as_of").and_then(Json::as_str), evaluation.as_of.map(|day| day.to_string()));
    if let (Some(then), Some(now)) = (then, now)
        && then != now
    {
        findings.push(
            Diagnostic::new(
                Code::W1004,
                say!("the earlier results are as of {then}, not {now}", "以往结果的基准日为 {then}，而不是 {now}"),
            )
            .help(say!("give `--as-of {then}`", "请用 `--as-of {then}`")),
        );
    }
    findings
}

/// Tells how much differs, and who only one of the two runs has.
fn tell(comparison: &Comparison, ui: &Ui) {
    let (name, records) = (&comparison.result, counted(comparison.records));
    let columns: Vec<&Compared> = comparison.columns.iter().filter(|column| column.records > 0).collect();
    if columns.is_empty() {
        ui.say(&Text::both(
            format!("{name}: {} compared, no amount differs", records.en),
            format!("{name}：比较{}，金额均相同", records.zh),
        ));
    } else {
        ui.say(&Text::both(format!("{name}: {} compared", records.en), format!("{name}：比较{}", records.zh)));
    }
    for column in columns {
        let [paid, due, excess, shortfall] =
            [&column.paid, &column.due, &column.excess, &column.shortfall].map(|amount| column.shown(amount));
        let (heading, records) = (&column.heading, counted(column.records));
        ui.say(&Text::both(
            format!("  {heading}: paid {paid}, due {due}; excess paid {excess}, shortfall {shortfall}, {}", records.en),
            format!("  {heading}：已付 {paid}，应付 {due}；多付 {excess}，少付 {shortfall}，{}", records.zh.trim_start()),
        ));
    }
    for (keys, en, zh) in [
        (&comparison.gone, "delivered then and not now, not counted", "当时有而现在没有，未计入"),
        (&comparison.new, "delivered now and not then, not counted", "现在有而当时没有，未计入"),
    ] {
        if keys.is_empty() {
            continue;
        }
        let (list, more) = (keys.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; "), keys.len().saturating_sub(SHOWN));
        match more {
            0 => ui.say(&say!("  {en}: {list}", "  {zh}：{list}")),
            _ => ui.say(&say!("  {en}: {list} and {more} more", "  {zh}：{list} 等，另有 {more} 条")),
        }
    }
}

/// So many records.
fn counted(records: u64) -> Text {
    match records {
        1 => say!("1 record", " 1 条"),
        _ => say!("{records} records", " {records} 条"),
    }
}

impl Against {
    /// What the run record says of it.
    pub fn record(&self) -> Json {
        let compared = self.comparisons.iter().zip(&self.inputs).map(|(comparison, input)| {
            let columns: Vec<Json> = comparison
                .columns
                .iter()
                .map(|column| {
                    json!({
                        "column": column.heading,
                        "paid": column.shown(&column.paid),
                        "due": column.shown(&column.due),
                        "excess": column.shown(&column.excess),
                        "shortfall": column.shown(&column.shortfall),
                        "records": column.records,
                    })
                })
                .collect();
            json!({
                "result": comparison.result,
                "file": run_record::file_name(&input.name),
                "sha256": run_record::hash(&input.bytes),
                "records": comparison.records,
                "columns": columns,
                "only_then": comparison.gone,
                "only_now": comparison.new,
            })
        });
        compared.collect()
    }
}
