//! The course of a session: edits, what is overtaken, what is taken back, files that come and go.

use serde_json::{Value, json};

use super::client::{Client, address};

const POLICY: &str =
    "policy \"P\" { subject manager }\nrecord manager { id text key; cards integer }\narticle 1 { award a = 20 × cards }\n";

fn codes(findings: &Value) -> Vec<String> {
    findings.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn several_findings_are_told_while_typing() {
    let mut client = Client::new(None, Value::Null);
    let uri = "untitled:Untitled-1";
    client.open(uri, POLICY);
    assert_eq!(client.findings(uri), json!([]));
    // One letter of `cards` is taken away, then another article with two mistakes is typed.
    let edit = |line: u32, from: u32, to: u32, text: &str| json!({ "range": { "start": { "line": line, "character": from }, "end": { "line": line, "character": to } }, "text": text });
    let changes = json!([edit(2, 31, 32, ""), edit(3, 0, 0, "article 2 { b = 1 + \"x\"\n  c = = 2\n}\n")]);
    client.tell("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": changes }));
    let findings = client.findings(uri);
    assert_eq!(codes(&findings), ["E0201", "E0301", "E0101"], "{findings:#}");
    let first = &findings[0];
    assert_eq!(first["range"], json!({ "start": { "line": 2, "character": 27 }, "end": { "line": 2, "character": 31 } }));
    assert_eq!(first["source"], "merit");
    assert!(first["message"].as_str().unwrap().contains("did you mean `cards`"), "{first:#}");
}

#[test]
fn messages_are_in_the_language_of_the_policy_or_the_one_asked_for() {
    let text = "办法 “甲” { 考核对象 经理 }\n记录 经理 { 工号 文本 主键 }\n第一条 { 奖励 奖 = 张数 }\n";
    for (options, word) in [(Value::Null, "没有名称"), (json!({ "language": "en" }), "nothing is called")] {
        let mut client = Client::new(None, options);
        client.open("untitled:a", text);
        let findings = client.findings("untitled:a");
        assert!(findings[0]["message"].as_str().unwrap().contains(word), "{findings:#}");
        assert_eq!(findings[0]["range"]["start"], json!({ "line": 2, "character": 13 }), "columns are code units of UTF-16");
    }
}

#[test]
fn what_an_edit_has_overtaken_or_the_editor_took_back_is_not_answered() {
    let mut client = Client::new(None, Value::Null);
    let uri = "untitled:a";
    let mut text = POLICY.to_owned();
    for number in 2..400 {
        text.push_str(&format!("article {number} {{ pay p{number} = 20 × cards }}\n"));
    }
    client.open(uri, &text);
    client.findings(uri);
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 2, "character": 19 } });
    // While the first change is being checked, the others come.
    client.replace(uri, 2, &format!("{text}\n"));
    let busy = client.send("textDocument/hover", place.clone());
    let taken_back = client.send("textDocument/hover", place.clone());
    client.tell("$/cancelRequest", json!({ "id": taken_back }));
    let overtaken = client.send("textDocument/hover", place.clone());
    client.replace(uri, 3, &format!("{text}\n\n"));
    let last = client.send("textDocument/hover", place);
    let busy = client.answer(&busy);
    assert!(busy.err().is_none_or(|error| error.code == -32801));
    let taken_back = client.answer(&taken_back);
    assert!(taken_back.err().is_none_or(|error| [-32800, -32801].contains(&error.code)));
    let overtaken = client.answer(&overtaken);
    assert!(overtaken.err().is_none_or(|error| error.code == -32801));
    assert!(client.answer(&last).unwrap()["contents"]["value"].as_str().unwrap().contains("award a"));
}

