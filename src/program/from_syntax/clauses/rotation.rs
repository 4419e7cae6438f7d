//! `rotation`: whether somebody must move to another post, by a condition, by a date, or both.

use crate::program::from_syntax::builder::{EntryId, Lower};
use crate::program::from_syntax::names::Alternative;
use crate::program::{DefinitionId, Form, Kind, Role, Type};
use crate::syntax::ast::{Clause, Comparison, PartKind};

impl<'a> Lower<'a> {
    pub(super) fn rotation(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let mut applies = self.applies(owner, clause, alternative);
        let span = clause.name.span;
        let (mut due, mut action) = (None, None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::DueOn(date) => due = Some(self.present(date, &applies.scope, Kind::Date)),
                PartKind::Action(value) => action = Some(self.expr(value, &applies.scope, None)),
                _ => {}
            }
        }
        if let Some(date) = due {
            self.program.head.uses_today = true;
            let today = self.make(Form::Today, Type::present(Kind::Date), owner, span);
            let reached = self.compare(Comparison::LessOrEqual, date, today, owner, span);
            applies.conditions.push(crate::program::Condition { test: reached.id, negated: false, by: None });
            applies.tests.push(reached);
        }
        if applies.tests.is_empty() {
            self.lacks(clause, "when` or `due on", "当` 或 `到期");
            return None;
        }
        let value = self.all_of(&applies.tests, owner, span);
        let articles = alternative.article.into_iter().collect();
        let definition = self.define_entry(id, Role::Rotation, value, value.id, applies.conditions, articles);
        if let Some(date) = due {
            self.define_part(definition, &["due", "到期日"], date);
        }
        if let Some(action) = action {
            self.action(definition, action);
        }
        Some(definition)
    }
}
