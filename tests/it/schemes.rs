//! Every scheme in `policies/`: it compiles, its run gives what its folder expects byte for byte, and its own tests pass.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, Tables, files};
use merit::diagnostics::render::{Format, Renderer};
use merit::diagnostics::{Diagnostic, Language};
use merit::engine::{Engine, Evaluation, Policy, Settings};
use merit::explain::{self, Reasons};
use merit::plan::Plan;
use merit::program::DefinitionId;
use merit::run::{self, Cell};
use merit::source::{FileLoader, Sources};
use merit::values::decimal::format_plain;
use merit::values::{Value, parse_decimal};

/// The policy files of a scheme: the one that is run, its twin in Chinese, and its twin as Markdown.
const FILES: [&str; 3] = ["scheme.merit", "scheme.zh.merit", "scheme.md"];

/// A policy of a scheme, compiled.
struct Scheme {
    folder: PathBuf,
    /// Folder and file, for messages.
    name: String,
    policy: Policy,
}

impl Scheme {
    fn open(folder: &Path, file: &str) -> Option<Result<Scheme, String>> {
        let path = folder.join(file);
        path.is_file().then_some(())?;
        let name = format!("{}/{file}", folder.file_name().unwrap().to_str().unwrap());
        Some(match Engine::load(&FileLoader, path.to_str()?) {
            Ok(policy) => Ok(Scheme { folder: folder.to_owned(), name, policy }),
            Err(rejected) => Err(shown(&rejected.sources, &rejected.findings)),
        })
    }

    fn words(&self, findings: &[Diagnostic]) -> String {
        format!("{}\n{}", self.name, shown(self.policy.sources(), findings))
    }

    /// Its records, read as a run reads them.
    fn tables(&self) -> Tables {
        let program = self.policy.program();
        let (found, missing) = files::find(&self.folder, program);
        assert!(missing.is_empty(), "{}", self.words(&missing));
        let inputs: Vec<_> = found.iter().map(|(record, path)| (*record, files::open(path).unwrap())).collect();
        let (tables, findings) = data::read(program, &inputs, &data::ReadOptions { strict: true, ..Default::default() });
        assert!(findings.is_empty(), "{}", self.words(&findings));
        tables
    }

    /// Its results: the name of the file and what stands in it.
    fn results(&self) -> Vec<(String, String)> {
        let tables = self.tables();
        let evaluation = self.policy.evaluate(&tables, &Settings::default()).unwrap_or_else(|findings| panic!("{}", self.words(&findings)));
        let results = evaluation.results();
        results
            .iter()
            .map(|result| (format!("{}.csv", result.delivery.file), result.write(OutputFormat::Csv, &WriteOptions::default())))
            .collect()
    }
}

fn shown(sources: &Sources, findings: &[Diagnostic]) -> String {
    Renderer { format: Format::Plain, ..Renderer::default() }.render(sources, findings)
}

/// The folders that hold a scheme.
fn folders() -> Vec<PathBuf> {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut found: Vec<PathBuf> = std::fs::read_dir(policies).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|folder| folder.join("scheme.merit").is_file());
    found.sort();
    assert!(!found.is_empty());
    found
}

/// All policies of all schemes that compile; that all of them do is a test of its own.
fn schemes() -> Vec<Scheme> {
    folders().iter().flat_map(|folder| FILES.iter().filter_map(|file| Scheme::open(folder, file)?.ok())).collect()
}

/// Every scheme, checked and with its data read.
pub fn with_data() -> Vec<(String, merit::program::Program, Tables)> {
    let read = |scheme: Scheme| (scheme.name.clone(), scheme.policy.program().clone(), scheme.tables());
    schemes().into_iter().map(read).collect()
}

/// Every scheme, compiled and with its data read.
pub fn with_policies() -> Vec<(String, Policy, Tables)> {
    let read = |scheme: Scheme| (scheme.name.clone(), scheme.policy.clone(), scheme.tables());
    schemes().into_iter().map(read).collect()
}

/// Every scheme, compiled.
pub fn policies() -> Vec<(String, Policy)> {
    schemes().into_iter().map(|scheme| (scheme.name, scheme.policy)).collect()
}

/// Every scheme with its folder and its data.
pub fn in_folders() -> Vec<(PathBuf, Policy, Tables)> {
    schemes().into_iter().map(|scheme| (scheme.folder.clone(), scheme.policy.clone(), scheme.tables())).collect()
}

#[test]
fn every_scheme_compiles_without_a_finding() {
    for folder in folders() {
        for file in FILES {
            match Scheme::open(&folder, file) {
                None => assert_ne!(file, "scheme.merit", "{}", folder.display()),
                Some(Err(findings)) => panic!("{findings}"),
                Some(Ok(scheme)) => assert!(scheme.policy.findings().is_empty(), "{}", scheme.words(scheme.policy.findings())),
            }
        }
    }
}

