//! A clawback on the owner of the deferral: the sum of what events recovered, what they stopped, what is left, and the decisions in words.

use crate::diagnostics::Language;
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered};
use crate::program::{ArticleId, DefinitionId, Form, Kind, Map, RecordId, Reduce, ReduceOp, Role, Type};
use crate::source::Span;
use crate::syntax::ast::{Comparison, Name};
use crate::values::{Exact, Value};

impl<'a> Lower<'a> {
    /// On the owner of the deferral: what its events recovered, what they stopped, and what is left.
    pub(super) fn recovery_of_owner(
        &mut self,
        id: EntryId,
        of_event: DefinitionId,
        deferral: &'a Name,
        owner: RecordId,
        article: Vec<ArticleId>,
    ) -> Option<DefinitionId> {
        let span = self.entries[id.0].span;
        let deferral = self.deferral_named(deferral, owner)?;
        let reference = self.recoveries.get(&of_event)?.reference;
        let malus = *self.parts.get(&(of_event, "malus".to_owned()))?;
        let event = self.program.definition(of_event).owner;
        let [recovered, malus] = [of_event, malus].map(|value| {
            let value = self.definition(value, event, span);
            let reduce = Reduce {
                op: ReduceOp::Sum,
                over: event,
                by: Some(reference.id),
                filter: None,
                value: Some(value.id),
                weight: None,
                skip_blanks: false,
                order: Vec::new(),
            };
            self.make(Form::Reduce(Box::new(reduce)), Type::present(value.ty.kind), owner, span)
        });
        let definition = self.define_entry(id, Role::Clawback, recovered, recovered.id, Vec::new(), article);
        let malus = self.named_part(definition, &["malus", "止付额"], malus);
        let deferred = self.amount_or_zero(deferral, owner, span);
        let left = self.map(Map::Subtract, &[deferred, malus], malus.ty.kind, owner, span);
        self.define_part(definition, &["left", "余额"], left);
        let decisions = self.decisions(of_event, owner)?;
        self.define_part(definition, &["decisions", "处理决定"], decisions);
        self.left_of_parts(of_event, owner);
        Some(definition)
    }

    /// The events that took something, in words.
    fn decisions(&mut self, of_event: DefinitionId, owner: RecordId) -> Option<Lowered> {
        let recovery = self.recoveries.get(&of_event)?;
        let (order, reference, span) = (recovery.order.clone(), recovery.reference, recovery.name);
        let malus = *self.parts.get(&(of_event, "malus".to_owned()))?;
        let event = self.program.definition(of_event).owner;
        let [recovered, stopped] = [of_event, malus].map(|value| self.definition(value, event, span));
        let zero = self.figure(Exact::zero(), recovered.ty.kind, event, span);
        let [back, off] = [recovered, stopped].map(|value| self.compare(Comparison::Greater, value, zero, event, span));
        let took = self.map(Map::Or, &[back, off], Kind::YesNo, event, span);
        let (words, between) = match self.language {
            Language::English => ([": recovered ", ", stopped "], "; "),
            Language::Chinese => (["：追回 ", "，止付 "], "；"),
        };
        let mut texts = Vec::new();
        for (at, key) in order.iter().enumerate() {
            if at > 0 {
                texts.push(self.piece_of_text(" ", event, span));
            }
            texts.push(self.map(Map::ToText, &[*key], Kind::Text, event, span));
        }
        for (amount, word) in [recovered, stopped].into_iter().zip(words) {
            texts.push(self.piece_of_text(word, event, span));
            texts.push(self.map(Map::ToText, &[amount], Kind::Text, event, span));
        }
        let texts = texts.iter().map(|text| text.id).collect();
        let line = self.make(Form::Map(Map::Join(String::new()), texts), Type::present(Kind::Text), event, span);
        let reduce = Reduce {
            op: ReduceOp::List(between.into()),
            over: event,
            by: Some(reference.id),
            filter: Some(took.id),
            value: Some(line.id),
            weight: None,
            skip_blanks: false,
            order: order.iter().map(|key| key.id).collect(),
        };
        let ty = Type { kind: Kind::Text, blank: true, not_applicable: false };
        Some(self.make(Form::Reduce(Box::new(reduce)), ty, owner, span))
    }

    fn piece_of_text(&mut self, words: &str, index: RecordId, span: Span) -> Lowered {
        self.constant(Value::Text(words.into()), Kind::Text, index, span)
    }
}
