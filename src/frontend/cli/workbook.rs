//! `merit run --format xlsx`: all results in one workbook, a sheet each.

use super::against::{Against, WORKBOOK};
use super::{Exit, Ui, told};
use crate::data::formats::Workbook;
use crate::data::write::whole::Folder;
use crate::diagnostics::Language;
use crate::engine::Delivered;
use crate::say;
use std::io;
use std::path::Path;

/// Delivers the results, and the differences beside them, into a folder with its run record, or on standard output, where the differences
/// stand instead of the results.
pub fn deliver(folder: Option<(&Path, String)>, results: &[Delivered<'_>], against: Option<&Against>, language: Language, ui: &Ui) -> Exit {
    let Some((folder, record)) = folder else {
        if ui.on_terminal() {
            return told::no_text(ui);
        }
        let results = if against.is_some() { &[] } else { results };
        return told::given(workbook(results, against, language), ui);
    };
    let progress = ui.progress(&say!("writing the results", "正在写出结果"));
    let written = workbook(results, against, language).and_then(|bytes| {
        let mut folder = Folder::begin(folder)?;
        folder.add(WORKBOOK, &bytes)?;
        folder.add("run.json", format!("{record}\n").as_bytes())?;
        folder.finish()
    });
    drop(progress);
    let delivered = results.iter().map(|result| (result.delivery.file.clone(), result.order.len()));
    let comparisons = against.iter().flat_map(|against| &against.comparisons);
    let compared = comparisons.map(|comparison| (format!("{}.difference", comparison.file), comparison.differences.len()));
    let sheets = delivered.chain(compared).map(|(sheet, rows)| (say!("{WORKBOOK}: {sheet}", "{WORKBOOK}：{sheet}"), rows));
    told::written(folder, written, sheets, ui)
}

fn workbook(results: &[Delivered<'_>], against: Option<&Against>, language: Language) -> io::Result<Vec<u8>> {
    let mut book = Workbook::default();
    results.iter().try_for_each(|result| result.add_to(&mut book))?;
    against.iter().flat_map(|against| &against.comparisons).try_for_each(|comparison| comparison.add_to(&mut book, language))?;
    book.finish()
}
