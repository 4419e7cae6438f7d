//! Very much of one thing, and each limit from both sides.

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{self, Input, InputFormat, ReadOptions, records_with_files};
use merit::diagnostics::{Code, Diagnostic, MOST_TOLD};
use merit::engine::{Policy, Settings};
use merit::syntax::{DEEPEST, LARGEST};

use super::{HEAD, ROWS, codes, compile, compile_text, compiles, delivered, in_time, tables};

fn amounts(what: &str, statements: &str, expected: &str) {
    let policy = compiles(what, statements);
    evaluates(what, &policy, expected);
}

fn evaluates(what: &str, policy: &Policy, expected: &str) {
    let tables = tables(policy, ROWS);
    for reasons in [false, true] {
        let done = in_time(what, || policy.evaluate(&tables, &Settings { reasons, ..Settings::default() })).unwrap();
        assert_eq!(delivered(&done), expected, "{what}");
    }
}

/// The findings of a policy that does not compile.
fn refused(what: &str, statements: &str) -> Vec<Code> {
    codes(&compile(what, statements).expect_err(what))
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}

#[test]
fn the_longest_expressions_are_computed() {
    amounts("sum", &format!("pay p = {}", vec!["x"; 500].join(" + ")), "id,p\nA,500.00\n");
    assert_eq!(refused("longer sum", &format!("pay p = {}", vec!["x"; 501].join(" + "))), [Code::E0105]);
    amounts("tails", &format!("pay p = x{}", ", at least 2".repeat(500)), "id,p\nA,2.00\n");
    assert_eq!(refused("more tails", &format!("pay p = x{}", ", at least 2".repeat(501))), [Code::E0105]);
}

#[test]
fn the_deepest_expressions_are_computed() {
    let shapes = [
        ("(", "x", ")", "1.00"),
        ("(if b then ", "x", " else 0)", "1.00"),
        ("cases { b: 1 + ", "x", "; else: 0 }", "61.00"),
        ("bands by x { up to 5: 1 + ", "x", "; else: 0 }", "61.00"),
        ("max(0, ", "x", ")", "1.00"),
    ];
    for (open, middle, close, expected) in shapes {
        let levels = DEEPEST - 4;
        let value = format!("pay p = {}{middle}{}", open.repeat(levels), close.repeat(levels));
        amounts(open, &value, &format!("id,p\nA,{expected}\n"));
        let deeper = format!("pay p = {}{middle}{}", open.repeat(DEEPEST + 1), close.repeat(DEEPEST + 1));
        assert_eq!(refused(open, &deeper), [Code::E0103], "{open}");
    }
}

#[test]
fn many_articles_and_amounts_are_computed() {
    let articles = lines(10_000, |at| format!("article {} {{ a{at} = x + {at} }}", at + 1));
    let policy = compile_text("articles", &format!("{HEAD}{articles}article 0 {{ pay p = a9999 }}")).unwrap();
    evaluates("articles", &policy, "id,p\nA,10000.00\n");
    let pays = lines(2_000, |at| format!("pay p{at} = x {{ when n > {} }}", at % 5));
    let parts = |first: usize| (first..first + 400).map(|at| format!("p{at}")).collect::<Vec<_>>().join(" + ");
    let totals = lines(5, |at| format!("total part{at} = {}", parts(at * 400)));
    let policy = compiles("total", &format!("{pays}{totals}total all_of_it = part0 + part1 + part2 + part3 + part4"));
    let tables = tables(&policy, ROWS);
    let done = in_time("total", || policy.evaluate(&tables, &Settings::default())).unwrap();
    assert!(delivered(&done).ends_with(",1200.00\n"), "of five amounts three apply");
}

#[test]
fn many_rows_of_tables_and_tiers_are_computed() {
    let rows = lines(5_000, |at| format!("  {at} | {at}.50"));
    amounts("table", &format!("table rates by x {{\n  x | rate\n{rows}  else | 0\n}}\npay p = rates.rate"), "id,p\nA,1.50\n");
    let bounds = lines(5_000, |at| format!("  up to {at}: {at}.25"));
    amounts("bands", &format!("pay p = bands by x {{\n{bounds}  else: 0\n}}"), "id,p\nA,1.25\n");
    let cases = lines(2_000, |at| format!("  x = {at}: {at}.75"));
    amounts("cases", &format!("pay p = cases {{\n{cases}  else: 0\n}}"), "id,p\nA,1.75\n");
}

