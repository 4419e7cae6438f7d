//! What may be run from a text: its tests, and what its pays and awards come to for a record.

use super::view::View;
use crate::diagnostics::Text;
use crate::program::{Meaning, Rows};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::Item;
use lsp_types::{CodeLens, Command, Uri};
use serde_json::{Value, json};

/// Runs one test of a text, by its name.
pub(super) const RUN_TEST: &str = "merit.runTest";
/// Runs all tests of the policy of a text.
pub(super) const RUN_TESTS: &str = "merit.runTests";
/// Explains a record by its key.
pub(super) const WHY: &str = "merit.why";
/// The keys that a record has in the data of the scheme.
pub(super) const KEYS: &str = "merit.keys";

/// All that may be run from a text.
pub(super) fn lenses(view: &View<'_>, uri: &Uri) -> Vec<CodeLens> {
    let mut lenses = tests(view, uri);
    lenses.extend(values(view, uri));
    lenses.sort_by_key(|lens| (lens.range.start, lens.range.end));
    lenses
}

fn lens(view: &View<'_>, span: Span, title: &Text, command: &str, argument: Value) -> CodeLens {
    let command = Command { title: title.get(view.language).to_owned(), command: command.to_owned(), arguments: Some(vec![argument]) };
    CodeLens { range: view.range(span.start as usize..span.end as usize), command: Some(command), data: None }
}

fn tests(view: &View<'_>, uri: &Uri) -> Vec<CodeLens> {
    let items = view.analysis.checked.tree.as_ref().map(|tree| tree.items.as_slice()).unwrap_or_default();
    let tests: Vec<_> = items.iter().filter_map(|item| if let Item::Test(test) = item { Some(test) } else { None }).collect();
    let here = |span: Span| span.source == view.source;
    let mut lenses: Vec<CodeLens> = Vec::new();
    let policy = items.iter().find_map(|item| if let Item::Policy(policy) = item { Some(policy) } else { None });
    if let Some(policy) = policy.filter(|policy| here(policy.span) && !tests.is_empty()) {
        let title = say!("run all {} tests", "运行全部 {} 个用例", tests.len());
        lenses.push(lens(view, policy.name.span, &title, RUN_TESTS, json!({ "uri": uri })));
    }
    for test in tests.into_iter().filter(|test| here(test.span)) {
        let argument = json!({ "uri": uri, "test": test.name.text });
        lenses.push(lens(view, test.name.span, &say!("run this test", "运行此用例"), RUN_TEST, argument));
    }
    lenses
}

/// For each value that is delivered of a record that is read, what it is for one of them.
fn values(view: &View<'_>, uri: &Uri) -> Vec<CodeLens> {
    let declared = view.analysis.names_of(view.source).iter().filter(|(_, name)| name.declares);
    let value = |(version, name): &(usize, crate::program::Mention)| {
        let (program, Meaning::Value(Some(id))) = (view.analysis.program(*version)?, name.means) else { return None };
        let definition = program.definition(id);
        let record = program.record(definition.owner);
        if !definition.output || !matches!(record.rows, Rows::File(_)) {
            return None;
        }
        let of = &record.name;
        let title = say!("value for record {of} …", "查看 {of} 的取值 …");
        Some(lens(view, name.span, &title, WHY, json!({ "uri": uri, "record": of, "value": definition.name })))
    };
    declared.filter_map(value).collect()
}
