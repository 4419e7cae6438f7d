//! `merit run`: a policy over its records, delivered whole or not at all.

use super::against::{self, Against};
use super::run_record::{self, Given, ReadFile};
#[cfg(feature = "excel")]
use super::workbook;
use super::{Exit, Ui, scheme, stream, told};
use crate::data::write::whole::Folder;
use crate::data::write::{OutputFormat, WriteOptions};
use crate::data::{self, Encoding, Input, ReadOptions, Tables, files, keys};
use crate::diagnostics::{Code, Diagnostic, Text, nearest};
use crate::engine::{Delivered, Evaluation, Settings};
use crate::program::{Program, RecordId};
use crate::say;
use crate::values::Date;
use clap::{Args, ValueEnum};
use rustc_hash::FxHashSet;
use std::io::{self, Write};
use std::path::PathBuf;

/// Where the records are, and as of when: shared by all commands that evaluate.
#[derive(Debug, Args)]
pub struct DataArgs {
    /// A scheme folder or a `.merit` file
    pub scheme: PathBuf,
    /// Another file for a record, as `loan=path/to/loans.csv`
    #[arg(long = "data", value_name = "RECORD=PATH")]
    pub files: Vec<String>,
    /// The day the policy is evaluated as of
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// The encoding of data files without a byte order mark
    #[arg(long, value_enum, default_value = "utf8")]
    pub encoding: EncodingArg,
    /// Take a column that is not declared for an error
    #[arg(long)]
    pub strict: bool,
    /// How many threads work; the results are the same for any number
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub threads: usize,
}

/// What to run, and what to do with the results.
#[derive(Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Write one file a result, and `run.json`, into this folder; `-` is standard output
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// The shape of the results; otherwise CSV, but a table on a terminal and for several results on standard output
    #[arg(long, value_enum)]
    pub(super) format: Option<FormatArg>,
    /// Deliver only this result
    #[arg(long, value_name = "NAME")]
    pub(super) result: Option<String>,
    /// Deliver only these rows, as `manager=A,B`, or `A,B` of those who are assessed; keys of several fields one after the other; a comma
    /// within a key stands in quotation marks, as in `branch="East, 2nd",B`; cohorts are still made of all
    #[arg(long, value_name = "RECORD=KEYS")]
    pub(super) only: Option<String>,
    /// Compare with the results of an earlier run, in its folder or in one file: what was paid too much or too little
    #[arg(long, value_name = "EARLIER", conflicts_with = "only")]
    pub(super) against: Option<PathBuf>,
    /// Begin CSV files with the byte order mark that Excel looks for
    #[arg(long)]
    pub(super) bom: bool,
}

/// The encodings of data files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EncodingArg {
    /// UTF-8
    Utf8,
    /// GB18030, which Chinese Windows writes
    Gb18030,
}

impl EncodingArg {
    /// The encoding that it names.
    pub fn encoding(self) -> Encoding {
        match self {
            EncodingArg::Utf8 => Encoding::Utf8,
            EncodingArg::Gb18030 => Encoding::Gb18030,
        }
    }
}

/// The shapes of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Comma-separated values
    Csv,
    /// A JSON array of objects
    Json,
    /// One JSON object a line
    Ndjson,
    /// A table for people
    Table,
    /// Parquet
    #[cfg(feature = "parquet")]
    Parquet,
    /// An Arrow file
    #[cfg(feature = "arrow")]
    Arrow,
    /// One workbook of Excel, `results.xlsx`, with a sheet for each result
    #[cfg(feature = "excel")]
    Xlsx,
}

/// Records read for a run, with the files they came from.
pub struct Loaded {
    /// The records.
    pub tables: Tables,
    /// The files, by record.
    pub inputs: Vec<(RecordId, Input)>,
}

