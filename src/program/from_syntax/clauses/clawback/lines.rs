//! What an event takes: the first line whose condition holds, of ratios and of amounts.

use super::Event;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered};
use crate::program::{ExprId, Kind};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Clause, Comparison, PartKind};
use crate::values::Exact;

/// What an event takes.
pub(super) struct Taken {
    /// A ratio; none where no line takes one.
    pub share: Option<Lowered>,
    /// An amount; none where no line takes one.
    pub claimed: Option<Lowered>,
    /// Whether what was paid is recovered as well; none: always.
    pub recovers: Option<Lowered>,
    /// Whether any line recovers what was paid.
    pub any_recovers: bool,
}

/// A line, lowered.
struct Line {
    when: Option<Lowered>,
    amount: Lowered,
    stops: bool,
    span: Span,
}

impl<'a> Lower<'a> {
    /// Lowers the lines; an event before the day from which the deferral is counted takes nothing.
    pub(super) fn taken(&mut self, clause: &'a Clause, event: &Event<'a>) -> Option<Taken> {
        let lines = self.recovery_lines(clause, event)?;
        let (index, span) = (event.record, clause.name.span);
        let early = self.compare(Comparison::Less, event.date, event.from, index, span);
        let no = self.truth(false, index, span);
        let early = if early.ty.not_applicable { self.settle(early, None, Some(no), span) } else { early };
        let is_share = |line: &&Line| line.amount.ty.kind == Kind::Ratio;
        let (share, claimed) = (lines.iter().any(|line| is_share(&line)), lines.iter().any(|line| !is_share(&line)));
        let [share, claimed] = [(share, Kind::Ratio), (claimed, event.money)].map(|(any, kind)| {
            let zero = self.figure(Exact::zero(), kind, index, span);
            let of_lines: Vec<Lowered> = lines.iter().map(|line| if line.amount.ty.kind == kind { line.amount } else { zero }).collect();
            any.then(|| self.by_recovery_line(&lines, &of_lines, (early, zero), event))
        });
        let any_recovers = lines.iter().any(|line| !line.stops);
        let recovers = any_recovers && lines.iter().any(|line| line.stops);
        let recovers = recovers.then(|| {
            let of_lines: Vec<Lowered> = lines.iter().map(|line| self.truth(!line.stops, index, line.span)).collect();
            self.by_recovery_line(&lines, &of_lines, (early, no), event)
        });
        Some(Taken { share, claimed, recovers, any_recovers })
    }

    fn recovery_lines(&mut self, clause: &'a Clause, event: &Event<'a>) -> Option<Vec<Line>> {
        let (mut lines, mut scope, mut whole) = (Vec::new(), event.scope.clone(), true);
        for part in &clause.parts {
            let PartKind::Recover { amount, when, stops } = &part.kind else { continue };
            let when = when.as_ref().map(|when| self.condition(when, &scope));
            let known = when.map_or_else(|| scope.clone(), |when| scope.knowing(self.learned(when.id, true)));
            let value = self.expr(amount, &known, None);
            let value = self.must_be_present(value);
            let value = if value.ty.kind == Kind::Ratio { value } else { self.must_be_kind(value, event.money) };
            let value = if value.ty.kind == event.money { self.rounded_as_declared(value) } else { value };
            if let Some(when) = when {
                scope = scope.knowing(self.learned(when.id, false));
                whole &= !self.is_broken(when);
            }
            whole &= !self.is_broken(value);
            self.must_be_a_share(&clause.name, value, "takes", "扣回");
            lines.push(Line { when, amount: Lowered { bare: false, ..value }, stops: *stops, span: part.span });
        }
        if lines.is_empty() {
            self.lacks(clause, "takes", "扣回");
            return None;
        }
        self.recovery_lines_are_reached(&lines, event);
        whole.then_some(lines)
    }

    fn recovery_lines_are_reached(&mut self, lines: &[Line], event: &Event<'a>) {
        let mut conditions: Vec<ExprId> = Vec::new();
        for line in lines {
            conditions.push(line.when.map_or_else(|| self.truth(true, event.record, line.span).id, |when| when.id));
        }
        let reached = self.reached(&conditions);
        for (line, _) in lines.iter().zip(reached).filter(|(_, reached)| !reached) {
            self.report(
                Diagnostic::new(Code::E0410, say!("this line is never reached", "此行永远不会用到"))
                    .label(line.span, say!("the lines before it leave no event for it", "前面各行已包括所有事件"))
                    .help(say!("put the stricter condition first", "条件严的一行写在前面")),
            );
        }
    }

    /// One value for each line, chosen as the line is; `early` with its value, and what is left where no line holds.
    fn by_recovery_line(&mut self, lines: &[Line], values: &[Lowered], (early, none): (Lowered, Lowered), event: &Event<'a>) -> Lowered {
        let (mut arms, mut rest) = (vec![(early, none)], none);
        for (line, value) in lines.iter().zip(values) {
            match line.when {
                Some(when) => arms.push((when, *value)),
                None => {
                    rest = *value;
                    break;
                }
            }
        }
        self.cases(&arms, Some(rest), none.ty.kind, event.record, early.span)
    }
}
