//! An article as pages show it: its number and title, and its words with their colours.

use super::words::Words;
use crate::diagnostics::Language;
use crate::engine::Policy;
use crate::program::ArticleId;
use crate::syntax::highlight::{Tag, marks};

/// An article and its words.
#[derive(Clone, Debug)]
pub(super) struct ArticleView {
    /// Its number in figures.
    pub number: String,
    /// Article 8, or 第8条.
    pub label: String,
    /// Its title.
    pub title: Option<String>,
    /// What it says.
    pub words: Vec<Piece>,
}

/// A stretch of text of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The class that gives it its colour; empty where it has none.
    pub class: &'static str,
    /// The text.
    pub text: String,
}

impl ArticleView {
    /// An article of a policy.
    pub fn of(policy: &Policy, article: ArticleId, words: &Words, language: Language) -> ArticleView {
        let declared = policy.program().article(article);
        ArticleView {
            number: declared.number.clone(),
            label: words.numbered(&declared.number),
            title: declared.title.clone(),
            words: coloured(&policy.article_text_in(article, language)),
        }
    }
}

/// A text of a policy cut into stretches of one kind.
pub(super) fn coloured(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |class, range: std::ops::Range<usize>| {
        let text = text.get(range).unwrap_or("");
        if !text.is_empty() {
            pieces.push(Piece { class, text: text.to_owned() });
        }
    };
    for (range, tag) in marks(text) {
        push("", at..range.start);
        at = range.end;
        push(class(tag), range);
    }
    push("", at..text.len());
    pieces
}

fn class(tag: Tag) -> &'static str {
    match tag {
        Tag::Keyword => "k",
        Tag::Figure => "f",
        Tag::Text => "t",
        Tag::Name => "",
        Tag::Comment => "c",
    }
}

#[cfg(test)]
mod tests {
    use super::coloured;

    #[test]
    fn the_pieces_are_the_text() {
        let text = "article 1 \"<b>\" {\n  pay x = 20 × y # it's \"so\"\n}";
        let pieces = coloured(text);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        assert!(pieces.iter().any(|piece| piece.class == "k" && piece.text == "pay"));
        assert_eq!(coloured(""), []);
    }
}
