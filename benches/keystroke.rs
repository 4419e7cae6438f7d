//! From a key that is struck to the findings in the editor: a session with the language server over a policy of 5,000 lines, sound and
//! with several mistakes.
#![allow(missing_docs, clippy::panic, reason = "a bench has no pages, and ends where something is amiss")]

mod support;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use lsp_server::{Connection, Message, Notification, Request};
use merit::lsp::{Settings, serve};
use serde_json::{Value, json};
use support::repeated;

const URI: &str = "untitled:bench";

/// An editor with one text open.
struct Editor {
    connection: Connection,
    version: i32,
}

impl Editor {
    fn open(text: &str) -> Editor {
        let (server, connection) = Connection::memory();
        std::thread::spawn(move || serve(&server, Settings::default()));
        let mut editor = Editor { connection, version: 1 };
        editor.send(Request::new(1.into(), "initialize".to_owned(), json!({ "capabilities": {} })).into());
        let answer = editor.connection.receiver.recv().expect("the session goes on");
        assert!(matches!(answer, Message::Response(_)));
        editor.tell("initialized", json!({}));
        let document = json!({ "uri": URI, "languageId": "merit", "version": 1, "text": text });
        editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
        editor.findings();
        editor
    }

    fn send(&self, message: Message) {
        self.connection.sender.send(message).expect("the session goes on");
    }

    fn tell(&self, method: &str, params: Value) {
        self.send(Notification::new(method.to_owned(), params).into());
    }

    /// Waits for the findings of the newest text; gives how many there are.
    fn findings(&mut self) -> usize {
        loop {
            let message = self.connection.receiver.recv().expect("the session goes on");
            if let Message::Notification(Notification { params, .. }) = message
                && params["version"] == self.version
            {
                return params["diagnostics"].as_array().map_or(0, Vec::len);
            }
        }
    }

    /// Strikes a key in a line, or takes the letter back, and waits for what is found.
    fn strike(&mut self, line: usize, letter: &str) -> usize {
        self.version += 1;
        let (start, end) =
            (json!({ "line": line, "character": 3 }), json!({ "line": line, "character": if letter.is_empty() { 4 } else { 3 } }));
        let change = json!([{ "range": { "start": start, "end": end }, "text": letter }]);
        let document = json!({ "uri": URI, "version": self.version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": change }));
        self.findings()
    }
}

fn keystroke(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("keystroke");
    group.sample_size(100);
    let sound = repeated(278);
    let lines = sound.lines().count();
    // A name that is not there, kinds that do not go together, a line that is not understood, a bracket that is not closed.
    let amiss = sound
        .replacen("growth_40,", "growth_4x,", 1)
        .replacen("deposit_pay_90 × 20%", "deposit_pay_90 + 20%", 1)
        .replacen("pay level_pay_150 =", "pay level_pay_150 = =", 1)
        .replacen("bands by exam_score { below 60", "bands by (exam_score { below 60", 1);
    for (name, text) in [("sound", &sound), ("amiss", &amiss)] {
        let mut editor = Editor::open(text);
        // In the middle of the policy a word gets a letter too many, which is taken back.
        let line = text.lines().position(|line| line.starts_with("article 139 ")).expect("there are so many articles") + 1;
        let found = editor.strike(line, "x");
        assert_ne!(found, 0, "the letter makes a mistake");
        editor.strike(line, "");
        let mut there = false;
        group.bench_with_input(BenchmarkId::new(name, lines), text, |bencher, _| {
            bencher.iter(|| {
                there = !there;
                editor.strike(line, if there { "x" } else { "" })
            });
        });
        if there {
            editor.strike(line, "");
        }
    }
    group.finish();
}

criterion_group!(benches, keystroke);
criterion_main!(benches);
