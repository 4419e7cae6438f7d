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
        self.all(inside).into_iter().filter(|found| found.subject.is(subject) || is_heading(self.items, found, subject)).collect()
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
        let mut all = Vec::new();
        let mut lists = 0;
        for item in self.items.iter() {
            match (item, inside) {
                (Item::Article(article), Some(inside)) if inside.sort == Sort::Article => {
                    if article.number.text == inside.name {
                        in_statements(&article.statements, article, &mut lists, &mut all);
                    }
                }
                (Item::Record(record), Some(inside)) if inside.sort == Sort::Record => {
                    let fields = record.fields.iter().filter(|_| record.name.text == inside.name);
                    all.extend(fields.map(|field| found(Sort::Field, field.name.text.clone(), field.name.span, field.span, None, 0)));
                }
                (Item::Result(result), Some(inside)) if inside.sort == Sort::Result => {
                    let columns = result.parts.iter().filter(|_| result.name.text == inside.name);
                    all.extend(columns.filter_map(|part| {
                        let subject = Subject::of_column(part)?;
                        Some(found(Sort::Column, subject.name, subject.span, column_span(part), None, 0))
                    }));
                }
                (Item::Article(article), Some(inside)) if matches!(inside.sort, Sort::Clause(_)) => {
                    let mut statements = Vec::new();
                    in_statements(&article.statements, article, &mut lists, &mut statements);
                    let clauses = statements.into_iter().filter(|found| found.subject.is(inside));
                    for total in clauses {
                        let clause = clause_at(&article.statements, total.span);
                        let terms = clause.map(super::terms::terms_of).unwrap_or_default();
                        all.extend(terms.into_iter().map(|(_, term)| {
                            found(Sort::Term, path(&term), term.span, term.span, Some(article.number.text.clone()), total.list)
                        }));
                    }
                }
                (_, Some(_)) => {}
                (item, None) => {
                    let article = if let Item::Article(article) = item { Some(article) } else { None };
                    all.extend(Subject::of_item(item).map(|subject| Found {
                        subject,
                        span: item.span(),
                        article: article.map(|article| article.number.text.clone()),
                        list: 0,
                    }));
                    if let Some(article) = article {
                        in_statements(&article.statements, article, &mut lists, &mut all);
                    }
                }
            }
        }
        all
    }
}

fn found(sort: Sort, name: String, at: Span, span: Span, article: Option<String>, list: usize) -> Found {
    Found { subject: Subject { sort, name, span: at }, span, article, list }
}

/// The statements of a list and of the blocks in it.
fn in_statements(statements: &[Statement], article: &Article, lists: &mut usize, all: &mut Vec<Found>) {
    *lists += 1;
    let list = *lists;
    for statement in statements {
        all.extend(Subject::of_statement(statement).map(|subject| Found {
            subject,
            span: statement.span(),
            article: Some(article.number.text.clone()),
            list,
        }));
        if let Statement::Each { statements, .. } | Statement::When { statements, .. } = statement {
            in_statements(statements, article, lists, all);
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

/// A column is found by the value in it too, where it has a heading.
fn is_heading(items: &[Item], found: &Found, subject: &Subject) -> bool {
    if subject.sort != Sort::Column || found.subject.sort != Sort::Column {
        return false;
    }
    let mut parts = items.iter().filter_map(|item| if let Item::Result(result) = item { Some(&result.parts) } else { None }).flatten();
    parts.any(|part| column_span(part) == found.span && is_column(part, subject))
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
