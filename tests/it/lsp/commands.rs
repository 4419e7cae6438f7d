//! What an editor has done: tests and statements of the text as it stands in the editor.

use serde_json::{Value, json};

use super::client::{Client, address};

const POLICY: &str = "policy \"P\" { subject manager }\nrecord manager { id text key; cards integer }\narticle 1 { award a = 20 × cards }\n\
                      test \"sixty\" { given manager { id = \"A\"; cards = 3 }; expect a = 60 }\n\
                      test \"eighty\" { given manager { id = \"A\"; cards = 4 }; expect a = 80 }\n";

fn ask(client: &mut Client, command: &str, argument: Value) -> Result<Value, String> {
    let id = client.send("workspace/executeCommand", json!({ "command": command, "arguments": [argument] }));
    client.answer(&id).map_err(|error| error.message)
}

#[test]
fn tests_and_statements_are_of_the_text_in_the_editor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scheme.merit");
    std::fs::write(&path, POLICY).unwrap();
    std::fs::write(folder.path().join("manager.csv"), "id,cards\nA,12\nB,5\n").unwrap();
    let mut client = Client::new(Some(folder.path()), Value::Null);
    let uri = address(&path);
    // In the editor a card brings ten more than on the disk.
    client.open(&uri, &POLICY.replace("20 ×", "30 ×"));
    let one = ask(&mut client, "merit.runTest", json!({ "uri": uri, "test": "sixty" })).unwrap();
    let one = one.as_str().unwrap();
    assert!(one.starts_with("failed: sixty\n") && one.contains("90") && one.ends_with("0 passed, 1 failed\n"), "{one}");
    client.replace(&uri, 2, POLICY);
    let all = ask(&mut client, "merit.runTests", json!({ "uri": uri })).unwrap();
    assert_eq!(all, "passed: sixty\npassed: eighty\n2 passed, 0 failed\n");
    assert_eq!(ask(&mut client, "merit.keys", json!({ "uri": uri })).unwrap(), json!(["A", "B"]));
    let why = ask(&mut client, "merit.why", json!({ "uri": uri, "record": "manager", "key": "A" })).unwrap();
    assert!(why.as_str().unwrap().contains("240.00") && why.as_str().unwrap().contains("20.00 × cards"), "{why}");
    // What is refused is refused in words.
    let refused = |result: Result<Value, String>| result.unwrap_err();
    let why = json!({ "uri": uri, "record": "manager" });
    assert_eq!(refused(ask(&mut client, "merit.why", why)), "say which `manager` by its key, such as A, B");
    let why = json!({ "uri": uri, "record": "manager", "key": "C" });
    assert_eq!(refused(ask(&mut client, "merit.why", why)), "there is no `manager` with the key `C`");
    assert_eq!(refused(ask(&mut client, "merit.runTest", json!({ "uri": uri, "test": "ninety" }))), "there is no test `ninety`");
    client.replace(&uri, 3, "policy \"P\" { subject manger }\n");
    assert!(refused(ask(&mut client, "merit.runTests", json!({ "uri": uri }))).contains("E0203"));
    assert!(refused(ask(&mut client, "merit.fly", json!({ "uri": uri }))).contains("no command"));
}

#[test]
fn a_key_of_several_fields_is_told_as_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scheme.merit");
    let policy = "policy \"P\" { subject share }\nrecord share { id text key; loan text key; cards integer }\n\
                  article 1 { award a = 20 × cards }\n";
    std::fs::write(&path, policy).unwrap();
    std::fs::write(folder.path().join("share.csv"), "id,loan,cards\nA100,L100,12\nB200,L200,5\n").unwrap();
    let mut client = Client::new(Some(folder.path()), Value::Null);
    let uri = address(&path);
    client.open(&uri, policy);
    let mut why = |key: Value| ask(&mut client, "merit.why", json!({ "uri": uri, "key": key }));
    assert!(why(json!("A100,L100")).unwrap().as_str().unwrap().contains("240"));
    assert_eq!(why(Value::Null).unwrap_err(), "say which `share` by its key, such as A100,L100, B200,L200");
    assert_eq!(why(json!("A100,L10")).unwrap_err(), "there is no `share` with the key `A100,L10`; did you mean `A100,L100`");
}
