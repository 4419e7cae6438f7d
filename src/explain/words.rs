//! An expression in words: names with the record's own figures beside them, joined by the signs of the policy.
//!
//! A named value is told by name and figure and awaits a line of its own; a table or a band that gives it is told in brackets.

use super::teller::{DEPTH, LENGTH, Teller, tell};
use crate::program::{DefinitionId, ExprId, Form, Kind, OVERALL, Role};
use crate::run::Cell;
use crate::say;
use crate::syntax::ast::TierKind;
use crate::values::Value;

/// How loosely words hold together: a sentence, a sum, a product, one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    Sentence,
    Sum,
    Product,
    One,
}

/// Words for an expression.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub text: String,
    pub bond: Bond,
}

impl Phrase {
    pub fn one(text: impl Into<String>) -> Phrase {
        Phrase { text: text.into(), bond: Bond::One }
    }

    /// The words as part of something that holds more tightly: in brackets when they would fall apart.
    pub fn within(self, bond: Bond) -> String {
        if self.bond < bond { format!("({})", self.text) } else { self.text }
    }
}

impl Teller<'_> {
    /// An expression as an operand: a name with its figure, or its arithmetic.
    pub(super) fn words(&mut self, expr: ExprId, row: usize, kind: Kind, depth: usize) -> Phrase {
        if depth > DEPTH {
            return self.own_figure(expr, row, kind);
        }
        let program = self.program;
        let node = program.expr(expr);
        let phrase = match &node.form {
            Form::Constant(_) | Form::Blank | Form::NotApplicable | Form::Row | Form::Closing { .. } | Form::Balance { .. } => {
                self.own_figure(expr, row, kind)
            }
            Form::AtEntry(_) => self.own_figure(expr, row, kind),
            Form::Today => {
                let day = self.own_figure(expr, row, kind).text;
                Phrase::one(tell!(self, "today {day}", "基准日 {day}"))
            }
            Form::Field(field) => {
                let name = program.field(node.index, *field).name.clone();
                self.named(&name, expr, row, kind)
            }
            Form::Definition(id) => {
                let name = self.name(*id);
                self.definition_words(*id, &name, expr, row, row, kind)
            }
            Form::Map(map, operands) => self.operation(map, operands, expr, row, kind, depth),
            Form::Settle { value, blank, not_applicable } => match (self.value(*value, row), blank, not_applicable) {
                (Cell::Blank, Some(instead), _) => self.settled(*value, *instead, row, kind, true, depth),
                (Cell::NotApplicable, _, Some(instead)) => self.settled(*value, *instead, row, kind, false, depth),
                _ => self.words(*value, row, kind, depth + 1),
            },
            Form::Cases { arms, otherwise } => self.cases(arms, *otherwise, expr, row, kind, depth),
            Form::Piece(piece) => self.piece(piece, expr, row, kind, depth),
            Form::Scan(scan) => self.scanned(scan, expr, row, kind),
            Form::Carried { fold, state } => self.carried(*fold, *state, expr, row, kind, depth),
            Form::Gather { reference, value } if matches!(&program.expr(*reference).form, Form::Scan(_)) => {
                self.neighbouring(*reference, *value, expr, row, kind)
            }
            Form::Gather { reference, value } => self.gathered(*reference, *value, expr, row, kind, depth),
            Form::Lookup { table, keys, .. } => {
                let figure = self.own_figure(expr, row, kind).text;
                let (name, keys) = (program.table(*table).name.clone(), self.keys(keys, row));
                Phrase::one(format!("{figure} [{name}: {keys}]"))
            }
            Form::Reduce(_) | Form::Cover(_) | Form::Rank(_) | Form::Allocate(_) => {
                let (figure, what) = (self.own_figure(expr, row, kind).text, self.cohort_words(expr, row, depth));
                Phrase::one(format!("{figure} [{what}]"))
            }
        };
        if phrase.text.chars().count() > LENGTH { self.own_figure(expr, row, kind) } else { phrase }
    }

    /// An expression as the whole arithmetic of a value whose figure stands elsewhere.
    pub(super) fn arithmetic(&mut self, expr: ExprId, row: usize, kind: Kind) -> String {
        let program = self.program;
        match &program.expr(expr).form {
            Form::Reduce(_) | Form::Cover(_) | Form::Rank(_) | Form::Allocate(_) => self.cohort_words(expr, row, 0),
            Form::Gather { reference, value }
                if matches!(&program.expr(*value).form, Form::Reduce(_) | Form::Cover(_) | Form::Rank(_) | Form::Allocate(_)) =>
            {
                match self.led_to(*reference, row) {
                    Some(there) => self.cohort_words(*value, there, 0),
                    None => self.words(expr, row, kind, 0).text,
                }
            }
            // The conditions of a value are told apart from its arithmetic.
            Form::Cases { arms, otherwise: None } if arms.len() == 1 => match (self.code(expr, row), arms.first()) {
                (Some(0), Some((_, value))) => self.arithmetic(*value, row, kind),
                _ => self.words(expr, row, kind, 0).text,
            },
            _ => self.words(expr, row, kind, 0).text,
        }
    }

    /// The figure of an expression, or its absence.
    pub(super) fn own_figure(&self, expr: ExprId, row: usize, kind: Kind) -> Phrase {
        let cell = self.value(expr, row);
        Phrase::one(self.cell(&cell, self.kind_for(expr, kind)))
    }

    /// A cell in words.
    pub(super) fn cell(&self, cell: &Cell, kind: Kind) -> String {
        match cell {
            Cell::Present(value) => self.figure(kind, value),
            Cell::Blank => tell!(self, "blank", "空"),
            Cell::NotApplicable => tell!(self, "not applicable", "不适用"),
            Cell::NotGiven => tell!(self, "not given", "未给出"),
            Cell::TooLarge => tell!(self, "too large", "过大"),
        }
    }

    /// The kind that an expression is shown in: a bare figure that became money by its context is shown as money.
    pub(super) fn kind_for(&self, expr: ExprId, kind: Kind) -> Kind {
        match (self.program.expr(expr).ty.kind, kind) {
            (Kind::Number, Kind::Money(currency)) => Kind::Money(currency),
            (own, _) => own,
        }
    }

    /// A name with its figure.
    fn named(&mut self, name: &str, expr: ExprId, row: usize, kind: Kind) -> Phrase {
        let figure = self.field_figure(expr, row, kind);
        Phrase::one(format!("{name} {figure}"))
    }

    /// The figure of a field, with the decimals it is written in.
    fn field_figure(&self, expr: ExprId, row: usize, kind: Kind) -> String {
        let node = self.program.expr(self.leaf(expr));
        let places = match &node.form {
            Form::Field(field) => match &self.program.field(node.index, *field).cells {
                crate::program::Cells::Column { written: crate::program::Written::Number { places, unit }, .. }
                    if *unit == crate::values::Exact::one() && *places <= 4 =>
                {
                    *places
                }
                _ => 0,
            },
            _ => 0,
        };
        match self.value(expr, row) {
            Cell::Present(Value::Number(number)) => self.number(self.kind_for(expr, kind), &number, places),
            cell => self.cell(&cell, self.kind_for(expr, kind)),
        }
    }

    /// The field or value at the end of references.
    fn leaf(&self, expr: ExprId) -> ExprId {
        match &self.program.expr(expr).form {
            Form::Gather { value, .. } => self.leaf(*value),
            _ => expr,
        }
    }

    /// A named value with its figure, and what gave it when that is a table or a band; else it awaits its own line.
    fn definition_words(&mut self, id: DefinitionId, name: &str, expr: ExprId, row: usize, at: usize, kind: Kind) -> Phrase {
        let program = self.program;
        let definition = program.definition(id);
        let figure = self.own_figure(expr, row, kind).text;
        let there = if definition.owner == OVERALL { 0 } else { at };
        if self.is_hidden(definition.owner, there) {
            return Phrase::one(name);
        }
        if let Some(inside) = self.inside_brackets(definition.value, there) {
            return Phrase::one(format!("{name} {figure} [{inside}]"));
        }
        let trivial = matches!(definition.role, Role::Parameter) || self.is_trivial(definition.value);
        if !trivial {
            self.need(id, there, name);
        }
        Phrase::one(format!("{name} {figure}"))
    }

    /// What stands in brackets after a value that one row of a table or one band gave.
    fn inside_brackets(&mut self, value: ExprId, row: usize) -> Option<String> {
        let program = self.program;
        match &program.expr(value).form {
            Form::Lookup { keys, .. } if keys.iter().all(|&key| self.is_operand(key)) => Some(self.keys(keys, row)),
            Form::Piece(piece) if piece.kind == TierKind::Bands && self.is_operand(piece.by) => {
                let taken = self.code(value, row)?;
                let constant = match piece.stretches.get(taken).map(|stretch| &stretch.value)? {
                    crate::program::StretchValue::Linear { slope, .. } => slope.is_zero(),
                    crate::program::StretchValue::Expr(expr) => self.is_trivial(*expr),
                };
                let kind = program.expr(piece.by).ty.kind;
                constant.then(|| format!("{}: {}", self.words(piece.by, row, kind, 1).text, self.stretch_words(piece, taken)))
            }
            _ => None,
        }
    }

    /// Whether words for it are a name and a figure.
    fn is_operand(&self, expr: ExprId) -> bool {
        match &self.program.expr(expr).form {
            Form::Field(_) | Form::Definition(_) | Form::Constant(_) | Form::Row | Form::Today => true,
            Form::Gather { reference, value } => self.is_operand(*reference) && self.is_operand(*value),
            Form::Settle { value, blank, not_applicable } => {
                self.is_operand(*value) && [blank, not_applicable].into_iter().flatten().all(|&instead| self.is_operand(instead))
            }
            _ => false,
        }
    }

    /// Whether a value needs no arithmetic.
    fn is_trivial(&self, expr: ExprId) -> bool {
        match &self.program.expr(expr).form {
            Form::Field(_) | Form::Constant(_) | Form::Row | Form::Today | Form::Blank | Form::NotApplicable => true,
            Form::Gather { reference, value } => self.is_trivial(*reference) && self.is_trivial(*value),
            _ => false,
        }
    }

    /// The keys that chose a cell of a table; names only where a key is not told by its own figure.
    fn keys(&mut self, keys: &[ExprId], row: usize) -> String {
        let mut words = Vec::new();
        for &key in keys {
            let kind = self.program.expr(key).ty.kind;
            words.push(match kind {
                Kind::Member(_) if self.is_operand(key) => {
                    self.words(key, row, kind, 1);
                    self.own_figure(key, row, kind).text
                }
                _ => self.words(key, row, kind, 1).text,
            });
        }
        words.join(", ")
    }

    /// An absence and what stands in its place.
    fn settled(&mut self, value: ExprId, instead: ExprId, row: usize, kind: Kind, blank: bool, depth: usize) -> Phrase {
        let name = self.path(value).or_else(|| if blank { self.what_is_blank(value, row) } else { None });
        let words = self.words(value, row, kind, depth + 1).within(Bond::Product);
        let kind = self.program.expr(value).ty.kind;
        let instead = self.words(instead, row, kind, depth + 1).text;
        let text = match (name, blank) {
            (Some(name), true) => say!("a blank {name} counts as {instead}", "{name} 为空，按 {instead} 计"),
            (Some(name), false) => say!("{name} does not apply and counts as {instead}", "{name} 不适用，按 {instead} 计"),
            (None, true) => say!("{words} is blank and counts as {instead}", "{words} 为空，按 {instead} 计"),
            (None, false) => say!("{words} does not apply and counts as {instead}", "{words} 不适用，按 {instead} 计"),
        };
        Phrase { text: self.tell(&text), bond: Bond::Sentence }
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
        let comma = tell!(self, ", ", "、");
        (!names.is_empty()).then(|| names.join(&comma))
    }

    /// The names that lead to a value: `branch.region`.
    pub(super) fn path(&self, expr: ExprId) -> Option<String> {
        let node = self.program.expr(expr);
        match &node.form {
            Form::Field(field) => Some(self.program.field(node.index, *field).name.clone()),
            Form::Definition(id) => Some(self.name(*id)),
            Form::Gather { reference, value } => Some(format!("{}.{}", self.path(*reference)?, self.path(*value)?)),
            _ => None,
        }
    }

    fn gathered(&mut self, reference: ExprId, value: ExprId, expr: ExprId, row: usize, kind: Kind, depth: usize) -> Phrase {
        let Some(there) = self.led_to(reference, row) else { return self.unreached(expr, row, kind) };
        let hidden = self.target(reference).is_some_and(|record| self.is_hidden(record, there));
        let leaf = &self.program.expr(value).form;
        match (leaf, self.path(expr)) {
            (_, Some(path)) if hidden => Phrase::one(path),
            (Form::Definition(id), Some(path)) => self.definition_words(*id, &path, expr, row, there, kind),
            (_, Some(path)) => {
                // References within the path are followed for what they rest on.
                if matches!(leaf, Form::Gather { .. }) {
                    self.words(value, there, kind, depth + 1);
                }
                self.named(&path, expr, row, kind)
            }
            (_, None) => self.words(value, there, kind, depth + 1),
        }
    }

    fn unreached(&mut self, expr: ExprId, row: usize, kind: Kind) -> Phrase {
        match self.path(expr) {
            Some(path) => self.named(&path, expr, row, kind),
            None => self.own_figure(expr, row, kind),
        }
    }

    fn cases(
        &mut self,
        arms: &[(ExprId, ExprId)],
        otherwise: Option<ExprId>,
        expr: ExprId,
        row: usize,
        kind: Kind,
        depth: usize,
    ) -> Phrase {
        let taken = self.code(expr, row);
        let (value, why) = match taken.and_then(|taken| arms.get(taken)) {
            Some((test, value)) => (Some(*value), self.why(*test, row, depth + 1)),
            // A single condition tells why it does not hold; of several, that none does.
            None if taken.is_some() => match arms {
                [(test, _)] => (otherwise, self.why(*test, row, depth + 1)),
                _ => (otherwise, vec![tell!(self, "else", "其余")]),
            },
            None => (None, arms.iter().take(1).flat_map(|(test, _)| self.why(*test, row, depth + 1)).collect()),
        };
        let words = match value {
            Some(value) => self.words(value, row, kind, depth + 1).within(Bond::One),
            None => self.own_figure(expr, row, kind).text,
        };
        let comma = tell!(self, ", ", "，");
        Phrase::one(if why.is_empty() { words } else { format!("{words} [{}]", why.join(&comma)) })
    }
}
