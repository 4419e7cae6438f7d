//! Policies of several files: each fixture is a folder whose `bank/scheme.merit` is the policy; its tests pass, or it gives its findings.

use std::path::{Path, PathBuf};

use merit::diagnostics::Code;
use merit::diagnostics::render::{Format, Renderer};
use merit::engine::{Engine, Policy, Rejected};
use merit::program::print::{print, print_of};
use merit::source::MemoryLoader;

use crate::folders::files_below;

/// The two faces of a policy; the second is there where the fixture shows both.
const FILES: [&str; 2] = ["bank/scheme.merit", "bank/scheme.zh.merit"];

fn cases(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/files").join(kind);
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    assert!(!found.is_empty());
    found
}

/// The texts of a fixture by their paths in it.
fn texts(case: &Path) -> MemoryLoader {
    let name = |path: &Path| path.strip_prefix(case).unwrap().to_str().unwrap().replace('\\', "/");
    files_below(case).iter().fold(MemoryLoader::new(), |loader, path| loader.with(name(path), std::fs::read(path).unwrap()))
}

fn load(case: &Path, file: &str) -> Option<Result<Policy, Box<Rejected>>> {
    case.join(file).is_file().then(|| Engine::load(&texts(case), file))
}

fn shown(rejected: &Rejected) -> String {
    Renderer { format: Format::Plain, language: rejected.language, ..Renderer::default() }.render(&rejected.sources, &rejected.findings)
}

/// Compares what a fixture gives with the snapshot beside it.
fn check(case: &Path, given: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(case.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(case.file_stem().unwrap().to_str().unwrap(), given));
}

#[test]
fn sound_policies_give_their_program_and_pass_their_tests() {
    let mut twins = 0;
    for case in cases("ok") {
        let mut programs = Vec::new();
        for file in FILES {
            let Some(loaded) = load(&case, file) else { continue };
            let policy = loaded.unwrap_or_else(|rejected| panic!("{}: {}", case.display(), shown(&rejected)));
            assert_eq!(policy.findings(), [], "{}", case.display());
            for report in policy.test() {
                assert!(report.failures.is_empty(), "{}: {}: {:#?}", case.display(), report.name, report.failures);
            }
            // A policy that changes by date shows each of its versions.
            let versions = policy.versions().map(|version| print_of(version.program(), version.sources()));
            programs.push(versions.collect::<Vec<_>>().join("\n"));
        }
        check(&case, &programs[0]);
        if let [english, chinese] = programs.as_slice() {
            assert_eq!(english, chinese, "{}", case.display());
            twins += 1;
        }
    }
    assert!(twins > 0);
}

/// Of versions that an amendment puts over dated ones only a reader knows which counts.
const DATED: [&str; 1] = ["amends-by-date"];

#[test]
fn a_policy_shown_as_one_text_is_the_same_policy() {
    for case in cases("ok").into_iter().filter(|case| !DATED.iter().any(|dated| case.ends_with(dated))) {
        for policy in FILES.iter().filter_map(|file| load(&case, file)) {
            let policy = policy.unwrap();
            let whole = policy.print_whole();
            let again = Engine::compile("whole", &whole).unwrap_or_else(|rejected| panic!("{}\n{whole}", shown(&rejected)));
            let mut program = policy.program().clone();
            program.amendments.clear();
            assert_eq!(print(&program), print(again.program()), "{}\n{whole}", case.display());
        }
    }
}

#[test]
fn unsound_policies_give_their_findings() {
    for case in cases("err") {
        let mut given = String::new();
        for file in FILES {
            match load(&case, file) {
                None => {}
                Some(Ok(_)) => panic!("{}: {file} compiles", case.display()),
                Some(Err(rejected)) => given.push_str(&shown(&rejected)),
            }
        }
        check(&case, &given);
    }
}

/// A branch's rules that break off anywhere, or lack a line, are told or are sound; nothing worse happens.
#[test]
fn amendments_that_break_off_are_told() {
    for case in cases("ok").into_iter().filter(|case| case.file_name().unwrap().to_str().unwrap().starts_with("amends")) {
        let text = std::fs::read_to_string(case.join(FILES[0])).unwrap();
        let broken_off = (0..text.len()).step_by(11).filter_map(|end| text.get(..end)).map(str::to_owned);
        let lines: Vec<&str> = text.lines().collect();
        let lacks =
            |at: usize| lines.iter().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| format!("{line}\n")).collect::<String>();
        for given in broken_off.chain((0..lines.len()).map(lacks)) {
            match Engine::load(&texts(&case).with(FILES[0], given), FILES[0]) {
                Ok(policy) => assert!(!policy.print_whole().is_empty()),
                Err(rejected) => assert!(!rejected.findings.is_empty()),
            }
        }
    }
}

