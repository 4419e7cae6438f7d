//! Statements of real runs: the wording is kept in snapshots, the facts and the sums are tested.

use merit::data::{Input, InputFormat, ReadOptions, Tables, read};
use merit::diagnostics::Language;
use merit::explain::{Kept, Line, Options, Outline, Statement, Status, roots, statement, text};
use merit::plan::Plan;
use merit::program::{Program, Sign};
use merit::run::{Keep, Outcome, Settings, run};
use merit::source::Sources;
use merit::values::{Exact, parse_decimal};

/// A run of a scheme with every step kept.
struct Ran {
    program: Program,
    sources: Sources,
    tables: Tables,
    outcome: Outcome,
}

impl Ran {
    fn new(scheme: &str, data: &[(&str, &str)]) -> Ran {
        let mut sources = Sources::default();
        let id = sources.add("scheme.merit", scheme);
        let (file, findings) = merit::syntax::parse(id, scheme);
        assert!(findings.is_empty(), "{findings:?}");
        let (program, findings) = merit::program::from_syntax::check(&file, &sources);
        assert!(!findings.iter().any(merit::diagnostics::Diagnostic::is_error), "{findings:?}");
        let inputs: Vec<_> = data
            .iter()
            .map(|(record, text)| {
                let input = Input { name: format!("{record}.csv"), bytes: text.as_bytes().to_vec(), format: InputFormat::Csv };
                (program.record_named(record).unwrap(), input)
            })
            .collect();
        let (tables, findings) = read(&program, &inputs, &ReadOptions::default());
        assert!(!findings.iter().any(merit::diagnostics::Diagnostic::is_error), "{findings:?}");
        let plan = Plan::new(&program, &roots(&program));
        let outcome = run(&program, &plan, &tables, &Settings { keep: Keep::All, ..Settings::default() }).unwrap();
        Ran { program, sources, tables, outcome }
    }

    fn first_slice() -> Ran {
        let data = [
            ("branch", include_str!("../cases/first-slice/data/branch.csv")),
            ("manager", include_str!("../cases/first-slice/data/manager.csv")),
            ("loan", include_str!("../cases/first-slice/data/loan.csv")),
        ];
        Ran::new(include_str!("../cases/first-slice/scheme.merit"), &data)
    }

    fn statement(&self, key: &str, options: Options) -> Statement<'_> {
        let record = self.program.head.subject.unwrap();
        let row = self.tables.get(record).unwrap().keys.row(key).unwrap() as usize;
        let as_of = self.program.head.as_of;
        let kept = Kept { program: &self.program, tables: &self.tables, outcome: &self.outcome, plan: None, as_of };
        statement(&self.program, &self.sources, &kept, &Outline::new(&self.program, record, &options, |_| true), row, &options)
    }

    fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.tables.get(self.program.head.subject.unwrap()).unwrap().keys.iter().map(str::to_owned).collect();
        keys.sort();
        keys
    }
}

#[test]
fn the_first_slice_in_english() {
    let ran = Ran::first_slice();
    insta::assert_snapshot!("first_slice_a", text(&ran.statement("A", Options::default())));
    insta::assert_snapshot!("first_slice_b", text(&ran.statement("B", Options::default())));
    insta::assert_snapshot!("first_slice_c", text(&ran.statement("C", Options::default())));
}

#[test]
fn periods_are_told_with_their_days() {
    let data = [
        ("manager", "id,hired,salary\nA,2026-06-11,3000\nB,2026-07-01,2000\n"),
        (
            "leave",
            "manager,begins,ends\nA,2026-06-12,2026-06-14\nA,2026-06-14,2026-06-15\nA,2026-01-01,2026-04-30\nB,2026-03-01,2026-03-01\n",
        ),
        ("holding", "manager,balance,days\nA,100,10\nA,200,20\nB,500,0\n"),
    ];
    let ran = Ran::new(include_str!("../cases/dates/scheme.merit"), &data);
    insta::assert_snapshot!("dates_a", text(&ran.statement("A", Options::default())));
    let chinese = Options { language: Language::Chinese, ..Options::default() };
    insta::assert_snapshot!("dates_a_zh", text(&ran.statement("A", chinese)));
    insta::assert_snapshot!("dates_b", text(&ran.statement("B", Options::default())));
}

#[test]
fn what_does_not_apply_names_the_condition_that_decided() {
    let ran = Ran::first_slice();
    let statement = ran.statement("B", Options::default());
    let penalty = line(&statement, "bad_loans");
    assert_eq!(penalty.status, Status::NotApplicable);
    assert_eq!(penalty.steps, ["not applicable: bad_ratio 0% is not above 1%"]);
    assert_eq!(penalty.conditions.iter().map(|condition| condition.holds).collect::<Vec<_>>(), [false]);
    assert!(penalty.figure.is_none());
}

#[test]
fn signed_parts_add_up_to_their_total() {
    let ran = Ran::first_slice();
    for key in ran.keys() {
        let statement = ran.statement(&key, Options::default());
        assert!(totals_add_up(&statement) > 0, "{key}");
    }
}

/// How many totals there are; each is the sum of its parts, and each part the amount of its line.
pub fn totals_add_up(statement: &Statement<'_>) -> usize {
    let mut totals = 0;
    for total in statement.lines.iter().filter(|line| !line.parts.is_empty()) {
        let mut sum = Exact::zero();
        for part in &total.parts {
            let amount = &part.amount;
            sum = if part.sign == Sign::Plus { sum.add(amount) } else { sum.sub(amount) };
            if let Some(line) = statement.lines.iter().find(|line| line.name == part.name) {
                assert_eq!(line.sign, part.sign);
                let own = line.figure.as_ref().map_or(Exact::zero(), |figure| parse_decimal(&figure.text()).unwrap());
                assert_eq!(own, *amount, "{}", part.name);
            }
        }
        assert_eq!(sum, parse_decimal(&total.figure.as_ref().unwrap().text()).unwrap());
        totals += 1;
    }
    totals
}

fn line<'a>(statement: &'a Statement<'_>, name: &str) -> &'a Line<'a> {
    statement.lines.iter().find(|line| line.name == name).unwrap()
}

/// The states of qualifications are shown in the language of the reader; the policy's own words, and what other programs read, are not.
#[test]
fn states_are_in_the_language_of_the_statement() {
    let head = "policy \"P\" { currency CNY, rounded half up to 0.01; subject manager; as of 2026-06-30; 29 February falls on 28 February }
        record manager { id text key; certified date; level one of junior, senior }";
    let articles = "article 1 { qualification permit { valid for 1 year from certified }; output own = level; award bonus = 100 { when permit = met } }";
    let ran = Ran::new(&format!("{head} {articles}"), &[("manager", "id,certified,level\nA,2024-01-01,senior\n")]);
    for (language, lapsed, met) in [(Language::English, "lapsed", "met"), (Language::Chinese, "已失效", "有效")] {
        let statement = ran.statement("A", Options { language, ..Options::default() });
        let figure = |name: &str| statement.lines.iter().find(|line| line.name == name).and_then(|line| line.figure.as_ref()).unwrap();
        assert_eq!((figure("permit").shown.as_str(), figure("permit").text().as_ref()), (lapsed, "lapsed"));
        assert_eq!((figure("own").shown.as_str(), figure("own").text().as_ref()), ("senior", "senior"));
        let told = text(&statement);
        assert!(told.lines().any(|line| line.contains(&format!("permit {lapsed}")) && line.ends_with(met)), "{told}");
    }
}
