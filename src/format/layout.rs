//! From words and signs to pieces: what stands before each word, and constructs that are laid out as they are written.

use crate::diagnostics::Language;
use crate::syntax::Rule;
use crate::syntax::written::{Construct, Node, Token};

use super::doc::{Doc, Frame};
use super::space::{self, Word};
use super::words::canonical;

/// What stands before the next word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Space, where words or signs do not touch.
    Natural,
    /// Nothing: it was written already.
    Nothing,
    /// The same as naturally, or the end of a line with all others of the group.
    Soft,
    /// The same as naturally, or the end of a line if what follows has no room.
    Fill,
    /// The end of a line.
    Hard,
}

/// Pieces in the making.
pub(super) struct Layout {
    language: Language,
    pub docs: Vec<Doc>,
    /// The last word of the line as far as it is known.
    pub last: Option<Word>,
    pub next: Next,
    /// Whether no line may be broken: the lines of a table.
    pub unbroken: bool,
}

impl Layout {
    /// The pieces of a file.
    pub fn file(file: &Construct<'_>, language: Language) -> Vec<Doc> {
        let mut layout = Layout::new(language);
        layout.items(&file.parts);
        layout.docs
    }

    /// The pieces of a value.
    pub fn value(value: &Construct<'_>, language: Language) -> Vec<Doc> {
        let mut layout = Layout::new(language);
        layout.construct(value);
        layout.docs
    }

    fn new(language: Language) -> Layout {
        Layout { language, docs: Vec::new(), last: None, next: Next::Natural, unbroken: false }
    }

    /// A construct.
    pub(super) fn construct(&mut self, construct: &Construct<'_>) {
        match construct.rule {
            Rule::expr | Rule::plain => self.operators(&construct.parts),
            Rule::choice => self.choice(construct),
            Rule::arguments | Rule::list => self.brackets(construct),
            Rule::places => {
                self.touch();
                self.parts(&construct.parts);
            }
            Rule::names | Rule::exprs | Rule::kind_one_of => self.aligned(construct),
            _ => match construct.parts.iter().position(|part| part.is(Rule::brace_sign)) {
                Some(brace) => self.block(construct, brace),
                None => self.parts(&construct.parts),
            },
        }
    }

    /// Parts in order; a line may end after a comma.
    pub(super) fn parts(&mut self, parts: &[Node<'_>]) {
        for (at, part) in parts.iter().enumerate() {
            self.part(part);
            let goes_on = parts.get(at + 1).is_none_or(|next| !next.is(Rule::ties) && !next.is(Rule::blanks));
            if is_comma(part) && goes_on {
                self.may_end(Next::Fill);
            }
        }
    }

    /// A part as it is written.
    pub(super) fn part(&mut self, part: &Node<'_>) {
        match part {
            Node::Construct(construct) => self.construct(construct),
            Node::Token(token) => self.token(token),
            Node::Newline => self.next = Next::Hard,
            Node::Comment { text, alone } => {
                let text = (*text).to_owned();
                self.docs.push(if *alone { Doc::Comment(text) } else { Doc::Trailing(text) });
                (self.last, self.next) = (None, Next::Hard);
            }
        }
    }

    fn token(&mut self, token: &Token<'_>) {
        self.gap(token);
        let word = self.word(token);
        self.docs.push(Doc::Text(word.text.clone()));
        (self.last, self.next) = (Some(word), Next::Natural);
    }

    fn word(&self, token: &Token<'_>) -> Word {
        Word { rule: token.rule, text: canonical(token, self.language) }
    }

    /// Writes what stands before a word, so that a frame may begin with it.
    pub(super) fn gap(&mut self, token: &Token<'_>) {
        let word = self.word(token);
        let spaced = self.last.as_ref().is_some_and(|last| space::between(last, &word));
        let space = if spaced { " " } else { "" };
        match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => {}
            Next::Natural if spaced => self.docs.push(Doc::Text(space.to_owned())),
            Next::Natural => {}
            Next::Soft => self.docs.push(Doc::Line(space)),
            Next::Fill => self.docs.push(Doc::within(Frame::Group, vec![Doc::Line(space)])),
            Next::Hard => self.docs.push(Doc::Hard),
        }
    }

    /// Lets the line end before the next word.
    pub(super) fn may_end(&mut self, next: Next) {
        if self.next == Next::Natural && !self.unbroken {
            self.next = next;
        }
    }

    /// Has the next word touch the last one.
    pub(super) fn touch(&mut self) {
        if self.next == Next::Natural {
            self.next = Next::Nothing;
        }
    }

    /// Pieces in a frame that begins with a word.
    pub(super) fn framed(&mut self, frame: Frame, first: Option<&Token<'_>>, inside: impl FnOnce(&mut Layout)) {
        if let Some(first) = first {
            self.gap(first);
        }
        let outer = std::mem::take(&mut self.docs);
        inside(self);
        let inner = std::mem::replace(&mut self.docs, outer);
        self.docs.push(Doc::within(frame, inner));
    }

    /// A list whose further lines begin where it begins.
    fn aligned(&mut self, construct: &Construct<'_>) {
        self.framed(Frame::Align, construct.first(), |layout| layout.parts(&construct.parts));
    }

    /// `；` or `;` with what follows on the line.
    pub(super) fn separator(&self) -> &'static str {
        match self.language {
            Language::English => "; ",
            Language::Chinese => "；",
        }
    }
}

/// A comma in either width, or `、`.
pub(super) fn is_comma(part: &Node<'_>) -> bool {
    part.is_sign(&[",", "，", "、"])
}
