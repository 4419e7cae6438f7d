//! The tree of a policy on a stretch of days: of several versions the one in force.
//!
//! What only a version of other days defines keeps its name, under the days as its condition: on these it is not applicable, so that totals
//! and results stand as they are.

use std::collections::{HashMap, HashSet};

use super::timeline::{Version, are_dated, days_around, days_until, in_force};
use crate::program::Days;
use crate::source::Span;
use crate::syntax::ast::{self, Article, Comparison, Expr, ExprKind, File, Item, Name, Owner, Parameter, PolicyPart, Statement, TestPart};
use crate::values::Date;

/// Whether anything in a tree is for some days only; nothing of another tree is any different on one stretch of days or another.
pub(super) fn says_days(file: &File) -> bool {
    let of_item = |item: &Item| match item {
        Item::Article(article) => article.days.is_some() || says_days_in(&article.statements),
        Item::Parameter(parameter) => are_dated(&Version::of_parameter(parameter)),
        _ => false,
    };
    file.items.iter().any(of_item) || file.amendments.iter().flat_map(|amending| &amending.changes).any(|change| change.days.is_some())
}

fn says_days_in(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| match statement {
        Statement::Parameter(parameter) => are_dated(&Version::of_parameter(parameter)),
        Statement::Table(table) => table.days.is_some(),
        Statement::Each { statements, .. } | Statement::When { statements, .. } => says_days_in(statements),
        _ => false,
    })
}

/// The tree on a stretch of days within which nothing changes; tests of other days are left out.
pub(super) fn on_days(file: &File, stretches: &[Days], at: usize) -> File {
    let Some(stretch) = stretches.get(at).copied() else { return file.clone() };
    let day = stretch.from.unwrap_or(Date::MIN);
    let as_of = as_of(file);
    let mut items = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    let articles = articles(file);
    let dated: HashSet<&str> =
        articles.iter().filter(|(_, all)| all.iter().any(|article| article.days.is_some())).map(|(number, _)| *number).collect();
    for item in &file.items {
        match item {
            Item::Article(article) => {
                let all = articles.get(article.number.text.as_str()).map(Vec::as_slice).unwrap_or_default();
                if !dated.contains(article.number.text.as_str()) {
                    items.push(Item::Article(of_article(article, None, day)));
                } else if seen.insert(&article.number.text) {
                    let versions: Vec<Version<'_>> = all.iter().map(|article| Version::of_article(article)).collect();
                    items.extend(one_of(all, &versions, day).map(Item::Article));
                }
            }
            Item::Parameter(parameter) => items.push(Item::Parameter(of_parameter(parameter, day))),
            Item::Test(test) => {
                let said = test.parts.iter().find_map(|part| if let TestPart::AsOf { date, .. } = part { Some(*date) } else { None });
                if stretch_of(stretches, said.or(as_of)) == at {
                    items.push(item.clone());
                }
            }
            other => items.push(other.clone()),
        }
    }
    let in_force = |days: &ast::Days| Days { from: days.from, to: days.to }.hold(day);
    let mut amendments = file.amendments.clone();
    for amending in &mut amendments {
        amending.changes.retain(|change| change.days.as_ref().is_none_or(in_force));
        // The text is that of the whole.
        amending.patches.clear();
    }
    let File { source, language, lacks_files, .. } = *file;
    let mut tree = File { source, items, comments: file.comments.clone(), language, broken: file.broken.clone(), lacks_files, amendments };
    keep_names(file, &articles, &mut tree, day);
    tree
}

/// The stretch that a day belongs to; a day before or after all of them to the first or last one, none to the first.
pub(super) fn stretch_of(stretches: &[Days], day: Option<Date>) -> usize {
    let Some(day) = day else { return 0 };
    stretches.iter().rposition(|days| days.from.is_none_or(|from| from <= day)).unwrap_or(0)
}

/// The day that the head says.
pub(super) fn as_of(file: &File) -> Option<Date> {
    let parts = file.items.iter().filter_map(|item| if let Item::Policy(policy) = item { Some(&policy.parts) } else { None });
    parts.flatten().find_map(|part| if let PolicyPart::AsOf { date, .. } = part { Some(*date) } else { None })
}

