//! Bytes taken for the file of a record: read, and when they bind evaluated, explained and written.

use std::sync::LazyLock;

use merit::data::{self, Encoding, Input, InputFormat, ReadOptions};
use merit::diagnostics::Diagnostic;
use merit::engine::{Engine, Policy};
use merit::program::RecordId;

/// Records with every kind of field, and amounts that read them.
static SCHEME: LazyLock<Policy> = LazyLock::new(|| match Engine::compile("scheme.merit", include_str!("scheme.merit")) {
    Ok(policy) => policy,
    Err(rejected) => panic!("{:#?}", rejected.findings),
});

/// The files of its records when the bytes are those of another.
const FILES: [(RecordId, &str); 4] = [
    (RecordId(1), "id,region\nB01,urban\nB02,县域\n"),
    (
        RecordId(2),
        "id,姓名,branch,grade,score,deposits,assets,cards,rate,since,active,barred,channel,leader\n\
         A,李军,B01,middle,85.0,15000000.00,12.5,300,75,2022-06-30,yes,F,counter,\n\
         B,,B02,trainee,,8000000.50,0,0,,2025-01-31,否,F,counter,A\n",
    ),
    (RecordId(3), "manager,balance\nA,98.00\nB,2.00\n"),
    (RecordId(4), "year,office,goal\n2026,B01,100.00\n2026,B02,50\n"),
];

/// Reads the bytes as CSV.
pub fn read_csv(bytes: &[u8]) {
    read(bytes, InputFormat::Csv);
}

/// Reads the bytes as JSON.
pub fn read_json(bytes: &[u8]) {
    read(bytes, InputFormat::Json);
}

/// Reads the bytes as a JSON object a line.
pub fn read_ndjson(bytes: &[u8]) {
    read(bytes, InputFormat::Ndjson);
}

/// Reads the bytes as an Arrow file or stream.
pub fn read_arrow(bytes: &[u8]) {
    read(bytes, InputFormat::Arrow);
}

/// Reads the bytes as Parquet.
pub fn read_parquet(bytes: &[u8]) {
    read(bytes, InputFormat::Parquet);
}

/// Reads the bytes as a workbook of Excel.
pub fn read_workbook(bytes: &[u8]) {
    read(bytes, InputFormat::Excel);
}

/// The first byte chooses the record, the encoding and whether undeclared columns are errors; the rest is the file.
fn read(bytes: &[u8], format: InputFormat) {
    let Some((&how, bytes)) = bytes.split_first() else { return };
    let encoding = if how & 4 == 0 { Encoding::Utf8 } else { Encoding::Gb18030 };
    let options = ReadOptions { encoding, strict: how & 8 != 0, limit: 5, threads: 1 + usize::from(how & 16 != 0) };
    let inputs = FILES.iter().enumerate().map(|(at, (record, file))| {
        let other = Input { name: format!("{at}.csv"), bytes: file.as_bytes().to_vec(), format: InputFormat::Csv };
        let given = Input { name: "given".to_owned(), bytes: bytes.to_vec(), format };
        (*record, if at == usize::from(how & 3) { given } else { other })
    });
    let inputs: Vec<_> = inputs.collect();
    let (tables, findings) = data::read(SCHEME.program(), &inputs, &options);
    super::policy::show(SCHEME.sources(), &findings);
    let errors = findings.iter().filter(|finding| Diagnostic::is_error(finding)).count();
    assert!(errors <= options.limit + 1, "{errors} errors where {} are shown", options.limit);
    assert_eq!(tables.tables.is_empty(), errors > 0, "tables without errors, and only then");
    if errors == 0 {
        super::evaluate::deliver(&SCHEME, &tables);
    }
}
