//! One table written in several ways is one table: every cell in quotation marks or only where it must be, with line ends of either kind,
//! with a byte order mark, without the last line end. Tables and findings are the same, at row counts around the edges of blocks and batches;
//! and results are the same bytes however many threads make them.

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{Input, InputFormat, ReadOptions, read};
use merit::diagnostics::render::{Format, Renderer};
use merit::engine::{Engine, Policy, Settings};
use proptest::prelude::*;

const POLICY: &str = "policy \"p\" { subject visit; currency CNY, rounded half up to 0.01; as of 2026-06-30 }
record branch { id text key; region one of urban, county }
record visit {
  id text key; branch -> branch or blank; note text or blank; day date or blank; amount money or blank; share percent or blank
  hours integer 0 to 1000; done yes/no; region one of urban, county, 城区
}
article 1 \"All\" {
  output worth = if done then (amount, blank as 0) × (share, blank as 0%) else 0
  output place = rank(hours within region highest first ties shared)
}
result all of visit {
  column id; column branch; column note; column day; column amount; column share; column hours; column done; column region
  column worth; column place
}
result done of visit { column id; column note; column worth; where done; order by region, worth highest first, note, id }
";

/// The rows around the edges of blocks and batches.
const ROWS: [usize; 9] = [1, 1_023, 1_024, 1_025, 4_095, 4_096, 4_097, 8_193, 12_289];

/// A table: its cells.
type Rows = Vec<Vec<String>>;

/// What is wrong in a row.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Number,
    Date,
    Member,
    YesNo,
    OutOfRange,
    Blank,
    DoubledKey,
    BlankKey,
    Dangling,
    TooShort,
    TooLong,
}

/// Numbers that follow from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn one_of(&mut self, words: &[&str]) -> String {
        words[self.below(words.len())].to_owned()
    }
}

const NOTES: [&str; 12] = [
    "",
    "plain",
    "with, comma",
    "with \"marks\"",
    "\"all in marks\"",
    "张三，李四",
    "two\nlines",
    "’",
    "a;b|c\td",
    "=1+1",
    " spaces around ",
    "é",
];
const DAYS: [&str; 5] = ["", "2026-01-31", "2024-02-29", "2026年3月1日", "2026-12-01"];
const AMOUNTS: [&str; 9] = ["", "0", "12.5", "-0.01", "1234567890.12", "99999999999999.99", "１２.５０", " 7 ", "-3"];
const SHARES: [&str; 5] = ["", "12.5%", "100%", "0%", "-7%"];

fn table(rows: usize, faults: &[(usize, Fault)], chance: &mut Chance) -> Rows {
    let row = |at: usize| {
        let name = ["A", "张", "x\"y\"", "p,q"][chance.below(4)];
        vec![
            format!("{name}{at}"),
            chance.one_of(&["", "B1", "B2", "支行"]),
            chance.one_of(&NOTES),
            chance.one_of(&DAYS),
            chance.one_of(&AMOUNTS),
            chance.one_of(&SHARES),
            chance.below(1001).to_string(),
            chance.one_of(&["yes", "no"]),
            chance.one_of(&["urban", "county", "城区"]),
        ]
    };
    let mut table: Rows = (0..rows).map(row).collect();
    for (at, fault) in faults {
        let (at, first) = (at % rows, table[0][0].clone());
        let row = &mut table[at];
        if row.len() != 9 {
            continue;
        }
        match fault {
            Fault::Number => row[4] = "1,2".to_owned(),
            Fault::Date => row[3] = "2026-02-30".to_owned(),
            Fault::Member => row[8] = "suburban, \"outer\"".to_owned(),
            Fault::YesNo => row[7] = "perhaps".to_owned(),
            Fault::OutOfRange => row[6] = "1001".to_owned(),
            Fault::Blank => row[6] = String::new(),
            Fault::DoubledKey => row[0] = first,
            Fault::BlankKey => row[0] = " ".to_owned(),
            Fault::Dangling => row[1] = "B9".to_owned(),
            Fault::TooShort => drop(row.pop()),
            Fault::TooLong => row.push("more".to_owned()),
        }
    }
    table
}

/// How a table is written.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// Of so many cells one is put in quotation marks though it need not be; none at all.
    marked: Option<usize>,
    line_end: &'static str,
    /// With a byte order mark, and without the last line end.
    bare_end: bool,
    /// How many threads read it.
    threads: usize,
}