#[test]
fn every_run_gives_what_its_folder_expects() {
    let mut given: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for scheme in schemes() {
        let folder = scheme.folder.join("expected");
        for (file, found) in scheme.results() {
            let wanted = std::fs::read(folder.join(&file)).unwrap_or_else(|_| panic!("{}: nothing is expected of {file}", scheme.name));
            must_be_same(&scheme.name, &file, &String::from_utf8(wanted).unwrap(), &found);
            given.entry(folder.clone()).or_default().push(file);
        }
    }
    // Nothing is expected that no policy of the folder gives; a twin may have files of its own.
    for (folder, mut files) in given {
        let mut expected: Vec<String> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        expected.sort();
        files.sort();
        files.dedup();
        assert_eq!(files, expected, "the files of {}", folder.display());
    }
}

#[test]
fn a_twin_in_chinese_gives_the_same_cells() {
    // What a run says in the language of the policy: the words of Merit, then those of the schemes.
    let words = [
        ("不适用", "n/a"),
        ("是", "yes"),
        ("否", "no"),
        ("不符合", "not met"),
        ("已失效", "lapsed"),
        ("有效", "met"),
        ("限期半年改进", "half a year to improve"),
        ("退出岗位", "leaves the post"),
        ("无权限", "nothing is allowed"),
        ("高级重点客户", "senior with a key client"),
        ("中级大客户", "middle with a large client"),
        ("中级", "middle"),
        ("初级大客户", "junior with a large client"),
        ("资格有效", "a valid licence"),
        ("无逾期", "no arrears"),
        ("贷款不超过存款三倍", "a loan of at most three times the deposits"),
        ("利差的一半", "half of the margin"),
        ("经办职级 ≥ 高级", "grade >= senior"),
        ("经办职级 ≥ 中级", "grade >= middle"),
        ("所属客户.客户存款 ≥ 1000万", "client.deposits >= 1000万"),
        ("所属客户.客户存款 ≥ 500万", "client.deposits >= 500万"),
    ];
    let mut twins = 0;
    for folder in folders() {
        let [Some(Ok(one)), Some(Ok(other)), _] = FILES.map(|file| Scheme::open(&folder, file)) else { continue };
        let (one, other_name, other) = (one.results(), other.name.clone(), other.results());
        assert_eq!(one.len(), other.len(), "{other_name}");
        for ((_, wanted), (file, found)) in one.iter().zip(&other) {
            let cells = |line: &str| -> Vec<String> {
                let translated =
                    |cell: &str| words.iter().find(|(chinese, _)| *chinese == cell).map_or(cell, |(_, english)| english).to_owned();
                // Several texts in one cell are joined as each language does.
                let cell = |cell: &str| cell.split('、').map(translated).collect::<Vec<_>>().join(", ");
                let quoted =
                    line.split('"').enumerate().map(|(at, part)| if at % 2 == 1 { part.replace(", ", "、") } else { part.to_owned() });
                quoted.collect::<String>().split(',').map(cell).collect()
            };
            assert_eq!(wanted.lines().count(), found.lines().count(), "{other_name}: {file}");
            for (wanted, found) in wanted.lines().zip(found.lines()).skip(1) {
                assert_eq!(cells(found), cells(wanted), "{other_name}: {file}");
            }
        }
        twins += 1;
    }
    assert!(twins > 0);
}

/// The first lines that differ; then that nothing else does.
fn must_be_same(scheme: &str, file: &str, wanted: &str, found: &str) {
    for (at, (wanted, found)) in wanted.lines().zip(found.lines()).enumerate() {
        assert_eq!(found, wanted, "{scheme}: {file}, line {}", at + 1);
    }
    assert_eq!(found, wanted, "{scheme}: {file}");
}

#[test]
fn every_test_of_a_scheme_passes() {
    for scheme in schemes() {
        for report in scheme.policy.test() {
            let findings: Vec<Diagnostic> = report.failures.into_iter().map(|failure| failure.finding).collect();
            assert!(findings.is_empty(), "{}: {}", report.name, scheme.words(&findings));
        }
    }
}

#[test]
fn every_statement_adds_up_to_what_is_delivered() {
    for scheme in schemes() {
        let tables = scheme.tables();
        let settings = Settings { reasons: true, ..Settings::default() };
        let evaluation = scheme.policy.evaluate(&tables, &settings).unwrap_or_else(|findings| panic!("{}", scheme.words(&findings)));
        let subject = scheme.policy.program().head.subject.unwrap();
        let mut amounts = 0;
        for row in 0..evaluation.rows(subject) {
            for language in [Language::English, Language::Chinese] {
                let options = explain::Options { language, all: true, ..Default::default() };
                let statement = evaluation.statement(subject, row, &options);
                super::explain::totals_add_up(&statement);
                amounts += lines_hold(&scheme, &evaluation, row, &statement);
                assert!(!explain::text(&statement).trim().is_empty());
            }
        }
        assert!(amounts > 0, "{}", scheme.name);
    }
}