#[test]
fn a_record_has_at_most_so_many_fields() {
    let record = |fields: usize| {
        let fields = lines(fields - 1, |at| format!("f{at} money"));
        format!("policy \"p\" {{ currency CNY, rounded half up to 0.01; subject manager }}\nrecord manager {{\nid text key\n{fields}}}\n")
    };
    let policy = compile_text("fields", &format!("{}article 1 {{ pay p = f4094 }}", record(4096))).unwrap();
    let head: String = (0..4095).map(|at| format!(",f{at}")).collect();
    let row: String = (0..4095).map(|at| format!(",{at}.00")).collect();
    let tables = tables(&policy, &format!("id{head}\nA{row}\n"));
    let done = in_time("fields", || policy.evaluate(&tables, &Settings::default())).unwrap();
    assert_eq!(delivered(&done), "id,p\nA,4094.00\n");
    assert_eq!(codes(&compile_text("more fields", &record(4097)).unwrap_err()), [Code::E0105]);
    let members = |count: usize| (0..count).map(|at| format!("m{at}")).collect::<Vec<_>>().join(", ");
    let listed =
        |count: usize| format!("policy \"p\" {{ subject manager }}\nrecord manager {{ id text key; g one of {} }}\n", members(count));
    compile_text("values", &listed(4096)).unwrap();
    assert_eq!(codes(&compile_text("more values", &listed(4097)).unwrap_err()), [Code::E0105]);
}

#[test]
fn the_largest_file_is_read() {
    let policy = format!("{HEAD}article 1 {{ pay p = x }}\n");
    let comments = "# 备注\n".repeat((LARGEST - policy.len()) / "# 备注\n".len());
    let policy = policy + &comments;
    let room = LARGEST - policy.len();
    compile_text("comments", &(policy + &" ".repeat(room))).unwrap();
    let found = compile_text("too large", &format!("{HEAD}{}", " ".repeat(LARGEST))).unwrap_err();
    assert_eq!(codes(&found), [Code::E0108]);
}

#[test]
fn of_very_many_findings_the_first_are_told() {
    let kinds = [
        ("unknown names", lines(3_000, |at| format!("pay p{at} = unknown_{at} + 1"))),
        ("one name twice", lines(3_000, |_| "pay p = x".to_owned())),
        ("not understood", lines(3_000, |at| format!("pay p{at} = = x"))),
        ("both", lines(1_500, |at| format!("pay p{at} = = x\npay q{at} = unknown_{at}"))),
        ("no such member", lines(3_000, |at| format!("c{at} = t > b"))),
        ("one under many conditions", lines(1_500, |at| format!("when n >= {at} {{ pay p = x }}"))),
        ("one circle", lines(3_000, |at| format!("v{at} = v{} + 1", (at + 1) % 3_000))),
    ];
    for (what, statements) in kinds {
        let findings = compile(what, &statements).expect_err(what);
        let errors = findings.iter().filter(|finding| finding.is_error()).count();
        // Those of a file's text are told up to the same number, and then those of what it says.
        assert!((1..=2 * MOST_TOLD).contains(&errors), "{what}: {errors}");
        assert!(findings.iter().all(|finding| finding.labels.len() <= 40), "{what}");
        assert!(findings.iter().all(|finding| finding.message.en.len() < 2_000), "{what}");
    }
    let findings = compile("unknown names", &lines(3_000, |at| format!("pay p{at} = unknown_{at} + 1"))).unwrap_err();
    assert_eq!(findings.len(), MOST_TOLD);
    assert!(findings[MOST_TOLD - 1].helps.iter().any(|help| help.en.starts_with("2900 more errors")), "{:?}", findings[MOST_TOLD - 1]);
    let policy = compiles("warnings", &format!("{}pay p = x", lines(3_000, |at| format!("parameter p{at} = {at}"))));
    assert_eq!(policy.findings().len(), MOST_TOLD);
}

#[test]
fn what_cannot_be_tried_is_told() {
    // 64 conditions that know nothing of each other have more than 100,000 combinations.
    let fields = lines(64, |at| format!("b{at} = x > y × {at}"));
    let all = (0..64).map(|at| format!("b{at}")).collect::<Vec<_>>().join(" and ");
    let none = (0..64).map(|at| format!("not b{at}")).collect::<Vec<_>>().join(" or ");
    let found = compile("cases", &format!("{fields}pay p = cases {{ {all}: 1; {none}: 2 }}")).unwrap_err();
    assert_eq!(codes(&found), [Code::E0406], "{found:?}");
    let rows = lines(3_000, |at| format!("  \"{at}\" | {at}"));
    assert_eq!(refused("table", &format!("table s by t {{\n  t | rate\n{rows}}}\npay p = s.rate")), [Code::E0406]);
}

#[test]
fn numbers_are_bounded() {
    assert_eq!(refused("digits", &format!("pay p = {}", "1".repeat(61))), [Code::E0104]);
    let policy = compiles("amount", "pay p = x × 1_000_000_000_000_000_000");
    assert_eq!(codes(&policy.evaluate(&tables(&policy, ROWS), &Settings::default()).unwrap_err()), [Code::E0601]);
    let powers = lines(20, |at| if at == 0 { "v0 = n + 1".to_owned() } else { format!("v{at} = v{} × v{}", at - 1, at - 1) });
    let policy = compiles("growth", &format!("{powers}output p = v19"));
    assert_eq!(codes(&policy.evaluate(&tables(&policy, ROWS), &Settings::default()).unwrap_err()), [Code::E0602]);
}

