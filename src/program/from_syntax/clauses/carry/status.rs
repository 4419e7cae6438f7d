//! `status`: a state that changes from row to row. At a row the name is the state after it; the sub-value `before` (期初) is the state that
//! was carried there. Of the changes from the state at hand the first whose condition holds is made; a final state is never left.

use super::super::Alternative;
use super::{Carry, Following};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::from_syntax::mentions::Meant;
use crate::program::from_syntax::spelling::listed;
use crate::program::{DefinitionId, Enumeration, EnumerationId, Form, Kind, Member, Role, Type};
use crate::say;
use crate::syntax::ast::{Clause, Comparison, Expr, ExprKind, Name, PartKind};
use crate::values::Value;

/// The states of a status.
pub(super) struct States {
    enumeration: EnumerationId,
}

impl<'a> Lower<'a> {
    pub(in crate::program::from_syntax) fn status(
        &mut self,
        id: EntryId,
        clause: &'a Clause,
        alternatives: &[Alternative<'a>],
    ) -> Option<DefinitionId> {
        let alternative = alternatives.first()?;
        let starts = clause.parts.iter().find_map(|part| match &part.kind {
            PartKind::Starts(value) => Some(value),
            _ => None,
        });
        let Some(starts) = starts else {
            self.lacks(clause, "starts", "期初");
            return None;
        };
        if !clause.parts.iter().any(|part| matches!(part.kind, PartKind::Change { .. })) {
            self.lacks(clause, "from", "自");
            return None;
        }
        self.final_states_are_kept(clause)?;
        let (owner, series) = self.carried_along(id, clause, alternative)?;
        let scope = Scope::on(owner);
        let states = States { enumeration: self.states_of(clause, starts, &scope)? };
        let kind = Kind::Member(states.enumeration);
        let first = self.expr(starts, &scope, Some(kind));
        let first = self.must_be_kind(first, kind);
        let first = self.must_be_present(first);
        if self.is_broken(first) {
            return None;
        }
        let (fold, carried) = self.begin_fold(&[first], &series, owner, clause.name.span);
        let before = *carried.first()?;
        let after = self.begin_entry(id, Role::Helper, alternative.article.into_iter().collect());
        // Its type is known before what it is.
        self.program.definition_mut(after).ty = before.ty;
        let before = self.named_part(after, &["before", "期初"], before);
        let following = Following::Status { clause, states, before, after };
        self.carries.push(Carry { name: &clause.name, scope, fold, following });
        Some(after)
    }

    /// Refuses changes from a final state.
    fn final_states_are_kept(&mut self, clause: &'a Clause) -> Option<()> {
        let finals: Vec<&Name> =
            clause.parts.iter().flat_map(|part| if let PartKind::Final(names) = &part.kind { names.as_slice() } else { &[] }).collect();
        for part in &clause.parts {
            let PartKind::Change { from, .. } = &part.kind else { continue };
            for name in from {
                if let Some(last) = finals.iter().find(|last| last.text == name.text) {
                    let text = &name.text;
                    self.report(
                        Diagnostic::new(Code::E0410, say!("`{text}` is final and is never left", "`{text}` 为终态，不再变更"))
                            .label(name.span, say!("a change from it", "自此变更"))
                            .label(last.span, say!("final by this", "在此定为终态")),
                    );
                    return None;
                }
            }
        }
        Some(())
    }

    /// The enumeration of the states: that of the start, else the first declared one that has them all, else a new one in the order of mention.
    fn states_of(&mut self, clause: &'a Clause, starts: &'a Expr, scope: &Scope) -> Option<EnumerationId> {
        let mut names: Vec<&Name> = Vec::new();
        let mut mentioned: Vec<&Name> = Vec::new();
        if let ExprKind::Path(path) = &starts.kind
            && let [only] = path.as_slice()
            && !self.is_visible(&only.text, scope)
        {
            mentioned.push(only);
        } else {
            let start = self.expr(starts, scope, None);
            if self.is_broken(start) {
                return None;
            }
            if let Kind::Member(id) = start.ty.kind {
                return Some(id);
            }
        }
        for part in &clause.parts {
            match &part.kind {
                PartKind::Change { from, to, .. } => mentioned.extend(from.iter().chain([to])),
                PartKind::Final(finals) => mentioned.extend(finals),
                _ => {}
            }
        }
        for name in mentioned {
            if !names.iter().any(|other| other.text == name.text) {
                names.push(name);
            }
        }
        let has_all =
            |enumeration: &Enumeration| names.iter().all(|name| enumeration.members.iter().any(|member| member.name == name.text));
        if let Some(at) = self.program.enumerations.iter().position(has_all) {
            return Some(EnumerationId(at as u32));
        }
        let members = names.iter().map(|name| Member { name: name.text.clone(), written: name.text.clone() }).collect();
        let id = self.enumeration(Enumeration { ordered: false, members, otherwise: None });
        self.note_member_names(id, names.iter().map(|name| (name.text.as_str(), name.span)));
        Some(id)
    }

    /// The state after a row.
    pub(super) fn next_state(&mut self, clause: &'a Clause, states: &States, before: Lowered, scope: &Scope) -> Option<Lowered> {
        let (index, kind) = (scope.index, Kind::Member(states.enumeration));
        let (mut arms, mut places) = (Vec::new(), Vec::new());
        for part in &clause.parts {
            if let PartKind::Final(names) = &part.kind {
                for name in names {
                    self.note_state(name, states.enumeration);
                }
            }
            let PartKind::Change { from, to, when } = &part.kind else { continue };
            let mut from_any = Vec::new();
            for name in from {
                let state = self.member_state(name, states, scope)?;
                from_any.push(self.compare(Comparison::Equal, before, state, index, name.span));
            }
            let here = match from_any.as_slice() {
                [one] => *one,
                many => self.map(crate::program::Map::Or, many, Kind::YesNo, index, part.span),
            };
            let when = self.condition(when, &scope.knowing(self.learned(here.id, true)));
            if self.is_broken(when) {
                return None;
            }
            let change = self.all_of(&[here, when], index, part.span);
            arms.push((change, self.member_state(to, states, scope)?));
            places.push(part.span);
        }
        let conditions: Vec<_> = arms.iter().map(|(change, _)| change.id).collect();
        for (place, _) in places.iter().zip(self.reached(&conditions)).filter(|(_, reached)| !reached) {
            self.report(
                Diagnostic::new(Code::E0410, say!("this change never happens", "此变更永远不会发生"))
                    .label(*place, say!("whenever it would, one before it does", "凡符合其条件者，前面的变更已先行发生"))
                    .help(say!("put the stricter condition first", "条件严的一行写在前面")),
            );
        }
        Some(self.cases(&arms, Some(before), kind, index, clause.name.span))
    }

    fn note_state(&mut self, name: &Name, states: EnumerationId) {
        let at = self.program.enumeration(states).members.iter().position(|member| member.name == name.text);
        if let Some(at) = at.and_then(|at| u32::try_from(at).ok()) {
            self.note(name.span, Meant::Member(states, at));
        }
    }

    fn member_state(&mut self, name: &'a Name, states: &States, scope: &Scope) -> Option<Lowered> {
        let members = &self.program.enumeration(states.enumeration).members;
        let Some(at) = members.iter().position(|member| member.name == name.text) else {
            let list = listed(&members.iter().map(|member| member.name.clone()).collect::<Vec<_>>(), ", ");
            let text = &name.text;
            self.report_at(
                Code::E0204,
                say!("`{text}` is not one of {list}", "`{text}` 不在取值 {list} 之中"),
                name.span,
                say!("the states are those of the start", "状态须为期初所属的取值"),
            );
            return None;
        };
        let kind = Kind::Member(states.enumeration);
        self.note_state(name, states.enumeration);
        Some(self.make(Form::Constant(Value::Member(at as u32)), Type::present(kind), scope.index, name.span))
    }
}
