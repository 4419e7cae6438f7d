//! Places in an order and shares of an amount: the place, the size, and what decided; others' figures only where they may be shown.

use super::teller::{Teller, tell};
use super::words::Bond;
use crate::program::{Allocate, ExprId, OddUnits, Rank};
use crate::say;
use crate::syntax::ast::RankOrder;
use crate::values::decimal::format_plain;
use crate::values::{Exact, Rounding};

/// The most others that are listed.
const MOST_MEMBERS: usize = 20;

impl Teller<'_, '_> {
    /// A place: `place 3 of 12 by score 88 highest first, within branch B01`.
    pub(super) fn rank(&mut self, rank: &Rank, row: usize, expr: ExprId, depth: usize) -> String {
        let mut keys = Vec::new();
        for (key, order) in &rank.keys {
            let words = self.words(*key, row, self.program.expr(*key).ty.kind, depth + 1).within(Bond::Product);
            keys.push(self.tell(&match order {
                RankOrder::HighestFirst => say!("{words} highest first", "{words} 从高到低"),
                RankOrder::LowestFirst => say!("{words} lowest first", "{words} 从低到高"),
            }));
        }
        let comma = self.either(", ", "，");
        let keys = keys.join(comma);
        let cohort = self.cohort(rank.within, rank.among, expr, row);
        let size = cohort.len();
        let place = self.own_figure(expr, row, crate::program::Kind::Number);
        let within = self.within_words(rank.within, row, depth);
        let among = rank.among.and_then(|among| self.quote(self.program.expr(among).span));
        let among = among.map(|among| tell!(self, " among {among}", "，限于 {among}")).unwrap_or_default();
        let mut words =
            tell!(self, "place {place} of {size}{within}{among}, by {keys}", "{within}{size} 条中排第 {place}{among}，按 {keys}");
        if self.options.members
            && let Some(&(key, _)) = rank.keys.first()
        {
            let mut others = Vec::new();
            for &other in cohort.iter().filter(|&&other| other != row).take(MOST_MEMBERS) {
                let name = self.reasons.key(self.program.expr(expr).index, other);
                others.push(format!("{name} {}", self.own_figure(key, other, self.program.expr(key).ty.kind)));
            }
            if !others.is_empty() {
                let rest = size.saturating_sub(others.len()).saturating_sub(1);
                if rest > 0 {
                    others.push(tell!(self, "{rest} more", "另有 {rest} 条"));
                }
                let others = others.join("; ");
                words.push_str(&tell!(self, "; the others: {others}", "；其他：{others}"));
            }
        }
        words
    }

    /// A share: `share of pool 10,000.00 by weight 3 of 12`.
    pub(super) fn share(&mut self, allocate: &Allocate, row: usize, expr: ExprId, depth: usize) -> String {
        let amount_row = allocate.within.map_or(Some(0), |within| self.led_to(within, row));
        let kind = self.program.expr(allocate.amount).ty.kind;
        let amount = amount_row.and_then(|there| self.number_of(allocate.amount, there));
        let weight_kind = self.program.expr(allocate.weight).ty.kind;
        let weight = self.words(allocate.weight, row, weight_kind, depth + 1).within(Bond::Sum);
        let own = self.number_of(allocate.weight, row).unwrap_or_default();
        let cohort = self.cohort(allocate.within, allocate.among, allocate.weight, row);
        let mut whole = Exact::zero();
        for &member in &cohort {
            whole = whole.add(&self.number_of(allocate.weight, member).unwrap_or_default());
        }
        let shared = amount.as_ref().and_then(|amount| amount.mul(&own).div(&whole));
        let amount = match &amount {
            Some(amount) => self.number(kind, amount),
            None => tell!(self, "no amount", "无金额"),
        };
        let (whole_shown, size) = (self.number(weight_kind, &whole), cohort.len());
        let line = tell!(self, "{amount} × {weight} ÷ {whole_shown} in all of {size}", "{amount} × {weight} ÷ {size} 条合计 {whole_shown}");
        let (Some(shared), Some(given)) = (shared, self.number_of(expr, row)) else { return line };
        if shared == given {
            return line;
        }
        let cut = shared.round(Rounding::Down, &allocate.unit);
        let extra = given.sub(&cut);
        let (unit, shared, cut) = (format_plain(&allocate.unit), self.number(kind, &shared), self.number(kind, &cut));
        let line = tell!(self, "{line} = {shared}, cut down to {unit} = {cut}", "{line} = {shared}，舍去至 {unit} = {cut}");
        if extra.is_zero() {
            return line;
        }
        let extra = self.number(kind, &extra);
        let odd = self.tell(&match &allocate.odd {
            OddUnits::LargestRemainder(_) => say!("by largest remainder", "按最大余数"),
            OddUnits::OneByOne(_) => say!("one by one", "逐分"),
            OddUnits::ToFirst(_) => say!("to the first", "归首位"),
            OddUnits::ToLast(_) => say!("to the last", "归末位"),
            OddUnits::Lapse => say!("lapse", "不分配"),
        });
        tell!(self, "{line}, and {extra} of the odd cents {odd}", "{line}，另加零头 {extra}（{odd}）")
    }

    fn within_words(&mut self, within: Option<ExprId>, row: usize, depth: usize) -> String {
        let Some(within) = within else { return String::new() };
        let words = self.words(within, row, self.program.expr(within).ty.kind, depth + 1).text;
        tell!(self, " within {words}", "同 {words} 的 ")
    }

    /// The rows of one's own cohort that take part.
    fn cohort(&self, within: Option<ExprId>, among: Option<ExprId>, expr: ExprId, row: usize) -> Vec<usize> {
        let own = within.and_then(|within| self.led_to(within, row));
        (0..self.reasons.rows(self.program.expr(expr).index))
            .filter(|&of| within.is_none_or(|within| self.led_to(within, of) == own))
            .filter(|&of| among.is_none_or(|among| self.truth(among, of) == Some(true)))
            .collect()
    }
}
