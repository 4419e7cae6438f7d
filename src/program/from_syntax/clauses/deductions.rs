//! What is taken on the same amount: it is lost once only.
//!
//! A penalty is cut to what the earlier ones left. A veto forfeits an amount as it was earned: where it holds, nothing else may be taken on it.
//! What is taken of a sum is taken of what it adds up; whoever takes of a part of it must know of that.

use super::counted::Counted;
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::from_syntax::builder::Lower;
use crate::program::{Definition, DefinitionId, ExprId, Role};
use crate::say;
use rustc_hash::{FxHashMap, FxHashSet};

/// The most pairs that are told.
pub(super) const MOST_FINDINGS: usize = 20;
/// The most pairs that are tried; beyond, two count as able to meet.
pub(super) const MOST_PAIRS: usize = 20_000;

/// Two that take of one amount without regard to one another.
struct Pair {
    amount: DefinitionId,
    first: DefinitionId,
    second: DefinitionId,
    /// When both apply.
    together: Text,
}

impl Lower<'_> {
    /// Reports vetoes, penalties and deferrals that can apply together and take of one amount more than there is.
    pub fn must_take_once(&mut self) {
        let mut findings = Vec::new();
        for pair in self.heedless() {
            findings.push(match self.program.definition(pair.first).role {
                Role::Veto(_) => self.forfeited_twice(&pair),
                _ => self.penalised_twice(&pair),
            });
        }
        for finding in findings {
            self.report(finding);
        }
        self.must_be_deferred_once();
    }

    fn heedless(&self) -> Vec<Pair> {
        let mut takers: Vec<(DefinitionId, Counted)> = (0u32..)
            .zip(&self.program.definitions)
            .filter(|(_, definition)| !taken_on(definition).is_empty())
            .map(|(at, definition)| (DefinitionId(at), self.counted(taken_on(definition))))
            .collect();
        takers.sort_by_key(|(taker, _)| self.program.definition(*taker).order);
        let mut of_amount: FxHashMap<DefinitionId, Vec<(DefinitionId, &Counted)>> = FxHashMap::default();
        for (taker, counted) in &takers {
            for &amount in &counted.added {
                of_amount.entry(amount).or_default().push((*taker, counted));
            }
        }
        let (mut pairs, mut met) = (Vec::new(), FxHashSet::default());
        for (first, of_first) in &takers {
            for &amount in &of_first.added {
                for &(second, of_second) in of_amount.get(&amount).into_iter().flatten() {
                    let in_turn = of_first.taken_off.contains(&second) || of_second.taken_off.contains(first);
                    if in_turn || self.heeds(second, of_second, *first) || !met.insert((second.min(*first), second.max(*first))) {
                        continue;
                    }
                    let together = if met.len() > MOST_PAIRS { Some(Text::both("", "")) } else { self.take_together(*first, second) };
                    pairs.extend(together.map(|together| Pair { amount, first: *first, second, together }));
                    if pairs.len() >= MOST_FINDINGS {
                        return pairs;
                    }
                }
            }
        }
        pairs
    }

    /// Whether one of two that take of the same amount takes no more than the other leaves; so it is too where that is told of the other.
    fn heeds(&self, second: DefinitionId, of_second: &Counted, first: DefinitionId) -> bool {
        let [one, other] = [first, second].map(|id| self.program.definition(id));
        // What is taken of an amount that it counts itself.
        let knows = || taken_on(one).iter().any(|amount| of_second.added.contains(amount));
        match (&one.role, &other.role) {
            (Role::Veto(_), Role::Veto(_) | Role::Penalty { .. }) => first == second,
            (Role::Veto(_) | Role::Penalty { .. }, Role::Deferral { .. }) => knows(),
            (Role::Penalty { .. }, Role::Penalty { .. }) => one.order >= other.order || knows(),
            _ => true,
        }
    }

    /// A case in which both deductions apply, in words; empty words where it cannot be told.
    pub(super) fn take_together(&self, first: DefinitionId, second: DefinitionId) -> Option<Text> {
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

    fn penalised_twice(&self, pair: &Pair) -> Diagnostic {
        let [amount, first, second] = [pair.amount, pair.first, pair.second].map(|id| self.program.definition(id));
        let (of, one, other) = (&amount.name, &first.name, &second.name);
        let message = say!(
            "`{one}` takes of a sum that counts `{of}`, and `{other}` takes of `{of}` as if it did not",
            "`{one}` 对包含 `{of}` 的合计扣减，而 `{other}` 对 `{of}` 计算时未予考虑"
        );
        let finding = Diagnostic::new(Code::E0418, message)
            .label(second.span, apply_together(&pair.together))
            .label(first.span, say!("this takes of the whole sum", "此处对整个合计扣减"));
        finding.help(match second.role {
            Role::Deferral { .. } => on_the_sum(one, other),
            _ => say!(
                "write `{other}` before `{one}`, which is then cut to what it leaves",
                "把 `{other}` 写在 `{one}` 之前，后者即以其余额为限"
            ),
        })
    }

    fn forfeited_twice(&self, pair: &Pair) -> Diagnostic {
        let [amount, veto, other] = [pair.amount, pair.first, pair.second].map(|id| self.program.definition(id));
        let (amount, forfeits, takes, together) = (&amount.name, &veto.name, &other.name, &pair.together);
        let both = if together.en.is_empty() {
            say!("nothing shows that it cannot hold together with the veto", "没有什么能表明它不会与否决同时成立")
        } else {
            Text::both(format!("both hold when {}", together.en), format!("当 {} 时二者同时成立", together.zh))
        };
        let finding = Diagnostic::new(
            Code::E0418,
            say!("`{forfeits}` and `{takes}` can both take `{amount}`", "`{forfeits}` 与 `{takes}` 可能同时扣去 `{amount}`"),
        )
        .label(other.span, both)
        .label(veto.span, say!("the veto forfeits all of `{amount}`", "此否决取消 `{amount}` 的全部"));
        finding.help(match other.role {
            Role::Deferral { .. } => on_the_sum(forfeits, takes),
            _ => say!("let `{takes}` yield to the veto: `unless {forfeits}`", "令 `{takes}` 让位于否决：`除非 {forfeits}`"),
        })
    }
}

/// When two apply together, as a label.
pub(super) fn apply_together(together: &Text) -> Text {
    if together.en.is_empty() {
        return say!("nothing shows that the two never apply together", "没有什么能表明二者不会同时适用");
    }
    Text::both(format!("both apply when {}", together.en), format!("当 {} 时二者同时适用", together.zh))
}

fn on_the_sum(taker: &str, deferral: &str) -> Text {
    say!("let `{deferral}` be on the sum that `{taker}` is on", "令 `{deferral}` 也针对 `{taker}` 所针对的合计")
}

/// The amounts that a penalty, a veto or a deferral takes something of.
pub(super) fn taken_on(definition: &Definition) -> &[DefinitionId] {
    match &definition.role {
        Role::Veto(amounts) | Role::Penalty { on: amounts, .. } | Role::Deferral { on: amounts, .. } => amounts,
        _ => &[],
    }
}
