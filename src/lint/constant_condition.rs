//! `constant-condition`: a comparison that always holds or never does, by the ranges that fields declare. What an assertion says shall hold
//! always, so it is let be.

use crate::program::{Form, Map};
use crate::say;
use crate::source::Span;

use super::{Finding, Rule, Subject};

pub(super) fn find(subject: &mut Subject<'_>) -> Vec<Finding> {
    let asserted: Vec<Span> = subject.program.assertions.iter().map(|assertion| subject.program.expr(assertion.asserted).span).collect();
    let is_asserted =
        |span: Span| asserted.iter().any(|whole| whole.source == span.source && whole.start <= span.start && span.end <= whole.end);
    let mut findings = Vec::new();
    for expr in &subject.program.expressions {
        let Form::Map(Map::Compare(comparison), operands) = &expr.form else { continue };
        let [left, right] = operands.as_slice() else { continue };
        let words = subject.words(expr.span);
        // What a clause compares by itself is not the author's.
        if is_asserted(expr.span) {
            continue;
        }
        let written = words.contains(['=', '<', '>', '≤', '≥', '≠', '＝', '＜', '＞']) && !words.contains(['{', '｛', '\n']);
        let Some(holds) = subject.intervals.decided(*comparison, *left, *right).filter(|_| written) else { continue };
        let message = match holds {
            true => say!("`{words}` always holds", "`{words}` 总是成立"),
            false => say!("`{words}` never holds", "`{words}` 从不成立"),
        };
        findings.push(Finding {
            rule: Rule::ConstantCondition,
            span: expr.span,
            message,
            help: say!("take it away, or mend it or the range of the field", "删去它，或更正它或字段的范围"),
            fix: None,
        });
    }
    findings
}