#[test]
fn where_a_sum_grows_too_long_is_told() {
    let articles = "group team of manager by t
        article 1 { part = 1 / y }
        article 2 for each team { speed = sum(part over manager); halved = speed / 2, rounded half up to 0.01 }
        article 3 { pay p = team.halved × x; pay q = x }";
    let policy = compile_text("growth", &format!("{HEAD}{articles}")).unwrap();
    // A number with a divisor of its own for each of one team, and three of another one.
    let rows = lines(8_000, |at| {
        let team = if at % 3_000 == 2_999 { "few" } else { "many" };
        format!("M{at},1.00,{}.00,1,no,{team}", 1_000_000_000_000_000 + at * at + 1)
    });
    let tables = tables(&policy, &format!("id,x,y,n,b,t\n{rows}"));
    for reasons in [false, true] {
        let found = in_time("growth", || policy.evaluate(&tables, &Settings { reasons, ..Settings::default() })).unwrap_err();
        assert_eq!(found.len(), 20, "{found:?}");
        for finding in &found {
            let labelled = finding.labels.iter().map(|label| policy.sources().text(label.span)).collect::<Vec<_>>();
            assert_eq!((finding.code, labelled), (Code::E0602, vec!["sum(part over manager)", "p"]));
        }
    }
}

#[test]
fn very_many_records_give_the_same_whatever_the_number_of_threads() {
    let policy = compile_text(
        "records",
        &format!(
            "{HEAD}article 1 {{
               place = rank(x highest first ties by id)
               share = x / sum(y over manager where t = \"t1\"), blank as 0
               pay p = x × n + share × y {{ when b }}
               pay q = marginal by x {{ up to 100: 1%; up to 5_000: 2%; else: 3% }}, at least y
               award w = bands by place {{ up to 10: 100; up to 1_000: 10; else: 0 }} {{ unless n > 90 }}
               total everything = p + q + w
             }}"
        ),
    )
    .unwrap();
    let rows = lines(30_000, |at| {
        let (x, y, n) = (at * 7_919 % 10_007, 1 + at % 13, at % 101);
        format!("M{at},{x}.{:02},{y}.50,{n},{},t{}", at % 100, if at % 3 == 0 { "yes" } else { "no" }, at % 7)
    });
    let tables = in_time("reading", || tables(&policy, &format!("id,x,y,n,b,t\n{rows}")));
    let run = |threads: usize, reasons: bool| {
        let done = in_time("threads", || policy.evaluate(&tables, &Settings { threads, reasons, ..Settings::default() })).unwrap();
        done.results().iter().map(|result| result.write(OutputFormat::Csv, &WriteOptions::default())).collect::<String>()
    };
    let one = run(1, false);
    assert_eq!(one.lines().count(), 30_001);
    for threads in [0, 2, 3, 64] {
        assert!(run(threads, false) == one, "{threads} threads");
    }
    assert!(run(5, true) == one, "five threads with reasons");
}

#[test]
fn very_many_bad_cells_and_columns_are_told() {
    let policy = compiles("data", "pay p = x");
    let read = |bytes: String| {
        let (record, name) = records_with_files(policy.program()).next().unwrap();
        let input = Input { name: name.to_owned(), bytes: bytes.into_bytes(), format: InputFormat::Csv };
        let (_, findings) = in_time("data", || data::read(policy.program(), &[(record, input)], &ReadOptions::default()));
        findings.into_iter().filter(Diagnostic::is_error).collect::<Vec<_>>()
    };
    let bad = read(format!("id,x,y,n,b,t\n{}", lines(20_000, |_| "A,no,no,no,what,".to_owned())));
    assert_eq!((bad.len(), bad[100].code), (101, Code::E0513));
    let columns: String = (0..4_096).map(|at| format!(",c{at}")).collect();
    assert!(codes(&read(format!("id{columns}\n"))).contains(&Code::E0514));
}

#[test]
fn combinations_that_would_not_fit_are_told_before_they_are_made() {
    let squared = |outputs: usize| {
        let outputs = lines(outputs, |at| format!("output o{at} = one.number + {at} × other.number"));
        let head = "policy \"p\" { currency CNY, rounded half up to 0.01; subject manager }\nrecord manager { id text key }\n";
        format!(
            "{head}calendar one of numbers from 1 to 10_000\ncalendar other of numbers from 1 to 10_000\nrecord pair {{ each one, other }}\n\
             article 1 for each pair {{\n{outputs}}}\n"
        )
    };
    let policy = compile_text("pairs", &squared(4)).unwrap();
    let tables = tables(&policy, "id\nA\n");
    let found = in_time("pairs", || policy.evaluate(&tables, &Settings::default())).unwrap_err();
    assert_eq!(codes(&found), [Code::E0610]);
}
