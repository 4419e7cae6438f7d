//! Parquet and Arrow files: every type that a field takes is read as the same CSV is; what is wrong is found; no bytes stop the reader.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Date64Array, Decimal64Array, Decimal128Array, Decimal256Array, DictionaryArray, Float32Array,
    Float64Array, Int16Array, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray, TimestampMicrosecondArray,
    TimestampSecondArray, UInt64Array,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use merit::data::{Input, InputFormat, ReadOptions, read};
use merit::diagnostics::render::{Format, Renderer};
use merit::diagnostics::{Code, Language};
use merit::program::RecordId;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

use super::policy::{BRANCH, LOAN, MANAGER, TARGET, program, sources};
use super::writing::{base, values};

type Columns = Vec<(&'static str, ArrayRef)>;

fn texts(list: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(list.to_vec()))
}

fn coded(list: &[Option<&str>]) -> ArrayRef {
    Arc::new(list.iter().copied().collect::<DictionaryArray<Int8Type>>())
}

/// Two rows of a list of texts that has more.
fn longer_list(texts: ArrayRef) -> ArrayRef {
    Arc::new(DictionaryArray::<Int8Type>::new(vec![2i8, 0].into(), texts))
}

fn decimals(list: &[Option<i128>], scale: i8) -> ArrayRef {
    Arc::new(Decimal128Array::from(list.to_vec()).with_precision_and_scale(38, scale).unwrap())
}

/// The managers of `base/manager.csv`, in types that a warehouse would choose.
fn managers() -> Columns {
    vec![
        ("id", texts(&[Some("A"), Some("B")])),
        ("姓名", Arc::new(StringViewArray::from(vec![Some("李军"), None]))),
        ("branch", Arc::new(LargeStringArray::from(vec!["B01", "B02"]))),
        ("grade", coded(&[Some("middle"), Some("trainee")])),
        ("score", decimals(&[Some(85_000), None], 3)),
        ("deposits", decimals(&[Some(1_500_000_000), Some(800_000_050)], 2)),
        ("assets", Arc::new(Decimal64Array::from(vec![125_000, 0]).with_precision_and_scale(18, 4).unwrap())),
        ("cards", Arc::new(Int16Array::from(vec![300, 0]))),
        ("rate", Arc::new(UInt64Array::from(vec![Some(75), None]))),
        ("since", Arc::new(Date32Array::from(vec![19_173, 20_119]))),
        ("active", Arc::new(BooleanArray::from(vec![true, false]))),
        ("barred", coded(&[Some("F"), Some("F")])),
        ("channel", coded(&[Some("counter"), Some("counter")])),
        ("leader", coded(&[None, Some("A")])),
    ]
}

/// The same columns with others in the place of some.
fn with(mut columns: Columns, others: Columns) -> Columns {
    for (heading, column) in others {
        columns.iter_mut().find(|(known, _)| *known == heading).unwrap().1 = column;
    }
    columns
}

fn batch(columns: Columns) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(heading, column)| (heading, column, true))).unwrap()
}

