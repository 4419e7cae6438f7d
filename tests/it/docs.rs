//! Documentation is executed: every fence of `merit` in the README and under `docs/` does what its words say.
//!
//! `merit` compiles; `merit,error=E0301` and `merit,warning=W1001` give just that finding; `merit,run` also runs its own tests.

use merit::diagnostics::{Code, Severity};
use merit::engine::Engine;
use std::path::{Path, PathBuf};

/// A fence with what its words say.
struct Fence {
    place: String,
    words: Vec<String>,
    text: String,
}

#[test]
fn every_fence_does_what_it_says() {
    let mut failures = Vec::new();
    let mut count = 0;
    for page in pages() {
        for fence in fences(&page) {
            count += 1;
            if let Err(problem) = check(&fence) {
                failures.push(format!("{}: {problem}", fence.place));
            }
        }
    }
    assert!(count > 50, "only {count} fences were found");
    assert!(failures.is_empty(), "{} of {count} fences:\n{}", failures.len(), failures.join("\n"));
}

fn check(fence: &Fence) -> Result<(), String> {
    let wanted = |kind: &str| fence.words.iter().find_map(|word| word.strip_prefix(kind).map(str::to_owned));
    let compiled = Engine::compile(&fence.place, &fence.text);
    let findings = match &compiled {
        Ok(policy) => policy.findings().to_vec(),
        Err(rejected) => rejected.findings.clone(),
    };
    let codes: Vec<&str> =
        findings.iter().filter(|finding| finding.severity() == Severity::Error).map(|finding| finding.code.name()).collect();
    let said = || findings.iter().map(|finding| format!("{} {}", finding.code.name(), finding.message.en)).collect::<Vec<_>>().join("; ");
    if let Some(code) = wanted("error=") {
        return match codes.as_slice() {
            [one] if *one == code => Ok(()),
            _ => Err(format!("should give {code} alone, gave: {}", said())),
        };
    }
    if let Some(code) = wanted("warning=") {
        let found = findings.iter().any(|finding| finding.code.name() == code);
        return if codes.is_empty() && found { Ok(()) } else { Err(format!("should warn {code}, gave: {}", said())) };
    }
    let Ok(policy) = compiled else { return Err(format!("should compile, gave: {}", said())) };
    if fence.words.iter().any(|word| word == "run") {
        let reports = policy.test();
        if reports.is_empty() {
            return Err("says `run` and has no test".into());
        }
        for report in reports {
            if let Some(failure) = report.failures.first() {
                return Err(format!("its test `{}`: {}", report.name, failure.finding.message.en));
            }
        }
    }
    Ok(())
}

#[test]
fn every_code_shows_a_wrong_and_a_right_example() {
    for code in Code::ALL {
        let page = code.page();
        for section in ["## Wrong", "## Right", "## 中文"] {
            assert!(page.contains(section), "{} has no section `{section}`", code.name());
        }
        assert!(page.matches("```").count() >= 4, "{} shows no two examples", code.name());
    }
}

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md")];
    let mut folders = vec![root.join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

fn fences(page: &Path) -> Vec<Fence> {
    let text = std::fs::read_to_string(page).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let name = page.strip_prefix(root).unwrap().display().to_string();
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    for (at, line) in text.lines().enumerate() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(words)) => {
                let words = words.split(',').map(|word| word.trim().to_owned()).collect();
                open = Some(Fence { place: format!("{name}:{}", at + 1), words, text: String::new() });
            }
            (Some(_), Some(_)) => fences.extend(open.take()),
            (Some(fence), None) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, None) => {}
        }
    }
    fences.retain(|fence| fence.words.first().is_some_and(|word| word == "merit") && !fence.words.iter().any(|word| word == "fragment"));
    fences
}
