//! A record that a host fills field by field gets what it gets in a run over rows: on random policies, and on every scheme of the project.

use std::path::Path;

use merit::data::host::HostRows;
use merit::data::single::Given;
use merit::data::{self, Input, InputFormat, MissingField, ReadOptions, Tables, files};
use merit::diagnostics::render::{Format, Renderer};
use merit::diagnostics::{Diagnostic, Language};
use merit::engine::{Engine, Policy, Prepared, Record, Settings};
use merit::explain;
use merit::program::DefinitionId;
use merit::run::Cell;
use merit::values::{Date, Value};
use proptest::prelude::*;

use crate::narrow::{compiled, policy, rows};

/// A line for every value.
const EVERYTHING: explain::Options = explain::Options { language: Language::English, members: false, all: true, next: false };

/// The most rows of a scheme whose statements are compared.
const MOST_TOLD: usize = 12;

/// The named values of a policy that one record suffices for.
fn alone(prepared: &Prepared) -> Vec<DefinitionId> {
    let program = prepared.policy().program();
    let named = (0u32..).map(DefinitionId).zip(&program.definitions).filter(|(_, definition)| definition.parent.is_none());
    named.filter_map(|(_, definition)| prepared.value(&definition.name).ok()).collect()
}

/// Fills a record from the cells of a row; those of columns that are not declared are passed over.
fn fill(prepared: &Prepared, record: &mut Record, heading: &str, row: &str) {
    record.clear();
    for (name, cell) in heading.split(',').zip(row.split(',')) {
        if let Ok(field) = prepared.field(name) {
            record.set(field, cell).unwrap_or_else(|finding| panic!("{name}: {finding:?}"));
        }
    }
}

fn tables(policy: &Policy, csv: String) -> Tables {
    let subject = policy.program().head.subject.unwrap();
    let input = Input { name: "manager.csv".into(), bytes: csv.into_bytes(), format: InputFormat::Csv };
    let (tables, findings) = data::read(policy.program(), &[(subject, input)], &ReadOptions::default());
    assert_eq!(findings, []);
    tables
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn one_by_one_as_all_together(seed in any::<u64>(), of_rows in any::<u64>(), count in 1usize..12, huge in any::<bool>()) {
        let (text, csv) = (policy(seed), rows(of_rows, count, huge));
        let policy = compiled(&text);
        let prepared = policy.prepare(&Settings::default()).unwrap();
        let (mut record, values) = (prepared.record(), alone(&prepared));
        let (heading, lines) = csv.split_once('\n').unwrap();
        for line in lines.lines() {
            fill(&prepared, &mut record, heading, line);
            let tables = tables(&policy, format!("{heading}\n{line}\n"));
            let explained = policy.evaluate(&tables, &Settings { reasons: true, ..Settings::default() });
            match (record.explain(&EVERYTHING), explained) {
                (Ok(one), Ok(all)) => {
                    let all = all.statement(policy.program().head.subject.unwrap(), 0, &EVERYTHING);
                    prop_assert_eq!(explain::text(&one), explain::text(&all), "{}\n{}", line, &text);
                    prop_assert_eq!(one, all);
                }
                (Err(of_one), Err(of_all)) => prop_assert_eq!(of_one, of_all, "{}\n{}", line, &text),
                (one, all) => prop_assert!(false, "{} or {}\n{}\n{}", one.is_ok(), all.is_ok(), line, &text),
            }
            match (record.evaluate(), policy.evaluate(&tables, &Settings::default())) {
                (Ok(one), Ok(all)) => {
                    for value in &values {
                        let of_one = one.value(*value);
                        prop_assert_eq!(&of_one, &all.value(*value, 0), "{} of {}\n{}", value.0, line, &text);
                        if let Cell::Present(Value::Number(number)) = &of_one {
                            let units = number.to_scaled(4).and_then(|units| i64::try_from(units).ok());
                            prop_assert_eq!(one.units(*value, 4), units);
                        }
                    }
                }
                (Err(of_one), Err(of_all)) => prop_assert_eq!(of_one, of_all, "{}\n{}", line, &text),
                (one, all) => prop_assert!(false, "{} or {}\n{}\n{}", one.is_ok(), all.is_ok(), line, &text),
            }
        }
    }
}

