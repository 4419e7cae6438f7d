//! Every format that is taken batch by batch, with as many rows as fill no batch, one, more than one; written in every format that is.

use super::{ReadOptions, SCHEME, Settings, Unstreamed, agree, at_once, batch_by_batch, policy};
use arrow_array::types::Int8Type;
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Int64Array, RecordBatch, StringArray};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use merit::data::columns::BATCH;
use merit::data::write::OutputFormat;
use merit::data::{Input, InputFormat};
use merit::engine::Policy;
use merit::values::Date;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Arc, LazyLock};

/// A manager, as every format writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Manager {
    id: String,
    name: Option<&'static str>,
    grade: &'static str,
    deposits: Option<i64>,
    cards: i64,
    since: String,
    clean: bool,
    team: Option<&'static str>,
}

fn managers(rows: usize, shuffled: bool) -> Vec<Manager> {
    let manager = |row: usize| {
        let at = if shuffled { row * 7_919 % rows.max(1) } else { row };
        let cents = i64::try_from(at).unwrap() * 997_313;
        Manager {
            id: format!("M{at:06}"),
            name: (at % 5 > 0).then_some("王\"芳\""),
            grade: ["G1", "G2", "G3"][at % 3],
            deposits: (at % 7 > 0).then_some(cents),
            cards: i64::try_from(at % 1_001).unwrap(),
            since: format!("20{:02}-02-2{}", at % 27, at % 9),
            clean: at % 3 > 0,
            team: Some(["北方", "A team of more letters"][at % 2]),
        }
    };
    (0..rows).map(manager).collect()
}

fn csv(managers: &[Manager]) -> String {
    let mut text = "id,name,grade,deposits,cards,since,clean,team\n".to_owned();
    for Manager { id, name, grade, deposits, cards, since, clean, team } in managers {
        let name = name.map_or_else(String::new, |name| format!("\"{}\"", name.replace('"', "\"\"")));
        let deposits = deposits.map(amount).unwrap_or_default();
        let clean = if *clean { "yes" } else { "no" };
        let team = team.unwrap_or_default();
        writeln!(text, "{id},{name},{grade},{deposits},{cards},{since},{clean},{team}").unwrap();
    }
    text
}

fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// One object a line; a key that has no value is left out or null.
fn ndjson(managers: &[Manager]) -> String {
    let mut text = String::new();
    for (row, Manager { id, name, grade, deposits, cards, since, clean, team }) in managers.iter().enumerate() {
        let name = match name {
            None if row % 2 == 1 => String::new(),
            name => format!("\"name\": {}, ", serde_json::to_string(name).unwrap()),
        };
        let deposits = match deposits {
            Some(cents) if row % 2 == 0 => format!("\"{}\"", amount(*cents)),
            Some(cents) => amount(*cents),
            None => "null".to_owned(),
        };
        let end = if row % 100 == 99 { "\r\n\n" } else { "\n" };
        let team = serde_json::to_string(team).unwrap();
        let rest = format!("\"cards\": {cards}, \"since\": \"{since}\", \"clean\": {clean}, \"team\": {team}");
        write!(text, "{{\"id\": \"{id}\", {name}\"grade\": \"{grade}\", \"deposits\": {deposits}, {rest}}}{end}").unwrap();
    }
    text
}

/// The same as an array, now and then over several lines.
fn json(managers: &[Manager]) -> String {
    let lines = ndjson(managers);
    let rows = lines.lines().filter(|line| !line.trim().is_empty()).enumerate();
    let rows: Vec<String> = rows.map(|(at, row)| if at % 50 == 7 { row.replace(", ", "\n , ") } else { row.to_owned() }).collect();
    format!(" [{}]\n", rows.join(if managers.len().is_multiple_of(2) { "," } else { " ,\r\n" }))
}