/// What a finding of an amendment tells the author to type: the line, its code, what stands there, and what is typed instead.
const WAYS_OUT: &[(&str, Code, &str, &str)] = &[
    ("replace award new_card = 25 × cards", Code::E0117, "new_card", "new_cards"),
    ("replace award capability = 5_000", Code::E0117, "award capability", "pay capability"),
    ("repeal base_pay", Code::E0117, "base_pay", "table base_pay; in article 8 { replace pay capability = 5 }"),
    ("in article 15 { repeal parameter housing }", Code::E0117, "article 15", "article 8"),
    ("replace article 19 { award gold = 5 × cards }", Code::E0117, "replace article 19", "add article 19"),
    ("add award new_cards = 25 × cards", Code::E0202, "add", "replace"),
    ("in total payout { add new_cards }", Code::E0202, "{ add new_cards }", "{ }"),
    ("add award gold = 5 × cards", Code::E0120, "add award gold = 5 × cards", "in article 15 { add award gold = 5 × cards }"),
    ("repeal article 15", Code::E0119, "15", "15; in total payout { repeal new_cards }"),
    (
        "in total payout { repeal new_cards; repeal capability }",
        Code::E0120,
        "in total payout { repeal new_cards; repeal capability }",
        "repeal total payout",
    ),
    ("in article 15 { replace assert cards > 5 }", Code::E0120, "assert cards", "assert \"cards are had\" cards"),
    ("delete article 15", Code::E0101, "delete article 15", "repeal article 15; in total payout { repeal new_cards }"),
    ("change award new_cards = 25 × cards", Code::E0101, "change", "replace"),
];

#[test]
fn what_the_help_of_an_amendment_says_is_sound() {
    const BASE: &str = "policy \"Head office\" { currency CNY, rounded half up to 0.01; subject manager }\n\
        record manager { id text key; grade one of junior < senior; cards integer >= 0 }\n\
        article 8 \"Pay\" { parameter housing = 500; table base_pay by grade { grade | amount; junior | 1; senior | 2 }; pay capability = base_pay }\n\
        article 15 \"Cards\" { award new_cards = 20 × cards; assert \"cards are had\" cards >= 0 }\n\
        article 40 \"Pay-out\" { total payout = capability + new_cards }\n";
    let load = |line: &str| {
        let own = format!("policy \"Branch\" {{ version \"1\" }}\namends \"../head-office/scheme.merit\" {{\n  {line}\n}}\n");
        let texts = MemoryLoader::new().with("branch/scheme.merit", own).with("head-office/scheme.merit", BASE);
        Engine::load(&texts, "branch/scheme.merit")
    };
    for (line, code, typed, instead) in WAYS_OUT {
        let rejected = load(line).map(|_| ()).unwrap_err();
        assert!(rejected.findings.iter().any(|finding| finding.code == *code), "{line}: {}", shown(&rejected));
        let line = line.replacen(typed, instead, 1);
        if let Err(rejected) = load(&line) {
            panic!("{line}: {}", shown(&rejected));
        }
    }
}

#[test]
fn an_assertion_without_words_is_told_by_what_it_asserts() {
    const BASE: &str = "policy \"Head office\" { currency CNY, rounded half up to 0.01; subject manager }\n\
        record manager { id text key; cards integer >= 0 }\n\
        parameter price = 20\n\
        article 15 \"Cards\" { award new_cards = price × cards }\n";
    let own = "policy \"Branch\" { version \"1\" }\namends \"../head-office/scheme.merit\" {\n  \
        in article 15 { add assert cards < 100; add when cards > 5 { } }\n  replace parameter price = 25\n}\n";
    let texts = MemoryLoader::new().with("branch/scheme.merit", own).with("head-office/scheme.merit", BASE);
    let whole = Engine::load(&texts, "branch/scheme.merit").unwrap().print_whole();
    assert!(whole.contains("in article 15 the assertion “cards < 100” added"), "{whole}");
    // Each comment stands at what it is about.
    assert_eq!(whole.matches("parameter `price` replaced by “Branch”").count(), 1, "{whole}");
}

#[test]
fn every_clause_is_amended_by_its_word() {
    const BASE: &str =
        "policy \"Head office\" { currency CNY, rounded half up to 0.01; subject manager }\nrecord manager { id text key }\n";
    let grammar = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/clauses.pest")).unwrap();
    let rule = grammar.lines().find_map(|line| line.strip_prefix("clause = _{")).unwrap();
    let clauses: Vec<&str> = rule.trim_end_matches('}').split('|').map(str::trim).collect();
    assert!(clauses.len() >= 20 && clauses.contains(&"clawback"), "{clauses:?}");
    for clause in clauses {
        let own =
            format!("policy \"Branch\" {{ version \"1\" }}\namends \"../head-office/scheme.merit\" {{\n  repeal {clause} nobody\n}}\n");
        let texts = MemoryLoader::new().with("branch/scheme.merit", own).with("head-office/scheme.merit", BASE);
        let findings = Engine::load(&texts, "branch/scheme.merit").unwrap_err().findings;
        let told: Vec<_> = findings.iter().map(|finding| (finding.code, finding.message.en.as_str())).collect();
        assert_eq!(told, [(Code::E0117, format!("there is no {clause} `nobody` to amend").as_str())]);
    }
}
