//! What is written is what was meant, reads back as the same, and appears whole.

use std::fs;

use merit::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use merit::data::texts::Texts;
use merit::data::value::value_at;
use merit::data::write::whole::{Folder, write_file};
use merit::data::write::{Listed, Listing, OutputFormat, Sheet, WriteOptions, write_to};
use merit::data::{Encoding, Input, InputFormat, ReadOptions, Tables, files, read, schema};
use merit::diagnostics::{Code, Language};
use merit::program::{ColumnFormat, Delivery, Kind, Program, RecordId};
use merit::values::{Exact, Rounding};
use proptest::prelude::*;

use super::policy::{BRANCH, CNY, LOAN, MANAGER, TARGET, delivery_of, format, program};

/// Files that are right, one for each record.
pub(super) fn base() -> Vec<(RecordId, Input)> {
    let csv = |name: &str, bytes: &[u8]| Input { name: format!("{name}.csv"), bytes: bytes.to_vec(), format: InputFormat::Csv };
    vec![
        (BRANCH, csv("branch", include_bytes!("../../cases/data/base/branch.csv"))),
        (MANAGER, csv("manager", include_bytes!("../../cases/data/base/manager.csv"))),
        (LOAN, csv("loan", include_bytes!("../../cases/data/base/loan.csv"))),
        (TARGET, csv("target", include_bytes!("../../cases/data/base/target.csv"))),
    ]
}

fn write(format: OutputFormat, sheet: &Sheet<'_>, listing: &Listing<'_>, options: &WriteOptions) -> String {
    let mut bytes = Vec::new();
    write_to(&mut bytes, format, sheet, listing, options).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn listed(column: &Column, kind: Kind) -> Listed<'_> {
    Listed { column, kind, overall: false }
}

/// All rows of a record as a result of it.
fn written(program: &mut Program, tables: &Tables, record: RecordId, format: OutputFormat) -> Vec<u8> {
    let delivery = delivery_of(program, record);
    let table = tables.get(record).unwrap();
    let columns = program.record(record).fields.iter().zip(&table.columns);
    let columns = columns.map(|(field, column)| listed(column.as_ref().unwrap(), field.ty.kind)).collect();
    let order: Vec<usize> = (0..table.rows).collect();
    let listing = Listing { columns, order: &order, texts: &tables.texts };
    let mut bytes = Vec::new();
    write_to(&mut bytes, format, &Sheet { program, tables, delivery: &delivery }, &listing, &WriteOptions::default()).unwrap();
    bytes
}

#[test]
fn a_record_is_written_in_every_shape() {
    let (tables, findings) = read(&program(), &base(), &ReadOptions::default());
    assert_eq!(findings, []);
    let shown = [OutputFormat::Csv, OutputFormat::Json, OutputFormat::Ndjson, OutputFormat::Table]
        .map(|format| format!("{format:?}\n{}", String::from_utf8(written(&mut program(), &tables, MANAGER, format)).unwrap()));
    insta::with_settings!({ snapshot_path => "../../cases/data/written", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("manager", shown.join("\n"));
    });
}

#[test]
fn the_contract_of_the_input_is_told() {
    let program = program();
    let shown = [BRANCH, MANAGER, LOAN, TARGET].map(|record| {
        let schema = serde_json::to_string_pretty(&schema::json_schema(&program, record)).unwrap();
        format!("{}\n{schema}\n", schema::csv_heading(&program, record))
    });
    insta::with_settings!({ snapshot_path => "../../cases/data/written", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("schema", shown.join("\n"));
    });
}

/// A result of one column.
fn one_column(kind: Kind, column: &Column, texts: &Texts, format: ColumnFormat, rows: usize) -> [String; 2] {
    let mut program = program();
    let mut delivery: Delivery = delivery_of(&mut program, LOAN);
    delivery.columns.truncate(1);
    delivery.columns[0].format = format;
    let value = delivery.columns[0].value;
    program.expressions[value.at()].ty.kind = kind;
    let tables = Tables::default();
    let sheet = Sheet { program: &program, tables: &tables, delivery: &delivery };
    let order: Vec<usize> = (0..rows).collect();
    let listing = Listing { columns: vec![listed(column, kind)], order: &order, texts };
    [OutputFormat::Csv, OutputFormat::Ndjson].map(|format| write(format, &sheet, &listing, &WriteOptions::default()))
}

fn column(values: Values, states: &[State]) -> Column {
    let presence = if states.is_empty() { Presence::All } else { Presence::Each(states.to_vec()) };
    Column { batches: vec![Batch { values, presence }] }
}

