//! What follows a carry: lowered when everything has a name, and carries that are made of each other put into one fold.
//!
//! What is made of the states on the way to what follows must be of the same row, so that rows are gone through once, in order.

use super::{Carry, Following};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered};
use crate::program::{ExprId, FoldId, Form, Kind};
use crate::say;
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

impl<'a> Lower<'a> {
    /// Lowers what follows each carry, and puts those together that are made of each other.
    pub(in crate::program::from_syntax) fn finish_carries(&mut self) {
        let mut done = Vec::new();
        while !self.carries.is_empty() {
            for carry in std::mem::take(&mut self.carries) {
                let Some(next) = self.following(&carry) else { continue };
                for (state, next) in self.program.folds[carry.fold.at()].states.iter_mut().zip(&next) {
                    state.next = next.id;
                }
                done.push((carry, next));
            }
        }
        self.join_folds(&done);
    }

    /// What the states of a carry are after a row.
    fn following(&mut self, carry: &Carry<'a>) -> Option<Vec<Lowered>> {
        match &carry.following {
            Following::Value { next, kind, after } => {
                let value = self.expr(next, &carry.scope, Some(*kind));
                if *kind == Kind::Number && matches!(value.ty.kind, Kind::Money(_)) {
                    self.kind_not_said(carry, value);
                    return None;
                }
                let value = self.must_be_kind(value, *kind);
                let value = self.must_be_present(value);
                if self.is_broken(value) {
                    return None;
                }
                self.complete(*after, value, value.id, Vec::new());
                Some(vec![value])
            }
            Following::Status { clause, states, before, after } => {
                let next = self.next_state(clause, states, *before, &carry.scope)?;
                self.complete(*after, next, next.id, Vec::new());
                Some(vec![next])
            }
            Following::Allowance { clause, ago, window, used } => self.next_passes(clause, ago, *window, *used, &carry.scope),
        }
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
    fn join_folds(&mut self, carries: &[(Carry<'a>, Vec<Lowered>)]) {
        let mut rests: FxHashMap<FoldId, FxHashSet<FoldId>> = FxHashMap::default();
        for (carry, next) in carries {
            let mut all = FxHashSet::default();
            for next in next {
                let (near, far) = self.folds_under(next.id);
                if far.contains(&carry.fold) {
                    self.other_rows(carry, next.span);
                    return;
                }
                all.extend(near);
            }
            rests.insert(carry.fold, all);
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
                    (*fold, *state) = (home, first.saturating_add(*state));
                }
            }
        }
    }

    fn other_rows(&mut self, carry: &Carry<'a>, next: Span) {
        let name = &carry.name.text;
        self.report(
            Diagnostic::new(
                Code::E0408,
                say!("what follows `{name}` rests on other rows of `{name}`", "`{name}` 的下期取决于 `{name}` 的其他各行"),
            )
            .label(next, say!("through an aggregate, a rank or another record", "经由汇总、排名或其他记录"))
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
