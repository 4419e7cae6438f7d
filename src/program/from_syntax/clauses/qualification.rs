//! `qualification`: a state, `not met` < `lapsed` < `met`, in a Chinese file 不符合 < 已失效 < 有效.
//!
//! It is `not met` when a need fails, before the day from which it is valid, and while that day is blank. With `valid for` it is `met` from
//! that day through the day before the anniversary, and `lapsed` from the anniversary on. Sub-values: `until` (到期日), the anniversary, the
//! first day on which it is valid no more; `missing` (欠缺), the needs that fail, by their text or words, blank when there are none.

use super::limbs::LimbWords;
use crate::diagnostics::Language;
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::from_syntax::names::Alternative;
use crate::program::{Condition, DefinitionId, Enumeration, EnumerationId, Form, Kind, Map, Member, RecordId, Role, STATES, Type};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Clause, Comparison, Expr, PartKind};
use crate::values::Value;

/// From when a qualification is valid, and the day from which it no longer is.
struct Validity {
    from: Lowered,
    until: Lowered,
    words: String,
}

impl<'a> Lower<'a> {
    pub(super) fn qualification(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let mut applies = self.applies(owner, clause, alternative);
        let span = clause.name.span;
        let mut scope = applies.scope.clone();
        let (mut needs, mut limbs, mut validity) = (Vec::new(), Vec::new(), None);
        for part in &clause.parts {
            match &part.kind {
                PartKind::Needs { text, condition } => {
                    let need = self.condition(condition, &scope);
                    if self.is_broken(need) {
                        return None;
                    }
                    scope = scope.knowing(self.learned(need.id, true));
                    match text {
                        Some(text) => limbs.push(LimbWords { test: need, words: text.text.clone() }),
                        None => limbs.extend(self.limbs_of(condition, need)),
                    }
                    needs.push(need);
                }
                PartKind::ValidFor { length, from } => validity = Some(self.validity(length, from, &applies.scope)?),
                _ => {}
            }
        }
        if needs.is_empty() && validity.is_none() {
            self.lacks(clause, "needs", "须");
            return None;
        }
        let state = self.state(&needs, validity.as_ref(), &applies.scope, span);
        let missing = self.missing_needs(limbs, validity.as_ref(), owner, span);
        let value = self.under(&applies, state);
        let missing = self.under(&applies, missing);
        let until = validity.map(|validity| self.under(&applies, validity.until));
        applies.conditions.extend(needs.iter().map(|need| Condition { test: need.id, negated: false, by: None }));
        let articles = alternative.article.into_iter().collect();
        let definition = self.define_entry(id, Role::Qualification, value, state.id, applies.conditions, articles);
        if let Some(until) = until {
            self.define_part(definition, &["until", "到期日"], until);
        }
        self.define_part(definition, &["missing", "欠缺"], missing);
        Some(definition)
    }

    fn validity(&mut self, length: &'a Expr, from: &'a Expr, scope: &Scope) -> Option<Validity> {
        let length = self.present(length, scope, Kind::Duration);
        let day = self.expr(from, scope, Some(Kind::Date));
        let mut day = self.must_be_kind(day, Kind::Date);
        if self.is_broken(day) || self.is_broken(length) {
            return None;
        }
        if day.ty.not_applicable {
            day = self.must_be_present(day);
        }
        let until = self.add_or_subtract(BinaryOp::Add, day, length, scope.index, day.span.to(length.span));
        let words = self.told_words(from.span);
        Some(Validity { from: day, until, words })
    }

    fn state(&mut self, needs: &[Lowered], validity: Option<&Validity>, scope: &Scope, span: Span) -> Lowered {
        let owner = scope.index;
        let states = self.states();
        let [not_met, lapsed, met] = [0, 1, 2].map(|at| self.constant(Value::Member(at), Kind::Member(states), owner, span));
        let mut arms = Vec::new();
        if !needs.is_empty() {
            let all = self.all_of(needs, owner, span);
            let fails = self.not(all, owner);
            arms.push((fails, not_met));
        }
        if let Some(Validity { from, until, .. }) = validity {
            let (mut from, mut until) = (*from, *until);
            if from.ty.blank {
                let blank = self.make(Form::Map(Map::IsBlank, vec![from.id]), Type::present(Kind::YesNo), owner, from.span);
                arms.push((blank, not_met));
                from = self.narrowed(from, false, true);
                until = self.narrowed(until, false, true);
            }
            self.program.head.uses_today = true;
            let today = self.make(Form::Today, Type::present(Kind::Date), owner, span);
            let early = self.compare(Comparison::Less, today, from, owner, from.span);
            let late = self.compare(Comparison::GreaterOrEqual, today, until, owner, until.span);
            arms.push((early, not_met));
            arms.push((late, lapsed));
        }
        self.cases(&arms, Some(met), Kind::Member(states), owner, span)
    }

    /// The enumeration of the states, in the words of the file's language.
    fn states(&mut self) -> EnumerationId {
        let members = STATES.map(|(en, zh)| {
            let name = match self.language {
                Language::English => en,
                Language::Chinese => zh,
            };
            Member { name: name.into(), written: name.into() }
        });
        self.enumeration(Enumeration { ordered: true, members: members.into(), otherwise: None })
    }

    /// A state under its name in the other language.
    pub(in crate::program::from_syntax) fn state_in_other_language(&self, id: EnumerationId, name: &str) -> Option<&'static str> {
        if !self.program.enumeration(id).is_states() {
            return None;
        }
        STATES.into_iter().find_map(|(en, zh)| match name {
            _ if name == en => Some(zh),
            _ if name == zh => Some(en),
            _ => None,
        })
    }

    /// The needs that fail; the day it is valid from is one while it is blank.
    fn missing_needs(&mut self, mut limbs: Vec<LimbWords>, validity: Option<&Validity>, owner: RecordId, span: Span) -> Lowered {
        if let Some(validity) = validity.filter(|validity| validity.from.ty.blank) {
            let day = validity.from;
            let blank = self.make(Form::Map(Map::IsBlank, vec![day.id]), Type::present(Kind::YesNo), owner, day.span);
            let test = self.not(blank, owner);
            limbs.push(LimbWords { test, words: validity.words.clone() });
        }
        let tests: Vec<Lowered> = limbs.iter().map(|limb| limb.test).collect();
        let all = self.all_of(&tests, owner, span);
        let nothing = self.make(Form::Blank, Type { kind: Kind::Text, blank: true, not_applicable: false }, owner, span);
        let words = self.failed_words(&limbs, owner, span);
        self.cases(&[(all, nothing)], Some(words), Kind::Text, owner, span)
    }
}
