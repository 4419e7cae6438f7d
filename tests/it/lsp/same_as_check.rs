//! What an editor is told of a policy is what `merit check --error-format json` prints of it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::client::{Client, address};
use crate::folders::{ends_in, files_below};

/// Policies with mistakes of every kind, sound ones, and ones of several files.
fn policies() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = files_below(&root.join("policies"));
    found.extend(files_below(&root.join("tests/cases/program/err")));
    found.retain(|path| ends_in(path, "merit") && !path.starts_with(root.join("policies/prelude")));
    found.extend([root.join("tests/cases/files/err"), root.join("tests/cases/files/ok")].iter().flat_map(|folder| {
        let policies = files_below(folder).into_iter().filter(|path| path.ends_with("bank/scheme.merit"));
        policies.collect::<Vec<_>>()
    }));
    found
}

/// Code, file, place and words of each finding that the command prints.
fn of_command(path: &Path) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(["--error-format", "json", "check"])
        .arg(path)
        .env_remove("MERIT_LANG")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stderr).unwrap();
    let Some(start) = printed.find("[\n") else { return Vec::new() };
    let json: Value = serde_json::Deserializer::from_str(&printed[start..]).into_iter().next().unwrap().unwrap();
    let one = |finding: &Value| {
        let label = &finding["labels"][0];
        let (line, column) = (label["line"].as_u64().unwrap_or(1), label["column"].as_u64().unwrap_or(1));
        let file = label["file"].as_str().map_or_else(|| path.to_owned(), PathBuf::from);
        format!("{} {}:{line}:{column} {}", finding["code"].as_str().unwrap(), address(&file), finding["message"].as_str().unwrap())
    };
    json.as_array().unwrap().iter().map(one).collect()
}

/// The same of what an editor is told; columns as the editor counts them are brought back to characters.
fn of_editor(client: &mut Client, path: &Path) -> Vec<String> {
    let uri = address(path);
    client.told.clear();
    client.open(&uri, &std::fs::read_to_string(path).unwrap());
    client.findings(&uri);
    // Whatever else is told of other files has come when another answer has.
    client.ask("textDocument/documentSymbol", serde_json::json!({ "textDocument": { "uri": uri } }));
    let mut all = Vec::new();
    for (uri, findings) in &client.told {
        for finding in findings.as_array().unwrap().iter().filter(|finding| finding["source"] == "merit") {
            let start = &finding["range"]["start"];
            let (line, units) = (start["line"].as_u64().unwrap(), start["character"].as_u64().unwrap() as usize);
            let text = std::fs::read_to_string(decoded(uri)).unwrap();
            let text = text.trim_start_matches('\u{FEFF}');
            let content: Vec<u16> = text.split('\n').nth(line as usize).unwrap().encode_utf16().take(units).collect();
            let column = String::from_utf16(&content).unwrap().chars().count() + 1;
            let (code, message) = (finding["code"].as_str().unwrap(), finding["message"].as_str().unwrap());
            all.push(format!("{code} {uri}:{}:{column} {}", line + 1, message.lines().next().unwrap()));
        }
    }
    client.tell("textDocument/didClose", serde_json::json!({ "textDocument": { "uri": uri } }));
    all
}

fn decoded(uri: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = uri.strip_prefix("file://").unwrap().bytes();
    while let Some(byte) = rest.next() {
        let hex = |byte: Option<u8>| char::from(byte.unwrap()).to_digit(16).unwrap() as u8;
        bytes.push(if byte == b'%' { hex(rest.next()) * 16 + hex(rest.next()) } else { byte });
    }
    PathBuf::from(String::from_utf8(bytes).unwrap())
}

#[test]
fn an_editor_is_told_what_the_command_prints() {
    let mut client = Client::new(None, Value::Null);
    let (mut amiss, mut several) = (0, 0);
    for path in policies() {
        let (mut command, mut editor) = (of_command(&path), of_editor(&mut client, &path));
        amiss += usize::from(!command.is_empty());
        several += usize::from(command.len() > 1);
        command.sort();
        // The same finding twice is shown once.
        command.dedup();
        editor.sort();
        assert_eq!(editor, command, "{}", path.display());
    }
    assert!(amiss > 50 && several > 5, "{amiss} policies with findings, {several} with more than one");
}
