//! The narrow program of a policy gives what the general kernels give: random policies over random rows, and what is worked out again when
//! somebody asks why, on batches of every critical size, with amounts that break what the program was written for, and with blanks.

use std::fmt::Write;

use merit::data::columns::BATCH;
use merit::data::{self, Input, InputFormat, ReadOptions, records_with_files};
use merit::engine::{Engine, Policy};
use merit::plan::Stage;
use merit::program::ExprId;
use merit::run::{self, Cell, Keep};
use proptest::prelude::*;

const HEAD: &str = "policy \"p\" { currency CNY, rounded half up to 0.01; subject manager; as of 2026-06-30; 29 February falls on 1 March }\n\
    record manager { id text key; a money; b money >= 0; c money -1_000 to 1_000; n integer 0 to 100; s number(1); r percent; since date; clean yes/no\n\
    grade one of low < middle < high; d money -1_000_000 to 1_000_000 or blank; t date or blank; q yes/no or blank }\n";

/// Choices that follow from a seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

/// An amount of money.
fn money(draw: &mut Draw, depth: u32) -> String {
    if depth == 0 {
        return draw
            .pick(&["a", "b", "c", "fixed", "most", "none", "by_grade", "(d, blank as 0)", "(d, blank as 17.5)", "(d, blank as c)"])
            .to_owned();
    }
    let next = |draw: &mut Draw| money(draw, depth - 1);
    match draw.below(16) {
        0 | 1 => format!("({} + {})", next(draw), next(draw)),
        2 | 3 => format!("({} - {})", next(draw), next(draw)),
        4 => format!("max({}, {})", next(draw), next(draw)),
        5 => format!("min({}, {})", next(draw), next(draw)),
        6 => format!("({} × {})", next(draw), ratio(draw, depth - 1)),
        7 => format!("(n × {})", next(draw)),
        8 => {
            let way = draw.pick(&["half up", "half even", "down", "up"]);
            let unit = draw.pick(&["0.01", "0.1", "1", "100", "0.05"]);
            format!("({}, rounded {way} to {unit})", next(draw))
        }
        9 => format!(
            "({} / {}, rounded {} to 0.01)",
            next(draw),
            draw.pick(&["3", "7", "8", "0.3"]),
            draw.pick(&["half up", "down", "up", "half even"])
        ),
        10 => format!("(if {} then {} else {})", condition(draw, depth - 1), next(draw), next(draw)),
        11 => format!("(marginal by ({}, at least 0) {{ up to 1_000: 1%; up to 2_500.50: 1.5%; else: 0.2% }})", next(draw)),
        12 => format!("({} × bands by s {{ below 60: 0; up to 80.5: 0.8; below 90: 1; else: 1.15 }})", next(draw)),
        // A cap below the floor is refused.
        13 => format!("({}, at least -500, at most ({}, at least 0))", next(draw), next(draw)),
        14 => format!("(-{})", next(draw)),
        _ => next(draw),
    }
}

/// A ratio.
fn ratio(draw: &mut Draw, depth: u32) -> String {
    match draw.below(6) {
        0 => "r".to_owned(),
        1 => draw.pick(&["0.15%", "12%", "3‰"]).to_owned(),
        2 => "(r - 5%)".to_owned(),
        3 if depth > 0 => {
            let (above, below) = (money(draw, 0), draw.pick(&["b", "c", "(b + 1)"]));
            format!(
                "(bands by ({above} / {below}, blank as {}) {{ up to 1%: 0%; below 50%: 10%; up to 300%: 30%; else: 100% }})",
                draw.pick(&["0%", "60%"])
            )
        }
        4 if depth > 0 => format!("(if {} then 10% else r)", condition(draw, depth - 1)),
        _ => "r".to_owned(),
    }
}

