//! Values: rows of operands and operators, choices, brackets.

use crate::syntax::Rule;
use crate::syntax::written::{Construct, Node};

use super::doc::Frame;
use super::layout::{Layout, Next, is_comma};

impl Layout {
    /// Operands and operators. The loosest operators are where the lines end first; further lines begin where the value begins.
    pub(super) fn operators(&mut self, parts: &[Node<'_>]) {
        let Some(loosest) = parts.iter().filter_map(looseness).min() else {
            self.parts(parts);
            return;
        };
        let first = parts.iter().find_map(Node::first);
        self.framed(Frame::Align, first, |layout| {
            if loosest > AND {
                layout.operands(parts, loosest);
            } else {
                layout.framed(Frame::Group, None, |layout| layout.operands(parts, loosest));
            }
        });
    }

    /// The operands of operators of one looseness, each with the tighter operators in it.
    fn operands(&mut self, parts: &[Node<'_>], loosest: u8) {
        let mut from = 0;
        for (at, part) in parts.iter().enumerate() {
            if looseness(part) != Some(loosest) {
                continue;
            }
            self.operand(parts.get(from..at).unwrap_or_default());
            from = at + 1;
            if loosest > AND {
                self.part(part);
                self.may_end(Next::Fill);
                continue;
            }
            // `and` and `or` open a line; they do not end one.
            if parts.get(from).is_some_and(|next| matches!(next, Node::Newline)) && self.next == Next::Natural {
                self.next = Next::Hard;
                from += 1;
            }
            self.may_end(Next::Soft);
            self.part(part);
        }
        self.operand(parts.get(from..).unwrap_or_default());
    }

    fn operand(&mut self, parts: &[Node<'_>]) {
        let ends = parts.iter().rposition(|part| !part.is_between()).map_or(0, |last| last + 1);
        let begins = parts.iter().position(|part| !part.is_between()).unwrap_or(0);
        self.parts(parts.get(..begins).unwrap_or_default());
        self.operators_within(parts.get(begins..ends.max(begins)).unwrap_or_default());
        self.parts(parts.get(ends.max(begins)..).unwrap_or_default());
    }

    fn operators_within(&mut self, parts: &[Node<'_>]) {
        if parts.iter().any(|part| looseness(part).is_some()) { self.operators(parts) } else { self.parts(parts) }
    }

    /// `if … then … else …`: on one line, or a branch a line.
    pub(super) fn choice(&mut self, choice: &Construct<'_>) {
        self.framed(Frame::Align, choice.first(), |layout| {
            layout.framed(Frame::Group, None, |layout| {
                for part in &choice.parts {
                    match part.rule() {
                        Some(Rule::kw_otherwise) => layout.may_end(Next::Soft),
                        Some(Rule::kw_then) => layout.may_end(Next::Fill),
                        _ => {}
                    }
                    layout.part(part);
                }
            });
        });
    }

    /// The arguments of a call, or a value in brackets: on one line, or a part a line.
    pub(super) fn brackets(&mut self, construct: &Construct<'_>) {
        if construct.rule == Rule::arguments {
            self.touch();
        }
        let last = construct.parts.len().saturating_sub(1);
        self.framed(Frame::Hang, construct.first(), |layout| {
            layout.framed(Frame::Group, None, |layout| {
                let (open, inner) = construct.parts.split_first().map_or((None, &[][..]), |(open, inner)| (Some(open), inner));
                let inner = inner.get(..last.saturating_sub(1)).unwrap_or_default();
                open.into_iter().for_each(|open| layout.part(open));
                layout.framed(Frame::Nest, None, |layout| layout.arguments(inner));
                layout.may_end(Next::Soft);
                construct.parts.get(last).into_iter().for_each(|close| layout.part(close));
            });
        });
    }

    fn arguments(&mut self, parts: &[Node<'_>]) {
        let mut opens = true;
        for part in parts {
            if opens || part.is(Rule::call_clause) {
                self.may_end(Next::Soft);
            }
            self.part(part);
            opens = is_comma(part);
        }
    }
}

const AND: u8 = 1;

/// How loosely an operator binds, from 0; none for what is no operator between two operands.
fn looseness(part: &Node<'_>) -> Option<u8> {
    match part.rule()? {
        Rule::kw_or => Some(0),
        Rule::kw_and => Some(AND),
        Rule::op_compare | Rule::kw_in | Rule::kw_not_in | Rule::window => Some(2),
        Rule::kw_to | Rule::kw_through => Some(3),
        Rule::op_sum => Some(4),
        Rule::op_product => Some(5),
        _ => None,
    }
}
