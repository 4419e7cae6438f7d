//! What `elimination`, `quota`, `prizes` and `pool` share: who takes part, in which cohort, and who is before whom.
//!
//! `among` narrows the cohort itself; whoever is outside gets not applicable. The values of a cohort as a whole, such as how many are taken
//! or the amount of a pool, belong to the group that `within` makes, or to nobody in particular without one.

use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::from_syntax::cohorts::{Order, cohort_record};
use crate::program::{Cells, Condition, ExprId, Form, Kind, Map, RankBlanks, RecordId, ReduceOp, Rows};
use crate::say;
use crate::syntax::ast::{Blanks, Clause, Expr, PartKind, RankOrder, Ranking};

/// Values that are ranked by, each with its order.
pub(super) type RankKeys = Vec<(Lowered, RankOrder)>;

/// Who takes part, and with whom.
pub(in crate::program::from_syntax) struct Cohort {
    /// Who takes part; none: everyone.
    pub among: Option<Lowered>,
    /// What the clause's own `among` asks.
    pub own: Option<Lowered>,
    /// The reference to the cohort; none: all are one.
    pub within: Option<Lowered>,
    /// The scope of values that each who takes part has.
    pub members: Scope,
}

impl Cohort {
    /// The scope of values that the cohort has as a whole.
    pub fn whole(&self) -> Scope {
        Scope::on(cohort_record(self.within))
    }

    /// The reference to the cohort and what else is compared, as an order that ranks by some values.
    pub fn order(&self, keys: RankKeys, blanks: RankBlanks) -> Order {
        Order { keys, within: self.within, among: self.among, blanks }
    }
}

