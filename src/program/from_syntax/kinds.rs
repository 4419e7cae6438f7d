//! Which kinds go together: adding, comparing, multiplying, dividing, and what a value must be where it stands.
//!
//! A bare figure takes its kind from its context. Every refusal names both causes and the way out.

use super::builder::{Lower, Lowered, Scope};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::{Kind, Map, RecordId};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Comparison};
use crate::values::Exact;

impl Lower<'_> {
    /// The sum or difference of two values.
    pub fn add_or_subtract(&mut self, op: BinaryOp, left: Lowered, right: Lowered, index: RecordId, span: Span) -> Lowered {
        if self.is_broken(left) || self.is_broken(right) {
            return self.broken(index, span);
        }
        let map = if op == BinaryOp::Add { Map::Add } else { Map::Subtract };
        // In a sum 1 is the whole: `1 − share` needs no sign.
        let is_whole = |side: Lowered| side.bare && self.number_of(side.id) == Some(Exact::one());
        let (left, right) = if is_whole(left) || is_whole(right) { self.of_one_kind(left, right) } else { self.alike(left, right) };
        let kind = match (left.ty.kind, right.ty.kind) {
            (a, b) if a == b && (a.is_numeric() || a == Kind::Duration) => a,
            (Kind::Ratio, Kind::Points) | (Kind::Points, Kind::Ratio) => Kind::Ratio,
            (Kind::Number, Kind::Ratio) | (Kind::Ratio, Kind::Number) => Kind::Number,
            (Kind::Date, Kind::Duration) => {
                self.note_anniversary(left, right, span);
                Kind::Date
            }
            (Kind::Duration, Kind::Date) if op == BinaryOp::Add => {
                self.note_anniversary(right, left, span);
                return self.map(map, &[right, left], Kind::Date, index, span);
            }
            (Kind::Nothing, kind) | (kind, Kind::Nothing) if kind.is_numeric() => kind,
            _ => {
                self.cannot_add(op, left, right);
                return self.broken(index, span);
            }
        };
        let sum = self.map(map, &[left, right], kind, index, span);
        Lowered { bare: left.bare && right.bare, ..sum }
    }

    /// A bare figure beside a value takes that value's kind, and carries the sign of its figures.
    pub fn alike(&mut self, left: Lowered, right: Lowered) -> (Lowered, Lowered) {
        if left.bare != right.bare && left.ty.kind != right.ty.kind {
            self.must_carry_alike(&[left, right]);
        }
        self.of_one_kind(left, right)
    }

    /// A bare figure beside a value takes that value's kind.
    fn of_one_kind(&mut self, left: Lowered, right: Lowered) -> (Lowered, Lowered) {
        match (left.bare, right.bare) {
            (true, false) if right.ty.kind.is_numeric() => (self.as_kind(left, right.ty.kind), right),
            (false, true) if left.ty.kind.is_numeric() => (left, self.as_kind(right, left.ty.kind)),
            _ => (left, right),
        }
    }

    /// A bare figure as another numeric kind.
    fn as_kind(&mut self, value: Lowered, kind: Kind) -> Lowered {
        if value.ty.kind == Kind::Number { self.retyped(value, kind) } else { value }
    }

    /// The product of two values.
    pub fn multiply(&mut self, left: Lowered, right: Lowered, index: RecordId, span: Span) -> Lowered {
        if self.is_broken(left) || self.is_broken(right) {
            return self.broken(index, span);
        }
        let kind = match (left.ty.kind, right.ty.kind) {
            (Kind::Ratio, Kind::Ratio) => Kind::Ratio,
            (Kind::Number | Kind::Ratio, Kind::Number | Kind::Ratio) => Kind::Number,
            (Kind::Money(currency), Kind::Number | Kind::Ratio) | (Kind::Number | Kind::Ratio, Kind::Money(currency)) => {
                Kind::Money(currency)
            }
            (Kind::Points, Kind::Number) | (Kind::Number, Kind::Points) => Kind::Points,
            (Kind::Nothing, kind) | (kind, Kind::Nothing) if kind.is_numeric() => kind,
            _ => {
                let (a, b) = (self.kind_words(left.ty.kind), self.kind_words(right.ty.kind));
                let (code, help) = match (left.ty.kind, right.ty.kind) {
                    (Kind::Money(_), Kind::Money(_)) => {
                        (Code::E0303, say!("divide the two for a ratio, or multiply by a number", "两个金额相除得比率；相乘须乘以数或比率"))
                    }
                    (Kind::Money(_), Kind::Points) | (Kind::Points, Kind::Money(_)) => {
                        (Code::E0307, say!("a rate on an amount is written in `%`", "按比例计算金额，比率须写成 `%`"))
                    }
                    _ => (Code::E0303, say!("only a number or a ratio multiplies another value", "只有数或比率才能与其他值相乘")),
                };
                let message = Text::both(format!("{} and {} cannot be multiplied", a.en, b.en), format!("{}与{}不能相乘", a.zh, b.zh));
                self.two_causes(code, message, left, right, help);
                return self.broken(index, span);
            }
        };
        // `70_000 × 150%` is a figure still.
        let figure = |side: Lowered| side.bare || side.ty.kind == Kind::Ratio && self.number_of(side.id).is_some();
        let bare = (left.bare || right.bare) && figure(left) && figure(right);
        let product = self.map(Map::Multiply, &[left, right], kind, index, span);
        Lowered { bare, ..product }
    }

    /// The quotient of two values; blank where the second may be zero.
    pub fn divide(&mut self, left: Lowered, right: Lowered, scope: &Scope, span: Span) -> Lowered {
        let index = scope.index;
        if self.is_broken(left) || self.is_broken(right) {
            return self.broken(index, span);
        }
        let kind = match (left.ty.kind, right.ty.kind) {
            (Kind::Money(a), Kind::Money(b)) if a == b => Kind::Ratio,
            (Kind::Money(currency), Kind::Number | Kind::Ratio) => Kind::Money(currency),
            (Kind::Ratio, Kind::Number) => Kind::Ratio,
            (Kind::Points, Kind::Number) => Kind::Points,
            (Kind::Number, Kind::Money(currency)) if left.bare => {
                // `1_000_000 / deposits`: the figure is money beside money.
                let left = self.retyped(left, Kind::Money(currency));
                return self.divide(left, right, scope, span);
            }
            (Kind::Number, Kind::Number | Kind::Ratio) | (Kind::Ratio, Kind::Ratio) | (Kind::Points, Kind::Points) => Kind::Number,
            (Kind::Nothing, kind) | (kind, Kind::Nothing) if kind.is_numeric() => kind,
            _ => {
                let (a, b) = (self.kind_words(left.ty.kind), self.kind_words(right.ty.kind));
                let code = match (left.ty.kind, right.ty.kind) {
                    (Kind::Money(_), Kind::Money(_)) => Code::E0308,
                    _ => Code::E0303,
                };
                let message = Text::both(format!("{} cannot be divided by {}", a.en, b.en), format!("{}不能除以{}", a.zh, b.zh));
                let help = match (left.ty.kind, right.ty.kind) {
                    (Kind::Money(_), Kind::Money(_)) => {
                        say!("bring both to one currency first: multiply one by a rate of exchange", "先折算成同一币种：其一乘以汇率")
                    }
                    (Kind::Money(_), Kind::Points) => say!("a rate on an amount is written in `%`", "按比例计算金额，比率须写成 `%`"),
                    _ => say!(
                        "only a number, a ratio or money of the same currency divides, and it divides a number, a ratio or money",
                        "只有数、比率和同币种的金额可以相除"
                    ),
                };
                self.two_causes(code, message, left, right, help);
                return self.broken(index, span);
            }
        };
        let nonzero = self.is_nonzero(right.id, scope);
        let mut quotient = self.map(Map::Divide, &[left, right], kind, index, span);
        if !nonzero {
            let expr = &mut self.program.expressions[quotient.id.at()];
            expr.ty.blank = true;
            quotient.ty.blank = true;
        }
        Lowered { bare: left.bare && right.bare, ..quotient }
    }

    /// A comparison of two values as written.
    pub fn compare_kinds(&mut self, sign: Comparison, left: Lowered, right: Lowered, index: RecordId, span: Span) -> Lowered {
        if self.is_broken(left) || self.is_broken(right) {
            return self.broken(index, span);
        }
        let (left, right) = self.alike(left, right);
        let equality = matches!(sign, Comparison::Equal | Comparison::NotEqual);
        let fits = match (left.ty.kind, right.ty.kind) {
            (a, b) if a == b => equality || a.is_ordered(&self.program),
            (Kind::Number, Kind::Ratio) | (Kind::Ratio, Kind::Number) => true,
            _ => false,
        };
        if fits {
            return self.compare(sign, left, right, index, span);
        }
        self.cannot_compare(left, right);
        self.broken(index, span)
    }

    /// The value as a kind that its place awaits, or a finding.
    pub fn must_be_kind(&mut self, value: Lowered, kind: Kind) -> Lowered {
        if self.is_broken(value) || value.ty.kind == kind {
            return value;
        }
        match (value.ty.kind, kind) {
            // A literal blank is a blank of any kind.
            (Kind::Nothing, _) => self.retyped(value, kind),
            // Without a money operand the whole value becomes money; a ratio is a number.
            (Kind::Number, Kind::Money(_) | Kind::Ratio | Kind::Points) | (Kind::Ratio, Kind::Number) => self.retyped(value, kind),
            _ => {
                let (wanted, found) = (self.kind_words(kind), self.kind_words(value.ty.kind));
                let label = self.what_it_is(value);
                let code = if (value.ty.kind, kind) == (Kind::Points, kind) && matches!(kind, Kind::Money(_) | Kind::Ratio) {
                    Code::E0307
                } else {
                    Code::E0304
                };
                let mut finding = Diagnostic::new(
                    code,
                    Text::both(
                        format!("{} is needed here, not {}", wanted.en, found.en),
                        format!("此处须为{}，而不是{}", wanted.zh, found.zh),
                    ),
                )
                .label(value.span, label);
                finding = match (kind, value.ty.kind) {
                    (Kind::Money(_), Kind::Ratio) => {
                        finding.help(say!("multiply the ratio by the amount it is a share of", "比率须乘以所依据的金额"))
                    }
                    (Kind::Money(_) | Kind::Ratio, Kind::Points) => finding.help(say!("a rate is written in `%`", "比率须写成 `%`")),
                    (Kind::YesNo, found) if found.is_numeric() => {
                        let name = self.said(value);
                        finding.help(say!("ask something of it, as `{name} > 0`", "写成判断，如 `{name} > 0`"))
                    }
                    (Kind::Date, Kind::Number) => finding.help(say!("a date is written `2026-01-31`", "日期写作 `2026-01-31`")),
                    (Kind::Duration, Kind::Number) => {
                        finding.help(say!("a duration is written `30 days`, `6 months`, `2 years`", "时长写作 `30天`、`6个月`、`2年`"))
                    }
                    (Kind::Member(_), Kind::Text) => {
                        finding.help(say!("a value of the list is written as the record declares it", "须按记录中所声明的取值书写"))
                    }
                    _ => finding,
                };
                self.report(finding);
                let index = self.program.expr(value.id).index;
                self.broken(index, value.span)
            }
        }
    }
}
