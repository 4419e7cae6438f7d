//! `except when C: value`: another value where the condition holds.
//!
//! Two exceptions that can hold together must agree.

use super::Applies;
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::Kind;
use crate::program::from_syntax::builder::{Lower, Lowered};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Clause, Expr, PartKind};

/// The most pairs of exceptions that are told.
const MOST_FINDINGS: usize = 20;

impl<'a> Lower<'a> {
    /// The value of a clause where its conditions hold, unless one of its exceptions holds.
    ///
    /// Where no kind is expected a bare figure is `bare` in each of them by itself: `takes 10%` with an exception of `200` is no ratio of 200.
    pub(super) fn unless_excepted(
        &mut self,
        clause: &'a Clause,
        value: &'a Expr,
        applies: &Applies,
        (expected, bare): (Option<Kind>, Option<Kind>),
    ) -> Lowered {
        let mut scope = applies.scope.clone();
        let mut arms: Vec<(Lowered, Lowered)> = Vec::new();
        let mut exceptions = Vec::new();
        for part in &clause.parts {
            let PartKind::Except { condition, value, by } = &part.kind else { continue };
            if let Some(number) = by {
                self.article_numbered(number);
            }
            let condition = self.condition(condition, &applies.scope);
            let known = applies.scope.knowing(self.learned(condition.id, true));
            let value = self.expr(value, &known, expected);
            let value = self.taken_as(value, bare);
            exceptions.push((condition, value, part.span));
            arms.push((condition, value));
            scope = scope.knowing(self.learned(condition.id, false));
        }
        self.must_agree(&clause.name.text, &exceptions);
        let main = self.expr(value, &scope, expected);
        if arms.is_empty() {
            return main;
        }
        let main = self.taken_as(main, bare);
        self.choose(arms, Some(main), value.span, applies.scope.index)
    }

    /// A bare figure as of the kind; a zero is one of any kind.
    fn taken_as(&mut self, value: Lowered, bare: Option<Kind>) -> Lowered {
        match bare {
            Some(kind) if value.bare && self.number_of(value.id).is_none_or(|number| !number.is_zero()) => {
                let value = self.must_be_kind(value, kind);
                Lowered { bare: false, ..value }
            }
            _ => value,
        }
    }

    /// Reports exceptions that can hold together and give different values.
    fn must_agree(&mut self, name: &str, exceptions: &[(Lowered, Lowered, Span)]) {
        let conditions: Vec<_> = exceptions.iter().map(|(condition, _, _)| condition.id).collect();
        if self.first_meeting(&conditions).is_none() {
            return;
        }
        let mut found = 0_usize;
        for (at, (first, first_value, first_span)) in exceptions.iter().enumerate() {
            for (second, second_value, second_span) in exceptions.iter().skip(at + 1) {
                if found >= MOST_FINDINGS || self.shape(first_value.id) == self.shape(second_value.id) {
                    continue;
                }
                if let Some(meeting) = self.meeting(first.id, second.id) {
                    found = found.saturating_add(1);
                    let both = if meeting.en.is_empty() {
                        say!("nothing shows that it cannot hold together with the other", "没有什么能表明它不会与另一个同时成立")
                    } else {
                        Text::both(format!("both hold when {}", meeting.en), format!("当 {} 时二者同时成立", meeting.zh))
                    };
                    self.report(
                        Diagnostic::new(Code::E0409, say!("two exceptions of `{name}` disagree", "`{name}` 的两个例外互相矛盾"))
                            .label(*second_span, both)
                            .label(*first_span, say!("the other exception", "另一个例外"))
                            .help(say!("make one of them exclude the other: `… and not …`", "使其一排除另一个：`… 且 并非 …`")),
                    );
                }
            }
        }
    }
}
