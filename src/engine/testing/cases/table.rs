//! A table of cases: a row a case, columns for its name, its day, what is given and what is expected.

use super::rewrite::{Manner, Written};
use super::{Case, GivenRow, Outcome, Wanted};
use crate::data::csv;
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::values::Date;
use rustc_hash::FxHashSet;

/// What a column of a table of cases is.
enum Column {
    Name,
    AsOf,
    /// A field, of the subject or of the record of which a case has one row.
    Given(Option<String>, String),
    /// A value.
    Is(String),
    /// Its article.
    By(String),
    /// Words of its reason.
    Because(String),
}

/// Reads a table of cases.
///
/// # Errors
/// What keeps the whole table from being read.
pub(super) fn cases(file: &str, text: &str) -> Result<Vec<Case>, Vec<Diagnostic>> {
    let (headings, rows) = csv::rows(file, text)?;
    let columns: Vec<Column> = headings.iter().map(|heading| Column::of(heading.trim())).collect();
    // Of two columns that say the same, one would be read and the other be lost; a reason may have several words.
    let mut known = FxHashSet::default();
    for (heading, column) in headings.iter().zip(&columns) {
        let is_new = heading.trim().is_empty() || known.insert(heading.trim());
        if is_new || matches!(column, Column::Because(_)) {
            continue;
        }
        let place = Case { file: file.to_owned(), line: Some(1), ..Case::default() }.place(Some(heading), None);
        let message = say!("the heading `{heading}` stands twice", "表头 `{heading}` 出现两次");
        let help = say!("leave one of the columns, or rename the other", "请只保留一列，或者把另一列改名");
        return Err(vec![Diagnostic::new(Code::E0515, message).help(help).at_data(place)]);
    }
    Ok(rows.into_iter().map(|row| case(file, text, &headings, &columns, &row)).collect())
}

fn case(file: &str, text: &str, headings: &[String], columns: &[Column], row: &csv::SmallRow) -> Case {
    let line = row.line;
    let mut case = Case { name: format!("{file}:{line}"), file: file.to_owned(), line: Some(line), ..Case::default() };
    for (((column, heading), cell), place) in columns.iter().zip(headings).zip(&row.cells).zip(&row.places) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        match column {
            Column::Name => case.name = cell.to_owned(),
            Column::AsOf => match Date::parse(cell) {
                Some(day) => case.as_of = Some(day),
                None => {
                    let finding = Diagnostic::new(Code::E0503, say!("this is no date", "这不是日期"));
                    case.amiss.push(finding.at_data(case.place(Some(heading), Some(cell))));
                }
            },
            Column::Given(record, field) => {
                let at = case.given.iter().position(|row| row.record == *record).unwrap_or_else(|| {
                    case.given.push(GivenRow { record: record.clone(), fields: Vec::new() });
                    case.given.len().saturating_sub(1)
                });
                let value = (Outcome::of(cell) != Outcome::Blank).then(|| cell.to_owned());
                if let Some(row) = case.given.get_mut(at) {
                    row.fields.push((field.clone(), value));
                }
            }
            Column::Is(value) => {
                let manner = Manner::of_cell(text.get(place.clone()).unwrap_or_default(), heading.trim().starts_with("应得"));
                let wanted = wanted(&mut case, value);
                wanted.outcome = Some(Outcome::of(cell));
                wanted.written = Some(Written { at: place.clone(), old: cell.to_owned(), manner });
            }
            Column::By(value) => wanted(&mut case, value).by = Some(cell.to_owned()),
            Column::Because(value) => wanted(&mut case, value).because.push(cell.to_owned()),
        }
    }
    case
}

/// What a case expects of a value, to be completed.
fn wanted<'c>(case: &'c mut Case, value: &str) -> &'c mut Wanted {
    let known = case.expects.iter().position(|wanted| wanted.value == value);
    let at = known.unwrap_or(case.expects.len());
    if known.is_none() {
        case.expects.push(Wanted { value: value.to_owned(), ..Wanted::default() });
    }
    &mut case.expects[at]
}

impl Column {
    fn of(heading: &str) -> Column {
        match heading {
            "test" | "用例" => return Column::Name,
            "as of" | "基准日" => return Column::AsOf,
            _ => {}
        }
        let Some(expected) = ["expect ", "应得"].iter().find_map(|word| heading.strip_prefix(word)).map(str::trim) else {
            return match heading.split_once('.') {
                Some((record, field)) => Column::Given(Some(record.trim().to_owned()), field.trim().to_owned()),
                None => Column::Given(None, heading.to_owned()),
            };
        };
        let ends = |words: &[&str]| words.iter().find_map(|word| expected.strip_suffix(word)).map(|name| name.trim().to_owned());
        if let Some(name) = ends(&[" by article", " by", " 依"]) {
            Column::By(name)
        } else if let Some(name) = ends(&[" because", " 因为", " 因"]) {
            Column::Because(name)
        } else {
            Column::Is(expected.to_owned())
        }
    }
}
