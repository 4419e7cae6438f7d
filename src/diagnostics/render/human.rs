//! Findings for people: the lines of the policy with marks under the words, drawn by `miette`.
//!
//! Drawing is left to `miette`; this file gives it texts it can draw without surprises, made once for all findings. All sources of
//! one finding form one long text for it, each source at an offset of its own, so that labels may lie in several files.

use std::collections::HashMap;
use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceSpan, SpanContents};

use super::{Renderer, plain, words};
use crate::diagnostics::{Diagnostic, Language, Severity};
use crate::source::{Source, SourceId, Sources, Span};

/// A line longer than this, in bytes, is not drawn: it was written by a machine and would fill the screen.
const LONGEST_LINE: usize = 1_000;

/// The narrowest page that is drawn on.
const NARROWEST: usize = 40;

/// Shows the findings, an empty line between them.
pub(super) fn render(renderer: &Renderer, sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let texts = texts(sources, diagnostics);
    let drawn: Vec<String> = (0..diagnostics.len()).filter_map(|at| draw(renderer, sources, &texts, diagnostics, at)).collect();
    drawn.join("\n")
}

/// The drawable text of each source that a finding points into.
type Texts = HashMap<SourceId, String>;

fn texts(sources: &Sources, diagnostics: &[Diagnostic]) -> Texts {
    let mut texts = Texts::new();
    for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
        let id = label.span.source;
        if let Some(source) = sources.get(id) {
            texts.entry(id).or_insert_with(|| drawable(&source.text));
        }
    }
    texts
}

fn draw(renderer: &Renderer, sources: &Sources, texts: &Texts, diagnostics: &[Diagnostic], at: usize) -> Option<String> {
    let diagnostic = diagnostics.get(at)?;
    let language = renderer.language;
    let paint = |text: &str| if renderer.color { format!("\u{1b}[36m{text}\u{1b}[0m") } else { text.to_owned() };
    let mut tail: Vec<String> = words::helps(language, sources, diagnostic).iter().map(|text| words::help(language, text)).collect();
    if words::is_last_of_code(diagnostics, at) {
        tail.push(words::more(language, diagnostic));
    }

    let theme = if renderer.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let mut handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .without_syntax_highlighting()
        .without_primary_span_start() // the name that `Page` gives has the place in it
        .with_context_lines(0)
        .with_width(renderer.width.max(NARROWEST));
    if !tail.is_empty() {
        handler = handler.with_footer(tail.iter().map(|line| paint(line)).collect::<Vec<_>>().join("\n"));
    }

    let report = Report::new(language, sources, texts, diagnostic);
    let mut out = String::new();
    match handler.render_report(&mut out, &report) {
        Ok(()) => Some(trimmed(&out)),
        Err(fmt::Error) => Some(plain::render(language, sources, std::slice::from_ref(diagnostic))),
    }
}

/// The text without blanks at the ends of its lines and without empty lines before and after it.
fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim_matches('\n'))
}

/// One finding as `miette` wants it: a borrowed finding in one language, with its sources laid out.
struct Report<'a> {
    language: Language,
    diagnostic: &'a Diagnostic,
    page: Page<'a>,
    labels: Vec<LabeledSpan>,
    /// The labels that cannot be drawn, as lines.
    undrawn: Vec<String>,
}

