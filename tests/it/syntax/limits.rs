//! Whatever the text, reading ends, quickly and without a panic.

use std::time::{Duration, Instant};

use merit::diagnostics::Code;
use merit::source::SourceId;
use merit::syntax::{DEEPEST, MOST_FINDINGS, parse};
use proptest::prelude::*;

/// Far above what reading takes in a debug build on a slow machine, far below what anything exponential takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn codes(text: &str) -> Vec<Code> {
    let started = Instant::now();
    let (file, findings) = parse(SourceId(0), text);
    assert!(started.elapsed() < PATIENCE, "{:?} for {} bytes", started.elapsed(), text.len());
    for finding in &findings {
        for label in &finding.labels {
            assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "a label lies outside the text: {finding:?}");
        }
    }
    drop(file);
    findings.iter().map(|finding| finding.code).collect()
}

fn in_article(value: &str) -> String {
    format!("article 1 {{\n  x = {value}\n  y = 1\n}}\n")
}

#[test]
fn every_truncation_of_every_fixture_ends() {
    for path in super::cases("ok").into_iter().chain(super::cases("err")) {
        let text = super::read(&path);
        // Some places of long fixtures: neighbours fall into the same words.
        let step = (text.len() / 80).max(1);
        for (at, _) in text.char_indices().step_by(step) {
            codes(text.get(..at).unwrap());
        }
    }
}

#[test]
fn the_deepest_nesting_is_read_and_deeper_nesting_is_told() {
    let shapes = [
        ("(", "1", ")"),
        ("f(", "1", ")"),
        ("cases { a: ", "1", " }"),
        ("all of { ", "a", " }"),
        ("at least 2 of { a; ", "a", " }"),
        ("bands by x { up to 5: ", "1", " }"),
        ("marginal by (", "x", ") { else: 1 }"),
        ("(if a then b else ", "1", ")"),
        ("超过（", "1", "）的部分"),
    ];
    for (open, middle, close) in shapes {
        let nested = |levels: usize| in_article(&format!("{}{middle}{}", open.repeat(levels), close.repeat(levels)));
        assert_eq!(codes(&nested(DEEPEST - 1)), [], "{open}");
        let deeper = codes(&nested(DEEPEST + 10));
        assert_eq!(deeper, [Code::E0103], "{open}");
        codes(&nested(2_000));
        // Not closed at all, and closed without being opened.
        assert!(codes(&in_article(&open.repeat(DEEPEST - 2))).contains(&Code::E0102), "{open}");
        codes(&in_article(&open.repeat(5_000)));
        codes(&in_article(&close.repeat(5_000)));
    }
}

#[test]
fn long_expressions_are_told_not_followed() {
    assert_eq!(codes(&in_article(&vec!["a"; 500].join(" + "))), []);
    let many = 1 << 15;
    assert_eq!(codes(&in_article(&vec!["a"; many].join(" + "))), [Code::E0105]);
    assert_eq!(codes(&in_article(&format!("{}a", "not ".repeat(many)))), [Code::E0105]);
    assert_eq!(codes(&in_article(&format!("{}a", "- ".repeat(many)))), [Code::E0105]);
    assert_eq!(codes(&in_article(&format!("a{}", ", at least 0".repeat(many)))), [Code::E0105]);
    assert_eq!(codes(&in_article(&format!("a{}", " is blank".repeat(many)))), [Code::E0105]);
    codes(&in_article(&"the part above ".repeat(many)));
    codes(&in_article(&"超过".repeat(many)));
    codes(&in_article(&"超过 ".repeat(many)));
    codes(&in_article(&"bands by ".repeat(many)));
    codes(&in_article(&"at least ".repeat(many)));
    codes(&in_article(&"if ".repeat(many)));
}

#[test]
fn chains_within_chains_stay_shallow() {
    let mut value = vec!["a"; 400].join(" + ");
    for _ in 0..5 {
        value = format!("({value}) + {}", vec!["a"; 400].join(" + "));
    }
    assert_eq!(codes(&in_article(&value)), [Code::E0105]);
}

#[test]
fn much_of_anything_ends() {
    let lines = [
        "garbage garbage",
        "foo {",
        "( { )",
        "}",
        "\"",
        "article 1 {",
        "x = (",
        "| | |",
        "{",
        "pay x = 1 {",
        "当 {",
        "第",
        "` {",
        "record r {",
        "# {",
    ];
    for line in lines {
        let text = format!("{line}\n").repeat((1 << 15) / (line.len() + 1));
        let found = codes(&text);
        assert!(found.len() <= MOST_FINDINGS + 1, "{line}");
    }
    codes(&"x".repeat(1 << 20));
    codes(&"奖".repeat(1 << 18));
    codes(&"\u{0}".repeat(1 << 18));
}

#[test]
fn a_file_may_not_be_larger_than_the_limit() {
    assert_eq!(codes(&" ".repeat((4 << 20) + 1)), [Code::E0108]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_words_ends(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "(", ")", "{", "}", "（", "）", "｛", "｝", "\n", ";", ",", ":", "：", "|", "\"", "“", "”", "`", "「", "#", "=", "<=", "+", "−", "×", ".",
            "article 1", "第一条", "policy \"p\"", "record r", "test \"t\"", "pay", "penalty", "when", "当", "cases", "all of", "bands by", "marginal",
            "interpolate by", "up to", "以内", "超过", "的部分", "if", "then", "else", "is blank", "rounded", "四舍五入", "to", "1", "5%", "2026-01-01",
            "x", "sum", "over", "where", "table", "by", "split", "for each", "result", "column", "given", "expect", " ", " ", " ",
        ]),
        0..200,
    )) {
        codes(&pieces.concat());
        codes(&pieces.join(" "));
    }

    #[test]
    fn any_text_ends(text in "\\PC{0,200}") {
        codes(&text);
    }
}
