//! The record of a run: what was evaluated over what, with a control total for each output, so that a run can be checked and repeated.

use super::against::Against;
use crate::data::write::format_plain_places;
use crate::engine::{Delivered, Policy, Totals};
use crate::program::{Amendments, Delivery, Kind, RecordId};
use crate::source::SourceId;
use crate::syntax::ast::Deed;
use crate::values::{Date, Rounding};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

/// A file that was read.
pub struct ReadFile {
    /// Its record.
    pub record: RecordId,
    /// Its name, as it was opened.
    pub file: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their hash.
    pub sha256: String,
    /// How many records.
    pub rows: usize,
}

/// A result that was delivered: how many rows it lists, and what its columns deliver.
pub struct Given<'a> {
    /// The result as declared.
    pub delivery: &'a Delivery,
    /// How many rows it lists.
    pub rows: usize,
    /// What its columns deliver.
    pub totals: Vec<Totals>,
}

impl<'a> From<&Delivered<'a>> for Given<'a> {
    fn from(result: &Delivered<'a>) -> Given<'a> {
        Given { delivery: result.delivery, rows: result.order.len(), totals: result.totals() }
    }
}

/// The run record as JSON text.
pub fn run_record(policy: &Policy, as_of: Option<Date>, inputs: &[ReadFile], results: &[Given<'_>], against: Option<&Against>) -> String {
    let program = policy.program();
    let sources = sources(policy);
    let amendments: Vec<Json> = program.amendments.iter().map(|amendments| of_amendments(policy, amendments)).collect();
    let inputs: Vec<Json> = inputs
        .iter()
        .map(|input| {
            json!({
                "record": program.record(input.record).name,
                "file": file_name(&input.file),
                "bytes": input.bytes,
                "sha256": input.sha256,
                "rows": input.rows,
            })
        })
        .collect();
    let results: Vec<Json> = results.iter().map(|result| of_result(policy, result)).collect();
    let mut record = json!({
        "engine": format!("merit {}", env!("CARGO_PKG_VERSION")),
        "policy": { "name": program.head.name, "version": program.head.version, "sources": sources, "amendments": amendments },
        "as_of": as_of.map(|date| date.to_string()),
        "inputs": inputs,
        "results": results,
    });
    if let (Some(against), Some(members)) = (against, record.as_object_mut()) {
        members.insert("against".into(), against.record());
    }
    serde_json::to_string_pretty(&record).unwrap_or_default()
}

/// The files of a policy, each with its hash.
pub fn sources(policy: &Policy) -> Vec<Json> {
    policy.sources().iter().map(|(_, source)| json!({ "name": source.within, "sha256": hash(source.text.as_bytes()) })).collect()
}

/// Who amended whom, and what was changed.
fn of_amendments(policy: &Policy, amendments: &Amendments) -> Json {
    let file = |id: SourceId| {
        let source = policy.sources().get(id);
        (source.map(|source| source.within.clone()), source.map(|source| hash(source.text.as_bytes())))
    };
    let changes: Vec<Json> = amendments
        .changes
        .iter()
        .map(|change| {
            let (line, _) = policy.sources().place(change.span.source, change.span.start);
            let done = match change.deed {
                Deed::Replaced => "replaced",
                Deed::Added => "added",
                Deed::Repealed => "repealed",
            };
            json!({ "what": change.what.get(policy.language()), "article": change.article, "done": done, "by_article": change.by, "line": line })
        })
        .collect();
    let ((own, own_hash), (base, base_hash)) = (file(amendments.source), file(amendments.base_source));
    json!({
        "policy": amendments.policy, "version": amendments.version, "file": own, "sha256": own_hash,
        "amends": { "policy": amendments.base, "version": amendments.base_version, "file": base, "sha256": base_hash },
        "changes": changes,
    })
}

/// What was delivered: for each column how many rows have a value, and the sum of amounts.
fn of_result(policy: &Policy, result: &Given<'_>) -> Json {
    let program = policy.program();
    let mut columns = Vec::new();
    for (column, Totals { present, blank, not_applicable, total }) in result.delivery.columns.iter().zip(&result.totals) {
        let mut entry = Map::new();
        entry.insert("column".into(), json!(column.heading));
        entry.insert("present".into(), json!(present));
        entry.insert("blank".into(), json!(blank));
        entry.insert("not_applicable".into(), json!(not_applicable));
        if matches!(program.expr(column.value).ty.kind, Kind::Money(_)) {
            let places = program.head.unit.decimals();
            entry.insert("control_total".into(), json!(format_plain_places(total, places, Rounding::HalfUp)));
        }
        columns.push(Json::Object(entry));
    }
    json!({ "result": result.delivery.name, "rows": result.rows, "columns": columns })
}

/// The SHA-256 of a file.
pub fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as they are written in a run record.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The name of a file without the folders it lies in: a run record is the same wherever the scheme lies.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
