//! Policies written as Markdown: the prose is the regulation, the fences marked `merit` are its rules.
//!
//! Only what Markdown says is known here: which bytes are rules, and which headings stand over them. What a heading means is for `syntax`.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Whether a text of this name is Markdown.
pub fn is_literate(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown"))
}

/// A part of a literate policy, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading.
    Heading {
        /// 1 for `#`.
        level: u8,
        /// Its text without marks.
        text: String,
        /// Where it stands, marks and all.
        range: Range<usize>,
    },
    /// A fence of rules.
    Fence {
        /// Its lines, without what stands before them in a list or a quotation; one after the other.
        lines: Vec<Range<usize>>,
        /// Where it stands, marks and all.
        range: Range<usize>,
    },
}

/// The headings and the fences of rules of a Markdown text.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut heading: Option<(u8, String, Range<usize>)> = None;
    let mut fence: Option<(Vec<Range<usize>>, Range<usize>)> = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level as u8, String::new(), range)),
            Event::End(TagEnd::Heading(_)) => {
                parts.extend(heading.take().map(|(level, text, range)| Part::Heading { level, text: one_line(&text), range }));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(words))) if &*words == "merit" => fence = Some((Vec::new(), range)),
            Event::End(TagEnd::CodeBlock) => parts.extend(fence.take().map(|(lines, range)| Part::Fence { lines, range })),
            Event::Text(_) if fence.is_some() => {
                if let Some((lines, _)) = &mut fence {
                    lines.push(range);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, text, _)) = &mut heading {
                    text.push_str(&words);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, text, _)) = &mut heading {
                    text.push(' ');
                }
            }
            _ => {}
        }
    }
    parts
}

/// What stands in the fences of rules, from the first byte after the opening line to the last before the closing one; for tools that
/// change rules and leave prose alone.
pub fn fences(text: &str) -> Vec<Range<usize>> {
    let lines = parts(text).into_iter().filter_map(|part| match part {
        Part::Fence { lines, .. } => Some(lines.first()?.start..lines.last()?.end),
        Part::Heading { .. } => None,
    });
    lines.collect()
}

/// The words of a stretch of a literate policy, prose and rules, without the marks around the rules.
pub fn without_fences(text: &str) -> String {
    let is_mark = |line: &&str| line.trim_start().starts_with(['`', '~']);
    let lines: Vec<&str> = text.lines().filter(|line| !is_mark(line)).collect();
    lines.join("\n").trim_end().to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Part, fences, is_literate, parts};

    const TEXT: &str = "# Pay\n\nWords.\n\n```merit\npolicy \"P\" { }\n```\n\n## Article 8 — *Base* `pay`\n\n```sh\nls\n```\n\n- so:\n\n  ```merit\n  a = 1\n  b = 2\n  ```\n";

    #[test]
    fn rules_are_what_stands_in_fences_that_are_marked_so() {
        let found: Vec<&str> = fences(TEXT).into_iter().map(|range| &TEXT[range]).collect();
        assert_eq!(found, ["policy \"P\" { }\n", "a = 1\n  b = 2\n"]);
        assert!(fences("no rules\n").is_empty());
        assert_eq!(fences("```merit\nopen to the end"), vec![9..24]);
    }

    #[test]
    fn prose_and_rules_are_read_together() {
        assert_eq!(super::without_fences("Article 8\n\nSo:\n\n```merit\na = 1\n`"), "Article 8\n\nSo:\n\na = 1");
    }

    #[test]
    fn headings_are_told_without_their_marks() {
        let headings: Vec<(u8, String)> = parts(TEXT)
            .into_iter()
            .filter_map(|part| match part {
                Part::Heading { level, text, .. } => Some((level, text)),
                Part::Fence { .. } => None,
            })
            .collect();
        assert_eq!(headings, [(1, "Pay".into()), (2, "Article 8 — Base pay".into())]);
    }

    #[test]
    fn the_ending_of_a_name_tells() {
        assert_eq!(["a/scheme.md", "B.MD", "c.markdown", "scheme.merit", "md"].map(is_literate), [true, true, true, false, false]);
    }
}
