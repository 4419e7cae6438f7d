//! An expression in words: names with the record's own figures beside them, joined by the signs of the policy.
//!
//! Fields and named values are told in [`names`](super::names).

use super::teller::{DEPTH, LENGTH, Teller, tell};
use crate::program::{ExprId, Form, Kind};
use crate::run::Cell;
use std::borrow::Cow;

/// How loosely words hold together: a sentence, a sum, a product, one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    Sentence,
    Sum,
    Product,
    One,
}

/// Words for an expression, apart from those around them.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub text: String,
    pub bond: Bond,
}

impl Phrase {
    /// The words as part of something that holds more tightly: in brackets when they would fall apart.
    pub fn within(self, bond: Bond) -> String {
        if self.bond < bond { format!("({})", self.text) } else { self.text }
    }
}

impl Teller<'_, '_> {
    /// An expression as an operand, apart.
    pub(super) fn words(&mut self, expr: ExprId, row: usize, kind: Kind, depth: usize) -> Phrase {
        let start = self.out.len();
        let bond = self.put_words(expr, row, kind, depth);
        Phrase { text: self.take_from(start), bond }
    }

    /// Puts an expression as a part of something that holds so tightly: in brackets when it would fall apart.
    pub(super) fn put_within(&mut self, expr: ExprId, row: usize, kind: Kind, depth: usize, bond: Bond) {
        let start = self.out.len();
        if self.put_words(expr, row, kind, depth) < bond {
            self.out.insert(start, '(');
            self.out.push(')');
        }
    }

    /// Puts an expression as an operand: a name with its figure, or its arithmetic. Tells how tightly the words hold together.
    pub(super) fn put_words(&mut self, expr: ExprId, row: usize, kind: Kind, depth: usize) -> Bond {
        if depth > DEPTH {
            return self.put_own_figure(expr, row, kind);
        }
        let start = self.out.len();
        let bond = self.put_form(expr, row, kind, depth);
        let words = self.since(start);
        if words.len() > LENGTH && words.chars().count() > LENGTH {
            self.out.truncate(start);
            return self.put_own_figure(expr, row, kind);
        }
        bond
    }

    fn put_form(&mut self, expr: ExprId, row: usize, kind: Kind, depth: usize) -> Bond {
        let program = self.program;
        let node = program.expr(expr);
        match &node.form {
            Form::Constant(_)
            | Form::Blank
            | Form::NotApplicable
            | Form::Row
            | Form::Closing { .. }
            | Form::Balance { .. }
            | Form::AtEntry(_) => self.put_own_figure(expr, row, kind),
            Form::Today => {
                self.put("today ", "基准日 ");
                self.put_own_figure(expr, row, kind)
            }
            Form::Field(field) => self.put_named(&program.field(node.index, *field).name, expr, row, kind),
            Form::Definition(id) => {
                let name = self.name(*id);
                self.put_definition(*id, name, expr, row, row, kind)
            }
            Form::Map(map, operands) => self.put_operation(map, operands, expr, row, kind, depth),
            Form::Settle { value, blank, not_applicable } => match (self.value(*value, row), blank, not_applicable) {
                (Cell::Blank, Some(instead), _) => self.put_settled(*value, *instead, row, kind, true, depth),
                (Cell::NotApplicable, _, Some(instead)) => self.put_settled(*value, *instead, row, kind, false, depth),
                _ => self.put_words(*value, row, kind, depth + 1),
            },
            Form::Cases { arms, otherwise } => self.put_cases(arms, *otherwise, expr, row, kind, depth),
            Form::Piece(piece) => self.put_piece(piece, expr, row, kind, depth),
            Form::Scan(scan) => self.put_scanned(scan, expr, row, kind),
            Form::Carried { fold, state } => self.put_carried(*fold, *state, expr, row, kind, depth),
            Form::Gather { reference, value } if matches!(&program.expr(*reference).form, Form::Scan(_)) => {
                self.put_neighbouring(*reference, *value, expr, row, kind)
            }
            Form::Gather { reference, value } => self.put_gathered(*reference, *value, expr, row, kind, depth),
            Form::Lookup { table, keys, .. } => {
                self.put_own_figure(expr, row, kind);
                self.out.push_str(" [");
                self.out.push_str(&program.table(*table).name);
                self.put(": ", "：");
                self.put_keys(keys, row);
                self.out.push(']');
                Bond::One
            }
            Form::Reduce(_) | Form::Cover(_) | Form::Rank(_) | Form::Allocate(_) => {
                self.put_own_figure(expr, row, kind);
                let what = self.cohort_words(expr, row, depth);
                self.put_bracketed(&what)
            }
        }
    }

