//! All statements of a page at a glance: what each comes to, and the sums.

use super::statements::{Amount, Scheme, Writer};
use super::words::Words;
use crate::program::{Definition, DefinitionId, Kind, Role};
use crate::run::Cell;
use crate::values::{Exact, Value};
use askama::Template;

/// The first sheet of a page with several statements.
#[derive(Template)]
#[template(path = "summary.html")]
pub(super) struct Summary<'a> {
    words: &'a Words,
    scheme: Scheme,
    record: &'a str,
    columns: Vec<String>,
    people: Vec<Person>,
    sums: Vec<Amount>,
}

struct Person {
    key: String,
    facts: String,
    amounts: Vec<Amount>,
}

impl<'a> Summary<'a> {
    /// The summary of the statements that are written.
    pub fn of(writer: &Writer<'a>) -> Summary<'a> {
        let statements = writer.statements;
        let (evaluation, language) = (statements.evaluation, statements.options.language);
        let columns = columns(writer);
        let mut sums = vec![Exact::zero(); columns.len()];
        let mut people = Vec::with_capacity(statements.rows.len());
        for row in statements.rows {
            let amounts = columns.iter().zip(&mut sums).map(|((id, _), sum)| match evaluation.value(*id, *row) {
                Cell::Present(Value::Number(number)) => {
                    *sum = sum.add(&number);
                    writer.money(&number)
                }
                Cell::NotApplicable => absent(writer.words.not_applicable),
                Cell::Blank => absent(writer.words.blank),
                Cell::Present(_) | Cell::NotGiven | Cell::TooLarge => absent(writer.words.unknown),
            });
            let amounts = amounts.collect();
            let facts = evaluation.particulars(statements.record, *row, language).into_iter().map(|(_, value)| value);
            let facts = facts.collect::<Vec<_>>().join(" · ");
            people.push(Person { key: evaluation.row_name(statements.record, *row), facts, amounts });
        }
        Summary {
            words: writer.words,
            scheme: writer.scheme(),
            record: &evaluation.policy.program().record(statements.record).name,
            columns: columns.iter().map(|(_, definition)| definition.name.clone()).collect(),
            people,
            sums: sums.iter().map(|sum| writer.money(sum)).collect(),
        }
    }
}

fn absent(word: &str) -> Amount {
    Amount { value: String::new(), shown: word.to_owned() }
}

/// The totals, or all amounts where there is none, in the order of the articles.
fn columns<'p>(writer: &Writer<'p>) -> Vec<(DefinitionId, &'p Definition)> {
    let own = |definition: &Definition| {
        definition.owner == writer.statements.record
            && definition.parent.is_none()
            && definition.output
            && matches!(definition.ty.kind, Kind::Money(_))
    };
    let definitions = (0u32..).map(DefinitionId).zip(&writer.statements.evaluation.policy.program().definitions);
    let amounts: Vec<_> = definitions.filter(|(_, definition)| own(definition)).collect();
    let totals: Vec<_> = amounts.iter().copied().filter(|(_, definition)| matches!(definition.role, Role::Total(_))).collect();
    let mut shown = if totals.is_empty() { amounts } else { totals };
    shown.sort_by_key(|(_, definition)| (definition.article, definition.order));
    shown
}
