//! Amendments carried out on the tree: what a policy replaces, adds and repeals of the one that it amends.
//!
//! The amended tree is an ordinary one, so that everything after is the same for it; what was changed by whom stands beside it, as
//! [`Change`]s for statements and records of runs and as [`Patch`]es of text for people. No name is resolved but to find what is meant.

mod find;
mod findings;
mod head;
mod names;
mod statements;
mod terms;

use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{
    Act, Amending, Amendment, Amends, Article, ArticleNumber, Change, Changed, Days, Deed, Edit, Field, Item, Patch, Quoted, Record,
    ResultItem, ResultPart, Sort, Subject,
};

pub(crate) use findings::{deed, in_line, words};
pub(super) use head::merged_heads;

/// Carries out what a policy amends on the items of the other one, and gives what was done and what is amiss.
pub(super) fn carry_out(items: &mut Vec<Item>, earlier: &mut [Amending], amends: Amends) -> (Vec<Change>, Vec<Patch>, Vec<Diagnostic>) {
    let mut carrying = Carrying { items, earlier, changes: Vec::new(), patches: Vec::new(), findings: Vec::new() };
    for article in amends.articles {
        for amendment in article.amendments {
            carrying.amendment(amendment, article.number.as_ref(), None);
        }
    }
    (carrying.changes, carrying.patches, carrying.findings)
}

struct Carrying<'i> {
    items: &'i mut Vec<Item>,
    /// What was amended before this policy amends it.
    earlier: &'i mut [Amending],
    changes: Vec<Change>,
    patches: Vec<Patch>,
    findings: Vec<Diagnostic>,
}

/// What an amendment says of itself.
#[derive(Clone, Copy)]
struct Says<'a> {
    /// The whole amendment.
    span: Span,
    /// The article of the amending policy.
    by: Option<&'a ArticleNumber>,
    /// What it is in.
    inside: Option<&'a Subject>,
}

