//! A run batch by batch delivers the bytes, totals and notes of a run over all records at once, or says that it is not one.

#[cfg(all(feature = "parquet", feature = "compression"))]
mod formats;

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, Encoding, Input, InputFormat, ReadOptions, records_with_files};
use merit::diagnostics::Diagnostic;
use merit::engine::{Engine, Policy, Settings, Sink, Source, Streamed, Unstreamed};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::LazyLock;

fn policy(text: &str) -> Policy {
    Engine::compile("scheme.merit", text).unwrap()
}

/// The scheme, with a field that nothing reads.
static SCHEME: LazyLock<String> =
    LazyLock::new(|| include_str!("scheme.merit").replace("  clean    yes/no\n", "  clean    yes/no\n  team     text\n"));

/// A warning by which a field is read that no result shows.
const OF_TEAMS: &str = "  warn \"teams of many letters\": team <> \"A team of more letters\" or cards > 2\n";

/// A source that gives a few bytes at a time.
struct Slow(Cursor<Vec<u8>>, usize);

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let many = self.1.min(buffer.len());
        self.0.read(&mut buffer[..many])
    }
}

impl Seek for Slow {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// The bytes of each result, how many rows each lists with its totals, and what was found.
type Given = (Vec<Vec<u8>>, Vec<(usize, String)>, Vec<Diagnostic>);

fn at_once(policy: &Policy, input: Input, read: &ReadOptions, format: OutputFormat, settings: &Settings) -> Option<Given> {
    let (record, _) = records_with_files(policy.program()).next().unwrap();
    let (tables, findings) = data::read(policy.program(), &[(record, input)], read);
    if findings.iter().any(|finding| finding.is_error()) {
        return None;
    }
    let evaluation = policy.evaluate(&tables, settings).ok()?;
    let results = evaluation.results();
    let written = results.iter().map(|result| {
        let mut bytes = Vec::new();
        result.write_to(&mut bytes, format, &WriteOptions::default()).unwrap();
        bytes
    });
    let totals = results.iter().map(|result| (result.order.len(), format!("{:?}", result.totals())));
    let (written, totals) = (written.collect(), totals.collect());
    Some((written, totals, [findings, evaluation.findings].concat()))
}

fn batch_by_batch(
    policy: &Policy,
    (input, step): (Input, usize),
    read: &ReadOptions,
    format: OutputFormat,
    settings: &Settings,
) -> Result<Given, Unstreamed> {
    let options = WriteOptions { threads: settings.threads, ..WriteOptions::default() };
    let streaming = policy.streaming(settings).unwrap();
    let mut written: Vec<Vec<u8>> = streaming.results().map(|_| Vec::new()).collect();
    let mut sinks: Vec<&mut dyn Sink> = written.iter_mut().map(|sink| -> &mut dyn Sink { sink }).collect();
    let source = Source { name: input.name, format: input.format, bytes: Slow(Cursor::new(input.bytes), step) };
    let (Streamed { results, findings, .. }, _) = streaming.run(source, read, (format, &options), &mut sinks)?;
    Ok((written, results.iter().map(|(rows, totals)| (*rows, format!("{totals:?}"))).collect(), findings))
}

/// Says whether both ways deliver the same, or neither does.
fn agree(policy: &Policy, input: &Input, format: OutputFormat, threads: usize, step: usize) -> Result<bool, TestCaseError> {
    agree_in(policy, input, Encoding::Utf8, format, threads, step)
}

fn agree_in(
    policy: &Policy,
    input: &Input,
    encoding: Encoding,
    format: OutputFormat,
    threads: usize,
    step: usize,
) -> Result<bool, TestCaseError> {
    let settings = Settings { threads, ..Settings::default() };
    let read = ReadOptions { encoding, ..ReadOptions::default() };
    let expected = at_once(policy, input.clone(), &read, format, &settings);
    let delivers = expected.is_some();
    match (batch_by_batch(policy, (input.clone(), step), &read, format, &settings), expected) {
        (Ok(given), Some(expected)) => prop_assert!(given == expected, "other bytes or totals: {:?} {:?}", given.1, expected.1),
        (Ok(_), None) => prop_assert!(false, "delivered what is refused"),
        // Only findings are a reason, or keys that stand twice.
        (Err(Unstreamed::Ordinary), expected) => prop_assert!(expected.is_none(), "not delivered: {:?}", expected.map(|given| given.1)),
        (Err(Unstreamed::Io(error)), _) => prop_assert!(false, "{error}"),
    }
    Ok(delivers)
}

fn csv(text: &str) -> Input {
    Input { name: "manager.csv".to_owned(), bytes: text.as_bytes().to_vec(), format: InputFormat::Csv }
}

#[derive(Clone, Copy, Debug)]
enum Odd {
    Nothing,
    Marks,
    BlankLine,
    Windows,
    Doubled,
    Refused,
    Ragged,
    OpenMark,
    NoTeam,
}

fn text(rows: usize, shuffled: bool, odd: &[(usize, Odd)]) -> String {
    let mut text = "id,name,grade,deposits,cards,since,clean,team\n".to_owned();
    for row in 0..rows {
        let at = if shuffled { row * 7_919 % rows.max(1) } else { row };
        let kind = odd.iter().find(|(place, _)| *place == row).map_or(Odd::Nothing, |(_, odd)| *odd);
        let name = match kind {
            Odd::Marks => "\"Li,\n\"\"Hua\"\"\"",
            Odd::OpenMark => "\"Li",
            _ if at % 5 == 0 => "",
            _ => "王芳",
        };
        let id = if matches!(kind, Odd::Doubled) { 0 } else { at };
        let deposits = if at % 7 == 0 { String::new() } else { format!("{}.{:02}", at * 9_973, at % 100) };
        let cards = if matches!(kind, Odd::Refused) { "many".to_owned() } else { (at % 1_001).to_string() };
        let more = if matches!(kind, Odd::Ragged) { ",x" } else { "" };
        let end = match kind {
            Odd::BlankLine => "\n\n",
            Odd::Windows => "\r\n",
            _ => "\n",
        };
        let clean = if at % 3 == 0 { "no" } else { "yes" };
        let team = if matches!(kind, Odd::NoTeam) { "" } else { ["North", "王芳组", "A team of more letters"][at % 3] };
        write!(text, "M{id:06},{name},G{},{deposits},{cards},20{:02}-02-2{},{clean},{team}{more}{end}", at % 3 + 1, at % 27, at % 9)
            .unwrap();
    }
    text
}

fn oddities() -> impl Strategy<Value = Odd> {
    prop_oneof![
        Just(Odd::Marks),
        Just(Odd::BlankLine),
        Just(Odd::Windows),
        Just(Odd::Doubled),
        Just(Odd::Refused),
        Just(Odd::Ragged),
        Just(Odd::OpenMark),
        Just(Odd::NoTeam),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn batch_by_batch_is_as_all_at_once(
        rows in prop_oneof![Just(0usize), Just(1), 2usize..40, 4_090usize..4_100, 8_190usize..8_200, Just(13_000)],
        shuffled in any::<bool>(),
        odd in proptest::collection::vec((0usize..13_000, oddities()), 0..3),
        warns_of_teams in any::<bool>(),
        threads in prop_oneof![0usize..4, Just(usize::MAX)],
        step in prop_oneof![Just(usize::MAX), Just(1_000), Just(65_537)],
        format in prop_oneof![Just(OutputFormat::Csv), Just(OutputFormat::Json), Just(OutputFormat::Ndjson)],
    ) {
        let odd: Vec<(usize, Odd)> = odd.into_iter().map(|(row, odd)| (row % rows.max(1), odd)).collect();
        let scheme = if warns_of_teams { SCHEME.replace("  warn \"cards", &format!("{OF_TEAMS}  warn \"cards")) } else { SCHEME.clone() };
        agree(&policy(&scheme), &csv(&text(rows, shuffled, &odd)), format, threads, step)?;
    }
}

/// A text as the bytes of an encoding, with a byte order mark where it has one.
fn encoded(text: &str, encoding: usize) -> Vec<u8> {
    match encoding {
        0 => encoding_rs::GB18030.encode(text).0.into_owned(),
        1 => [&[0xFF, 0xFE][..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(),
        2 => [&[0xFE, 0xFF][..], &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()].concat(),
        3 => [&[0xEF, 0xBB, 0xBF][..], text.as_bytes()].concat(),
        _ => text.as_bytes().to_vec(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn every_encoding_is_as_all_at_once(
        rows in prop_oneof![Just(0usize), Just(1), 2usize..40, Just(9_000)],
        written in 0usize..5,
        read in prop_oneof![3 => Just(Encoding::Gb18030), 1 => Just(Encoding::Utf8)],
        damaged in proptest::option::weighted(0.2, any::<(prop::sample::Index, u8)>()),
        step in prop_oneof![Just(usize::MAX), Just(1), Just(1_000), Just(65_537)],
    ) {
        let text = text(rows, false, &[(1, Odd::Marks)]).replace("王芳", "王𠮷é");
        let mut bytes = encoded(&text, written);
        if let Some((at, byte)) = damaged {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let input = Input { name: "manager.csv".to_owned(), bytes, format: InputFormat::Csv };
        let delivers = agree_in(&policy(&SCHEME), &input, read, OutputFormat::Csv, 2, step)?;
        let is_read = written > 0 && written < 4 || (written == 0) == (read == Encoding::Gb18030) || rows < 2;
        prop_assert!(delivers || damaged.is_some() || !is_read, "a file in its encoding is delivered");
    }
}

#[test]
fn a_batch_that_fills_no_chunk_and_a_chunk_that_fills_no_batch() {
    // Long names: a batch is many chunks. A row longer than a chunk.
    let policy = policy(&SCHEME);
    let long = text(5_000, false, &[]).replace("王芳", &"王芳".repeat(200));
    let one = text(3, false, &[]).replace("王芳", &"x".repeat(2_000_000));
    for text in [long, one] {
        assert!(agree(&policy, &csv(&text), OutputFormat::Csv, 2, usize::MAX).unwrap());
    }
}

#[test]
fn warnings_that_batches_cannot_tell_are_told_of_all_rows_at_once() {
    // Rows without a key have names by their lines in the file; what is said of everybody is said once, of no rows too.
    let rows_without_names = SCHEME.replace("id       text key", "id       text");
    let of_everybody = SCHEME.replace("article 1 {", "article 1 { overall { warn \"few\": few_cards > 2 }");
    for (scheme, rows) in [(&rows_without_names, 5_000), (&of_everybody, 5_000), (&of_everybody, 0)] {
        let (policy, input) = (policy(scheme), csv(&text(rows, false, &[])));
        let (read, settings) = (ReadOptions::default(), Settings::default());
        let (_, _, findings) = at_once(&policy, input.clone(), &read, OutputFormat::Csv, &settings).unwrap();
        assert!(!findings.is_empty());
        let streamed = batch_by_batch(&policy, (input, usize::MAX), &read, OutputFormat::Csv, &settings);
        assert!(matches!(streamed, Err(Unstreamed::Ordinary)), "{rows} rows: {streamed:?}");
    }
}

#[test]
fn amounts_that_no_decimal_ends_count_in_totals_as_they_are_shown() {
    let head =
        "policy \"Thirds\" { currency CNY, rounded half up to 0.01; subject manager }\nrecord manager { id text key; deposits money }\n";
    let policy = policy(&format!(
        "{head}result all of manager {{\n column id\n column deposits / 3 \"third\"\n column deposits / 8 \"eighth\"\n \
         column deposits / 30 \"in wan\", in 万元, 6 decimals\n}}\n"
    ));
    let input = csv("id,deposits\nA,1\nB,1\nC,1\nD,3\n");
    let (written, totals, _) = at_once(&policy, input, &ReadOptions::default(), OutputFormat::Csv, &Settings::default()).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&written[0]),
        "id,third,eighth,in wan\nA,0.33,0.13,0.000003\nB,0.33,0.13,0.000003\nC,0.33,0.13,0.000003\nD,1.00,0.38,0.000010\n"
    );
    assert!(totals[0].1.contains("total: 199/100"), "{totals:?}");
    assert!(totals[0].1.contains("total: 3/4"), "{totals:?}");
    assert!(totals[0].1.contains("total: 19/100"), "{totals:?}");
}

#[test]
fn only_runs_whose_rows_do_not_know_of_each_other_go_batch_by_batch() {
    let streams = |text: &str| policy(text).streaming(&Settings::default()).is_some();
    let with = |lines: &str| streams(&SCHEME.replace("  where cards > 900\n", lines));
    assert!(streams(&SCHEME));
    assert!(with("  column cards × 2 \"twice\"\n"));
    assert!(!with("  order by cards\n"));
    assert!(!with("  column rank(cards highest first ties shared) \"place\"\n"));
    assert!(!streams(&SCHEME.replace("record manager {", "record branch { id text key }\nrecord manager {")));
    let yardstick = policy(include_str!("../../../policies/yardstick/scheme.merit"));
    assert!(yardstick.streaming(&Settings::default()).is_none());
    assert!(yardstick.streaming(&Settings { results: vec!["pay".to_owned()], ..Settings::default() }).is_some());
    assert!(yardstick.streaming(&Settings { results: vec!["all".to_owned()], ..Settings::default() }).is_none());
}
