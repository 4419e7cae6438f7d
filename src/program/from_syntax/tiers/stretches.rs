//! The rows of a tier as stretches that cover everything, or findings about gaps, overlaps and order.

use super::{Bound, Cut, Row};
use std::cmp::Ordering;

use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::from_syntax::builder::{Lower, Lowered};
use crate::program::{ExprId, Form, Kind, Map};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Comparison, TierValue};
use crate::values::{Exact, Value};

impl<'a> Lower<'a> {
    /// The rows as stretches that cover everything in ascending order, or findings about gaps and overlaps.
    pub(super) fn stretches(
        &mut self,
        tiers: &'a ast::Tiers,
        by: Lowered,
        rows: &[Row<'a>],
        figures: Vec<(Option<Bound>, Option<Bound>)>,
        rest: Option<(&'a TierValue, Span)>,
    ) -> Option<Vec<Cut<'a>>> {
        let mut cuts: Vec<Cut<'a>> = Vec::new();
        let last = rows.len().saturating_sub(1);
        for (at, (row, (lower, upper))) in rows.iter().zip(&figures).enumerate() {
            let lower = match (lower, at) {
                (Some(lower), _) => Some(lower.clone()),
                (None, 0) => None,
                (None, _) => cuts.last().and_then(|cut| cut.upper.clone()).map(|(figure, included)| (figure, !included)),
            };
            let upper = match (upper, figures.get(at + 1)) {
                (Some(upper), _) => Some(upper.clone()),
                (None, Some((Some((next, included)), _))) => Some((next.clone(), !included)),
                (None, _) if at == last => None,
                (None, _) => {
                    self.out_of_order(row.span, tiers);
                    return None;
                }
            };
            if let (Some((low, low_in)), Some((high, high_in))) = (&lower, &upper)
                && (low > high || (low == high && !(*low_in && *high_in)))
            {
                self.out_of_order(row.span, tiers);
                return None;
            }
            if let Some(before) = cuts.last() {
                self.must_meet(before, &lower, row.span, by.ty.kind)?;
            }
            cuts.push(Cut { lower, upper, value: row.value, span: row.span });
        }
        let open_below = cuts.first().and_then(|cut| cut.lower.clone()).filter(|lower| !self.is_floor(by, lower));
        let open_above = cuts.last().and_then(|cut| cut.upper.clone());
        match rest {
            Some((value, span)) => {
                if cuts.is_empty() {
                    cuts.push(Cut { lower: None, upper: None, value, span });
                    return Some(cuts);
                }
                if open_below.is_none() && open_above.is_none() {
                    self.never_reached(span);
                }
                if let Some((figure, included)) = open_below {
                    cuts.insert(0, Cut { lower: None, upper: Some((figure, !included)), value, span });
                }
                if let Some((figure, included)) = open_above {
                    cuts.push(Cut { lower: Some((figure, !included)), upper: None, value, span });
                }
            }
            None => {
                for (open, is_above) in [(open_below, false), (open_above, true)] {
                    if let Some((figure, included)) = open {
                        let words = self.figure_words(&figure, by.ty.kind);
                        let which = match (is_above, included) {
                            (true, true) => say!("above {words}", "超过 {words} "),
                            (true, false) => say!("from {words}", "{words} 以上"),
                            (false, true) => say!("below {words}", "不满 {words} "),
                            (false, false) => say!("up to {words}", "{words} 以下"),
                        };
                        let message = Text::both(format!("values {} fall in no row", which.en), format!("{}的值不在任何一档", which.zh));
                        self.report(
                            Diagnostic::new(Code::E0401, message)
                                .label(tiers.span, say!("this tier has a gap", "此分档有空缺"))
                                .help(say!("add a row `else: …`", "加一行 `其余：…`")),
                        );
                        return None;
                    }
                }
                if cuts.is_empty() {
                    self.report_at(
                        Code::E0401,
                        say!("this tier has no rows", "此分档没有行"),
                        tiers.span,
                        say!("nothing falls in it", "没有任何值落入其中"),
                    );
                    return None;
                }
            }
        }
        Some(cuts)
    }

    /// Whether the value never lies below a bound, by its declaration.
    pub(super) fn is_floor(&self, by: Lowered, lower: &Bound) -> bool {
        lower.1 && self.least(by.id, 0).is_some_and(|least| least >= lower.0)
    }

    /// The least that a number can be, where that is declared.
    pub(super) fn least(&self, id: ExprId, depth: usize) -> Option<Exact> {
        let expr = self.program.expr(id);
        match &expr.form {
            _ if depth > 64 => None,
            Form::Constant(Value::Number(number)) => Some(number.clone()),
            Form::Field(field) => self.program.field(expr.index, *field).range.iter().find_map(|(sign, bound)| match (sign, bound) {
                (Comparison::GreaterOrEqual | Comparison::Greater | Comparison::Equal, Value::Number(bound)) => Some(bound.clone()),
                _ => None,
            }),
            Form::Definition(id) => self.least(self.program.definition(*id).value, depth + 1),
            Form::Gather { value, .. } => self.least(*value, depth + 1),
            Form::Map(Map::Max, operands) => operands.iter().filter_map(|&operand| self.least(operand, depth + 1)).max(),
            Form::Reduce(reduce) if matches!(reduce.op, crate::program::ReduceOp::Count | crate::program::ReduceOp::CountDistinct) => {
                Some(Exact::zero())
            }
            Form::Rank(_) | Form::Map(Map::PartOf(_), _) => Some(Exact::one()),
            Form::Cover(_) => Some(Exact::zero()),
            Form::Map(Map::CalendarMonths | Map::WholeCalendarMonths | Map::PartMonths | Map::PartYears | Map::OverlapDays, _) => {
                Some(Exact::zero())
            }
            Form::Settle { value, blank, not_applicable } => {
                let mut least = self.least(*value, depth + 1)?;
                for settled in [blank, not_applicable].into_iter().flatten() {
                    least = least.min(self.least(*settled, depth + 1)?);
                }
                Some(least)
            }
            _ => None,
        }
    }

    pub(super) fn must_meet(&mut self, before: &Cut<'a>, lower: &Option<Bound>, span: Span, kind: Kind) -> Option<()> {
        let (Some((end, end_in)), Some((start, start_in))) = (&before.upper, lower) else {
            self.overlap(before.span, span, say!("the values of two rows overlap", "两行的范围重叠"));
            return None;
        };
        let (end_words, start_words) = (self.figure_words(end, kind), self.figure_words(start, kind));
        match (end.cmp(start), end_in, start_in) {
            (Ordering::Equal, true, false) | (Ordering::Equal, false, true) => return Some(()),
            (Ordering::Equal, true, true) => {
                self.overlap(before.span, span, say!("{end_words} falls in two rows", "{end_words} 同时属于两行"))
            }
            (Ordering::Greater, _, _) => {
                let message = say!(
                    "values between {start_words} and {end_words} fall in two rows",
                    "{start_words} 与 {end_words} 之间的值同时属于两行"
                );
                self.overlap(before.span, span, message);
            }
            (Ordering::Equal, false, false) => {
                let message = say!("{end_words} falls in no row", "{end_words} 不在任何一档");
                self.gap(before.span, span, message, say!("let one of the two rows include {end_words}", "由其中一行包含 {end_words}"));
            }
            (Ordering::Less, _, _) => {
                let message = say!(
                    "values between {end_words} and {start_words} fall in no row",
                    "{end_words} 与 {start_words} 之间的值不在任何一档"
                );
                self.gap(
                    before.span,
                    span,
                    message,
                    say!("let the second row begin where the first one ends", "使后一行从前一行结束之处开始"),
                );
            }
        }
        None
    }

    fn gap(&mut self, before: Span, after: Span, message: Text, help: Text) {
        self.report(
            Diagnostic::new(Code::E0401, message)
                .label(after, say!("this row begins later", "此行由此开始"))
                .label(before, say!("this row ends here", "此行到此为止"))
                .help(help),
        );
    }

    fn overlap(&mut self, before: Span, after: Span, message: Text) {
        self.report(
            Diagnostic::new(Code::E0402, message)
                .label(after, say!("this row begins before the other ends", "此行开始于另一行结束之前"))
                .label(before, say!("the other row", "另一行"))
                .help(say!("let each row begin where the one before it ends", "使每一行从前一行结束之处开始")),
        );
    }

    pub(super) fn out_of_order(&mut self, row: Span, tiers: &ast::Tiers) {
        self.report(
            Diagnostic::new(Code::E0402, say!("the rows of this tier are not in order", "此分档各行没有按次序排列"))
                .label(row, say!("this row is out of order, or holds no value", "此行次序不对，或不包含任何值"))
                .label(tiers.span, say!("in this tier", "在此分档中"))
                .help(say!("write the rows from the lowest to the highest, or the other way round", "各行由低到高或由高到低排列")),
        );
    }

    pub(super) fn never_reached(&mut self, span: Span) {
        self.report_at(
            Code::E0410,
            say!("this row is never reached", "这一行永远不会用到"),
            span,
            say!("the other rows take every value", "其他各行已包括所有的值"),
        );
    }
}
