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
        let findings = lint(&policy, &[]);
        assert!(findings.iter().any(|finding| finding.rule == rule), "{}", rule.name());
        let said = [Language::English, Language::Chinese].map(|language| report::human(policy.sources(), &findings, language));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(rule.name(), said.concat()));
        let good = format!("{}.good.merit", rule.name());
        let policy = compiled(&good, &read(&good));
        assert_eq!(report::human(policy.sources(), &lint(&policy, &[]), Language::English), "", "{good}");
    }
}

/// What SARIF 2.1.0 asks of a log, its runs, results and regions (sections 3.13, 3.14, 3.27 and 3.30), and code hosts of their paths.
fn is_a_log(log: &serde_json::Value) -> usize {
    let text = |value: &serde_json::Value| value.as_str().is_some_and(|text| !text.is_empty());
    assert_eq!(log["version"], "2.1.0");
    assert!(text(&log["$schema"]));
    let [run] = log["runs"].as_array().unwrap().as_slice() else { panic!("{log}") };
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert!(text(&driver["name"]));
    let rules = driver["rules"].as_array().unwrap();
    let ids: std::collections::BTreeSet<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len());
    assert!(rules.iter().all(|rule| text(&rule["shortDescription"]["text"]) && text(&rule["help"]["text"])));
    let results = run["results"].as_array().unwrap();
    for result in results {
        assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        assert!(text(&result["message"]["text"]));
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii() && !uri.starts_with('/') && !uri.contains([' ', '\\', ':']), "{uri}");
        let at = |name: &str| place["region"][name].as_u64().unwrap();
        assert!(at("startLine") >= 1 && at("startColumn") >= 1);
        assert!((at("startLine"), at("startColumn")) < (at("endLine"), at("endColumn")), "{result}");
    }
    results.len()
}

#[test]
fn what_every_rule_tells_is_a_log_of_sarif() {
    for rule in Rule::ALL {
        let policy = compiled("方案 1/scheme.merit", &read(&format!("{}.merit", rule.name())));
        let findings = lint(&policy, &[]);
        for language in [Language::English, Language::Chinese] {
            assert_eq!(is_a_log(&report::as_sarif(policy.sources(), &findings, language)), findings.len());
        }
    }
}

#[test]
fn safe_changes_settle_what_they_are_made_for() {
    let mut count = 0;
    for rule in Rule::ALL {
        let name = format!("{}.merit", rule.name());
        let text = read(&name);
        let policy = compiled(&name, &text);
        let findings = lint(&policy, &[]);
        let id = policy.sources().iter().next().unwrap().0;
        let Some((fixed, settled)) = apply(id, &text, &findings) else { continue };
        let after = compiled(&name, &fixed);
        let fixable = |findings: &[Finding]| findings.iter().filter(|finding| finding.fix.is_some()).count();
        assert_eq!((fixable(&findings), fixable(&lint(&after, &[]))), (settled, 0), "{name}");
        count += settled;
    }
    assert!(count >= 3);
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
                let results = policy.program().results.iter().map(|result| result.file.clone());
                let compared: Vec<String> =
                    results.filter(|file| path.with_file_name("expected").join(format!("{file}.csv")).is_file()).collect();
                assert_eq!(report::human(policy.sources(), &lint(&policy, &compared), Language::English), "");
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
    assert_eq!(lint(&compiled("a.merit", &allowed), &[]), []);
    let elsewhere = format!("# lint: allow idle-bound because of something\n{text}");
    let rules: Vec<Rule> = lint(&compiled("a.merit", &elsewhere), &[]).iter().map(|finding| finding.rule).collect();
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
        let found = lint(&compiled("edge.merit", &text), &[]).iter().any(|finding| finding.rule == Rule::IdleBound);
        assert_eq!(found, idle, "{value}");
    }
}

/// A policy of one article, with what its lines need.
fn article(lines: &str) -> String {
    format!(
        "policy \"Article\" {{ version \"1\"; in force 2026-01-01 to 2026-12-31; as of 2026-06-30; currency CNY, rounded half up to 0.01; \
         subject manager }}\n\
         record manager {{ id text key; cards integer 0 to 10; many integer 0 to 1000; low integer 1 to 5; cap integer or blank 1000 to 2000; \
         score number(1) or blank 0 to 100; boss -> manager or blank }}\n\
         parameter rate: number = 3\n\
         scale steps = bands {{ up to 100: 1; up to 500: 2; else: 3 }}\n\
         article 1 {{\n{lines}\n}}\n"
    )
}

