//! Markdown policies: their fences are laid out and translated, their prose stays.

use merit::diagnostics::Language;
use merit::engine::Engine;
use merit::format::{Unformatted, format_file};
use merit::source::SourceId;
use merit::translate::translate_file;
use proptest::prelude::*;

const SCHEME: &str = include_str!("../../../policies/intl-09-lo-growth-bonus/scheme.md");
const BADLY: &str = include_str!("../../cases/format/literate.md");

fn laid_out(text: &str) -> String {
    let laid_out = format_file(SourceId(0), "scheme.md", text).unwrap();
    assert_eq!(format_file(SourceId(0), "scheme.md", &laid_out).unwrap(), laid_out, "it changes when it is laid out again");
    laid_out
}

fn translated(text: &str, to: Language) -> String {
    translate_file(SourceId(0), "scheme.md", text, to).unwrap()
}

/// The lines that no fence of rules has.
fn prose(text: &str) -> Vec<&str> {
    let mut fence: Option<&str> = None;
    let mut prose = Vec::new();
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches(['>', ' ', '-']).trim_end();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark && bare == mark => fence = None,
            (Some(_), _) => continue,
            (None, Some(mark)) if bare.trim_start_matches(mark).trim_start().starts_with("merit") => fence = Some(mark),
            (None, _) => {}
        }
        prose.push(line);
    }
    prose
}

#[test]
fn fences_are_laid_out_and_prose_stays() {
    let laid_out = laid_out(BADLY);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/format"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("literate", laid_out));
    assert_eq!(prose(BADLY), prose(&laid_out));
    assert!(prose(BADLY).len() > 20);
}

#[test]
fn the_scheme_is_in_style_and_comes_back_from_the_other_language() {
    assert_eq!(laid_out(SCHEME), SCHEME);
    let chinese = translated(SCHEME, Language::Chinese);
    assert!(chinese.contains("薪酬 bonus_pro_rata = 1_500 × growth ÷ 1_000_000 { 当 eligible = met }"), "{chinese}");
    assert!(chinese.contains("## Article 3 — Bonus, in proportion"));
    assert_eq!(prose(SCHEME), prose(&chinese));
    assert!(Engine::compile("scheme.md", &chinese).is_ok());
    assert_eq!(laid_out(&translated(&chinese, Language::English)), SCHEME);
}

#[test]
fn line_ends_and_what_has_none_are_kept() {
    let windows = SCHEME.replace('\n', "\r\n");
    assert_eq!(laid_out(&windows), windows);
    assert_eq!(laid_out("# P\r\n\r\n```merit\r\nparameter  a=1\r\n```\r\n"), "# P\r\n\r\n```merit\r\nparameter a = 1\r\n```\r\n");
    assert_eq!(laid_out("```merit\nparameter  a=1"), "```merit\nparameter a = 1");
    assert_eq!(laid_out("```merit\n```\n\n```merit\n\n```\n"), "```merit\n```\n\n```merit\n\n```\n");
}

#[test]
fn a_fence_that_is_not_whole_by_itself_stays() {
    let text = "```merit\nrecord  r {\n```\n\nHalf of it.\n\n```merit\nid   text key\n}\n```\n\n```merit\nparameter  a=1\n```\n";
    assert_eq!(laid_out(text), text.replace("parameter  a=1", "parameter a = 1"));
}

#[test]
fn mistakes_stand_at_the_places_of_the_document() {
    let text = "# P\n\nwords\n\n```merit\nparameter a =\n```\n";
    let Err(Unformatted::Mistakes(findings, _)) = format_file(SourceId(0), "scheme.md", text) else { panic!("it is no mistake") };
    let at = findings[0].labels[0].span.start as usize;
    assert!(text[..at].ends_with("parameter a =") || text[..at].ends_with("parameter "), "{at}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn disturbed_rules_come_back_and_prose_stays(seed in any::<u64>()) {
        let mut choices = super::disturbed::Choices(seed);
        let mut disturbed = String::new();
        let mut rules = false;
        for line in SCHEME.split_inclusive('\n') {
            if line.starts_with("```") {
                rules = !rules && line.starts_with("```merit");
            }
            disturbed.push_str(line);
            if rules && choices.below(4) == 0 {
                disturbed.push_str(["\n", "\n\n", "   \n"][choices.below(3) as usize]);
            }
        }
        let disturbed = disturbed.replace("  needs ", "needs    ").replace(" × ", "*");
        let laid_out = laid_out(&disturbed);
        prop_assert_eq!(prose(SCHEME), prose(&laid_out));
        // An empty line parts the columns of its neighbours, and no more.
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(plain(SCHEME), plain(&laid_out));
    }
}
