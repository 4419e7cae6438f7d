//! Much of one thing: deep, long, wide, many.

use merit::diagnostics::Code;

use super::{HEAD, codes, compile, compile_text, compiles, in_time};

fn repeated(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn deep_brackets_choices_and_cases() {
    for (open, middle, close) in
        [("(", "x", ")"), ("(if b then 0 else ", "x", ")"), ("cases { b: 0; else: ", "x", " }"), ("max(0, ", "x", ")")]
    {
        let nested = |levels: usize| format!("pay p = {}{middle}{}", open.repeat(levels), close.repeat(levels));
        compiles(open, &nested(30));
        assert_eq!(codes(&compile(open, &nested(1_000)).unwrap_err()), [Code::E0103], "{open}");
    }
}

#[test]
fn one_long_line() {
    let sum = |many: usize| format!("pay p = {}", vec!["x"; many].join(" + "));
    compiles("a sum", &sum(500));
    assert_eq!(codes(&compile("a long sum", &sum(1_000_000)).unwrap_err()), [Code::E0105]);
    assert_eq!(codes(&compile("a longer sum", &sum(1_200_000)).unwrap_err()), [Code::E0108]);
    let _ = compile("a long name", &format!("pay p = {}", "x".repeat(4_000_000)));
    let _ = compile("a long text", &format!("pay p = 1 {{ when t = \"{}\" }}", "x".repeat(4_000_000)));
    let _ = compile("long digits", &format!("pay p = {}", "9".repeat(4_000_000)));
    let _ = compile("a long list", &format!("pay p = 1 {{ when n in ({}) }}", vec!["1"; 1_000_000].join(", ")));
}

#[test]
fn many_articles() {
    let articles = repeated(100_000, |at| format!("article {at} {{ pay p{at} = x }}"));
    let text = format!("{HEAD}{articles}");
    compile_text("articles", &text).unwrap();
}

#[test]
fn many_of_every_item() {
    let records = repeated(50_000, |at| format!("record r{at} {{ id text key }}"));
    let _ = compile_text("records", &format!("{HEAD}{records}"));
    let fields = repeated(50_000, |at| format!("f{at} money"));
    let _ = compile_text("fields", &format!("{HEAD}record r {{ id text key\n{fields}\n}}"));
    let members = repeated(50_000, |at| format!("m{at},"));
    let _ = compile_text("members", &format!("{HEAD}record r {{ id text key; e one of {members} z }}"));
    let enumerations = repeated(10_000, |at| format!("e{at} one of p{at}, q{at}"));
    let _ = compile_text("enumerations", &format!("{HEAD}record r {{ id text key\n{enumerations}\n}}"));
    let parameters = repeated(50_000, |at| format!("parameter q{at} = {at}"));
    let _ = compile_text("parameters", &format!("{HEAD}{parameters}"));
    let columns = repeated(20_000, |at| format!("column c{at} = x"));
    let _ = compile_text("columns", &format!("{HEAD}result r of manager {{\n{columns}\n}}"));
    let results = repeated(20_000, |at| format!("result r{at} of manager {{ column id }}"));
    let _ = compile_text("results", &format!("{HEAD}{results}"));
    let tests = repeated(5_000, |at| format!("test \"t{at}\" {{ given manager {{ id = \"A\"; x = 1 }}; expect p = 1 }}"));
    let _ = compile_text("tests", &format!("{HEAD}article 1 {{ pay p = x }}\n{tests}"));
    let groups = repeated(5_000, |at| format!("group g{at} of manager by t, n"));
    let _ = compile_text("groups", &format!("{HEAD}{groups}"));
    let scales = repeated(20_000, |at| format!("scale s{at} = bands {{ up to 10: 1; else: 2 }}"));
    let _ = compile("scales", &format!("{scales}\npay p = s19999(n)"));
    let assertions = repeated(20_000, |at| format!("assert \"a{at}\" x >= {at}"));
    let _ = compile("assertions", &assertions);
    let limbs = repeated(20_000, |at| format!("x > {at}"));
    let _ = compile("limbs", &format!("qualification q {{ needs all of {{\n{limbs}\n}} }}"));
    let totals = repeated(20_000, |at| format!("pay p{at} = x"));
    let parts = repeated(20_000, |at| format!("+ p{at}"));
    let _ = compile("totals", &format!("{totals}\ntotal all {{\n{parts}\n}}"));
    let penalties = repeated(3_000, |at| format!("penalty q{at} {{ on p; takes 1% }}"));
    let _ = compile("penalties", &format!("pay p = x\n{penalties}"));
    let vetoes = repeated(3_000, |at| format!("veto v{at} {{ when n = 1; forfeits p }}"));
    let _ = compile("vetoes", &format!("pay p = x\n{vetoes}"));
}

#[test]
fn many_mistakes() {
    let unknown = repeated(50_000, |at| format!("v{at} = nobody{at} + 1"));
    let _ = compile("unknown names", &unknown);
    let twice = repeated(50_000, |_| "v = x".to_owned());
    let _ = compile("defined twice", &twice);
    let kinds = repeated(50_000, |at| format!("v{at} = x + t"));
    let _ = compile("wrong kinds", &kinds);
    let unused = repeated(50_000, |at| format!("v{at} = x"));
    let _ = compile("unused", &unused);
}

#[test]
fn large_tables_tiers_and_choices() {
    let rows = repeated(20_000, |at| format!("{at} | {at} | {}", at * 2));
    compiles("a table", &format!("table t: money by n, y {{\n | | a\n{rows}\nelse | any | 0\n}}\npay p = t.a"));
    let bands = repeated(20_000, |at| format!("up to {}: {at}", at + 1));
    compiles("bands", &format!("pay p = bands by x {{\n{bands}\nelse: 0\n}}"));
    compiles("marginal", &format!("pay p = marginal by x {{\n{}\nelse: 1%\n}}", bands.replace(": ", ": 1% + 0 × ")));
    let cases = repeated(2_000, |at| format!("n = {at}: {at}"));
    let _ = compile("cases of one value", &format!("pay p = cases {{\n{cases}\nelse: 0\n}}"));
    let cases = repeated(2_000, |at| format!("x > {at} and y < {}: {at}", 5_000 - at));
    compiles("cases of two values", &format!("pay p = cases {{\n{cases}\nelse: 0\n}}"));
    let cases = repeated(2_000, |at| format!("t = \"{at}\": {at}"));
    compiles("cases of texts", &format!("pay p = cases {{\n{cases}\nelse: 0\n}}"));
    let cases = repeated(2_000, |at| format!("x + y > {at}: {at}"));
    compiles("cases of sums", &format!("pay p = cases {{\n{cases}\nelse: 0\n}}"));
    let choices = repeated(2_000, |at| format!("if x > {at} then {at} else"));
    let _ = compile("choices", &format!("pay p = {choices} 0"));
    let alternatives = repeated(2_000, |at| format!("when x = {at} {{ v = {at} }}"));
    let _ = compile("alternatives", &format!("{alternatives}\npay p = v"));
    let alternatives = repeated(500, |at| format!("when x = {at} and t = \"{at}\" and y + x > {at} {{ v = {at} }}"));
    let _ = compile("alternatives that are hard to tell apart", &format!("{alternatives}\npay p = v"));
}

#[test]
fn gates_of_sixty_limbs_that_overlap() {
    for need in ["all of", "any of", "at least 30 of"] {
        let limbs = repeated(60, |at| format!("x > {at} or y < {at} and b"));
        let gate = format!("{need} {{\n{limbs}\n}}");
        compiles(need, &format!("pay p = 1 {{ when {gate} }}"));
        compiles(need, &format!("pay p = cases {{ {gate}: 1; x > 30: 2; else: 3 }}"));
        let _ = compile(need, &format!("qualification q {{ needs {gate} }}\nveto v {{ when {gate}; forfeits p }}\npay p = x"));
    }
}

#[test]
fn a_policy_that_says_too_much_is_told() {
    // A condition of 2,000 limbs around 5,000 values.
    let condition = format!("n in ({})", vec!["1"; 2_000].join(", "));
    let values = repeated(5_000, |at| format!("pay p{at} = x"));
    let found = in_time("a condition around many values", || compile("many", &format!("when {condition} {{\n{values}\n}}")));
    assert_eq!(codes(&found.unwrap_err()), [Code::E0105]);
}