/// Every row of the subject of every scheme, for all values that it suffices for.
#[test]
fn schemes_give_a_record_what_they_give_it_among_all() {
    let (mut compared, mut told) = (0, 0);
    for (folder, policy, all) in crate::schemes::in_folders() {
        let Ok(prepared) = policy.prepare(&Settings::default()) else { continue };
        let evaluation = policy.evaluate(&all, &Settings::default()).unwrap();
        let explained = policy.evaluate(&all, &Settings { reasons: true, ..Settings::default() }).unwrap();
        let subject = policy.program().head.subject.unwrap();
        let (files, _) = files::find(&folder, policy.program());
        let Some(Ok(csv)) = files.iter().find(|(record, _)| *record == subject).map(|(_, path)| std::fs::read_to_string(path)) else {
            continue;
        };
        let (heading, lines) = csv.split_once('\n').unwrap();
        let (mut record, values) = (prepared.record(), alone(&prepared));
        for (row, line) in lines.lines().enumerate().filter(|(_, line)| !line.contains('"')) {
            fill(&prepared, &mut record, heading.trim(), line.trim());
            let of_one = record.evaluate().unwrap_or_else(|findings| panic!("{}: {findings:?}", folder.display()));
            for value in &values {
                let among_all = evaluation.value(*value, row);
                compared += usize::from(among_all != Cell::NotGiven);
                let name = &policy.program().definition(*value).name;
                assert!(
                    of_one.value(*value) == among_all,
                    "{}: {name} of {line}: {:?} or {among_all:?}",
                    folder.display(),
                    of_one.value(*value)
                );
            }
            if row < MOST_TOLD {
                told += lines_are_those(&record.explain(&EVERYTHING).unwrap(), &explained.statement(subject, row, &EVERYTHING));
            }
        }
    }
    assert!(compared > 300, "{compared} values were compared");
    assert!(told > 300, "{told} lines were compared");
}

/// How many lines a statement of one record has, each with the reasons and the figure that it has among all.
fn lines_are_those(of_one: &explain::Statement<'_>, among_all: &explain::Statement<'_>) -> usize {
    for line in &of_one.lines {
        let other = among_all.lines.iter().find(|other| other.name == line.name).unwrap();
        assert_eq!((&line.figure, &line.conditions, &line.steps), (&other.figure, &other.conditions, &other.steps), "{}", line.name);
    }
    of_one.lines.len()
}

const POLICY: &str = "policy \"Cards\" { currency CNY, rounded half up to 0.01; subject manager }\n\
    record branch { id text key; region one of urban, rural }\n\
    record manager { id text key; branch -> branch; cards integer 0 to 1_000; rate percent(1); sold money or blank; since date; grade one of junior < senior }\n\
    article 1 \"Cards\" { award new_cards = 20 × cards, at most 5_000; award place = if rank(cards highest first ties shared) = 1 then 100 else 0 }\n\
    article 2 \"Sales\" { pay sales = (sold, blank as 0) × rate; output senior = grade = senior and since <= 2026-01-01 }\n\
    article 3 \"Region\" { award rural = if branch.region = rural then 10 else 0 }\n\
    article 4 \"Limit\" { assert \"no more than 4,000 for cards\": new_cards <= 4_000 }\n";

fn cards() -> Prepared {
    Engine::compile("cards.merit", POLICY).unwrap().prepare(&Settings::default()).unwrap()
}

#[test]
fn values_are_typed_and_blanks_are_blank() {
    let prepared = cards();
    let [cards, rate, sold, since, grade] = ["cards", "rate", "sold", "since", "grade"].map(|name| prepared.field(name).unwrap());
    let [new_cards, sales, senior] = ["new_cards", "sales", "senior"].map(|name| prepared.value(name).unwrap());
    let mut record = prepared.record();
    record.set(cards, 12).unwrap();
    record.set(rate, Given::Decimal { units: 125, scale: 1 }).unwrap();
    record.set(sold, Given::Decimal { units: 100_010, scale: 2 }).unwrap();
    record.set(since, Date::new(2025, 6, 30).unwrap()).unwrap();
    record.set(grade, "senior").unwrap();
    let values = record.evaluate().unwrap();
    assert_eq!((values.units(new_cards, 2), values.units(sales, 2), values.is_yes(senior)), (Some(24_000), Some(12_501), Some(true)));
    record.set(sold, None::<i64>).unwrap();
    record.set(rate, " 12.5% ").unwrap();
    let values = record.evaluate().unwrap();
    assert_eq!((values.units(new_cards, 2), values.units(sales, 2)), (Some(24_000), Some(0)));
}

#[test]
fn a_value_of_serde_fills_a_record() {
    let prepared = cards();
    let mut record = prepared.record();
    let [new_cards, sales] = ["new_cards", "sales"].map(|name| prepared.value(name).unwrap());
    let row = serde_json::json!({ "id": "A", "cards": 7, "rate": "10", "sold": "200.05", "since": "2026-02-01", "grade": "junior", "remark": [1] });
    record.fill(&row).unwrap();
    let values = record.evaluate().unwrap();
    assert_eq!((values.units(new_cards, 2), values.units(sales, 2)), (Some(14_000), Some(2_001)));
    let row = serde_json::from_str::<serde_json::Value>(
        "{ \"cards\": 8, \"rate\": 10.0, \"sold\": null, \"since\": \"2026-02-01\", \"grade\": \"junior\" }",
    );
    record.fill(&row.unwrap()).unwrap();
    assert_eq!(record.evaluate().unwrap().units(new_cards, 2), Some(16_000));
}

