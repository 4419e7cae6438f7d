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
mod whole;

use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{Act, Amending, Amendment, Amends, ArticleNumber, Change, Changed, Days, Deed, Edit, Item, Patch, Sort, Subject};

pub(crate) use findings::{deed, in_line, words};
pub(super) use head::merged_heads;
use names::Names;

/// Carries out what a policy amends on the items of the other one, and gives what was done and what is amiss.
pub(super) fn carry_out(items: &mut Vec<Item>, earlier: &mut [Amending], amends: Amends) -> (Vec<Change>, Vec<Patch>, Vec<Diagnostic>) {
    let mut carrying = Carrying { items, earlier, changes: Vec::new(), patches: Vec::new(), gone: Names::default(), findings: Vec::new() };
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
    /// The names that the present amendment takes away.
    gone: Names,
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
        let Some(subject) = subject_of(&changed) else {
            if let Changed::Statement(nameless) = changed {
                self.has_no_name(&nameless);
            }
            return;
        };
        let days = find::days_of(&changed).cloned();
        if !self.is_there_once(&subject, says) || (days.is_none() && self.is_amended_here(&subject, says)) {
            return;
        }
        let mut change = self.change(Deed::Replaced, subject, made_of(&changed), says);
        change.days = days;
        let mut new = Names::default();
        names_of(&changed, &mut new);
        match changed {
            Changed::Item(item) => self.replace_item(*item, &change),
            Changed::Statement(statement) => self.replace_statement(*statement, &change),
            Changed::Field(field) => self.replace_field(*field, &change),
            Changed::Column(column, _) => self.replace_column(*column, &change),
            // The grammar has no replacing of a part of a total.
            Changed::Term(..) => {}
        }
        change.lost = std::mem::take(&mut self.gone).without(&new);
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
            Sort::Article | Sort::Record | Sort::Calendar | Sort::Group | Sort::Result => self.repeal_item(&change),
            Sort::Field => self.repeal_field(&change),
            Sort::Column => self.repeal_column(&change),
            Sort::Term => {
                if let Some(whole) = self.has_but_this(&change) {
                    self.has_no_other(subject, &whole);
                    return;
                }
                self.repeal_term(&change);
            }
            Sort::Parameter | Sort::Scale | Sort::Table | Sort::Value | Sort::Clause(_) | Sort::Split | Sort::Assert | Sort::Block => {
                self.repeal_statement(&change)
            }
        }
        change.lost = std::mem::take(&mut self.gone).without(&Names::default());
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
                earlier.superseded |= earlier.is_of(&change.subject, change.inside.as_ref(), change.article.as_ref());
            }
        }
        self.changes.push(change);
    }

    /// The places of what this policy put there.
    fn made(&self) -> Vec<Span> {
        self.changes.iter().filter_map(|change| change.made).collect()
    }

    /// Keeps how the text changes, and which names are gone.
    fn keep(&mut self, patches: Patches) {
        self.patches.extend(patches.list);
        self.gone.join(patches.gone);
    }
}

/// The changes of text of one change.
struct Patches {
    change: usize,
    list: Vec<Patch>,
    /// The names that go with it.
    gone: Names,
}

impl Patches {
    fn new(change: usize) -> Patches {
        Patches { change, list: Vec::new(), gone: Names::default() }
    }

    fn push(&mut self, edit: Edit, with: &[(&'static str, Span)]) {
        self.list.push(Patch { edit, with: with.to_vec(), change: Some(self.change) });
    }

    /// Something stands in the place of another thing.
    fn instead(&mut self, place: Span, with: &[(&'static str, Span)]) {
        self.push(Edit::Instead(place), with);
    }
}

/// The layer of a version from a day on over those that are there: all that one policy made from some day on are in one layer.
fn layer_over(made: &[Span], versions: impl Iterator<Item = (u32, Span)>) -> u32 {
    let here = |version: Span| made.iter().any(|made| findings::holds(*made, version));
    let over = |(layer, span): (u32, Span)| if layer > 0 && here(span) { layer } else { layer.saturating_add(1) };
    versions.map(over).max().unwrap_or(1)
}

/// The names that a new thing defines.
fn names_of(changed: &Changed, names: &mut Names) {
    match changed {
        Changed::Item(item) => names.item(item),
        Changed::Statement(statement) => names.statement(statement),
        Changed::Field(field) => names.field(field),
        Changed::Column(..) | Changed::Term(..) => {}
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
