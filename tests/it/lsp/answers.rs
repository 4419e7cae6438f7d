//! What the server answers at a place: a fixture is a policy, or several under lines `=== path`, with `<|>` where the editor asks; its
//! folder says what it asks for, and the snapshot beside it is the answer, with places as their words.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::client::{Client, address};
use crate::folders::{ends_in, files_below};

const MARK: &str = "<|>";

/// The texts of a fixture without marks, and for each mark the text and the place in it.
struct Fixture {
    texts: Vec<(String, String)>,
    marks: Vec<(usize, Value)>,
}

impl Fixture {
    fn read(fixture: &str) -> Fixture {
        let mut texts: Vec<(String, String)> = Vec::new();
        for line in fixture.split_inclusive('\n') {
            match line.strip_prefix("=== ") {
                Some(path) => texts.push((path.trim().to_owned(), String::new())),
                None if texts.is_empty() => texts.push(("scheme.merit".to_owned(), line.to_owned())),
                None => texts.last_mut().unwrap().1.push_str(line),
            }
        }
        let mut marks = Vec::new();
        for (at, (_, text)) in texts.iter_mut().enumerate() {
            while let Some(found) = text.find(MARK) {
                text.replace_range(found..found + MARK.len(), "");
                let before = &text[..found];
                let line = before.matches('\n').count();
                let start = before.rfind('\n').map_or(0, |end| end + 1);
                marks.push((at, json!({ "line": line, "character": before[start..].encode_utf16().count() })));
            }
        }
        Fixture { texts, marks }
    }

    /// The words of a range of a text, with where they begin.
    fn words(&self, path: &str, range: &Value) -> Option<String> {
        let text = &self.texts.iter().find(|(other, _)| other == path)?.1;
        let [start, end] = ["start", "end"].map(|end| offset(text, &range[end]));
        let (line, character) = (range["start"]["line"].as_u64()? + 1, range["start"]["character"].as_u64()? + 1);
        let words = text[start..end.max(start)].replace('\n', "⏎");
        Some(format!("{line}:{character} `{words}`"))
    }
}

fn offset(text: &str, position: &Value) -> usize {
    let (line, character) = (position["line"].as_u64().unwrap() as usize, position["character"].as_u64().unwrap() as usize);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut units = 0;
    for (at, sign) in text[start..].char_indices() {
        if units >= character || sign == '\n' {
            return start + at;
        }
        units += sign.len_utf16();
    }
    text.len()
}

/// An answer with places as words and addresses as the paths of the fixture.
fn told(answer: &Value, fixture: &Fixture, folder: &str, path: &str) -> Value {
    let named = |uri: &str| uri.strip_prefix(folder).map(|path| path.trim_start_matches('/').to_owned());
    match answer {
        Value::Array(all) => all.iter().map(|one| told(one, fixture, folder, path)).collect(),
        Value::Object(all) if all.contains_key("start") && all.contains_key("end") => {
            fixture.words(path, answer).map_or_else(|| answer.clone(), Value::String)
        }
        Value::Object(all) => {
            let own = all.get("uri").and_then(Value::as_str).and_then(named);
            let within = own.as_deref().unwrap_or(path);
            let one = |(key, value): (&String, &Value)| {
                let of_file = named(key);
                let value = told(value, fixture, folder, of_file.as_deref().unwrap_or(within));
                (of_file.unwrap_or_else(|| key.clone()), value)
            };
            let mut told: Vec<(String, Value)> = all.iter().map(one).collect();
            // The texts of a change come in any order.
            if all.keys().any(|key| named(key).is_some()) {
                told.sort_by(|one, other| one.0.cmp(&other.0));
            }
            Value::Object(told.into_iter().collect::<Map<_, _>>())
        }
        Value::String(text) => Value::String(named(text).unwrap_or_else(|| text.clone())),
        other => other.clone(),
    }
}

/// The request that a folder of fixtures asks for, at a place of a text.
fn request(kind: &str, uri: &str, place: &Value, text: &str) -> (&'static str, Value) {
    let document = json!({ "uri": uri });
    let at = json!({ "textDocument": document, "position": place });
    let lines = text.matches('\n').count() + 1;
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": lines, "character": 0 } });
    match kind {
        "hover" => ("textDocument/hover", at),
        "definition" => ("textDocument/definition", at),
        "completion" => ("textDocument/completion", at),
        "references" => {
            let mut asked = at;
            asked["context"] = json!({ "includeDeclaration": true });
            ("textDocument/references", asked)
        }
        "rename" => {
            let to = text.lines().find_map(|line| line.strip_prefix("# to: ")).unwrap();
            let mut asked = at;
            asked["newName"] = to.into();
            ("textDocument/rename", asked)
        }
        "semantic" => ("textDocument/semanticTokens/full", json!({ "textDocument": document })),
        "inlay" => ("textDocument/inlayHint", json!({ "textDocument": document, "range": whole })),
        "actions" => {
            let range = json!({ "start": place, "end": place });
            ("textDocument/codeAction", json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } }))
        }
        "lens" => ("textDocument/codeLens", json!({ "textDocument": document })),
        "symbols" => ("textDocument/documentSymbol", json!({ "textDocument": document })),
        "highlight" => ("textDocument/documentHighlight", at),
        "semantic_range" => ("textDocument/semanticTokens/range", json!({ "textDocument": document, "range": from(place) })),
        "formatting_range" => {
            let options = json!({ "tabSize": 2, "insertSpaces": true });
            ("textDocument/rangeFormatting", json!({ "textDocument": document, "range": from(place), "options": options }))
        }
        "formatting" => ("textDocument/formatting", json!({ "textDocument": document, "options": { "tabSize": 2, "insertSpaces": true } })),
        other => panic!("no request is known for {other} ({whole})"),
    }
}

