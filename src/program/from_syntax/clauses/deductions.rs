//! What is taken on the same amount: it is lost once only, and deferred once only.
//!
//! A penalty is cut to what the earlier ones left. A veto forfeits an amount as it was earned: where it holds, nothing else may be taken on it.
//! A deferral is of all that is left of an amount, so another one of the same amount would defer it again.

use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::from_syntax::builder::Lower;
use crate::program::{Definition, DefinitionId, ExprId, Role};
use crate::say;
use rustc_hash::{FxHashMap, FxHashSet};

/// The most pairs that are told.
const MOST_FINDINGS: usize = 20;
/// The most pairs that are tried; beyond, two count as able to meet.
const MOST_PAIRS: usize = 20_000;

impl Lower<'_> {
    /// Reports each veto that can hold together with another deduction on an amount that it forfeits, and deferrals of one amount.
    pub fn must_take_once(&mut self) {
        self.must_be_forfeited_once();
        self.must_be_deferred_once();
    }

    fn must_be_forfeited_once(&mut self) {
        let mut of_amount: FxHashMap<DefinitionId, Vec<DefinitionId>> = FxHashMap::default();
        let mut vetoes = Vec::new();
        for (at, definition) in self.program.definitions.iter().enumerate() {
            let id = DefinitionId(at as u32);
            if matches!(definition.role, Role::Deferral { .. }) {
                continue;
            }
            for &amount in taken_on(definition) {
                of_amount.entry(amount).or_default().push(id);
            }
            if let Role::Veto(forfeited) = &definition.role {
                vetoes.push((id, forfeited));
            }
        }
        let (mut findings, mut met) = (Vec::new(), FxHashSet::default());
        'vetoes: for (veto, forfeited) in vetoes {
            for amount in forfeited {
                for &other in of_amount.get(amount).into_iter().flatten() {
                    if other == veto || !met.insert((veto.min(other), veto.max(other))) {
                        continue;
                    }
                    let together = if met.len() > MOST_PAIRS { Some(Text::both("", "")) } else { self.take_together(veto, other) };
                    if let Some(together) = together {
                        findings.push(self.taken_twice(*amount, veto, other, &together));
                    }
                    if findings.len() >= MOST_FINDINGS {
                        break 'vetoes;
                    }
                }
            }
        }
        for finding in findings {
            self.report(finding);
        }
    }

    /// Reports two deferrals that can apply together and count the same amount, unless what one is on takes the other off.
    fn must_be_deferred_once(&mut self) {
        let is_deferral = |at: &usize| matches!(self.program.definitions.get(*at), Some(Definition { role: Role::Deferral { .. }, .. }));
        let mut deferrals: Vec<DefinitionId> =
            (0..self.program.definitions.len()).filter(is_deferral).map(|at| DefinitionId(at as u32)).collect();
        deferrals.sort_by_key(|&deferral| self.program.definition(deferral).order);
        let (mut of_amount, mut taken_off): (FxHashMap<_, Vec<DefinitionId>>, _) = (FxHashMap::default(), FxHashSet::default());
        let (mut findings, mut met) = (Vec::new(), FxHashSet::default());
        for second in deferrals {
            let counted = self.counted(taken_on(self.program.definition(second)));
            taken_off.extend(counted.taken_off.iter().map(|&other| (second, other)));
            // One deferral that it meets is enough to be told.
            let mut told = findings.len() >= MOST_FINDINGS;
            for amount in counted.added {
                let of_amount = of_amount.entry(amount).or_default();
                for &first in of_amount.iter() {
                    let in_turn = taken_off.contains(&(second, first)) || taken_off.contains(&(first, second));
                    if told || in_turn || !met.insert((first, second)) {
                        continue;
                    }
                    let together = if met.len() > MOST_PAIRS { Some(Text::both("", "")) } else { self.take_together(first, second) };
                    told = together.is_some();
                    findings.extend(together.map(|together| self.deferred_twice(amount, first, second, &together)));
                }
                of_amount.push(second);
            }
        }
        for finding in findings {
            self.report(finding);
        }
    }

    fn deferred_twice(&self, amount: DefinitionId, first: DefinitionId, second: DefinitionId, together: &Text) -> Diagnostic {
        let [amount, first, second] = [amount, first, second].map(|id| self.program.definition(id));
        let (of, one, other) = (&amount.name, &first.name, &second.name);
        let both = if together.en.is_empty() {
            say!("nothing shows that the two never apply together", "没有什么能表明二者不会同时适用")
        } else {
            Text::both(format!("both apply when {}", together.en), format!("当 {} 时二者同时适用", together.zh))
        };
        Diagnostic::new(Code::E0418, say!("`{one}` and `{other}` can both defer `{of}`", "`{one}` 与 `{other}` 可能同时递延 `{of}`"))
            .label(second.span, both)
            .label(first.span, say!("this defers of it too", "此处也递延其一部分"))
            .help(say!(
                "let `{other}` be on what `{one}` leaves: `total rest = {of} - {one}`, and there `on rest`; or make their conditions exclude each other",
                "令 `{other}` 针对 `{one}` 递延后的余额：`总额 其余 = {of} − {one}`，并写 `对 其余`；或使二者的条件互相排除"
            ))
    }

    /// A case in which both deductions apply, in words; empty words where it cannot be told.
    fn take_together(&self, first: DefinitionId, second: DefinitionId) -> Option<Text> {
        let (first, second) = (self.asked(first), self.asked(second));
        let mut all = first.clone();
        all.extend(&second);
        self.holding_as(&all).unwrap_or_else(|| {
            // Too much to try together: it is enough that one condition of each exclude the other.
            let apart = first.iter().any(|&one| second.iter().any(|&other| matches!(self.holding_as(&[one, other]), Some(None))));
            (!apart).then(|| Text::both("", ""))
        })
    }

    /// The conditions of a clause, each with what it must be for the clause to apply.
    fn asked(&self, clause: DefinitionId) -> Vec<(ExprId, bool)> {
        self.program.definition(clause).conditions.iter().map(|condition| (condition.test, !condition.negated)).collect()
    }

    fn taken_twice(&self, amount: DefinitionId, veto: DefinitionId, other: DefinitionId, together: &Text) -> Diagnostic {
        let (amount, veto) = (&self.program.definition(amount).name, self.program.definition(veto));
        let other = self.program.definition(other);
        let (forfeits, takes) = (&veto.name, &other.name);
        let both = if together.en.is_empty() {
            say!("nothing shows that it cannot hold together with the veto", "没有什么能表明它不会与否决同时成立")
        } else {
            Text::both(format!("both hold when {}", together.en), format!("当 {} 时二者同时成立", together.zh))
        };
        Diagnostic::new(
            Code::E0418,
            say!("`{forfeits}` and `{takes}` can both take `{amount}`", "`{forfeits}` 与 `{takes}` 可能同时扣去 `{amount}`"),
        )
        .label(other.span, both)
        .label(veto.span, say!("the veto forfeits all of `{amount}`", "此否决取消 `{amount}` 的全部"))
        .help(say!("let `{takes}` yield to the veto: `unless {forfeits}`", "令 `{takes}` 让位于否决：`除非 {forfeits}`"))
    }
}

/// The amounts that a penalty, a veto or a deferral takes something of.
fn taken_on(definition: &Definition) -> &[DefinitionId] {
    match &definition.role {
        Role::Veto(amounts) | Role::Penalty { on: amounts, .. } | Role::Deferral { on: amounts, .. } => amounts,
        _ => &[],
    }
}
