//! Findings as JSON: an array of objects whose keys always stand in the same order.
//!
//! Offsets are bytes from 0, lines and columns count from 1, columns in characters. What is not there is null or an empty array.

use serde::Serialize;

use super::words;
use crate::diagnostics::{DataPlace, Diagnostic, Fix, Label, Language, Severity, Text};
use crate::source::{Sources, Span};

/// Shows the findings as one array, a line end behind it.
pub(super) fn render(language: Language, sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let findings: Vec<Finding> = diagnostics.iter().map(|diagnostic| Finding::new(language, sources, diagnostic)).collect();
    // Writing strings and numbers into memory cannot fail.
    let mut json = serde_json::to_string_pretty(&findings).unwrap_or_default();
    json.push('\n');
    json
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    slug: &'static str,
    severity: &'static str,
    message: &'a str,
    messages: Messages<'a>,
    labels: Vec<Mark<'a>>,
    data: Option<Cell<'a>>,
    helps: Vec<&'a str>,
    fix: Option<Change<'a>>,
}

#[derive(Serialize)]
struct Messages<'a> {
    en: &'a str,
    zh: &'a str,
}

#[derive(Serialize)]
struct Mark<'a> {
    file: &'a str,
    start: u32,
    end: u32,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    message: &'a str,
}

#[derive(Serialize)]
struct Cell<'a> {
    file: &'a str,
    line: Option<u64>,
    column: Option<&'a str>,
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
}

#[derive(Serialize)]
struct Change<'a> {
    file: &'a str,
    start: u32,
    end: u32,
    with: &'a str,
}

impl<'a> Finding<'a> {
    fn new(language: Language, sources: &'a Sources, diagnostic: &'a Diagnostic) -> Finding<'a> {
        let Diagnostic { code, message, labels, data, helps, fix } = diagnostic;
        Finding {
            code: code.name(),
            slug: code.slug(),
            severity: severity(code.severity()),
            message: message.get(language),
            messages: Messages::new(message),
            labels: labels.iter().map(|label| Mark::new(language, sources, label)).collect(),
            data: data.as_ref().map(Cell::new),
            helps: helps.iter().map(|text| text.get(language)).collect(),
            fix: fix.as_ref().map(|fix| Change::new(sources, fix)),
        }
    }
}

/// The severity as programs read it: the same word in every language.
fn severity(severity: Severity) -> &'static str {
    words::severity(Language::English, severity)
}

impl<'a> Messages<'a> {
    fn new(text: &'a Text) -> Messages<'a> {
        Messages { en: &text.en, zh: &text.zh }
    }
}

impl<'a> Mark<'a> {
    fn new(language: Language, sources: &'a Sources, label: &'a Label) -> Mark<'a> {
        let Span { source, start, end } = label.span;
        let (line, column) = sources.place(source, start);
        let (end_line, end_column) = sources.place(source, end);
        Mark { file: file(sources, label.span), start, end, line, column, end_line, end_column, message: label.text.get(language) }
    }
}

impl<'a> Cell<'a> {
    fn new(place: &'a DataPlace) -> Cell<'a> {
        let DataPlace { file, line, column, value, cell } = place;
        Cell { file, line: *line, column: column.as_deref(), value: value.as_deref(), cell: cell.as_deref() }
    }
}

impl<'a> Change<'a> {
    fn new(sources: &'a Sources, fix: &'a Fix) -> Change<'a> {
        Change { file: file(sources, fix.span), start: fix.span.start, end: fix.span.end, with: &fix.with }
    }
}

fn file(sources: &Sources, span: Span) -> &str {
    sources.get(span.source).map_or("", |source| &source.name)
}
