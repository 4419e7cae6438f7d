//! The clauses of a call: which may stand in which built-in, each of them once. One that were read and not followed would give a wrong figure.

use super::builder::Lower;
use super::builtins::Builtin;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::ReduceOp;
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Blanks, Call, CallClause, CallClauseKind, RankOrder, Ties};

/// The clauses of an aggregate or rank, by kind.
#[derive(Default)]
pub(super) struct Clauses<'a> {
    pub over: Option<&'a ast::Name>,
    pub via: Option<&'a ast::Name>,
    pub filter: Option<&'a ast::Expr>,
    pub within: Option<&'a [ast::Expr]>,
    pub by: Option<&'a [ast::Expr]>,
    pub order: Option<RankOrder>,
    pub ties: Option<&'a Ties>,
    pub blanks: Option<Blanks>,
    pub skipping: bool,
    pub running: bool,
    pub last: Option<(&'a ast::Expr, Span)>,
    pub during: Option<&'a ast::Expr>,
    pub weight: Option<&'a ast::Expr>,
}

impl<'a> Lower<'a> {
    /// The clauses of a call by kind; what is amiss with them was told by [`Lower::clauses_must_fit`].
    pub(super) fn clauses(&self, call: &'a Call) -> Clauses<'a> {
        let mut clauses = Clauses::default();
        for clause in &call.clauses {
            match &clause.kind {
                CallClauseKind::Over(name) => clauses.over = Some(name),
                CallClauseKind::Via(name) => clauses.via = Some(name),
                CallClauseKind::Where(filter) | CallClauseKind::Among(filter) => clauses.filter = Some(filter),
                CallClauseKind::Within(within) => clauses.within = Some(within),
                CallClauseKind::By(by) => clauses.by = Some(by),
                CallClauseKind::Order(order) => clauses.order = Some(*order),
                CallClauseKind::Ties(ties) => clauses.ties = Some(ties),
                CallClauseKind::Blanks(blanks) => clauses.blanks = Some(*blanks),
                CallClauseKind::Running => clauses.running = true,
                CallClauseKind::Last(rows) => clauses.last = Some((rows, clause.span)),
                CallClauseKind::SkippingBlanks => clauses.skipping = true,
                CallClauseKind::During(period) => clauses.during = Some(period),
                CallClauseKind::WeightedBy(weight) => clauses.weight = Some(weight),
                CallClauseKind::Per(_) => {}
            }
        }
        clauses
    }

    /// Says which clauses of a call stand there twice, and which mean nothing in it; no built-in: a scale, in which none means anything.
    pub(super) fn clauses_must_fit(&mut self, call: &Call, builtin: Option<&Builtin>) {
        for (at, clause) in call.clauses.iter().enumerate() {
            let doubled = call.clauses.iter().take(at).any(|other| are_one(&other.kind, &clause.kind));
            if doubled {
                let words = self.words(clause.span);
                self.report_at(
                    Code::E0209,
                    say!("`{words}` says again what is said before", "`{words}` 与前面的说明重复"),
                    clause.span,
                    say!("one of the two must go", "须去掉其一"),
                );
            } else if !builtin.is_some_and(|builtin| fits(&clause.kind, builtin, call)) {
                let finding = self.stray(call, clause);
                self.report(finding);
            }
        }
    }

    fn stray(&self, call: &Call, clause: &CallClause) -> Diagnostic {
        let (words, name) = (self.words(clause.span), &call.name.text);
        let message = match &clause.kind {
            CallClauseKind::During(_) => say!(
                "`during` belongs to `covered_days`, `covered_months` and `uncovered_months`",
                "`期间` 只用于 `覆盖天数`、`覆盖月数` 和 `未覆盖月数`"
            ),
            CallClauseKind::WeightedBy(_) => say!("`weighted by` belongs to `average`", "`加权按` 只用于 `平均`"),
            CallClauseKind::Per(_) => say!("`per` belongs to `full_units` and `started_units`", "`每` 只用于 `满数` 和 `起数`"),
            CallClauseKind::Order(_) | CallClauseKind::Ties(_) | CallClauseKind::Blanks(_) => {
                say!("`{words}` belongs to `rank`", "`{words}` 只用于 `排名`")
            }
            _ => say!("`{name}` takes no `{words}`", "`{name}` 不能带 `{words}`"),
        };
        let finding = Diagnostic::new(Code::E0207, message).label(clause.span, say!("it means nothing here", "在此处没有意义"));
        match &clause.kind {
            CallClauseKind::Order(_) => finding.help(say!(
                "of the rows in the order of `by`, `first` takes the lowest and `last` the highest",
                "按 `按` 的次序，`首` 取最低者，`末` 取最高者"
            )),
            CallClauseKind::Where(_) | CallClauseKind::Among(_) => finding
                .help(say!("put the condition around it: `if … then {name}(…) else …`", "请把条件写在外面：`若 … 则 {name}（…） 否则 …`")),
            CallClauseKind::By(_) => finding.help(say!(
                "an order counts with `first`, `last`, `list`, `running` and `last 3`",
                "次序只用于 `首`、`末`、`列举`、`累计` 和 `近 3`"
            )),
            _ => finding,
        }
    }
}

/// Whether a call may have one of the two only.
fn are_one(one: &CallClauseKind, other: &CallClauseKind) -> bool {
    let filters = |kind: &CallClauseKind| matches!(kind, CallClauseKind::Where(_) | CallClauseKind::Among(_));
    std::mem::discriminant(one) == std::mem::discriminant(other) || filters(one) && filters(other)
}

/// Whether a clause counts in a built-in.
fn fits(clause: &CallClauseKind, builtin: &Builtin, call: &Call) -> bool {
    let has = |wanted: fn(&CallClauseKind) -> bool| call.clauses.iter().any(|clause| wanted(&clause.kind));
    let aggregates = matches!(builtin, Builtin::Aggregate(_) | Builtin::Extreme(..));
    let of_others = aggregates || matches!(builtin, Builtin::Percentile | Builtin::Share | Builtin::Cover(_));
    let along = matches!(builtin, Builtin::Neighbour(_) | Builtin::Latest | Builtin::Streak);
    match clause {
        CallClauseKind::Over(_) => matches!(builtin, Builtin::Closing) || of_others && !has(|kind| matches!(kind, CallClauseKind::Running)),
        CallClauseKind::Via(_) => of_others && !has(|kind| matches!(kind, CallClauseKind::Running | CallClauseKind::Within(_))),
        CallClauseKind::Where(_) | CallClauseKind::Among(_) => of_others || matches!(builtin, Builtin::Rank),
        CallClauseKind::Within(_) => of_others || along || matches!(builtin, Builtin::Rank),
        CallClauseKind::By(_) => {
            let ordered = matches!(builtin, Builtin::Aggregate(ReduceOp::First | ReduceOp::Last | ReduceOp::List(_)));
            along || ordered || aggregates && has(|kind| matches!(kind, CallClauseKind::Running | CallClauseKind::Last(_)))
        }
        CallClauseKind::Order(_) | CallClauseKind::Ties(_) | CallClauseKind::Blanks(_) => matches!(builtin, Builtin::Rank),
        CallClauseKind::SkippingBlanks => of_others,
        CallClauseKind::Running | CallClauseKind::Last(_) => aggregates,
        CallClauseKind::Per(_) => matches!(builtin, Builtin::Units(_)),
        CallClauseKind::During(_) => matches!(builtin, Builtin::Cover(_)),
        CallClauseKind::WeightedBy(_) => matches!(builtin, Builtin::Aggregate(ReduceOp::Average)),
    }
}
