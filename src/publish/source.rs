//! Stretches of a policy's text in colours, with every name that is told elsewhere as a link.

use std::collections::HashMap;
use std::ops::Range;

use crate::source::{SourceId, Sources, Span};
use crate::syntax::allowance::is_allowance;
use crate::syntax::highlight::{Tag, marks};
use crate::values::{Exact, parse_decimal};

use super::names::Names;

/// A stretch of text of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// The class that gives it its colour; empty where it has none.
    pub class: &'static str,
    /// The text.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// What it is called in addresses.
    pub id: Option<String>,
}

/// The texts of a policy with what their words are.
pub(super) struct Texts<'a> {
    sources: &'a Sources,
    words: HashMap<SourceId, Vec<(Range<usize>, Tag)>>,
    names: Names,
}

impl<'a> Texts<'a> {
    /// Reads all texts.
    pub fn of(sources: &'a Sources, names: Names) -> Texts<'a> {
        let words = sources.iter().map(|(id, source)| (id, with_citations(marks(source.code()), names.citations(id)))).collect();
        Texts { sources, words, names }
    }

    /// The rules of a text, prose as space.
    pub fn code(&self, id: SourceId) -> &'a str {
        self.sources.get(id).map_or("", |source| source.code())
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &'a str {
        self.code(span.source).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The text of a span with the names before it that it is reached by, as `company.roaa` of `roaa`.
    pub fn path(&self, span: Span) -> &'a str {
        let code = self.code(span.source);
        let before = code.get(..span.start as usize).unwrap_or("");
        let own = before.trim_end_matches(|sign: char| sign == '.' || sign == '_' || sign.is_alphanumeric());
        let start = if before.ends_with('.') { own.len() } else { before.len() };
        code.get(start..span.end as usize).unwrap_or("")
    }

    /// The pieces of a stretch, its further lines as far in as they stand beside the first; `href` makes addresses of ids.
    pub fn pieces(&self, span: Span, href: &dyn Fn(&str) -> String) -> Vec<Piece> {
        let code = self.code(span.source);
        let (start, end) = (span.start as usize, span.end as usize);
        let line = code.get(..start).and_then(|above| above.rfind('\n')).map_or(0, |at| at.saturating_add(1));
        let indent = code.get(line..start).filter(|before| before.trim().is_empty()).map_or(0, str::len);
        // The columns of a block say nothing where one line of it stands alone.
        let is_alone = !code.get(start..end).unwrap_or("").contains('\n');
        let mut pieces = Vec::new();
        let mut at = start;
        let empty = Vec::new();
        let words = self.words.get(&span.source).unwrap_or(&empty);
        let first = words.partition_point(|(range, _)| range.end <= start);
        for (range, tag) in words.get(first..).unwrap_or_default() {
            if range.start >= end || range.start < at {
                break;
            }
            let text = code.get(range.start..range.end.min(end)).unwrap_or("").to_owned();
            let before = outdented(code.get(at..range.start).unwrap_or(""), indent);
            let before = if is_alone && *tag != Tag::Comment { unaligned(&before) } else { before };
            at = range.end.min(end);
            if *tag == Tag::Comment && is_allowance(&text) {
                push(&mut pieces, before.trim_end().to_owned());
                continue;
            }
            push(&mut pieces, before);
            let place = Place { source: span.source, start: u32::try_from(range.start).unwrap_or(u32::MAX) };
            pieces.push(self.word(place, *tag, text, href));
        }
        push(&mut pieces, outdented(code.get(at..end).unwrap_or(""), indent));
        pieces
    }

