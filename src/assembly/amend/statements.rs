//! Statements of articles, replaced, added and repealed.

use super::{Carrying, Patches, Says, layer_over};
use crate::source::Span;
use crate::syntax::ast::{Change, Deed, Edit, Item, Sort, Statement, Subject};

impl Carrying<'_> {
    /// Puts a statement in the place of the one it is named as; a version that begins on a day goes on top of what is there.
    pub(super) fn replace_statement(&mut self, new: Statement, change: &Change) {
        let (subject, dated) = (&change.subject, change.days.is_some());
        let place = new.span();
        let mut patches = Patches::new(self.changes.len());
        let made = self.made();
        if let (Statement::Parameter(parameter), true) = (&new, dated) {
            self.each_parameter(change, &mut |old| {
                let layer = layer_over(&made, old.values.iter().map(|value| (value.layer, value.span)));
                patches.push(Edit::After(old.span), &[("", place)]);
                old.values.extend(parameter.values.iter().cloned().map(|value| crate::syntax::ast::DatedValue { layer, ..value }));
            });
            self.keep(patches);
            return;
        }
        for item in self.items.iter_mut() {
            if let Some(new) = item_of(&new).filter(|_| subject.is_item(item)) {
                patches.gone.item(item);
                *item = new;
            }
        }
        self.each_list(change, &mut |list| {
            let is_it = |statement: &Statement| subject.is_statement(statement);
            let Some(first) = list.iter().position(is_it) else { return };
            let mut new = new.clone();
            if let (Statement::Table(table), true) = (&mut new, dated) {
                let layers = list.iter().filter_map(|old| match old {
                    Statement::Table(old) if old.name.text == subject.name => Some((old.layer, old.span)),
                    _ => None,
                });
                table.layer = layer_over(&made, layers);
                let last = list.iter().rposition(is_it).unwrap_or(first);
                if let Some(old) = list.get(last) {
                    patches.push(Edit::After(old.span()), &[("", place)]);
                }
                list.insert(last + 1, new);
                return;
            }
            let versions: Vec<Span> = list.iter().filter(|statement| is_it(statement)).map(Statement::span).collect();
            for (at, version) in versions.into_iter().enumerate() {
                let with = [("", place)];
                patches.instead(version, if at == 0 { &with } else { &[] });
            }
            list.iter().filter(|statement| is_it(statement)).for_each(|statement| patches.gone.statement(statement));
            list.retain(|statement| !is_it(statement));
            list.insert(first.min(list.len()), new);
        });
        self.keep(patches);
    }

    /// Takes a statement away.
    pub(super) fn repeal_statement(&mut self, change: &Change) {
        let subject = &change.subject;
        let mut patches = Patches::new(self.changes.len());
        self.items.iter().filter(|item| subject.is_item(item)).for_each(|item| patches.gone.item(item));
        self.items.retain(|item| !subject.is_item(item));
        self.each_list(change, &mut |list| {
            for statement in list.iter().filter(|statement| subject.is_statement(statement)) {
                patches.instead(statement.span(), &[]);
                patches.gone.statement(statement);
            }
            list.retain(|statement| !subject.is_statement(statement));
        });
        self.keep(patches);
    }

    /// Adds a statement to the article that the amendment is in; a parameter or a scale may stand outside all.
    pub(super) fn add_statement(&mut self, new: Statement, change: &Change, says: Says<'_>) -> bool {
        let Some(article) = says.inside.filter(|inside| inside.sort == Sort::Article) else {
            return match item_of(&new) {
                Some(item) => {
                    self.items.push(item);
                    true
                }
                None => {
                    self.belongs_in_an_article(&change.subject);
                    false
                }
            };
        };
        self.push_statement(new, &article.name.clone());
        true
    }

    /// Adds a block, as one change for each name in it.
    pub(super) fn add_block(&mut self, block: Statement, says: Says<'_>) {
        let mut subjects = Vec::new();
        subjects_in(&block, &mut subjects);
        let Some(article) = says.inside.filter(|inside| inside.sort == Sort::Article).cloned() else {
            if let Some(subject) = subjects.first() {
                self.belongs_in_an_article(subject);
            }
            return;
        };
        for subject in &subjects {
            // Under a condition a name may stand several times; whether they meet is seen later.
            if subject.sort == Sort::Assert {
                continue;
            }
            if let Some(found) = self.found(subject, None).into_iter().next().filter(|_| !matches!(block, Statement::When { .. })) {
                self.is_there_already(subject, found.subject.span);
                return;
            }
        }
        // A block that holds nothing says nothing.
        if subjects.is_empty() {
            return;
        }
        let span = block.span();
        self.push_statement(block, &article.name);
        for subject in subjects {
            let mut change = self.change(Deed::Added, subject, Some(span), says);
            change.article = Some(article.name.clone());
            self.done(change);
        }
    }

    /// The last statement of an article from now on.
    fn push_statement(&mut self, new: Statement, article: &str) {
        let mut patches = Patches::new(self.changes.len());
        for item in self.items.iter_mut() {
            if let Item::Article(other) = item
                && other.number.text == article
            {
                patches.push(Edit::Within(other.span), &[("", new.span())]);
                other.statements.push(new.clone());
            }
        }
        self.keep(patches);
    }

    /// Changes the lists of statements that a change is within.
    pub(super) fn each_list(&mut self, change: &Change, act: &mut dyn FnMut(&mut Vec<Statement>)) {
        let inside = change.inside.as_ref().filter(|inside| inside.sort == Sort::Article);
        for item in self.items.iter_mut() {
            if let Item::Article(article) = item
                && inside.is_none_or(|inside| inside.name == article.number.text)
            {
                within(&mut article.statements, act);
            }
        }
    }

    fn each_parameter(&mut self, change: &Change, act: &mut dyn FnMut(&mut crate::syntax::ast::Parameter)) {
        for item in self.items.iter_mut() {
            if let Item::Parameter(parameter) = item
                && parameter.name.text == change.subject.name
            {
                act(parameter);
            }
        }
        self.each_list(change, &mut |list| {
            for statement in list {
                if let Statement::Parameter(parameter) = statement
                    && parameter.name.text == change.subject.name
                {
                    act(parameter);
                }
            }
        });
    }
}

/// A statement that may stand outside all articles too.
fn item_of(statement: &Statement) -> Option<Item> {
    match statement {
        Statement::Parameter(parameter) => Some(Item::Parameter(parameter.clone())),
        Statement::Scale(scale) => Some(Item::Scale(scale.clone())),
        _ => None,
    }
}

/// What the statements of a block are about.
fn subjects_in(statement: &Statement, subjects: &mut Vec<Subject>) {
    match statement {
        Statement::Each { statements, .. } | Statement::When { statements, .. } => {
            statements.iter().for_each(|statement| subjects_in(statement, subjects));
        }
        // An assertion without words is told by what it asserts.
        Statement::Assert { text: None, condition, .. } => {
            let shown = condition.to_string();
            let bare = shown.strip_prefix('(').and_then(|shown| shown.strip_suffix(')')).unwrap_or(&shown);
            subjects.push(Subject { sort: Sort::Assert, name: bare.to_owned(), span: condition.span });
        }
        other => subjects.extend(Subject::of_statement(other)),
    }
}

/// A list of statements and those of the blocks in it.
fn within(list: &mut Vec<Statement>, act: &mut dyn FnMut(&mut Vec<Statement>)) {
    act(list);
    for statement in list {
        if let Statement::Each { statements, .. } | Statement::When { statements, .. } = statement {
            within(statements, act);
        }
    }
}
