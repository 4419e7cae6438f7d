//! The server as a process, over its standard input and output.

use std::io::{BufReader, Write};
use std::process::{Command, Stdio};

use lsp_server::{Message, Notification, Request};
use serde_json::{Value, json};

/// Starts the server, sends messages one after the other, and gives all that it says until it ends.
fn session(messages: Vec<Message>) -> (Vec<Message>, i32) {
    session_of(Command::new(env!("CARGO_BIN_EXE_merit")).args(["lsp", "--stdio", "--lang", "en"]), messages)
}

/// The same of a server that is started otherwise.
fn session_of(command: &mut Command, messages: Vec<Message>) -> (Vec<Message>, i32) {
    let mut server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = server.stdin.take().unwrap();
    let mut output = BufReader::new(server.stdout.take().unwrap());
    for message in messages {
        message.write(&mut input).unwrap();
    }
    input.flush().unwrap();
    drop(input);
    let mut said = Vec::new();
    while let Some(message) = Message::read(&mut output).unwrap() {
        said.push(message);
    }
    (said, server.wait().unwrap().code().unwrap())
}

fn request(id: i32, method: &str, params: Value) -> Message {
    Request::new(id.into(), method.to_owned(), params).into()
}

fn notification(method: &str, params: Value) -> Message {
    Notification::new(method.to_owned(), params).into()
}

#[test]
fn a_whole_session_over_standard_input_and_output() {
    let text = "办法 “甲” { 考核对象 经理 }\n记录 经理 { 工号 文本 主键 }\n第一条 { 奖励 奖 = 张数 }\n";
    let document = json!({ "uri": "file:///nowhere/a.merit", "languageId": "merit", "version": 7, "text": text });
    let (said, exit) = session(vec![
        request(1, "initialize", json!({ "capabilities": {} })),
        notification("initialized", json!({})),
        notification("textDocument/didOpen", json!({ "textDocument": document })),
        request(2, "shutdown", Value::Null),
        notification("exit", Value::Null),
    ]);
    assert_eq!(exit, 0);
    let told = said.iter().find_map(|message| match message {
        Message::Notification(told) if told.method == "textDocument/publishDiagnostics" => Some(&told.params),
        _ => None,
    });
    // A session that ends at once may end before the text was checked.
    if let Some(told) = told {
        assert_eq!((&told["version"], &told["diagnostics"][0]["code"]), (&json!(7), &json!("E0201")));
    }
    let answers = said.iter().filter(|message| matches!(message, Message::Response(response) if response.response_result.is_ok())).count();
    assert_eq!(answers, 2, "{said:?}");
}

#[test]
fn an_editor_that_goes_away_ends_the_session() {
    let (_, exit) = session(vec![request(1, "initialize", json!({ "capabilities": {} })), notification("initialized", json!({}))]);
    assert_eq!(exit, 0);
    let (said, exit) = session(Vec::new());
    assert_eq!((said.len(), exit), (0, 1), "it never began");
}

/// What a hover over a record of an English policy tells, by a server that was started as the variables say.
fn said_of_english(variables: &[(&str, &str)], options: Value) -> String {
    let text = "policy \"P\" { subject manager }\nrecord manager { id text key }\narticle 1 { award a = cards }\n";
    let uri = "file:///nowhere/a.merit";
    let document = json!({ "uri": uri, "languageId": "merit", "version": 1, "text": text });
    let hover = json!({ "textDocument": { "uri": uri }, "position": { "line": 1, "character": 8 } });
    let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
    command.args(["lsp", "--stdio"]).env_remove("MERIT_LANG").envs(variables.iter().copied());
    let (said, exit) = session_of(
        &mut command,
        vec![
            request(1, "initialize", json!({ "capabilities": {}, "initializationOptions": options })),
            notification("initialized", json!({})),
            notification("textDocument/didOpen", json!({ "textDocument": document })),
            request(2, "textDocument/hover", hover),
            request(3, "shutdown", Value::Null),
            notification("exit", Value::Null),
        ],
    );
    assert_eq!(exit, 0);
    let hover = said.iter().find_map(|message| match message {
        Message::Response(response) if response.id == 2.into() => response.response_result.as_ref().ok(),
        _ => None,
    });
    hover.unwrap()["contents"]["value"].as_str().unwrap().to_owned()
}

/// An English policy is spoken of in Chinese where the variable of the environment says so; what the editor says comes before it.
#[test]
fn the_variable_says_the_language() {
    assert!(said_of_english(&[], Value::Null).contains("record"));
    let chinese = said_of_english(&[("MERIT_LANG", "zh")], Value::Null);
    assert!(chinese.contains("记录"), "{chinese}");
    let asked = said_of_english(&[("MERIT_LANG", "zh")], json!({ "language": "en" }));
    assert!(asked.contains("record"), "{asked}");
}
