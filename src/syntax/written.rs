//! The text of a policy as it is written: every word and sign in order, in the constructs of the grammar, with what stands between.
//!
//! Nothing of a text is lost here but the space within its lines: comments and ends of lines are nodes of their own. `format` lays
//! this form out anew and translates its words; whatever reads a policy for what it means uses the tree of [`super::ast`].

use std::borrow::Cow;

use pest::iterators::Pair;

use super::brackets;
use super::grammar::{self, Rule};
use crate::source::SourceId;

/// A construct of the grammar with its parts in order.
#[derive(Clone, Debug)]
pub(crate) struct Construct<'t> {
    /// Its rule.
    pub rule: Rule,
    /// What it consists of; no end of line and no comment stands at its end.
    pub parts: Vec<Node<'t>>,
}

/// A part of a construct.
#[derive(Clone, Debug)]
pub(crate) enum Node<'t> {
    /// A construct within it.
    Construct(Construct<'t>),
    /// A word, figure, text or sign.
    Token(Token<'t>),
    /// A comment, from its sign on, without space at its end.
    Comment {
        /// Its text.
        text: &'t str,
        /// Whether nothing stands before it on its line.
        alone: bool,
    },
    /// The end of a line.
    Newline,
}

/// A word, figure, text or sign.
#[derive(Clone, Debug)]
pub(crate) struct Token<'t> {
    /// Its rule; none for signs that the grammar does not name.
    pub rule: Option<Rule>,
    /// As it is written, or as it is to be.
    pub text: Cow<'t, str>,
}

impl<'t> Construct<'t> {
    /// The first word or sign in it.
    pub fn first(&self) -> Option<&Token<'t>> {
        self.parts.iter().find_map(Node::first)
    }

    /// Leaves the comments and ends of lines out.
    pub fn drop_between(&mut self) {
        self.parts.retain(|part| !part.is_between());
        for part in &mut self.parts {
            if let Node::Construct(construct) = part {
                construct.drop_between();
            }
        }
    }
}

impl<'t> Node<'t> {
    /// The first word or sign of it.
    pub fn first(&self) -> Option<&Token<'t>> {
        match self {
            Node::Construct(construct) => construct.first(),
            Node::Token(token) => Some(token),
            Node::Comment { .. } | Node::Newline => None,
        }
    }

    /// Whether it is a construct or a token of a rule.
    pub fn is(&self, rule: Rule) -> bool {
        self.rule() == Some(rule)
    }

    /// The rule of its construct or token.
    pub fn rule(&self) -> Option<Rule> {
        match self {
            Node::Construct(construct) => Some(construct.rule),
            Node::Token(token) => token.rule,
            Node::Comment { .. } | Node::Newline => None,
        }
    }

    /// Whether it is a sign that the grammar does not name, one of these.
    pub fn is_sign(&self, signs: &[&str]) -> bool {
        matches!(self, Node::Token(Token { rule: None, text }) if signs.contains(&text.as_ref()))
    }

    /// Whether it is an end of line or a comment.
    pub fn is_between(&self) -> bool {
        matches!(self, Node::Comment { .. } | Node::Newline)
    }
}

/// Reads a text that has no mistake; none where the grammar does not read it.
pub(crate) fn read(text: &str) -> Option<Construct<'_>> {
    // The grammar reads a copy in which comments are space; the words are those of the text, at the same places.
    let scan = brackets::scan(SourceId::default(), text);
    let file = grammar::read(Rule::file, &scan.text).ok()?.next()?;
    let mut reader = Reader { text, line_empty: true };
    let parts = reader.parts(file, 0, text.len());
    Some(Construct { rule: Rule::file, parts })
}

/// Signs of several characters that the grammar gives no pairs for.
const ARROWS: [&str; 2] = ["->", "－＞"];

/// Reads one value that has no mistake; none where it is not one from its beginning to its end.
pub(crate) fn read_value(text: &str) -> Option<Construct<'_>> {
    let scan = brackets::scan(SourceId::default(), text);
    let value = grammar::read(Rule::value, &scan.text).ok()?.next()?;
    if value.as_span().end() != text.trim_end().len() {
        return None;
    }
    let mut reader = Reader { text, line_empty: true };
    let parts = reader.parts(value, 0, text.len());
    Some(Construct { rule: Rule::value, parts })
}

struct Reader<'t> {
    text: &'t str,
    /// Whether nothing stands on the present line as yet.
    line_empty: bool,
}

impl<'t> Reader<'t> {
    fn parts(&mut self, pair: Pair<'_, Rule>, start: usize, end: usize) -> Vec<Node<'t>> {
        let mut parts = Vec::new();
        let mut at = start;
        for inner in pair.into_inner() {
            let place = inner.as_span();
            self.between(at, place.start(), &mut parts);
            at = place.end();
            self.part(inner, &mut parts);
        }
        self.between(at, end, &mut parts);
        parts
    }

    /// Adds a pair, and after it what stood at its end but belongs to nobody.
    fn part(&mut self, pair: Pair<'_, Rule>, parts: &mut Vec<Node<'t>>) {
        let (rule, place) = (pair.as_rule(), pair.as_span());
        if is_one_word(rule) || (pair.clone().into_inner().next().is_none() && !matches!(rule, Rule::list | Rule::arguments | Rule::cell)) {
            let text = place.as_str();
            if rule != Rule::EOI && !text.is_empty() {
                let word = self.text.get(place.start()..place.start() + text.trim_end().len()).unwrap_or("");
                parts.push(Node::Token(Token { rule: Some(rule), text: word.into() }));
                self.line_empty = false;
                self.between(place.start() + word.len(), place.end(), parts);
            }
            return;
        }
        let mut own = self.parts(pair, place.start(), place.end());
        let kept = own.iter().rposition(|node| !node.is_between()).map_or(0, |last| last + 1);
        let after = own.split_off(kept);
        parts.push(Node::Construct(Construct { rule, parts: own }));
        parts.extend(after);
    }

    /// Adds the signs, comments and ends of lines of a stretch that the grammar gives no pairs for.
    fn between(&mut self, start: usize, end: usize, parts: &mut Vec<Node<'t>>) {
        let mut rest = self.text.get(start..end).unwrap_or("");
        while let Some(sign) = rest.chars().next() {
            let mut length = sign.len_utf8();
            match sign {
                '\n' | '\r' => {
                    length = if rest.starts_with("\r\n") { 2 } else { 1 };
                    parts.push(Node::Newline);
                    self.line_empty = true;
                }
                '#' | '＃' => {
                    length = rest.find(['\n', '\r']).unwrap_or(rest.len());
                    let text = rest.get(..length).unwrap_or("").trim_end();
                    parts.push(Node::Comment { text, alone: self.line_empty });
                }
                '\u{FEFF}' => {}
                sign if sign.is_whitespace() => {}
                _ => {
                    length = ARROWS.iter().find(|arrow| rest.starts_with(**arrow)).map_or(length, |arrow| arrow.len());
                    parts.push(Node::Token(Token { rule: None, text: rest.get(..length).unwrap_or("").into() }));
                    self.line_empty = false;
                }
            }
            rest = rest.get(length..).unwrap_or("");
        }
    }
}

/// What is one word here though the grammar divides it.
fn is_one_word(rule: Rule) -> bool {
    matches!(rule, Rule::number | Rule::article_ref)
}