#[test]
fn a_file_that_is_used_is_checked_in_the_policies_that_use_it() {
    let folder = tempfile::tempdir().unwrap();
    let (main, used) = (folder.path().join("scheme.merit"), folder.path().join("rates.merit"));
    std::fs::write(&main, POLICY.replace("20 ×", "rate ×") + "use \"rates.merit\"\n").unwrap();
    std::fs::write(&used, "parameter rate = 20\n").unwrap();
    let mut client = Client::new(Some(folder.path()), Value::Null);
    let (main, used) = (address(&main), address(&used));
    client.open(&used, "parameter rate = 20\n");
    assert_eq!(client.findings(&used), json!([]), "it has no head of its own and needs none");
    // The name is changed here, and missing there.
    client.replace(&used, 2, "parameter price = 20\n");
    let missing = client.findings(&main);
    assert_eq!(codes(&missing), ["E0201"], "{missing:#}");
    client.replace(&used, 3, "parameter rate = 20\n");
    assert_eq!(client.findings(&main), json!([]));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": used } }));
    client.open(&main, &(POLICY.replace("20 ×", "rate ×") + "use \"rates.merit\"\nuse \"more.merit\"\n"));
    let missing = client.findings(&main);
    assert_eq!(codes(&missing), ["E0110"], "{missing:#}");
    // The file comes into being.
    let more = folder.path().join("more.merit");
    std::fs::write(&more, "parameter other = 1\n").unwrap();
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": address(&more), "type": 1 }] }));
    assert_eq!(client.findings(&main), json!([]));
}

#[test]
fn messages_that_make_no_sense_cost_themselves_alone() {
    let mut client = Client::new(None, Value::Null);
    client.tell("textDocument/didChange", json!({ "textDocument": { "uri": "untitled:nobody", "version": 1 }, "contentChanges": [] }));
    client.tell("textDocument/didOpen", json!({ "no": "sense" }));
    client.tell("no/such", json!(null));
    for (method, params) in [("no/such", json!({})), ("textDocument/hover", json!({ "position": 7 }))] {
        let id = client.send(method, params);
        assert!(client.answer(&id).is_err());
    }
    let nowhere = json!({ "textDocument": { "uri": "untitled:nobody" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(client.ask("textDocument/hover", nowhere), Value::Null);
    client.open("untitled:a", POLICY);
    client.findings("untitled:a");
    let beyond =
        json!({ "textDocument": { "uri": "untitled:a" }, "position": { "line": 4_000_000_000u32, "character": 4_000_000_000u32 } });
    assert_eq!(client.ask("textDocument/hover", beyond), Value::Null);
}

#[test]
fn the_linter_looks_at_a_sound_policy_when_nobody_types() {
    let mut client = Client::new(None, Value::Null);
    let uri = "untitled:a";
    client.open(uri, &POLICY.replace("cards integer", "cards integer; spare integer"));
    assert_eq!(client.findings(uri), json!([]));
    let linted = client.findings(uri);
    assert_eq!(codes(&linted), ["unused-field"], "{linted:#}");
    assert_eq!((&linted[0]["source"], &linted[0]["severity"]), (&json!("merit lint"), &json!(3)));
    // What it found goes with the text that it was found in.
    client.replace(uri, 2, &POLICY.replace("cards", "crads"));
    assert_eq!(client.findings(uri), json!([]));
}

#[test]
fn an_editor_may_count_in_bytes() {
    let (server, connection) = lsp_server::Connection::memory();
    let server = std::thread::spawn(move || merit::lsp::serve(&server, merit::lsp::Settings::default()).unwrap());
    let send = |message: lsp_server::Message| connection.sender.send(message).unwrap();
    let ask = |id: i32, method: &str, params: Value| send(lsp_server::Request::new(id.into(), method.to_owned(), params).into());
    let tell = |method: &str, params: Value| send(lsp_server::Notification::new(method.to_owned(), params).into());
    ask(1, "initialize", json!({ "capabilities": { "general": { "positionEncodings": ["utf-8", "utf-16"] } } }));
    let lsp_server::Message::Response(answer) = connection.receiver.recv().unwrap() else { panic!("no answer") };
    assert_eq!(answer.response_result.unwrap()["capabilities"]["positionEncoding"], "utf-8");
    tell("initialized", json!({}));
    let text = "办法 “甲” { 考核对象 经理 }\n记录 经理 { 工号 文本 主键 }\n第一条 { 奖励 奖 = 张数 }\n";
    tell("textDocument/didOpen", json!({ "textDocument": { "uri": "untitled:a", "languageId": "merit", "version": 1, "text": text } }));
    let lsp_server::Message::Notification(told) = connection.receiver.recv().unwrap() else { panic!("no findings") };
    let range = &told.params["diagnostics"][0]["range"];
    let line = text.lines().nth(2).unwrap();
    assert_eq!(range["start"]["character"], line.find("张数").unwrap());
    ask(2, "shutdown", Value::Null);
    tell("exit", Value::Null);
    server.join().unwrap();
}
