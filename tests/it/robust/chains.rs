//! Long chains of definitions, in any order, and values that are read again and again.

use merit::data::write::{OutputFormat, WriteOptions};
use merit::diagnostics::{Code, Language};
use merit::engine::{Policy, Settings};
use merit::explain::{self, Options};
use merit::program::RecordId;
use merit::{plan, program, wire};

use super::{ROWS, codes, compile, compile_text, compiles, in_time, tables};

const LINKS: usize = 50_000;

/// Everything that a policy may be asked for.
fn all_of_it(what: &str, policy: &Policy) -> String {
    in_time(&format!("{what}: printed"), || {
        program::print::print(policy.program());
        plan::print::print(policy.program(), policy.plan());
        policy.print_syntax();
    });
    let tables = tables(policy, ROWS);
    let evaluation =
        in_time(&format!("{what}: evaluated"), || policy.evaluate(&tables, &Settings { reasons: true, ..Settings::default() }));
    let evaluation = evaluation.unwrap_or_else(|findings| panic!("{findings:?}"));
    in_time(&format!("{what}: explained"), || {
        let options = Options { language: Language::English, members: true, all: true, next: true };
        let statement = evaluation.statement(RecordId(1), 0, &options);
        explain::text(&statement);
        wire::Statement::of(&statement);
    });
    evaluation.results().iter().map(|result| result.write(OutputFormat::Csv, &WriteOptions::default())).collect()
}

fn chain(links: usize, first: &str, link: impl Fn(usize) -> String, last: &str) -> [String; 2] {
    let mut lines: Vec<String> = vec![format!("a0 = {first}")];
    lines.extend((1..=links).map(|at| format!("a{at} = {}", link(at - 1))));
    lines.push(last.to_owned());
    let forwards = lines.join("\n");
    lines.reverse();
    [forwards, lines.join("\n")]
}

#[test]
fn a_chain_may_be_of_any_length_in_any_order() {
    let [forwards, backwards] = chain(LINKS, "x", |at| format!("a{at} + 1"), &format!("pay p = a{LINKS}"));
    for (what, text) in [("a chain", forwards), ("a chain from its end", backwards)] {
        assert_eq!(all_of_it(what, &compiles(what, &text)), "id,p\nA,50001.00\n");
    }
}

#[test]
fn a_chain_of_conditions_may_be_of_any_length() {
    let last = format!("pay p = 1 {{ when a{LINKS} }}\npay q = cases {{ a{LINKS}: 1; not a{LINKS}: 2 }}");
    let [forwards, backwards] = chain(LINKS, "x > 0", |at| format!("a{at} and n < {}", 10 + at % 90), &last);
    for (what, text) in [("conditions", forwards), ("conditions from their end", backwards)] {
        // What lies too deep cannot be shown to leave no hole.
        assert_eq!(codes(&compile(what, &text).expect_err("a hole")), [Code::E0406]);
        let text = text.replace("not a50000: 2", "else: 2");
        assert_eq!(all_of_it(what, &compiles(what, &text)), "id,p,q\nA,1.00,1.00\n");
    }
}

#[test]
fn a_chain_of_other_names_may_be_of_any_length() {
    let last = format!("pay p = 1 {{ when a{LINKS} }}");
    let [forwards, backwards] = chain(LINKS, "b", |at| format!("a{at}"), &last);
    for (what, text) in [("names", forwards), ("names from their end", backwards)] {
        assert_eq!(all_of_it(what, &compiles(what, &text)), "id,p\nA,1.00\n");
    }
}

#[test]
fn values_read_twice_by_each_other_are_not_followed_twice() {
    let links = 400;
    let shapes = [
        ("sums", "y", "at + at", "pay p = y / a400, blank as 0\npay q = 1 { when a400 > 0 }"),
        ("products", "y", "max(at, at)", "pay p = y / a400\npay q = cases { a400 > 0: y / a400; else: 0 }"),
        ("conditions", "b", "at and at", "pay p = cases { a400: 1; not a400: 0 }"),
        ("alternatives", "b", "at or at", "pay p = 1 { when a400 }\npay q = (p, not applicable as 0) { when a400 }"),
        ("figures", "2", "at + at", "pay p = bands by x { up to a30: 1; else: 0 }"),
        ("squares", "2", "at × at", "pay p = bands by x { up to a5: 1; else: 0 }"),
        ("settled", "b", "(at, blank as no) and at", "pay p = 1 { when a400 }"),
        ("chosen", "y", "(if b then at else at)", "pay p = y / a400, blank as 0"),
        ("kept apart", "n", "(if at > 1 then at else at)", "pay p = 1 { when a400 > 0 }"),
    ];
    for (what, first, link, last) in shapes {
        for text in chain(links, first, |at| link.replace("at", &format!("a{at}")), last) {
            if let Ok(policy) = compile(what, &text) {
                in_time(what, || program::print::print(policy.program()));
                let tables = tables(&policy, ROWS);
                // Numbers may grow beyond what can be computed, which is told.
                let _ = in_time(what, || policy.evaluate(&tables, &Settings { reasons: true, ..Settings::default() }).map(|_| ()));
            }
        }
    }
}

#[test]
fn a_circle_is_told_however_long() {
    for (links, code) in [(10, Code::E0408), (1_000, Code::E0408), (LINKS, Code::E0105)] {
        for text in chain(links, &format!("a{links} + x"), |at| format!("a{at} + 1"), "") {
            let findings = compile("a circle", &text).expect_err("a circle");
            assert_eq!(codes(&findings), [code], "{links}");
        }
    }
}

#[test]
fn chains_go_through_groups_references_and_aggregates() {
    let mut text = String::from(
        "policy \"p\" { currency CNY, rounded half up to 0.01; subject manager }\n\
         record manager { id text key; leader -> manager or blank; x money }\ngroup team of manager by a3000\narticle 1 {\n",
    );
    let links = 3_000;
    for at in (1..=links).rev() {
        let before = at - 1;
        text += &match at % 3 {
            0 => format!("a{at} = leader.a{before}, blank as a{before}\n"),
            1 => format!("a{at} = sum(a{before} over manager via leader) + a{before}\n"),
            _ => format!("a{at} = bands by a{before} {{ below 5: 1; else: a{before} }}\n"),
        };
    }
    text += "a0 = x\npay p = a3000\n}\n";
    if let Err(findings) = compile_text("groups", &text) {
        panic!("{:?}", &findings[..1]);
    }
}
