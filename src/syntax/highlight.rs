//! Which words of a policy's text are keywords, figures, texts, names and comments: for whoever shows it in colours.

use std::ops::Range;

use crate::source::SourceId;

use super::grammar::{self, Rule};
use super::{STACK, brackets, vocabulary, with_room};

/// What a word of a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A word of the language.
    Keyword,
    /// A number or a date, with its unit.
    Figure,
    /// A text in quotes.
    Text,
    /// A name that the author gave.
    Name,
    /// A comment.
    Comment,
}

/// The words of a text that are of a kind, by their bytes and in their order; what is between them is signs and space. A stretch that is not
/// understood has none.
pub fn marks(text: &str) -> Vec<(Range<usize>, Tag)> {
    let scan = brackets::scan(SourceId::default(), text);
    let mut marks = with_room(STACK, || {
        let pairs = grammar::read(Rule::file, &scan.text).map(|pairs| pairs.flatten().collect::<Vec<_>>()).unwrap_or_default();
        let of_pair =
            |pair: &pest::iterators::Pair<'_, Rule>| tag(pair.as_rule()).map(|tag| (pair.as_span().start()..pair.as_span().end(), tag));
        pairs.iter().filter_map(of_pair).collect::<Vec<_>>()
    });
    marks.extend(scan.comments.iter().map(|comment| (comment.span.start as usize..comment.span.end as usize, Tag::Comment)));
    marks.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    // Of words within a word the whole counts.
    let mut end = 0;
    marks.retain(|(range, _)| {
        let apart = range.start >= end && !range.is_empty();
        end = if apart { range.end } else { end };
        apart
    });
    marks
}

fn tag(rule: Rule) -> Option<Tag> {
    match rule {
        Rule::text => Some(Tag::Text),
        Rule::number | Rule::date | Rule::month_literal => Some(Tag::Figure),
        Rule::name => Some(Tag::Name),
        rule if vocabulary::is_keyword(rule) => Some(Tag::Keyword),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Tag, marks};

    fn told(text: &str) -> Vec<(&str, Tag)> {
        marks(text).into_iter().map(|(range, tag)| (text.get(range).unwrap_or(""), tag)).collect()
    }

    #[test]
    fn words_have_their_kinds_in_both_languages() {
        let english = told("article 8 \"Pay\" {\n  pay rank = 20 × cards, at most 5_000 # a cap\n}\n");
        let expected = [
            ("article", Tag::Keyword),
            ("\"Pay\"", Tag::Text),
            ("pay", Tag::Keyword),
            ("rank", Tag::Name),
            ("20", Tag::Figure),
            ("cards", Tag::Name),
            ("at most", Tag::Keyword),
            ("5_000", Tag::Figure),
            ("# a cap", Tag::Comment),
        ];
        assert_eq!(english, expected);
        let chinese = told("第八条 “薪酬” {\n  薪酬 奖金 = 500万，不高于 基数\n}\n");
        assert!(chinese.contains(&("500万", Tag::Figure)) && chinese.contains(&("不高于", Tag::Keyword)), "{chinese:?}");
    }

    #[test]
    fn what_is_not_understood_is_plain() {
        assert_eq!(told("}{ what is this"), []);
    }
}
