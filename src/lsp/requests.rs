//! From a request to its answer: which file answers which method, and what the editor is told that there is.

use super::paths::path_of;
use super::positions::Encoding;
use super::view::View;
use super::workspace::Workspace;
use super::{actions, commands, completion, definition, formatting, hover, inlay, lens, references, rename, semantic, symbols};
use crate::diagnostics::Text;
use lsp_server::{ErrorCode, Request, Response};
use lsp_types::request::{self as asked, Request as _};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions, ExecuteCommandOptions,
    HoverProviderCapability, OneOf, RenameOptions, SemanticTokensFullOptions, SemanticTokensOptions, SemanticTokensRangeResult,
    SemanticTokensResult, ServerCapabilities, TextDocumentPositionParams, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, Uri, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

/// An answer, or what finds it and may take long: it is done beside the session.
pub(super) enum Answer {
    /// The answer.
    Now(Response),
    /// What finds it.
    Later(Box<dyn FnOnce() -> Response + Send>),
}

/// What the server does.
pub(super) fn capabilities(encoding: Encoding) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions { trigger_characters: Some(vec![".".to_owned()]), ..CompletionOptions::default() }),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions { prepare_provider: Some(true), work_done_progress_options: Default::default() })),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: semantic::legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Bool(true)),
                work_done_progress_options: Default::default(),
            }
            .into(),
        ),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, actions::FIX_ALL]),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands::COMMANDS.map(str::to_owned).to_vec(),
            work_done_progress_options: Default::default(),
        }),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}

/// Whether an answer is of no use any more when the text has changed since: the editor asks again.
pub(super) fn may_be_stale(method: &str) -> bool {
    !matches!(method, asked::ExecuteCommand::METHOD | asked::Shutdown::METHOD)
}

/// Answers a request.
pub(super) fn answer(workspace: &mut Workspace, request: Request) -> Answer {
    let response = match request.method.as_str() {
        asked::HoverRequest::METHOD => {
            on::<asked::HoverRequest>(request, |params| at(workspace, &params.text_document_position_params, hover::hover))
        }
        asked::GotoDefinition::METHOD => {
            on::<asked::GotoDefinition>(request, |params| at(workspace, &params.text_document_position_params, definition::definition))
        }
        asked::Completion::METHOD => {
            on::<asked::Completion>(request, |params| at(workspace, &params.text_document_position, completion::completion))
        }
        asked::References::METHOD => on::<asked::References>(request, |params| {
            let with_declarations = params.context.include_declaration;
            at(workspace, &params.text_document_position, |view, at| references::references(workspace, view, at, with_declarations))
        }),
        asked::DocumentHighlightRequest::METHOD => on::<asked::DocumentHighlightRequest>(request, |params| {
            at(workspace, &params.text_document_position_params, references::highlights)
        }),
        asked::PrepareRenameRequest::METHOD => {
            try_on::<asked::PrepareRenameRequest>(request, |params| or_why(workspace, &params, rename::prepare))
        }
        asked::Rename::METHOD => try_on::<asked::Rename>(request, |params| {
            or_why(workspace, &params.text_document_position, |view, at| rename::rename(workspace, view, at, &params.new_name))
        }),
        asked::SemanticTokensFullRequest::METHOD => on::<asked::SemanticTokensFullRequest>(request, |params| {
            Some(SemanticTokensResult::Tokens(semantic::tokens(&view(workspace, &params.text_document.uri)?, None)))
        }),
        asked::SemanticTokensRangeRequest::METHOD => on::<asked::SemanticTokensRangeRequest>(request, |params| {
            let view = view(workspace, &params.text_document.uri)?;
            let within = view.offset(params.range.start)..view.offset(params.range.end);
            Some(SemanticTokensRangeResult::Tokens(semantic::tokens(&view, Some(within))))
        }),
        asked::InlayHintRequest::METHOD => on::<asked::InlayHintRequest>(request, |params| {
            let view = view(workspace, &params.text_document.uri)?;
            Some(inlay::hints(&view, &(view.offset(params.range.start)..view.offset(params.range.end))))
        }),
        asked::CodeActionRequest::METHOD => on::<asked::CodeActionRequest>(request, |params| {
            let uri = &params.text_document.uri;
            Some(actions::actions(&workspace.documents, &view(workspace, uri)?, uri, params.range, params.context.only.as_deref()))
        }),
        asked::CodeLensRequest::METHOD => on::<asked::CodeLensRequest>(request, |params| {
            let uri = &params.text_document.uri;
            Some(lens::lenses(&view(workspace, uri)?, uri))
        }),
        asked::ExecuteCommand::METHOD => {
            return match serde_json::from_value(request.params) {
                Ok(params) => commands::execute(workspace, request.id, params),
                Err(error) => Answer::Now(Response::new_err(request.id, ErrorCode::InvalidParams as i32, error.to_string())),
            };
        }
        asked::DocumentSymbolRequest::METHOD => {
            on::<asked::DocumentSymbolRequest>(request, |params| Some(symbols::of_text(&view(workspace, &params.text_document.uri)?)))
        }
        asked::WorkspaceSymbolRequest::METHOD => {
            on::<asked::WorkspaceSymbolRequest>(request, |params| Some(symbols::of_workspace(workspace, &params.query)))
        }
        asked::Formatting::METHOD => {
            on::<asked::Formatting>(request, |params| formatting::formatted(&view(workspace, &params.text_document.uri)?, None))
        }
        asked::RangeFormatting::METHOD => on::<asked::RangeFormatting>(request, |params| {
            formatting::formatted(&view(workspace, &params.text_document.uri)?, Some(params.range))
        }),
        _ => Response::new_err(request.id, ErrorCode::MethodNotFound as i32, format!("`{}` is not served", request.method)),
    };
    Answer::Now(response)
}

