//! Why a condition holds or does not: its comparisons in words with figures, only those that decided.

use super::teller::{DEPTH, List, Teller};
use super::words::Bond;
use crate::program::{ExprId, Form, Kind, Map};
use crate::run::Cell;
use crate::syntax::ast::Comparison;

impl Teller<'_, '_> {
    /// The reasons why a condition is what it is, one after the other.
    pub(super) fn why(&mut self, expr: ExprId, row: usize, depth: usize) -> String {
        self.apart(|teller| teller.put_why(expr, row, depth, teller.list()))
    }

    /// Puts the reasons why a condition is what it is: all of what made it so.
    pub(super) fn put_why(&mut self, expr: ExprId, row: usize, depth: usize, list: List<'_>) {
        if depth > DEPTH {
            self.next_of(list);
            self.put_own_figure(expr, row, Kind::YesNo);
            return;
        }
        let program = self.program;
        let truth = self.truth(expr, row);
        match &program.expr(expr).form {
            // Of a whole that holds, the limbs that hold decided; of one that does not, those that do not.
            Form::Map(Map::And, limbs) => self.put_deciding(limbs, row, truth, usize::MAX, depth, list),
            Form::Map(Map::Or, limbs) => {
                let most = if truth == Some(true) { 1 } else { usize::MAX };
                self.put_deciding(limbs, row, truth, most, depth, list);
            }
            Form::Map(Map::Not, limbs) => limbs.iter().for_each(|&limb| self.put_why(limb, row, depth + 1, list)),
            Form::Map(Map::Compare(sign), sides) => {
                if let &[left, right] = sides.as_slice() {
                    self.next_of(list);
                    self.put_compared(*sign, left, right, truth, row, depth);
                }
            }
            Form::Map(Map::IsBlank, operands) => {
                let verbs = [self.either(" is blank", " 为空"), self.either(" is not blank", " 不为空")];
                self.put_absence(operands, row, depth, truth, verbs, list);
            }
            Form::Map(Map::IsNotApplicable, operands) => {
                let verbs = [self.either(" does not apply", " 不适用"), self.either(" applies", " 适用")];
                self.put_absence(operands, row, depth, truth, verbs, list);
            }
            Form::Settle { value, .. } if self.truth(*value, row).is_some() => self.put_why(*value, row, depth + 1, list),
            Form::Constant(_) => {}
            Form::Cases { arms, otherwise } => {
                let taken = self.code(expr, row);
                match (taken, taken.and_then(|taken| arms.get(taken))) {
                    (_, Some((test, value))) => {
                        self.put_why(*test, row, depth + 1, list);
                        self.put_why(*value, row, depth + 1, list);
                    }
                    (Some(_), None) => {
                        let rest = arms.iter().map(|(test, _)| test).chain(otherwise);
                        rest.for_each(|&expr| self.put_why(expr, row, depth + 1, list));
                    }
                    (None, None) => arms.iter().take(1).for_each(|(test, _)| self.put_why(*test, row, depth + 1, list)),
                }
            }
            Form::Field(_) | Form::Definition(_) | Form::Gather { .. } => {
                self.next_of(list);
                let start = self.out.len();
                self.put_words(expr, row, Kind::YesNo, depth + 1);
                if let (Some(truth), Some(path)) = (truth, self.path(expr)) {
                    self.out.truncate(start);
                    self.out.push_str(&path);
                    if truth { self.put(" is yes", " 为是") } else { self.put(" is no", " 为否") }
                }
            }
            _ => {
                self.next_of(list);
                self.put_words(expr, row, Kind::YesNo, depth + 1);
            }
        }
    }

    /// Puts the reasons of the first so many limbs that came out as the whole did.
    fn put_deciding(&mut self, limbs: &[ExprId], row: usize, truth: Option<bool>, most: usize, depth: usize, list: List<'_>) {
        let mut left = most;
        for &limb in limbs {
            if left > 0 && self.truth(limb, row) == truth {
                left -= 1;
                self.put_why(limb, row, depth + 1, list);
            }
        }
    }

