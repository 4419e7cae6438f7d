//! Kinds that do not go together: what is said of them, with both causes and the way out.

use super::builder::{Lower, Lowered};
use super::spelling::listed;
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::{EnumerationId, Form, Kind};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::BinaryOp;
use crate::values::Value;

impl Lower<'_> {
    /// Says that two values cannot be added or subtracted.
    pub(super) fn cannot_add(&mut self, op: BinaryOp, left: Lowered, right: Lowered) {
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
            (Kind::Number, Kind::Money(_)) | (Kind::Money(_), Kind::Number)
                if let Some(name) = self.carried_name(if left.ty.kind == Kind::Number { left } else { right }) =>
            {
                let help = say!(
                    "that it is money from the first row on is said with its name: `carry {name}: money {{ … }}`",
                    "自首行起即为金额，须随名称写明：`递推 {name}：金额 {{ … }}`"
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

    /// The name of what is carried from row to row, where a value is that.
    fn carried_name(&self, value: Lowered) -> Option<String> {
        let form = match &self.program.expr(value.id).form {
            Form::Definition(id) => &self.program.expr(self.program.definition(*id).value).form,
            form => form,
        };
        matches!(form, Form::Carried { .. }).then(|| self.name_of(value.id))?
    }

    /// Says that two values cannot be compared.
    pub(super) fn cannot_compare(&mut self, left: Lowered, right: Lowered) {
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
        let members: Vec<String> = self.program.enumeration(id).members.iter().map(|member| member.name.clone()).collect();
        let (en, zh) = (listed(&members, ", "), listed(&members, "、"));
        let mut finding = Diagnostic::new(Code::E0204, say!("`{word}` is not one of {en}", "`{word}` 不在取值 {zh} 之中"))
            .label(span, say!("not on the list that the record declares", "不在记录所声明的取值之内"));
        if let Some(near) = self.near(word, |_| members) {
            finding = finding.meant(span, &near);
        }
        self.report(finding);
    }
}
