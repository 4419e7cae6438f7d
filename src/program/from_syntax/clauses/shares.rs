//! Shares of what there is: ratios that the policy shows to lie outside 0 % to 100 % are no shares.

use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered};
use crate::program::{ExprId, Form, Kind, StretchValue};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Name, TierKind};
use crate::values::{Exact, Value};

impl Lower<'_> {
    /// Reports a ratio that is shown not to be a share: one of its figures lies outside 0 % to 100 %.
    pub(super) fn must_be_a_share(&mut self, name: &Name, value: Lowered, en: &str, zh: &str) {
        let Some((figure, span)) = self.beyond_whole(value.id, 0) else { return };
        let (name, hundred) = (&name.text, Exact::from_int(100));
        let figure = crate::values::decimal::format_plain(&figure.mul(&hundred));
        self.report(
            Diagnostic::new(Code::E0419, say!("`{name}` {en} {figure}% of what there is", "`{name}` {zh} {figure}%，超出已有金额"))
                .label(span, say!("a share is from 0% to 100%", "比率须在 0% 至 100% 之间")),
        );
    }

    /// A figure outside 0 % to 100 % that a ratio may come to, and where it stands.
    fn beyond_whole(&self, id: ExprId, depth: usize) -> Option<(Exact, Span)> {
        let expr = self.program.expr(id);
        if depth > 64 {
            return None;
        }
        let of = |id: &ExprId| self.beyond_whole(*id, depth + 1);
        let outside = |figure: &Exact| figure.is_negative() || *figure > Exact::one();
        match &expr.form {
            Form::Cases { arms, otherwise } => arms.iter().map(|(_, value)| value).chain(otherwise).find_map(of),
            Form::Settle { value, blank, not_applicable } => {
                [Some(value), blank.as_ref(), not_applicable.as_ref()].into_iter().flatten().find_map(of)
            }
            Form::Definition(definition) => of(&self.program.definition(*definition).value),
            Form::Gather { value, .. } => of(value),
            Form::Piece(piece) => piece.stretches.iter().find_map(|stretch| match &stretch.value {
                StretchValue::Expr(value) => of(value),
                StretchValue::Linear { base, slope } => {
                    let share = match (piece.kind, expr.ty.kind) {
                        (TierKind::Marginal, Kind::Money(_)) => slope,
                        (TierKind::Bands, Kind::Ratio) if slope.is_zero() => base,
                        _ => return None,
                    };
                    outside(share).then(|| (share.clone(), stretch.span))
                }
            }),
            Form::Lookup { table, column, .. } if expr.ty.kind == Kind::Ratio => {
                let table = self.program.table(*table);
                table.rows.iter().find_map(|row| match row.values.get(*column as usize) {
                    Some(Some(Value::Number(figure))) if outside(figure) => Some((figure.clone(), expr.span)),
                    _ => None,
                })
            }
            _ if expr.ty.kind == Kind::Ratio => self.number_of(id).filter(outside).map(|figure| (figure, expr.span)),
            _ => None,
        }
    }
}
