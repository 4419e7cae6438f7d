//! What `elimination` and `quota` share: a share or a number of a cohort is taken in an order, and it is said what ties do.
//!
//! `when` and `unless` say for whom the outcome counts; they do not narrow the cohort, which is what `among` is for. A share is of those
//! that `among` leaves in the cohort, and how many are taken is a value of the cohort. Sub-values: `rank` (名次), the place, 1 taken first,
//! equal ones sharing the best; `size` (名额), how many may be taken; `cutoff` (截止值), the first value ranked by of the last one taken.

use super::cohort::Cohort;
use super::total::without_tails;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered};
use crate::program::from_syntax::cohorts::{Order, cohort_record};
use crate::program::from_syntax::names::Alternative;
use crate::program::{DefinitionId, Form, Kind, Place, RecordId, Reduce, ReduceOp, Role, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Clause, Comparison, Expr, PartKind, RankOrder, Ranking, TailKind, Ties};

/// The parts of a selection as written.
struct Written<'a> {
    ranking: &'a Ranking,
    takes: &'a Expr,
    action: Option<&'a Expr>,
}

impl<'a> Lower<'a> {
    pub(super) fn selection(
        &mut self,
        role: Role,
        id: EntryId,
        clause: &'a Clause,
        alternatives: &[Alternative<'a>],
    ) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let mut applies = self.applies(owner, clause, alternative);
        let span = clause.name.span;
        let written = self.selection_parts(clause)?;
        let cohort = self.cohort_of(clause, owner, &[])?;
        self.with_among(&mut applies, &cohort);
        let (order, place) = self.selection_order(written.ranking, &cohort, owner)?;
        let size = self.selection_size(written.takes, &cohort, &order, owner)?;
        let size = self.seen_from_cohort(cohort.within, size, written.takes.span);
        let rank = self.ranking(&order, Place::Best, written.ranking.span, owner);
        let action = written.action.map(|action| self.expr(action, &applies.scope, None));
        let definition = self.begin_entry(id, role, alternative.article.into_iter().collect());
        let rank = self.named_part(definition, &["rank", "名次"], rank);
        let size = self.named_part(definition, &["size", "名额"], size);
        let last = if place == Place::Best { rank } else { self.ranking(&order, place, written.ranking.span, owner) };
        let last = self.as_known(last, &cohort.members);
        let taken = self.compare(Comparison::LessOrEqual, last, size, owner, span);
        let value = self.under(&applies, taken);
        self.complete(definition, value, taken.id, applies.conditions);
        let cutoff = self.cutoff(definition, &order, owner, span)?;
        self.define_part(definition, &["cutoff", "截止值"], cutoff);
        if let Some(action) = action {
            self.action(definition, action);
        }
        Some(definition)
    }

    fn selection_parts(&mut self, clause: &'a Clause) -> Option<Written<'a>> {
        let (mut ranking, mut takes, mut action) = (None, None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::Rank(rank) => ranking = Some(rank),
                PartKind::Takes(value) => takes = Some(value),
                PartKind::Action(value) => action = Some(value),
                _ => {}
            }
        }
        if ranking.is_none() {
            self.lacks(clause, "rank", "排名");
        }
        if takes.is_none() {
            self.lacks(clause, "takes", "取");
        }
        Some(Written { ranking: ranking?, takes: takes?, action })
    }

    /// The order, and the place that decides: with all ties in the best one of equal ones, with all out the worst.
    fn selection_order(&mut self, ranking: &'a Ranking, cohort: &Cohort, owner: RecordId) -> Option<(Order, Place)> {
        let (mut keys, blanks) = self.rank_keys(ranking, &cohort.members)?;
        let place = match &ranking.ties {
            None => {
                self.ties_not_said(ranking.span);
                return None;
            }
            Some((Ties::Shared, span)) => {
                self.report(
                    Diagnostic::new(
                        Code::E0411,
                        say!("a shared place does not say who of the equal ones is taken", "同名次没有说明并列者取谁"),
                    )
                    .label(*span, say!("at the last place several may be equal", "末一名处可能有多人并列"))
                    .help(say!("write `ties all in`, `ties all out` or `ties by id`", "写成 `并列全计`、`并列全不计` 或 `并列按 工号`")),
                );
                return None;
            }
            Some((Ties::AllIn, _)) => Place::Best,
            Some((Ties::AllOut, _)) => Place::Worst,
            Some((Ties::By(further), span)) => {
                for key in self.tie_keys(further, &cohort.members)? {
                    keys.push((key, RankOrder::LowestFirst));
                }
                let values: Vec<Lowered> = keys.iter().map(|(key, _)| *key).collect();
                if !self.decides(&values, cohort, owner) {
                    self.ties_left(Code::E0411, *span, owner);
                    return None;
                }
                Place::Best
            }
        };
        let blanks = self.rank_blanks(&keys, blanks)?;
        Some((cohort.order(keys, blanks), place))
    }

