//! What an editor may have done: tests of the text as it stands in the editor, and statements of records over the data beside it. Done beside
//! the session, which answers other questions meanwhile; what comes of it is a text.

use super::documents::Documents;
use super::lens::{KEYS, RUN_TEST, RUN_TESTS, WHY};
use super::paths::path_of;
use super::requests::Answer;
use super::workspace::Workspace;
use crate::data::{self, ReadOptions, Tables, files, keys};
use crate::diagnostics::render::{Format, Renderer};
use crate::diagnostics::{Diagnostic, Language, Text, nearest};
use crate::engine::{Engine, Policy, Settings};
use crate::explain::{Options, text};
use crate::program::RecordId;
use crate::say;
use lsp_server::{ErrorCode, RequestId, Response};
use lsp_types::{ExecuteCommandParams, Uri};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

/// The most keys that are listed.
const MOST_KEYS: usize = 1_000;

/// What the editor may have done.
pub(super) const COMMANDS: [&str; 4] = [RUN_TEST, RUN_TESTS, WHY, KEYS];

/// What a command is given.
#[derive(Clone, Debug, Deserialize)]
struct Given {
    /// A text of the policy.
    uri: Uri,
    /// The name of the test.
    test: Option<String>,
    /// The record, if not the policy's subject.
    record: Option<String>,
    /// The key; the parts of a key of several fields with `,` between them, a part that holds a comma in quotation marks.
    key: Option<String>,
}

/// Does what the editor asks for.
pub(super) fn execute(workspace: &Workspace, id: RequestId, asked: ExecuteCommandParams) -> Answer {
    let refused = |id, why: String| Answer::Now(Response::new_err(id, ErrorCode::InvalidParams as i32, why));
    if !COMMANDS.contains(&asked.command.as_str()) {
        return refused(id, format!("`{}` is no command", asked.command));
    }
    let given = asked.arguments.into_iter().next().map(serde_json::from_value::<Given>);
    let given = match given {
        Some(Ok(given)) => given,
        Some(Err(error)) => return refused(id, error.to_string()),
        None => return refused(id, "a command is given one object".to_owned()),
    };
    let Some(view) = workspace.view(&path_of(&given.uri)) else { return refused(id, "no policy is open there".to_owned()) };
    let task = Task { documents: workspace.documents.clone(), root: view.analysis.root.clone(), chosen: workspace.language };
    Answer::Later(Box::new(move || match task.result(&asked.command, &given) {
        Ok(result) => Response::new_ok(id, result),
        Err(why) => Response::new_err(id, ErrorCode::RequestFailed as i32, why),
    }))
}

/// A policy as it stands in the editor.
struct Task {
    documents: Documents,
    root: String,
    chosen: Option<Language>,
}

impl Task {
    fn result(&self, command: &str, given: &Given) -> Result<Value, String> {
        let policy = Engine::load(&self.documents, &self.root)
            .map_err(|rejected| self.told(&rejected.sources, self.chosen.unwrap_or(rejected.language), &rejected.findings))?;
        match command {
            RUN_TEST => Ok(self.tests(&policy, given.test.as_deref())?.into()),
            RUN_TESTS => Ok(self.tests(&policy, None)?.into()),
            WHY => Ok(self.why(&policy, given)?.into()),
            _ => Ok(self.keys(&policy, given)?.into()),
        }
    }

    fn language(&self, policy: &Policy) -> Language {
        self.chosen.unwrap_or(policy.language())
    }

    fn told(&self, sources: &crate::source::Sources, language: Language, findings: &[Diagnostic]) -> String {
        Renderer { format: Format::Plain, language, ..Renderer::default() }.render(sources, findings)
    }

