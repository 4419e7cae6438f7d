//! Findings as an editor shows them: those of `merit check`, and where a policy is sound those of `merit lint`.

use super::analysis::Analysis;
use super::documents::Documents;
use crate::diagnostics::{Code, Diagnostic as Finding, Language, Severity};
use crate::engine::Engine;
use crate::lint::{self, lint};
use lsp_types::{Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, Range};
use std::collections::BTreeMap;
use std::path::Path;

/// What the checker found, by the path of the text that it stands in.
pub(super) fn of(analysis: &Analysis, language: Language) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut all: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for finding in &analysis.checked.findings {
        // What stands nowhere is said of the policy's own file.
        let path = finding.labels.first().map_or(analysis.root.as_str(), |label| analysis.path(label.span.source));
        all.entry(path.to_owned()).or_default().push(shown(analysis, finding, language));
    }
    all
}

/// One finding.
pub(super) fn shown(analysis: &Analysis, finding: &Finding, language: Language) -> Diagnostic {
    let mut labels = finding.labels.iter();
    let main = labels.next();
    let mut message = vec![finding.message.get(language)];
    message.extend(main.map(|label| label.text.get(language)));
    message.extend(finding.helps.iter().map(|help| help.get(language)));
    message.retain(|line| !line.is_empty());
    let related = labels.filter_map(|label| {
        let uri = super::paths::uri_of(analysis.path(label.span.source))?;
        let location = Location { uri, range: analysis.range(label.span) };
        Some(DiagnosticRelatedInformation { location, message: label.text.get(language).to_owned() })
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: main.map_or_else(Range::default, |label| analysis.range(label.span)),
        severity: Some(match finding.severity() {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Note => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.code.name().to_owned())),
        source: Some("merit".to_owned()),
        message: message.join("\n"),
        related_information: (!related.is_empty()).then_some(related),
        tags: (finding.code == Code::W1001).then(|| vec![DiagnosticTag::UNNECESSARY]),
        ..Diagnostic::default()
    }
}

/// What the linter finds in a sound policy, but for what the checker told already.
pub(super) fn of_lint(documents: &Documents, analysis: &Analysis, language: Language) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut all: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for finding in lint_of(documents, analysis) {
        if finding.rule != lint::Rule::UnusedValue {
            let path = analysis.path(finding.span.source).to_owned();
            all.entry(path).or_default().push(shown_of_lint(analysis, &finding, language));
        }
    }
    all
}

/// All that the linter finds in a sound policy.
pub(super) fn lint_of(documents: &Documents, analysis: &Analysis) -> Vec<lint::Finding> {
    let Ok(policy) = Engine::load(documents, &analysis.root) else { return Vec::new() };
    let expected = Path::new(&analysis.root).parent().map(|folder| folder.join("expected")).unwrap_or_default();
    let results = policy.programs().flat_map(|program| &program.results).map(|result| result.file.clone());
    let compared: Vec<String> = results.filter(|file| expected.join(format!("{file}.csv")).is_file()).collect();
    lint(&policy, &compared)
}

/// One finding of the linter.
pub(super) fn shown_of_lint(analysis: &Analysis, finding: &lint::Finding, language: Language) -> Diagnostic {
    Diagnostic {
        range: analysis.range(finding.span),
        severity: Some(DiagnosticSeverity::INFORMATION),
        code: Some(NumberOrString::String(finding.rule.name().to_owned())),
        source: Some("merit lint".to_owned()),
        message: format!("{}\n{}", finding.message.get(language), finding.help.get(language)),
        tags: (finding.rule == lint::Rule::UnusedField).then(|| vec![DiagnosticTag::UNNECESSARY]),
        ..Diagnostic::default()
    }
}
