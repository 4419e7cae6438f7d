//! The formatter: one style, the same meaning, every comment, and nothing to do the second time.

mod command;
mod disturbed;
mod literate;
mod sentences;
mod style;
mod texts;
mod translated;

use merit::format::{Unformatted, format};
use merit::source::SourceId;
use merit::syntax::ast::File;
use merit::syntax::parse;
use texts::Sample;

/// A tree without the places of its parts, and without its comments.
fn tree(file: &File) -> String {
    let shown = format!("{:?}", file.items);
    let mut parts = shown.split("Span {");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('}').unwrap().1);
    }
    plain
}

/// The comments of a text in order, and whether each has its line for itself.
fn comments(file: &File) -> Vec<(String, bool)> {
    file.comments.iter().map(|comment| (comment.text.clone(), comment.alone)).collect()
}

/// Formats a text and looks whether anything but its looks has changed; none where the text has mistakes.
fn formatted(sample: &Sample) -> Option<String> {
    let (file, findings) = parse(SourceId(0), &sample.text);
    let laid_out = match format(SourceId(0), &sample.text) {
        Ok(laid_out) => laid_out,
        Err(Unformatted::Mistakes(told, _)) => {
            assert_eq!(told.len(), findings.len(), "{}", sample.place);
            return None;
        }
        Err(Unformatted::Differs) => panic!("{} says something else when it is laid out:\n{}", sample.place, sample.text),
    };
    let (after, _) = parse(SourceId(0), &laid_out);
    assert_eq!(tree(&file), tree(&after), "{}", sample.place);
    assert_eq!(comments(&file), comments(&after), "{}", sample.place);
    let twice = format(SourceId(0), &laid_out).ok();
    assert_eq!(twice.as_deref(), Some(laid_out.as_str()), "{} changes when it is laid out again", sample.place);
    Some(laid_out)
}

#[test]
fn every_policy_and_every_page_keeps_its_meaning_and_its_comments() {
    let samples = texts::samples();
    let laid_out = samples.iter().filter_map(formatted).count();
    assert!(laid_out * 10 > samples.len() * 7, "{laid_out} of {} texts were laid out", samples.len());
}

#[test]
fn the_schemes_are_in_style() {
    for sample in texts::policies(&crate::docs::fences::root().join("policies")) {
        let laid_out = format(SourceId(0), &sample.text).unwrap();
        assert!(laid_out == sample.text, "{} is not in style: run `merit format policies`", sample.place);
    }
}
