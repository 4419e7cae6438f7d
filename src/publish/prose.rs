//! The prose of a Markdown policy as HTML, with its rules in their places.
//!
//! Nothing of the document runs or is loaded: HTML in it is shown as text, pictures are told by their words, and links lead to pages alone.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::assembly::print::Mark;
use crate::source::literate::{Part, parts};

/// What a page makes of the parts of a document.
pub(super) trait Rendering {
    /// The head of the article that a heading is, as HTML; none where it is no article.
    fn heading(&mut self, range: &Range<usize>) -> Option<String>;
    /// How a stretch begins that does not stand as it was; it ends with `</div>`.
    fn begin(&mut self, mark: &Mark) -> String;
    /// Begins a heading that is no article, and gives its id.
    fn plain_heading(&mut self, level: u8, text: &str) -> String;
    /// The rules between two places as HTML.
    fn rules(&mut self, range: Range<usize>) -> String;
}

/// The HTML of a document, some stretches of which do not stand as they were.
pub(super) fn html(text: &str, marks: &[Mark], rendering: &mut dyn Rendering) -> String {
    let parts = parts(text);
    let fence_at = |at: &Range<usize>| {
        parts.iter().find_map(|part| match part {
            Part::Fence { lines, range } if range.start == at.start => Some(lines),
            Part::Fence { .. } | Part::Heading { .. } => None,
        })
    };
    let title = |at: &Range<usize>| {
        parts.iter().find_map(|part| match part {
            Part::Heading { text, range, .. } if range.start == at.start => Some(text.as_str()),
            Part::Fence { .. } | Part::Heading { .. } => None,
        })
    };
    let mut events: Vec<Event<'_>> = Vec::new();
    // What stands within a heading of an article or a fence of rules is in its HTML already.
    let mut within: Option<TagEnd> = None;
    // Links do not nest.
    let mut dropped = false;
    // How deep in the document, and the stretch that is open there.
    let (mut depth, mut open) = (0u32, None);
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).into_offset_iter() {
        if depth == 0 {
            let mark = marks.iter().position(|mark| mark.range.contains(&range.start));
            if mark != open {
                if open.is_some() {
                    events.push(Event::Html("</div>\n".into()));
                }
                events.extend(mark.and_then(|at| marks.get(at)).map(|mark| Event::Html(rendering.begin(mark).into())));
                open = mark;
            }
        }
        match &event {
            Event::Start(_) => depth = depth.saturating_add(1),
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(end) = within {
            if matches!(&event, Event::End(found) if *found == end) {
                within = None;
            }
            continue;
        }
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) if fence_at(&range).is_some() => {
                within = Some(TagEnd::CodeBlock);
                if let Some((first, last)) = fence_at(&range).and_then(|lines| lines.first().zip(lines.last())) {
                    events.push(Event::Html(rendering.rules(first.start..last.end).into()));
                }
            }
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => match rendering.heading(&range) {
                Some(head) => {
                    within = Some(TagEnd::Heading(level));
                    events.push(Event::Html(head.into()));
                }
                None => {
                    let id = rendering.plain_heading(level as u8, title(&range).unwrap_or_default());
                    events.push(Event::Start(Tag::Heading { level: below(level), id: Some(id.into()), classes, attrs }));
                }
            },
            Event::End(TagEnd::Heading(level)) => events.push(Event::End(TagEnd::Heading(below(level)))),
            // What leads to no page is emphasised, as is what a picture shows.
            Event::Start(Tag::Link { ref dest_url, .. }) if !is_page(dest_url) => {
                dropped = true;
                events.push(Event::Start(Tag::Emphasis));
            }
            Event::End(TagEnd::Link) if std::mem::take(&mut dropped) => events.push(Event::End(TagEnd::Emphasis)),
            Event::Start(Tag::Image { .. }) => events.push(Event::Start(Tag::Emphasis)),
            Event::End(TagEnd::Image) => events.push(Event::End(TagEnd::Emphasis)),
            Event::Html(words) | Event::InlineHtml(words) => events.push(Event::Text(words)),
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            other => events.push(other),
        }
    }
    if open.is_some() {
        events.push(Event::Html("</div>\n".into()));
    }
    let mut out = String::with_capacity(text.len().saturating_mul(3));
    html::push_html(&mut out, events.into_iter());
    out
}

/// The title of the page is the only heading of the first level.
fn below(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from((level as usize).saturating_add(1)).unwrap_or(HeadingLevel::H6)
}

/// Whether a link leads to a page, and runs nothing.
fn is_page(address: &str) -> bool {
    let scheme = address.split(['/', '?', '#']).next().unwrap_or("");
    match scheme.split_once(':') {
        Some((scheme, _)) => ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known)),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, Rendering, html, is_page};
    use std::ops::Range;

    struct Told;

    impl Rendering for Told {
        fn heading(&mut self, range: &Range<usize>) -> Option<String> {
            (range.start == 0).then(|| "<h2>one</h2>".to_owned())
        }
        fn begin(&mut self, mark: &Mark) -> String {
            format!("<div>{}", mark.said.en)
        }
        fn plain_heading(&mut self, level: u8, text: &str) -> String {
            format!("h-{level}-{text}")
        }
        fn rules(&mut self, _: Range<usize>) -> String {
            "<pre>rules</pre>".to_owned()
        }
    }

    #[test]
    fn rules_stand_in_their_places_and_prose_is_escaped() {
        let text = "# Article 1\n\nA <b>bold</b> & *fine* word.\n\n- so:\n\n  ```merit\n  a = 1\n  ```\n\n## More\n\n```sh\nls <x>\n```\n\n<script>alert(1)</script>\n";
        let told = html(text, &[], &mut Told);
        assert!(told.starts_with("<h2>one</h2>"), "{told}");
        assert!(told.contains("A &lt;b&gt;bold&lt;/b&gt; &amp; <em>fine</em> word."), "{told}");
        assert!(told.contains("<pre>rules</pre></li>") || told.contains("<pre>rules</pre>\n</li>"), "{told}");
        assert!(told.contains("<h3 id=\"h-2-More\">More</h3>") && told.contains("ls &lt;x&gt;"), "{told}");
        assert!(!told.contains("<script"), "{told}");
    }

    #[test]
    fn nothing_is_loaded_and_nothing_runs() {
        let told = html("![a chart](http://x/y.png) [go](javascript:alert(1)) [there](other.html)\n", &[], &mut Told);
        assert!(!told.contains("<img") && !told.contains("javascript") && told.contains("a chart"), "{told}");
        assert!(told.contains("<a href=\"other.html\">there</a>"), "{told}");
        assert!(is_page("#x") && is_page("a/b:c") && !is_page("data:text/html,x") && !is_page("JavaScript:x"));
    }
}
