//! Whatever an editor holds, the session goes on: beginnings of policies, and policies with a stretch taken out, doubled or overwritten.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::client::Client;
use crate::folders::{ends_in, files_below};

fn texts() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = files_below(&root.join("policies"));
    files.extend(files_below(&root.join("fuzz/corpus/parse")));
    files.extend(files_below(&root.join("tests/cases/program")));
    files.retain(|path| ends_in(path, "merit") || !path.to_string_lossy().contains("policies"));
    files.iter().filter_map(|path| std::fs::read_to_string(path).ok()).filter(|text| text.len() < 20_000).collect()
}

/// What is done to a text: up to here, without this, with this twice, with other signs in place of this.
#[derive(Clone, Debug)]
enum Change {
    Cut,
    Without(usize),
    Twice(usize),
    With(&'static str),
}

fn changed(text: &str, at: usize, change: &Change) -> String {
    let start = text.floor_char_boundary(at % (text.len() + 1));
    let end = |length: usize| text.floor_char_boundary((start + length).min(text.len())).max(start);
    match change {
        Change::Cut => text[..start].to_owned(),
        Change::Without(length) => [&text[..start], &text[end(*length)..]].concat(),
        Change::Twice(length) => [&text[..end(*length)], &text[start..]].concat(),
        Change::With(signs) => [&text[..start], signs, &text[start..]].concat(),
    }
}

/// All that is asked of a text at a place.
fn asked(uri: &str, line: usize, character: usize) -> Vec<(&'static str, Value)> {
    let document = json!({ "uri": uri });
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 100_000, "character": 0 } });
    let place = json!({ "textDocument": document, "position": { "line": line, "character": character } });
    vec![
        ("textDocument/hover", place.clone()),
        ("textDocument/definition", place.clone()),
        ("textDocument/completion", place.clone()),
        ("textDocument/documentHighlight", place.clone()),
        (
            "textDocument/references",
            json!({ "textDocument": document, "position": place["position"], "context": { "includeDeclaration": true } }),
        ),
        ("textDocument/documentSymbol", json!({ "textDocument": document })),
        ("textDocument/semanticTokens/full", json!({ "textDocument": document })),
        ("textDocument/inlayHint", json!({ "textDocument": document, "range": whole })),
        ("textDocument/codeLens", json!({ "textDocument": document })),
        ("textDocument/codeAction", json!({ "textDocument": document, "range": whole, "context": { "diagnostics": [] } })),
        ("textDocument/formatting", json!({ "textDocument": document, "options": { "tabSize": 2, "insertSpaces": true } })),
    ]
}

#[test]
fn nothing_that_is_typed_ends_a_session() {
    let texts = texts();
    assert!(texts.len() > 100, "{}", texts.len());
    let signs = prop::sample::select(vec![
        "{",
        "}",
        "\"",
        "“",
        "#",
        " = ",
        "（",
        "\u{1F600}",
        "\r",
        "when",
        "其余：",
        ".",
        "\n\n",
        "<",
        "第九条 {",
    ]);
    let change = prop_oneof![
        Just(Change::Cut),
        (1..200usize).prop_map(Change::Without),
        (1..200usize).prop_map(Change::Twice),
        signs.prop_map(Change::With),
    ];
    let strategy = (prop::sample::select(texts), any::<usize>(), change, any::<usize>());
    let mut client = Client::new(None, Value::Null);
    let uri = "untitled:a";
    client.open(uri, "");
    client.findings(uri);
    let client = std::cell::RefCell::new(client);
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&strategy, |(text, at, change, place)| {
            let text = changed(&text, at, &change);
            let client = &mut *client.borrow_mut();
            client.replace(uri, 2, &text);
            let place = text.floor_char_boundary(place % (text.len() + 1));
            let line = text[..place].matches('\n').count();
            let character = text[..place].rsplit('\n').next().unwrap_or("").encode_utf16().count();
            for (method, params) in asked(uri, line, character) {
                let id = client.send(method, params);
                let answer = client.answer(&id);
                prop_assert!(answer.is_ok(), "{method}: {answer:?}\n{text}");
            }
            Ok(())
        })
        .unwrap();
}
