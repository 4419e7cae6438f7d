//! Why a condition holds or does not: its comparisons in words with figures, only those that decided.

use super::teller::{DEPTH, Teller, tell};
use super::words::{Bond, Phrase};
use crate::program::{ExprId, Form, Kind, Map};
use crate::run::Cell;
use crate::say;
use crate::syntax::ast::Comparison;

impl Teller<'_> {
    /// The reasons why a condition is what it is: all of what made it so.
    pub(super) fn why(&mut self, expr: ExprId, row: usize, depth: usize) -> Vec<String> {
        if depth > DEPTH {
            return vec![self.own_figure(expr, row, Kind::YesNo).text];
        }
        let program = self.program;
        let truth = self.truth(expr, row);
        match &program.expr(expr).form {
            // Of a whole that holds, the limbs that hold decided; of one that does not, those that do not.
            Form::Map(Map::And, limbs) => self.deciding(limbs, row, truth, usize::MAX, depth),
            Form::Map(Map::Or, limbs) => self.deciding(limbs, row, truth, if truth == Some(true) { 1 } else { usize::MAX }, depth),
            Form::Map(Map::Not, limbs) => limbs.iter().flat_map(|&limb| self.why(limb, row, depth + 1)).collect(),
            Form::Map(Map::Compare(sign), sides) => match sides.as_slice() {
                &[left, right] => vec![self.compared(*sign, left, right, truth, row, depth)],
                _ => Vec::new(),
            },
            Form::Map(Map::IsBlank, operands) => {
                self.absence(operands, row, depth, truth, &say!("is blank", "为空"), &say!("is not blank", "不为空"))
            }
            Form::Map(Map::IsNotApplicable, operands) => {
                self.absence(operands, row, depth, truth, &say!("does not apply", "不适用"), &say!("applies", "适用"))
            }
            Form::Settle { value, .. } if self.truth(*value, row).is_some() => self.why(*value, row, depth + 1),
            Form::Constant(_) => Vec::new(),
            Form::Cases { arms, otherwise } => match self.code(expr, row) {
                Some(taken) => match arms.get(taken) {
                    Some((test, value)) => {
                        let mut why = self.why(*test, row, depth + 1);
                        why.extend(self.why(*value, row, depth + 1));
                        why
                    }
                    None => {
                        let mut why: Vec<String> = arms.iter().flat_map(|(test, _)| self.why(*test, row, depth + 1)).collect();
                        why.extend(otherwise.iter().flat_map(|&value| self.why(value, row, depth + 1)));
                        why
                    }
                },
                None => arms.iter().take(1).flat_map(|(test, _)| self.why(*test, row, depth + 1)).collect(),
            },
            Form::Field(_) | Form::Definition(_) | Form::Gather { .. } => {
                let name = self.path(expr);
                let words = self.words(expr, row, Kind::YesNo, depth + 1).text;
                vec![match (name, truth) {
                    (Some(name), Some(true)) => tell!(self, "{name} is yes", "{name} 为是"),
                    (Some(name), Some(false)) => tell!(self, "{name} is no", "{name} 为否"),
                    _ => words,
                }]
            }
            _ => vec![self.words(expr, row, Kind::YesNo, depth + 1).text],
        }
    }

    /// The reasons of the first so many limbs that came out as the whole did.
    fn deciding(&mut self, limbs: &[ExprId], row: usize, truth: Option<bool>, most: usize, depth: usize) -> Vec<String> {
        let deciding: Vec<ExprId> = limbs.iter().copied().filter(|&limb| self.truth(limb, row) == truth).take(most).collect();
        deciding.into_iter().flat_map(|limb| self.why(limb, row, depth + 1)).collect()
    }

    fn compared(&mut self, sign: Comparison, left: ExprId, right: ExprId, truth: Option<bool>, row: usize, depth: usize) -> String {
        let kinds = (self.program.expr(left).ty.kind, self.program.expr(right).ty.kind);
        let first = self.words(left, row, kinds.1, depth + 1);
        let second = self.words(right, row, kinds.0, depth + 1).within(Bond::Sum);
        if truth.is_none() {
            let words = first.text;
            let absent = self.absent_side(left, right, row);
            return tell!(self, "{words} cannot be compared with {second}: {absent}", "{words} 无法与 {second} 比较：{absent}");
        }
        let held = truth == Some(true);
        let named = self.is_named(left, &first);
        let first = if first.bond == Bond::One {
            first.text
        } else {
            // One count over another, compared with a share, is a share.
            let figure = match kinds {
                (Kind::Number, Kind::Ratio) if self.is_quotient(left) => self.cell(&self.value(left, row), Kind::Ratio),
                _ => self.own_figure(left, row, kinds.1).text,
            };
            format!("{} = {figure}", first.text)
        };
        let (en, zh) = sign_words(sign, held);
        if named {
            let is = if held { "is" } else { "is not" };
            let en = if en.is_empty() { format!("{first} {is} {second}") } else { format!("{first} {is} {en} {second}") };
            return self.tell(&crate::diagnostics::Text::both(en, format!("{first} {zh} {second}")));
        }
        let not = if held { "" } else { "not " };
        let en = if en.is_empty() { "equal to" } else { en };
        self.tell(&crate::diagnostics::Text::both(format!("{first}, {not}{en} {second}"), format!("{first}，{zh} {second}")))
    }

    fn is_quotient(&self, expr: ExprId) -> bool {
        match &self.program.expr(expr).form {
            Form::Map(Map::Divide, _) => true,
            Form::Settle { value, .. } => self.is_quotient(*value),
            _ => false,
        }
    }

    fn is_named(&self, expr: ExprId, phrase: &Phrase) -> bool {
        let settled = match &self.program.expr(expr).form {
            Form::Settle { value, .. } => *value,
            _ => expr,
        };
        phrase.bond == Bond::One && self.path(settled).is_some()
    }

    fn absent_side(&self, left: ExprId, right: ExprId, row: usize) -> String {
        let side = match self.value(left, row) {
            Cell::Present(_) => right,
            Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => left,
        };
        let cell = self.value(side, row);
        self.cell(&cell, self.program.expr(side).ty.kind)
    }

    fn absence(
        &mut self,
        operands: &[ExprId],
        row: usize,
        depth: usize,
        truth: Option<bool>,
        is: &crate::diagnostics::Text,
        is_not: &crate::diagnostics::Text,
    ) -> Vec<String> {
        let mut why = Vec::new();
        for &operand in operands {
            let kind = self.program.expr(operand).ty.kind;
            let words = self.words(operand, row, kind, depth + 1).within(Bond::One);
            let name = self.path(operand).unwrap_or_else(|| words.clone());
            why.push(match truth {
                Some(true) => format!("{name} {}", self.tell(is)),
                _ => format!("{words} {}", self.tell(is_not)),
            });
        }
        why
    }
}

/// A comparison in words: after "is" or "is not" in English; in Chinese the word that states what is so.
fn sign_words(sign: Comparison, held: bool) -> (&'static str, &'static str) {
    match (sign, held) {
        (Comparison::Equal, true) => ("", "为"),
        (Comparison::Equal, false) => ("", "不为"),
        (Comparison::NotEqual, true) => ("other than", "不为"),
        (Comparison::NotEqual, false) => ("other than", "为"),
        (Comparison::Less, true) => ("below", "低于"),
        (Comparison::Less, false) => ("below", "不低于"),
        (Comparison::LessOrEqual, true) => ("at most", "不高于"),
        (Comparison::LessOrEqual, false) => ("at most", "高于"),
        (Comparison::Greater, true) => ("above", "超过"),
        (Comparison::Greater, false) => ("above", "未超过"),
        (Comparison::GreaterOrEqual, true) => ("at least", "不低于"),
        (Comparison::GreaterOrEqual, false) => ("at least", "低于"),
    }
}
