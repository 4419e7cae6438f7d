//! Findings as plain lines: place, severity, code and message first, then a line for each label and help.

use super::words;
use crate::diagnostics::{Diagnostic, Language};
use crate::source::Sources;

/// Shows the findings, each beginning at the left edge, with what belongs to it indented.
pub(super) fn render(language: Language, sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        lines.push(first_line(language, sources, diagnostic));
        for label in &diagnostic.labels {
            let text = words::one_line(label.text.get(language));
            if let (false, Some(place)) = (text.is_empty(), words::place(sources, label.span)) {
                lines.push(format!("  {place}: {text}"));
            }
        }
        lines.extend(words::helps(language, sources, diagnostic).iter().map(|text| format!("  {}", words::help(language, text))));
        if words::is_last_of_code(diagnostics, at) {
            lines.push(format!("  {}", words::more(language, diagnostic)));
        }
    }
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

fn first_line(language: Language, sources: &Sources, diagnostic: &Diagnostic) -> String {
    let heading = words::heading(language, diagnostic);
    if let Some(data) = &diagnostic.data {
        let place = words::data_place(language, data);
        let colon = words::colon(language, data.column.is_some());
        let value = data.value.as_deref().map(words::one_line);
        return match (language, value) {
            (_, None) => format!("{place}{colon}{heading}"),
            (Language::English, Some(value)) => format!("{place}{colon}{heading} (`{value}`)"),
            (Language::Chinese, Some(value)) => format!("{place}{colon}{heading}（`{value}`）"),
        };
    }
    match diagnostic.labels.first().and_then(|label| words::place(sources, label.span)) {
        Some(place) => format!("{place}: {heading}"),
        None => heading,
    }
}
