//! What stands at the top of a policy, replaced, added and repealed; and the fields of records and the columns of results.

use super::{Carrying, Patches, find, layer_over};
use crate::source::Span;
use crate::syntax::ast::{Article, ArticleNumber, Change, Edit, Field, Item, Quoted, Record, ResultItem, ResultPart, Sort, Subject};

impl Carrying<'_> {
    pub(super) fn repeal_item(&mut self, change: &Change) {
        self.items.iter().filter(|item| change.subject.is_item(item)).for_each(|item| self.gone.item(item));
        self.items.retain(|item| !change.subject.is_item(item));
    }

    pub(super) fn repeal_field(&mut self, change: &Change) {
        self.each_record(change, |record, patches| {
            for field in record.fields.iter().filter(|field| find::is_field(field, &change.subject)) {
                patches.instead(field.span, &[]);
                patches.gone.field(field);
            }
            record.fields.retain(|field| !find::is_field(field, &change.subject));
        });
    }

    pub(super) fn repeal_column(&mut self, change: &Change) {
        self.each_result(change, |result, patches| {
            for part in result.parts.iter().filter(|part| find::is_column(part, &change.subject)) {
                patches.instead(find::column_span(part), &[]);
            }
            result.parts.retain(|part| !find::is_column(part, &change.subject));
        });
    }

    pub(super) fn replace_item(&mut self, item: Item, change: &Change) {
        let same = |other: &Item| change.subject.is_item(other);
        let at = if change.days.is_some() { self.items.iter().rposition(same).map(|at| at + 1) } else { self.items.iter().position(same) };
        let at = at.unwrap_or(self.items.len());
        let mut item = item;
        if let Item::Article(article) = &mut item
            && change.days.is_some()
        {
            let versions = self.items.iter().filter(|other| same(other));
            let layers = versions.filter_map(|other| if let Item::Article(other) = other { Some((other.layer, other.span)) } else { None });
            article.layer = layer_over(&self.made(), layers);
        } else {
            self.items.iter().filter(|other| same(other)).for_each(|other| self.gone.item(other));
            self.items.retain(|other| !same(other));
        }
        self.items.insert(at.min(self.items.len()), item);
    }

    /// An article that is repealed from a day on holds nothing from then on; gives the place of that version, from its number on.
    pub(super) fn repeal_from(&mut self, change: &Change) -> Option<Span> {
        let same = |item: &&Item| change.subject.is_item(item);
        let Some(Item::Article(article)) = self.items.iter().find(same).cloned() else { return None };
        let span = change.subject.span.to(change.span);
        let span = Span { start: change.subject.span.start, ..span };
        let number = ArticleNumber { text: article.number.text.clone(), span: change.subject.span };
        let empty = Article { span, number, days: change.days.clone(), statements: Vec::new(), ..article };
        self.replace_item(Item::Article(empty), change);
        Some(span)
    }

    pub(super) fn add_item(&mut self, item: Item, change: &Change) -> bool {
        if change.subject.sort != Sort::Article {
            self.items.push(item);
            return true;
        }
        // Among the articles by its number, where people look for it.
        let number = find::in_order(&change.subject.name);
        let before = |item: &Item| matches!(item, Item::Article(other) if find::in_order(&other.number.text) <= number);
        let first = self.items.iter().position(|item| matches!(item, Item::Article(_)));
        let at = self.items.iter().rposition(before).map(|at| at + 1).or(first).unwrap_or(self.items.len());
        self.items.insert(at, item);
        true
    }

    pub(super) fn replace_field(&mut self, new: Field, change: &Change) {
        self.each_record(change, |record, patches| {
            for field in record.fields.iter_mut().filter(|field| find::is_field(field, &change.subject)) {
                patches.instead(field.span, &[("", new.span)]);
                patches.gone.field(field);
                *field = new.clone();
            }
        });
    }

    pub(super) fn add_field(&mut self, new: Field, change: &Change) -> bool {
        self.each_record(change, |record, patches| {
            patches.push(Edit::Within(record.span), &[("", new.span)]);
            record.fields.push(new.clone());
        });
        true
    }

    pub(super) fn replace_column(&mut self, new: ResultPart, change: &Change) {
        self.each_result(change, |result, patches| {
            for part in result.parts.iter_mut().filter(|part| find::is_column(part, &change.subject)) {
                patches.instead(find::column_span(part), &[("", find::column_span(&new))]);
                *part = new.clone();
            }
        });
    }

    pub(super) fn add_column(&mut self, new: ResultPart, after: Option<Quoted>, change: &Change) -> bool {
        let after = after.map(|after| Subject { sort: Sort::Column, name: after.text, span: after.span });
        if let Some(after) = &after
            && self.found(after, change.inside.as_ref()).is_empty()
        {
            self.is_not_there(after, change.inside.as_ref());
            return false;
        }
        self.each_result(change, |result, patches| {
            let is_last = |part: &ResultPart| match &after {
                Some(after) => find::is_column(part, after),
                None => matches!(part, ResultPart::Column { .. }),
            };
            let at = result.parts.iter().rposition(is_last);
            match at.and_then(|at| result.parts.get(at)) {
                Some(part) => patches.push(Edit::After(find::column_span(part)), &[("", find::column_span(&new))]),
                None => patches.push(Edit::Within(result.span), &[("", find::column_span(&new))]),
            }
            result.parts.insert(at.map_or(0, |at| at + 1), new.clone());
        });
        true
    }

    /// Changes the record that a change is in, and keeps how its text changes.
    fn each_record(&mut self, change: &Change, mut act: impl FnMut(&mut Record, &mut Patches)) {
        let mut patches = Patches::new(self.changes.len());
        for item in self.items.iter_mut() {
            if let Item::Record(record) = item
                && change.inside.as_ref().is_some_and(|inside| inside.name == record.name.text)
            {
                act(record, &mut patches);
            }
        }
        self.keep(patches);
    }

    fn each_result(&mut self, change: &Change, mut act: impl FnMut(&mut ResultItem, &mut Patches)) {
        let mut patches = Patches::new(self.changes.len());
        for item in self.items.iter_mut() {
            if let Item::Result(result) = item
                && change.inside.as_ref().is_some_and(|inside| inside.name == result.name.text)
            {
                act(result, &mut patches);
            }
        }
        self.keep(patches);
    }
}
