//! Figures of ratios that are declared as they are written: in percent, permille, basis points or percentage points. There `5` is 5 % to one
//! reader and 500 % to another, so it says which.

use super::builder::Lower;
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::syntax::ast::{Expr, ExprKind, FieldKind, Number, RatioWritten, UnaryOp};
use crate::values::{Exact, decimal::format_plain};

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

impl Lower<'_> {
    /// Refuses a figure without the sign that others of its kind carry; nothing is nothing with or without.
    pub(super) fn must_carry_sign(&mut self, sign: Option<Sign>, value: &Expr) {
        let (Some((sign, one)), Some(figure)) = (sign, plain_figure(value)) else { return };
        if figure.is_zero() {
            return;
        }
        let words = self.words(value.span);
        let as_it_stands = format_plain(&figure.mul(&Exact::from_int(one)));
        self.report(
            Diagnostic::new(Code::E0311, say!("`{words}` stands without its sign", "`{words}` 没有写明单位"))
                .label(value.span, say!("is it {words}{sign}, or {as_it_stands}{sign}", "是 {words}{sign}，还是 {as_it_stands}{sign}"))
                .help(say!(
                    "write `{words}{sign}`, or `{as_it_stands}{sign}` if that is meant",
                    "写成 `{words}{sign}`；如确为后者，写成 `{as_it_stands}{sign}`"
                )),
        );
    }
}

/// A figure that carries nothing, perhaps below zero.
fn plain_figure(value: &Expr) -> Option<Exact> {
    match &value.kind {
        ExprKind::Number(Number { digits, unit: None, .. }) => Some(digits.clone()),
        ExprKind::Unary(UnaryOp::Negate, inner) => plain_figure(inner).map(|figure| figure.neg()),
        ExprKind::Bracket(inner) => plain_figure(inner),
        _ => None,
    }
}
