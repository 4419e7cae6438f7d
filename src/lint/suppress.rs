//! `# lint: allow idle-bound because …`: comments that allow a finding, on its line or on the line above it; above the head of the policy
//! they are about the whole file.

use crate::say;
use crate::source::{SourceId, Sources, Span};
use crate::syntax::ast::{Comment, Item};
use crate::syntax::{allowance, parse};

use super::{Finding, Rule, is_own};

/// A comment that allows something.
struct Allowance {
    span: Span,
    rule: Option<Rule>,
    /// The rule as written.
    named: String,
    has_reason: bool,
    /// The line that it is about, from 1; none for the whole file.
    line: Option<usize>,
}

/// Leaves out what is allowed, and tells allowances that are wrong or allow nothing.
pub(super) fn settle(sources: &Sources, findings: Vec<Finding>) -> Vec<Finding> {
    let mut allowances: Vec<Allowance> =
        sources.iter().filter(|(id, _)| is_own(sources, Span::new(*id, 0, 0))).flat_map(|(id, _)| allowances(sources, id)).collect();
    let mut used = vec![false; allowances.len()];
    let mut left = Vec::new();
    for finding in findings {
        let line = sources.place(finding.span.source, finding.span.start).0;
        let allows = |allowance: &Allowance| {
            allowance.has_reason
                && allowance.rule == Some(finding.rule)
                && allowance.line.is_none_or(|allowed| allowed == line)
                && allowance.span.source == finding.span.source
        };
        match allowances.iter().position(allows) {
            Some(at) => used.iter_mut().skip(at).take(1).for_each(|used| *used = true),
            None => left.push(finding),
        }
    }
    for (allowance, used) in allowances.drain(..).zip(used) {
        left.extend(told(&allowance, used));
    }
    left
}

fn told(allowance: &Allowance, used: bool) -> Option<Finding> {
    let named = &allowance.named;
    let (rule, message, help) = match (allowance.rule, allowance.has_reason) {
        (None, _) => (
            Rule::WrongSuppression,
            say!("there is no rule `{named}`", "没有规则 `{named}`"),
            say!("`merit lint --rules` lists them", "`merit lint --rules` 列出所有规则"),
        ),
        (Some(_), false) => (
            Rule::WrongSuppression,
            say!("it is not said why `{named}` is allowed", "没有写明为何许可 `{named}`"),
            say!("write `# lint: allow {named} because …`", "写成 `# lint: 许可 {named} 因为 …`"),
        ),
        (Some(_), true) if !used => (
            Rule::UnusedSuppression,
            say!("there is nothing here that `{named}` would tell", "此处并无 `{named}` 的问题"),
            say!("take the comment away", "删去此注释"),
        ),
        (Some(_), true) => return None,
    };
    Some(Finding::new(rule, allowance.span, message, help))
}

fn allowances(sources: &Sources, id: SourceId) -> Vec<Allowance> {
    let Some(source) = sources.get(id) else { return Vec::new() };
    let (file, _) = parse(id, source.code());
    let line_of = |at: u32| source.place(at).0;
    let comment_lines: Vec<usize> =
        file.comments.iter().filter(|comment| comment.alone).map(|comment| line_of(comment.span.start)).collect();
    let head = file.items.iter().find(|item| matches!(item, Item::Policy(_))).map(|item| line_of(item.span().start));
    let read = |comment: &Comment| {
        let said = allowance::of(&comment.text)?.trim();
        let said = said.strip_prefix("allow").or_else(|| said.strip_prefix("许可"))?.trim();
        let end = said.find(|sign: char| !sign.is_ascii_alphabetic() && sign != '-').unwrap_or(said.len());
        let (named, rest) = said.split_at(end);
        let rest = rest.trim_start_matches([' ', ',', '，', '\u{3000}']);
        let reason = rest.strip_prefix("because").or_else(|| rest.strip_prefix("因为"));
        let mut line = line_of(comment.span.start);
        if comment.alone {
            // A comment on its own line is about the next line that is none.
            line += 1;
            while comment_lines.contains(&line) {
                line += 1;
            }
        }
        Some(Allowance {
            span: comment.span,
            rule: Rule::ALL.into_iter().find(|rule| rule.name() == named),
            named: named.to_owned(),
            has_reason: reason.is_some_and(|reason| !reason.trim().is_empty()),
            line: Some(line).filter(|line| !comment.alone || head != Some(*line)),
        })
    };
    file.comments.iter().filter_map(read).collect()
}
