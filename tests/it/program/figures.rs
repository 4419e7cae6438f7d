//! Policies that say in their own tests what comes out, to the cent.

use std::path::Path;

use merit::diagnostics::Diagnostic;
use merit::diagnostics::render::{Format, Renderer};
use merit::engine::Engine;
use merit::source::Sources;

fn shown(sources: &Sources, findings: &[Diagnostic]) -> String {
    Renderer { format: Format::Plain, ..Renderer::default() }.render(sources, findings)
}

#[test]
fn policies_give_the_figures_that_their_tests_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/figures");
    let mut wrong = String::new();
    let mut tests = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let policy = match Engine::compile(name, &text) {
            Ok(policy) => policy,
            Err(rejected) => {
                wrong.push_str(&shown(&rejected.sources, &rejected.findings));
                continue;
            }
        };
        let reports = policy.test();
        assert!(!reports.is_empty(), "{name} has no test");
        for report in reports {
            let findings: Vec<Diagnostic> = report.failures.into_iter().map(|failure| failure.finding).collect();
            if !findings.is_empty() {
                wrong.push_str(&format!("test \"{}\"\n{}", report.name, shown(policy.sources(), &findings)));
            }
            tests += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tests > 0);
}