    /// Puts an expression as the whole arithmetic of a value whose figure stands elsewhere.
    pub(super) fn put_arithmetic(&mut self, expr: ExprId, row: usize, kind: Kind) {
        let program = self.program;
        match &program.expr(expr).form {
            Form::Reduce(_) | Form::Cover(_) | Form::Rank(_) | Form::Allocate(_) => self.put_cohort_words(expr, row),
            Form::Gather { reference, value }
                if matches!(&program.expr(*value).form, Form::Reduce(_) | Form::Cover(_) | Form::Rank(_) | Form::Allocate(_))
                    && let Some(there) = self.led_to(*reference, row) =>
            {
                self.put_cohort_words(*value, there);
            }
            // The conditions of a value are told apart from its arithmetic.
            Form::Cases { arms, otherwise: None }
                if let [(_, value)] = arms.as_slice()
                    && self.code(expr, row) == Some(0) =>
            {
                self.put_arithmetic(*value, row, kind);
            }
            _ => {
                self.put_words(expr, row, kind, 0);
            }
        }
    }

    fn put_cohort_words(&mut self, expr: ExprId, row: usize) {
        let words = self.cohort_words(expr, row, 0);
        self.out.push_str(&words);
    }

    /// Puts what is in brackets after a figure.
    pub(super) fn put_bracketed(&mut self, what: &str) -> Bond {
        self.out.push_str(" [");
        self.out.push_str(what);
        self.out.push(']');
        Bond::One
    }

    /// Puts the figure of an expression, or its absence.
    pub(super) fn put_own_figure(&mut self, expr: ExprId, row: usize, kind: Kind) -> Bond {
        let cell = self.value(expr, row);
        self.put_cell(&cell, self.kind_for(expr, kind));
        Bond::One
    }

    /// The figure of an expression, or its absence.
    pub(super) fn own_figure(&self, expr: ExprId, row: usize, kind: Kind) -> String {
        self.cell(&self.value(expr, row), self.kind_for(expr, kind))
    }

    /// The kind that an expression is shown in: a bare figure that became money by its context is shown as money.
    pub(super) fn kind_for(&self, expr: ExprId, kind: Kind) -> Kind {
        match (self.program.expr(expr).ty.kind, kind) {
            (Kind::Number, Kind::Money(currency)) => Kind::Money(currency),
            (own, _) => own,
        }
    }

    /// Puts an absence and what stands in its place.
    fn put_settled(&mut self, value: ExprId, instead: ExprId, row: usize, kind: Kind, blank: bool, depth: usize) -> Bond {
        let name = self.path(value).or_else(|| if blank { self.what_is_blank(value, row).map(Cow::Owned) } else { None });
        let start = self.out.len();
        self.put_within(value, row, kind, depth + 1, Bond::Product);
        if let Some(name) = &name {
            self.out.truncate(start);
            if blank {
                self.put("a blank ", "");
            }
            self.out.push_str(name);
        }
        match (&name, blank) {
            (Some(_), true) => self.put(" counts as ", " 为空，按 "),
            (None, true) => self.put(" is blank and counts as ", " 为空，按 "),
            (_, false) => self.put(" does not apply and counts as ", " 不适用，按 "),
        }
        self.put_words(instead, row, self.program.expr(value).ty.kind, depth + 1);
        self.put("", " 计");
        Bond::Sentence
    }

    /// The names of the blank values that make a larger one blank.
    fn what_is_blank(&self, expr: ExprId, row: usize) -> Option<String> {
        let (mut names, mut open) = (Vec::new(), vec![expr]);
        while let Some(one) = open.pop() {
            if self.program.expr(one).index != self.program.expr(expr).index || self.value(one, row) != Cell::Blank {
                continue;
            }
            match (self.path(one), &self.program.expr(one).form) {
                (Some(name), _) if !names.contains(&name) => names.push(name),
                (None, Form::Map(_, operands)) => open.extend(operands.iter().rev()),
                _ => {}
            }
        }
        (!names.is_empty()).then(|| names.join(self.either(", ", "、")))
    }

    fn put_cases(
        &mut self,
        arms: &[(ExprId, ExprId)],
        otherwise: Option<ExprId>,
        expr: ExprId,
        row: usize,
        kind: Kind,
        depth: usize,
    ) -> Bond {
        let taken = self.code(expr, row);
        let arm = taken.and_then(|taken| arms.get(taken));
        // What decided is told after the value, but what it rests on before what the value rests on.
        let why = match (arm, taken, arms) {
            (Some((test, _)), ..) => self.why(*test, row, depth + 1),
            // A single condition tells why it does not hold; of several, that none does.
            (None, Some(_), [(test, _)]) => self.why(*test, row, depth + 1),
            (None, Some(_), _) => tell!(self, "else", "其余"),
            (None, None, _) => arms.first().map(|(test, _)| self.why(*test, row, depth + 1)).unwrap_or_default(),
        };
        let value = match arm {
            Some((_, value)) => Some(*value),
            None => otherwise.filter(|_| taken.is_some()),
        };
        match value {
            Some(value) => self.put_within(value, row, kind, depth + 1, Bond::One),
            None => {
                self.put_own_figure(expr, row, kind);
            }
        }
        if !why.is_empty() {
            self.put_bracketed(&why);
        }
        Bond::One
    }
}
