//! What is put into a Markdown text, and where in it things stand.

use std::ops::Range;

use super::document::{Document, Mark, Standing};
use crate::diagnostics::Text;
use crate::source::literate::Part;
use crate::syntax::{self};

/// What is put into a text.
enum Put {
    /// A mark ends.
    End(usize),
    /// New text in the place of some, or of none.
    Text(Range<usize>, String),
    /// A mark begins.
    Begin(usize),
}

#[derive(Default)]
pub(super) struct Puts {
    list: Vec<(usize, Put)>,
    marks: Vec<Mark>,
}

impl Puts {
    pub fn text(&mut self, range: Range<usize>, text: String) {
        self.list.push((range.start, Put::Text(range, text)));
    }

    pub fn mark(&mut self, range: Range<usize>, standing: Standing, said: Text) {
        let at = self.marks.len();
        self.list.push((range.start, Put::Begin(at)));
        self.list.push((range.end, Put::End(at)));
        self.marks.push(Mark { range, standing, said });
    }

    /// Writes a text with all that is put into it.
    pub fn write(mut self, text: &str, out: &mut Document) {
        // What is new at a place stands between the mark that ends there and the one that begins.
        self.list.sort_by_key(|(at, put)| {
            let order = match put {
                Put::End(_) => 0,
                Put::Text(range, _) if range.is_empty() => 1,
                Put::Begin(_) => 2,
                Put::Text(..) => 3,
            };
            (*at, order)
        });
        let mut at = 0;
        for (place, put) in self.list {
            out.text.push_str(text.get(at..place).unwrap_or(""));
            at = at.max(place);
            match put {
                Put::Begin(mark) => self.marks.get_mut(mark).into_iter().for_each(|mark| mark.range.start = out.text.len()),
                Put::End(mark) => self.marks.get_mut(mark).into_iter().for_each(|mark| mark.range.end = out.text.len()),
                Put::Text(range, with) => {
                    out.text.push_str(&with);
                    at = at.max(range.end);
                }
            }
        }
        out.text.push_str(text.get(at..).unwrap_or(""));
        self.marks.sort_by_key(|mark| mark.range.start);
        out.marks.extend(self.marks);
    }
}

/// The fences of rules with their lines and whether they are of an article whose heading stands over them.
pub(super) fn fences<'p>(text: &str, parts: &'p [Part]) -> impl Iterator<Item = (&'p [Range<usize>], &'p Range<usize>, bool)> {
    let of_parts = parts.iter().filter_map(|part| match part {
        Part::Fence { lines, range } => Some((lines.as_slice(), range)),
        Part::Heading { .. } => None,
    });
    of_parts.zip(syntax::literate::fences(text)).map(|((lines, range), fence)| (lines, range, fence.is_of_article))
}

/// The heading that an article is, and where what stands below it ends; none of an item within a fence.
pub(super) fn region(parts: &[Part], starts: &[usize], start: usize, end: usize) -> Option<(Range<usize>, usize)> {
    let headings = parts.iter().filter_map(|part| match part {
        Part::Heading { level, range, .. } => Some((*level, range)),
        Part::Fence { .. } => None,
    });
    let (level, heading) = headings.clone().find(|(_, range)| range.contains(&start))?;
    let closes = |other: &(u8, &Range<usize>)| other.0 <= level || starts.iter().any(|start| other.1.contains(start));
    let next = headings.filter(|(_, range)| range.start >= heading.end).find(closes);
    Some((heading.clone(), next.map_or(end, |(_, range)| range.start)))
}

/// Whether there are words in a stretch that are neither headings nor rules.
pub(super) fn is_prose(text: &str, range: Range<usize>, parts: &[Part]) -> bool {
    let mut at = range.start;
    let within = parts.iter().map(Part::range).filter(|part| part.end > range.start && part.start < range.end);
    for part in within {
        if text.get(at..part.start).is_some_and(|words| !words.trim().is_empty()) {
            return true;
        }
        at = part.end;
    }
    text.get(at..range.end).is_some_and(|words| !words.trim().is_empty())
}

/// Where the word stands that says that a fence holds rules.
pub(super) fn mark_of(text: &str, fence: &Range<usize>) -> Range<usize> {
    let line = text.get(fence.clone()).and_then(|fence| fence.lines().next()).unwrap_or("");
    let at = line.find(|sign: char| sign.is_alphabetic()).unwrap_or(line.len());
    let word = line.get(at..).and_then(|rest| rest.split_whitespace().next()).map_or(0, str::len);
    let start = fence.start.saturating_add(at);
    start..start.saturating_add(word)
}

/// Rules in a fence of their own.
pub(super) fn fenced(rules: &str) -> String {
    let longest = rules.split(|sign| sign != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest.saturating_add(1).max(3));
    format!("{marks}merit\n{}\n{marks}\n\n", rules.trim_end())
}

/// What stands before a place on its line.
pub(super) fn margin(text: &str, at: usize) -> &str {
    let above = text.get(..at).unwrap_or("");
    above.get(above.rfind('\n').map_or(0, |end| end.saturating_add(1))..).unwrap_or("")
}

/// Lines that stand behind what is at the margin of a list or a quotation; the first one stands there already.
pub(super) fn beside(margin: &str, lines: &str) -> String {
    let mut out = String::new();
    for (at, line) in lines.split_inclusive('\n').enumerate() {
        let space = line.len().saturating_sub(line.trim_start_matches(' ').len());
        if at > 0 {
            out.push_str(margin);
        }
        out.push_str(line.get(if at > 0 { space.min(margin.len()) } else { 0 }..).unwrap_or(line));
    }
    out
}
