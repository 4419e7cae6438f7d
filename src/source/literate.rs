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

impl Part {
    /// Where it stands, marks and all.
    pub fn range(&self) -> &Range<usize> {
        match self {
            Part::Heading { range, .. } | Part::Fence { range, .. } => range,
        }
    }
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
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(words))) if is_marked(&words) => fence = Some((Vec::new(), range)),
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

/// Whether the words behind the marks of a fence say that it holds rules, as the first of them does.
fn is_marked(words: &str) -> bool {
    words.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("merit"))
}

/// The words of an article of a literate policy, which stands at these bytes: its prose and its rules, without the lines that mark the rules,
/// and what is said behind its last rule, up to the next heading or other rules.
pub fn words(text: &str, article: Range<usize>) -> String {
    let parts = parts(text);
    // An article that is written out stands within a fence, and what is behind it is not its own.
    let is_written_out = parts.iter().any(|part| matches!(part, Part::Fence { range, .. } if range.contains(&article.start)));
    let to = match parts.iter().map(Part::range).find(|range| range.start >= article.end) {
        _ if is_written_out => article.end,
        Some(next) => text.get(..next.start).and_then(|above| above.rfind('\n')).map_or(0, |end| end.saturating_add(1)),
        None => text.len(),
    };
    let is_mark = |line: &Range<usize>| {
        parts.iter().any(|part| match part {
            Part::Fence { lines, range } => overlap(range, line) && !lines.iter().any(|rules| overlap(rules, line)),
            Part::Heading { .. } => false,
        })
    };
    let (mut words, mut at) = (String::new(), article.start);
    for line in text.get(article.start..to).unwrap_or_default().split_inclusive('\n') {
        let range = at..at.saturating_add(line.len());
        at = range.end;
        if !is_mark(&range) {
            words.push_str(line.trim_end_matches(['\r', '\n']));
            words.push('\n');
        }
    }
    words.trim_end().to_owned()
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Part, is_literate, parts};

    const TEXT: &str = "# Pay\n\nWords.\n\n```merit\npolicy \"P\" { }\n```\n\n## Article 8 — *Base* `pay`\n\n```sh\nls\n```\n\n- so:\n\n  ```merit\n  a = 1\n  b = 2\n  ```\n";

    /// What stands in each fence of rules, from its first byte to its last.
    fn fences(text: &str) -> Vec<&str> {
        let lines = parts(text).into_iter().filter_map(|part| match part {
            Part::Fence { lines, .. } => text.get(lines.first()?.start..lines.last()?.end),
            Part::Heading { .. } => None,
        });
        lines.collect()
    }

    #[test]
    fn rules_are_what_stands_in_fences_that_are_marked_so() {
        assert_eq!(fences(TEXT), ["policy \"P\" { }\n", "a = 1\n  b = 2\n"]);
        assert!(fences("no rules\n").is_empty());
        assert_eq!(fences("~~~ Merit of-the-bank\na = 1\n~~~\n\n```merits\nb\n```\n\n```\nc\n```\n").len(), 1);
        assert_eq!(fences("```merit\nopen to the end"), ["open to the end"]);
    }

    /// The words of the article that begins at `## Article 1` and ends at the first letter of the line that closes its last fence.
    fn words(rest: &str) -> String {
        let text = format!("# Pay\n\n## Article 1\n{rest}");
        let from = text.find("## Article").unwrap() + 3;
        let mut fences =
            parts(&text).into_iter().filter_map(|part| if let Part::Fence { lines, .. } = part { lines.last().cloned() } else { None });
        super::words(&text, from..fences.next_back().unwrap().end + 1)
    }

    #[test]
    fn prose_and_rules_are_read_together() {
        assert_eq!(words("\nSo:\n\n```merit\na = 1\n```\n"), "Article 1\n\nSo:\n\na = 1");
        assert_eq!(words("~~~merit\na = 1\n~~~"), "Article 1\na = 1");
        assert_eq!(words("```merit\na = 1"), "Article 1\na = 1");
        // Lines of prose that begin like a fence are prose.
        assert_eq!(words("\nThe\n`rate` is\n~~5~~ 6.\n\n```merit\na = 1\n```\n"), "Article 1\n\nThe\n`rate` is\n~~5~~ 6.\n\na = 1");
        assert_eq!(words("> ```merit\n> a = 1\n> ```\n"), "Article 1\n> a = 1");
        assert_eq!(words("- so\r\n\r\n  ```merit\r\n  a = 1\r\n  ```\r\n"), "Article 1\n- so\n\n  a = 1");
    }

    #[test]
    fn an_article_that_is_written_out_has_its_own_words_alone() {
        let text = "```merit\narticle 1 {\n  a = 1\n}\narticle 2 { }\n```\n\nprose\n";
        assert_eq!(super::words(text, 9..text.find("\narticle 2").unwrap()), "article 1 {\n  a = 1\n}");
    }

    #[test]
    fn what_is_said_behind_the_last_rule_is_of_the_article() {
        assert_eq!(words("```merit\na = 1\n```\n\nNot to 见习.\n\n## Other\n\nmore\n"), "Article 1\na = 1\n\nNot to 见习.");
        assert_eq!(words("```merit\na = 1\n```\n\nNot so.\n\n> # Other\n"), "Article 1\na = 1\n\nNot so.");
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