#[test]
fn numbers_are_shown_as_the_column_says() {
    let third = Exact::ratio(2, 3).unwrap();
    let cells = column(Values::Exact(vec![third, Exact::from_scaled(1250, 3), Exact::from_scaled(-5, 3), Exact::from_int(7)]), &[]);
    let show = |format| one_column(CNY, &cells, &Texts::default(), format, 4)[0].replace('\n', " ");
    assert_eq!(show(format()), "manager 0.666667 1.25 -0.005 7 ");
    assert_eq!(show(ColumnFormat { decimals: Some(2), ..format() }), "manager 0.67 1.25 -0.01 7.00 ");
    assert_eq!(show(ColumnFormat { decimals: Some(2), rounding: Rounding::Down, ..format() }), "manager 0.66 1.25 0.00 7.00 ");
    assert_eq!(show(ColumnFormat { unit: Exact::from_scaled(1, 2), ..format() }), "manager 66.666667 125 -0.5 700 ");
    assert_eq!(show(ColumnFormat { unit: Exact::from_int(10_000), decimals: Some(4), ..format() }), "manager 0.0001 0.0001 0.0000 0.0007 ");

    let cells = column(Values::Scaled { scale: 2, units: vec![1250, -100, 0, 5] }, &[]);
    let show = |format| one_column(CNY, &cells, &Texts::default(), format, 4)[0].replace('\n', " ");
    assert_eq!(show(format()), "manager 12.5 -1 0 0.05 ");
    assert_eq!(show(ColumnFormat { decimals: Some(0), ..format() }), "manager 13 -1 0 0 ");
    assert_eq!(show(ColumnFormat { decimals: Some(3), ..format() }), "manager 12.500 -1.000 0.000 0.050 ");
    assert_eq!(show(ColumnFormat { decimals: Some(1), ..format() }), "manager 12.5 -1.0 0.0 0.1 ");
    let whole = column(Values::Same(Box::new(Values::Scaled { scale: 0, units: vec![7] }), 2), &[]);
    assert_eq!(one_column(CNY, &whole, &Texts::default(), ColumnFormat { decimals: Some(2), ..format() }, 2)[0], "manager\n7.00\n7.00\n");
}

#[test]
fn absences_stay_different() {
    let states = [State::Present, State::Blank, State::NotApplicable];
    let cells = column(Values::YesNo(vec![true, false, false]), &states);
    let [csv, json] =
        one_column(Kind::YesNo, &cells, &Texts::default(), ColumnFormat { yes_no: ("是".into(), "否".into()), ..format() }, 3);
    assert_eq!(csv, "manager\n是\n\"\"\nn/a\n");
    assert_eq!(json, "{\"manager\": true}\n{\"manager\": null}\n{}\n");
    let cells = column(Values::Durations(vec![(14, 3), (0, 0), (-1, 0)]), &[]);
    assert_eq!(one_column(Kind::Duration, &cells, &Texts::default(), format(), 3)[0], "manager\nP1Y2M3D\nP0D\nP-1M\n");
}

