//! The limbs of a condition and the words for each, for texts that say what is missing.
//!
//! `and` and `all of` are taken apart; any other condition is one limb. A limb is called by its text, else by the author's own words.

use crate::diagnostics::Language;
use crate::program::from_syntax::builder::{Lower, Lowered};
use crate::program::{Form, Kind, Map, RecordId, Type};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Need};
use crate::values::Value;

/// A limb of a condition.
pub(super) struct LimbWords {
    /// The limb.
    pub test: Lowered,
    /// What it is called.
    pub words: String,
}

impl<'a> Lower<'a> {
    /// The limbs of a condition that must all hold.
    pub(super) fn limbs_of(&mut self, written: &'a Expr, condition: Lowered) -> Vec<LimbWords> {
        let mut called = Vec::new();
        called_by_text(written, &mut called);
        let mut limbs = Vec::new();
        self.take_apart(condition, None, &called, &mut limbs, 0);
        limbs
    }

    fn take_apart(
        &mut self,
        condition: Lowered,
        settled: Option<Lowered>,
        called: &[(Span, &'a str)],
        limbs: &mut Vec<LimbWords>,
        depth: usize,
    ) {
        let expr = self.program.expr(condition.id).clone();
        let text = called.iter().find(|(span, _)| *span == condition.span || *span == expr.span).map(|(_, text)| *text);
        match (&expr.form, text) {
            (Form::Map(Map::And, operands), None) if depth < 64 => {
                for &operand in operands {
                    let operand = self.lowered(operand);
                    self.take_apart(operand, settled, called, limbs, depth + 1);
                }
            }
            // `(a and b), blank as no`: each limb that is blank fails.
            (Form::Settle { value, blank: Some(blank), not_applicable: None }, None) if depth < 64 => {
                let (value, blank) = (self.lowered(*value), self.lowered(*blank));
                if matches!(self.program.expr(value.id).form, Form::Map(Map::And, _)) {
                    self.take_apart(value, Some(blank), called, limbs, depth + 1);
                } else {
                    self.one_limb(condition, settled, text, limbs);
                }
            }
            _ => self.one_limb(condition, settled, text, limbs),
        }
    }

    fn one_limb(&mut self, condition: Lowered, settled: Option<Lowered>, text: Option<&str>, limbs: &mut Vec<LimbWords>) {
        let words = match text {
            Some(text) => text.to_owned(),
            None => self.told_words(condition.span),
        };
        let test = match settled {
            Some(default) if condition.ty.blank => self.settle(condition, Some(default), None, condition.span),
            _ => condition,
        };
        limbs.push(LimbWords { test, words });
    }

    /// The words of the limbs that fail, joined; an empty text when there are none. A limb that is only asked where the ones before it hold
    /// may be blank elsewhere, and is left out there.
    pub(super) fn failed_words(&mut self, limbs: &[LimbWords], owner: RecordId, span: Span) -> Lowered {
        let text = Type { kind: Kind::Text, blank: true, not_applicable: false };
        let mut words: Vec<(String, Lowered)> = Vec::new();
        // A period or a chain is several tests of one wording.
        for limb in limbs {
            match words.iter_mut().find(|(other, _)| *other == limb.words) {
                Some((_, test)) => *test = self.map(Map::And, &[*test, limb.test], Kind::YesNo, owner, limb.test.span),
                None => words.push((limb.words.clone(), limb.test)),
            }
        }
        let mut texts = Vec::new();
        for (words, test) in words {
            let nothing = self.make(Form::Blank, text, owner, test.span);
            let named = self.constant(Value::Text(words.as_str().into()), Kind::Text, owner, test.span);
            texts.push(self.cases(&[(test, nothing)], Some(named), Kind::Text, owner, test.span).id);
        }
        let between = match self.language {
            Language::English => ", ",
            Language::Chinese => "、",
        };
        self.make(Form::Map(Map::Join(between.into()), texts), Type::present(Kind::Text), owner, span)
    }
}

/// The limbs of a condition that its author gave a text.
fn called_by_text<'a>(written: &'a Expr, called: &mut Vec<(Span, &'a str)>) {
    match &written.kind {
        ExprKind::Bracket(inner) => called_by_text(inner, called),
        ExprKind::Tailed { value, .. } => called_by_text(value, called),
        ExprKind::Binary { op: BinaryOp::And, left, right, .. } => {
            called_by_text(left, called);
            called_by_text(right, called);
        }
        ExprKind::Gate { need: Need::All, limbs } => {
            for limb in limbs {
                match &limb.text {
                    Some(text) => called.push((limb.condition.span, &text.text)),
                    None => called_by_text(&limb.condition, called),
                }
            }
        }
        _ => {}
    }
}