impl<'a> Report<'a> {
    fn new(language: Language, sources: &'a Sources, texts: &'a Texts, diagnostic: &'a Diagnostic) -> Report<'a> {
        let mut page = Page { sheets: Vec::new() };
        let mut labels = Vec::new();
        let mut undrawn = Vec::new();
        for (at, label) in diagnostic.labels.iter().enumerate() {
            let text = words::one_line(label.text.get(language));
            let Some(span) = page.put(sources, texts, label.span) else {
                undrawn.extend(words::place(sources, label.span).map(|place| format!("{place}: {text}")));
                continue;
            };
            let text = Some(text).filter(|text| !text.is_empty());
            labels.push(match at {
                0 => LabeledSpan::new_primary_with_span(text, span),
                _ => LabeledSpan::new_with_span(text, span),
            });
        }
        Report { language, diagnostic, page, labels, undrawn }
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&words::heading(self.language, self.diagnostic))?;
        for line in &self.undrawn {
            write!(f, "\n{line}")?;
        }
        if let Some(place) = &self.diagnostic.data {
            write!(f, "\n{}", words::data_place(self.language, place))?;
            if let Some(value) = &place.value {
                write!(f, "{}`{}`", words::colon(self.language, place.column.is_some()), words::one_line(value))?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.diagnostic, f)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        (!self.labels.is_empty()).then_some(&self.page as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The sources of one finding, one behind the other.
struct Page<'a> {
    sheets: Vec<Sheet<'a>>,
}

/// One source on the page.
struct Sheet<'a> {
    id: SourceId,
    source: &'a Source,
    /// The text with every control character replaced by blanks of the same length, and one blank behind it, so that the end of
    /// the file is a place that can be marked.
    text: &'a str,
    /// Where it begins on the page.
    base: usize,
}

impl<'a> Page<'a> {
    /// The place of a span on the page, cut to its first line; none when that line is too long to draw.
    fn put(&mut self, sources: &'a Sources, texts: &'a Texts, span: Span) -> Option<SourceSpan> {
        let source = sources.get(span.source)?;
        let start = source.text.floor_char_boundary(span.start as usize);
        let line = source.line(source.place(span.start).0)?;
        if line.len() > LONGEST_LINE {
            return None;
        }
        // A span that begins at its line's end marks the place behind the last word.
        let start = start.min(line.end);
        let end = source.text.floor_char_boundary(span.end as usize).clamp(start, line.end.max(start));
        let base = self.base(span.source, source, texts.get(&span.source)?);
        Some((base + start, end - start).into())
    }

    fn base(&mut self, id: SourceId, source: &'a Source, text: &'a str) -> usize {
        if let Some(sheet) = self.sheets.iter().find(|sheet| sheet.id == id) {
            return sheet.base;
        }
        let base = self.sheets.last().map_or(0, |last| last.base + last.text.len());
        self.sheets.push(Sheet { id, source, text, base });
        base
    }
}

/// A text of the same length without control characters but line ends and tabs, and one blank more.
fn drawable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        if words::is_unsafe(letter) && !matches!(letter, '\n' | '\t') {
            out.extend(std::iter::repeat_n(' ', letter.len_utf8()));
        } else {
            out.push(letter);
        }
    }
    out.push(' ');
    out
}

impl miette::SourceCode for Page<'_> {
    /// The whole lines that a span touches; the numbers of lines around it are fixed here, whatever is asked for.
    fn read_span<'b>(&'b self, span: &SourceSpan, _: usize, _: usize) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let sheet = self.sheets.iter().rev().find(|sheet| sheet.base <= span.offset()).ok_or(MietteError::OutOfBounds)?;
        let start = span.offset() - sheet.base;
        let end = start + span.len();
        let place = |at: usize| sheet.source.place(u32::try_from(at).unwrap_or(u32::MAX));
        let (first, column) = place(start);
        let (last, _) = place(end);
        let from = sheet.source.line(first).ok_or(MietteError::OutOfBounds)?.start;
        let to = sheet.source.line(last).ok_or(MietteError::OutOfBounds)?.end;
        // With the line end, or with the blank that stands behind the text: an empty line is drawn too.
        let to = sheet.text.get(to..).and_then(|rest| rest.find('\n')).map_or(sheet.text.len(), |newline| to + newline + 1);
        let lines = sheet.text.get(from..to).filter(|_| end <= to).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            format!("{}:{first}:{column}", words::one_line(&sheet.source.name)),
            lines.as_bytes(),
            (sheet.base + from, to - from).into(),
            first - 1,
            0,
            // One more than there are, so that labels in neighbouring lines are drawn together.
            last - first + 1,
        )))
    }
}
