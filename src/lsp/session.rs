//! The loop: messages in their order, edits gathered until nothing else waits, so that only the newest text is checked.
//!
//! A request that an edit has overtaken is answered as stale, and one that the editor took back as cancelled, without being worked at.
//! Whatever goes wrong in one message costs that message alone.

use super::documents::Document;
use super::paths::path_of;
use super::positions::Encoding;
use super::requests::{self, Answer};
use super::workspace::Workspace;
use crate::diagnostics::Language;
use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response};
use lsp_types::notification::Notification as _;
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, InitializeParams, InitializeResult, PublishDiagnosticsParams, ServerInfo, notification,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long edits may keep the findings of the text before them waiting.
const PATIENCE: Duration = Duration::from_millis(300);
/// How long nothing must come before the linter looks at a policy, which takes as long as checking it again.
const QUIET: Duration = Duration::from_millis(400);

/// How the server speaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// The language of messages; otherwise what the editor asks for in `initializationOptions.language`, or that of each policy.
    pub language: Option<Language>,
}

/// Serves an editor until it says `exit` or goes away.
///
/// # Errors
/// When the editor does not keep to the protocol at the beginning or the end of the session.
pub fn serve(connection: &Connection, settings: Settings) -> Result<(), ProtocolError> {
    let (id, params) = connection.initialize_start()?;
    let asked: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let mut session = Session::new(connection, &asked, settings);
    let capabilities = requests::capabilities(session.workspace.encoding);
    let server_info = Some(ServerInfo { name: "merit".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) });
    let result = serde_json::to_value(InitializeResult { capabilities, server_info }).unwrap_or_default();
    connection.initialize_finish(id, result)?;
    for folder in folders(&asked) {
        session.workspace.add_folder(Path::new(&folder));
    }
    session.run()
}

/// The folders that the editor has open.
#[allow(deprecated)]
fn folders(asked: &InitializeParams) -> Vec<String> {
    match (&asked.workspace_folders, &asked.root_uri) {
        (Some(folders), _) => folders.iter().map(|folder| path_of(&folder.uri)).collect(),
        (None, Some(root)) => vec![path_of(root)],
        (None, None) => Vec::new(),
    }
}

struct Session<'c> {
    connection: &'c Connection,
    workspace: Workspace,
    /// What came and is not yet worked at.
    waiting: VecDeque<Message>,
    /// Since when edits wait to be checked.
    edited: Option<Instant>,
}

