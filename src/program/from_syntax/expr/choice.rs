//! `if`, `cases` and gates, and the kind that the values of a choice have in common.

use super::hole_text;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::{ExprId, Form, Kind, Map, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Comparison, Need};
use crate::values::{Exact, Value};

impl<'a> Lower<'a> {
    pub(super) fn choice(
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

    pub(super) fn case_rows(&mut self, rows: &'a [ast::CaseRow], span: Span, scope: &Scope, expected: Option<Kind>) -> Lowered {
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
    pub(super) fn must_be_reached(&mut self, rows: &[ast::CaseRow], conditions: &[ExprId], has_else: bool) {
        // Of a condition that could not be understood nothing is known.
        let is_broken = |&condition: &ExprId| self.program.expr(condition).ty == Type::present(Kind::Nothing);
        if conditions.iter().any(is_broken) {
            return;
        }
        for (row, reached) in rows.iter().zip(self.reached(conditions)) {
            if !reached {
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
    pub(super) fn awaited(&self, arms: &[(Lowered, Lowered)], value: &ast::Expr, scope: &Scope) -> Option<Kind> {
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
            None => {
                self.must_carry_alike(values);
                Some(kind)
            }
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
    pub(super) fn gate(
        &mut self,
        need: &'a Need,
        limbs: &'a [ast::Limb],
        blank_as: Option<&'a ast::Expr>,
        span: Span,
        scope: &Scope,
    ) -> Lowered {
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
                Need::AtLeast(_) | Need::HowMany => {}
            }
            lowered.push(condition);
        }
        match need {
            Need::All => self.map(Map::And, &lowered, Kind::YesNo, index, span),
            Need::Any => self.map(Map::Or, &lowered, Kind::YesNo, index, span),
            Need::HowMany => self.map(Map::CountYes, &lowered, Kind::Number, index, span),
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
}
