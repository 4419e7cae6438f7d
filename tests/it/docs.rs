//! Documentation is executed: every fence in the README and under `docs/` does what its words say.
//!
//! `merit` compiles; `merit,error=E0301` and `merit,warning=W1001` give just that finding; `merit,run` also runs its own tests.
//! A fence of any language with `file=NAME` is written into the folder of its page, `append=NAME` is put at the end of that file.
//! A policy that is a file is read from there, with the files it uses; a `part` is a file that is only used. Workbooks that a page links to lie there.
//! `sh` holds commands, each after `$ `, that run in this folder, and what they print, byte for byte.
//! `rust,of=PATH` is a stretch of that file, `json,output=embed` what that example prints. `UPDATE=1` writes what commands print now into the pages, and the generated pages.

#[allow(dead_code)]
#[path = "../../examples/embed.rs"]
mod embed;
pub mod fences;
#[allow(dead_code)]
#[path = "../../examples/folder.rs"]
mod folder;
mod generated;
mod session;

use fences::{Fence, fences, name, pages, root};
use merit::diagnostics::{Code, Severity};
use merit::engine::Engine;
use merit::source::FileLoader;
use session::Session;
use std::path::Path;

#[test]
fn every_fence_does_what_it_says() {
    let only = std::env::var("PAGE").unwrap_or_default();
    let mut failures = Vec::new();
    let mut count = 0;
    for page in pages().into_iter().filter(|page| name(page).contains(&only)) {
        count += check_page(&page, &mut failures);
    }
    assert!(count > 50 || !only.is_empty(), "only {count} fences were found");
    assert!(failures.is_empty(), "{} of {count} fences:\n{}", failures.len(), failures.join("\n"));
}

/// Follows a page from its top; gives how many fences it has.
fn check_page(page: &Path, failures: &mut Vec<String>) -> usize {
    let session = Session::new();
    session.lay_out(page);
    let all = fences(page);
    let mut written: Vec<(usize, usize, String)> = Vec::new();
    for fence in &all {
        let result = match fence.language() {
            "sh" | "json" if page.starts_with(root().join("docs")) && shows_output(fence) => {
                output(fence, &session).and_then(|shown| match shown == fence.text {
                    true => Ok(()),
                    false if updating() => {
                        written.push((fence.line, fence.text.lines().count(), shown));
                        Ok(())
                    }
                    false => Err(format!("shows\n{}\nbut one sees\n{shown}", fence.text)),
                })
            }
            _ => check(fence, &session),
        };
        if let Err(problem) = result {
            failures.push(format!("{}: {problem}", fence.place));
        }
    }
    if !written.is_empty() {
        rewrite(page, &written);
    }
    all.len()
}

/// Whether a fence shows what something prints.
fn shows_output(fence: &Fence) -> bool {
    fence.language() == "sh" || fence.said("output=").is_some()
}

/// What a fence would show now.
fn output(fence: &Fence, session: &Session) -> Result<String, String> {
    match fence.said("output=") {
        None => session.transcript(fence),
        Some("embed") => {
            let policy = embed::compile()?;
            embed::answer(&policy).map(|answer| answer + "\n").map_err(|error| error.to_string())
        }
        Some(other) => Err(format!("there is no example `{other}`")),
    }
}

/// The example of a scheme folder gives what the scheme is to give.
#[test]
fn the_example_reads_a_scheme_folder() {
    let scheme = root().join("policies/rural-bank");
    let (csv, statement) = folder::report(&scheme, "M01").unwrap();
    assert_eq!(csv, std::fs::read_to_string(scheme.join("expected/manager.csv")).unwrap());
    assert!(statement.contains("payout"), "{statement}");
}

/// Whether pages are rewritten where they are stale.
fn updating() -> bool {
    std::env::var("UPDATE").is_ok_and(|update| update == "1")
}

/// Puts new text into fences: the line that opens each, how many lines it has, its new text.
fn rewrite(page: &Path, changes: &[(usize, usize, String)]) {
    let text = std::fs::read_to_string(page).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (opening, length, shown) in changes.iter().rev() {
        lines.splice(*opening..*opening + *length, shown.lines().map(str::to_owned));
    }
    std::fs::write(page, lines.join("\n") + "\n").unwrap();
}

fn check(fence: &Fence, session: &Session) -> Result<(), String> {
    let whole = session.write(fence);
    match fence.language() {
        "merit" if fence.says("part") => Ok(()),
        "merit" => check_policy(fence, session),
        "rust" => match fence.said("of=") {
            Some(file) if std::fs::read_to_string(root().join(file)).unwrap_or_default().contains(&fence.text) => Ok(()),
            Some(file) => Err(format!("does not stand so in {file}")),
            None => Err("says of which file it is: `rust,of=examples/embed.rs`".into()),
        },
        _ if whole.is_some() || !fence.place.starts_with("docs/guide") && !fence.place.starts_with("docs/reference") => Ok(()),
        other => Err(format!("a fence of `{other}` that is not executed")),
    }
}

fn check_policy(fence: &Fence, session: &Session) -> Result<(), String> {
    let compiled = match fence.said("file=").or_else(|| fence.said("append=")) {
        Some(file) => Engine::load(&FileLoader, session.path(file).to_str().unwrap_or_default()),
        None => Engine::compile(&fence.place, &fence.text),
    };
    let findings = match &compiled {
        Ok(policy) => policy.findings().to_vec(),
        Err(rejected) => rejected.findings.clone(),
    };
    let codes: Vec<&str> =
        findings.iter().filter(|finding| finding.severity() == Severity::Error).map(|finding| finding.code.name()).collect();
    let said = || findings.iter().map(|finding| format!("{} {}", finding.code.name(), finding.message.en)).collect::<Vec<_>>().join("; ");
    if let Some(code) = fence.said("error=") {
        return match codes.as_slice() {
            [one] if *one == code => Ok(()),
            _ => Err(format!("should give {code} alone, gave: {}", said())),
        };
    }
    if let Some(code) = fence.said("warning=") {
        let found = findings.iter().any(|finding| finding.code.name() == code);
        return if codes.is_empty() && found { Ok(()) } else { Err(format!("should warn {code}, gave: {}", said())) };
    }
    let Ok(policy) = compiled else { return Err(format!("should compile, gave: {}", said())) };
    if fence.says("run") {
        let reports = policy.test();
        if reports.is_empty() {
            return Err("says `run` and has no test".into());
        }
        let failures: Vec<String> = reports
            .into_iter()
            .flat_map(|report| report.failures.into_iter().map(move |failure| (report.name.clone(), failure.finding.message.en)))
            .map(|(test, message)| format!("its test `{test}`: {message}"))
            .collect();
        if !failures.is_empty() {
            return Err(failures.join("\n    "));
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

/// Links between pages lead somewhere.
#[test]
fn every_link_leads_to_a_page() {
    let mut broken = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains("://") && !page.parent().unwrap().join(file).exists() {
                broken.push(format!("{}: {target}", name(&page)));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
}