#[test]
fn marks_stand_only_where_they_are_needed() {
    let mut texts = Texts::default();
    let codes = ["a", "a,b", "say \"x\"", "two\nlines", "", " a", "李军"].map(|text| texts.number(text)).to_vec();
    let [csv, json] = one_column(Kind::Text, &column(Values::Codes(codes), &[]), &texts, format(), 7);
    assert_eq!(csv, "manager\na\n\"a,b\"\n\"say \"\"x\"\"\"\n\"two\nlines\"\n\"\"\n\" a\"\n李军\n");
    assert_eq!(json.lines().nth(3), Some(r#"{"manager": "two\nlines"}"#));
}

#[test]
fn a_long_table_says_what_it_leaves_out() {
    let (mut program, (tables, _)) = (program(), read(&program(), &base(), &ReadOptions::default()));
    let delivery = delivery_of(&mut program, LOAN);
    let table = tables.get(LOAN).unwrap();
    let columns =
        vec![listed(table.columns[0].as_ref().unwrap(), Kind::Reference(MANAGER)), listed(table.columns[1].as_ref().unwrap(), CNY)];
    let listing = Listing { columns, order: &[1, 0, 1], texts: &tables.texts };
    let sheet = Sheet { program: &program, tables: &tables, delivery: &delivery };
    let options = WriteOptions { table_rows: 1, language: Language::Chinese, byte_order_mark: true, threads: 1 };
    let shown = write(OutputFormat::Table, &sheet, &listing, &options);
    assert!(shown.contains('B') && !shown.contains("98") && shown.ends_with("……另有 2 行未列出\n"), "{shown}");
    assert!(write(OutputFormat::Csv, &sheet, &listing, &options).starts_with("\u{feff}manager,balance\nB,2\nA,98\nB,2\n"));
}

/// The values of a record, for comparison.
pub(super) fn values(program: &Program, tables: &Tables, record: RecordId) -> Vec<String> {
    let table = tables.get(record).unwrap();
    let fields = program.record(record).fields.iter().zip(&table.columns);
    let cell = |row| {
        fields.clone().map(move |(field, column)| format!("{:?}", value_at(column.as_ref().unwrap(), row, field.ty.kind, &tables.texts)))
    };
    (0..table.rows).flat_map(cell).collect()
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A row of a manager: a name, amounts in 万元 and in yuan, yes or no.
type Drawn = (String, String, String, bool);

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let row = ("[ -~　-〿一-龥\r\n,\"]{0,12}", "-?[0-9]{1,25}(\\.[0-9]{1,2})?", "[0-9]{1,15}(\\.[0-9]{1,2})?", any::<bool>());
    proptest::collection::vec(row, 0..8)
}

/// Writes managers in some shapes and reads them again.
fn reads_as_the_same(rows: &[Drawn], gb18030: bool, shapes: &[(OutputFormat, InputFormat)]) -> Result<(), TestCaseError> {
    let mut csv = "id,姓名,branch,grade,score,deposits,assets,cards,rate,since,active,barred,channel,leader\n".to_owned();
    for (at, (name, assets, deposits, yes)) in rows.iter().enumerate() {
        let (name, active) = (cell(name), if *yes { "是" } else { "N" });
        csv.push_str(&format!("M{at},{name},B01,junior,{at},{deposits},{assets},5,0.25,2026-06-30,{active},F,online,M0\n"));
    }
    let program = program();
    let encode = |text: Vec<u8>| if gb18030 { encoding_rs::GB18030.encode(&String::from_utf8(text).unwrap()).0.into_owned() } else { text };
    let options = ReadOptions { encoding: if gb18030 { Encoding::Gb18030 } else { Encoding::Utf8 }, ..ReadOptions::default() };
    let read_manager = |bytes: Vec<u8>, format| {
        let input = Input { name: "manager".to_owned(), bytes, format };
        let branch = base().swap_remove(0);
        read(&program, &[branch, (MANAGER, input)], &options)
    };
    let (first, findings) = read_manager(encode(csv.into_bytes()), InputFormat::Csv);
    prop_assert_eq!(findings, vec![]);
    for (written_as, read_as) in shapes {
        let bytes = written(&mut super::policy::program(), &first, MANAGER, *written_as);
        if rows.is_empty() && *read_as == InputFormat::Ndjson {
            continue;
        }
        let (again, findings) = read_manager(if written_as.is_text() { encode(bytes) } else { bytes }, *read_as);
        prop_assert_eq!(&findings, &vec![], "{:?}", written_as);
        prop_assert_eq!(values(&program, &first, MANAGER), values(&program, &again, MANAGER), "{:?}", written_as);
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_was_written_reads_as_the_same(rows in drawn(), gb18030 in any::<bool>()) {
        let shapes = [
            (OutputFormat::Csv, InputFormat::Csv),
            (OutputFormat::Json, InputFormat::Json),
            (OutputFormat::Ndjson, InputFormat::Ndjson),
            (OutputFormat::Parquet, InputFormat::Parquet),
            (OutputFormat::Arrow, InputFormat::Arrow),
        ];
        reads_as_the_same(&rows, gb18030, &shapes)?;
    }
}

proptest! {
    // A workbook is a package of many parts, which takes its time without optimization.
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_workbook_that_was_written_reads_as_the_same(rows in drawn()) {
        reads_as_the_same(&rows, false, &[(OutputFormat::Excel, InputFormat::Excel)])?;
    }
}

#[test]
fn batches_widen_alone() {
    let mut csv = "manager,balance\n".to_owned();
    for row in 0..BATCH * 2 {
        csv.push_str(if row == BATCH + 5 { "A,123456789012345678901234567890.12\n" } else { "A,1.5\n" });
    }
    let mut inputs = base();
    inputs[2].1.bytes = csv.into_bytes();
    let (tables, findings) = read(&program(), &inputs, &ReadOptions::default());
    assert_eq!(findings, []);
    let column = tables.get(LOAN).unwrap().columns[1].as_ref().unwrap();
    assert!(matches!(&column.batches[0].values, Values::Scaled { scale: 2, units } if units.len() == BATCH && units[7] == 150));
    assert!(matches!(&column.batches[1].values, Values::Wide { scale: 2, units } if units.len() == BATCH && units[7] == 150));
    assert_eq!(column.batches.len(), 2);
}

#[test]
fn files_are_found_by_the_name_of_their_record() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str| fs::write(folder.path().join(name), "").unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    for name in ["data/manager.json", "manager.csv", "branch.ndjson.zst", "data/loan.CSV", "data/loan.csv.gz", "loan.parquet"] {
        put(name);
    }
    let mut program = program();
    program.records[TARGET.at()].rows = merit::program::Rows::File("targets 2026.csv".to_owned());
    let (found, findings) = files::find(folder.path(), &program);
    let names: Vec<_> = found.iter().map(|(record, path)| (*record, path.strip_prefix(folder.path()).unwrap().to_str().unwrap())).collect();
    assert_eq!(names, [(BRANCH, "branch.ndjson.zst"), (MANAGER, "data/manager.json"), (LOAN, "data/loan.csv.gz")]);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, Code::E0512);
    assert!(findings[0].helps[0].en.contains("looked for `targets 2026.csv` in"), "{findings:?}");
    put("targets 2026.csv");
    assert_eq!(files::find(folder.path(), &program).1, []);
    put("data/loan.parquet");
    let findings = files::find(folder.path(), &program).1;
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::E0516]);
    assert_eq!(files::open(&folder.path().join("branch.ndjson.zst")).unwrap().format, InputFormat::Ndjson);
    assert_eq!(files::open(&folder.path().join("manager.csv")).unwrap().format, InputFormat::Csv);
    assert_eq!(files::open(&folder.path().join("none.csv")).unwrap_err().code, Code::E0512);
    assert_eq!(files::open(&folder.path().join("scheme.txt")).unwrap_err().code, Code::E0512);
}

