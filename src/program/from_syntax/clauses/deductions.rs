//! Vetoes against whatever else is taken on the same amount: an amount is lost once only.
//!
//! A penalty is cut to what the earlier ones left. A veto forfeits an amount as it was earned: where it holds, nothing else may be taken on it.

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
    /// Reports each veto that can hold together with another deduction on an amount that it forfeits.
    pub fn must_take_once(&mut self) {
        let mut of_amount: FxHashMap<DefinitionId, Vec<DefinitionId>> = FxHashMap::default();
        let mut vetoes = Vec::new();
        for (at, definition) in self.program.definitions.iter().enumerate() {
            let id = DefinitionId(at as u32);
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

/// The amounts that a penalty or a veto takes something of.
fn taken_on(definition: &Definition) -> &[DefinitionId] {
    match &definition.role {
        Role::Veto(amounts) | Role::Penalty { on: amounts, .. } => amounts,
        _ => &[],
    }
}