/// The articles of each number, in written order.
fn articles(file: &File) -> HashMap<&str, Vec<&Article>> {
    let mut articles: HashMap<&str, Vec<&Article>> = HashMap::new();
    for item in &file.items {
        if let Item::Article(article) = item {
            articles.entry(&article.number.text).or_default().push(article);
        }
    }
    articles
}

/// The version of an article that is in force on a day.
fn one_of(all: &[&Article], versions: &[Version<'_>], day: Date) -> Option<Article> {
    let at = in_force(versions, day)?;
    let days = days_around(versions, at, day);
    Some(of_article(all.get(at)?, days, day))
}

fn of_article(article: &Article, days: Option<Days>, day: Date) -> Article {
    let Article { span, number, title, owner, applies, layer, .. } = article;
    Article {
        span: *span,
        number: number.clone(),
        title: title.clone(),
        owner: owner.clone(),
        applies: applies.clone(),
        days: days.map(|days| resolved(days, article.number.span)),
        layer: *layer,
        statements: of_statements(&article.statements, day),
    }
}

fn resolved(days: Days, span: Span) -> ast::Days {
    ast::Days { span, from: days.from, to: days.to }
}

fn of_statements(statements: &[Statement], day: Date) -> Vec<Statement> {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut tables: HashMap<&str, Vec<&ast::Table>> = HashMap::new();
    for statement in statements {
        if let Statement::Table(table) = statement {
            tables.entry(&table.name.text).or_default().push(table);
        }
    }
    let mut kept = Vec::new();
    for statement in statements {
        match statement {
            Statement::Parameter(parameter) => kept.push(Statement::Parameter(of_parameter(parameter, day))),
            Statement::Table(table) => {
                let all = tables.get(table.name.text.as_str()).map(Vec::as_slice).unwrap_or_default();
                if !all.iter().any(|table| table.days.is_some()) {
                    kept.push(statement.clone());
                    continue;
                }
                let versions: Vec<Version<'_>> = all.iter().map(|table| Version::of_table(table)).collect();
                if seen.insert(&table.name.text)
                    && let Some(at) = in_force(&versions, day)
                    && let (Some(table), Some(days)) = (all.get(at), days_around(&versions, at, day))
                {
                    kept.push(Statement::Table(ast::Table { days: Some(resolved(days, table.name.span)), ..(*table).clone() }));
                }
            }
            Statement::Each { span, owner, when, statements } => kept.push(Statement::Each {
                span: *span,
                owner: owner.clone(),
                when: when.clone(),
                statements: of_statements(statements, day),
            }),
            Statement::When { span, condition, statements } => {
                kept.push(Statement::When { span: *span, condition: condition.clone(), statements: of_statements(statements, day) });
            }
            other => kept.push(other.clone()),
        }
    }
    kept
}

fn of_parameter(parameter: &Parameter, day: Date) -> Parameter {
    let versions = Version::of_parameter(parameter);
    if !are_dated(&versions) {
        return parameter.clone();
    }
    let at = in_force(&versions, day).unwrap_or_default();
    let days = days_around(&versions, at, day);
    let value =
        parameter.values.get(at).map(|value| ast::DatedValue { days: days.map(|days| resolved(days, value.span)), ..value.clone() });
    Parameter { values: value.into_iter().collect(), ..parameter.clone() }
}

/// Gives the names that only versions of other days define their place in the version that is in force.
fn keep_names(file: &File, articles: &HashMap<&str, Vec<&Article>>, tree: &mut File, day: Date) {
    let subject = subject(file);
    let owner_of = |article: &Article| article.owner.as_ref().map_or_else(|| subject.clone(), owner_name);
    let mut names: HashSet<(String, String)> = HashSet::new();
    for item in &tree.items {
        if let Item::Article(article) = item {
            gather(&article.statements, &owner_of(article), &mut names);
        }
    }
    for item in &mut tree.items {
        let Item::Article(article) = item else { continue };
        if article.days.is_none() {
            continue;
        }
        let all = articles.get(article.number.text.as_str()).map(Vec::as_slice).unwrap_or_default();
        let versions: Vec<Version<'_>> = all.iter().map(|article| Version::of_article(article)).collect();
        // Before and after its own, as the versions are written: what is listed stands in one order on all days.
        let (mut before, mut after, mut is_after) = (Vec::new(), Vec::new(), false);
        for (other, days) in all.iter().zip(days_until(&versions, day)) {
            is_after |= other.span == article.span;
            let owner = owner_of(other);
            let missing = only_new(&other.statements, &owner, &mut names);
            if missing.is_empty() {
                continue;
            }
            let span = other.number.span;
            let guarded = Statement::When { span, condition: within(days, span), statements: missing };
            let same_owner = owner == owner_of(article);
            let kept = match &other.owner {
                Some(owner) if !same_owner => Statement::Each { span, owner: owner.clone(), when: None, statements: vec![guarded] },
                _ => guarded,
            };
            if is_after { after.push(kept) } else { before.push(kept) }
        }
        article.statements.splice(0..0, before);
        article.statements.extend(after);
    }
}

fn owner_name(owner: &Owner) -> String {
    match owner {
        Owner::Each(name) => name.text.clone(),
        Owner::Overall(_) => String::new(),
    }
}

/// The record that the head is for.
fn subject(file: &File) -> String {
    let parts = file.items.iter().filter_map(|item| if let Item::Policy(policy) = item { Some(&policy.parts) } else { None });
    let subject = parts.flatten().find_map(|part| if let PolicyPart::Subject(name) = part { Some(name.text.clone()) } else { None });
    subject.unwrap_or_default()
}

/// The name that a statement defines for its owner.
fn defined(statement: &Statement) -> Option<&Name> {
    match statement {
        Statement::Define(definition) => Some(&definition.name),
        Statement::Table(table) => Some(&table.name),
        Statement::Scale(scale) => Some(&scale.name),
        Statement::Clause(clause) => Some(&clause.name),
        Statement::Split(split) => Some(&split.into),
        _ => None,
    }
}

fn gather(statements: &[Statement], owner: &str, names: &mut HashSet<(String, String)>) {
    for statement in statements {
        match statement {
            Statement::Each { owner, statements, .. } => gather(statements, &owner_name(owner), names),
            Statement::When { statements, .. } => gather(statements, owner, names),
            other => {
                if let Some(name) = defined(other) {
                    names.insert((owner.to_owned(), name.text.clone()));
                }
            }
        }
    }
}

/// The statements that define names which are not there yet; their names are from then on.
fn only_new(statements: &[Statement], owner: &str, names: &mut HashSet<(String, String)>) -> Vec<Statement> {
    let mut kept = Vec::new();
    for statement in statements {
        match statement {
            Statement::Each { span, owner, when, statements } => {
                let statements = only_new(statements, &owner_name(owner), names);
                if !statements.is_empty() {
                    kept.push(Statement::Each { span: *span, owner: owner.clone(), when: when.clone(), statements });
                }
            }
            Statement::When { span, condition, statements } => {
                let statements = only_new(statements, owner, names);
                if !statements.is_empty() {
                    kept.push(Statement::When { span: *span, condition: condition.clone(), statements });
                }
            }
            other => {
                if let Some(name) = defined(other)
                    && names.insert((owner.to_owned(), name.text.clone()))
                {
                    kept.push(other.clone());
                }
            }
        }
    }
    kept
}

/// `today >= from and today <= to`, as an author would write it.
fn within(days: Days, span: Span) -> Expr {
    let today = || Expr { span, kind: ExprKind::Path(vec![Name { text: "today".into(), span }]) };
    let compare = |sign: Comparison, day: Date| Expr {
        span,
        kind: ExprKind::Compare { first: Box::new(today()), rest: vec![(sign, Expr { span, kind: ExprKind::Date(day) })] },
    };
    match (days.from, days.to) {
        (Some(from), Some(to)) => Expr {
            span,
            kind: ExprKind::Binary {
                op: ast::BinaryOp::And,
                op_span: span,
                left: Box::new(compare(Comparison::GreaterOrEqual, from)),
                right: Box::new(compare(Comparison::LessOrEqual, to)),
            },
        },
        (Some(from), None) => compare(Comparison::GreaterOrEqual, from),
        (None, Some(to)) => compare(Comparison::LessOrEqual, to),
        (None, None) => Expr { span, kind: ExprKind::YesNo(true) },
    }
}