fn batch(managers: &[Manager]) -> RecordBatch {
    let days = |text: &str| Date::parse(text).unwrap().days();
    let amounts: Decimal128Array = managers.iter().map(|manager| manager.deposits.map(i128::from)).collect();
    let columns: [(&str, ArrayRef); 8] = [
        ("since", Arc::new(Date32Array::from_iter_values(managers.iter().map(|manager| days(&manager.since))))),
        ("id", Arc::new(StringArray::from_iter_values(managers.iter().map(|manager| &manager.id)))),
        ("name", Arc::new(managers.iter().map(|manager| manager.name).collect::<StringArray>())),
        ("grade", Arc::new(managers.iter().map(|manager| Some(manager.grade)).collect::<DictionaryArray<Int8Type>>())),
        ("deposits", Arc::new(amounts.with_precision_and_scale(20, 2).unwrap())),
        ("cards", Arc::new(Int64Array::from_iter_values(managers.iter().map(|manager| manager.cards)))),
        ("team", Arc::new(managers.iter().map(|manager| manager.team).collect::<StringArray>())),
        ("clean", Arc::new(managers.iter().map(|manager| Some(manager.clean)).collect::<BooleanArray>())),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(heading, column)| (heading, column, true))).unwrap()
}

fn parquet(batch: &RecordBatch, rows_of_group: usize) -> Vec<u8> {
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows_of_group)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn arrow_file(batch: &RecordBatch, rows_of_batch: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = FileWriter::try_new(&mut bytes, &batch.schema()).unwrap();
    for from in (0..batch.num_rows()).step_by(rows_of_batch) {
        writer.write(&batch.slice(from, rows_of_batch.min(batch.num_rows() - from))).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn arrow_stream(batch: &RecordBatch, rows_of_batch: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &batch.schema()).unwrap();
    for from in (0..batch.num_rows()).step_by(rows_of_batch) {
        writer.write(&batch.slice(from, rows_of_batch.min(batch.num_rows() - from))).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn gzip(text: &str) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap()
}

/// The managers as a file of every kind.
fn files(managers: &[Manager]) -> Vec<Input> {
    let batch = batch(managers);
    let file = |name: &str, format: InputFormat, bytes: Vec<u8>| Input { name: name.to_owned(), bytes, format };
    vec![
        file("manager.csv", InputFormat::Csv, csv(managers).into_bytes()),
        file("manager.csv.gz", InputFormat::Csv, gzip(&csv(managers))),
        file("manager.ndjson", InputFormat::Ndjson, ndjson(managers).into_bytes()),
        file("manager.ndjson.zst", InputFormat::Ndjson, zstd::encode_all(ndjson(managers).as_bytes(), 1).unwrap()),
        file("manager.parquet", InputFormat::Parquet, parquet(&batch, 1_000_000)),
        file("groups.parquet", InputFormat::Parquet, parquet(&batch, 1_500)),
        file("manager.arrow", InputFormat::Arrow, arrow_file(&batch, 999)),
        file("manager.arrows", InputFormat::Arrow, arrow_stream(&batch, 10_000)),
        file("manager.json", InputFormat::Json, json(managers).into_bytes()),
        file("manager.json.gz", InputFormat::Json, gzip(&json(managers))),
    ]
}

const OUTPUTS: [OutputFormat; 5] =
    [OutputFormat::Csv, OutputFormat::Json, OutputFormat::Ndjson, OutputFormat::Parquet, OutputFormat::Arrow];

/// How many files are delivered; each is written in another format.
fn all_agree(policy: &Policy, files: &[Input], threads: usize, step: usize) -> Result<usize, TestCaseError> {
    let mut delivered = 0;
    for (file, format) in files.iter().zip(OUTPUTS.into_iter().cycle()) {
        let agree = agree(policy, file, format, threads, step);
        delivered += usize::from(agree.map_err(|why| TestCaseError::fail(format!("{} as {format:?}: {why}", file.name)))?);
    }
    Ok(delivered)
}

#[test]
fn every_format_is_as_all_at_once() {
    let policy = policy(&SCHEME);
    for rows in [0, 1, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH + 7] {
        let files = files(&managers(rows, rows % 2 == 1));
        let delivered = all_agree(&policy, &files, 2, usize::MAX).unwrap();
        // Only an NDJSON without rows is refused: nothing tells its columns.
        let refused = if rows == 0 { 2 } else { 0 };
        assert_eq!(delivered, files.len() - refused, "{rows} rows");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_is_amiss_in_a_row_is_never_delivered(
        rows in prop_oneof![1usize..40, 4_090usize..4_100, Just(9_000)],
        place in any::<prop::sample::Index>(),
        shuffled in any::<bool>(),
        odd in 0usize..4,
        threads in 1usize..4,
        step in prop_oneof![Just(usize::MAX), Just(999)],
    ) {
        let mut managers = managers(rows, shuffled);
        let at = place.index(rows);
        match odd {
            0 => managers[at].cards = 1_001,
            1 => managers[at].id = managers[(at + 1) % rows].id.clone(),
            2 => managers[at].deposits = Some(-1),
            _ => managers[at].team = None,
        }
        let delivered = all_agree(&policy(&SCHEME), &files(&managers), threads, step)?;
        prop_assert_eq!(delivered > 0, odd == 1 && rows == 1);
    }

    #[test]
    fn bytes_that_were_changed_are_found_or_read_in_both_ways(
        which in prop_oneof![Just(1), 3usize..10],
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..5),
        threads in 1usize..3,
    ) {
        static FILES: LazyLock<Vec<Input>> = LazyLock::new(|| files(&managers(300, false)));
        let mut file = FILES[which].clone();
        for (at, byte, near_the_end) in changes {
            let at = at.index(file.bytes.len());
            let at = if near_the_end { file.bytes.len() - 1 - at / 8 } else { at };
            file.bytes[at] = byte;
        }
        all_agree(&policy(&SCHEME), std::slice::from_ref(&file), threads, usize::MAX)?;
    }

    #[test]
    fn lines_that_are_out_of_the_ordinary(
        place in any::<prop::sample::Index>(),
        rows in prop_oneof![1usize..9, Just(BATCH), Just(6_000)],
        odd in prop_oneof![
            Just("{\"id\": \"X\""), Just("[1]"), Just("null"), Just("{}"), Just("   "), Just("\u{3000}"), Just("\u{feff}"),
            Just("{\"id\": \"X\", \"id\": \"Y\"}"), Just("{\"id\": \"X\", \"grade\": \"\\ud800\"}"), Just("{\"nick\": 1}"),
            Just("{\"id\": \"X\", \"grade\": \"G1\", \"cards\": 1, \"since\": \"2026-01-01\", \"clean\": true, \"team\": \"A\", \"nick\": 1, \" \": 2}"),
            Just("{\"id\": \"X\", \"grade\": \"G1\", \"cards\": 1, \"since\": \"2026-01-01\", \"clean\": true, \"team\": \"A\", \"姓名\": \"李军\"}"),
        ],
        threads in 1usize..3,
    ) {
        let mut lines: Vec<String> = ndjson(&managers(rows, false)).lines().map(str::to_owned).collect();
        lines.insert(place.index(lines.len() + 1), odd.to_owned());
        let file = Input { name: "manager.ndjson".to_owned(), bytes: lines.join("\n").into_bytes(), format: InputFormat::Ndjson };
        let named = SCHEME.replace("name     text or blank\n", "name     text or blank column \"姓名\"\n");
        for policy in [policy(&SCHEME), policy(&named)] {
            all_agree(&policy, std::slice::from_ref(&file), threads, usize::MAX)?;
        }
    }
}

#[test]
fn a_key_that_no_row_has_is_a_missing_column() {
    let (policy, managers) = (policy(&SCHEME), managers(5_000, false));
    for (drop, delivers) in [("", true), ("name", false), ("cards", false)] {
        for (format, all) in [(InputFormat::Ndjson, ndjson(&managers)), (InputFormat::Json, json(&managers))] {
            let all = all.replace(&format!("\"{drop}\": "), &format!("\"{drop}s\": "));
            let file = Input { name: "manager".to_owned(), bytes: all.into_bytes(), format };
            assert_eq!(agree(&policy, &file, OutputFormat::Csv, 2, usize::MAX).unwrap(), delivers, "{drop} in {format:?}");
        }
    }
}

#[test]
fn an_array_is_delivered_where_it_is_one_of_objects() {
    let policy = policy(&SCHEME);
    let row =
        r#"{"id": "A", "name": "}],[{\"\\", "grade": "G1", "deposits": 1, "cards": 1, "since": "2026-01-01", "team": "A", "clean": true}"#;
    let other = row.replace("\"A\"", "\"B\"");
    for (text, delivers) in [
        (format!("[{row}]"), true),
        (format!("\n[ {row}\t,{other}\r\n] "), true),
        (format!("[{row},]"), false),
        (format!("[,{row}]"), false),
        (format!("[{row} {other}]"), false),
        (format!("[{row},, {other}]"), false),
        (format!("[{row}] {other}"), false),
        (format!("[{row}"), false),
        (format!("[{row}]]"), false),
        (format!("[[{row}]]"), false),
        (format!("[{row}, 1]"), false),
        (format!("[{}]", row.replace("true}", "true]")), false),
        (String::new(), false),
    ] {
        let file = Input { name: "manager.json".to_owned(), bytes: text.clone().into_bytes(), format: InputFormat::Json };
        for step in [1, usize::MAX] {
            assert_eq!(agree(&policy, &file, OutputFormat::Csv, 2, step).unwrap(), delivers, "{text}");
        }
    }
    // An object that holds the one array is read at once.
    let held = Input { name: "manager.json".to_owned(), bytes: format!("{{\"rows\": [{row}]}}").into_bytes(), format: InputFormat::Json };
    let settings = Settings::default();
    assert!(at_once(&policy, held.clone(), &ReadOptions::default(), OutputFormat::Csv, &settings).is_some());
    let streamed = batch_by_batch(&policy, (held, usize::MAX), &ReadOptions::default(), OutputFormat::Csv, &settings);
    assert!(matches!(streamed, Err(Unstreamed::Ordinary)), "{streamed:?}");
}

/// Results with every kind of column; `part` is what is not known of figures before all of them are.
fn wide(part: &str) -> String {
    let rest = SCHEME.split_once("article 1 {").unwrap();
    let (articles, _) = rest.1.split_once("result pay").unwrap();
    format!(
        "{}article 1 {{{articles}article 2 {{ output share = {part} }}\nresult pay of manager {{ column id; column name; column deposit_pay; \
         column bonus; column share; column share \"percent\", in percent, 1 decimal; column grade; column since; column senior }}\n\
         result few of manager {{ where cards > 900 and not clean; column cards; column share }}\n",
        rest.0
    )
}

#[test]
fn types_of_columns_are_chosen_by_all_of_their_figures() {
    let managers = managers(BATCH * 2 + 700, true);
    let csv = Input { name: "manager.csv".to_owned(), bytes: csv(&managers).into_bytes(), format: InputFormat::Csv };
    // All whole; as many digits in each batch; fewer in the first ones; without end, and with more digits than those are shown with.
    let few = |share: &str| format!("(if deposits > 815_000万 then {share} else 1)");
    for part in ["cards × 2".to_owned(), "cards / 8".to_owned(), few("0.125"), few("cards / 7"), few("0.12345678")] {
        let policy = policy(&wide(&part));
        for (format, threads) in [(OutputFormat::Parquet, 1), (OutputFormat::Arrow, 2), (OutputFormat::Json, 2)] {
            assert!(agree(&policy, &csv, format, threads, usize::MAX).unwrap(), "{part}, {format:?}");
        }
    }
}

#[test]
fn batches_of_a_result_are_full_whatever_they_were_read_in() {
    let policy = policy(&SCHEME.replace("where cards > 900", "where cards <= 990"));
    let managers = managers(70_000, false);
    let csv = Input { name: "manager.csv".to_owned(), bytes: csv(&managers).into_bytes(), format: InputFormat::Csv };
    assert!(agree(&policy, &csv, OutputFormat::Arrow, 2, usize::MAX).unwrap());
}