/// Runs a policy.
pub fn run(args: &RunArgs, ui: &mut Ui) -> Exit {
    let scheme = match scheme::open(&args.data.scheme, ui) {
        Ok(scheme) => scheme,
        Err(exit) => return exit,
    };
    let policy = &scheme.policy;
    if let Some(name) = &args.result
        && !policy.program().results.iter().any(|result| result.name == *name)
    {
        let list = policy.program().results.iter().map(|result| result.name.as_str()).collect::<Vec<_>>().join(", ");
        ui.say(&say!("there is no result `{name}`; there are {list}", "没有结果 `{name}`；现有 {list}"));
        return Exit::Usage;
    }
    if let Some(exit) = stream::run(args, &scheme, ui) {
        return exit;
    }
    let (loaded, mut settings) = match load(&args.data, &scheme, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    settings.results.extend(args.result.clone());
    let progress = ui.progress(&say!("evaluating", "正在计算"));
    let evaluated = policy.evaluate(&loaded.tables, &settings);
    drop(progress);
    let evaluation = match evaluated {
        Ok(evaluation) => evaluation,
        Err(findings) => {
            ui.findings(policy.sources(), &findings);
            return Exit::of_run(&findings);
        }
    };
    ui.findings(policy.sources(), &evaluation.findings);
    let results = match chosen(&evaluation, args, ui) {
        Ok(results) => results,
        Err(exit) => return exit,
    };
    let earlier = args.against.as_ref().map(|earlier| against::compare(earlier, &evaluation, &results, &ReadOptions::default(), ui));
    match earlier.transpose() {
        Ok(earlier) => deliver(args, &evaluation, &results, earlier.as_ref(), &loaded, ui),
        Err(exit) => exit,
    }
}

/// The day given as an argument.
pub fn day(text: Option<&str>, ui: &Ui) -> Result<Option<Date>, Exit> {
    let Some(text) = text else { return Ok(None) };
    match Date::parse(text) {
        Some(date) => Ok(Some(date)),
        None => {
            ui.say(&say!("`{text}` is no date; write it as 2026-06-30", "`{text}` 不是日期；请写成 2026-06-30"));
            Err(Exit::Usage)
        }
    }
}

/// Reads the records of a scheme, and what the run is asked for.
pub fn load(args: &DataArgs, scheme: &scheme::Scheme, ui: &mut Ui) -> Result<(Loaded, Settings), Exit> {
    let policy = &scheme.policy;
    let as_of = day(args.as_of.as_deref(), ui)?;
    let inputs = open_files(args, scheme, ui)?;
    let options = ReadOptions { encoding: encoding(args), strict: args.strict, threads: args.threads, ..ReadOptions::default() };
    let progress = ui.progress(&say!("reading the records", "正在读取数据"));
    let (tables, findings) = data::read(policy.program(), &inputs, &options);
    drop(progress);
    ui.findings(policy.sources(), &findings);
    if findings.iter().any(Diagnostic::is_error) {
        return Err(Exit::Data);
    }
    Ok((Loaded { tables, inputs }, Settings { as_of, threads: args.threads, ..Settings::default() }))
}

/// The encoding of data files without a byte order mark.
pub fn encoding(args: &DataArgs) -> Encoding {
    args.encoding.encoding()
}

/// Where the file of each record is.
pub fn paths(args: &DataArgs, scheme: &scheme::Scheme, ui: &mut Ui) -> Result<Vec<(RecordId, PathBuf)>, Exit> {
    let program = scheme.policy.program();
    let mut named: Vec<(RecordId, PathBuf)> = Vec::new();
    for pair in &args.files {
        let Some((record, path)) = pair.split_once('=') else {
            ui.say(&say!("`{pair}` is not of the form record=path", "`{pair}` 的写法须为 记录=路径"));
            return Err(Exit::Usage);
        };
        named.push((record_named(program, record, ui)?, PathBuf::from(path)));
    }
    let (found, missing) = files::find(&scheme.folder, program);
    // A record whose file was named needs none in the folder.
    let is_named = |span| named.iter().any(|(record, _)| program.record(*record).span == span);
    let missing: Vec<Diagnostic> =
        missing.into_iter().filter(|finding| !finding.labels.first().is_some_and(|label| is_named(label.span))).collect();
    if !missing.is_empty() {
        ui.findings(scheme.policy.sources(), &missing);
        return Err(Exit::Data);
    }
    let others = found.into_iter().filter(|(record, _)| !named.iter().any(|(other, _)| other == record));
    Ok(others.chain(named.iter().cloned()).collect())
}

fn open_files(args: &DataArgs, scheme: &scheme::Scheme, ui: &mut Ui) -> Result<Vec<(RecordId, Input)>, Exit> {
    let mut inputs = Vec::new();
    let mut findings = Vec::new();
    for (record, path) in paths(args, scheme, ui)? {
        match files::open(&path) {
            Ok(input) => inputs.push((record, input)),
            Err(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() {
        inputs.sort_by_key(|(record, _)| *record);
        return Ok(inputs);
    }
    ui.findings(scheme.policy.sources(), &findings);
    Err(Exit::Data)
}

/// The record of a name given as an argument.
pub fn record_named(program: &Program, name: &str, ui: &Ui) -> Result<RecordId, Exit> {
    program.record_named(name).ok_or_else(|| {
        let names = program.records.iter().skip(1).map(|record| record.name.as_str());
        match nearest(name, names) {
            Some(near) => ui.say(&say!("there is no record `{name}`; did you mean `{near}`", "没有记录 `{name}`；是否想写 `{near}`")),
            None => ui.say(&say!("there is no record `{name}`", "没有记录 `{name}`")),
        }
        Exit::Usage
    })
}

/// The results that are asked for, with the rows that are.
fn chosen<'a>(evaluation: &'a Evaluation<'a>, args: &RunArgs, ui: &Ui) -> Result<Vec<Delivered<'a>>, Exit> {
    let mut results = evaluation.results();
    if let Some(only) = &args.only {
        let program = evaluation.policy.program();
        let (record, keys) = match (only.split_once('='), program.head.subject) {
            (Some((record, keys)), _) => (record_named(program, record, ui)?, keys),
            (None, Some(subject)) => (subject, only.as_str()),
            (None, None) => {
                ui.say(&say!("`{only}` is not of the form record=key,key", "`{only}` 的写法须为 记录=主键，主键"));
                return Err(Exit::Usage);
            }
        };
        let Some(keys) = keys::read_list(program, record, keys) else {
            let (name, parts) = (&program.record(record).name, keys::width(program, record));
            ui.say(&say!(
                "a key of `{name}` has {parts} parts, and here a part is missing: `{keys}`",
                "`{name}` 的主键由 {parts} 部分组成，此处缺少部分：`{keys}`"
            ));
            return Err(Exit::Usage);
        };
        let rows = keys.iter().map(|key| row_of_key(evaluation, record, key, ui)).collect::<Result<FxHashSet<_>, _>>()?;
        results.retain(|result| result.delivery.record == record);
        if results.is_empty() {
            let name = &evaluation.policy.program().record(record).name;
            ui.say(&say!("no result is delivered of `{name}`", "没有哪个结果按 `{name}` 输出"));
            return Err(Exit::Usage);
        }
        for result in &mut results {
            result.order.retain(|row| rows.contains(row));
        }
    }
    Ok(results)
}

/// The row of a key given as an argument; a finding with the nearest key when there is none.
pub fn row_of_key(evaluation: &Evaluation<'_>, record: RecordId, key: &str, ui: &Ui) -> Result<usize, Exit> {
    evaluation.row_of_key(record, key).ok_or_else(|| {
        let name = &evaluation.policy.program().record(record).name;
        let key_of = |row| evaluation.outcome.key_of(evaluation.policy.program(), evaluation.tables, record, row);
        let known: Vec<String> = (0..evaluation.rows(record)).filter_map(key_of).map(|key| keys::written(&key)).collect();
        let given = key.split(keys::SEPARATOR).count();
        let key = &keys::written(key);
        let mut finding = Diagnostic::new(Code::E0606, say!("there is no `{name}` with the key `{key}`", "没有主键为 `{key}` 的 `{name}`"));
        if let Some(near) = nearest(key, known.iter().map(String::as_str)) {
            finding = finding.help(say!("did you mean `{near}`", "是否想写 `{near}`"));
        }
        let parts = keys::width(evaluation.policy.program(), record);
        if parts != given {
            finding = finding.help(match parts {
                1 => say!(
                    "a key of `{name}` is one field; a comma in it stands in quotation marks: `\"a,b\"`",
                    "`{name}` 的主键为一个字段；其中的逗号须加引号：`\"a,b\"`"
                ),
                _ => say!(
                    "a key of `{name}` has {parts} parts, set apart by commas; a comma within one stands in quotation marks: `\"a,b\"`",
                    "`{name}` 的主键由 {parts} 部分组成，以逗号分隔；部分之内的逗号须加引号：`\"a,b\"`"
                ),
            });
        }
        ui.findings(evaluation.policy.sources(), &[finding]);
        Exit::Usage
    })
}

/// What is written of a result or of a comparison.
type Written<'a> = Box<dyn Fn(&mut dyn Write) -> io::Result<()> + 'a>;

fn deliver(
    args: &RunArgs,
    evaluation: &Evaluation<'_>,
    results: &[Delivered<'_>],
    against: Option<&Against>,
    loaded: &Loaded,
    ui: &Ui,
) -> Exit {
    let to_folder = args.out.as_ref().filter(|out| out.as_os_str() != "-");
    let many = against.map_or(results.len(), |against| against.comparisons.len()) > 1;
    let format = match args.format {
        Some(FormatArg::Csv) => OutputFormat::Csv,
        Some(FormatArg::Json) => OutputFormat::Json,
        Some(FormatArg::Ndjson) => OutputFormat::Ndjson,
        Some(FormatArg::Table) => OutputFormat::Table,
        #[cfg(feature = "parquet")]
        Some(FormatArg::Parquet) => OutputFormat::Parquet,
        #[cfg(feature = "arrow")]
        Some(FormatArg::Arrow) => OutputFormat::Arrow,
        #[cfg(feature = "excel")]
        Some(FormatArg::Xlsx) => OutputFormat::Excel,
        // Several results on standard output are for people: no other program could tell them apart.
        None if to_folder.is_none() && (ui.on_terminal() || many) => OutputFormat::Table,
        None => OutputFormat::Csv,
    };
    let options =
        WriteOptions { byte_order_mark: args.bom, language: ui.language(), threads: args.data.threads, ..WriteOptions::default() };
    let results_written = results.iter().map(|result| {
        let write: Written<'_> = Box::new(|out| result.write_to(out, format, &options));
        (result.delivery.name.as_str(), result.delivery.file.clone(), result.order.len(), write)
    });
    // The differences are results like the others; their headings are in the language of the policy.
    let language = evaluation.policy.language();
    let compared = against.iter().flat_map(|against| &against.comparisons).map(|comparison| {
        let write: Written<'_> = Box::new(move |out| comparison.write_to(out, format, language, &options));
        let file = format!("{}.difference", comparison.file);
        (comparison.result.as_str(), file, comparison.differences.len(), write)
    });
    let record = || {
        let inputs = loaded.inputs.iter().map(|(record, input)| ReadFile {
            record: *record,
            file: input.name.clone(),
            bytes: u64::try_from(input.bytes.len()).unwrap_or(u64::MAX),
            sha256: run_record::hash(&input.bytes),
            rows: evaluation.rows(*record),
        });
        let given: Vec<Given<'_>> = results.iter().map(Given::from).collect();
        run_record::run_record(&evaluation.policy, evaluation.as_of, &inputs.collect::<Vec<_>>(), &given, against)
    };
    #[cfg(feature = "excel")]
    if format == OutputFormat::Excel {
        let folder = to_folder.map(|folder| (folder.as_path(), record()));
        return workbook::deliver(folder, results, against, language, ui);
    }
    let Some(folder) = to_folder else {
        return match against {
            Some(_) => print(&compared.collect::<Vec<_>>(), format, ui),
            None => print(&results_written.collect::<Vec<_>>(), format, ui),
        };
    };
    let progress = ui.progress(&say!("writing the results", "正在写出结果"));
    let record = record();
    let files: Vec<_> = results_written.chain(compared).collect();
    let written = Folder::begin(folder).and_then(|mut folder| {
        for (_, file, _, write) in &files {
            folder.add_with(&format!("{file}.{}", format.ending()), write)?;
        }
        folder.add("run.json", format!("{record}\n").as_bytes())?;
        folder.finish()
    });
    drop(progress);
    let name = |file: &str| format!("{file}.{}", format.ending());
    told::written(folder, written, files.iter().map(|(_, file, rows, _)| (Text::both(name(file), name(file)), *rows)), ui)
}

/// Gives what was made on standard output: one alone, several only as tables.
fn print(listed: &[(&str, String, usize, Written<'_>)], format: OutputFormat, ui: &Ui) -> Exit {
    if !format.is_text() && ui.on_terminal() {
        return told::no_text(ui);
    }
    let made = |write: &Written<'_>| {
        let mut bytes = Vec::new();
        write(&mut bytes).map(|()| bytes)
    };
    match listed {
        [(_, _, _, write)] => told::given(made(write), ui),
        many if format == OutputFormat::Table => {
            // Memory takes everything.
            let text = |write: &Written<'_>| String::from_utf8(made(write).unwrap_or_default()).unwrap_or_default();
            let tables = many.iter().map(|(name, _, _, write)| format!("{name}\n{}", text(write)));
            ui.give(&tables.collect::<Vec<_>>().join("\n"));
            Exit::Done
        }
        many => {
            let names = many.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(", ");
            ui.say(&say!(
                "there are several results ({names}): give `--out DIR` or `--result NAME`",
                "有多个结果（{names}）：请用 `--out 文件夹` 或 `--result 名称`"
            ));
            Exit::Usage
        }
    }
}
