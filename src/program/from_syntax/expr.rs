//! Expressions: every way of writing a value but tiers, tables and built-ins, which have files of their own.

use super::builder::{Lower, Lowered, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{ExprId, Form, Kind, Map, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, Comparison, ExprKind, IsTest, Need, TailKind, UnaryOp, UnitWord};
use crate::values::{Duration, Exact, Value};

impl<'a> Lower<'a> {
    /// Lowers an expression; `expected` is the kind its place awaits, which names members of enumerations and bare figures.
    pub fn expr(&mut self, expr: &'a ast::Expr, scope: &Scope, expected: Option<Kind>) -> Lowered {
        let span = expr.span;
        let index = scope.index;
        match &expr.kind {
            ExprKind::Number(number) => self.number(number, span, scope),
            ExprKind::Date(date) | ExprKind::Month(date) => self.constant(Value::Date(*date), Kind::Date, index, span),
            ExprKind::Text(text) => self.text(text, span, scope, expected),
            ExprKind::YesNo(value) => self.truth(*value, index, span),
            ExprKind::Blank => {
                let ty = Type { kind: Kind::Nothing, blank: true, not_applicable: false };
                self.make(Form::Blank, ty, index, span)
            }
            ExprKind::Path(names) => self.path(names, span, scope, expected),
            ExprKind::Bracket(inner) => Lowered { span, ..self.expr(inner, scope, expected) },
            ExprKind::List(_) => {
                self.report_at(
                    Code::E0304,
                    say!("one value is needed here, not several", "此处须为一个值，而不是多个"),
                    span,
                    say!(
                        "several values in brackets stand only after `in`, `rank` and `by`",
                        "括号中的多个值只用于 `属于`、`排名` 和 `按` 之后"
                    ),
                );
                self.broken(index, span)
            }
            ExprKind::Unary(op, value) => self.unary(*op, value, span, scope),
            ExprKind::Binary { op, left, right, .. } => self.binary(*op, left, right, span, scope, expected),
            ExprKind::Compare { first, rest } => self.comparison(first, rest, span, scope),
            ExprKind::In { value, set, negated } => self.membership(value, set, *negated, span, scope),
            ExprKind::Is { value, test } => self.is_test(value, *test, span, scope),
            ExprKind::Period { .. } => {
                self.report_at(
                    Code::E0304,
                    say!("a period is not a value", "时段不是一个值"),
                    span,
                    say!(
                        "a period stands in `full_months( … )`, `days( … )` and after `in`",
                        "时段只用于 `满月数（…）`、`天数（…）` 和 `属于` 之后"
                    ),
                );
                self.broken(index, span)
            }
            ExprKind::If { arms, otherwise } => self.choice(arms, otherwise, span, scope, expected),
            ExprKind::Cases { rows } => self.case_rows(rows, span, scope, expected),
            ExprKind::Tiers(tiers) => self.tiers(tiers, scope, expected),
            ExprKind::Gate { need, limbs } => self.gate(need, limbs, None, span, scope),
            ExprKind::Call(call) => self.call(call, span, scope),
            ExprKind::Tailed { value, tail } => self.tailed(value, tail, span, scope, expected),
            ExprKind::PartAbove(bound) => self.part_above(bound, span, scope),
        }
    }

    /// An expression that must be of a kind and there.
    pub fn present(&mut self, expr: &'a ast::Expr, scope: &Scope, kind: Kind) -> Lowered {
        let value = self.expr(expr, scope, Some(kind));
        let value = self.must_be_kind(value, kind);
        self.must_be_present(value)
    }

    /// A condition that decides something: yes or no, and there.
    pub fn condition(&mut self, expr: &'a ast::Expr, scope: &Scope) -> Lowered {
        let value = self.expr(expr, scope, Some(Kind::YesNo));
        self.must_be_condition(value)
    }

    fn number(&mut self, number: &ast::Number, span: Span, scope: &Scope) -> Lowered {
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

    fn duration(&mut self, number: &ast::Number, unit: UnitWord, span: Span, scope: &Scope) -> Lowered {
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

    fn text(&mut self, text: &str, span: Span, scope: &Scope, expected: Option<Kind>) -> Lowered {
        if let Some(Kind::Member(id)) = expected
            && let Some(at) = self.program.enumeration(id).members.iter().position(|member| member.name == text || member.written == text)
        {
            return self.constant(Value::Member(at as u32), Kind::Member(id), scope.index, span);
        }
        self.constant(Value::Text(text.into()), Kind::Text, scope.index, span)
    }

    fn unary(&mut self, op: UnaryOp, value: &'a ast::Expr, span: Span, scope: &Scope) -> Lowered {
        match op {
            UnaryOp::Not => {
                let value = self.expr(value, scope, Some(Kind::YesNo));
                let value = self.must_be_kind(value, Kind::YesNo);
                Lowered { span, ..self.map(Map::Not, &[value], Kind::YesNo, scope.index, span) }
            }
            UnaryOp::Negate => {
                let value = self.expr(value, scope, None);
                if !self.is_broken(value) && !value.ty.kind.is_numeric() && value.ty.kind != Kind::Duration {
                    let found = self.kind_words(value.ty.kind);
                    let label = self.what_it_is(value);
                    self.report_at(
                        Code::E0304,
                        say!("only a number has a sign, not {}", "只有数才有正负，{}没有", found.en)
                            .with_zh(format!("只有数才有正负，{}没有", found.zh)),
                        value.span,
                        label,
                    );
                    return self.broken(scope.index, span);
                }
                let negated = self.map(Map::Negate, &[value], value.ty.kind, scope.index, span);
                Lowered { bare: value.bare, ..negated }
            }
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Lowered {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let first = self.expr(left, scope, Some(Kind::YesNo));
                let first = self.must_be_kind(first, Kind::YesNo);
                // The right side is asked only where the left one leaves it open.
                let facts = self.learned(first.id, op == BinaryOp::And);
                let second = self.expr(right, &scope.knowing(facts), Some(Kind::YesNo));
                let second = self.must_be_kind(second, Kind::YesNo);
                let map = if op == BinaryOp::And { Map::And } else { Map::Or };
                self.map(map, &[first, second], Kind::YesNo, scope.index, span)
            }
            BinaryOp::Add | BinaryOp::Subtract => {
                let first = self.expr(left, scope, expected);
                let second = self.expr(right, scope, None);
                self.add_or_subtract(op, first, second, scope.index, span)
            }
            BinaryOp::Multiply => {
                let (first, second) = (self.expr(left, scope, None), self.expr(right, scope, None));
                self.multiply(first, second, scope.index, span)
            }
            BinaryOp::Divide => {
                let (first, second) = (self.expr(left, scope, None), self.expr(right, scope, None));
                self.divide(first, second, scope, span)
            }
        }
    }

    /// Two values of one comparison: a name that means nothing by itself may be a member of the other's enumeration.
    pub fn pair(&mut self, left: &'a ast::Expr, right: &'a ast::Expr, scope: &Scope) -> (Lowered, Lowered) {
        if self.may_be_member(left, scope) {
            let second = self.expr(right, scope, None);
            let first = self.expr(left, scope, Some(second.ty.kind));
            (first, second)
        } else {
            let first = self.expr(left, scope, None);
            let second = self.expr(right, scope, Some(first.ty.kind));
            (first, second)
        }
    }

    fn may_be_member(&self, expr: &ast::Expr, scope: &Scope) -> bool {
        match &expr.kind {
            ExprKind::Path(names) => matches!(names.as_slice(), [one] if !self.is_visible(&one.text, scope)),
            ExprKind::Text(_) => true,
            _ => false,
        }
    }

    fn comparison(&mut self, first: &'a ast::Expr, rest: &'a [(Comparison, ast::Expr)], span: Span, scope: &Scope) -> Lowered {
        let Some((sign, second)) = rest.first() else { return self.expr(first, scope, None) };
        let (left, mut right) = self.pair(first, second, scope);
        let mut limbs = vec![self.compare_kinds(*sign, left, right, scope.index, left.span.to(right.span))];
        for (sign, next) in rest.iter().skip(1) {
            let next = self.expr(next, scope, Some(right.ty.kind));
            limbs.push(self.compare_kinds(*sign, right, next, scope.index, right.span.to(next.span)));
            right = next;
        }
        let all = self.all_of(&limbs, scope.index, span);
        Lowered { span, ..all }
    }

    fn membership(&mut self, value: &'a ast::Expr, set: &'a ast::Expr, negated: bool, span: Span, scope: &Scope) -> Lowered {
        let value = self.expr(value, scope, None);
        let index = scope.index;
        let inside = match &set.kind {
            ExprKind::Period { from, to, .. } => {
                let from = self.expr(from, scope, Some(value.ty.kind));
                let to = self.expr(to, scope, Some(value.ty.kind));
                let lower = self.compare_kinds(Comparison::GreaterOrEqual, value, from, index, span);
                let upper = self.compare_kinds(Comparison::LessOrEqual, value, to, index, span);
                self.map(Map::And, &[lower, upper], Kind::YesNo, index, span)
            }
            ExprKind::List(members) => {
                let mut limbs = Vec::new();
                for member in members {
                    let member = self.expr(member, scope, Some(value.ty.kind));
                    limbs.push(self.compare_kinds(Comparison::Equal, value, member, index, member.span));
                }
                self.map(Map::Or, &limbs, Kind::YesNo, index, span)
            }
            ExprKind::Bracket(one) => {
                let one = self.expr(one, scope, Some(value.ty.kind));
                self.compare_kinds(Comparison::Equal, value, one, index, span)
            }
            _ => {
                self.report_at(
                    Code::E0304,
                    say!("`in` needs several values or a period", "`属于` 之后须为多个值或一个时段"),
                    set.span,
                    say!("write `(a, b, c)` or `a to b`", "写成 `（甲，乙，丙）` 或 `甲 至 乙`"),
                );
                self.broken(index, span)
            }
        };
        if negated { Lowered { span, ..self.map(Map::Not, &[inside], Kind::YesNo, index, span) } } else { inside }
    }

    fn is_test(&mut self, value: &'a ast::Expr, test: IsTest, span: Span, scope: &Scope) -> Lowered {
        let value = self.expr(value, scope, None);
        let (map, negated) = match test {
            IsTest::Blank => (Map::IsBlank, false),
            IsTest::NotBlank => (Map::IsBlank, true),
            IsTest::NotApplicable => (Map::IsNotApplicable, false),
            IsTest::Applicable => (Map::IsNotApplicable, true),
        };
        let asked = self.make(Form::Map(map, vec![value.id]), Type::present(Kind::YesNo), scope.index, span);
        if negated { Lowered { span, ..self.map(Map::Not, &[asked], Kind::YesNo, scope.index, span) } } else { asked }
    }

    fn choice(
        &mut self,
        arms: &'a [(ast::Expr, ast::Expr)],
        otherwise: &'a ast::Expr,
        span: Span,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Lowered {
        let mut scope = scope.clone();
        let mut lowered = Vec::new();
        for (condition, value) in arms {
            let condition = self.expr(condition, &scope, Some(Kind::YesNo));
            let condition = self.must_be_kind(condition, Kind::YesNo);
            let awaited = expected.or_else(|| self.awaited(&lowered, value, &scope));
            let value = self.expr(value, &scope.knowing(self.learned(condition.id, true)), awaited);
            lowered.push((condition, value));
            scope = scope.knowing(self.learned(condition.id, false));
        }
        let awaited = expected.or_else(|| self.awaited(&lowered, otherwise, &scope));
        let otherwise = self.expr(otherwise, &scope, awaited);
        self.choose(lowered, Some(otherwise), span, scope.index)
    }

    fn case_rows(&mut self, rows: &'a [ast::CaseRow], span: Span, scope: &Scope, expected: Option<Kind>) -> Lowered {
        let mut scope = scope.clone();
        let mut lowered = Vec::new();
        let mut otherwise = None;
        for row in rows {
            if otherwise.is_some() {
                self.report_at(
                    Code::E0410,
                    say!("this row is never reached", "这一行永远不会用到"),
                    row.span,
                    say!("`else` before it takes everything", "前面的 `其余` 已包括一切"),
                );
                continue;
            }
            match &row.when {
                Some(condition) => {
                    let condition = self.expr(condition, &scope, Some(Kind::YesNo));
                    let condition = self.must_be_kind(condition, Kind::YesNo);
                    let awaited = expected.or_else(|| self.awaited(&lowered, &row.value, &scope));
                    let value = self.expr(&row.value, &scope.knowing(self.learned(condition.id, true)), awaited);
                    lowered.push((condition, value));
                    scope = scope.knowing(self.learned(condition.id, false));
                }
                None => {
                    let awaited = expected.or_else(|| self.awaited(&lowered, &row.value, &scope));
                    otherwise = Some(self.expr(&row.value, &scope, awaited));
                }
            }
        }
        let conditions: Vec<ExprId> = lowered.iter().map(|(condition, _)| condition.id).collect();
        self.must_be_reached(rows, &conditions, otherwise.is_some());
        if otherwise.is_none()
            && let Some(hole) = self.hole(&conditions)
        {
            self.report(
                Diagnostic::new(Code::E0406, say!("these cases leave a hole", "这些情形留有空缺"))
                    .label(span, hole_text(&hole))
                    .help(say!("add a row `else: …`", "加一行 `其余：…`")),
            );
            return self.broken(scope.index, span);
        }
        self.choose(lowered, otherwise, span, scope.index)
    }

    /// Reports rows that the ones before them leave nothing for.
    fn must_be_reached(&mut self, rows: &[ast::CaseRow], conditions: &[ExprId], has_else: bool) {
        for (at, condition) in conditions.iter().enumerate() {
            let earlier = conditions.get(..at).unwrap_or(&[]);
            if let (false, Some(row)) = (self.is_reachable(earlier, *condition), rows.get(at)) {
                self.report_at(
                    Code::E0410,
                    say!("this row is never reached", "这一行永远不会用到"),
                    row.span,
                    say!("whenever its condition holds, an earlier one does", "其条件成立时，前面必有一行成立"),
                );
            }
        }
        if has_else
            && self.hole(conditions).is_none()
            && let Some(row) = rows.iter().find(|row| row.when.is_none())
        {
            self.report_at(
                Code::E0410,
                say!("this row is never reached", "这一行永远不会用到"),
                row.span,
                say!("one of the rows before it always holds", "前面各行必有其一成立"),
            );
        }
    }

    /// The enumeration of the arms before this one, where a name that means nothing by itself may be a member of it.
    fn awaited(&self, arms: &[(Lowered, Lowered)], value: &ast::Expr, scope: &Scope) -> Option<Kind> {
        let kind = arms.iter().map(|(_, value)| value.ty.kind).find(|kind| matches!(kind, Kind::Member(_)))?;
        self.may_be_member(value, scope).then_some(kind)
    }

    /// A choice whose arms are brought to one kind. Without `otherwise` the arms are known to leave no hole.
    pub fn choose(
        &mut self,
        arms: Vec<(Lowered, Lowered)>,
        otherwise: Option<Lowered>,
        span: Span,
        index: crate::program::RecordId,
    ) -> Lowered {
        let values: Vec<Lowered> = arms.iter().map(|(_, value)| *value).chain(otherwise).collect();
        let Some(kind) = self.common_kind(&values) else { return self.broken(index, span) };
        let bare = values.iter().all(|value| value.bare);
        let arms: Vec<(Lowered, Lowered)> = arms
            .into_iter()
            .map(|(condition, value)| (condition, if value.ty.kind == kind { value } else { self.retyped(value, kind) }))
            .collect();
        let otherwise = otherwise.map(|value| if value.ty.kind == kind { value } else { self.retyped(value, kind) });
        let total = otherwise.is_some();
        let mut chosen = self.cases(&arms, otherwise, kind, index, span);
        if !total {
            let not_applicable = arms.iter().any(|(condition, value)| condition.ty.not_applicable || value.ty.not_applicable);
            self.program.expressions[chosen.id.at()].ty.not_applicable = not_applicable;
            chosen.ty.not_applicable = not_applicable;
        }
        Lowered { bare, ..chosen }
    }

    /// The kind that all values can be brought to, or a finding that names two that differ.
    pub fn common_kind(&mut self, values: &[Lowered]) -> Option<Kind> {
        if values.iter().any(|&value| self.is_broken(value)) {
            return None;
        }
        let leading = values
            .iter()
            .find(|value| !value.bare && value.ty.kind != Kind::Nothing)
            .or_else(|| values.iter().find(|value| value.ty.kind != Kind::Nothing))
            .or_else(|| values.first())?;
        let kind = leading.ty.kind;
        let fits = |value: &Lowered| {
            value.ty.kind == kind
                || value.ty.kind == Kind::Nothing
                || (value.bare && kind.is_numeric())
                || matches!((value.ty.kind, kind), (Kind::Number, Kind::Ratio) | (Kind::Ratio, Kind::Number))
        };
        match values.iter().find(|value| !fits(value)) {
            None => Some(kind),
            Some(other) => {
                let help = say!("all values of one choice are of one kind", "同一选择中的各个值须为同一类");
                self.two_causes(
                    Code::E0310,
                    say!("the values of this choice are of different kinds", "此选择中各个值的类别不同"),
                    *leading,
                    *other,
                    help,
                );
                None
            }
        }
    }

    /// A gate; `blank_as` settles each of its conditions.
    fn gate(&mut self, need: &'a Need, limbs: &'a [ast::Limb], blank_as: Option<&'a ast::Expr>, span: Span, scope: &Scope) -> Lowered {
        let index = scope.index;
        let mut known = scope.clone();
        let mut lowered = Vec::new();
        for limb in limbs {
            let condition = self.expr(&limb.condition, &known, Some(Kind::YesNo));
            let mut condition = self.must_be_kind(condition, Kind::YesNo);
            if let Some(default) = blank_as
                && condition.ty.blank
            {
                let default = self.present(default, scope, Kind::YesNo);
                condition = self.settle(condition, Some(default), None, condition.span);
            }
            match need {
                Need::All => known = known.knowing(self.learned(condition.id, true)),
                Need::Any => known = known.knowing(self.learned(condition.id, false)),
                Need::AtLeast(_) => {}
            }
            lowered.push(condition);
        }
        match need {
            Need::All => self.map(Map::And, &lowered, Kind::YesNo, index, span),
            Need::Any => self.map(Map::Or, &lowered, Kind::YesNo, index, span),
            Need::AtLeast(count) => {
                let count = self.present(count, scope, Kind::Number);
                if let Form::Constant(Value::Number(number)) = &self.program.expr(count.id).form
                    && *number > Exact::from_int(limbs.len() as i128)
                {
                    let many = limbs.len();
                    self.report_at(
                        Code::E0410,
                        say!("this can never hold: there are only {many} conditions", "永远不会成立：只有 {many} 个条件"),
                        count.span,
                        say!("more than the conditions below", "多于下列条件的个数"),
                    );
                }
                let yes = self.map(Map::CountYes, &lowered, Kind::Number, index, span);
                self.compare(Comparison::GreaterOrEqual, yes, count, index, span)
            }
        }
    }

    fn tailed(&mut self, value: &'a ast::Expr, tail: &'a ast::Tail, span: Span, scope: &Scope, expected: Option<Kind>) -> Lowered {
        if let (TailKind::BlankAs(default), ExprKind::Gate { need, limbs }) = (&tail.kind, &value.kind) {
            return self.gate(need, limbs, Some(default), span, scope);
        }
        // `…, at most cap, no cap when none`: the bound may be absent.
        if let (TailKind::NoCapWhenNone, ExprKind::Tailed { value: inner, tail: bound }) = (&tail.kind, &value.kind) {
            let lowered = self.expr(inner, scope, expected);
            return self.bounded(lowered, bound, true, span, scope);
        }
        let lowered = self.expr(value, scope, expected);
        self.with_tail(lowered, tail, span, scope)
    }

    /// A value with one tail applied.
    pub fn with_tail(&mut self, value: Lowered, tail: &'a ast::Tail, span: Span, scope: &Scope) -> Lowered {
        if self.is_broken(value) {
            return value;
        }
        let done = match &tail.kind {
            TailKind::AtLeast(_) | TailKind::AtMost(_) => self.bounded(value, tail, false, span, scope),
            TailKind::NoCapWhenNone => {
                self.report_at(
                    Code::E0207,
                    say!("`no cap when none` follows `at most` or `at least`", "`无则不限` 须接在 `不高于` 或 `不低于` 之后"),
                    tail.span,
                    say!("there is no bound before it", "前面没有界限"),
                );
                value
            }
            TailKind::Rounded(rounded) => self.rounded_tail(value, rounded, scope),
            TailKind::BlankAs(default) => {
                let (value, default) = self.default_for(value, default, scope);
                Lowered { bare: value.bare && default.bare, ..self.settle(value, Some(default), None, span) }
            }
            TailKind::NotApplicableAs(default) => {
                let (value, default) = self.default_for(value, default, scope);
                Lowered { bare: value.bare && default.bare, ..self.settle(value, None, Some(default), span) }
            }
        };
        let done = self.as_known(done, scope);
        Lowered { span, ..done }
    }

    /// A value and what stands for it where it is absent, of one kind.
    fn default_for(&mut self, value: Lowered, default: &'a ast::Expr, scope: &Scope) -> (Lowered, Lowered) {
        let default = self.expr(default, scope, Some(value.ty.kind));
        let (value, default) = self.alike(value, default);
        let default = self.must_be_kind(default, value.ty.kind);
        (value, default)
    }

    fn bounded(&mut self, value: Lowered, tail: &'a ast::Tail, may_lack: bool, span: Span, scope: &Scope) -> Lowered {
        let (map, bound) = match &tail.kind {
            TailKind::AtLeast(bound) => (Map::Max, bound),
            TailKind::AtMost(bound) => (Map::Min, bound),
            TailKind::NoCapWhenNone | TailKind::Rounded(_) | TailKind::BlankAs(_) | TailKind::NotApplicableAs(_) => {
                return self.with_tail(value, tail, span, scope);
            }
        };
        let bound = self.expr(bound, scope, Some(value.ty.kind));
        let (value, bound) = self.alike(value, bound);
        let mut bound = self.must_be_kind(bound, value.ty.kind);
        if self.is_broken(bound) || self.is_broken(value) {
            return self.broken(scope.index, span);
        }
        if may_lack {
            bound = self.settle(bound, Some(value), Some(value), bound.span);
        }
        let kind = value.ty.kind;
        let bounded = self.map(map, &[value, bound], kind, scope.index, span);
        Lowered { bare: value.bare && bound.bare, ..bounded }
    }

    fn rounded_tail(&mut self, value: Lowered, rounded: &'a ast::Rounded, scope: &Scope) -> Lowered {
        let mode = rounded.mode.unwrap_or(self.program.head.rounding);
        let unit = match &rounded.to {
            Some(unit) => self.constant_number(unit, scope),
            None if matches!(value.ty.kind, Kind::Money(_)) => Some(self.program.head.unit.clone()),
            None => Some(Exact::one()),
        };
        let Some(unit) = unit.filter(|unit| !unit.is_zero() && !unit.is_negative()) else {
            let span = rounded.to.as_ref().map_or(rounded.span, |unit| unit.span);
            self.report_at(
                Code::E0304,
                say!("a rounding needs a figure above zero to round to", "取整的单位须为大于零的数"),
                span,
                say!("such as 0.01 or 100", "如 0.01 或 100"),
            );
            return value;
        };
        if !value.ty.kind.is_numeric() {
            let kind = Kind::Number;
            return self.must_be_kind(value, kind);
        }
        let done = self.rounded(value, mode, unit, value.span.to(rounded.span));
        Lowered { bare: value.bare, ..done }
    }

    /// The figure that an expression of constants comes to.
    pub fn constant_number(&mut self, expr: &'a ast::Expr, scope: &Scope) -> Option<Exact> {
        let lowered = self.expr(expr, scope, None);
        self.number_of(lowered.id)
    }

    /// The figure of a constant expression, through arithmetic and parameters.
    pub fn number_of(&self, id: ExprId) -> Option<Exact> {
        self.number_within(id, 0)
    }

    fn number_within(&self, id: ExprId, depth: usize) -> Option<Exact> {
        if depth > 64 {
            return None;
        }
        let of = |id: &ExprId| self.number_within(*id, depth + 1);
        match &self.program.expr(id).form {
            Form::Constant(Value::Number(number)) => Some(number.clone()),
            Form::Definition(id) => of(&self.program.definition(*id).value),
            Form::Map(op, operands) => match (op, operands.as_slice()) {
                (Map::Add, [a, b]) => Some(&of(a)? + &of(b)?),
                (Map::Subtract, [a, b]) => Some(&of(a)? - &of(b)?),
                (Map::Multiply, [a, b]) => Some(&of(a)? * &of(b)?),
                (Map::Divide, [a, b]) => of(a)?.div(&of(b)?),
                (Map::Negate, [a]) => Some(-&of(a)?),
                (Map::Round { mode, unit }, [a]) => Some(of(a)?.round(*mode, unit)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Where a hole is.
pub(super) fn hole_text(hole: &str) -> crate::diagnostics::Text {
    if hole.is_empty() {
        say!("nothing shows that one of them always holds", "没有什么能表明其中之一必定成立")
    } else {
        say!("none of them holds when {hole}", "当 {hole} 时无一成立")
    }
}
