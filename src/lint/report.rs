//! Findings shown: for people with the line of the policy, and as JSON and SARIF 2.1.0 for other programs.

use serde_json::{Value, json};

use crate::diagnostics::Language;
use crate::source::{Sources, Span};

use super::{Finding, Rule};

/// Where the pages of the rules are.
const PAGES: &str = "docs/lint";

/// For people: each finding with its place, its line and what to do.
pub fn human(sources: &Sources, findings: &[Finding], language: Language) -> String {
    let mut text = String::new();
    for finding in findings {
        let (name, line, column) = place(sources, finding.span);
        let source = sources.get(finding.span.source);
        let shown = source.and_then(|source| source.text.get(source.line(line)?)).unwrap_or("").trim();
        let (rule, message, help) = (finding.rule.name(), finding.message.get(language), finding.help.get(language));
        text.push_str(&format!("{name}:{line}:{column}: {rule}: {message}\n    {shown}\n  = {help}\n"));
    }
    text
}

/// An array of objects.
pub fn as_json(sources: &Sources, findings: &[Finding], language: Language) -> Value {
    let one = |finding: &Finding| {
        let (name, line, column) = place(sources, finding.span);
        let (end_line, end_column) = sources.place(finding.span.source, finding.span.end);
        json!({
            "rule": finding.rule.name(),
            "message": finding.message.get(language),
            "help": finding.help.get(language),
            "file": name,
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
            "fixable": finding.fix.is_some(),
        })
    };
    findings.iter().map(one).collect()
}

/// The Static Analysis Results Interchange Format 2.1.0, which code hosts and editors read.
pub fn as_sarif(sources: &Sources, findings: &[Finding], language: Language) -> Value {
    let rule = |rule: Rule| {
        json!({
            "id": rule.name(),
            "shortDescription": { "text": rule.title().get(language) },
            "help": { "text": format!("{PAGES}/{}.md", rule.name()) },
        })
    };
    let result = |finding: &Finding| {
        let (name, line, column) = place(sources, finding.span);
        let (end_line, end_column) = sources.place(finding.span.source, finding.span.end);
        let index = Rule::ALL.iter().position(|rule| *rule == finding.rule);
        json!({
            "ruleId": finding.rule.name(),
            "ruleIndex": index,
            "level": "warning",
            "message": { "text": format!("{}; {}", finding.message.get(language), finding.help.get(language)) },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(&name) },
                    "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
                },
            }],
        })
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "merit lint",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": Rule::ALL.into_iter().map(rule).collect::<Vec<_>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn place(sources: &Sources, span: Span) -> (String, usize, usize) {
    let (line, column) = sources.place(span.source, span.start);
    (sources.get(span.source).map(|source| source.name.clone()).unwrap_or_default(), line, column)
}

/// A path as a reference of RFC 3986: what is no letter, digit or one of a few signs is written in hexadecimal.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut uri = String::new();
    for byte in path.trim_start_matches("./").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