    /// Says that values that are to break ties may leave some.
    pub(in crate::program::from_syntax) fn ties_left(&mut self, code: Code, span: Span, owner: RecordId) {
        let (record, key) = (self.program.record(owner).name.clone(), self.key_words(owner));
        let finding = Diagnostic::new(code, say!("these values may leave ties", "这些值可能仍分不出先后"))
            .label(span, say!("two records of `{record}` may be equal in all of them", "`{record}` 的两条记录可能在这些值上全都相同"));
        self.report(if key.is_empty() {
            finding.help(say!("give `{record}` a key and add it here", "为 `{record}` 声明主键，并加在此处"))
        } else {
            finding.help(say!("add the key: `by …, {key}`", "加上主键：`按 …，{key}`"))
        });
    }

    /// How many may be taken, on the cohort: a share of its size, or a number, with its tails.
    fn selection_size(&mut self, takes: &'a Expr, cohort: &Cohort, order: &Order, owner: RecordId) -> Option<Lowered> {
        let scope = cohort.whole();
        let (base, tails) = without_tails(takes);
        let mut size = self.expr(base, &scope, None);
        if self.is_broken(size) {
            return None;
        }
        let what = match size.ty.kind {
            Kind::Ratio => {
                let of = self.cohort_size(order, base.span, owner);
                size = self.multiply(size, of, scope.index, base.span);
                say!("a share of a number of people is rarely whole", "人数的比率往往不是整数")
            }
            Kind::Number => say!("nothing shows that this is a whole number", "没有什么能表明此处为整数"),
            _ => {
                let found = self.kind_words(size.ty.kind);
                let label = self.what_it_is(size);
                self.report_at(
                    Code::E0304,
                    say!("a ratio or a whole number is taken, not {}", "须取一个比率或整数，而不是{}", found.en)
                        .with_zh(format!("须取一个比率或整数，而不是{}", found.zh)),
                    base.span,
                    label,
                );
                return None;
            }
        };
        for tail in &tails {
            size = self.with_tail(size, tail, takes.span, &scope);
            if matches!(&tail.kind, TailKind::AtLeast(_) | TailKind::AtMost(_)) && self.is_broken(size) {
                return None;
            }
        }
        let size = self.must_be_kind(size, Kind::Number);
        let size = self.must_be_present(size);
        if self.is_broken(size) {
            return None;
        }
        if !self.is_whole(size.id) {
            let mut finding = Diagnostic::new(Code::E0208, say!("`takes` does not say how it is rounded", "`取` 没有写明如何取整"))
                .label(base.span, what);
            finding = finding.help(say!("add `, rounded up` or `, rounded down`", "加上 `，进位` 或 `，舍去`"));
            self.report(finding);
            return None;
        }
        Some(size)
    }

    /// The first value ranked by of the last one taken; blank where nobody is.
    fn cutoff(&mut self, definition: DefinitionId, order: &Order, owner: RecordId, span: Span) -> Option<Lowered> {
        let (key, first) = *order.keys.first()?;
        let taken = self.definition(definition, owner, span);
        let no = self.truth(false, owner, span);
        let (blank, not_applicable) = (taken.ty.blank.then_some(no), taken.ty.not_applicable.then_some(no));
        let taken = if taken.ty.is_present() { taken } else { self.settle(taken, blank, not_applicable, span) };
        let reduce = Reduce {
            op: match first {
                RankOrder::LowestFirst => ReduceOp::Max,
                RankOrder::HighestFirst => ReduceOp::Min,
            },
            over: owner,
            by: order.within.map(|within| within.id),
            filter: Some(taken.id),
            value: Some(key.id),
            weight: None,
            skip_blanks: true,
            order: Vec::new(),
        };
        let ty = Type { kind: key.ty.kind, blank: true, not_applicable: false };
        let cutoff = self.make(Form::Reduce(Box::new(reduce)), ty, cohort_record(order.within), span);
        Some(self.seen_from_cohort(order.within, cutoff, span))
    }
}
