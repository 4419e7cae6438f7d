//! Policies of several files: each fixture is a folder whose `bank/scheme.merit` is the policy; its tests pass, or it gives its findings.

use std::path::{Path, PathBuf};

use merit::diagnostics::render::{Format, Renderer};
use merit::engine::{Engine, Policy, Rejected};
use merit::program::print::{print, print_of};
use merit::source::MemoryLoader;

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
    let mut loader = MemoryLoader::new();
    let mut folders = vec![case.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(case).unwrap().to_str().unwrap().replace('\\', "/");
                loader = loader.with(name, std::fs::read(&path).unwrap());
            }
        }
    }
    loader
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
