//! The list of all values and of what is delivered: their kinds, their articles, what they rest on and who uses them.

use askama::Template;

use crate::program::uses::{Thing, User};
use crate::program::{ArticleId, DefinitionId, ExprId, Form, Role};
use crate::say;

use super::Book;
use super::ids::{Ids, PageKind};
use super::links::Link;
use super::rules::article_link;
use super::source::Piece;
use super::words::Words;

/// The values and the results.
#[derive(Template)]
#[template(path = "values.html")]
pub(super) struct Values<'a> {
    words: &'a Words,
    results: Vec<ResultView>,
    values: Vec<ValueRow>,
}

struct ResultView {
    id: String,
    name: String,
    record: Link,
    file: String,
    columns: Vec<(String, Column)>,
}

/// What a column of a result gives.
enum Column {
    /// A value or a field.
    Named(Link),
    /// What the policy says there.
    Said(Vec<Piece>),
}

struct ValueRow {
    id: String,
    name: Link,
    role: String,
    kind: String,
    record: Link,
    articles: Vec<Link>,
    rests: Vec<Link>,
    used: Vec<Link>,
}

impl<'a> Values<'a> {
    /// Those of a policy.
    pub fn of(book: &'a Book<'_>) -> Values<'a> {
        let program = book.program;
        let from = PageKind::Values;
        let results = program.results.iter().enumerate().map(|(at, result)| ResultView {
            id: Ids::result(at),
            name: result.name.clone(),
            record: book.record(from, result.record),
            file: result.file.clone(),
            columns: result.columns.iter().map(|column| (column.heading.clone(), Column::of(book, column.value))).collect(),
        });
        let mut values: Vec<(DefinitionId, &crate::program::Definition)> =
            (0u32..).map(DefinitionId).zip(&program.definitions).filter(|(_, definition)| definition.parent.is_none()).collect();
        // Definitions stand in the order in which they were needed; people read in the order of the articles.
        values.sort_by_key(|(_, definition)| (definition.article.map_or(usize::MAX, ArticleId::at), definition.order));
        let values = values.into_iter().map(|(id, definition)| {
            let mut articles: Vec<ArticleId> = definition.article.into_iter().chain(definition.alternatives.iter().copied()).collect();
            articles.dedup();
            let mut kind = book.kind(definition.ty.kind);
            if definition.ty.blank {
                kind = book.say(&say!("{kind}, or blank", "{kind}，可空"));
            }
            if definition.ty.not_applicable {
                kind = book.say(&say!("{kind}, or not applicable", "{kind}，可不适用"));
            }
            ValueRow {
                id: book.ids.listed(program, id),
                name: Link { text: definition.name.clone(), ..book.value(from, id) },
                role: role(book, &definition.role),
                kind,
                record: book.record(from, definition.owner),
                articles: articles.into_iter().map(|article| article_link(book, from, article)).collect(),
                rests: book.things(from, book.uses.rests_on(User::Value(id))),
                used: book.users(from, book.uses.used_by(Thing::Value(id))),
            }
        });
        Values { words: book.words, results: results.collect(), values: values.collect() }
    }
}

impl Column {
    fn of(book: &Book<'_>, value: ExprId) -> Column {
        let expr = book.program.expr(value);
        match expr.form {
            Form::Definition(id) => Column::Named(book.value(PageKind::Values, id)),
            Form::Field(field) => Column::Named(Link {
                text: book.program.field(expr.index, field).name.clone(),
                href: book.href(PageKind::Values, &Ids::field(book.program, expr.index, field)),
            }),
            _ => Column::Said(book.pieces_from(PageKind::Values, expr.span)),
        }
    }
}

/// What a value is in the scheme.
fn role(book: &Book<'_>, role: &Role) -> String {
    book.say(&match role {
        Role::Helper => say!("value", "取值"),
        Role::Parameter => say!("parameter", "参数"),
        Role::Pay => say!("pay", "薪酬"),
        Role::Award => say!("award", "奖励"),
        Role::Output => say!("output", "输出"),
        Role::Withhold => say!("withheld", "扣留"),
        Role::Total(_) => say!("total", "总额"),
        Role::Penalty { .. } => say!("penalty", "扣罚"),
        Role::Veto(_) => say!("veto", "一票否决"),
        Role::Scorecard => say!("scorecard", "计分卡"),
        Role::Grading => say!("grading", "评级"),
        Role::Qualification => say!("qualification", "资格"),
        Role::Rotation => say!("rotation", "轮岗"),
        Role::Elimination => say!("elimination", "末位淘汰"),
        Role::Quota => say!("quota", "名额"),
        Role::Prizes => say!("prizes", "名次奖"),
        Role::Pool => say!("pool", "奖金池"),
        Role::Deferral { .. } => say!("deferral", "延期支付"),
        Role::Clawback => say!("clawback", "追索扣回"),
        Role::Authority => say!("authority", "权限"),
        Role::Ledger(_) => say!("ledger", "台账"),
        Role::Part => say!("part", "分项"),
    })
}
