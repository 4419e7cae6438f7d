//! Figures, durations and texts.

use crate::diagnostics::Code;
use crate::program::Kind;
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, UnitWord};
use crate::values::{Duration, Exact, Value};

impl<'a> Lower<'a> {
    pub(super) fn number(&mut self, number: &ast::Number, span: Span, scope: &Scope) -> Lowered {
        let money = Kind::Money(self.program.head.currency);
        let (factor, kind) = match number.unit {
            None => (Exact::one(), Kind::Number),
            Some(UnitWord::Thousand) => (Exact::from_int(1_000), Kind::Number),
            Some(UnitWord::TenThousand) => (Exact::from_int(10_000), Kind::Number),
            Some(UnitWord::HundredMillion) => (Exact::from_int(100_000_000), Kind::Number),
            Some(UnitWord::Yuan) => (Exact::one(), money),
            Some(UnitWord::ThousandYuan) => (Exact::from_int(1_000), money),
            Some(UnitWord::TenThousandYuan) => (Exact::from_int(10_000), money),
            Some(UnitWord::HundredMillionYuan) => (Exact::from_int(100_000_000), money),
            Some(UnitWord::Percent) => (Exact::from_scaled(1, 2), Kind::Ratio),
            Some(UnitWord::Permille) => (Exact::from_scaled(1, 3), Kind::Ratio),
            Some(UnitWord::BasisPoint) => (Exact::from_scaled(1, 4), Kind::Ratio),
            Some(UnitWord::PercentagePoint) => (Exact::from_scaled(1, 2), Kind::Points),
            Some(unit @ (UnitWord::Years | UnitWord::Quarters | UnitWord::Months | UnitWord::Days)) => {
                return self.duration(number, unit, span, scope);
            }
        };
        let value = self.figure(&number.digits * &factor, kind, scope.index, span);
        Lowered { bare: kind == Kind::Number, ..value }
    }

    pub(super) fn duration(&mut self, number: &ast::Number, unit: UnitWord, span: Span, scope: &Scope) -> Lowered {
        let count = number.digits.to_i128().and_then(|count| i64::try_from(count).ok());
        let duration = count.and_then(|count| match unit {
            UnitWord::Years => Duration::from_years(count),
            UnitWord::Quarters => Duration::from_quarters(count),
            UnitWord::Months => Some(Duration::from_months(count)),
            _ => Some(Duration::from_days(count)),
        });
        match duration {
            Some(duration) => self.constant(Value::Duration(duration), Kind::Duration, scope.index, span),
            None => {
                self.report_at(
                    Code::E0104,
                    say!("a duration is a whole number of years, months or days", "时长须为整数的年、月或天"),
                    span,
                    say!("not a whole number, or too long", "不是整数，或过长"),
                );
                self.broken(scope.index, span)
            }
        }
    }

    pub(super) fn text(&mut self, text: &str, span: Span, scope: &Scope, expected: Option<Kind>) -> Lowered {
        if let Some(Kind::Member(id)) = expected
            && let Some(at) = self.program.enumeration(id).members.iter().position(|member| member.name == text || member.written == text)
        {
            return self.constant(Value::Member(at as u32), Kind::Member(id), scope.index, span);
        }
        self.constant(Value::Text(text.into()), Kind::Text, scope.index, span)
    }
}