    fn put_compared(&mut self, sign: Comparison, left: ExprId, right: ExprId, truth: Option<bool>, row: usize, depth: usize) {
        let kinds = (self.program.expr(left).ty.kind, self.program.expr(right).ty.kind);
        let bond = self.put_words(left, row, kinds.1, depth + 1);
        let Some(holds) = truth else {
            self.put(" cannot be compared with ", " 无法与 ");
            self.put_within(right, row, kinds.0, depth + 1, Bond::Sum);
            self.put(": ", " 比较：");
            return self.put_absent_side(left, right, row);
        };
        if bond != Bond::One {
            self.out.push_str(" = ");
            // One count over another, compared with a share, is a share.
            match kinds {
                (Kind::Number, Kind::Ratio) if self.is_quotient(left) => self.put_cell(&self.value(left, row), Kind::Ratio),
                _ => {
                    self.put_own_figure(left, row, kinds.1);
                }
            }
        }
        let is_named = bond == Bond::One && self.has_name(left);
        match (is_named, holds) {
            (true, true) => self.put(" is ", " "),
            (true, false) => self.put(" is not ", " "),
            (false, true) => self.put(", ", "，"),
            (false, false) => self.put(", not ", "，"),
        }
        let (en, zh) = sign_words(sign, holds);
        self.put(if en.is_empty() && !is_named { "equal to " } else { en }, zh);
        self.put_within(right, row, kinds.0, depth + 1, Bond::Sum);
    }

    fn is_quotient(&self, expr: ExprId) -> bool {
        match &self.program.expr(expr).form {
            Form::Map(Map::Divide, _) => true,
            Form::Settle { value, .. } => self.is_quotient(*value),
            _ => false,
        }
    }

    /// Whether something has a name of its own.
    fn has_name(&self, expr: ExprId) -> bool {
        let settled = match &self.program.expr(expr).form {
            Form::Settle { value, .. } => *value,
            _ => expr,
        };
        self.path(settled).is_some()
    }

    fn put_absent_side(&mut self, left: ExprId, right: ExprId, row: usize) {
        let side = match self.value(left, row) {
            Cell::Present(_) => right,
            Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => left,
        };
        let cell = self.value(side, row);
        self.put_cell(&cell, self.program.expr(side).ty.kind);
    }

    /// Puts that operands are absent, or that they are not.
    fn put_absence(&mut self, operands: &[ExprId], row: usize, depth: usize, truth: Option<bool>, [is, is_not]: [&str; 2], list: List<'_>) {
        for &operand in operands {
            self.next_of(list);
            let start = self.out.len();
            self.put_within(operand, row, self.program.expr(operand).ty.kind, depth + 1, Bond::One);
            if truth == Some(true)
                && let Some(path) = self.path(operand)
            {
                self.out.truncate(start);
                self.out.push_str(&path);
            }
            self.out.push_str(if truth == Some(true) { is } else { is_not });
        }
    }
}

/// A comparison in words: after "is" or "is not" in English; in Chinese the word that states what is so.
fn sign_words(sign: Comparison, held: bool) -> (&'static str, &'static str) {
    match (sign, held) {
        (Comparison::Equal, true) => ("", "为 "),
        (Comparison::Equal, false) => ("", "不为 "),
        (Comparison::NotEqual, true) => ("other than ", "不为 "),
        (Comparison::NotEqual, false) => ("other than ", "为 "),
        (Comparison::Less, true) => ("below ", "低于 "),
        (Comparison::Less, false) => ("below ", "不低于 "),
        (Comparison::LessOrEqual, true) => ("at most ", "不高于 "),
        (Comparison::LessOrEqual, false) => ("at most ", "高于 "),
        (Comparison::Greater, true) => ("above ", "超过 "),
        (Comparison::Greater, false) => ("above ", "未超过 "),
        (Comparison::GreaterOrEqual, true) => ("at least ", "不低于 "),
        (Comparison::GreaterOrEqual, false) => ("at least ", "低于 "),
    }
}