impl<'a> Lower<'a> {
    /// The cohort of a clause. `also` narrows it before `among` does.
    pub(super) fn cohort_of(&mut self, clause: &'a Clause, owner: RecordId, also: &[Lowered]) -> Option<Cohort> {
        let mut members = Scope::on(owner);
        for condition in also {
            members = members.knowing(self.learned(condition.id, true));
        }
        let (mut tests, mut own, mut within) = (also.to_vec(), None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::Among(among) => {
                    let among = self.condition(among, &members);
                    if self.is_broken(among) {
                        return None;
                    }
                    members = members.knowing(self.learned(among.id, true));
                    tests.push(among);
                    own = Some(among);
                }
                PartKind::Within(values) => within = Some(self.cohort(values, &Scope::on(owner))?),
                _ => {}
            }
        }
        let among = if tests.is_empty() { None } else { Some(self.all_of(&tests, owner, clause.name.span)) };
        if let Some(among) = among {
            members = members.knowing(self.learned(among.id, true));
        }
        Some(Cohort { among, own, within, members })
    }

    /// The conditions of a clause with its `among` as the last one.
    pub(super) fn with_among(&mut self, applies: &mut super::Applies, cohort: &Cohort) {
        if let Some(own) = cohort.own {
            applies.scope = applies.scope.knowing(self.learned(own.id, true));
            applies.conditions.push(Condition { test: own.id, negated: false, by: None });
            applies.tests.push(own);
        }
    }

    /// The values that a `rank` line orders by, and where it puts blanks.
    pub(super) fn rank_keys(&mut self, ranking: &'a Ranking, scope: &Scope) -> Option<(RankKeys, Option<Blanks>)> {
        let mut keys = Vec::new();
        for (at, key) in ranking.keys.iter().enumerate() {
            let order = ranking.keys.iter().skip(at).find_map(|key| key.order);
            let Some(order) = order else {
                self.report(
                    Diagnostic::new(Code::E0208, say!("this order does not say who is first", "此排名没有说明从高还是从低排起"))
                        .label(key.value.span, say!("ranked by this", "据此排名"))
                        .help(say!("add `highest first` or `lowest first`", "加上 `从高到低` 或 `从低到高`")),
                );
                return None;
            };
            let value = self.expr(&key.value, scope, None);
            if self.is_broken(value) {
                return None;
            }
            keys.push((value, order));
        }
        Some((keys, ranking.blanks.map(|(blanks, _)| blanks)))
    }

    /// Values that break ties, each of which must be there and have an order.
    pub(in crate::program::from_syntax) fn tie_keys(&mut self, keys: &'a [Expr], scope: &Scope) -> Option<Vec<Lowered>> {
        let mut lowered = Vec::new();
        for key in keys {
            let key = self.expr(key, scope, None);
            let key = self.must_be_present(key);
            self.rank_blanks(&[(key, RankOrder::LowestFirst)], None)?;
            lowered.push(key);
        }
        Some(lowered)
    }

    /// Whether no two rows of a cohort are equal in all of some values: they hold a key of the record, or what the cohort leaves of it.
    pub(in crate::program::from_syntax) fn decides(&self, values: &[Lowered], cohort: &Cohort, owner: RecordId) -> bool {
        let mut ids: Vec<ExprId> = values.iter().map(|value| value.id).collect();
        if let Some(within) = cohort.within {
            ids.push(within.id);
            if let Form::Field(field) = &self.program.expr(within.id).form
                && matches!(self.program.field(owner, *field).cells, Cells::Grouped)
                && let Rows::Group { by, .. } = &self.program.record(cohort_record(cohort.within)).rows
            {
                ids.extend(by);
            }
        }
        self.tell_apart(&ids, owner, 0)
    }

    fn tell_apart(&self, values: &[ExprId], record: RecordId, depth: usize) -> bool {
        let key = &self.program.record(record).key;
        let told = |field: &crate::program::FieldId| {
            let is_field = |id: &ExprId| matches!(&self.program.expr(*id).form, Form::Field(other) if other == field);
            if values.iter().any(is_field) {
                return true;
            }
            let Kind::Reference(target) = self.program.field(record, *field).ty.kind else { return false };
            let through: Vec<ExprId> = values
                .iter()
                .filter_map(|&id| match &self.program.expr(id).form {
                    Form::Gather { reference, value } if is_field(reference) => Some(*value),
                    _ => None,
                })
                .collect();
            depth < 8 && !through.is_empty() && self.tell_apart(&through, target, depth + 1)
        };
        !key.is_empty() && key.iter().all(told)
    }

    /// The key of a record as an author writes it, for advice.
    pub(super) fn key_words(&self, record: RecordId) -> String {
        let record = self.program.record(record);
        record.key.iter().filter_map(|key| record.fields.get(key.at())).map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Whether a number is shown to be whole: a whole figure or field, a count, a rounding to whole units, and what these add up to.
    pub(super) fn is_whole(&self, id: ExprId) -> bool {
        if let Some(figure) = self.number_of(id) {
            return figure.is_integer();
        }
        match &self.program.expr(id).form {
            Form::Map(Map::Round { unit, .. }, _) => unit.is_integer(),
            Form::Map(Map::Add | Map::Subtract | Map::Multiply | Map::Min | Map::Max | Map::Negate | Map::Absolute, operands) => {
                operands.iter().all(|&operand| self.is_whole(operand))
            }
            Form::Map(Map::FullUnits | Map::StartedUnits | Map::CountYes, _) => true,
            Form::Settle { value, blank, not_applicable } => {
                self.is_whole(*value) && [blank, not_applicable].into_iter().flatten().all(|&settled| self.is_whole(settled))
            }
            Form::Cases { arms, otherwise } => arms.iter().map(|(_, value)| value).chain(otherwise).all(|&value| self.is_whole(value)),
            Form::Gather { value, .. } => self.is_whole(*value),
            Form::Definition(definition) => self.is_whole(self.program.definition(*definition).value),
            Form::Reduce(reduce) if matches!(reduce.op, ReduceOp::Sum | ReduceOp::Min | ReduceOp::Max) => {
                reduce.value.is_some_and(|value| self.is_whole(value))
            }
            _ => self.domain(id).0,
        }
    }
}