/// Yes or no.
fn condition(draw: &mut Draw, depth: u32) -> String {
    let sign = draw.pick(&["<", "<=", ">", ">=", "=", "!="]);
    let order = draw.pick(&["<", "<=", ">", ">="]);
    if depth == 0 {
        return match draw.below(9) {
            0 => "clean".to_owned(),
            3 => format!("(d is not blank and d {sign} 50)"),
            4 => format!("(t is blank or t {order} 2024-02-29)"),
            5 => "(q, blank as no)".to_owned(),
            6 => format!("((t, blank as since) {order} 2024-02-29)"),
            7 => format!("((t, blank as 2023-06-30) {order} today)"),
            1 => format!("grade {sign} middle"),
            2 => format!("n {sign} 50"),
            _ => format!("since {order} 2024-02-29"),
        };
    }
    match draw.below(8) {
        0 => format!("({} and {})", condition(draw, depth - 1), condition(draw, depth - 1)),
        1 => format!("({} or {})", condition(draw, depth - 1), condition(draw, depth - 1)),
        2 => format!("not ({})", condition(draw, depth - 1)),
        3 => format!("(since + {} {order} today)", draw.pick(&["6 months", "36 months", "10 days", "1 year"])),
        4 => format!("(today {order} since - 2 months)"),
        5 => format!("(s {sign} 60)"),
        _ => format!("({} {sign} {})", money(draw, depth - 1), money(draw, depth - 1)),
    }
}

pub fn policy(seed: u64) -> String {
    let mut draw = Draw(seed);
    let mut text = HEAD.to_owned();
    text.push_str("parameter fixed: money = 100.05\nparameter most: money = 3_000\nparameter none: money = 0\n");
    text.push_str("article 1 \"All\" {\n  table by_grade: money by grade {\n    grade | amount\n    low | 0.01\n    middle | 1_000\n    high | 99_999.99\n  }\n");
    for number in 0..6 {
        let _ = match draw.below(5) {
            4 => writeln!(text, "  output o{number} = if {} then d else d - {}", condition(&mut draw, 2), money(&mut draw, 2)),
            0 => writeln!(text, "  output o{number} = {}", condition(&mut draw, 3)),
            1 => writeln!(text, "  pay o{number} {{ amount {}\n when {} }}", money(&mut draw, 3), condition(&mut draw, 2)),
            _ => writeln!(text, "  output o{number} = {}", money(&mut draw, 4)),
        };
    }
    text.push_str("}\n");
    text
}

/// Rows as CSV; some amounts are far beyond what a batch usually holds.
pub fn rows(seed: u64, count: usize, huge: bool) -> String {
    let mut draw = Draw(seed);
    let mut text = "id,a,b,c,n,s,r,since,clean,grade,d,t,q\n".to_owned();
    // One of so many rows has no such value.
    let blanks = [1, 3, 10, 60][usize::try_from(draw.below(4)).unwrap()];
    for row in 0..count {
        let a = match draw.below(12) {
            0 if huge && row % 7 == 3 => "92345678901234567.89".to_owned(),
            1 => "0".to_owned(),
            2 => draw.pick(&["1000", "1000.01", "2500.50", "-500", "-0.01", "0.05", "100"]).to_owned(),
            _ => format!("{}{}.{:02}", draw.pick(&["", "-"]), draw.below(1_000_000), draw.below(100)),
        };
        let b = if draw.below(5) == 0 { "0".to_owned() } else { format!("{}.{:02}", draw.below(100_000), draw.below(100)) };
        let c = format!("{}{}.{:02}", draw.pick(&["", "-"]), draw.below(1_000), draw.below(100));
        let day =
            draw.pick(&["2024-02-29", "2023-06-30", "2023-07-01", "2025-12-31", "2025-06-30", "2026-06-20", "2026-06-21", "1999-08-31"]);
        let score = match draw.below(20) {
            0 if huge => "9876543210987.5".to_owned(),
            _ => format!("{}.{}", draw.below(100), draw.below(10)),
        };
        let (count, ratio) = (draw.below(101), format!("{}.{:02}", draw.below(40), draw.below(100)));
        let (clean, grade) = (draw.pick(&["yes", "no"]), draw.pick(&["low", "middle", "high"]));
        let mut or_blank = |value: String| if draw.below(blanks) == 0 { String::new() } else { value };
        let (d, t, q) = (or_blank(c.clone()), or_blank(day.to_owned()), or_blank(clean.to_owned()));
        let _ = writeln!(text, "M{row},{a},{b},{c},{count},{score},{ratio},{day},{clean},{grade},{d},{t},{q}");
    }
    text
}

