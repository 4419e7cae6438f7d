//! How the amounts of clauses come about: what a penalty takes of what, and how a total adds up.

use super::outline::usual_sign;
use super::statement::{Part, Status};
use super::teller::{Teller, tell};
use super::words::Bond;
use crate::program::{Definition, DefinitionId, ExprId, Form, Map, Role, Sign};
use crate::values::Exact;
use std::borrow::Cow;

impl<'a> Teller<'a, '_> {
    /// Puts a penalty: what it takes of what, rounded, and cut to what earlier ones left.
    pub(super) fn put_penalty(&mut self, definition: &Definition, on: &[DefinitionId], takes: ExprId, row: usize) {
        let (kind, program) = (definition.ty.kind, self.program);
        match &program.expr(definition.unrounded).form {
            Form::Map(Map::Multiply, operands)
                if let &[base, share] = operands.as_slice()
                    && share == takes =>
            {
                self.put_within(takes, row, kind, 0, Bond::Product);
                self.out.push_str(" × ");
                self.put_within(base, row, kind, 0, Bond::One);
            }
            _ => {
                let amount = self.apart(|teller| teller.put_arithmetic(definition.unrounded, row, kind));
                let names = on.iter().map(|&on| self.name(on)).collect::<Vec<_>>();
                let names = names.join(self.either(", ", "、"));
                self.out.push_str(&tell!(self, "{amount} on {names}", "对 {names} {amount}"));
            }
        }
        let (Some(wanted), Some(taken)) = (self.number_of(definition.unrounded, row), self.number_of(definition.value, row)) else {
            return;
        };
        let rounded = wanted.round(program.head.rounding, &program.head.unit);
        if rounded != wanted {
            self.out.push_str(" = ");
            self.put_number(kind, &wanted);
            self.put_mode();
        }
        if rounded != taken {
            let (figure, left) = (self.number(kind, &rounded), self.number(kind, &taken));
            self.out.push_str(&tell!(
                self,
                " = {figure}, at most the {left} that is left after earlier penalties",
                " = {figure}，不高于此前扣罚后所余 {left}"
            ));
        }
    }

    /// Puts a total as the sum of its signed parts.
    pub(super) fn put_total(&mut self, definition: &Definition, parts: &[(Sign, ExprId)], row: usize) {
        let (kind, start) = (definition.ty.kind, self.out.len());
        let mut sum = Exact::zero();
        for (at, &(sign, part)) in parts.iter().enumerate() {
            self.out.push_str(match (at, sign) {
                (0, Sign::Plus) => "",
                (0, Sign::Minus) => "−",
                (_, Sign::Plus) => " + ",
                (_, Sign::Minus) => " − ",
            });
            let amount = self.number_of(part, row).unwrap_or_default();
            match self.part_name(part) {
                Some(name) => {
                    // A part that is no line of its own is told below.
                    let start = self.out.len();
                    self.put_words(part, row, kind, 0);
                    self.out.truncate(start);
                    self.out.push_str(&name);
                    self.out.push(' ');
                    self.put_number(kind, &amount);
                }
                None => self.put_within(part, row, kind, 0, Bond::Product),
            }
            sum = if sign == Sign::Plus { sum.add(&amount) } else { sum.sub(&amount) };
        }
        let unrounded = self.number_of(definition.unrounded, row);
        if let Some(unrounded) = unrounded.filter(|unrounded| *unrounded != sum) {
            // The tails of a total: its bounds.
            self.out.push_str(" = ");
            self.put_number(kind, &sum);
            self.put(", held to ", "，限为 ");
            self.put_number(kind, &unrounded);
        }
        self.put_rounding(start, definition, row);
    }

    /// The signed parts of a total, for those who add them up.
    pub(super) fn signed_parts(&self, definition: &Definition, row: usize, status: Status) -> Vec<Part<'a>> {
        let Role::Total(parts) = &definition.role else { return Vec::new() };
        if status != Status::Applies {
            return Vec::new();
        }
        let part = |&(sign, part): &(Sign, ExprId)| Part {
            sign,
            name: self.part_name(part).or_else(|| self.quote(self.program.expr(part).span).map(Cow::Owned)).unwrap_or_default(),
            amount: self.number_of(part, row).unwrap_or_default(),
        };
        parts.iter().map(part).collect()
    }

    fn part_name(&self, part: ExprId) -> Option<Cow<'a, str>> {
        match &self.program.expr(part).form {
            Form::Settle { value, .. } => self.part_name(*value),
            _ => self.path(part),
        }
    }

    /// How a value stands in the totals of its record.
    pub(super) fn sign_of(&self, id: DefinitionId) -> Sign {
        self.outline.and_then(|outline| outline.sign(id)).unwrap_or_else(|| usual_sign(self.program.definition(id)))
    }
}
