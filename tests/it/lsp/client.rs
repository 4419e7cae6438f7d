//! An editor that speaks to the server in memory.

use std::path::Path;
use std::thread::JoinHandle;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, RequestId, ResponseError};
use merit::lsp::{Settings, serve};
use serde_json::{Value, json};

/// The longest that an answer may take before the test gives up.
const LONGEST: Duration = Duration::from_secs(60);

/// An editor with one session.
pub struct Client {
    connection: Connection,
    server: Option<JoinHandle<()>>,
    next: i32,
    /// The findings of each text as they were told last, by address.
    pub told: Vec<(String, Value)>,
}

impl Client {
    /// Opens a session on a folder, with what the editor asks for at the beginning.
    pub fn new(folder: Option<&Path>, options: Value) -> Client {
        let (server, connection) = Connection::memory();
        let server = std::thread::spawn(move || serve(&server, Settings::default()).unwrap());
        let mut client = Client { connection, server: Some(server), next: 0, told: Vec::new() };
        let folders = folder.map(|folder| json!([{ "uri": address(folder), "name": "bank" }]));
        let params = json!({ "capabilities": {}, "workspaceFolders": folders, "initializationOptions": options });
        let answer = client.ask("initialize", params);
        assert_eq!(answer["serverInfo"]["name"], "merit", "{answer}");
        client.tell("initialized", json!({}));
        client
    }

    /// Sends a notification.
    pub fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification::new(method.to_owned(), params).into()).unwrap();
    }

    /// Sends a request and does not wait for the answer.
    pub fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.connection.sender.send(Request::new(id.clone(), method.to_owned(), params).into()).unwrap();
        id
    }

    /// The answer to a request, whatever else comes before it.
    pub fn answer(&mut self, id: &RequestId) -> Result<Value, ResponseError> {
        loop {
            match self.connection.receiver.recv_timeout(LONGEST).expect("the session goes on") {
                Message::Response(response) if response.id == *id => return response.response_result,
                Message::Notification(notification) => self.note(notification),
                other => panic!("not awaited: {other:?}"),
            }
        }
    }

    /// Sends a request and gives what it is answered.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.answer(&id).unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// Opens a text.
    pub fn open(&self, uri: &str, text: &str) {
        let language = if uri.ends_with(".md") { "markdown" } else { "merit" };
        self.tell("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": language, "version": 1, "text": text } }));
    }

    /// Puts another text in place of the whole one.
    pub fn replace(&self, uri: &str, version: i32, text: &str) {
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] });
        self.tell("textDocument/didChange", params);
    }

    /// The findings that are told next of a text.
    pub fn findings(&mut self, uri: &str) -> Value {
        loop {
            match self.connection.receiver.recv_timeout(LONGEST).expect("the session goes on") {
                Message::Notification(notification) => {
                    let is_it = notification.params["uri"] == uri;
                    self.note(notification);
                    if is_it {
                        return self.told.last().unwrap().1.clone();
                    }
                }
                other => panic!("not awaited: {other:?}"),
            }
        }
    }

    fn note(&mut self, notification: Notification) {
        if notification.method == "textDocument/publishDiagnostics" {
            let uri = notification.params["uri"].as_str().unwrap().to_owned();
            self.told.retain(|(other, _)| *other != uri);
            self.told.push((uri, notification.params["diagnostics"].clone()));
        }
    }
}

/// Ends the session as the protocol says; the server must have come to the end by itself.
impl Drop for Client {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap();
    }
}

/// The address of a path, as VS Code spells it.
pub fn address(path: &Path) -> String {
    let mut address = String::from("file://");
    for byte in path.to_str().unwrap().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}