impl<'c> Session<'c> {
    fn new(connection: &'c Connection, asked: &InitializeParams, settings: Settings) -> Session<'c> {
        let offered = asked.capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
        let said = asked.initialization_options.as_ref().and_then(|options| options.get("language")).and_then(Value::as_str);
        let said = match said {
            Some("en") => Some(Language::English),
            Some("zh") => Some(Language::Chinese),
            _ => None,
        };
        let workspace = Workspace::new(Encoding::chosen(offered), settings.language.or(said));
        Session { connection, workspace, waiting: VecDeque::new(), edited: None }
    }

    fn run(&mut self) -> Result<(), ProtocolError> {
        loop {
            self.waiting.extend(self.connection.receiver.try_iter());
            if self.edited.is_some_and(|since| self.waiting.is_empty() || since.elapsed() > PATIENCE) {
                self.check();
                continue;
            }
            let message = match self.waiting.pop_front() {
                Some(message) => message,
                // What is not urgent has its turn when nobody has typed for a while.
                None if self.workspace.may_lint() => match self.connection.receiver.recv_timeout(QUIET) {
                    Ok(message) => message,
                    Err(end) if end.is_timeout() => {
                        self.lint();
                        continue;
                    }
                    Err(_) => return Ok(()),
                },
                None => match self.connection.receiver.recv() {
                    Ok(message) => message,
                    Err(_) => return Ok(()),
                },
            };
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    self.request(request);
                }
                Message::Notification(notification) if notification.method == notification::Exit::METHOD => return Ok(()),
                Message::Notification(notification) => self.notification(notification),
                Message::Response(_) => {}
            }
        }
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        if self.is_cancelled(&id) {
            return self.refuse(id, ErrorCode::RequestCanceled, "cancelled");
        }
        if self.is_overtaken(&request) {
            return self.refuse(id, ErrorCode::ContentModified, "the text has changed since");
        }
        if self.workspace.is_stale() {
            self.check();
        }
        let workspace = &mut self.workspace;
        match catch_unwind(AssertUnwindSafe(|| requests::answer(workspace, request))) {
            Ok(Answer::Now(response)) => self.send(response.into()),
            Ok(Answer::Later(find)) => {
                let sender = self.connection.sender.clone();
                std::thread::spawn(move || {
                    // An editor that went away wants no answer.
                    let _ = sender.send(find().into());
                });
            }
            Err(_) => self.refuse(id, ErrorCode::InternalError, "this request could not be answered; please report it"),
        }
    }

    /// Whether the editor took a request back.
    fn is_cancelled(&self, id: &RequestId) -> bool {
        self.waiting.iter().any(|message| match message {
            Message::Notification(Notification { method, params }) if method == notification::Cancel::METHOD => {
                params.get("id").is_some_and(|cancelled| serde_json::to_value(id).is_ok_and(|id| id == *cancelled))
            }
            _ => false,
        })
    }

    /// Whether the text that a request is about changes while it waits.
    fn is_overtaken(&self, request: &Request) -> bool {
        let Some(uri) = address(&request.params).filter(|_| requests::may_be_stale(&request.method)) else { return false };
        self.waiting.iter().any(|message| match message {
            Message::Notification(Notification { method, params }) if method == notification::DidChangeTextDocument::METHOD => {
                address(params) == Some(uri)
            }
            _ => false,
        })
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            notification::DidOpenTextDocument::METHOD => {
                let Some(DidOpenTextDocumentParams { text_document: text }) = read(params) else { return };
                let document =
                    Document { uri: text.uri.clone(), language: text.language_id, version: text.version, text: text.text.into() };
                self.workspace.open(path_of(&text.uri), document);
            }
            notification::DidChangeTextDocument::METHOD => {
                let Some(DidChangeTextDocumentParams { text_document: text, content_changes: changes }) = read(params) else { return };
                self.workspace.change(&path_of(&text.uri), |document, encoding| document.change(text.version, changes, encoding));
            }
            notification::DidCloseTextDocument::METHOD => {
                let Some(DidCloseTextDocumentParams { text_document: text }) = read(params) else { return };
                self.workspace.close(&path_of(&text.uri));
            }
            notification::DidChangeWatchedFiles::METHOD => {
                let Some(DidChangeWatchedFilesParams { changes }) = read(params) else { return };
                for change in changes {
                    self.workspace.changed_on_disk(&path_of(&change.uri));
                }
            }
            notification::DidChangeWorkspaceFolders::METHOD => {
                let Some(DidChangeWorkspaceFoldersParams { event }) = read(params) else { return };
                for folder in event.added {
                    self.workspace.add_folder(Path::new(&path_of(&folder.uri)));
                }
            }
            _ => {}
        }
        if self.workspace.is_stale() && self.edited.is_none() {
            self.edited = Some(Instant::now());
        }
    }

    /// Checks the newest texts and tells what was found.
    fn check(&mut self) {
        self.edited = None;
        let workspace = &mut self.workspace;
        if let Ok(found) = catch_unwind(AssertUnwindSafe(|| workspace.check())) {
            self.tell(found);
        }
    }

    /// Looks at one policy with the linter.
    fn lint(&mut self) {
        let workspace = &mut self.workspace;
        if let Ok(found) = catch_unwind(AssertUnwindSafe(|| workspace.lint_one())) {
            self.tell(found);
        }
    }

    fn tell(&self, found: Vec<(String, Vec<lsp_types::Diagnostic>)>) {
        for (path, diagnostics) in found {
            let document = self.workspace.documents.0.get(&path);
            let Some(uri) = document.map(|document| document.uri.clone()).or_else(|| super::paths::uri_of(&path)) else { continue };
            let params = PublishDiagnosticsParams { uri, diagnostics, version: document.map(|document| document.version) };
            self.send(Notification::new(notification::PublishDiagnostics::METHOD.to_owned(), params).into());
        }
    }

    fn refuse(&self, id: RequestId, code: ErrorCode, why: &str) {
        self.send(Response::new_err(id, code as i32, why.to_owned()).into());
    }

    fn send(&self, message: Message) {
        // An editor that went away is noticed when nothing comes from it any more.
        let _ = self.connection.sender.send(message);
    }
}

/// What a notification says; nothing where it is not of the protocol.
fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

/// The address of the text that a message is about.
fn address(params: &Value) -> Option<&str> {
    params.get("textDocument")?.get("uri")?.as_str()
}
