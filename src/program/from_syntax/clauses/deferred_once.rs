//! Deferrals of the same amount: each is of all that is left of it, so another one would defer it again.

use super::deductions::{MOST_FINDINGS, MOST_PAIRS, apply_together, taken_on};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::from_syntax::builder::Lower;
use crate::program::{Definition, DefinitionId, Role};
use crate::say;
use rustc_hash::{FxHashMap, FxHashSet};

impl Lower<'_> {
    /// Reports two deferrals that can apply together and count the same amount, unless what one is on takes the other off.
    pub(super) fn must_be_deferred_once(&mut self) {
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
        Diagnostic::new(Code::E0418, say!("`{one}` and `{other}` can both defer `{of}`", "`{one}` 与 `{other}` 可能同时递延 `{of}`"))
            .label(second.span, apply_together(together))
            .label(first.span, say!("this defers of it too", "此处也递延其一部分"))
            .help(say!(
                "let `{other}` be on what `{one}` leaves: `total rest = {of} - {one}`, and there `on rest`; or make their conditions exclude each other",
                "令 `{other}` 针对 `{one}` 递延后的余额：`总额 其余 = {of} − {one}`，并写 `对 其余`；或使二者的条件互相排除"
            ))
    }
}
