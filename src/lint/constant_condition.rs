//! `constant-condition`: a comparison that always holds or never does, by the ranges that fields declare. What an assertion says shall hold
//! always, so it is let be; so is a comparison of parameters alone, which somebody may set otherwise.

use crate::program::{Form, Map};
use crate::say;
use crate::source::Span;

use super::{Finding, Places, Rule, Subject};

pub(super) fn find(subject: &mut Subject<'_>) -> Vec<Finding> {
    let program = subject.program;
    let asserted: Vec<Span> = program.assertions.iter().map(|assertion| program.expr(assertion.asserted).span).collect();
    let is_asserted =
        |span: Span| asserted.iter().any(|whole| whole.source == span.source && whole.start <= span.start && span.end <= whole.end);
    let (mut always, mut never) = (Places::default(), Places::default());
    for expr in &program.expressions {
        let Form::Map(Map::Compare(comparison), operands) = &expr.form else { continue };
        let [left, right] = operands.as_slice() else { continue };
        let words = subject.words(expr.span);
        // What a clause compares by itself is not the author's.
        let written = words.contains(['=', '<', '>', '≤', '≥', '≠', '＝', '＜', '＞']) && !words.contains(['{', '｛', '\n']);
        if !written || is_asserted(expr.span) {
            continue;
        }
        // Where a side is absent the comparison is blank: it tells at least whether there is a value.
        let present = [left, right].iter().all(|&&side| program.expr(side).ty.is_present());
        let varies = [left, right].iter().any(|&&side| subject.intervals.of(side).constant().is_none());
        let holds = if present && varies { subject.intervals.decided(*comparison, *left, *right) } else { None };
        let finding = |message| {
            let help = say!("take it away, or mend it or the range of the field", "删去它，或更正它或字段的范围");
            Finding::new(Rule::ConstantCondition, expr.span, message, help)
        };
        always.look(expr.span, (holds == Some(true)).then(|| finding(say!("`{words}` always holds", "`{words}` 总是成立"))));
        never.look(expr.span, (holds == Some(false)).then(|| finding(say!("`{words}` never holds", "`{words}` 从不成立"))));
    }
    let mut findings = always.findings();
    findings.extend(never.findings());
    findings
}