/// What looks wrong and is right: a wrong finding is worse than none.
#[test]
fn what_is_right_is_let_be() {
    for lines in [
        // Where the cap is blank there is no amount at all.
        "pay p = 20 × cards, at most cap, blank as 0",
        // Whether there is a score.
        "pay p = 5 { when score >= 0, blank as no }",
        "output o = if (score > 100, blank as yes) then 1 else 0",
        // Another value comes farther in the same tier.
        "pay p = steps(cards); pay q = steps(many)",
        // A parameter may be set otherwise.
        "pay p = 5 { when rate >= 2 }",
        "pay p = bands by rate { up to 5: 1; up to 10: 2; else: 3 }",
        // Everybody's total counts what a manager's total does not.
        "pay p = cards; pay q = many; award r = 5 × cards; total t = p + q; overall { total all = sum(t over manager) + sum(r over manager) }",
        // What rests on a total is none of its parts.
        "pay p = cards; pay q = many; total t = p + q; award r = t × 10%",
    ] {
        let told = lint(&compiled("right.merit", &article(lines)), &[]);
        let wrong: Vec<_> = told.iter().filter(|finding| finding.rule != Rule::UnusedField && finding.rule != Rule::UnusedValue).collect();
        assert!(wrong.is_empty(), "{lines}: {wrong:?}");
    }
    let steps = lint(&compiled("steps.merit", &article("pay p = steps(cards); pay q = steps(low)")), &[]);
    assert_eq!(steps.iter().filter(|finding| finding.rule == Rule::UnreachedTier).count(), 1);
}

/// Squares of squares have more digits than there is room for.
#[test]
fn values_that_grow_without_end_are_not_followed() {
    let squares: String = (1..30).map(|at| format!("a{at} = a{} × a{}\n", at - 1, at - 1)).collect();
    let policy = compiled("squares.merit", &article(&format!("a0 = cards + 3\n{squares}pay p = a29, at least 1_000")));
    assert!(lint(&policy, &[]).iter().all(|finding| finding.rule != Rule::IdleBound));
}

/// What the changes leave still compiles, and pays the same to everybody.
#[test]
fn changed_policies_pay_the_same() {
    let lines = "pay p = 20 × cards, at least 0, at most 200\n\
                 pay q = 100 / (low + cards, at least 1)\n\
                 pay r = (if cards > 5 then low else 3), at most 1_000, rounded down to 2\n\
                 unused = 3 × cards\n\
                 output o = (boss.cards, at most 10, blank as 0) + max(low, 2) - min(cards, 10)";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scheme.merit");
    std::fs::write(&path, article(lines)).unwrap();
    let rows = ["A,0,0,1,,,", "B,10,1000,5,1000,0,A", "C,5,7,3,2000,100,B", "D,6,8,2,1500,50.5,D"];
    std::fs::write(folder.path().join("manager.csv"), format!("id,cards,many,low,cap,score,boss\n{}\n", rows.join("\n"))).unwrap();
    let merit = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_merit")).args(arguments).current_dir(folder.path()).output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let before = merit(&["run", ".", "--format", "csv"]);
    assert!(before.0.lines().count() > 4, "{before:?}");
    let fixed = merit(&["lint", "--fix"]).1;
    assert!(fixed.starts_with("7 findings settled\n"), "{fixed}");
    assert_eq!(merit(&["run", ".", "--format", "csv"]).0, before.0);
}

#[test]
fn what_is_compared_with_expected_rows_is_tested() {
    let text = read("untested-article.merit");
    let policy = compiled("a.merit", &text);
    let file = policy.program().results.first().unwrap().file.clone();
    let untested = |compared: &[String]| lint(&policy, compared).iter().filter(|finding| finding.rule == Rule::UntestedArticle).count();
    assert_eq!((untested(&[]), untested(&[file])), (1, 0));
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