    /// How the author wrote a number within the rows of a tier, if it stands there: among what they are by, or among what they give.
    pub fn written(&self, rows: Span, number: &Exact, gives: bool) -> Option<String> {
        let (start, end) = (rows.start as usize, rows.end as usize);
        let code = self.code(rows.source);
        let is_given = |at: usize| {
            let behind = code.get(at..).unwrap_or("").find([':', '：', ';', '；', '\n', '}', '｝']);
            !behind.and_then(|found| code.get(at.saturating_add(found)..)).is_some_and(|rest| rest.starts_with([':', '：']))
        };
        let figures = self
            .words
            .get(&rows.source)?
            .iter()
            .filter(|(range, tag)| *tag == Tag::Figure && start <= range.start && range.end <= end && is_given(range.end) == gives);
        let mut texts = figures.filter_map(|(range, _)| code.get(range.clone()));
        texts.find(|text| figure(text).as_ref() == Some(number)).map(|text| text.replace('_', ","))
    }

    fn word(&self, place: Place, tag: Tag, text: String, href: &dyn Fn(&str) -> String) -> Piece {
        let id = self.names.declared(place.source, place.start).map(str::to_owned);
        let href = if id.is_some() { None } else { self.names.lead(place.source, place.start).map(href) };
        let class = match tag {
            Tag::Keyword => "k",
            Tag::Figure => "f",
            Tag::Text => "t",
            Tag::Name if id.is_some() => "d",
            Tag::Name => "",
            Tag::Comment => "c",
        };
        Piece { class, text, href, id }
    }
}

/// The words of a text, with the citations of articles as one word each.
fn with_citations(mut words: Vec<(Range<usize>, Tag)>, citations: impl Iterator<Item = Range<usize>>) -> Vec<(Range<usize>, Tag)> {
    for cited in citations {
        words.retain(|(range, _)| range.end <= cited.start || cited.end <= range.start);
        words.push((cited, Tag::Name));
    }
    words.sort_by_key(|(range, _)| range.start);
    words
}

#[derive(Clone, Copy)]
struct Place {
    source: SourceId,
    start: u32,
}

/// A text with one space where there are several.
fn unaligned(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign != ' ' || !out.ends_with(' ') {
            out.push(sign);
        }
    }
    out
}

fn push(pieces: &mut Vec<Piece>, text: String) {
    if !text.is_empty() {
        pieces.push(Piece { text, ..Piece::default() });
    }
}

/// The number that a figure with its unit stands for; none of a length of time.
fn figure(text: &str) -> Option<Exact> {
    let digits = text.trim_end_matches(|sign: char| !sign.is_numeric());
    let number = parse_decimal(&digits.replace('_', "")).ok()?;
    let unit = match text.get(digits.len()..)?.trim().trim_end_matches('元') {
        "" => Exact::one(),
        "千" => Exact::from_int(1_000),
        "万" => Exact::from_int(10_000),
        "亿" => Exact::from_int(100_000_000),
        "%" | "％" | "pp" | "个百分点" => Exact::from_scaled(1, 2),
        "‰" => Exact::from_scaled(1, 3),
        "bp" | "个基点" => Exact::from_scaled(1, 4),
        _ => return None,
    };
    Some(number.mul(&unit))
}

/// Signs and space between words, with the lines moved out.
fn outdented(text: &str, by: usize) -> String {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or("").to_owned();
    for line in lines {
        out.push('\n');
        let space = line.len().saturating_sub(line.trim_start_matches(' ').len());
        out.push_str(line.get(space.min(by)..).unwrap_or(""));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{figure, outdented};
    use crate::values::Exact;

    #[test]
    fn figures_stand_for_their_numbers() {
        assert_eq!(figure("5_000"), Some(Exact::from_int(5_000)));
        assert_eq!(figure("500万元"), Some(Exact::from_int(5_000_000)));
        assert_eq!(figure("0.15%"), Some(Exact::from_scaled(15, 4)));
        assert_eq!((figure("6 months"), figure("2026-01-31")), (None, None));
    }

    #[test]
    fn further_lines_stand_beside_the_first() {
        assert_eq!(outdented(" {\n    when x\n  }", 2), " {\n  when x\n}");
        assert_eq!(outdented("\n\n a", 4), "\n\na");
    }
}