/// What a policy delivers: by the narrow program where it can, by the general kernels alone, and worked out again batch by batch.
fn all_ways(policy: &Policy, csv: &str) -> [String; 3] {
    let program = policy.program();
    let record = records_with_files(program).next().unwrap().0;
    let input = Input { name: "manager.csv".into(), bytes: csv.as_bytes().to_vec(), format: InputFormat::Csv };
    let (tables, findings) = data::read(program, &[(record, input)], &ReadOptions::default());
    assert_eq!(findings, []);
    let columns = &program.results[0].columns;
    let told = |rows: usize, value: &dyn Fn(ExprId, usize) -> Cell| -> String {
        let line = |row: usize| columns.iter().map(|column| format!("{:?} ", value(column.value, row))).collect::<String>();
        (0..rows).map(|row| line(row) + "\n").collect()
    };
    let by = |keep: Keep| match run::run(program, policy.plan(), &tables, &run::Settings { keep, ..run::Settings::default() }) {
        Ok(outcome) => told(outcome.rows(record), &|expr, row| outcome.value(expr, row)),
        Err(findings) => format!("{findings:?}"),
    };
    // A plan of which nothing is carried out at once.
    let settings = run::Settings { keep: Keep::Reasons, ..run::Settings::default() };
    let recalled = match run::run(program, &policy.plan().lean(program, &[]), &tables, &settings) {
        Ok(outcome) => {
            let recall = outcome.recall().unwrap();
            told(outcome.rows(record), &|expr, row| recall.value(program, policy.plan(), &tables, &outcome, expr, row))
        }
        Err(findings) => format!("{findings:?}"),
    };
    [by(Keep::Outputs), by(Keep::All), recalled]
}

pub fn compiled(text: &str) -> Policy {
    Engine::compile("p.merit", text).unwrap_or_else(|rejected| panic!("{text}\n{:?}", rejected.findings))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn narrow_is_as_general(seed in any::<u64>(), of_rows in any::<u64>(), count in 1usize..40, huge in any::<bool>()) {
        let text = policy(seed);
        let [narrow, general, recalled] = all_ways(&compiled(&text), &rows(of_rows, count, huge));
        prop_assert_eq!(&narrow, &general, "{}", text);
        prop_assert_eq!(&recalled, &general, "{}", text);
    }
}

#[test]
fn batches_of_every_critical_size() {
    let policy = compiled(&policy(7));
    for count in [1, BATCH - 1, BATCH, BATCH + 1] {
        let [narrow, general, recalled] = all_ways(&policy, &rows(3, count, count > BATCH));
        assert!(narrow == general, "{count} rows");
        assert!(recalled == general, "{count} rows");
    }
    let [none, general, recalled] = all_ways(&policy, "id,a,b,c,n,s,r,since,clean,grade,d,t,q\n");
    assert_eq!(none, general);
    assert_eq!(none, recalled);
}

#[test]
fn random_policies_are_narrow_for_the_most_part() {
    let (mut steps, mut left) = (0, 0);
    for seed in 0..40 {
        for stage in &compiled(&policy(seed)).plan().stages {
            if let Stage::Segment { narrow: Some(narrow), .. } = stage {
                steps += narrow.done.len();
                left += narrow.done.iter().filter(|done| !**done).count();
            }
        }
    }
    assert!(steps > 1_000 && left * 5 < steps, "{left} of {steps} steps are left to the general kernels");
}
