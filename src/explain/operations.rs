//! Elementwise operations in words; bounds and roundings only where they changed something.

use super::teller::{Teller, tell};
use super::words::{Bond, Phrase};
use crate::program::{ExprId, Form, Kind, Map, ReduceOp};
use crate::say;
use crate::values::decimal::format_plain;

impl Teller<'_> {
    /// An operation on operands.
    pub(super) fn operation(&mut self, map: &Map, operands: &[ExprId], expr: ExprId, row: usize, kind: Kind, depth: usize) -> Phrase {
        let kind = self.kind_for(expr, kind);
        match map {
            Map::Add => self.joined(operands, row, kind, " + ", Bond::Sum, depth),
            Map::Subtract => self.joined(operands, row, kind, " − ", Bond::Sum, depth),
            Map::Multiply => self.product(operands, row, kind, depth),
            Map::Divide => self.joined(operands, row, kind, " ÷ ", Bond::Product, depth),
            Map::Negate => {
                let inner = self.operands(operands, row, kind, depth).pop().map(|phrase| phrase.within(Bond::One)).unwrap_or_default();
                Phrase { text: format!("−{inner}"), bond: Bond::Product }
            }
            Map::Not | Map::And | Map::Or | Map::Compare(_) | Map::IsBlank | Map::IsNotApplicable => {
                let comma = tell!(self, ", ", "，");
                let (figure, why) = (self.own_figure(expr, row, kind).text, self.why(expr, row, depth + 1).join(&comma));
                Phrase::one(format!("{figure} [{why}]"))
            }
            Map::CountYes => {
                let holding = operands.iter().filter(|&&operand| self.truth(operand, row) == Some(true)).count();
                let of = operands.len();
                let mut why = Vec::new();
                for &operand in operands {
                    why.extend(self.why(operand, row, depth + 1));
                }
                let comma = tell!(self, ", ", "，");
                let why = why.join(&comma);
                Phrase::one(tell!(self, "{holding} of {of} [{why}]", "{of} 项中 {holding} 项成立 [{why}]"))
            }
            Map::Max | Map::Min => self.bounded(map, operands, expr, row, kind, depth),
            Map::Round { mode, unit } => match operands.first() {
                Some(&inner) if self.value(inner, row) == self.value(expr, row) => self.words(inner, row, kind, depth + 1),
                Some(&inner) => {
                    let words = self.equation(inner, row, kind, depth);
                    let (mode, unit) = (self.rounding(*mode), format_plain(unit));
                    let figure = self.own_figure(expr, row, kind).text;
                    let text = say!("{words}, {mode} to {unit} = {figure}", "{words}，{mode}到 {unit} = {figure}");
                    Phrase { text: self.tell(&text), bond: Bond::Sentence }
                }
                None => self.own_figure(expr, row, kind),
            },
            Map::FullMonths
            | Map::FullYears
            | Map::CalendarMonths
            | Map::WholeCalendarMonths
            | Map::PartMonths
            | Map::PartYears
            | Map::Days
            | Map::DaysThrough
            | Map::OverlapDays => self.period(map, operands, expr, row, depth),
            Map::FullUnits | Map::StartedUnits => {
                let figure = self.own_figure(expr, row, kind).text;
                let mut words = Vec::new();
                for &operand in operands {
                    words.push(self.words(operand, row, self.program.expr(operand).ty.kind, depth + 1).within(Bond::Product));
                }
                let (value, unit) = (words.first().cloned().unwrap_or_default(), words.get(1).cloned().unwrap_or_default());
                Phrase::one(self.tell(&match map {
                    Map::FullUnits => say!("{figure} [full units of {unit} in {value}]", "{figure} [{value} 中满 {unit} 的个数]"),
                    _ => say!("{figure} [started units of {unit} in {value}]", "{figure} [{value} 中起 {unit} 的个数]"),
                }))
            }
            Map::Absolute
            | Map::PartOf(_)
            | Map::FirstOf(_)
            | Map::LastOf(_)
            | Map::Join(_)
            | Map::ToText
            | Map::MoveMember
            | Map::PlaceOf => self.derived(map, operands, expr, row, kind, depth),
        }
    }

    /// The words of an expression with its figure after them, unless they are the figure.
    pub(super) fn equation(&mut self, expr: ExprId, row: usize, kind: Kind, depth: usize) -> String {
        let phrase = self.words(expr, row, kind, depth + 1);
        if phrase.bond == Bond::One {
            return phrase.text;
        }
        let figure = self.own_figure(expr, row, kind).text;
        if phrase.text.ends_with(&format!("= {figure}")) { phrase.text } else { format!("{} = {figure}", phrase.text) }
    }

    fn operands(&mut self, operands: &[ExprId], row: usize, kind: Kind, depth: usize) -> Vec<Phrase> {
        operands.iter().map(|&operand| self.words(operand, row, kind, depth + 1)).collect()
    }

    fn joined(&mut self, operands: &[ExprId], row: usize, kind: Kind, sign: &str, bond: Bond, depth: usize) -> Phrase {
        // What is divided is an amount only when nothing else says so.
        let kind = if bond == Bond::Product { Kind::Number } else { kind };
        let mut parts = Vec::new();
        for (at, phrase) in self.operands(operands, row, kind, depth).into_iter().enumerate() {
            let takes_all = at > 0 && (sign == " − " || sign == " ÷ ");
            let needed = match (bond, takes_all) {
                (Bond::Sum, true) => Bond::Product,
                (_, true) => Bond::One,
                (bond, false) => bond,
            };
            parts.push(phrase.within(needed));
        }
        Phrase { text: parts.join(sign), bond }
    }

    /// A product. When it became an amount by its context, the figure that stands for an amount is shown as one.
    fn product(&mut self, operands: &[ExprId], row: usize, kind: Kind, depth: usize) -> Phrase {
        let is_money = |expr: ExprId| matches!(self.program.expr(expr).ty.kind, Kind::Money(_));
        let amount = if matches!(kind, Kind::Money(_)) && !operands.iter().any(|&operand| is_money(operand)) {
            operands.iter().position(|&operand| self.is_price(operand))
        } else {
            None
        };
        let mut parts = Vec::new();
        for (at, &operand) in operands.iter().enumerate() {
            let kind = if amount == Some(at) { kind } else { Kind::Number };
            let bond = if at == 0 { Bond::Product } else { Bond::One };
            let phrase = self.words(operand, row, kind, depth + 1);
            parts.push(phrase.within(bond));
        }
        Phrase { text: parts.join(" × "), bond: Bond::Product }
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

    /// A value held by a bound, where the bound bit; the greatest or least of several otherwise.
    fn bounded(&mut self, map: &Map, operands: &[ExprId], expr: ExprId, row: usize, kind: Kind, depth: usize) -> Phrase {
        let least = *map == Map::Max;
        if let &[value, bound] = operands {
            let result = self.value(expr, row);
            let bit = self.value(value, row) != result;
            if !bit && self.is_bound(bound) {
                return self.words(value, row, kind, depth + 1);
            }
            if bit {
                let value = self.equation(value, row, kind, depth);
                let bound = self.equation(bound, row, kind, depth);
                let text = if least {
                    say!("{value}, at least {bound}", "{value}，不低于 {bound}")
                } else {
                    say!("{value}, at most {bound}", "{value}，不高于 {bound}")
                };
                return Phrase { text: self.tell(&text), bond: Bond::Sentence };
            }
        }
        let all: Vec<String> = operands.iter().map(|&operand| self.equation(operand, row, kind, depth)).collect();
        let figure = self.own_figure(expr, row, kind).text;
        let (all_en, all_zh) = (all.join(" and "), all.join("、"));
        Phrase::one(self.tell(&if least {
            say!("{figure} [the greatest of {all_en}]", "{figure} [{all_zh} 中的最大者]")
        } else {
            say!("{figure} [the least of {all_en}]", "{figure} [{all_zh} 中的最小者]")
        }))
    }

    fn is_bound(&self, expr: ExprId) -> bool {
        matches!(self.program.expr(expr).form, Form::Constant(_)) || matches!(self.program.expr(expr).form, Form::Definition(_))
    }
}
