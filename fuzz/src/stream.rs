//! Bytes taken for the one file of a policy: what a run batch by batch delivers is what a run over all records at once delivers.

use std::io::Cursor;
use std::sync::LazyLock;

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, Encoding, Input, InputFormat, ReadOptions};
use merit::diagnostics::Diagnostic;
use merit::engine::{Engine, Policy, Settings, Sink, Source, Unstreamed};

/// One record, whose rows do not know of each other; and the same without the result's names, which then nothing reads.
static SCHEMES: LazyLock<[Policy; 2]> = LazyLock::new(|| {
    let scheme = include_str!("../../tests/it/stream/scheme.merit");
    [scheme, &scheme.replace("  column name\n", "")].map(|text| match Engine::compile("scheme.merit", text) {
        Ok(policy) => policy,
        Err(rejected) => panic!("{:#?}", rejected.findings),
    })
});

const FORMATS: [InputFormat; 5] = [InputFormat::Csv, InputFormat::Json, InputFormat::Ndjson, InputFormat::Arrow, InputFormat::Parquet];

const OUTPUTS: [OutputFormat; 5] =
    [OutputFormat::Csv, OutputFormat::Json, OutputFormat::Ndjson, OutputFormat::Arrow, OutputFormat::Parquet];

/// The first byte chooses the format, the second one how it is read and what is written; the rest is the file.
pub fn stream(bytes: &[u8]) {
    SCHEMES.iter().for_each(|policy| of_policy(policy, bytes));
}

fn of_policy(policy: &Policy, bytes: &[u8]) {
    let [format, how, bytes @ ..] = bytes else { return };
    let of = |list: usize, byte: u8| usize::from(byte) % list;
    let (format, output) = (FORMATS[of(FORMATS.len(), *format)], OUTPUTS[of(OUTPUTS.len(), how / 8)]);
    let encoding = if how & 1 == 0 { Encoding::Utf8 } else { Encoding::Gb18030 };
    let read = ReadOptions { encoding, strict: how & 2 != 0, limit: 5, threads: 1 };
    let settings = Settings { threads: 1 + usize::from(how & 4 != 0), ..Settings::default() };
    let Some(streaming) = policy.streaming(&settings) else { panic!("rows of the scheme know of each other") };
    let mut written: Vec<Vec<u8>> = streaming.results().map(|_| Vec::new()).collect();
    let mut sinks: Vec<&mut dyn Sink> = written.iter_mut().map(|sink| -> &mut dyn Sink { sink }).collect();
    let source = Source { name: "given".to_owned(), format, bytes: Cursor::new(bytes.to_vec()) };
    let streamed = match streaming.run(source, &read, (output, &WriteOptions::default()), &mut sinks) {
        Ok((streamed, _)) => streamed,
        Err(Unstreamed::Ordinary) => return,
        Err(Unstreamed::Io(error)) => panic!("{error}"),
    };
    let input = Input { name: "given".to_owned(), bytes: bytes.to_vec(), format };
    let (tables, mut findings) = data::read(policy.program(), &[(streaming.record, input)], &read);
    assert!(!findings.iter().any(Diagnostic::is_error), "what is refused was delivered: {findings:?}");
    let evaluation = policy.evaluate(&tables, &settings).unwrap_or_else(|found| panic!("what stops was delivered: {found:?}"));
    findings.extend(evaluation.findings.iter().cloned());
    assert_eq!(findings, streamed.findings);
    for ((result, written), (rows, totals)) in evaluation.results().iter().zip(&written).zip(&streamed.results) {
        let mut at_once = Vec::new();
        result.write_to(&mut at_once, output, &WriteOptions::default()).unwrap_or_else(|error| panic!("{error}"));
        assert!(at_once == *written, "other bytes as {output:?}");
        assert_eq!((result.order.len(), result.totals()), (*rows, totals.clone()));
    }
}
