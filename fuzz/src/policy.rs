//! Bytes taken for a policy: read into a tree, and compiled.

use merit::diagnostics::render::{Format, Renderer};
use merit::diagnostics::{Diagnostic, Language};
use merit::engine::{Engine, Policy};
use merit::source::{MemoryLoader, SourceId, Sources};
use merit::{plan, program, syntax};

use super::files::Files;

/// Reads the bytes as a policy file is read: the tree has its places in the text, and so have the findings.
pub fn parse(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (file, findings) = syntax::parse(SourceId(0), &text);
    super::spans::check(&text, &file);
    for label in findings.iter().flat_map(|finding| &finding.labels) {
        assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "{label:?} lies outside the text");
    }
    syntax::print::print(&file);
}

/// Compiles the bytes as the files of a policy and shows all there is to show of it.
pub fn check(bytes: &[u8]) {
    if let Some(policy) = compile(&super::files::split(bytes)) {
        policy.print_syntax();
        policy.print_whole();
        program::print::print(policy.program());
        plan::print::print(policy.program(), policy.plan());
        for report in policy.test() {
            let findings: Vec<Diagnostic> = report.failures.into_iter().map(|failure| failure.finding).collect();
            show(policy.sources(), &findings);
        }
    }
}

/// The policy of some files, which it may use or amend; its findings, or those that rejected it, have been shown.
pub fn compile((policy, files): &Files<'_>) -> Option<Policy> {
    let texts = files.iter().filter(|(name, _)| name.ends_with(".merit"));
    let loader = texts.fold(MemoryLoader::new(), |loader, (name, text)| loader.with(*name, *text)).with("policy.merit", *policy);
    match Engine::load(&loader, "policy.merit") {
        Ok(policy) => {
            assert!(!policy.findings().iter().any(Diagnostic::is_error));
            show(policy.sources(), policy.findings());
            Some(policy)
        }
        Err(rejected) => {
            assert!(rejected.findings.iter().any(Diagnostic::is_error), "rejected without an error");
            show(&rejected.sources, &rejected.findings);
            None
        }
    }
}

/// Renders findings in both languages and every shape: none is empty, and neither is any of its texts.
pub fn show(sources: &Sources, findings: &[Diagnostic]) {
    for language in [Language::English, Language::Chinese] {
        assert!(findings.iter().all(|finding| !finding.message.get(language).is_empty()), "a finding without words");
        for format in [Format::Human, Format::Plain, Format::Json] {
            let shown = Renderer { format, language, ..Renderer::default() }.render(sources, findings);
            assert!(findings.is_empty() || !shown.is_empty(), "nothing is shown");
        }
    }
}