/// The conditions and the parts of a value, without words of their own, by the quick way and by the general one.
#[test]
fn reasons_are_plain_values() {
    let text = "policy \"Reasons\" { currency CNY, rounded half up to 0.01; subject manager }\n\
        record manager { id text key; cards integer >= 0; loans integer >= 0; warned yes/no }\n\
        article 1 \"Cards\" { award for_cards { amount 20 × cards\n when cards >= 10\n unless warned by article 3 } }\n\
        article 2 \"Loans\" { award for_loans = 100 × loans\n total due = for_cards + for_loans }\n\
        article 3 \"Warnings\" { output clean = not warned }\n";
    let policy = Engine::compile("reasons.merit", text).unwrap();
    let prepared = policy.prepare(&Settings { reasons: true, ..Settings::default() }).unwrap();
    let [for_cards, due] = ["for_cards", "due"].map(|name| prepared.value(name).unwrap());
    let mut record = prepared.record();
    let mut told = String::new();
    // The second amount is beyond what the quick way takes.
    for loans in [3, 20_000_000_000i64] {
        record.fill(&serde_json::json!({ "cards": 12, "loans": loans, "warned": true })).unwrap();
        let values = record.evaluate().unwrap();
        for value in [for_cards, due] {
            let why = values.why(value);
            told += &format!("{} by article {}: {}\n", why.name, why.article.unwrap_or("-"), shown(&why.value));
            for ground in why.conditions {
                told += &format!("  {}: {:?} {:?}\n", ground.words, ground.holds, ground.article);
            }
            for (sign, words, part) in why.parts {
                told += &format!("  {sign:?} {words} {}\n", shown(&part));
            }
        }
    }
    settings().bind(|| insta::assert_snapshot!("one-record-reasons", told));
}

/// A statement of one record is that of a run over its row, but for what rests on other rows.
#[test]
fn a_statement_is_that_of_a_run() {
    let policy = compiled(include_str!("../../policies/yardstick/scheme.merit"));
    let csv = include_str!("../../policies/yardstick/data/manager.csv");
    let (heading, lines) = csv.split_once('\n').unwrap();
    let prepared = policy.prepare(&Settings { results: vec!["pay".to_owned()], ..Settings::default() }).unwrap();
    let mut record = prepared.record();
    for line in lines.lines().take(6) {
        fill(&prepared, &mut record, heading, line);
        let of_one = record.explain(&explain::Options::default()).unwrap();
        let tables = tables(&policy, format!("{heading}\n{line}\n"));
        let evaluation = policy.evaluate(&tables, &Settings { reasons: true, ..Settings::default() }).unwrap();
        let mut of_run = evaluation.statement(policy.program().head.subject.unwrap(), 0, &explain::Options::default());
        of_run.lines.retain(|line| !["place", "exit_warning"].contains(&line.name.as_ref()));
        assert_eq!(explain::text(&of_one), explain::text(&of_run));
        assert!(of_one.lines.len() > 10, "{of_one:?}");
    }
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/run/err"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Present(Value::Number(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}

/// What is refused is refused with the words that a run has for it.
#[test]
fn findings_are_those_of_a_run() {
    #[derive(serde::Serialize)]
    struct Row {
        id: &'static str,
        cards: i32,
        rate: f64,
        sold: Option<&'static str>,
        since: &'static str,
        grade: &'static str,
    }
    let prepared = cards();
    let row = Row { id: "A", cards: 1_001, rate: 12.5, sold: None, since: "2026-02-30", grade: "seniro" };
    let of_one = prepared.record().fill(&row).unwrap_err();
    let program = prepared.policy().program();
    let mut rows = HostRows::new();
    rows.add(program, program.head.subject.unwrap(), &row).unwrap();
    let (_, findings) = rows.read(program, MissingField::NotGiven, false);
    let of_all = findings.into_iter().map(|mut finding| {
        // A record of a host has no line.
        finding.data.as_mut().unwrap().line = None;
        finding
    });
    assert_eq!(of_one, of_all.collect::<Vec<_>>());
}

/// What a host may ask for in vain, in words.
#[test]
fn refusals_say_why() {
    let prepared = cards();
    let mut findings: Vec<Diagnostic> = Vec::new();
    findings.extend(prepared.field("card").err().map(|finding| *finding));
    findings.extend(["new_card", "place", "rural"].into_iter().filter_map(|name| prepared.value(name).err()).map(|finding| *finding));
    let mut record = prepared.record();
    findings.extend(record.evaluate().err().unwrap_or_default());
    for (name, cell) in [("cards", "250"), ("rate", "1"), ("sold", ""), ("since", "2026-01-01"), ("grade", "junior")] {
        record.set(prepared.field(name).unwrap(), cell).unwrap();
    }
    findings.extend(record.evaluate().err().unwrap_or_default());
    let render =
        |language| Renderer { format: Format::Plain, language, ..Renderer::default() }.render(prepared.policy().sources(), &findings);
    settings().bind(|| insta::assert_snapshot!("one-record", render(Language::English) + &render(Language::Chinese)));
}
