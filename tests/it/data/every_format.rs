//! The records of a real scheme in every format: whatever they are delivered in, the same tables are read.

use std::path::Path;

use merit::data::formats::Workbook;
use merit::data::write::{Listed, Listing, OutputFormat, Sheet, WriteOptions, write_to};
use merit::data::{Input, InputFormat, ReadOptions, Tables, files, read, records_with_files};
use merit::engine::Engine;
use merit::program::{Cells, ColumnFormat, Delivery, DeliveryColumn, Expr, ExprId, FieldId, Form, Program, RecordId, Written};
use merit::source::FileLoader;
use merit::syntax::ast::RatioWritten;
use merit::values::Exact;

use super::policy::format;

/// A result that delivers what the file of a record holds, as it is written there.
fn delivery(program: &mut Program, record: RecordId) -> Delivery {
    let declared = program.record(record).clone();
    let mut columns = Vec::new();
    for (at, field) in (0u32..).zip(&declared.fields) {
        let Cells::Column { heading, written } = &field.cells else { continue };
        let unit = match written {
            Written::Number { unit, .. } => unit.clone(),
            Written::Ratio { written: RatioWritten::Percent, .. } => Exact::from_scaled(1, 2),
            Written::Ratio { written: RatioWritten::Permille, .. } => Exact::from_scaled(1, 3),
            Written::Ratio { written: RatioWritten::BasisPoints, .. } => Exact::from_scaled(1, 4),
            _ => Exact::ONE,
        };
        let yes_no = match written {
            Written::YesNo { yes, no, .. } => (yes.clone(), no.clone()),
            _ => ("yes".to_owned(), "no".to_owned()),
        };
        program.expressions.push(Expr { form: Form::Field(FieldId(at)), ty: field.ty, index: record, span: field.span });
        let value = ExprId(u32::try_from(program.expressions.len()).unwrap() - 1);
        columns.push(DeliveryColumn { heading: heading.clone(), value, format: ColumnFormat { unit, yes_no, ..format() } });
    }
    Delivery { name: declared.name.clone(), file: declared.name, record, columns, filter: None, order: Vec::new() }
}

/// Hands the rows of a record on as a result.
fn listed<T>(program: &mut Program, tables: &Tables, record: RecordId, give: impl FnOnce(&Sheet<'_>, &Listing<'_>) -> T) -> T {
    let delivery = delivery(program, record);
    let table = tables.get(record).unwrap();
    let fields = program.record(record).fields.iter().zip(&table.columns);
    let columns = fields.filter(|(field, _)| matches!(field.cells, Cells::Column { .. }));
    let columns = columns.map(|(field, column)| Listed { column: column.as_ref().unwrap(), kind: field.ty.kind, overall: false }).collect();
    let order: Vec<usize> = (0..table.rows).collect();
    give(&Sheet { program, tables, delivery: &delivery }, &Listing { columns, order: &order, texts: &tables.texts })
}

/// The rows of all records as CSV, for comparison.
fn shown(program: &Program, tables: &Tables, records: &[RecordId]) -> Vec<String> {
    let csv = |record: &RecordId| {
        listed(&mut program.clone(), tables, *record, |sheet, listing| {
            let mut bytes = Vec::new();
            write_to(&mut bytes, OutputFormat::Csv, sheet, listing, &WriteOptions::default()).unwrap();
            String::from_utf8(bytes).unwrap()
        })
    };
    records.iter().map(csv).collect()
}

#[test]
fn the_records_of_a_bank_are_the_same_in_every_format() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/rural-bank");
    let policy = Engine::load(&FileLoader, &folder.join("scheme.merit").display().to_string()).unwrap();
    let program = policy.program();
    let (found, findings) = files::find(&folder, program);
    assert_eq!(findings, []);
    let inputs: Vec<_> = found.iter().map(|(record, path)| (*record, files::open(path).unwrap())).collect();
    let records: Vec<RecordId> = inputs.iter().map(|(record, _)| *record).collect();
    let (tables, findings) = read(program, &inputs, &ReadOptions::default());
    assert!(findings.iter().all(|finding| !finding.is_error()), "{findings:?}");
    let right = shown(program, &tables, &records);

    let each = |written_as: OutputFormat, format: InputFormat| -> Vec<(RecordId, Input)> {
        let one = |record: &RecordId| {
            let mut bytes = Vec::new();
            listed(&mut program.clone(), &tables, *record, |sheet, listing| {
                write_to(&mut bytes, written_as, sheet, listing, &WriteOptions::default()).unwrap();
            });
            (*record, Input { name: program.record(*record).name.clone(), bytes, format })
        };
        records.iter().map(one).collect()
    };
    let mut book = Workbook::default();
    for record in &records {
        listed(&mut program.clone(), &tables, *record, |sheet, listing| book.add(sheet, listing)).unwrap();
    }
    let bytes = book.finish().unwrap();
    let sheets = |record: &RecordId| (*record, Input { name: "book.xlsx".to_owned(), bytes: bytes.clone(), format: InputFormat::Excel });
    for (how, inputs) in [
        ("parquet", each(OutputFormat::Parquet, InputFormat::Parquet)),
        ("arrow", each(OutputFormat::Arrow, InputFormat::Arrow)),
        ("json", each(OutputFormat::Json, InputFormat::Json)),
        ("xlsx", records.iter().map(sheets).collect()),
    ] {
        let (again, findings) = read(program, &inputs, &ReadOptions::default());
        assert!(findings.iter().all(|finding| !finding.is_error()), "{how}: {findings:?}");
        assert_eq!(shown(program, &again, &records), right, "{how}");
    }
}

#[test]
fn what_other_programs_write_is_read_as_what_it_was_written_from() {
    let policy = Engine::compile("scheme.merit", include_str!("../../../policies/yardstick/scheme.merit")).unwrap();
    let (program, folder) = (policy.program(), Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/data/foreign"));
    let (record, _) = records_with_files(program).next().unwrap();
    let rows_of = |file: &str| {
        let (tables, findings) = read(program, &[(record, files::open(&folder.join(file)).unwrap())], &ReadOptions::default());
        assert_eq!(findings, [], "{file}");
        shown(program, &tables, &[record])
    };
    let right = rows_of("managers.csv");
    assert_eq!(right.concat().lines().count(), 13);
    for file in ["pyarrow.parquet", "pyarrow.arrow", "duckdb.parquet", "openpyxl.xlsx"] {
        assert_eq!(rows_of(file), right, "{file}");
    }
}