#[test]
fn a_folder_appears_whole() {
    let above = tempfile::tempdir().unwrap();
    let target = above.path().join("deep/out");
    let mut folder = Folder::begin(&target).unwrap();
    folder.add("manager.csv", b"id\n").unwrap();
    assert!(!target.exists());
    assert!(folder.add("../x", b"").is_err() && folder.add("manager.csv", b"").is_err() && folder.add("a/b", b"").is_err());
    folder.finish().unwrap();
    assert_eq!(fs::read(target.join("manager.csv")).unwrap(), b"id\n");

    fs::write(target.join("mine.txt"), "kept").unwrap();
    let mut folder = Folder::begin(&target).unwrap();
    folder.add("manager.csv", b"new\n").unwrap();
    folder.add("run.json", b"{}").unwrap();
    assert_eq!(fs::read(target.join("manager.csv")).unwrap(), b"id\n");
    folder.finish().unwrap();
    assert_eq!(fs::read(target.join("manager.csv")).unwrap(), b"new\n");
    assert_eq!(fs::read(target.join("mine.txt")).unwrap(), b"kept");

    let mut dropped = Folder::begin(&target).unwrap();
    dropped.add("manager.csv", b"half").unwrap();
    drop(dropped);
    assert_eq!(fs::read(target.join("manager.csv")).unwrap(), b"new\n");

    // A file that cannot be replaced puts back those that were.
    fs::create_dir(target.join("z.csv")).unwrap();
    let mut failing = Folder::begin(&target).unwrap();
    failing.add("manager.csv", b"third").unwrap();
    failing.add("fresh.csv", b"third").unwrap();
    failing.add_below("deep/er/fresh.csv", b"third").unwrap();
    failing.add("z.csv", b"third").unwrap();
    assert!(failing.add_below("deep/../../x", b"").is_err() && failing.add_below("/x", b"").is_err());
    failing.finish().unwrap_err();
    assert_eq!(fs::read(target.join("manager.csv")).unwrap(), b"new\n");
    assert!(!target.join("fresh.csv").exists() && !target.join("deep").exists());
    let names = |folder: &std::path::Path| {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(names(target.parent().unwrap()), ["out"], "nothing is left lying about");
}

#[test]
fn a_file_appears_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    write_file(&path, b"one").unwrap();
    write_file(&path, b"two").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert!(write_file(&folder.path().join("none/out.csv"), b"").is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
