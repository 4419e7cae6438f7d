//! The few words that the renderer adds of its own, in both languages, and what the text formats share.

use crate::diagnostics::{DataPlace, Diagnostic, Language, Severity};
use crate::source::{Sources, Span};

/// `error E0301: money and a ratio cannot be added`.
pub(super) fn heading(language: Language, diagnostic: &Diagnostic) -> String {
    let severity = severity(language, diagnostic.severity());
    let code = diagnostic.code.name();
    let message = one_line(diagnostic.message.get(language));
    match language {
        Language::English => format!("{severity} {code}: {message}"),
        Language::Chinese => format!("{severity} {code}：{message}"),
    }
}

/// The name of a severity.
pub(super) fn severity(language: Language, severity: Severity) -> &'static str {
    match (language, severity) {
        (Language::English, Severity::Error) => "error",
        (Language::English, Severity::Warning) => "warning",
        (Language::English, Severity::Note) => "note",
        (Language::Chinese, Severity::Error) => "错误",
        (Language::Chinese, Severity::Warning) => "警告",
        (Language::Chinese, Severity::Note) => "提示",
    }
}

/// `2 errors`.
pub(super) fn counted(language: Language, kind: Severity, count: usize) -> String {
    let name = severity(language, kind);
    match language {
        Language::English => format!("{count} {name}{}", if count == 1 { "" } else { "s" }),
        Language::Chinese => format!("{count} 个{name}"),
    }
}

/// `help: …`.
pub(super) fn help(language: Language, text: &str) -> String {
    match language {
        Language::English => format!("help: {text}"),
        Language::Chinese => format!("帮助：{text}"),
    }
}

/// Where the page of a finding is to be read.
pub(super) fn more(language: Language, diagnostic: &Diagnostic) -> String {
    let code = diagnostic.code.name();
    match language {
        Language::English => format!("merit explain {code} tells more"),
        Language::Chinese => format!("详见 merit explain {code}"),
    }
}

/// The ways out in words; a change that nobody put into words is put into words here.
pub(super) fn helps(language: Language, sources: &Sources, diagnostic: &Diagnostic) -> Vec<String> {
    let mut helps: Vec<String> = diagnostic.helps.iter().map(|text| one_line(text.get(language))).collect();
    if let (true, Some(fix)) = (helps.is_empty(), &diagnostic.fix) {
        let (old, new) = (one_line(sources.text(fix.span)), one_line(&fix.with));
        helps.push(match (language, old.is_empty(), new.is_empty()) {
            (Language::English, true, _) => format!("put `{new}` here"),
            (Language::English, false, true) => format!("leave out `{old}`"),
            (Language::English, false, false) => format!("write `{new}` instead of `{old}`"),
            (Language::Chinese, true, _) => format!("在此处加上 `{new}`"),
            (Language::Chinese, false, true) => format!("删去 `{old}`"),
            (Language::Chinese, false, false) => format!("把 `{old}` 改为 `{new}`"),
        });
    }
    helps
}

/// `scheme.merit:40:18`, or nothing for a source that does not exist.
pub(super) fn place(sources: &Sources, span: Span) -> Option<String> {
    let source = sources.get(span.source)?;
    let (line, column) = source.place(span.start);
    Some(format!("{}:{line}:{column}", one_line(&source.name)))
}

/// ``loan.csv:17: column `balance` ``, without what is not known; ``book.xlsx: loan!B17: column `balance` `` in a workbook.
pub(super) fn data_place(language: Language, place: &DataPlace) -> String {
    let mut text = one_line(&place.file);
    match (&place.cell, place.line) {
        (Some(cell), _) => text.push_str(&format!(": {}", one_line(cell))),
        (None, Some(line)) => text.push_str(&format!(":{line}")),
        (None, None) => {}
    }
    if let Some(column) = &place.column {
        let column = one_line(column);
        text.push_str(&match language {
            Language::English => format!(": column `{column}`"),
            Language::Chinese => format!("：列 `{column}`"),
        });
    }
    text
}

/// The colon between a place and what is said of it.
pub(super) fn colon(language: Language, place_is_chinese: bool) -> &'static str {
    match language {
        Language::Chinese if place_is_chinese => "：",
        Language::English | Language::Chinese => ": ",
    }
}

/// A text on one line and with nothing that a terminal would obey: control and direction-changing characters become spaces.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|letter| if is_unsafe(letter) { ' ' } else { letter }).collect()
}

/// Whether a terminal may obey a character instead of showing it.
pub(super) fn is_unsafe(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether this is the last finding of its code, after which its page is named.
pub(super) fn is_last_of_code(diagnostics: &[Diagnostic], at: usize) -> bool {
    let code = diagnostics.get(at).map(|diagnostic| diagnostic.code);
    !diagnostics.iter().skip(at + 1).any(|later| Some(later.code) == code)
}