fn text(table: &Rows, way: Way) -> String {
    let mut text = String::from(if way.bare_end { "\u{feff}" } else { "" });
    let heading: Vec<String> = "id,branch,note,day,amount,share,hours,done,region".split(',').map(str::to_owned).collect();
    let mut cells = 0usize;
    for row in std::iter::once(&heading).chain(table) {
        for (at, cell) in row.iter().enumerate() {
            cells += 1;
            let marks = cell.contains(['"', ',', '\n', '\r']) || way.marked.is_some_and(|one_in| cells.is_multiple_of(one_in));
            text.push_str(if at > 0 { "," } else { "" });
            text.push_str(&if marks { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() });
        }
        text.push_str(way.line_end);
    }
    if way.bare_end {
        text.truncate(text.len() - way.line_end.len());
    }
    text
}

const WAYS: [Way; 7] = [
    Way { marked: None, line_end: "\n", bare_end: false, threads: 1 },
    Way { marked: None, line_end: "\n", bare_end: false, threads: 3 },
    Way { marked: Some(1), line_end: "\n", bare_end: false, threads: 2 },
    Way { marked: None, line_end: "\r\n", bare_end: false, threads: 2 },
    Way { marked: Some(1), line_end: "\r\n", bare_end: true, threads: 1 },
    Way { marked: Some(7), line_end: "\n", bare_end: true, threads: 3 },
    Way { marked: Some(3_001), line_end: "\r\n", bare_end: false, threads: 2 },
];

/// Ways in which lines are counted otherwise, so that only what is read without a finding is the same.
const OTHER_LINES: [Way; 3] = [
    Way { marked: None, line_end: "\r", bare_end: false, threads: 2 },
    Way { marked: None, line_end: "\n\n", bare_end: false, threads: 3 },
    Way { marked: Some(11), line_end: "\r\n\r\n", bare_end: true, threads: 1 },
];

/// What comes of a text: the results, or the findings.
fn outcome(policy: &Policy, text: String, threads: usize) -> String {
    let program = policy.program();
    let input = |name: &str, text: String| Input { name: format!("{name}.csv"), bytes: text.into_bytes(), format: InputFormat::Csv };
    let inputs = [("branch", "id,region\nB1,urban\nB2,county\n支行,county\n".to_owned()), ("visit", text)]
        .map(|(name, text)| (program.record_named(name).unwrap(), input(name, text)));
    let (tables, findings) = read(program, &inputs, &ReadOptions { threads, ..ReadOptions::default() });
    let shown = Renderer { format: Format::Plain, ..Renderer::default() }.render(policy.sources(), &findings);
    if tables.tables.is_empty() {
        return shown;
    }
    let results = |threads: usize| {
        let evaluation = policy.evaluate(&tables, &Settings { threads, ..Settings::default() }).unwrap();
        let options = WriteOptions { threads, ..WriteOptions::default() };
        let written = evaluation.results().iter().map(|result| result.write(OutputFormat::Csv, &options)).collect::<Vec<_>>();
        written.join("\n")
    };
    let one = results(1);
    for threads in [2, 3] {
        assert!(results(threads) == one, "{threads} threads write something else than one");
    }
    format!("{shown}\n{one}")
}

fn faults() -> impl Strategy<Value = Vec<(usize, Fault)>> {
    let fault = prop::sample::select(vec![
        Fault::Number,
        Fault::Date,
        Fault::Member,
        Fault::YesNo,
        Fault::OutOfRange,
        Fault::Blank,
        Fault::DoubledKey,
        Fault::BlankKey,
        Fault::Dangling,
        Fault::TooShort,
        Fault::TooLong,
    ]);
    let place = prop_oneof![prop::sample::select(vec![0usize, 1, 1_022, 1_023, 1_024, 2_047, 2_048, 4_095, 4_096, 8_192]), 0..13_000usize];
    prop_oneof![Just(Vec::new()), prop::collection::vec((place, fault), 1..8)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_is_the_same_however_it_is_written(rows in prop::sample::select(ROWS.to_vec()), faults in faults(), seed in any::<u64>()) {
        let policy = Engine::compile("p.merit", POLICY).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
        let table = table(rows, &faults, &mut Chance(seed));
        let [first, same_lines @ ..] = WAYS;
        let one = outcome(&policy, text(&table, first), first.threads);
        let other_lines = OTHER_LINES.into_iter().filter(|_| faults.is_empty());
        for way in same_lines.into_iter().chain(other_lines) {
            let other = outcome(&policy, text(&table, way), way.threads);
            if one != other {
                let line = one.lines().zip(other.lines()).find(|(one, other)| one != other);
                prop_assert!(false, "{:?} differs: {:?}", way, line);
            }
        }
    }
}
