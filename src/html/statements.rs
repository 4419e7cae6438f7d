//! Statements as one page that prints well: a summary where there are several, then each on a sheet of its own.

use super::article::ArticleView;
use super::sheet::Sheet;
use super::summary::Summary;
use super::words::Words;
use crate::diagnostics::Language;
use crate::engine::Evaluation;
use crate::explain::Options;
use crate::program::{ArticleId, RecordId};
use crate::values::decimal::{format_fixed, format_grouped, format_plain};
use crate::values::{Exact, Rounding};
use askama::Template;
use std::io::{self, Write};

/// Which statements a page holds.
#[derive(Clone, Debug)]
pub struct Statements<'a> {
    /// The evaluation, which kept its reasons.
    pub evaluation: &'a Evaluation<'a>,
    /// The record whose rows they are of.
    pub record: RecordId,
    /// Those rows, in the order of the page.
    pub rows: &'a [usize],
    /// What is told, and in which language.
    pub options: Options,
}

/// Writes the page, sheet by sheet: it loads nothing and runs no script.
///
/// # Errors
/// What the place that it is written to says.
pub fn write_statements(statements: &Statements<'_>, out: &mut dyn Write) -> io::Result<()> {
    let words = Words::of(statements.options.language);
    let policy = &statements.evaluation.policy;
    let articles = (0u32..).map(ArticleId).take(policy.program().articles.len());
    let writer = Writer {
        statements,
        words,
        articles: articles.map(|article| ArticleView::of(policy, article, words, statements.options.language)).collect(),
    };
    let title = match statements.rows {
        [row] => format!("{} {}", words.statement, statements.evaluation.row_name(statements.record, *row)),
        _ => words.statements.to_owned(),
    };
    put(&Top { words, title: &format!("{title} – {}", policy.program().head.name), style: include_str!("statement.css") }, out)?;
    let several = statements.rows.len() != 1;
    if several {
        put(&Summary::of(&writer), out)?;
    }
    let outline = statements.evaluation.outline(statements.record, &statements.options);
    for (at, row) in statements.rows.iter().enumerate() {
        let statement = statements.evaluation.statement_by(&outline, *row, &statements.options);
        let summary = several.then_some(at);
        put(&Sheet::of(&writer, &statement, *row, summary), out)?;
    }
    out.write_all(b"</main>\n</body>\n</html>\n")
}

fn put(template: &impl Template, out: &mut dyn Write) -> io::Result<()> {
    Template::write_into(template, out)
}

/// What every page begins with.
#[derive(Template)]
#[template(path = "top.html")]
struct Top<'a> {
    words: &'a Words,
    title: &'a str,
    style: &'a str,
}

/// Who writes: what all sheets of a page share.
pub(super) struct Writer<'a> {
    pub statements: &'a Statements<'a>,
    pub words: &'static Words,
    pub articles: Vec<ArticleView>,
}

/// The policy as the head of a statement names it.
pub(super) struct Scheme {
    pub name: String,
    /// What is said of it, as pairs of a word and what it says.
    pub facts: Vec<(&'static str, String)>,
}

/// A figure as people and as programs read it.
#[derive(Clone, Debug, Default)]
pub(super) struct Amount {
    /// The plain decimal; empty where there is none.
    pub value: String,
    /// As people read it, or why there is none.
    pub shown: String,
}

impl Writer<'_> {
    /// The policy, its time and its money.
    pub fn scheme(&self) -> Scheme {
        let (words, head) = (self.words, &self.statements.evaluation.policy.program().head);
        let unit = format_plain(&head.unit);
        let rounded = match (head.rounding, self.statements.options.language) {
            (Rounding::HalfUp, Language::English) => format!(", rounded half up to {unit}"),
            (Rounding::HalfEven, Language::English) => format!(", rounded half even to {unit}"),
            (Rounding::Down, Language::English) => format!(", rounded down to {unit}"),
            (Rounding::Up, Language::English) => format!(", rounded up to {unit}"),
            (Rounding::HalfUp, Language::Chinese) => format!("，四舍五入到 {unit}"),
            (Rounding::HalfEven, Language::Chinese) => format!("，五成双到 {unit}"),
            (Rounding::Down, Language::Chinese) => format!("，舍去到 {unit}"),
            (Rounding::Up, Language::Chinese) => format!("，进位到 {unit}"),
        };
        let in_force = head.in_force.map(|(from, to)| words.days(Some(&from.to_string()), to.map(|to| to.to_string()).as_deref()));
        let as_of = self.statements.evaluation.as_of.map(|day| day.to_string());
        let facts = [
            (words.version, head.version.clone()),
            (words.in_force, in_force),
            (words.as_of, as_of),
            (words.currency, Some(format!("{}{rounded}", head.currency.code()))),
        ];
        Scheme { name: head.name.clone(), facts: facts.into_iter().filter_map(|(word, value)| Some((word, value?))).collect() }
    }

    /// An amount of money.
    pub fn money(&self, number: &Exact) -> Amount {
        let unit = self.statements.evaluation.policy.program().head.unit.decimals().unwrap_or(2);
        let places = number.decimals().unwrap_or(unit).max(unit);
        Amount { value: format_fixed(number, places, Rounding::HalfUp), shown: format_grouped(number, places).replacen('-', "−", 1) }
    }
}