/// Answers what is asked by parameters of the protocol.
fn on<R: asked::Request>(request: Request, answer: impl FnOnce(R::Params) -> R::Result) -> Response {
    match serde_json::from_value::<R::Params>(request.params) {
        Ok(params) => Response::new_ok(request.id, answer(params)),
        Err(error) => Response::new_err(request.id, ErrorCode::InvalidParams as i32, error.to_string()),
    }
}

/// The same of what may be refused, in words for the person.
fn try_on<R: asked::Request>(request: Request, answer: impl FnOnce(R::Params) -> Option<Result<R::Result, String>>) -> Response {
    let params = match serde_json::from_value::<R::Params>(request.params) {
        Ok(params) => params,
        Err(error) => return Response::new_err(request.id, ErrorCode::InvalidParams as i32, error.to_string()),
    };
    match answer(params) {
        Some(Ok(result)) => Response::new_ok(request.id, result),
        Some(Err(why)) => Response::new_err(request.id, ErrorCode::RequestFailed as i32, why),
        None => Response::new_ok(request.id, serde_json::Value::Null),
    }
}

/// What is found or refused at a place of a text, in the language that is spoken of it.
fn or_why<T>(
    workspace: &Workspace,
    place: &TextDocumentPositionParams,
    find: impl FnOnce(&View<'_>, usize) -> Result<T, Text>,
) -> Option<Result<Option<T>, String>> {
    at(workspace, place, |view, at| Some(find(view, at).map(Some).map_err(|why| why.get(view.language).to_owned())))
}

/// A text within its policy.
fn view<'w>(workspace: &'w Workspace, uri: &Uri) -> Option<View<'w>> {
    workspace.view(&path_of(uri))
}

/// What is found at a place of a text.
fn at<T>(workspace: &Workspace, place: &TextDocumentPositionParams, find: impl FnOnce(&View<'_>, usize) -> Option<T>) -> Option<T> {
    let view = view(workspace, &place.text_document.uri)?;
    find(&view, view.offset(place.position))
}
