//! Headings bound to fields: by the declared heading or the name of the field, each to one column.

use super::MissingField;
use super::bind::{Reading, Sheet};
use super::refusals::listed;
use crate::diagnostics::{Code, DataPlace, Diagnostic, Text, nearest};
use crate::program::{Cells, Field, Record};
use crate::say;
use std::sync::Arc;

/// The most columns of a file: a JSON file whose rows have all different keys would have as many columns as rows.
pub(super) const MOST_COLUMNS: usize = 4096;

impl<'p> Sheet<'p> {
    /// Finds the column of each field among the headings, which stand on this line.
    pub(super) fn bind(&mut self, reading: &mut Reading<'p>, headings: &[&str], line: Option<u64>) {
        let headings: Vec<&str> = headings.iter().map(|heading| clean(heading)).collect();
        if headings.len() > MOST_COLUMNS {
            self.lacks_rows();
            let (found, place) =
                (headings.len(), DataPlace { file: self.layout.file.clone(), line, column: None, value: None, cell: None });
            return reading.findings.error(|| too_many_columns(found, place));
        }
        // Nobody shares a layout whose headings are not known.
        let Some(layout) = Arc::get_mut(&mut self.layout) else { return };
        let mut taken = vec![false; headings.len()];
        for bound in layout.columns.iter_mut().flatten() {
            let field = bound.reader.field;
            let mut found = (0usize..).zip(&headings).filter(|(_, heading)| names(heading, field));
            let first = found.next();
            for (at, heading) in found {
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
                let other = first.map_or("", |(_, heading)| heading);
                let place = DataPlace { file: layout.file.clone(), line, column: Some((*heading).to_owned()), value: None, cell: None };
                reading.findings.error(|| doubled_heading(field, other, place));
            }
            if let Some((at, heading)) = first {
                bound.at = Some(at);
                bound.heading = (*heading).to_owned();
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
            }
        }
        let unread: Vec<&str> = headings.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(heading, _)| *heading).collect();
        let missing: Vec<&Field> =
            layout.columns.iter().flatten().filter(|bound| bound.at.is_none()).map(|bound| bound.reader.field).collect();
        for field in missing.iter().filter(|_| reading.missing == MissingField::Error) {
            let place = DataPlace { file: layout.file.clone(), line, column: None, value: None, cell: None };
            reading.findings.error(|| missing_column(field, &headings, &unread, place));
        }
        for (at, heading) in (1usize..).zip(&headings).filter(|(at, _)| taken.get(at - 1) == Some(&false)) {
            let column = (!heading.is_empty()).then(|| (*heading).to_owned());
            let place = DataPlace { file: layout.file.clone(), line, column, value: None, cell: None };
            let is_error = reading.strict || (reading.missing == MissingField::Error && !missing.is_empty());
            let code = if is_error { Code::E0502 } else { Code::N1001 };
            let finding = undeclared_column(code, layout.record, at, heading, place);
            if is_error {
                reading.findings.error(|| finding);
            } else {
                reading.findings.note(finding);
            }
        }
    }
}

impl Sheet<'_> {
    /// Finds the column of each field among the headings of some rows of a file. A field that has none is blank in all of them: whether
    /// it has one at all is known when all rows were read. False where two headings stand for one field.
    pub(super) fn bind_some(&mut self, headings: &[String]) -> bool {
        let Some(layout) = Arc::get_mut(&mut self.layout) else { return false };
        layout.columns.iter_mut().flatten().all(|bound| {
            let mut found = (0usize..).zip(headings).filter(|(_, heading)| names(clean(heading), bound.reader.field));
            let (first, second) = (found.next(), found.next());
            // No row has a cell behind its last column.
            bound.at = Some(first.map_or(headings.len(), |(at, _)| at));
            second.is_none()
        })
    }
}

/// Whether a heading stands for a field.
fn names(heading: &str, field: &Field) -> bool {
    heading == heading_of(field) || heading == field.name
}

/// The heading that a field declares.
pub(super) fn heading_of(field: &Field) -> &str {
    match &field.cells {
        Cells::Column { heading, .. } => heading,
        Cells::Made | Cells::Worked(_) | Cells::Computed { .. } | Cells::Grouped => &field.name,
    }
}

/// A heading without the marks and spaces that programs leave around it.
fn clean(heading: &str) -> &str {
    heading.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}')
}

fn doubled_heading(field: &Field, other: &str, place: DataPlace) -> Diagnostic {
    let name = &field.name;
    let heading = place.column.clone().unwrap_or_default();
    let message = if heading == other {
        say!("the heading `{heading}` stands twice", "表头 `{heading}` 出现两次")
    } else {
        say!("the headings `{other}` and `{heading}` both stand for `{name}`", "表头 `{other}` 与 `{heading}` 都对应 `{name}`")
    };
    Diagnostic::new(Code::E0515, message)
        .label(field.span, say!("`{name}` is declared here", "`{name}` 在此声明"))
        .help(say!("leave one of the columns, or rename the other", "请只保留一列，或者把另一列改名"))
        .at_data(place)
}

fn missing_column(field: &Field, headings: &[&str], unread: &[&str], place: DataPlace) -> Diagnostic {
    let (name, heading) = (&field.name, heading_of(field));
    let mut finding = Diagnostic::new(Code::E0501, say!("the column `{heading}` is missing", "缺少列 `{heading}`"))
        .label(field.span, say!("`{name}` is declared here", "`{name}` 在此声明"))
        .at_data(place);
    let near = nearest(heading, unread.iter().copied()).or_else(|| nearest(name, unread.iter().copied()));
    if let Some(near) = near {
        finding = finding.help(say!(
            "the heading `{near}` is near: correct it, or write `column \"{near}\"` in the record",
            "表头 `{near}` 相近：请更正，或者在记录里写 `列 “{near}”`"
        ));
    }
    if let ([one], Some((sign, en, zh))) = (headings, headings.first().and_then(|heading| other_separator(heading))) {
        let columns = one.split(sign).count();
        return finding.help(say!(
            "the heading is a single column with {en} in it, which would part {columns}: save the file with commas between the columns",
            "表头只有一列而其中有{zh}，似应为 {columns} 列：请另存为逗号分隔的 csv"
        ));
    }
    let list = listed(headings.iter().copied());
    finding.help(Text { en: format!("the file has {}", list.en), zh: format!("文件中有 {}", list.zh) })
}

/// A sign other than a comma that seems to part the columns.
fn other_separator(heading: &str) -> Option<(char, &'static str, &'static str)> {
    [('\t', "tabs", "制表符"), (';', "semicolons", "分号"), ('|', "bars", "竖线"), ('，', "full-width commas", "全角逗号")]
        .into_iter()
        .find(|(sign, ..)| heading.contains(*sign))
}

fn undeclared_column(code: Code, record: &Record, at: usize, heading: &str, place: DataPlace) -> Diagnostic {
    let name = &record.name;
    let message = if heading.is_empty() {
        say!("column {at} has no heading and is not read", "第 {at} 列没有表头，不予读取")
    } else {
        say!("`{name}` does not declare this column, so it is not read", "`{name}` 没有声明这一列，不予读取")
    };
    Diagnostic::new(code, message).label(record.span, say!("`{name}` is declared here", "`{name}` 在此声明")).at_data(place)
}

fn too_many_columns(found: usize, place: DataPlace) -> Diagnostic {
    let message = say!("the file has {found} columns, more than {MOST_COLUMNS}", "文件有 {found} 列，超过 {MOST_COLUMNS} 列");
    Diagnostic::new(Code::E0514, message).at_data(place)
}
