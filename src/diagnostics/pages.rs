//! Tests of the pages: every code has one that begins with the code and has all its sections.

use super::{Code, Severity};

const SECTIONS: [&str; 5] = ["What happened", "Why it matters for the pay", "Wrong", "Right", "中文"];

/// The text of each section in the order of the page.
fn sections(page: &str) -> Vec<(&str, &str)> {
    page.split("\n## ").skip(1).filter_map(|section| section.split_once('\n')).map(|(name, body)| (name, body.trim())).collect()
}

#[test]
fn every_page_begins_with_its_code_and_has_every_section() {
    for code in Code::ALL {
        let page = code.page();
        let title = page.lines().next().unwrap_or_default();
        let expected = format!("# {}: ", code.name());
        assert!(title.strip_prefix(&expected).is_some_and(|title| !title.is_empty() && !title.ends_with('.')), "{}: {title}", code.name());
        let names: Vec<&str> = sections(page).iter().map(|(name, _)| *name).collect();
        assert_eq!(names, SECTIONS, "{}", code.name());
        assert!(sections(page).iter().all(|(_, body)| !body.is_empty()), "{}: an empty section", code.name());
    }
}

#[test]
fn every_page_shows_a_wrong_and_a_right_example() {
    for code in Code::ALL {
        for (name, body) in sections(code.page()) {
            let fences = body.lines().filter(|line| line.starts_with("```")).count();
            match name {
                "Wrong" | "Right" => assert!(fences >= 2, "{}: no example in `{name}`", code.name()),
                _ => assert_eq!(fences, 0, "{}: an example in `{name}`", code.name()),
            }
            assert_eq!(fences % 2, 0, "{}: an open fence in `{name}`", code.name());
        }
    }
}

#[test]
fn a_fence_that_must_fail_names_the_code_of_its_page() {
    for code in Code::ALL {
        for fence in code.page().lines().filter_map(|line| line.strip_prefix("```merit,")) {
            let kind = match code.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            for word in fence.split(',') {
                let file = word == "part" || word.starts_with("file=");
                assert!(file || word == "run" || word == format!("{kind}={}", code.name()), "{}: `{fence}`", code.name());
            }
        }
    }
}

#[test]
fn the_chinese_section_is_chinese() {
    for code in Code::ALL {
        let chinese = sections(code.page()).last().map(|(_, body)| body.chars().filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}')).count());
        assert!(chinese.is_some_and(|count| count >= 15), "{}", code.name());
    }
}

#[test]
fn codes_are_in_order_and_slugs_differ() {
    let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let group = |name: &str| (["E", "W", "N"].iter().position(|letter| name.starts_with(letter)), name.to_owned());
    assert!(names.is_sorted_by_key(|name| group(name)), "{names:?}");
    let slugs: std::collections::BTreeSet<&str> = Code::ALL.iter().map(|code| code.slug()).collect();
    assert_eq!(slugs.len(), Code::ALL.len());
}
