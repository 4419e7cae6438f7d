//! What statements name though their values are known without it.

use crate::engine::Policy;
use crate::program::uses::{Thing, User, Uses, whole};
use crate::program::{DefinitionId, Meaning, Mention};
use crate::source::Span;
use crate::syntax::ast::{Item, Statement};

use super::rules::is_within;

/// Adds what a statement names though its value is known without it, as a parameter that stands in the cells of a table.
pub(super) fn add_named(policy: &Policy, uses: &mut Uses) {
    let program = policy.program();
    let articles = policy.tree().items.iter().filter_map(|item| if let Item::Article(article) = item { Some(article) } else { None });
    let mut all: Vec<&Mention> = program.mentions.iter().collect();
    all.sort_by_key(|mention| (mention.span.source, mention.span.start));
    for span in articles.flat_map(|article| spans(&article.statements)) {
        let place = |start: u32| all.partition_point(|mention| (mention.span.source, mention.span.start) < (span.source, start));
        let near = all.get(place(span.start)..place(span.end)).unwrap_or_default();
        let mentions = || near.iter().filter(|mention| is_within(mention.span, span));
        let declared = mentions().filter(|mention| mention.declares).filter_map(|mention| match mention.means {
            Meaning::Value(Some(id)) => Some(whole(program, id)),
            _ => None,
        });
        let mut declared: Vec<DefinitionId> = declared.collect();
        declared.dedup();
        let [only] = declared.as_slice() else { continue };
        for mention in mentions().filter(|mention| !mention.declares) {
            match mention.means {
                Meaning::Value(Some(id)) | Meaning::Part(id) => uses.add_thing(User::Value(*only), Thing::Value(whole(program, id))),
                Meaning::Field(record, field) => uses.add_thing(User::Value(*only), Thing::Field(record, field)),
                _ => {}
            }
        }
    }
}

/// The places of statements, of blocks those in them.
fn spans(statements: &[Statement]) -> Vec<Span> {
    let of = |statement: &Statement| match statement {
        Statement::Each { statements, .. } | Statement::When { statements, .. } => spans(statements),
        statement => vec![statement.span()],
    };
    statements.iter().flat_map(of).collect()
}