/// A run that is to be explained works most values out again; one that keeps every step has the same values and codes.
#[test]
fn what_is_worked_out_again_is_what_would_have_been_kept() {
    let mut codes = 0;
    for scheme in schemes() {
        let tables = scheme.tables();
        let program = scheme.policy.program();
        let plan = Plan::new(program, &explain::roots(program));
        let by = |plan: &Plan, keep| run::run(program, plan, &tables, &run::Settings { keep, ..run::Settings::default() }).unwrap();
        let (all, some) = (by(&plan, run::Keep::All), by(&plan.lean(program, &[]), run::Keep::Reasons));
        let kept = explain::Kept { program, tables: &tables, outcome: &some, plan: Some(&plan), as_of: program.head.as_of };
        let mut values = 0;
        for definition in &program.definitions {
            for expr in [definition.value, definition.unrounded] {
                for row in 0..all.rows(definition.owner) {
                    assert_eq!(kept.value(expr, row), all.value(expr, row), "{}: {} of row {row}", scheme.name, definition.name);
                    assert_eq!(kept.code(expr, row), all.code(expr, row), "{}: {} of row {row}", scheme.name, definition.name);
                    values += 1;
                    codes += usize::from(all.code(expr, row).is_some());
                }
            }
        }
        assert!(values > 0, "{}", scheme.name);
    }
    assert!(codes > 1_000);
}

/// Statements with every clause in them, read by people once and kept.
#[test]
fn statements_read_as_they_did() {
    let mut named = BTreeSet::new();
    for (file, record, key, language, next) in [
        ("rural-bank/scheme.merit", "manager", "M01", Language::English, false),
        ("rural-bank/scheme.zh.merit", "客户经理", "M05", Language::Chinese, true),
        ("rural-bank/scheme.merit", "proposal", "R12", Language::English, false),
        ("deferral-and-recovery/scheme.merit", "manager", "A03", Language::English, false),
        ("deferral-and-recovery/scheme.merit", "event", "V06", Language::English, false),
        ("deferral-and-recovery/scheme.zh.merit", "人员", "A06", Language::Chinese, false),
        ("rural-bank-riverside/scheme.merit", "manager", "M12", Language::English, false),
        ("rural-bank-riverside/scheme.zh.merit", "客户经理", "M15", Language::Chinese, false),
        ("intl-02-northwest-apa/scheme.merit", "manager", "M055", Language::English, false),
        ("intl-12-deferral-overlay/scheme.merit", "manager", "M081", Language::English, false),
        ("intl-04-wfa-hurdle/scheme.merit", "advisor_month", "A001\u{1f}9", Language::English, false),
    ] {
        let scheme = schemes().into_iter().find(|scheme| scheme.name == file).unwrap();
        let tables = scheme.tables();
        let evaluation = scheme.policy.evaluate(&tables, &Settings { reasons: true, ..Settings::default() }).unwrap();
        let record = scheme.policy.program().record_named(record).unwrap();
        let row = evaluation.row_of_key(record, key).unwrap();
        let options = explain::Options { language, next, ..Default::default() };
        let mut name = file.replace(['/', '.'], "-");
        if !named.insert(file) {
            name = format!("{name}-{key}");
        }
        insta::assert_snapshot!(name, explain::text(&evaluation.statement(record, row, &options)));
    }
}

/// How many lines have a figure; each is the value of the run, and each has a reason.
fn lines_hold(scheme: &Scheme, evaluation: &Evaluation<'_>, row: usize, statement: &explain::Statement<'_>) -> usize {
    let program = scheme.policy.program();
    let mut figures = 0;
    for line in &statement.lines {
        let found =
            program.definitions.iter().position(|of| of.name == line.name && of.parent.is_none() && Some(of.owner) == program.head.subject);
        let id = DefinitionId(u32::try_from(found.unwrap()).unwrap());
        let told = !line.steps.is_empty() || line.role == "qualification";
        assert!(told, "{}: {} of {} has no reason", scheme.name, line.name, statement.key);
        match (evaluation.value(id, row), &line.figure) {
            (Cell::Present(Value::Number(number)), Some(figure)) => {
                // A figure without an end is told as a fraction.
                let same = parse_decimal(&figure.text()).map_or_else(|_| figure.text() == format_plain(&number), |told| told == number);
                assert!(same, "{}: {} of {}: {number:?} is told as {}", scheme.name, line.name, statement.key, figure.text());
                figures += 1;
            }
            (Cell::Present(_), Some(_)) | (Cell::Blank | Cell::NotApplicable, None) => {}
            (cell, figure) => panic!("{}: {} of {}: {cell:?} is told as {figure:?}", scheme.name, line.name, statement.key),
        }
    }
    figures
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for scheme in schemes() {
        let tables = scheme.tables();
        let alone = scheme.results();
        let together = scheme.policy.evaluate(&tables, &Settings { threads: 3, ..Settings::default() }).unwrap();
        for (result, (file, text)) in together.results().iter().zip(alone) {
            assert_eq!(result.write(OutputFormat::Csv, &WriteOptions::default()), text, "{}: {file}", scheme.name);
        }
    }
}
