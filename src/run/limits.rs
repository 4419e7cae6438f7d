//! Limits on numbers: how large one may grow on the way, and how large a delivered amount may be.

use super::Outcome;
use super::kernels::flat::rows_of;
use super::kernels::lanes::{Lanes, Numbers, numbers};
use super::kernels::presence;
use crate::data::Tables;
use crate::data::columns::{BATCH, Presence, State};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::{Delivery, ExprId, Form, Program};
use crate::say;
use crate::source::Span;
use crate::values::{Exact, Rounding, decimal::format_plain};
use crate::wide::wide;

/// The most bits of a numerator and its denominator together: an average of some thousand quotients has its place.
pub const MOST_BITS: u64 = 262_144;
/// The least number of 19 digits.
pub(super) const MOST: i128 = 1_000_000_000_000_000_000;
/// The most findings of one column.
const MOST_FINDINGS: usize = 20;

/// Whether a number has grown beyond the limit.
pub(super) fn is_too_large(number: &Exact) -> bool {
    number.bits() > MOST_BITS
}

/// Whether a number has more than 18 digits before the point.
fn is_out_of_range(number: &Exact) -> bool {
    number.abs() >= Exact::from_scaled(MOST, 0)
}

/// What is wrong with the numbers of a result: amounts of more than 18 digits before the point, and values that grew beyond the
/// limit, each with the key of its record. A filter that cannot be computed is wrong in the same way. Of a value that grew beyond the
/// limit at a row `origin` tells the one below it that did so first.
pub fn check_output(
    program: &Program,
    outcome: &Outcome,
    tables: &Tables,
    delivery: &Delivery,
    origin: &dyn Fn(ExprId, usize) -> Option<ExprId>,
) -> Vec<Diagnostic> {
    let name = |row: usize| outcome.name_of(program, tables, delivery.record, row);
    let mut findings = Vec::new();
    if let Some(filter) = delivery.filter {
        for row in suspects(outcome, filter, false).into_iter().take(MOST_FINDINGS) {
            let message = say!("whether `{}` is listed cannot be computed exactly", "无法精确计算是否列出 `{}`", name(row));
            let asked = (program.expr(filter).span, say!("asked here", "在此判断"));
            findings.push(labelled(too_long(message), program, origin(filter, row), asked));
        }
    }
    for column in &delivery.columns {
        let expr = program.expr(column.value);
        let heading = &column.heading;
        let listed = |row: &usize| delivery.filter.is_none_or(|filter| outcome.value(filter, *row).is_yes());
        let rows = suspects(outcome, column.value, expr.ty.kind.is_numeric());
        for row in rows.into_iter().filter(listed).take(MOST_FINDINGS) {
            let who = name(row);
            // The value is made where it is defined, not where a result lists it.
            let span = match &expr.form {
                Form::Definition(id) => program.definition(*id).span,
                _ => expr.span,
            };
            let computed = (span, say!("computed here", "在此计算"));
            findings.push(match outcome.number(column.value, row) {
                Some(number) => {
                    let whole = shortened(format_plain(&number.round(Rounding::Down, &Exact::ONE)));
                    let message = say!(
                        "`{heading}` of `{who}` is {whole}: more than 18 digits before the point",
                        "`{who}` 的 `{heading}` 为 {whole}，整数部分超过 18 位"
                    );
                    Diagnostic::new(Code::E0601, message).label(computed.0, computed.1)
                }
                None => {
                    let message = say!(
                        "`{heading}` of `{who}` grows beyond what can be computed exactly",
                        "`{who}` 的 `{heading}` 超出可精确计算的范围"
                    );
                    labelled(too_long(message), program, origin(column.value, row), computed)
                }
            });
        }
    }
    findings
}

/// That a number grows beyond the limit, and what can be done.
fn too_long(message: Text) -> Diagnostic {
    Diagnostic::new(Code::E0602, message).help(say!(
        "a sum of many quotients has a very long denominator: round its parts, as in `rate = done / target, rounded half up to 0.000001`",
        "许多商相加，分母会很长：请对各部分取整，如 `比率 = 完成 / 目标，四舍五入到 0.000001`"
    ))
}

/// A finding at the value that grew first, and at what is delivered of it.
fn labelled(finding: Diagnostic, program: &Program, origin: Option<ExprId>, (span, text): (Span, Text)) -> Diagnostic {
    let grown = origin.map(|origin| program.expr(origin).span).filter(|grown| *grown != span);
    let finding = match grown {
        Some(grown) => finding.label(grown, say!("this grows too long", "此处的数过长")),
        None => finding,
    };
    finding.label(span, text)
}

/// A whole number as it is shown: of a very long one the digits it begins and ends with.
fn shortened(digits: String) -> String {
    match (digits.get(..24), digits.get(digits.len().saturating_sub(6)..)) {
        (Some(first), Some(last)) if digits.len() > 60 => format!("{first}…{last}"),
        _ => digits,
    }
}

/// The rows at which a value is beyond the limits. Batches of small numbers, nearly all of them, are passed over as a whole.
fn suspects(outcome: &Outcome, expr: ExprId, numeric: bool) -> Vec<usize> {
    let mut rows = Vec::new();
    for (at, batch) in outcome.column(expr).map(|column| column.batches.as_slice()).unwrap_or_default().iter().enumerate() {
        let numbers = numbers(&batch.values);
        let all_small = match numbers {
            _ if !numeric => true,
            Numbers::Narrow(scale, lanes) => scale > 0 || greatest(lanes) < MOST.unsigned_abs() as u64,
            Numbers::Wide(..) | Numbers::Exact(_) => false,
        };
        if all_small && batch.presence == Presence::All {
            continue;
        }
        let suspect = |row: &usize| match presence::state(&batch.presence, *row) {
            State::TooLarge => true,
            State::Present => !all_small && is_out_of_range(&numbers.exact(*row)),
            State::Blank | State::NotApplicable | State::NotGiven => false,
        };
        rows.extend((0..rows_of(batch)).filter(suspect).map(|row| at.saturating_mul(BATCH).saturating_add(row)));
    }
    rows
}

wide! {
    /// The greatest of some numbers without their signs.
    fn greatest(lanes: Lanes<'_, i64>) -> u64 {
        greatest_of
    }
}

#[inline(always)]
fn greatest_of(lanes: Lanes<'_, i64>) -> u64 {
    match lanes {
        Lanes::One(unit) => unit.unsigned_abs(),
        Lanes::Many(units) => units.iter().fold(0, |most, unit| most.max(unit.unsigned_abs())),
    }
}