fn parquet(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn arrow(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let mut bytes = Vec::new();
    let mut writer = FileWriter::try_new_with_options(&mut bytes, &batch.schema(), options).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn stream(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.write(&batch.slice(0, 0)).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

/// A batch as a file of every kind.
fn files(batch: &RecordBatch) -> Vec<(String, InputFormat, Vec<u8>)> {
    let (gzip, zstd) = (Compression::GZIP(GzipLevel::default()), Compression::ZSTD(ZstdLevel::default()));
    let mut files = Vec::new();
    // Parquet has no scale below zero.
    let has_scale_below_zero = batch.schema().fields().iter().any(|field| field.data_type().to_string().contains(", -"));
    let ways = [Compression::UNCOMPRESSED, Compression::SNAPPY, gzip, zstd, Compression::LZ4_RAW];
    for how in ways.into_iter().filter(|_| !has_scale_below_zero) {
        files.push((format!("{how}"), InputFormat::Parquet, parquet(batch, how)));
    }
    for how in [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)] {
        files.push((format!("{how:?}"), InputFormat::Arrow, arrow(batch, how)));
    }
    files.push(("stream".to_owned(), InputFormat::Arrow, stream(batch)));
    files
}

/// The right files, with another one for a record.
fn inputs(record: RecordId, name: &str, format: InputFormat, bytes: Vec<u8>) -> Vec<(RecordId, Input)> {
    let mut inputs = base();
    inputs.iter_mut().find(|(id, _)| *id == record).unwrap().1 = Input { name: name.to_owned(), bytes, format };
    inputs
}

#[test]
fn every_type_is_read_as_its_text_is() {
    let program = program();
    let (right, findings) = read(&program, &base(), &ReadOptions::default());
    assert_eq!(findings, []);
    let day = 86_400i64;
    let others: Vec<Columns> = vec![
        vec![],
        vec![("id", coded(&[Some("A"), Some("B")])), ("branch", coded(&[Some("B01"), Some("B02")]))],
        vec![("grade", longer_list(texts(&[Some("trainee"), Some("senior"), Some("middle")])))],
        vec![("grade", longer_list(Arc::new(LargeStringArray::from(vec!["trainee", "senior", "middle"]))))],
        vec![("since", Arc::new(Date64Array::from(vec![19_173 * day * 1000, 20_119 * day * 1000])))],
        vec![("since", Arc::new(TimestampSecondArray::from(vec![19_173 * day, 20_119 * day])))],
        vec![("since", Arc::new(TimestampMicrosecondArray::from(vec![19_173 * day * 1_000_000, 20_119 * day * 1_000_000])))],
        vec![("since", Arc::new(Int64Array::from(vec![20_220_630, 20_250_131])))],
        vec![("since", texts(&[Some("2022/6/30"), Some("2025年1月31日")]))],
        // What pandas makes of whole numbers some of which are missing.
        vec![("cards", Arc::new(Float64Array::from(vec![300.0, -0.0])))],
        vec![("cards", Arc::new(Float32Array::from(vec![300.0, 0.0])))],
        vec![("active", Arc::new(Int64Array::from(vec![1, 0]))), ("deposits", texts(&[Some("15000000.00"), Some("8000000.50")]))],
        vec![("assets", decimals(&[Some(125_000), Some(0)], 4)), ("cards", decimals(&[Some(3), Some(0)], -2))],
    ];
    for others in others {
        let batch = batch(with(managers(), others));
        for (how, format, bytes) in files(&batch) {
            let (tables, findings) = read(&program, &inputs(MANAGER, "manager", format, bytes), &ReadOptions::default());
            assert_eq!(findings, [], "{how} {format:?} {:?}", batch.schema());
            assert_eq!(values(&program, &tables, MANAGER), values(&program, &right, MANAGER), "{how} {format:?} {:?}", batch.schema());
            assert_eq!(values(&program, &tables, LOAN), values(&program, &right, LOAN));
        }
    }
}

#[test]
fn figures_of_every_width_are_exact() {
    let wide = 12_345_678_901_234_567_890_123_456_789_012i128;
    let manager = texts(&[Some("A"), Some("A"), Some("B")]);
    let columns = |balance: ArrayRef| batch(vec![("manager", Arc::clone(&manager)), ("balance", balance)]);
    let balances: [(ArrayRef, [&str; 3]); 4] = [
        (decimals(&[Some(wide), Some(-5), Some(0)], 2), ["123456789012345678901234567890.12", "-0.05", "0"]),
        (Arc::new(UInt64Array::from(vec![u64::MAX, 1, 0])), ["18446744073709551615", "1", "0"]),
        (Arc::new(Int64Array::from(vec![i64::MIN, i64::MAX, 7])), ["-9223372036854775808", "9223372036854775807", "7"]),
        (
            Arc::new(Decimal256Array::from_iter_values([150.into(), (-250).into(), 0.into()]).with_precision_and_scale(60, 3).unwrap()),
            ["0.15", "-0.25", "0"],
        ),
    ];
    for (balance, awaited) in balances {
        for (how, format, bytes) in files(&columns(balance)) {
            let (tables, findings) = read(&program(), &inputs(LOAN, "loan", format, bytes), &ReadOptions::default());
            assert_eq!(findings, [], "{how}");
            let shown = values(&program(), &tables, LOAN);
            let shown: Vec<&String> = shown.iter().skip(1).step_by(2).collect();
            let awaited: Vec<String> = awaited.iter().map(|figure| format!("{:?}", Ok::<_, ()>(number(figure)))).collect();
            assert_eq!(shown, awaited.iter().collect::<Vec<_>>(), "{how}");
        }
    }
}

fn number(text: &str) -> merit::values::Value {
    merit::values::Value::Number(merit::values::decimal::parse_decimal(text).unwrap())
}

#[test]
fn many_rows_are_read_in_batches() {
    let rows = 10_000i64;
    let manager: ArrayRef =
        Arc::new((0..rows).map(|row| Some(if row % 3 == 0 { "A" } else { "B" })).collect::<DictionaryArray<Int8Type>>());
    let balance: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows));
    let batch = batch(vec![("balance", balance), ("manager", manager)]);
    let mut pieces = Vec::new();
    let mut writer = StreamWriter::try_new(&mut pieces, &batch.schema()).unwrap();
    for from in (0..10_000).step_by(999) {
        writer.write(&batch.slice(from, 999.min(10_000 - from))).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    for (how, format, bytes) in files(&batch).into_iter().chain([("pieces".to_owned(), InputFormat::Arrow, pieces)]) {
        let (tables, findings) = read(&program(), &inputs(LOAN, "loan", format, bytes), &ReadOptions::default());
        assert_eq!(findings, [], "{how}");
        let shown = values(&program(), &tables, LOAN);
        assert_eq!(shown.len(), 20_000, "{how}");
        let at = |row: usize| (shown[row * 2].as_str(), shown[row * 2 + 1].clone());
        assert_eq!(at(9_999), ("Ok(Reference(0))", format!("{:?}", Ok::<_, ()>(number("9999")))), "{how}");
        assert_eq!(at(4_097), ("Ok(Reference(1))", format!("{:?}", Ok::<_, ()>(number("4097")))), "{how}");
    }
}

/// What is found in a file, in both languages.
fn found(record: RecordId, name: &str, format: InputFormat, bytes: Vec<u8>) -> String {
    let (tables, findings) = read(&program(), &inputs(record, name, format, bytes), &ReadOptions::default());
    assert!(tables.tables.is_empty(), "{name}");
    let render = |language| Renderer { format: Format::Plain, language, ..Renderer::default() }.render(&sources(), &findings);
    format!("{}\n{}", render(Language::English), render(Language::Chinese))
}

fn snapshot(name: &str, shown: &str) {
    insta::with_settings!({ snapshot_path => "../../cases/data/columnar", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn what_is_wrong_with_a_type_is_found() {
    let zoned: ArrayRef = Arc::new(TimestampSecondArray::from(vec![0, 0]).with_timezone("Asia/Shanghai"));
    let mut lists = ListBuilder::new(StringBuilder::new());
    lists.append_value([Some("middle")]);
    lists.append_value([None::<&str>]);
    let wrong = vec![
        ("deposits", Arc::new(Float64Array::from(vec![1.5, 2.0])) as ArrayRef),
        ("assets", Arc::new(Float32Array::from(vec![1.5, 2.0]))),
        ("since", zoned),
        ("grade", Arc::new(lists.finish())),
    ];
    let wrong = batch(with(managers(), wrong));
    snapshot("types", &found(MANAGER, "data/manager.parquet", InputFormat::Parquet, parquet(&wrong, Compression::SNAPPY)));
    let columns = vec![("manager", texts(&[Some("A")])), ("amount", decimals(&[Some(1)], 0))];
    snapshot("headings", &found(LOAN, "data/loan.arrow", InputFormat::Arrow, arrow(&batch(columns), None)));
}

#[test]
fn what_is_wrong_with_a_cell_is_found() {
    let day = 86_400i64;
    let wrong = vec![
        ("id", texts(&[Some("A"), Some("A")])),
        ("branch", texts(&[Some("B01"), None])),
        ("grade", coded(&[Some("midle"), Some("trainee")])),
        ("score", decimals(&[Some(85_125), None], 3)),
        ("deposits", decimals(&[Some(-1), Some(10i128.pow(37))], 2)),
        ("cards", Arc::new(Float64Array::from(vec![12.5, f64::NAN])) as ArrayRef),
        ("since", Arc::new(TimestampSecondArray::from(vec![19_173 * day + 3661, i64::MAX]))),
        ("active", decimals(&[Some(2), Some(1)], 0)),
        ("leader", coded(&[Some("Z"), Some("Z")])),
    ];
    let wrong = batch(with(managers(), wrong));
    snapshot("cells", &found(MANAGER, "data/manager.parquet", InputFormat::Parquet, parquet(&wrong, Compression::SNAPPY)));
}

#[test]
fn a_broken_file_is_one_finding() {
    let right = batch(managers());
    let (parquet, arrow, stream) = (parquet(&right, Compression::SNAPPY), arrow(&right, None), stream(&right));
    let mut shown = String::new();
    for (name, format, bytes) in [
        ("empty.parquet", InputFormat::Parquet, Vec::new()),
        ("cut.parquet", InputFormat::Parquet, parquet[..parquet.len() / 2].to_vec()),
        ("text.parquet", InputFormat::Parquet, b"id,name\nA,B\n".to_vec()),
        ("empty.arrow", InputFormat::Arrow, Vec::new()),
        ("cut.arrow", InputFormat::Arrow, arrow[..arrow.len() / 2].to_vec()),
        ("cut.arrows", InputFormat::Arrow, stream[..stream.len() / 2].to_vec()),
        ("text.arrow", InputFormat::Arrow, b"id,name\nA,B\n".to_vec()),
        ("parquet.arrow", InputFormat::Arrow, parquet.clone()),
    ] {
        shown.push_str(&found(MANAGER, name, format, bytes));
    }
    snapshot("broken", &shown);
}

#[test]
fn a_file_cannot_claim_more_than_it_holds() {
    // A few bytes that stand for a hundred million rows.
    let rows = 100_000_000usize;
    let manager: ArrayRef = Arc::new(arrow_array::NullArray::new(rows));
    let balance: ArrayRef = Arc::new(arrow_array::NullArray::new(rows));
    let bytes = arrow(&batch(vec![("manager", manager), ("balance", balance)]), None);
    assert!(bytes.len() < 2_000);
    let findings =
        read(&program(), &inputs(LOAN, "loan", InputFormat::Arrow, bytes), &ReadOptions { limit: 3, ..ReadOptions::default() }).1;
    assert!(findings.iter().any(|finding| finding.code == Code::E0514), "{findings:?}");
}

/// A result with every kind of column, and every way of not being there.
const RESULT: &str = r#"
policy "Columns" { currency CNY, rounded half up to 0.01; subject manager; as of 2026-06-30 }
record manager { id text key; deposits money; score number(3) or blank; cards integer; since date or blank; active yes/no; grade one of low, high "高" }
article 1 "Pay" {
  pay growth_pay = deposits × 0.15% { when active }
  pay kept = deposits × 0.1% { when active }
  output third = cards / 3
  output served = full_months(since to today)
}
result pay of manager {
  column id
  column growth_pay
  column kept, not applicable shown "0.00"
  column third "Third"
  column third "Third, %", in percent, 1 decimal
  column deposits "In 10,000", in 万元, 4 decimals
  column score
  column cards
  column since
  column active, shown Y/N
  column grade
  column served, blank shown "-"
  column growth_pay "growth_pay.applies"
}
"#;

#[test]
fn columns_of_a_result_have_their_types() {
    use merit::data::write::{OutputFormat, WriteOptions};
    use merit::engine::{Engine, Settings};

    let policy = Engine::compile("scheme.merit", RESULT).unwrap();
    let csv = "id,deposits,score,cards,since,active,grade\nA,1000000.10,12.345,7,2025-01-31,Y,high\nB,-0.01,,-6,,N,low\n";
    let (tables, findings) = read(
        policy.program(),
        &[(RecordId(1), Input { name: "m".into(), bytes: csv.into(), format: InputFormat::Csv })],
        &ReadOptions::default(),
    );
    assert_eq!(findings, []);
    let evaluation = policy.evaluate(&tables, &Settings::default()).unwrap();
    let mut shown = String::new();
    for format in [OutputFormat::Arrow, OutputFormat::Parquet] {
        let mut bytes = Vec::new();
        evaluation.results()[0].write_to(&mut bytes, format, &WriteOptions::default()).unwrap();
        let mut again = Vec::new();
        evaluation.results()[0].write_to(&mut again, format, &WriteOptions { threads: 4, ..WriteOptions::default() }).unwrap();
        assert!(bytes == again, "two runs write the same bytes");
        let batch = match format {
            OutputFormat::Arrow => {
                arrow_ipc::reader::FileReader::try_new(std::io::Cursor::new(bytes), None).unwrap().next().unwrap().unwrap()
            }
            _ => parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(bytes::Bytes::from(bytes), 100)
                .unwrap()
                .next()
                .unwrap()
                .unwrap(),
        };
        shown.push_str(&format!("{format:?}\n"));
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            let cells = format!("{column:?}").lines().skip(1).map(str::trim).collect::<Vec<_>>().join(" ");
            shown.push_str(&format!("  {}: {} {cells}\n", field.name(), field.data_type()));
        }
    }
    snapshot("result", &shown);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_mutation_stops_the_reader(
        which in 0usize..9,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0usize..4), 1..6),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        static FILES: std::sync::LazyLock<Vec<(String, InputFormat, Vec<u8>)>> = std::sync::LazyLock::new(|| files(&batch(managers())));
        let (how, format, bytes) = &FILES[which];
        let mut bytes = bytes.clone();
        for (at, byte, far) in changes {
            // The end of a file holds what the rest is found by.
            let at = at.index(bytes.len());
            let at = if far == 0 { at } else { bytes.len() - 1 - at.min(bytes.len() - 1) / 8 };
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let (tables, findings) = read(&program(), &inputs(MANAGER, how, *format, bytes), &ReadOptions::default());
        prop_assert_eq!(tables.tables.is_empty(), findings.iter().any(|finding| finding.is_error()));
    }

    #[test]
    fn no_bytes_stop_the_binary_readers(bytes in proptest::collection::vec(any::<u8>(), 0..200), begins in 0usize..4, format in prop_oneof![Just(InputFormat::Parquet), Just(InputFormat::Arrow)]) {
        let begins: &[u8] = [b"".as_slice(), b"PAR1", b"ARROW1\0\0", &[0xFF, 0xFF, 0xFF, 0xFF, 0x40, 0, 0, 0]][begins];
        let mut bytes = [begins, &bytes].concat();
        if format == InputFormat::Parquet {
            bytes.extend(b"PAR1");
        }
        for record in [BRANCH, MANAGER, LOAN, TARGET] {
            let input = Input { name: "x".to_owned(), bytes: bytes.clone(), format };
            let (tables, findings) = read(&program(), &[(record, input)], &ReadOptions::default());
            prop_assert!(tables.tables.is_empty());
            prop_assert!(findings.iter().any(|finding| finding.is_error()));
        }
    }
}
