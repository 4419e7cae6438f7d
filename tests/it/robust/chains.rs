//! Values that rest on one another in long chains, and deep ones.

use merit::diagnostics::Code;
use merit::engine::Settings;

use super::{ROWS, codes, compile, compiles, delivered, in_time, tables};

/// How many values rest on one another.
const LINKS: usize = 50_000;
/// The same of several chains.
const FEWER: usize = 5_000;

/// `v0 = x`, and every other value rests on the one before it.
fn link(at: usize) -> String {
    match at.checked_sub(1) {
        None => "v0 = x".to_owned(),
        Some(before) => format!("v{at} = v{before} + 0.01"),
    }
}

/// Compiles and evaluates the chain of so many links that stand in this order.
fn holds(what: &str, links: usize, order: impl Iterator<Item = usize>) {
    let mut lines: Vec<String> = order.map(link).collect();
    lines.push(format!("pay last = v{}", links - 1));
    let policy = compiles(what, &lines.join("\n"));
    let tables = tables(&policy, ROWS);
    for reasons in [false, true] {
        let done = in_time(what, || policy.evaluate(&tables, &Settings { reasons, ..Settings::default() })).unwrap();
        let cents = 100 + links - 1;
        assert_eq!(delivered(&done), format!("id,last\nA,{}.{:02}\n", cents / 100, cents % 100), "{what}");
    }
}

#[test]
fn a_chain_written_forwards_holds() {
    holds("forwards", FEWER, 0..FEWER);
}

#[test]
fn a_chain_written_backwards_holds() {
    holds("backwards", FEWER, (0..FEWER).rev());
}

#[test]
fn a_chain_written_in_no_order_holds() {
    // A step that has no divisor in common with the number of links visits each once.
    holds("shuffled", LINKS, (0..LINKS).map(|at| at * 17_041 % LINKS));
}

#[test]
fn a_chain_is_linted_to_its_end() {
    let lines = (0..LINKS).map(|at| if at == 0 { "v0 = x / (n + 1)".to_owned() } else { format!("v{at} = v{} + 1", at - 1) });
    let mut lines: Vec<String> = lines.collect();
    lines.push(format!("overall {{ mean = average(v{} over manager) }}", LINKS - 1));
    lines.push("pay p = 1 { when (mean > 0, blank as no) }".to_owned());
    let policy = compiles("linted", &lines.join("\n"));
    let findings = in_time("linted", || merit::lint::lint(&policy, &[]));
    assert!(findings.iter().any(|finding| finding.rule == merit::lint::Rule::UnroundedSum), "{findings:?}");
}

#[test]
fn a_chain_that_closes_is_told() {
    let lines: Vec<String> = (0..FEWER).map(|at| format!("v{at} = v{} + 1", (at + 1) % FEWER)).collect();
    let findings = compile("circle", &lines.join("\n")).unwrap_err();
    assert_eq!(codes(&findings), [Code::E0408], "{findings:?}");
}

#[test]
fn chains_of_other_kinds_hold() {
    let links = [
        ("conditions", "n >= 0", "n >= 0 and {}"),
        ("amounts", "x", "({}, not applicable as 0) + 0.01"),
        ("cases", "x", "cases { {} > 5: {} + 1; else: {} + 0.01 }"),
    ];
    for (what, first, next) in links {
        let value = |at: usize| if at == 0 { first.to_owned() } else { next.replace("{}", &format!("v{}", at - 1)) };
        let lines: Vec<String> = (0..FEWER).rev().map(|at| format!("v{at} = {}", value(at))).collect();
        let last = format!("v{}", FEWER - 1);
        let pay = if what == "conditions" { format!("pay last = x {{ when {last} }}") } else { format!("pay last = {last}") };
        let policy = compiles(what, &format!("{}\n{pay}", lines.join("\n")));
        let tables = tables(&policy, ROWS);
        for reasons in [false, true] {
            in_time(what, || policy.evaluate(&tables, &Settings { reasons, ..Settings::default() })).unwrap();
        }
    }
}
