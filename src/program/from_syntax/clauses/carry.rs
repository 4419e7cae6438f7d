//! `carry`: a value that goes on from one row of a series to the next. `starts` says what it is at the first row, `next` what it is after a
//! row; at a row the name is what was carried there. Values carried along the same series may be made of each other.
//!
//! The sub-value `after` (结转) is what the row leaves. `next` is lowered when everything has a name, since it may rest on the carry itself;
//! what it is made of on the way from there must be of the same row, so that rows are gone through once, in order.

use super::Alternative;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::{Carried, DefinitionId, ExprId, Fold, FoldId, Form, Kind, OVERALL, Role, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Clause, Expr, Name, PartKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is carried, with what follows it still to be lowered.
pub(in crate::program::from_syntax) struct Carry<'a> {
    name: &'a Name,
    next: &'a Expr,
    scope: Scope,
    fold: FoldId,
    kind: Kind,
    /// The sub-value that is what follows.
    after: DefinitionId,
}

impl<'a> Lower<'a> {
    pub(super) fn carry(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let name = &clause.name;
        if !alternative.guards.is_empty() {
            self.report_at(
                Code::E0304,
                say!("what is carried goes through every row", "递推须经过每一行"),
                name.span,
                say!("it cannot stand under a condition: let `next` say what happens then", "不能置于条件之下：请由 `下期` 说明此时如何"),
            );
            return None;
        }
        let (mut kind, mut starts, mut next, mut within, mut by) = (None, None, None, None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::Kind(name) => kind = Some(name),
                PartKind::Starts(value) => starts = Some(value),
                PartKind::Next(value) => next = Some(value),
                PartKind::Within(values) => within = Some(values.as_slice()),
                PartKind::By(value) => by = Some(std::slice::from_ref(value)),
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
        if owner == OVERALL {
            self.report_at(
                Code::E0304,
                say!("what is carried belongs to the rows of a series", "递推须属于序列的各行"),
                name.span,
                say!("put it into `for each …`", "请写在 `每个 …` 中"),
            );
            return None;
        }
        let series = self.series(within, by, owner, name)?;
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
        let fold = FoldId(self.program.folds.len() as u32);
        let states = vec![Carried { starts: first.id, next: first.id }];
        self.program.folds.push(Fold { record: owner, span: name.span, series: series.series(), states });
        let mut ty = Type::present(first.ty.kind);
        if let Some(within) = series.within {
            ty = ty.with_absence_of(within.ty);
        }
        let state = self.make(Form::Carried { fold, state: 0 }, ty, owner, name.span);
        let article = alternative.article.into_iter().collect();
        let definition = self.define_entry(id, Role::Helper, state, state.id, Vec::new(), article);
        let place = self.make(Form::Blank, Type::present(first.ty.kind), owner, next.span);
        let after = self.define_part(definition, &["after", "结转"], place);
        self.carries.push(Carry { name, next, scope, fold, kind: first.ty.kind, after });
        Some(definition)
    }

    /// Lowers what follows each carry, and puts those together that are made of each other.
    pub(in crate::program::from_syntax) fn finish_carries(&mut self) {
        let mut done = Vec::new();
        while !self.carries.is_empty() {
            for carry in std::mem::take(&mut self.carries) {
                let next = self.expr(carry.next, &carry.scope, Some(carry.kind));
                if carry.kind == Kind::Number && matches!(next.ty.kind, Kind::Money(_)) {
                    self.kind_not_said(&carry, next);
                    continue;
                }
                let next = self.must_be_kind(next, carry.kind);
                let next = self.must_be_present(next);
                if self.is_broken(next) {
                    continue;
                }
                self.program.definition_mut(carry.after).value = next.id;
                self.program.definition_mut(carry.after).unrounded = next.id;
                self.program.folds[carry.fold.at()].states[0].next = next.id;
                done.push((carry, next));
            }
        }
        self.join_folds(&done);
    }

    fn kind_not_said(&mut self, carry: &Carry<'a>, next: Lowered) {
        let name = &carry.name.text;
        let starts = self.program.expr(self.program.fold(carry.fold).states[0].starts).span;
        self.report(
            Diagnostic::new(Code::E0304, say!("`{name}` starts as a number and goes on as money", "`{name}` 期初为数，下期为金额"))
                .label(next.span, say!("this is money", "此处为金额"))
                .label(starts, say!("this figure says no kind", "此数没有写明类型"))
                .help(say!("say it: `carry {name}: money {{ … }}`", "请写明：`递推 {name}：金额 {{ … }}`")),
        );
    }

    /// Makes one fold of those whose states are made of each other.
    fn join_folds(&mut self, carries: &[(Carry<'a>, Lowered)]) {
        let mut rests: FxHashMap<FoldId, FxHashSet<FoldId>> = FxHashMap::default();
        for (carry, next) in carries {
            let (near, far) = self.folds_under(next.id);
            if far.contains(&carry.fold) {
                self.other_rows(carry);
                return;
            }
            rests.insert(carry.fold, near);
        }
        let rests = closed(&rests);
        let on_each_other = |one: FoldId, other: FoldId| {
            let on = |one: FoldId, other: FoldId| rests.get(&one).is_some_and(|seen| seen.contains(&other));
            on(one, other) && on(other, one)
        };
        let mut homes: FxHashMap<FoldId, FoldId> = FxHashMap::default();
        for (at, (carry, _)) in carries.iter().enumerate() {
            let Some((into, _)) = carries.iter().take(at).find(|(other, _)| on_each_other(carry.fold, other.fold)) else { continue };
            if !self.same_series(into.fold, carry.fold) {
                self.two_series(into, carry);
                return;
            }
            let home = homes.get(&into.fold).copied().unwrap_or(into.fold);
            homes.insert(carry.fold, home);
            let states = std::mem::take(&mut self.program.folds[carry.fold.at()].states);
            let first = self.program.fold(home).states.len() as u32;
            self.program.folds[home.at()].states.extend(states);
            for expr in &mut self.program.expressions {
                if let Form::Carried { fold, state } = &mut expr.form
                    && *fold == carry.fold
                {
                    (*fold, *state) = (home, first);
                }
            }
        }
    }

    fn other_rows(&mut self, carry: &Carry<'a>) {
        let name = &carry.name.text;
        self.report(
            Diagnostic::new(
                Code::E0408,
                say!("what follows `{name}` rests on other rows of `{name}`", "`{name}` 的下期取决于 `{name}` 的其他各行"),
            )
            .label(carry.next.span, say!("through an aggregate, a rank or another record", "经由汇总、排名或其他记录"))
            .label(carry.name.span, say!("carried row by row, in order", "逐行依次递推"))
            .help(say!("make it of values of the same row", "请只用本行的值")),
        );
    }

    fn two_series(&mut self, one: &Carry<'a>, other: &Carry<'a>) {
        let (first, second) = (&one.name.text, &other.name.text);
        self.report(
            Diagnostic::new(
                Code::E0408,
                say!(
                    "`{first}` and `{second}` rest on each other along different series",
                    "`{first}` 与 `{second}` 相互依赖，却属于不同的序列"
                ),
            )
            .label(other.name.span, say!("carried along one series", "沿一个序列递推"))
            .label(one.name.span, say!("carried along another", "沿另一个序列递推"))
            .help(say!("give both the same `within` and `by`", "两者的 `同` 与 `按` 须相同")),
        );
    }

    fn same_series(&self, one: FoldId, other: FoldId) -> bool {
        let shapes = |fold: FoldId| {
            let series = &self.program.fold(fold).series;
            let within = series.within.map(|within| self.shape(within));
            (within, series.order.iter().map(|&key| self.shape(key)).collect::<Vec<_>>())
        };
        self.program.fold(one).record == self.program.fold(other).record && shapes(one) == shapes(other)
    }

    /// The folds that an expression rests on: of the same row, and through other rows.
    fn folds_under(&self, root: ExprId) -> (FxHashSet<FoldId>, FxHashSet<FoldId>) {
        let (mut near, mut far) = (FxHashSet::default(), FxHashSet::default());
        let mut seen = FxHashSet::default();
        let mut open = vec![(root, true)];
        while let Some((id, same_row)) = open.pop() {
            if !seen.insert((id, same_row)) {
                continue;
            }
            let expr = self.program.expr(id);
            if let Form::Carried { fold, .. } = &expr.form {
                if same_row {
                    near.insert(*fold)
                } else {
                    far.insert(*fold)
                };
                // What another state is made of is that fold's own affair, unless it is read through other rows.
                if !same_row {
                    let states = &self.program.fold(*fold).states;
                    open.extend(states.iter().flat_map(|state| [(state.starts, false), (state.next, false)]));
                }
                continue;
            }
            let elementwise = crate::program::is_elementwise(&expr.form);
            crate::program::each_part(&self.program, id, &mut |part| open.push((part, same_row && elementwise)));
        }
        (near, far)
    }

    /// `closing(deficit over month)`: what the last row of the owner's series leaves.
    pub(in crate::program::from_syntax) fn closing(&mut self, call: &'a crate::syntax::ast::Call, span: Span, scope: &Scope) -> Lowered {
        use crate::program::{Reduce, ReduceOp};
        use crate::syntax::ast::{CallClauseKind, ExprKind};
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
            skip_blanks: false,
            order: series.order,
        };
        let ty = Type { kind: value.ty.kind, blank: !combined || value.ty.blank, not_applicable: false };
        self.make(Form::Reduce(Box::new(reduce)), ty, scope.index, span)
    }
}

/// Each with all that it rests on, followed to the end.
fn closed(rests: &FxHashMap<FoldId, FxHashSet<FoldId>>) -> FxHashMap<FoldId, FxHashSet<FoldId>> {
    let of = |fold: FoldId| {
        let (mut seen, mut open) = (FxHashSet::default(), vec![fold]);
        while let Some(one) = open.pop() {
            for &other in rests.get(&one).into_iter().flatten() {
                if seen.insert(other) {
                    open.push(other);
                }
            }
        }
        seen
    };
    rests.keys().map(|&fold| (fold, of(fold))).collect()
}
