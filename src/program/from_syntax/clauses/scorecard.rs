//! `scorecard`: the points of its items by their weights, which total exactly 100 %.
//!
//! Each item is a sub-value under its own name. An item whose points are blank is an error unless `missing` says what that means: with
//! `spread over rest` the weights of the others grow in proportion, and without any item the score is blank.

use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered};
use crate::program::from_syntax::names::Alternative;
use crate::program::{DefinitionId, Form, Kind, Map, RecordId, Role, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Clause, Expr, Missing, Name, PartKind};
use crate::values::{Exact, Value};

/// An item, lowered.
struct Item<'a> {
    name: &'a Name,
    weight: Exact,
    weight_span: Span,
    points: Lowered,
}

impl<'a> Lower<'a> {
    pub(super) fn scorecard(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let applies = self.applies(owner, clause, alternative);
        let missing = clause.parts.iter().find_map(|part| match &part.kind {
            PartKind::Missing(missing) => Some(missing),
            _ => None,
        });
        let (mut items, mut whole): (Vec<Item<'a>>, bool) = (Vec::new(), true);
        for part in &clause.parts {
            let PartKind::Item { name, weight, value } = &part.kind else { continue };
            if let Some(first) = items.iter().find(|item| item.name.text == name.text).map(|item| item.name.span) {
                self.defined_twice(name, first);
                whole = false;
            }
            let weight_of = self.weight(weight, owner);
            let points = self.expr(value, &applies.scope, Some(Kind::Number));
            let points = self.must_be_kind(points, Kind::Number);
            let points = self.points_where_missing(points, missing, &applies);
            match weight_of {
                Some(of) if !self.is_broken(points) => items.push(Item { name, weight: of, weight_span: weight.span, points }),
                _ => whole = false,
            }
        }
        if !whole {
            return None;
        }
        if items.is_empty() {
            self.lacks(clause, "item", "指标");
            return None;
        }
        self.weights_must_total_one(clause, &items);
        let definition = self.begin_entry(id, Role::Scorecard, alternative.article.into_iter().collect());
        for item in &mut items {
            let points = self.under(&applies, item.points);
            let named = self.named_part(definition, &[&item.name.text], points);
            self.note_part_name(definition, &item.name.text, item.name.span);
            item.points = self.as_known(named, &applies.scope);
        }
        let score = self.score(&items, owner, clause.name.span);
        let value = self.under(&applies, score);
        self.complete(definition, value, score.id, applies.conditions);
        Some(definition)
    }

    fn weight(&mut self, weight: &'a Expr, owner: RecordId) -> Option<Exact> {
        let scope = crate::program::from_syntax::builder::Scope::on(owner);
        let lowered = self.expr(weight, &scope, Some(Kind::Ratio));
        if self.is_broken(lowered) {
            return None;
        }
        let lowered = self.must_be_kind(lowered, Kind::Ratio);
        if self.is_broken(lowered) {
            return None;
        }
        let figure = self.number_of(lowered.id).filter(|figure| !figure.is_negative());
        if figure.is_none() {
            self.report_at(
                Code::E0304,
                say!("a weight is a figure that is the same for everyone", "权重须为对所有人相同的数"),
                weight.span,
                say!("not a constant from 0% on", "不是大于等于 0% 的常数"),
            );
        }
        figure
    }

    /// The points of an item, with what a blank means settled as the clause says.
    fn points_where_missing(&mut self, points: Lowered, missing: Option<&'a Missing>, applies: &super::Applies) -> Lowered {
        match missing {
            None => self.must_be_present(points),
            Some(Missing::CountsAs(default)) => {
                let default = self.present(default, &applies.scope, Kind::Number);
                if !points.ty.blank || self.is_broken(points) || self.is_broken(default) {
                    return self.must_be_present(points);
                }
                let settled = self.settle(points, Some(default), None, points.span);
                self.must_be_present(settled)
            }
            Some(Missing::SpreadOverRest) => {
                // Left out when blank; a value that is not applicable must still be settled.
                let blank = points.ty.blank;
                let other = self.narrowed(points, false, true);
                self.must_be_present(other);
                self.narrowed(points, blank, false)
            }
        }
    }

    fn weights_must_total_one(&mut self, clause: &Clause, items: &[Item<'a>]) {
        let total = items.iter().fold(Exact::zero(), |sum, item| &sum + &item.weight);
        if total == Exact::one() {
            return;
        }
        let (name, total) = (&clause.name.text, self.figure_words(&total, Kind::Ratio));
        let mut finding = Diagnostic::new(
            Code::E0407,
            say!("the weights of `{name}` total {total}, not 100%", "`{name}` 各项权重合计 {total}，不是 100%"),
        );
        for item in items {
            let weight = self.figure_words(&item.weight, Kind::Ratio);
            let item_name = &item.name.text;
            finding = finding.label(item.weight_span, say!("`{item_name}`: {weight}", "`{item_name}`：{weight}"));
        }
        self.report(finding.help(say!("change the weights so that they total 100%", "调整权重，使合计为 100%")));
    }

    /// The sum of weight × points; where points are blank, over the weights that are left.
    fn score(&mut self, items: &[Item<'a>], owner: RecordId, span: Span) -> Lowered {
        let some_missing = items.iter().any(|item| item.points.ty.blank);
        let all_missing = items.iter().all(|item| item.points.ty.blank);
        let mut terms = Vec::new();
        let mut weights = Vec::new();
        for item in items {
            let weight = self.figure(item.weight.clone(), Kind::Ratio, owner, item.weight_span);
            let mut points = item.points;
            let mut counted = weight;
            if points.ty.blank {
                let zero = self.constant(Value::Number(Exact::zero()), Kind::Ratio, owner, item.weight_span);
                let present = Type::present(Kind::YesNo);
                let blank = self.make(Form::Map(Map::IsBlank, vec![points.id]), present, owner, points.span);
                counted = self.cases(&[(blank, zero)], Some(weight), Kind::Ratio, owner, item.weight_span);
                let nothing = self.constant(Value::Number(Exact::zero()), Kind::Number, owner, points.span);
                points = self.settle(points, Some(nothing), None, points.span);
            }
            weights.push(counted);
            terms.push(self.map(Map::Multiply, &[weight, points], Kind::Number, owner, item.weight_span.to(points.span)));
        }
        let sum = self.sum(&terms, Kind::Number, owner, span);
        if !some_missing {
            return sum;
        }
        let left = self.sum(&weights, Kind::Ratio, owner, span);
        let mut ty = Type::present(Kind::Number);
        ty.blank = all_missing || self.only_weightless_are_sure(items);
        self.make(Form::Map(Map::Divide, vec![sum.id, left.id]), ty, owner, span)
    }

    /// Whether the items that are never missing have no weight, so that no weight may be left.
    fn only_weightless_are_sure(&self, items: &[Item<'a>]) -> bool {
        items.iter().filter(|item| !item.points.ty.blank).all(|item| item.weight.is_zero())
    }

    fn sum(&mut self, terms: &[Lowered], kind: Kind, owner: RecordId, span: Span) -> Lowered {
        let mut terms = terms.iter();
        let Some(&first) = terms.next() else { return self.figure(Exact::zero(), kind, owner, span) };
        let mut sum = first;
        for &term in terms {
            sum = self.map(Map::Add, &[sum, term], kind, owner, span);
        }
        sum
    }
}