impl Carrying<'_> {
    fn amendment(&mut self, amendment: Amendment, by: Option<&ArticleNumber>, inside: Option<&Subject>) {
        let says = Says { span: amendment.span, by, inside };
        match amendment.act {
            Act::Within(subject, amendments) => {
                if self.is_there_once(&subject, says) {
                    amendments.into_iter().for_each(|amendment| self.amendment(amendment, by, Some(&subject)));
                }
            }
            Act::Replace(changed) => self.replace(changed, says),
            Act::Add(changed) => self.add(changed, says),
            Act::Repeal(subject, days) => {
                if days.is_some() || self.is_there_once(&subject, says) && !self.is_amended_here(&subject, says) {
                    self.repeal(subject, days, says);
                }
            }
        }
    }

    fn replace(&mut self, changed: Changed, says: Says<'_>) {
        let Some(subject) = subject_of(&changed) else { return };
        let days = find::days_of(&changed).cloned();
        if !self.is_there_once(&subject, says) || (days.is_none() && self.is_amended_here(&subject, says)) {
            return;
        }
        let before = names::defined(self.items);
        let mut change = self.change(Deed::Replaced, subject, made_of(&changed), says);
        change.days = days;
        match changed {
            Changed::Item(item) => self.replace_item(*item, &change),
            Changed::Statement(statement) => self.replace_statement(*statement, &change),
            Changed::Field(field) => self.replace_field(*field, &change),
            Changed::Column(column, _) => self.replace_column(*column, &change),
            // The grammar has no replacing of a part of a total.
            Changed::Term(..) => {}
        }
        change.lost = names::lost(before, self.items);
        self.done(change);
    }

    fn add(&mut self, changed: Changed, says: Says<'_>) {
        let Some(subject) = subject_of(&changed) else {
            // Of a block what is in it is added.
            if let Changed::Statement(block) = changed {
                self.add_block(*block, says);
            }
            return;
        };
        let there = self.taken(&subject, says);
        if let Some(place) = there {
            self.is_there_already(&subject, place);
            return;
        }
        let change = self.change(Deed::Added, subject, made_of(&changed), says);
        let carried_out = match changed {
            Changed::Item(item) => self.add_item(*item, &change),
            Changed::Statement(statement) => self.add_statement(*statement, &change, says),
            Changed::Field(field) => self.add_field(*field, &change),
            Changed::Column(column, after) => self.add_column(*column, after, &change),
            Changed::Term(value, taken_off) => self.add_term(value, taken_off, &change),
        };
        if carried_out {
            self.done(change);
        }
    }

    fn repeal(&mut self, subject: Subject, days: Option<Days>, says: Says<'_>) {
        let before = names::defined(self.items);
        let mut change = self.change(Deed::Repealed, subject, None, says);
        change.days = days;
        let subject = &change.subject;
        match subject.sort {
            Sort::Article if change.days.is_some() => {
                if !self.is_there_once(subject, says) {
                    return;
                }
                change.made = self.repeal_from(&change);
            }
            Sort::Article | Sort::Record | Sort::Calendar | Sort::Group | Sort::Result => {
                self.items.retain(|item| !Subject::of_item(item).is_some_and(|other| other.is(subject)));
            }
            Sort::Field => self.each_record(&change, |record, patches| {
                record.fields.retain(|field| !find::is_field(field, &change.subject) || !patches.instead(field.span, &[]));
            }),
            Sort::Column => self.each_result(&change, |result, patches| {
                result.parts.retain(|part| !find::is_column(part, &change.subject) || !patches.instead(find::column_span(part), &[]));
            }),
            Sort::Term => self.repeal_term(&change),
            Sort::Parameter | Sort::Scale | Sort::Table | Sort::Value | Sort::Clause(_) | Sort::Split | Sort::Assert | Sort::Block => {
                self.repeal_statement(&change)
            }
        }
        change.lost = names::lost(before, self.items);
        self.done(change);
    }

    fn change(&self, deed: Deed, subject: Subject, made: Option<Span>, says: Says<'_>) -> Change {
        let article = self.article_of(&subject, says.inside);
        Change {
            deed,
            subject,
            inside: says.inside.cloned(),
            article,
            by: says.by.cloned(),
            span: says.span,
            made,
            days: None,
            lost: Vec::new(),
            superseded: false,
        }
    }

    /// Keeps a change; what it takes the place of was amended in vain before.
    fn done(&mut self, change: Change) {
        if change.days.is_none() {
            for earlier in self.earlier.iter_mut().flat_map(|amending| &mut amending.changes) {
                let same = earlier.subject.is(&change.subject) && earlier.article == change.article;
                let within = change.subject.sort == Sort::Article && earlier.article.as_ref() == Some(&change.subject.name);
                earlier.superseded |= same || within;
            }
        }
        self.changes.push(change);
    }

    fn replace_item(&mut self, item: Item, change: &Change) {
        let same = |other: &Item| Subject::of_item(other).is_some_and(|other| other.is(&change.subject));
        let at = if change.days.is_some() { self.items.iter().rposition(same).map(|at| at + 1) } else { self.items.iter().position(same) };
        let at = at.unwrap_or(self.items.len());
        let mut item = item;
        if let Item::Article(article) = &mut item
            && change.days.is_some()
        {
            article.layer = self.layer_above(&change.subject);
        } else {
            self.items.retain(|other| !same(other));
        }
        self.items.insert(at.min(self.items.len()), item);
    }

    /// The layer of a version that this policy puts over those that are there.
    fn layer_above(&self, subject: &Subject) -> u32 {
        let here = |span: Span| self.changes.iter().any(|change| change.made == Some(span));
        let layers = self.items.iter().filter_map(|item| match item {
            Item::Article(article) if article.number.text == subject.name => Some((article.layer, here(article.span))),
            _ => None,
        });
        layers.map(|(layer, here)| if here && layer > 0 { layer } else { layer.saturating_add(1) }).max().unwrap_or(1)
    }

    /// An article that is repealed from a day on holds nothing from then on; gives the place of that version, from its number on.
    fn repeal_from(&mut self, change: &Change) -> Option<Span> {
        let same = |item: &&Item| Subject::of_item(item).is_some_and(|other| other.is(&change.subject));
        let Some(Item::Article(article)) = self.items.iter().find(same).cloned() else { return None };
        let span = change.subject.span.to(change.span);
        let span = Span { start: change.subject.span.start, ..span };
        let number = ArticleNumber { text: article.number.text.clone(), span: change.subject.span };
        let empty = Article { span, number, days: change.days.clone(), statements: Vec::new(), ..article };
        self.replace_item(Item::Article(empty), change);
        Some(span)
    }

    fn add_item(&mut self, item: Item, change: &Change) -> bool {
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

    fn replace_field(&mut self, new: Field, change: &Change) {
        self.each_record(change, |record, patches| {
            for field in record.fields.iter_mut().filter(|field| find::is_field(field, &change.subject)) {
                patches.instead(field.span, &[("", new.span)]);
                *field = new.clone();
            }
        });
    }

    fn add_field(&mut self, new: Field, change: &Change) -> bool {
        self.each_record(change, |record, patches| {
            patches.push(Edit::Within(record.span), &[("", new.span)]);
            record.fields.push(new.clone());
        });
        true
    }

    fn replace_column(&mut self, new: ResultPart, change: &Change) {
        self.each_result(change, |result, patches| {
            for part in result.parts.iter_mut().filter(|part| find::is_column(part, &change.subject)) {
                patches.instead(find::column_span(part), &[("", find::column_span(&new))]);
                *part = new.clone();
            }
        });
    }

    fn add_column(&mut self, new: ResultPart, after: Option<Quoted>, change: &Change) -> bool {
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
        self.patches.extend(patches.list);
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
        self.patches.extend(patches.list);
    }
}

/// The changes of text of one change.
struct Patches {
    change: usize,
    list: Vec<Patch>,
}

impl Patches {
    fn new(change: usize) -> Patches {
        Patches { change, list: Vec::new() }
    }

    fn push(&mut self, edit: Edit, with: &[(&'static str, Span)]) {
        self.list.push(Patch { edit, with: with.to_vec(), change: Some(self.change) });
    }

    /// Something stands in the place of another thing; always true.
    fn instead(&mut self, place: Span, with: &[(&'static str, Span)]) -> bool {
        self.push(Edit::Instead(place), with);
        true
    }
}

/// What a changed thing is about; nothing for a block.
fn subject_of(changed: &Changed) -> Option<Subject> {
    match changed {
        Changed::Item(item) => Subject::of_item(item),
        Changed::Statement(statement) => Subject::of_statement(statement),
        Changed::Field(field) => Some(Subject { sort: Sort::Field, name: field.name.text.clone(), span: field.name.span }),
        Changed::Column(column, _) => Subject::of_column(column),
        Changed::Term(value, _) => Some(Subject { sort: Sort::Term, name: find::path(value), span: value.span }),
    }
}

fn made_of(changed: &Changed) -> Option<Span> {
    Some(match changed {
        Changed::Item(item) => item.span(),
        Changed::Statement(statement) => statement.span(),
        Changed::Field(field) => field.span,
        Changed::Column(column, _) => find::column_span(column),
        Changed::Term(value, _) => value.span,
    })
}
