//! Finding what an amendment means in the tree.

use super::Carrying;
use crate::source::Span;
use crate::syntax::ast::{Article, Changed, Clause, Days, Expr, ExprKind, Field, Item, ResultPart, Sort, Statement, Subject};

/// A thing that an amendment means.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// What it is.
    pub subject: Subject,
    /// Its whole place.
    pub span: Span,
    /// The article that it is or stands in.
    pub article: Option<String>,
    /// Which list of statements it stands in: versions of a table stand in one.
    pub list: usize,
}

impl Carrying<'_> {
    /// All that a subject means; what stands in something is looked for there alone.
    pub(super) fn found(&self, subject: &Subject, inside: Option<&Subject>) -> Vec<Found> {
        self.listed(inside, Some(subject))
    }

    /// The article that a thing is or stands in.
    pub(super) fn article_of(&self, subject: &Subject, inside: Option<&Subject>) -> Option<String> {
        if subject.sort == Sort::Article {
            return Some(subject.name.clone());
        }
        match inside {
            Some(inside) if inside.sort == Sort::Article => Some(inside.name.clone()),
            Some(inside) if matches!(inside.sort, Sort::Clause(_)) => self.found(inside, None).into_iter().find_map(|found| found.article),
            _ => self.found(subject, inside).into_iter().find_map(|found| found.article),
        }
    }

    /// Everything that can be amended, or that can be within something.
    pub(super) fn all(&self, inside: Option<&Subject>) -> Vec<Found> {
        self.listed(inside, None)
    }

    /// The things in something, or of the whole policy; perhaps only those that are meant.
    fn listed(&self, inside: Option<&Subject>, wanted: Option<&Subject>) -> Vec<Found> {
        let mut listing = Listing { wanted, lists: 0, found: Vec::new() };
        for item in self.items.iter() {
            match inside {
                None => listing.item(item),
                Some(inside) => listing.within(item, inside),
            }
        }
        listing.found
    }
}

/// Things that are being listed.
struct Listing<'w> {
    wanted: Option<&'w Subject>,
    /// How many lists of statements were met.
    lists: usize,
    found: Vec<Found>,
}

impl Listing<'_> {
    /// An item, and what stands in it if it is an article.
    fn item(&mut self, item: &Item) {
        let article = if let Item::Article(article) = item { Some(article) } else { None };
        if self.wanted.is_none_or(|wanted| wanted.is_item(item)) {
            let number = article.map(|article| article.number.text.clone());
            self.found.extend(Subject::of_item(item).map(|subject| Found { subject, span: item.span(), article: number, list: 0 }));
        }
        if let Some(article) = article {
            self.statements(&article.statements, article);
        }
    }

    /// What stands in an item, if that is the one or has the clause.
    fn within(&mut self, item: &Item, inside: &Subject) {
        match item {
            Item::Article(article) if matches!(inside.sort, Sort::Clause(_)) => self.terms(&article.statements, article, inside),
            Item::Article(article) if inside.is_item(item) => self.statements(&article.statements, article),
            Item::Record(record) if inside.is_item(item) => {
                for field in &record.fields {
                    let subject = Subject { sort: Sort::Field, name: field.name.text.clone(), span: field.name.span };
                    self.push(subject, field.span, None, 0);
                }
            }
            Item::Result(result) if inside.is_item(item) => {
                for part in &result.parts {
                    if self.wanted.is_none_or(|wanted| wanted.sort == Sort::Column && is_column(part, wanted)) {
                        let found = Subject::of_column(part);
                        self.found.extend(found.map(|subject| Found { subject, span: column_span(part), article: None, list: 0 }));
                    }
                }
            }
            _ => {}
        }
    }

    /// The statements of a list and of the blocks in it.
    fn statements(&mut self, statements: &[Statement], article: &Article) {
        self.lists += 1;
        let list = self.lists;
        for statement in statements {
            if self.wanted.is_none_or(|wanted| wanted.is_statement(statement)) {
                let article = Some(article.number.text.clone());
                let found = Subject::of_statement(statement);
                self.found.extend(found.map(|subject| Found { subject, span: statement.span(), article, list }));
            }
            if let Statement::Each { statements, .. } | Statement::When { statements, .. } = statement {
                self.statements(statements, article);
            }
        }
    }

    /// The parts of a clause.
    fn terms(&mut self, statements: &[Statement], article: &Article, inside: &Subject) {
        self.lists += 1;
        let list = self.lists;
        for statement in statements {
            match statement {
                Statement::Clause(clause) if inside.is_statement(statement) => {
                    for (_, term) in super::terms::terms_of(clause) {
                        let subject = Subject { sort: Sort::Term, name: path(&term), span: term.span };
                        self.push(subject, term.span, Some(article.number.text.clone()), list);
                    }
                }
                Statement::Each { statements, .. } | Statement::When { statements, .. } => self.terms(statements, article, inside),
                _ => {}
            }
        }
    }

    fn push(&mut self, subject: Subject, span: Span, article: Option<String>, list: usize) {
        if self.wanted.is_none_or(|wanted| wanted.is(&subject)) {
            self.found.push(Found { subject, span, article, list });
        }
    }
}

/// The clause that stands at a place.
pub(super) fn clause_at(statements: &[Statement], span: Span) -> Option<&Clause> {
    statements.iter().find_map(|statement| match statement {
        Statement::Clause(clause) if clause.span == span => Some(clause),
        Statement::Each { statements, .. } | Statement::When { statements, .. } => clause_at(statements, span),
        _ => None,
    })
}

/// Whether a field is meant.
pub(super) fn is_field(field: &Field, subject: &Subject) -> bool {
    field.name.text == subject.name
}

/// Whether a column is meant, by its heading or by its value.
pub(super) fn is_column(part: &ResultPart, subject: &Subject) -> bool {
    match part {
        ResultPart::Column { value, heading, .. } => {
            heading.as_ref().is_some_and(|heading| heading.text == subject.name) || path(value) == subject.name
        }
        _ => false,
    }
}

/// The place of a column.
pub(super) fn column_span(part: &ResultPart) -> Span {
    if let ResultPart::Column { span, .. } = part { *span } else { Span::default() }
}

/// The names of a value with points between; of another value its text.
pub(super) fn path(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Path(names) => names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("."),
        _ => value.to_string(),
    }
}

/// The days from which on something new is in force.
pub(super) fn days_of(changed: &Changed) -> Option<&Days> {
    match changed {
        Changed::Item(item) => match &**item {
            Item::Article(article) => article.days.as_ref(),
            _ => None,
        },
        Changed::Statement(statement) => match &**statement {
            Statement::Table(table) => table.days.as_ref(),
            // All of its values must say days: else it is whole.
            Statement::Parameter(parameter) => {
                let dated = parameter.values.iter().all(|value| value.days.as_ref().is_some_and(|days| days.from.is_some()));
                parameter.values.first().filter(|_| dated).and_then(|value| value.days.as_ref())
            }
            _ => None,
        },
        Changed::Field(_) | Changed::Column(..) | Changed::Term(..) => None,
    }
}

/// The figures of a number, by which articles are in order; a letter counts after the figure it follows.
pub(super) fn in_order(number: &str) -> Vec<(u64, &str)> {
    let part = |part: &'_ str| -> (u64, usize) {
        let digits = part.len() - part.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        (part.get(..digits).and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX), digits)
    };
    number.split('.').map(|piece| (part(piece).0, piece.get(part(piece).1..).unwrap_or(""))).collect()
}