    /// What became of one test, or of all.
    fn tests(&self, policy: &Policy, name: Option<&str>) -> Result<String, String> {
        let language = self.language(policy);
        let (mut passed, mut failed, mut text) = (0_usize, 0_usize, String::new());
        for report in policy.test().into_iter().filter(|report| name.is_none_or(|name| report.name == name)) {
            let name = &report.name;
            if report.failures.is_empty() {
                passed += 1;
                text.push_str(say!("passed: {name}\n", "通过：{name}\n").get(language));
            } else {
                failed += 1;
                text.push_str(say!("failed: {name}\n", "未通过：{name}\n").get(language));
                let findings: Vec<Diagnostic> = report.failures.into_iter().map(|failure| failure.finding).collect();
                text.push_str(&self.told(policy.sources(), language, &findings));
            }
        }
        if passed + failed == 0 {
            let name = name.unwrap_or_default();
            return Err(say!("there is no test `{name}`", "没有用例 `{name}`").get(language).to_owned());
        }
        text.push_str(say!("{passed} passed, {failed} failed\n", "通过 {passed}，未通过 {failed}\n").get(language));
        Ok(text)
    }

    /// The record that is asked about, and the data of the scheme.
    fn data(&self, policy: &Policy, given: &Given) -> Result<(RecordId, Tables), String> {
        let (program, language) = (policy.program(), self.language(policy));
        let record = match &given.record {
            Some(name) => program.record_named(name),
            None => program.head.subject,
        };
        let no_record = || say!("there is no such record", "没有这样的记录").get(language).to_owned();
        let record = record.ok_or_else(no_record)?;
        let folder = Path::new(&self.root).parent().unwrap_or(Path::new("."));
        let (found, missing) = files::find(folder, program);
        let told = |findings: &[Diagnostic]| self.told(policy.sources(), language, findings);
        if !missing.is_empty() {
            return Err(told(&missing));
        }
        let mut inputs = Vec::new();
        for (record, path) in found {
            inputs.push((record, files::open(&path).map_err(|finding| told(&[*finding]))?));
        }
        inputs.sort_by_key(|(record, _)| *record);
        let (tables, findings) = data::read(program, &inputs, &ReadOptions::default());
        if findings.iter().any(Diagnostic::is_error) { Err(told(&findings)) } else { Ok((record, tables)) }
    }

    /// The statement of one record.
    fn why(&self, policy: &Policy, given: &Given) -> Result<String, String> {
        let (record, tables) = self.data(policy, given)?;
        let language = self.language(policy);
        let settings = Settings { reasons: true, ..Settings::default() };
        let evaluation = policy.evaluate(&tables, &settings).map_err(|findings| self.told(policy.sources(), language, &findings))?;
        let name = &policy.program().record(record).name;
        let known = || written_keys(&tables, record);
        let Some(key) = &given.key else {
            let first: Vec<String> = known().take(10).collect();
            let (en, zh) = (first.join(", "), first.join("、"));
            return Err(say!("say which `{name}` by its key, such as {en}", "请以主键指明 `{name}`，如 {zh}").get(language).to_owned());
        };
        let Some(row) = evaluation.row_of_key(record, &keys::read(key)) else {
            let known: Vec<String> = known().collect();
            let why: Text = match nearest(key, known.iter().map(String::as_str)) {
                Some(near) => say!(
                    "there is no `{name}` with the key `{key}`; did you mean `{near}`",
                    "没有主键为 `{key}` 的 `{name}`；是否想写 `{near}`"
                ),
                None => say!("there is no `{name}` with the key `{key}`", "没有主键为 `{key}` 的 `{name}`"),
            };
            return Err(why.get(language).to_owned());
        };
        Ok(text(&evaluation.statement(record, row, &Options { language, ..Options::default() })))
    }

    /// The keys of a record, the first ones.
    fn keys(&self, policy: &Policy, given: &Given) -> Result<Vec<String>, String> {
        let (record, tables) = self.data(policy, given)?;
        Ok(written_keys(&tables, record).take(MOST_KEYS).collect())
    }
}

/// The keys of a record as people write them.
fn written_keys(tables: &Tables, record: RecordId) -> impl Iterator<Item = String> {
    tables.get(record).into_iter().flat_map(|table| table.keys.iter().map(keys::written))
}
