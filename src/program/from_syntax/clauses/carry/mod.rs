//! `carry`: a value that goes on from one row of a series to the next. `starts` says what it is at the first row, `next` what it is after a
//! row; at a row the name is what was carried there. Values carried along the same series may be made of each other.
//!
//! The sub-value `after` (结转) is what the row leaves. What follows is lowered when everything has a name (`folds`), since it may rest on the
//! carry itself. `status` and `allowance` are carries whose states Merit makes.

mod allowance;
mod folds;
mod status;

use super::Alternative;
use crate::diagnostics::Code;
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::from_syntax::series::SeriesOf;
use crate::program::{Carried, DefinitionId, Fold, FoldId, Form, Kind, OVERALL, RecordId, Reduce, ReduceOp, Role, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Call, CallClauseKind, Clause, Expr, ExprKind, Name, PartKind};

/// What is carried, with what follows it still to be lowered.
pub(in crate::program::from_syntax) struct Carry<'a> {
    name: &'a Name,
    scope: Scope,
    fold: FoldId,
    following: Following<'a>,
}

/// What follows.
enum Following<'a> {
    /// A value as written.
    Value {
        next: &'a Expr,
        kind: Kind,
        /// The sub-value that it is.
        after: DefinitionId,
    },
    /// The state that a change leads to.
    Status { clause: &'a Clause, states: status::States, before: Lowered, after: DefinitionId },
    /// How long ago each of the last passes was used.
    Allowance { clause: &'a Clause, ago: Vec<Lowered>, window: i128, used: DefinitionId },
}

impl<'a> Lower<'a> {
    pub(super) fn carry(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let alternative = alternatives.first()?;
        let (mut kind, mut starts, mut next) = (None, None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::Kind(name) => kind = Some(name),
                PartKind::Starts(value) => starts = Some(value),
                PartKind::Next(value) => next = Some(value),
                _ => {}
            }
        }
        if starts.is_none() {
            self.lacks(clause, "starts", "期初");
        }
        if next.is_none() {
            self.lacks(clause, "next", "下期");
        }
        let (starts, next) = (starts?, next?);
        let (owner, series) = self.carried_along(id, clause, alternative)?;
        let scope = Scope::on(owner);
        let said = match kind {
            Some(kind) => Some(self.kind_named(kind)?),
            None => None,
        };
        let first = self.expr(starts, &scope, said);
        let first = match said {
            Some(kind) => self.must_be_kind(first, kind),
            None => first,
        };
        let first = self.must_be_present(first);
        if self.is_broken(first) {
            return None;
        }
        let (fold, states) = self.begin_fold(&[first], &series, owner, clause.name.span);
        let state = *states.first()?;
        let article = alternative.article.into_iter().collect();
        let definition = self.define_entry(id, Role::Helper, state, state.id, Vec::new(), article);
        let place = self.make(Form::Blank, Type::present(first.ty.kind), owner, next.span);
        let after = self.define_part(definition, &["after", "结转"], place);
        let following = Following::Value { next, kind: first.ty.kind, after };
        self.carries.push(Carry { name: &clause.name, scope, fold, following });
        Some(definition)
    }

    /// The record and the series that a clause carries something along.
    fn carried_along(&mut self, id: EntryId, clause: &'a Clause, alternative: &Alternative<'a>) -> Option<(RecordId, SeriesOf)> {
        let (owner, name) = (self.entries[id.0].owner, &clause.name);
        if !alternative.guards.is_empty() {
            self.report_at(
                Code::E0304,
                say!("what is carried goes through every row", "递推须经过每一行"),
                name.span,
                say!(
                    "it cannot stand under a condition: let what follows say what happens then",
                    "不能置于条件之下：请由后续各行说明此时如何"
                ),
            );
            return None;
        }
        if owner == OVERALL {
            self.report_at(
                Code::E0304,
                say!("what is carried belongs to the rows of a series", "递推须属于序列的各行"),
                name.span,
                say!("put it into `for each …`", "请写在 `每个 …` 中"),
            );
            return None;
        }
        let (mut within, mut by) = (None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::Within(values) => within = Some(values.as_slice()),
                PartKind::Order(values) => by = Some(values.as_slice()),
                _ => {}
            }
        }
        Some((owner, self.series(within, by, owner, name)?))
    }

    /// Begins a fold of states that start so; gives them as values of a row. What follows them is still to be said.
    pub(super) fn begin_fold(&mut self, starts: &[Lowered], series: &SeriesOf, owner: RecordId, span: Span) -> (FoldId, Vec<Lowered>) {
        let fold = FoldId(self.program.folds.len() as u32);
        let states = starts.iter().map(|first| Carried { starts: first.id, next: first.id }).collect();
        self.program.folds.push(Fold { record: owner, span, series: series.series(), states });
        let states = (0u32..).zip(starts).map(|(state, first)| {
            let mut ty = Type::present(first.ty.kind);
            if let Some(within) = series.within {
                ty = ty.with_absence_of(within.ty);
            }
            self.make(Form::Carried { fold, state }, ty, owner, span)
        });
        (fold, states.collect())
    }

    /// `closing(deficit over month)`: what the last row of the owner's series leaves.
    pub(in crate::program::from_syntax) fn closing(&mut self, call: &'a Call, span: Span, scope: &Scope) -> Lowered {
        let over = call.clauses.iter().find_map(|clause| match &clause.kind {
            CallClauseKind::Over(name) => Some(name),
            _ => None,
        });
        let carried = match call.arguments.as_slice() {
            [Expr { kind: ExprKind::Path(names), .. }] => names.first().filter(|_| names.len() == 1),
            _ => None,
        };
        let (Some(over), Some(carried), 1) = (over, carried, call.clauses.len()) else {
            return self.wrong_arguments(
                call,
                "what is carried `over` the record of its series",
                "递推的名称，以及 `取自` 其序列的记录",
                scope,
            );
        };
        let Some(record) = self.record_of(over) else { return self.broken(scope.index, span) };
        let entry = self.by_name.get(&(record, carried.text.clone())).copied();
        let definition = entry.and_then(|entry| self.ensure(entry, Some(carried.span)));
        let after = definition.and_then(|definition| self.parts.get(&(definition, "after".to_owned())).copied());
        let fold = definition.map(|definition| self.program.expr(self.program.definition(definition).value).form.clone());
        let (Some(after), Some(Form::Carried { fold, .. })) = (after, fold) else {
            let name = &carried.text;
            if entry.is_none() || definition.is_some() {
                self.report_at(
                    Code::E0201,
                    say!("`{name}` is not carried along `{}`", "`{name}` 不是沿 `{}` 递推的值", over.text),
                    carried.span,
                    say!("`closing` is of a `carry`", "`期末` 用于 `递推`"),
                );
            }
            return self.broken(scope.index, span);
        };
        let Some(by) = self.reference_to(record, scope.index, None, call) else { return self.broken(scope.index, span) };
        let value = self.definition(after, record, span);
        let series = self.program.fold(fold).series.clone();
        let combined = self.calendar_of(record).is_some_and(|(_, of)| of.contains(&scope.index));
        let reduce = Reduce {
            op: ReduceOp::Last,
            over: record,
            by: Some(by.id),
            filter: None,
            value: Some(value.id),
            weight: None,
            skip_blanks: false,
            order: series.order,
        };
        let ty = Type { kind: value.ty.kind, blank: !combined || value.ty.blank, not_applicable: false };
        self.make(Form::Reduce(Box::new(reduce)), ty, scope.index, span)
    }
}
