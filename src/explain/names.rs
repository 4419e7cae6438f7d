//! Fields and named values in words: the name with its figure.
//!
//! A named value awaits a line of its own; a table or a band that gives it is told in brackets after it.

use super::teller::Teller;
use super::words::Bond;
use crate::program::{Cells, DefinitionId, ExprId, Form, Kind, OVERALL, Role, StretchValue, Written};
use crate::run::Cell;
use crate::syntax::ast::TierKind;
use crate::values::decimal::format_plain;
use crate::values::{Exact, Value};
use std::borrow::Cow;

/// The most decimals that the figure of a field has because it is written with them.
const MOST_WRITTEN: u8 = 4;

impl<'a> Teller<'a, '_> {
    /// Puts a name with its figure, a field with the decimals that it is written in.
    pub(super) fn put_named(&mut self, name: &str, expr: ExprId, row: usize, kind: Kind) -> Bond {
        self.out.push_str(name);
        self.out.push(' ');
        let (kind, cell) = (self.kind_for(expr, kind), self.value(expr, row));
        match cell {
            Cell::Present(Value::Number(number)) => self.figures().number(kind, &number, self.places_written(expr), &mut self.out),
            cell => self.put_cell(&cell, kind),
        }
        Bond::One
    }

    /// The decimals that the field at the end of references is written in.
    fn places_written(&self, expr: ExprId) -> u8 {
        let node = self.program.expr(self.leaf(expr));
        let Form::Field(field) = &node.form else { return 0 };
        match &self.program.field(node.index, *field).cells {
            Cells::Column { written: Written::Number { places, unit }, .. } if *unit == Exact::ONE && *places <= MOST_WRITTEN => *places,
            _ => 0,
        }
    }

    /// The field or value at the end of references.
    fn leaf(&self, expr: ExprId) -> ExprId {
        match &self.program.expr(expr).form {
            Form::Gather { value, .. } => self.leaf(*value),
            _ => expr,
        }
    }

    /// Puts a named value with its figure, and what gave it when that is a table or a band; else it awaits its own line.
    pub(super) fn put_definition(&mut self, id: DefinitionId, name: Cow<'a, str>, expr: ExprId, row: usize, at: usize, kind: Kind) -> Bond {
        let definition = self.program.definition(id);
        let there = if definition.owner == OVERALL { 0 } else { at };
        self.out.push_str(&name);
        if self.is_hidden(definition.owner, there) {
            return Bond::One;
        }
        self.out.push(' ');
        self.put_own_figure(expr, row, kind);
        if !self.put_what_gave_it(definition.value, there)
            && !matches!(definition.role, Role::Parameter)
            && !self.is_trivial(definition.value)
        {
            self.need(id, there, name);
        }
        Bond::One
    }

    /// Puts in brackets which row of a table or which band gave a value; false where it was neither.
    fn put_what_gave_it(&mut self, value: ExprId, row: usize) -> bool {
        let program = self.program;
        match &program.expr(value).form {
            Form::Lookup { keys, .. } if keys.iter().all(|&key| self.is_operand(key)) => {
                self.out.push_str(" [");
                self.put_keys(keys, row);
            }
            Form::Piece(piece) if piece.kind == TierKind::Bands && self.is_operand(piece.by) => {
                let Some(taken) = self.code(value, row) else { return false };
                let is_constant = match piece.stretches.get(taken).map(|stretch| &stretch.value) {
                    Some(StretchValue::Linear { slope, .. }) => slope.is_zero(),
                    Some(StretchValue::Expr(expr)) => self.is_trivial(*expr),
                    None => false,
                };
                if !is_constant {
                    return false;
                }
                self.out.push_str(" [");
                self.put_words(piece.by, row, program.expr(piece.by).ty.kind, 1);
                self.put(": ", "：");
                self.put_stretch(piece, taken);
            }
            _ => return false,
        }
        self.out.push(']');
        true
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

    /// Puts the keys that chose a cell of a table; names only where a key is not told by its own figure.
    pub(super) fn put_keys(&mut self, keys: &[ExprId], row: usize) {
        for (at, &key) in keys.iter().enumerate() {
            if at > 0 {
                self.put(", ", "、");
            }
            let start = self.out.len();
            let kind = self.program.expr(key).ty.kind;
            self.put_words(key, row, kind, 1);
            if matches!(kind, Kind::Member(_)) && self.is_operand(key) {
                self.out.truncate(start);
                self.put_own_figure(key, row, kind);
            }
            // A key is no amount: a year has no commas.
            if let Some(number) = self.number_of(key, row).filter(|number| kind == Kind::Number && number.is_integer()) {
                let figure = self.figure(kind, &Value::Number(number.clone()));
                if let Some(named) = self.out.strip_suffix(&figure).map(str::len).filter(|named| *named >= start) {
                    self.out.truncate(named);
                    self.out.push_str(&format_plain(&number).replace('-', "−"));
                }
            }
        }
    }

    /// Puts what a reference leads to.
    pub(super) fn put_gathered(&mut self, reference: ExprId, value: ExprId, expr: ExprId, row: usize, kind: Kind, depth: usize) -> Bond {
        let path = self.path(expr);
        let Some(there) = self.led_to(reference, row) else {
            return match path {
                Some(path) => self.put_named(&path, expr, row, kind),
                None => self.put_own_figure(expr, row, kind),
            };
        };
        let Some(path) = path else { return self.put_words(value, there, kind, depth + 1) };
        if self.target(reference).is_some_and(|record| self.is_hidden(record, there)) {
            self.out.push_str(&path);
            return Bond::One;
        }
        match &self.program.expr(value).form {
            Form::Definition(id) => self.put_definition(*id, path, expr, row, there, kind),
            // References within the path are followed for what they rest on.
            Form::Gather { .. } => {
                let _ = self.words(value, there, kind, depth + 1);
                self.put_named(&path, expr, row, kind)
            }
            _ => self.put_named(&path, expr, row, kind),
        }
    }
}
