//! Anniversaries: where a number of years is added to a date, the head says where that of 29 February falls.

use super::builder::{Lower, Lowered};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::parts::each_part;
use crate::program::{ExprId, Form};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{File, Item, Policy, PolicyPart};
use crate::values::{Duration, Value};
use rustc_hash::FxHashSet;

/// The most parts of a length that are looked through for years; a longer one counts as having some.
const MOST_PARTS: usize = 1_000;

impl Lower<'_> {
    /// Remembers that a length is added to a date or taken from it, where the length may be years and the date a 29 February.
    pub(super) fn note_anniversary(&mut self, date: Lowered, length: Lowered, span: Span) {
        if self.may_be_29_february(date) && self.may_be_years(length.id) {
            self.anniversaries.push(span);
        }
    }

    /// Remembers that something is due every so often from a date on.
    pub(super) fn note_period(&mut self, from: Lowered, length: Duration, span: Span) {
        if self.may_be_29_february(from) && is_years(length) {
            self.anniversaries.push(span);
        }
    }

    fn may_be_29_february(&self, date: Lowered) -> bool {
        match &self.program.expr(date.id).form {
            Form::Constant(Value::Date(day)) => (day.month(), day.day()) == (2, 29),
            _ => true,
        }
    }

    fn may_be_years(&self, length: ExprId) -> bool {
        let (mut open, mut met) = (vec![length], FxHashSet::default());
        while let Some(id) = open.pop() {
            if met.len() > MOST_PARTS {
                return true;
            }
            match &self.program.expr(id).form {
                Form::Constant(Value::Duration(length)) if is_years(*length) => return true,
                _ if met.insert(id) => each_part(&self.program, id, &mut |part| open.push(part)),
                _ => {}
            }
        }
        false
    }

    /// Asks where anniversaries of 29 February fall, where there are some and the head does not say it.
    pub(super) fn must_say_leap_day(&mut self, file: &File) {
        let head: Option<&Policy> = file.items.iter().find_map(|item| if let Item::Policy(policy) = item { Some(policy) } else { None });
        let mut places = std::mem::take(&mut self.anniversaries);
        places.sort_by_key(|span| (span.source, span.start));
        places.dedup();
        let (Some(head), Some((first, more))) = (head, places.split_first()) else { return };
        let is_said = head.parts.iter().any(|part| matches!(part, PolicyPart::LeapDay { .. }));
        // A head that was not understood may say it all the same.
        if is_said || !super::follows::broken_words(file, self.sources, Some(head.span)).is_empty() {
            return;
        }
        let mut finding = Diagnostic::new(
            Code::E0420,
            say!("the policy does not say where the anniversary of a 29 February falls", "办法没有写明 2月29日 的周年日是哪一天"),
        )
        .label(*first, say!("years from a date, which may be 29 February", "自某日起若干年，该日可能是 2月29日"));
        finding = match more {
            [] => finding,
            [next] => finding.label(*next, say!("and here", "此处亦然")),
            [next, others @ ..] => {
                let others = others.len();
                finding.label(*next, say!("and here, and in {others} more places", "此处亦然，另有 {others} 处"))
            }
        };
        let finding = finding.label(head.name.span, say!("the head of the policy", "办法的抬头"));
        self.report(finding.help(say!(
            "write in the head `29 February falls on 28 February`, or `29 February falls on 1 March`",
            "在抬头中写明 `2月29日 计作 2月28日`，或 `2月29日 计作 3月1日`"
        )));
    }
}

fn is_years(length: Duration) -> bool {
    length.months() != 0 && length.months() % 12 == 0
}
