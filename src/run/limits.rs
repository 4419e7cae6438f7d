//! Limits on numbers: how large one may grow on the way, and how large a delivered amount may be.

use super::Outcome;
use crate::data::columns::State;
use crate::data::{Tables, keys};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{Delivery, Kind, Program};
use crate::say;
use crate::values::{Exact, decimal::format_plain};

/// The most bits of a numerator and its denominator together.
pub const MOST_BITS: u64 = 4096;
/// The most findings of one column.
const MOST_FINDINGS: usize = 20;

/// Whether a number has grown beyond the limit.
pub(super) fn is_too_large(number: &Exact) -> bool {
    number.bits() > MOST_BITS
}

/// Whether a number has more than 18 digits before the point.
fn is_out_of_range(number: &Exact) -> bool {
    number.abs() >= Exact::from_int(1_000_000_000_000_000_000)
}

/// What is wrong with the numbers of a result: amounts of more than 18 digits before the point, and numbers that grew beyond the
/// limit, each with the key of its record.
pub fn check_output(program: &Program, outcome: &Outcome, tables: &Tables, delivery: &Delivery) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let rows = outcome.rows(delivery.record);
    for column in &delivery.columns {
        let expr = program.expr(column.value);
        let mut found = 0usize;
        let listed = |row: &usize| match delivery.filter {
            Some(filter) => outcome.value(filter, *row).is_yes(),
            None => true,
        };
        let states = outcome.column(column.value).map(|column| column.batches.as_slice()).unwrap_or_default();
        let suspicious = expr.ty.kind.is_numeric() || states.iter().any(|batch| batch.presence != crate::data::columns::Presence::All);
        if !suspicious {
            continue;
        }
        for row in (0..rows).filter(listed) {
            let name = || keys::name(program, tables, delivery.record, u32::try_from(row).unwrap_or(u32::MAX));
            let heading = &column.heading;
            let finding = match outcome.state(column.value, row) {
                State::TooLarge => Diagnostic::new(
                    Code::E0602,
                    say!(
                        "`{heading}` of `{}` grows beyond what can be computed exactly",
                        "`{}` 的 `{heading}` 超出可精确计算的范围",
                        name()
                    ),
                ),
                State::Present if matches!(expr.ty.kind, Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points) => {
                    match outcome.number(column.value, row) {
                        Some(number) if is_out_of_range(&number) => Diagnostic::new(
                            Code::E0601,
                            say!(
                                "`{heading}` of `{}` is {}: more than 18 digits before the point",
                                "`{}` 的 `{heading}` 为 {}，整数部分超过 18 位",
                                name(),
                                format_plain(&number.round(crate::values::Rounding::Down, &Exact::ONE))
                            ),
                        ),
                        _ => continue,
                    }
                }
                State::Present | State::Blank | State::NotApplicable | State::NotGiven => continue,
            };
            findings.push(finding.label(expr.span, say!("computed here", "在此计算")));
            found = found.saturating_add(1);
            if found == MOST_FINDINGS {
                break;
            }
        }
    }
    findings
}
