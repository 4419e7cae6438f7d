//! Which kinds go together: adding, comparing, multiplying, dividing, and what a value must be where it stands.
//!
//! A bare figure takes its kind from its context. Every refusal names both causes and the way out.

use super::builder::{Lower, Lowered, Scope};
use crate::diagnostics::{Code, Diagnostic, Text, nearest};
use crate::program::{EnumerationId, Form, Kind, Map, RecordId};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Comparison};
use crate::values::Value;

impl Lower<'_> {
    /// The sum or difference of two values.
    pub fn add_or_subtract(&mut self, op: BinaryOp, left: Lowered, right: Lowered, index: RecordId, span: Span) -> Lowered {
        if self.is_broken(left) || self.is_broken(right) {
            return self.broken(index, span);
        }
        let map = if op == BinaryOp::Add { Map::Add } else { Map::Subtract };
        let (left, right) = self.alike(left, right);
        let kind = match (left.ty.kind, right.ty.kind) {
            (a, b) if a == b && (a.is_numeric() || a == Kind::Duration) => a,
            (Kind::Ratio, Kind::Points) | (Kind::Points, Kind::Ratio) => Kind::Ratio,
            (Kind::Number, Kind::Ratio) | (Kind::Ratio, Kind::Number) => Kind::Number,
            (Kind::Date, Kind::Duration) => Kind::Date,
            (Kind::Duration, Kind::Date) if op == BinaryOp::Add => {
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

    /// A bare figure beside a value takes that value's kind.
    pub fn alike(&mut self, left: Lowered, right: Lowered) -> (Lowered, Lowered) {
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

    fn cannot_add(&mut self, op: BinaryOp, left: Lowered, right: Lowered) {
        let (verb_en, verb_zh) = if op == BinaryOp::Add { ("added", "相加") } else { ("subtracted", "相减") };
        let (a, b) = (self.kind_words(left.ty.kind), self.kind_words(right.ty.kind));
        let (code, help) = match (left.ty.kind, right.ty.kind) {
            (Kind::Money(_), Kind::Money(_)) => (
                Code::E0308,
                say!("bring both to one currency first: multiply one by a rate of exchange", "先折算成同一币种：其一乘以汇率"),
            ),
            (Kind::Money(_), Kind::Points) | (Kind::Points, Kind::Money(_)) => {
                (Code::E0307, say!("a rate on an amount is written in `%`", "按比例计算金额，比率须写成 `%`"))
            }
            (Kind::Money(_), Kind::Ratio) | (Kind::Ratio, Kind::Money(_)) => {
                let (money, ratio) = if matches!(left.ty.kind, Kind::Money(_)) { (left, right) } else { (right, left) };
                let (money, ratio) = (self.name_words(money, "the amount", "金额"), self.name_words(ratio, "the ratio", "比率"));
                (
                    Code::E0301,
                    Text::both(
                        format!("a share of an amount is written `{} × {}`", money.en, ratio.en),
                        format!("按比例计算金额应写成 `{} × {}`", money.zh, ratio.zh),
                    ),
                )
            }
            (Kind::Date, Kind::Date) => {
                // What is subtracted comes first in the period.
                let (from, to) = if op == BinaryOp::Add { (left, right) } else { (right, left) };
                let (from, to) = (self.said(from), self.said(to));
                (
                    Code::E0301,
                    say!("the days between two dates are `days({from} to {to})`", "两个日期之间的天数写成 `天数（{from} 至 {to}）`"),
                )
            }
            (Kind::Date, Kind::Number) | (Kind::Number, Kind::Date) => {
                let sign = if op == BinaryOp::Add { "+" } else { "-" };
                let date = if left.ty.kind == Kind::Date { self.said(left) } else { self.said(right) };
                let help = say!(
                    "a date takes a duration, as `{date} {sign} 30 days` or `{date} {sign} 6 months`",
                    "日期只能加减时长，如 `{date} {sign} 30天`、`{date} {sign} 6个月`"
                );
                (Code::E0301, help)
            }
            _ => (Code::E0301, say!("only values of one kind are added", "只有同类的值才能相加减")),
        };
        self.two_causes(
            code,
            Text::both(format!("{} and {} cannot be {verb_en}", a.en, b.en), format!("{}与{}不能{verb_zh}", a.zh, b.zh)),
            left,
            right,
            help,
        );
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
        let product = self.map(Map::Multiply, &[left, right], kind, index, span);
        Lowered { bare: left.bare && right.bare, ..product }
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

    fn cannot_compare(&mut self, left: Lowered, right: Lowered) {
        if left.ty.kind == right.ty.kind {
            let name = self.said(left);
            let help = match left.ty.kind {
                Kind::Member(_) => {
                    say!("declare the values with `<` between them, or ask `=`", "声明时用 `<` 依次排列各取值，或只用 `=` 判断")
                }
                _ => say!("ask `=`, or compare one of its fields", "只用 `=` 判断，或比较其中某个字段"),
            };
            let message = say!("`{name}` has no order: no value of it is higher than another", "`{name}` 没有高低次序，不能比较大小");
            self.two_causes(Code::E0302, message, left, right, help);
            return;
        }
        if let Some(text) = self.text_of(right).or_else(|| self.text_of(left))
            && let Some(Kind::Member(id)) = [left, right].iter().map(|side| side.ty.kind).find(|kind| matches!(kind, Kind::Member(_)))
        {
            let span = if self.text_of(right).is_some() { right.span } else { left.span };
            self.not_a_member(&text, span, id);
            return;
        }
        let (a, b) = (self.kind_words(left.ty.kind), self.kind_words(right.ty.kind));
        let asked = if matches!(left.ty.kind, Kind::Nothing) { self.said(right) } else { self.said(left) };
        let (code, help) = match (left.ty.kind, right.ty.kind) {
            (Kind::Nothing, _) | (_, Kind::Nothing) => {
                (Code::E0302, say!("ask `{asked} is blank` or `{asked} is not blank`", "用 `{asked} 为空` 或 `{asked} 不为空` 来判断"))
            }
            (Kind::Money(_), Kind::Money(_)) => (
                Code::E0308,
                say!("bring both to one currency first: multiply one by a rate of exchange", "先折算成同一币种：其一乘以汇率"),
            ),
            (Kind::Ratio, Kind::Points) | (Kind::Points, Kind::Ratio) => {
                let ratio = if left.ty.kind == Kind::Ratio { self.said(left) } else { self.said(right) };
                (Code::E0307, say!("a ratio in points is `points({ratio})`", "把比率换成百分点，写成 `百分点（{ratio}）`"))
            }
            (Kind::Date, Kind::Number) | (Kind::Number, Kind::Date) => (
                Code::E0302,
                say!("a date is written `2026-01-31`, its year is `year(date)`", "日期写作 `2026-01-31`，其年份写作 `年份（日期）`"),
            ),
            (Kind::Money(_), Kind::Ratio) | (Kind::Ratio, Kind::Money(_)) => {
                let (money, ratio) = if left.ty.kind == Kind::Ratio { (right, left) } else { (left, right) };
                let (money, ratio) = (self.said(money), self.said(ratio));
                let help = say!(
                    "compare amounts, as `{money}` with an amount `× {ratio}`, or ratios, as `{money} / an amount` with `{ratio}`",
                    "金额与金额比，如 `{money}` 与 `某金额 × {ratio}` 比；比率与比率比，如 `{money} ÷ 某金额` 与 `{ratio}` 比"
                );
                (Code::E0302, help)
            }
            _ => (Code::E0302, say!("only values of one kind are compared", "只有同类的值才能比较")),
        };
        let message = Text::both(format!("{} and {} cannot be compared", a.en, b.en), format!("{}与{}不能比较", a.zh, b.zh));
        self.two_causes(code, message, left, right, help);
    }

    /// A text that is written out.
    fn text_of(&self, value: Lowered) -> Option<String> {
        match &self.program.expr(value.id).form {
            Form::Constant(Value::Text(text)) => Some(text.to_string()),
            _ => None,
        }
    }

    /// Says that a word is not on the list of an enumeration.
    pub fn not_a_member(&mut self, word: &str, span: Span, id: EnumerationId) {
        let members: Vec<&str> = self.program.enumeration(id).members.iter().map(|member| member.name.as_str()).collect();
        let (en, zh) = (members.join(", "), members.join("、"));
        let mut finding = Diagnostic::new(Code::E0204, say!("`{word}` is not one of {en}", "`{word}` 不在取值 {zh} 之中"))
            .label(span, say!("not on the list that the record declares", "不在记录所声明的取值之内"));
        if let Some(near) = nearest(word, members.iter().copied()) {
            finding = finding.help(say!("did you mean `{near}`", "是否想写 `{near}`"));
        }
        self.report(finding);
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
