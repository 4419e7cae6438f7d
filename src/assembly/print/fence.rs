//! The rules of a fence as amended, and the words of an article with them.

use std::ops::Range;

use super::document::{Document, named};
use super::puts::{Puts, beside, fences, is_prose, margin};
use super::{Printer, at_of, place_of, without_gaps};
use crate::say;
use crate::source::literate::{self, Part, parts};
use crate::source::{Source, SourceId, Span};
use crate::syntax::ast::Edit;

/// The words of an article of a document, which stands at this span, with its rules as amended.
pub(super) fn words(printer: &Printer<'_>, source: &Source, span: Span) -> String {
    let patches = printer.file.amendments.iter().flat_map(|amending| &amending.patches);
    let is_within = |place: Span| place.source == span.source && span.start <= place.start && place.end <= span.end;
    let article = span.start as usize..span.end as usize;
    if !patches.map(|patch| place_of(patch.edit)).any(is_within) {
        return literate::words(&source.text, article);
    }
    let parts = parts(&source.text);
    let is_heading = |part: &Part| matches!(part, Part::Heading { range, .. } if range.contains(&article.start));
    if !parts.iter().any(is_heading) {
        let mut out = String::new();
        printer.text(span, &mut out);
        return out;
    }
    let mut puts = Puts::default();
    for (lines, range, _) in fences(&source.text, &parts).filter(|(_, range, _)| article.contains(&range.start)) {
        fence(printer, span.source, source, (lines, range), &[], &mut puts);
    }
    let mut out = Document::default();
    puts.write(&source.text, &mut out);
    // All that was put stands before the end.
    let end = (article.end.saturating_add(out.text.len())).saturating_sub(source.text.len());
    let words = literate::words(&out.text, article.start..end);
    let has_prose = is_prose(&source.text, article.clone(), &parts);
    let base = named(printer, span.source);
    let said = say!("# The words are those of “{base}”; the rules are as amended.", "# 文字为“{base}”原文，规则已经修订。");
    match words.split_once('\n').filter(|_| has_prose) {
        Some((heading, rest)) => format!("{heading}\n{}\n{rest}", said.get(printer.language)),
        None => words,
    }
}

/// Puts the rules of a fence as amended, with some stretches cut; nothing where no rules are left, and then it says no.
pub(super) fn fence(
    printer: &Printer<'_>,
    id: SourceId,
    source: &Source,
    (lines, range): (&[Range<usize>], &Range<usize>),
    cuts: &[(Range<usize>, String)],
    puts: &mut Puts,
) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return true };
    let (text, code): (&str, &str) = (&source.text, source.code());
    let mut rules = String::new();
    let mut at = first.start;
    for (cut, with) in cuts.iter().map(|(cut, with)| (cut.clone(), with.as_str())).chain([(last.end..last.end, "")]) {
        let is_last = cut.start == last.end;
        let is_within =
            |place: Span, byte: usize| at <= place.start as usize && at <= byte && (byte < cut.start || is_last && byte == cut.start);
        printer.patched(id, code, at..cut.start, &is_within, &mut rules);
        rules.push_str(with);
        at = cut.end;
    }
    if rules.trim().is_empty() {
        return false;
    }
    let margin = margin(text, first.start);
    // What an article ends with whose heading stands over its fences is put into the last one of them.
    let is_here = |place: Span| {
        place.source == id && (place.start as usize) < range.start && (first.start..=last.end).contains(&at_of(Edit::Within(place), code))
    };
    for amending in &printer.file.amendments {
        for patch in &amending.patches {
            if !matches!(patch.edit, Edit::Within(place) if is_here(place)) {
                continue;
            }
            let mut added = String::new();
            if let Some(change) = patch.change.and_then(|change| amending.changes.get(change)) {
                printer.said(&mut added, change, amending);
            }
            for (word, part) in &patch.with {
                added.push_str(word);
                printer.text(*part, &mut added);
            }
            if !rules.ends_with('\n') {
                rules.push('\n');
            }
            for line in added.lines() {
                rules.push_str(&" ".repeat(margin.len()));
                rules.push_str(line);
                rules.push('\n');
            }
        }
    }
    if code.get(first.start..last.end) != Some(rules.as_str()) {
        puts.text(first.start..last.end, beside(margin, &without_gaps(&rules)));
    }
    true
}
