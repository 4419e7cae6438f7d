//! `idle-bound`: a cap that the value never goes above, or a floor that it never goes below, by the ranges that fields declare.

use crate::diagnostics::Fix;
use crate::program::{Form, Map};
use crate::say;
use crate::source::Span;

use super::{Finding, Places, Rule, Subject};

pub(super) fn find(subject: &mut Subject<'_>) -> Vec<Finding> {
    let mut places = Places::default();
    for expr in &subject.program.expressions {
        let Form::Map(map @ (Map::Min | Map::Max), operands) = &expr.form else { continue };
        let [value, bound] = operands.as_slice() else { continue };
        let bound_is_present = subject.program.expr(*bound).ty.is_present();
        let (value_span, bound_span) = (subject.program.expr(*value).span, subject.program.expr(*bound).span);
        let Some(tail) = tail(subject, value_span, bound_span) else { continue };
        let (value, bound) = (subject.intervals.of(*value), subject.intervals.of(*bound));
        let is_cap = *map == Map::Min;
        let holds = if is_cap { value.lies_up_to(&bound) } else { bound.lies_up_to(&value) };
        // Where the bound is absent, so is what it bounds: it changes something.
        let idle = holds && bound_is_present && value.constant().is_none();
        let words = subject.words(bound_span);
        let message = match is_cap {
            true => say!("the cap never binds: the value is never above `{words}`", "上限不起作用：值从不高于 `{words}`"),
            false => say!("the floor never binds: the value is never below `{words}`", "下限不起作用：值从不低于 `{words}`"),
        };
        let help = say!("take it away, or mend it or the range of the field", "删去它，或更正它或字段的范围");
        let fix = Some(Fix { span: tail, with: String::new() });
        places.look(bound_span, idle.then(|| Finding { fix, ..Finding::new(Rule::IdleBound, bound_span, message, help) }));
    }
    places.findings()
}

/// `, at most 500` after a value, as the author wrote it; none for what a clause or a built-in made.
fn tail(subject: &Subject<'_>, value: Span, bound: Span) -> Option<Span> {
    let between = Span { start: value.end, end: bound.start, ..value };
    if value.source != bound.source || value.end > bound.start {
        return None;
    }
    let words = subject.words(between);
    // The bracket around a value is not in its place.
    let tail = words.trim_start_matches([')', '）', ' ', '\u{3000}']);
    let keyword = tail.strip_prefix([',', '，'])?.split_whitespace().collect::<Vec<_>>().join(" ");
    let bounds = ["at most", "at least", "不高于", "至多", "不超过", "不低于", "至少", "不少于"];
    let start = value.end + u32::try_from(words.len() - tail.len()).ok()?;
    bounds.contains(&keyword.as_str()).then_some(Span { start, end: bound.end, ..value })
}
