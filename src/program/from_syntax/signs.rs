//! Figures of ratios that are written with a sign: in percent, permille, basis points or percentage points, by how they are declared or by
//! the figures beside them. There `5` is 5 % to one reader and 500 % to another, so it says which.

use super::builder::{Lower, Lowered};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{Cells, ExprId, FieldId, Form, Kind, Map, RecordId, Written};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{FieldKind, RatioWritten};
use crate::values::{Exact, Value, decimal::format_plain};

/// The deepest that a value is looked through.
const DEPTH: usize = 32;

/// A sign, and how many of it a 1 without it comes to.
pub(super) type Sign = (&'static str, i128);

/// The sign of percentage points.
pub(super) const POINTS: Sign = ("pp", 100);

/// The sign that figures of a field carry; none where they carry none.
pub(super) fn sign_of(kind: &FieldKind) -> Option<Sign> {
    match kind {
        FieldKind::Ratio { written, .. } => sign_of_ratio(*written),
        FieldKind::Points { .. } => Some(POINTS),
        _ => None,
    }
}

/// The sign that figures of a ratio carry.
pub(super) fn sign_of_ratio(written: RatioWritten) -> Option<Sign> {
    match written {
        RatioWritten::Ratio => None,
        RatioWritten::Percent => Some(("%", 100)),
        RatioWritten::Permille => Some(("‰", 1_000)),
        RatioWritten::BasisPoints => Some(("bp", 10_000)),
    }
}

/// The sign that figures carry of what is declared by a word, as a parameter or a table.
pub(super) fn sign_of_word(word: &str) -> Option<Sign> {
    matches!(word, "percent" | "百分比").then_some(("%", 100))
}

/// The sign that a figure in the policy ends with.
fn sign_behind(figure: &str) -> Option<Sign> {
    let ends = |signs: &[&str]| signs.iter().any(|sign| figure.ends_with(sign));
    if ends(&["pp", "个百分点"]) {
        return Some(POINTS);
    }
    let written = if ends(&["%", "％"]) {
        RatioWritten::Percent
    } else if ends(&["‰"]) {
        RatioWritten::Permille
    } else if ends(&["bp", "个基点"]) {
        RatioWritten::BasisPoints
    } else {
        RatioWritten::Ratio
    };
    sign_of_ratio(written)
}

impl Lower<'_> {
    /// Refuses figures of a value without the sign that others of its kind carry; nothing is nothing with or without.
    pub(super) fn must_carry_sign(&mut self, sign: Option<Sign>, value: Lowered) {
        let Some((sign, one)) = sign else { return };
        let mut without = Vec::new();
        self.without_sign(value.id, 0, &mut without);
        for (figure, span) in without {
            let words = self.words(span);
            let as_it_stands = format_plain(&figure.mul(&Exact::from_int(one)));
            self.report(
                Diagnostic::new(Code::E0311, say!("`{words}` stands without its sign", "`{words}` 没有写明单位"))
                    .label(span, say!("is it {words}{sign}, or {as_it_stands}{sign}", "是 {words}{sign}，还是 {as_it_stands}{sign}"))
                    .help(say!(
                        "write `{words}{sign}`, or `{as_it_stands}{sign}` if that is meant",
                        "写成 `{words}{sign}`；如确为后者，写成 `{as_it_stands}{sign}`"
                    )),
            );
        }
    }

    /// The same for values that stand beside each other, by the sign that the others carry.
    pub(super) fn must_carry_alike(&mut self, values: &[Lowered]) {
        let Some(sign) = values.iter().find_map(|value| self.sign_of_value(value.id, 0)) else { return };
        values.iter().for_each(|value| self.must_carry_sign(Some(sign), *value));
    }

    /// The sign that figures of a field carry, by how its cells are written.
    pub(super) fn sign_of_field(&self, record: RecordId, field: FieldId) -> Option<Sign> {
        let field = self.program.field(record, field);
        match (&field.cells, field.ty.kind) {
            (Cells::Column { written: Written::Ratio { written, .. }, .. }, _) => sign_of_ratio(*written),
            (_, Kind::Points) => Some(POINTS),
            _ => None,
        }
    }

    /// The sign that figures beside a value carry: that of the field it is, or of the figures it is made of.
    fn sign_of_value(&self, id: ExprId, depth: usize) -> Option<Sign> {
        let expr = self.program.expr(id);
        if depth > DEPTH || !matches!(expr.ty.kind, Kind::Ratio | Kind::Points) {
            return None;
        }
        let of = |id: &ExprId| self.sign_of_value(*id, depth + 1);
        match &expr.form {
            Form::Constant(_) => sign_behind(self.words(expr.span)),
            Form::Field(field) => self.sign_of_field(expr.index, *field),
            Form::Definition(id) => of(&self.program.definition(*id).value),
            Form::Gather { value, .. } | Form::Settle { value, .. } => of(value),
            Form::Cases { arms, otherwise } => arms.iter().map(|(_, value)| value).chain(otherwise).find_map(of),
            Form::Map(Map::Add | Map::Subtract | Map::Negate | Map::Min | Map::Max | Map::Round { .. }, parts) => parts.iter().find_map(of),
            _ => None,
        }
    }

    /// The figures without a sign that a value is chosen from.
    fn without_sign(&self, id: ExprId, depth: usize, found: &mut Vec<(Exact, Span)>) {
        let expr = self.program.expr(id);
        let mut figure = |number: &Exact| {
            if !number.is_zero() && sign_behind(self.words(expr.span)).is_none() {
                found.push((number.clone(), expr.span));
            }
        };
        match &expr.form {
            Form::Constant(Value::Number(number)) => figure(number),
            Form::Map(Map::Negate, negated) => {
                let number = negated.first().map(|negated| &self.program.expr(*negated).form);
                if let Some(Form::Constant(Value::Number(number))) = number {
                    figure(&number.neg());
                }
            }
            Form::Cases { arms, otherwise } if depth < DEPTH => {
                let values = arms.iter().map(|(_, value)| value).chain(otherwise);
                values.for_each(|value| self.without_sign(*value, depth + 1, found));
            }
            _ => {}
        }
    }
}
