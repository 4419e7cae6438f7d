//! Elementwise operations in words; bounds and roundings only where they changed something.

use super::teller::{Teller, tell};
use super::words::Bond;
use crate::program::{ExprId, Form, Kind, Map, ReduceOp};
use crate::values::decimal::format_plain;

impl Teller<'_, '_> {
    /// Puts an operation on operands.
    pub(super) fn put_operation(&mut self, map: &Map, operands: &[ExprId], expr: ExprId, row: usize, kind: Kind, depth: usize) -> Bond {
        let kind = self.kind_for(expr, kind);
        match map {
            Map::Add => self.put_joined(operands, row, kind, " + ", depth),
            Map::Subtract => self.put_joined(operands, row, kind, " − ", depth),
            Map::Multiply => self.put_product(operands, row, kind, depth),
            Map::Divide => self.put_joined(operands, row, kind, " ÷ ", depth),
            Map::Negate => {
                self.out.push('−');
                if let Some(&operand) = operands.last() {
                    self.put_within(operand, row, kind, depth + 1, Bond::One);
                }
                Bond::Product
            }
            Map::Not | Map::And | Map::Or | Map::Compare(_) | Map::IsBlank | Map::IsNotApplicable => {
                self.put_own_figure(expr, row, kind);
                self.out.push_str(" [");
                self.put_why(expr, row, depth + 1, self.list());
                self.out.push(']');
                Bond::One
            }
            Map::CountYes => {
                let holding = operands.iter().filter(|&&operand| self.truth(operand, row) == Some(true)).count();
                let of = operands.len();
                let how_many = tell!(self, "{holding} of {of} [", "{of} 项中 {holding} 项成立 [");
                self.out.push_str(&how_many);
                let list = self.list();
                operands.iter().for_each(|&operand| self.put_why(operand, row, depth + 1, list));
                self.out.push(']');
                Bond::One
            }
            Map::Max | Map::Min => self.put_bounded(map, operands, expr, row, kind, depth),
            Map::Round { mode, unit } => match operands.first() {
                Some(&inner) if self.value(inner, row) == self.value(expr, row) => self.put_words(inner, row, kind, depth + 1),
                Some(&inner) => {
                    self.put_equation(inner, row, kind, depth);
                    self.put(", ", "，");
                    self.out.push_str(self.rounding(*mode));
                    self.put(" to ", "到 ");
                    self.out.push_str(&format_plain(unit));
                    self.out.push_str(" = ");
                    self.put_own_figure(expr, row, kind);
                    Bond::Sentence
                }
                None => self.put_own_figure(expr, row, kind),
            },
            Map::FullMonths
            | Map::FullYears
            | Map::CalendarMonths
            | Map::WholeCalendarMonths
            | Map::PartMonths
            | Map::PartYears
            | Map::Days
            | Map::DaysThrough
            | Map::OverlapDays => self.put_period(map, operands, expr, row, depth),
            Map::FullUnits | Map::StartedUnits => {
                self.put_own_figure(expr, row, kind);
                let mut words = Vec::new();
                for &operand in operands {
                    words.push(self.words(operand, row, self.program.expr(operand).ty.kind, depth + 1).within(Bond::Product));
                }
                let (value, unit) = (words.first().cloned().unwrap_or_default(), words.get(1).cloned().unwrap_or_default());
                let what = match map {
                    Map::FullUnits => tell!(self, "full units of {unit} in {value}", "{value} 中满 {unit} 的个数"),
                    _ => tell!(self, "started units of {unit} in {value}", "{value} 中起 {unit} 的个数"),
                };
                self.put_bracketed(&what)
            }
            Map::Absolute
            | Map::PartOf(_)
            | Map::FirstOf(_)
            | Map::LastOf(_)
            | Map::Join(_)
            | Map::ToText
            | Map::MoveMember
            | Map::PlaceOf => self.put_derived(map, operands, expr, row, kind, depth),
        }
    }

    /// Puts the words of an expression with its figure after them, unless they are the figure.
    pub(super) fn put_equation(&mut self, expr: ExprId, row: usize, kind: Kind, depth: usize) {
        let start = self.out.len();
        if self.put_words(expr, row, kind, depth + 1) == Bond::One {
            return;
        }
        let end = self.out.len();
        self.out.push_str(" = ");
        self.put_own_figure(expr, row, kind);
        self.drop_what_is_said(start, end);
    }

