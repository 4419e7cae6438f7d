//! `veto`: yes when something grave happened; what it forfeits is a line of its own for each amount.
//!
//! The sub-value `forfeited` is the sum of the amounts that are lost; without `forfeits` a veto is a decision alone.

use crate::program::from_syntax::builder::{EntryId, Lower};
use crate::program::from_syntax::names::{Alternative, EntrySource};
use crate::program::{DefinitionId, Kind, Role};
use crate::syntax::ast::{Clause, ClauseKind, Name, PartKind};
use crate::values::Exact;

impl<'a> Lower<'a> {
    pub(super) fn veto(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let applies = self.applies(owner, clause, alternative);
        if applies.tests.is_empty() {
            self.lacks(clause, "when", "当");
            return None;
        }
        let (mut forfeits, mut action): (Option<&'a Vec<Name>>, _) = (None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::Forfeits(names) => forfeits = Some(names),
                PartKind::Action(value) => action = Some(value),
                _ => {}
            }
        }
        let span = clause.name.span;
        let value = self.all_of(&applies.tests, owner, span);
        let forfeited = match forfeits {
            None => Vec::new(),
            Some(names) if names.is_empty() => self.all_amounts(id),
            Some(names) => {
                let found = self.clauses_named(names, owner);
                if found.len() != names.len() {
                    return None;
                }
                found
            }
        };
        let sum = if forfeited.is_empty() { None } else { self.sum_of(&forfeited, owner, span) };
        let action = action.map(|action| self.expr(action, &applies.scope, None));
        let articles = alternative.article.into_iter().collect();
        let definition = self.define_entry(id, Role::Veto(forfeited), value, value.id, applies.conditions, articles);
        if let Some(sum) = sum {
            let zero = self.figure(Exact::zero(), sum.ty.kind, owner, span);
            let name = self.definition(definition, owner, span);
            let lost = self.cases(&[(name, sum)], Some(zero), sum.ty.kind, owner, span);
            self.define_part(definition, &["forfeited", "取消额"], lost);
        }
        if let Some(action) = action {
            self.action(definition, action);
        }
        Some(definition)
    }

    /// Every pay and award of the clause's owner, in written order.
    fn all_amounts(&mut self, id: EntryId) -> Vec<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let mut found = Vec::new();
        for at in 0..self.entries.len() {
            let entry = &self.entries[at];
            let Some(EntrySource::Clause(clause)) = entry.alternatives.first().map(|alternative| alternative.source) else { continue };
            if entry.owner == owner && matches!(clause.kind, ClauseKind::Pay | ClauseKind::Award) {
                found.extend(self.ensure(EntryId(at), None).filter(|&id| matches!(self.program.definition(id).ty.kind, Kind::Money(_))));
            }
        }
        found
    }
}
