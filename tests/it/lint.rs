//! `merit lint`: a fixture for each rule with what it tells, its twin that is right, and the changes that are safe.

use std::path::{Path, PathBuf};
use std::process::Command;

use merit::diagnostics::Language;
use merit::engine::{Engine, Policy};
use merit::lint::{Finding, Rule, apply, lint, report};
use merit::source::FileLoader;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lint")
}

fn compiled(name: &str, text: &str) -> Policy {
    Engine::compile(name, text).unwrap_or_else(|rejected| panic!("{name}: {:?}", rejected.findings))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
}

#[test]
fn every_rule_tells_its_fixture_and_not_its_twin() {
    for rule in Rule::ALL {
        let name = format!("{}.merit", rule.name());
        let policy = compiled(&name, &read(&name));
        let findings = lint(&policy);
        assert!(findings.iter().any(|finding| finding.rule == rule), "{}", rule.name());
        let said = [Language::English, Language::Chinese].map(|language| report::human(policy.sources(), &findings, language));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(rule.name(), said.concat()));
        let good = format!("{}.good.merit", rule.name());
        let policy = compiled(&good, &read(&good));
        assert_eq!(report::human(policy.sources(), &lint(&policy), Language::English), "", "{good}");
    }
}

#[test]
fn safe_changes_settle_what_they_are_made_for_and_change_no_result() {
    let mut count = 0;
    for rule in Rule::ALL {
        let name = format!("{}.merit", rule.name());
        let text = read(&name);
        let policy = compiled(&name, &text);
        let findings = lint(&policy);
        let id = policy.sources().iter().next().unwrap().0;
        let Some((fixed, settled)) = apply(id, &text, &findings) else { continue };
        let after = compiled(&name, &fixed);
        let fixable = |findings: &[Finding]| findings.iter().filter(|finding| finding.fix.is_some()).count();
        assert_eq!((fixable(&findings), fixable(&lint(&after))), (settled, 0), "{name}");
        assert_eq!(outputs(&policy), outputs(&after), "{name}");
        count += settled;
    }
    assert!(count >= 3);
}

/// What a policy delivers, by name.
fn outputs(policy: &Policy) -> Vec<String> {
    policy.program().results.iter().flat_map(|result| result.columns.iter().map(|column| column.heading.clone())).collect()
}

#[test]
fn the_schemes_have_no_finding_without_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut count = 0;
    for entry in std::fs::read_dir(root).unwrap() {
        for name in ["scheme.merit", "scheme.zh.merit"] {
            let path = entry.as_ref().unwrap().path().join(name);
            if path.exists() {
                let policy = Engine::load(&FileLoader, &path.display().to_string()).unwrap();
                assert_eq!(report::human(policy.sources(), &lint(&policy), Language::English), "");
                count += 1;
            }
        }
    }
    assert!(count > 20);
}

#[test]
fn a_comment_above_the_head_is_about_the_whole_file() {
    let text = read("untested-article.merit");
    let allowed = format!("# lint: 许可 untested-article 因为 另有用例\n{text}");
    assert_eq!(lint(&compiled("a.merit", &allowed)), []);
    let elsewhere = format!("# lint: allow idle-bound because of something\n{text}");
    let rules: Vec<Rule> = lint(&compiled("a.merit", &elsewhere)).iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, [Rule::UnusedSuppression, Rule::UntestedArticle]);
}

#[test]
fn bounds_are_proved_at_their_very_edge() {
    // The value, its bound, and whether the bound changes nothing.
    for (value, idle) in [
        ("20 × cards, at most 2_000", true),
        ("20 × cards, at most 1_999.99", false),
        ("cards - 100, at most 0", true),
        ("cards - 99, at most 0", false),
        ("0 - cards, at least 0 - 100", true),
        ("-3 × cards, at least 0 - 299", false),
        ("cards × cards, at most 10_000", true),
        ("max(cards, 50), at least 50", true),
        ("max(cards, 50), at least 51", false),
        ("(if cards > 5 then 3 else cards), at most 100", true),
        ("(if cards > 5 then 3 else other), at most 100", false),
        ("cards / 2, at most 50", true),
        ("other, at most 1_000_000", false),
        ("(sum(amount over sale), at least 0)", true),
        ("(sum(loss over sale), at least 0)", false),
    ] {
        let text = format!(
            "policy \"Edge\" {{ version \"1\"; currency CNY, rounded half up to 0.01; subject manager }}\n\
             record manager {{ id text key; cards integer 0 to 100; other integer }}\n\
             record sale {{ id text key; manager -> manager; amount money >= 0; loss money }}\n\
             article 1 {{ pay p = {value}; output o = other; for each sale {{ output l = loss + amount }} }}\n"
        );
        let found = lint(&compiled("edge.merit", &text)).iter().any(|finding| finding.rule == Rule::IdleBound);
        assert_eq!(found, idle, "{value}");
    }
}

#[test]
fn the_command_fixes_files_whole_and_speaks_to_programs() {
    let scheme = tempfile::tempdir().unwrap();
    let path = scheme.path().join("scheme.merit");
    std::fs::write(&path, read("idle-bound.merit")).unwrap();
    let merit = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_merit")).args(arguments).current_dir(scheme.path()).env_remove("MERIT_LANG").output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, sarif, _) = merit(&["lint", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!((code, &sarif["version"], sarif["runs"][0]["results"].as_array().unwrap().len()), (1, &"2.1.0".into(), 2));
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "scheme.merit");
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
    let (_, json, _) = merit(&["lint", "--format", "json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()[1]["fixable"], true);
    let (code, said, told) = merit(&["lint", "--fix"]);
    assert_eq!((code, said.as_str(), told.as_str()), (0, "", "2 findings settled\nnothing found\n"));
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        read("idle-bound.merit").replace(", at most 20_000", "").replace(", at least 0", "")
    );
    std::fs::write(&path, "policy \"broken").unwrap();
    assert_eq!(merit(&["lint", "--fix"]).0, 3);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "policy \"broken");
    assert_eq!(merit(&["lint", "--rules"]).1.lines().count(), Rule::ALL.len());
}