    /// Takes an ` = ` with its figure back where the words before it end with the same.
    pub(super) fn drop_what_is_said(&mut self, start: usize, end: usize) {
        let (Some(words), Some(equals)) = (self.out.get(start..end), self.out.get(end..)) else { return };
        if words.ends_with(equals.trim_start()) {
            self.out.truncate(end);
        }
    }

    /// Puts operands with a sign between them; after − and ÷ what holds no more tightly than these is in brackets.
    fn put_joined(&mut self, operands: &[ExprId], row: usize, kind: Kind, sign: &str, depth: usize) -> Bond {
        let bond = if sign == " ÷ " { Bond::Product } else { Bond::Sum };
        // What is divided is an amount only when nothing else says so.
        let kind = if bond == Bond::Product { Kind::Number } else { kind };
        let after = match sign {
            " − " => Bond::Product,
            " ÷ " => Bond::One,
            _ => bond,
        };
        for (at, &operand) in operands.iter().enumerate() {
            if at > 0 {
                self.out.push_str(sign);
            }
            self.put_within(operand, row, kind, depth + 1, if at > 0 { after } else { bond });
        }
        bond
    }

    /// Puts a product. When it became an amount by its context, the figure that stands for an amount is shown as one.
    fn put_product(&mut self, operands: &[ExprId], row: usize, kind: Kind, depth: usize) -> Bond {
        let is_money = |expr: ExprId| matches!(self.program.expr(expr).ty.kind, Kind::Money(_));
        let amount = if matches!(kind, Kind::Money(_)) && !operands.iter().any(|&operand| is_money(operand)) {
            operands.iter().position(|&operand| self.is_price(operand))
        } else {
            None
        };
        for (at, &operand) in operands.iter().enumerate() {
            if at > 0 {
                self.out.push_str(" × ");
            }
            let kind = if amount == Some(at) { kind } else { Kind::Number };
            self.put_within(operand, row, kind, depth + 1, if at == 0 { Bond::Product } else { Bond::One });
        }
        Bond::Product
    }

    /// Whether a bare figure is what something costs: a constant or a table's, not a count.
    fn is_price(&self, expr: ExprId) -> bool {
        let node = self.program.expr(expr);
        if node.ty.kind != Kind::Number {
            return false;
        }
        match &node.form {
            Form::Constant(_) | Form::Lookup { .. } => true,
            Form::Definition(id) => self.is_price(self.program.definition(*id).value),
            Form::Map(Map::Multiply, operands) => operands.iter().any(|&operand| self.is_price(operand)),
            Form::Settle { value, .. } | Form::Gather { value, .. } => self.is_price(*value),
            Form::Reduce(reduce) => reduce.op == ReduceOp::Sum && reduce.value.is_some_and(|value| self.is_price(value)),
            _ => false,
        }
    }

    /// Puts a value held by a bound, where the bound bit; the greatest or least of several otherwise.
    fn put_bounded(&mut self, map: &Map, operands: &[ExprId], expr: ExprId, row: usize, kind: Kind, depth: usize) -> Bond {
        let is_least = *map == Map::Max;
        if let &[value, bound] = operands {
            let bit = self.value(value, row) != self.value(expr, row);
            if !bit && self.is_bound(bound) {
                return self.put_words(value, row, kind, depth + 1);
            }
            if bit {
                self.put_equation(value, row, kind, depth);
                if is_least {
                    self.put(", at least ", "，不低于 ")
                } else {
                    self.put(", at most ", "，不高于 ")
                }
                self.put_equation(bound, row, kind, depth);
                return Bond::Sentence;
            }
        }
        self.put_own_figure(expr, row, kind);
        self.put(if is_least { " [the greatest of " } else { " [the least of " }, " [");
        let list = self.list_with(self.either(" and ", "、"));
        for &operand in operands {
            self.next_of(list);
            self.put_equation(operand, row, kind, depth);
        }
        self.put("]", if is_least { " 中的最大者]" } else { " 中的最小者]" });
        Bond::One
    }

    fn is_bound(&self, expr: ExprId) -> bool {
        matches!(self.program.expr(expr).form, Form::Constant(_) | Form::Definition(_))
    }
}