/// From a place to the end of the line after it.
fn from(place: &Value) -> Value {
    json!({ "start": place, "end": { "line": place["line"].as_u64().unwrap() + 1, "character": 1_000 } })
}

/// The answers to all that the fixtures of a folder ask.
fn check(kind: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lsp").join(kind);
    let fixtures: Vec<_> = files_below(&folder).into_iter().filter(|path| ends_in(path, "merit")).collect();
    assert!(!fixtures.is_empty());
    for path in fixtures {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), answers(kind, &path)));
    }
}

fn answers(kind: &str, path: &Path) -> String {
    let fixture = Fixture::read(&std::fs::read_to_string(path).unwrap());
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in &fixture.texts {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut client = Client::new(Some(folder.path()), Value::Null);
    let uri = |path: &str| address(&folder.path().join(path));
    for (path, text) in &fixture.texts {
        client.open(&uri(path), text);
    }
    // A request about a whole text needs no mark.
    let marks = if fixture.marks.is_empty() { vec![(0, json!({ "line": 0, "character": 0 }))] } else { fixture.marks.clone() };
    let mut given = String::new();
    for (at, place) in marks {
        let (path, text) = &fixture.texts[at];
        let (method, params) = request(kind, &uri(path), &place, text);
        let id = client.send(method, params);
        // What is refused is refused in words.
        let answer = client.answer(&id).unwrap_or_else(|error| error.message.into());
        let (line, character) = (place["line"].as_u64().unwrap() + 1, place["character"].as_u64().unwrap() + 1);
        let answer = match kind {
            "semantic" | "semantic_range" => words(&answer, text),
            _ => told(&answer, &fixture, &address(folder.path()), path),
        };
        given.push_str(&format!("{path}:{line}:{character}\n{}\n\n", shown(kind, &answer)));
    }
    given
}

/// The answer for a reader.
fn shown(kind: &str, answer: &Value) -> String {
    match kind {
        "hover" if answer.is_object() => {
            format!("{}\n{}", answer["range"].as_str().unwrap(), answer["contents"]["value"].as_str().unwrap())
        }
        "symbols" => outline(answer, 0),
        "completion" => lines(answer, |item| format!("{} ({}) {}", item["label"].as_str().unwrap(), item["kind"], item["detail"])),
        "highlight" => lines(answer, |place| place["range"].as_str().unwrap().to_owned()),
        "references" => lines(answer, |place| format!("{} {}", place["uri"].as_str().unwrap(), place["range"].as_str().unwrap())),
        "inlay" => lines(answer, |hint| {
            format!("{}:{} {}", hint["position"]["line"].as_u64().unwrap() + 1, hint["position"]["character"], hint["label"])
        }),
        "lens" => lines(answer, |lens| {
            format!("{} {}: {}", lens["range"].as_str().unwrap(), lens["command"]["title"].as_str().unwrap(), lens["command"]["command"])
        }),
        "semantic" | "semantic_range" => lines(answer, |word| word.as_str().unwrap().to_owned()),
        _ => serde_json::to_string_pretty(answer).unwrap(),
    }
}

fn lines(answer: &Value, line: impl Fn(&Value) -> String) -> String {
    match answer.as_array() {
        Some(all) => all.iter().map(line).collect::<Vec<_>>().join("\n"),
        None => answer.to_string(),
    }
}

/// The words of a text with what the server says that they are.
fn words(answer: &Value, text: &str) -> Value {
    let kinds =
        ["keyword", "number", "string", "comment", "variable", "parameter", "property", "enumMember", "struct", "function", "namespace"];
    let modifiers = ["declaration", "readonly", "defaultLibrary"];
    let data: Vec<u64> = answer["data"].as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect();
    let (mut line, mut character) = (0, 0);
    let mut words: Vec<Value> = Vec::new();
    for token in data.chunks(5) {
        character = if token[0] == 0 { character + token[1] } else { token[1] };
        line += token[0];
        let position = |character: u64| json!({ "line": line, "character": character });
        let word = &text[offset(text, &position(character))..offset(text, &position(character + token[2]))];
        let said: Vec<&str> = (0..3).filter(|bit| token[4] & (1 << bit) != 0).map(|bit| modifiers[bit as usize]).collect();
        words.push(format!("{}:{} `{word}` {} {}", line + 1, character + 1, kinds[token[3] as usize], said.join(" ")).trim_end().into());
    }
    words.into()
}

fn outline(symbols: &Value, depth: usize) -> String {
    let mut text = String::new();
    for symbol in symbols.as_array().into_iter().flatten() {
        let (name, place) = (symbol["name"].as_str().unwrap(), symbol["selectionRange"].as_str().unwrap());
        text.push_str(&format!("{}{name} ({}) {place}\n", "  ".repeat(depth), symbol["kind"]));
        text.push_str(&outline(&symbol["children"], depth + 1));
    }
    text
}

#[test]
fn hovers() {
    check("hover");
}

#[test]
fn completions() {
    check("completion");
}

#[test]
fn references() {
    check("references");
}

#[test]
fn highlights() {
    check("highlight");
}

#[test]
fn renames() {
    check("rename");
}

#[test]
fn semantic_colours() {
    check("semantic");
}

#[test]
fn semantic_colours_of_a_stretch() {
    check("semantic_range");
}

#[test]
fn inlay_hints() {
    check("inlay");
}

#[test]
fn quick_fixes() {
    check("actions");
}

#[test]
fn code_lenses() {
    check("lens");
}

#[test]
fn definitions() {
    check("definition");
}

#[test]
fn symbols() {
    check("symbols");
}

#[test]
fn formatting_of_a_stretch() {
    check("formatting_range");
}

#[test]
fn formatting() {
    check("formatting");
}
