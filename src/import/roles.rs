//! Which columns of a sheet are keys, which are values, and which say nothing that a policy needs.

use std::collections::BTreeSet;

use super::bounds::Band;
use super::columns::{Cell, Column, Shape};
use super::notes::Notes;
use super::{Options, figures};
use crate::data::grid::At;
use crate::say;
use crate::values::Exact;

/// Leaves out columns that number the rows, and remarks.
pub(super) fn leave_out(columns: &mut Vec<Column>, notes: &mut Notes<'_>) {
    const NUMBERS: [&str; 8] = ["序号", "编号", "no.", "no", "#", "nr.", "item", "s/n"];
    const REMARKS: [&str; 9] = ["备注", "说明", "注", "note", "notes", "remark", "remarks", "comment", "comments"];
    let counts_up = |column: &Column| {
        (1i128..)
            .zip(&column.cells)
            .all(|(number, (_, cell))| matches!(cell, Cell::Figure(figure, _) if figure.value == Exact::from_int(number)))
    };
    let left_out = |column: &Column| column.heading.is(&NUMBERS) && counts_up(column) || column.heading.is(&REMARKS);
    if columns.iter().filter(|column| !left_out(column)).count() < 2 {
        return;
    }
    for column in columns.iter().filter(|column| left_out(column)) {
        let called = column.called();
        let (en, zh) = (called.en, called.zh);
        notes.assume(&places(column), |cells| say!("{en}, {cells}, is left out", "{zh}（{cells}）未导入"));
    }
    columns.retain(|column| !left_out(column));
}

/// Puts the keys first and tells how many they are: the first columns that are not figures; where there are none, the first one; where all
/// are words, all but the last. Words that tell no rows apart are none, unless as many keys are asked for.
pub(super) fn keys(columns: &mut Vec<Column>, options: &Options, notes: &mut Notes<'_>) -> usize {
    let words = columns.iter().take_while(|column| column.shape() != Shape::Figures).count();
    let keys = if words == columns.len() { words.saturating_sub(1) } else { words.max(1) };
    if options.by.len() >= keys {
        return keys;
    }
    let Some(main) = tells_all_apart(columns.get(..keys).unwrap_or_default()) else { return keys };
    let whose = columns.get(main).map(Column::called).unwrap_or_default();
    let (mut found, mut values) = (Vec::new(), Vec::new());
    for (at, column) in columns.drain(..).enumerate() {
        if at == main || at >= keys || column.shape() != Shape::Words {
            if at < keys {
                found.push(column)
            } else {
                values.push(column)
            }
            continue;
        }
        let (called, cells) = (column.called(), places(&column));
        let (en, zh, whose_en, whose_zh) = (&called.en, &called.zh, &whose.en, &whose.zh);
        if at < main {
            notes.assume(&cells, |cells| {
                say!(
                    "{en}, {cells}, is left out: {whose_en} tells all rows apart; `--by` with a name for each key keeps it",
                    "{zh}（{cells}）未导入：仅凭 {whose_zh}即可区分各行；用 `--by` 逐一给出条件名称则予保留"
                )
            });
        } else {
            notes.assume(&cells, |cells| {
                say!(
                    "{en}, {cells}, is taken for a value, not a key: {whose_en} tells all rows apart; `--by` with a name for each key says otherwise",
                    "{zh}（{cells}）按取值处理，不作为条件：仅凭 {whose_zh}即可区分各行；用 `--by` 逐一给出条件名称则作为条件"
                )
            });
            values.push(column);
        }
    }
    let keys = found.len();
    columns.extend(found.into_iter().chain(values));
    keys
}

/// Tells of a sheet whose rows have ids that it is probably one of data.
pub(super) fn tell_of_ids(columns: &[Column], keys: usize, notes: &mut Notes<'_>) {
    let (Some(key), 1, 3..) = (columns.first(), keys, columns.len()) else { return };
    let is_id = |text: &str| text.bytes().all(|sign| sign.is_ascii_alphanumeric()) && text.bytes().any(|sign| sign.is_ascii_digit());
    let is_headed = ["号", "id", "no", "no."].iter().any(|word| figures::plain(&key.heading.text).ends_with(word));
    let mut seen = BTreeSet::new();
    let are_ids = key.cells.iter().all(|(_, cell)| match cell {
        Cell::Word(text) => is_id(text) && seen.insert(text),
        Cell::Figure(figure, text) => is_headed && figure.value.is_integer() && seen.insert(text),
        _ => false,
    });
    if key.cells.len() < 3 || !are_ids {
        return;
    }
    notes.assume(&places(key), |cells| {
        say!(
            "{cells} look like the keys of records: of a sheet of data, `--record` makes a record",
            "{cells} 像是各条记录的主键：若为数据表，请用 `--record` 写成记录"
        )
    });
}

/// The one of several keys that tells all rows apart: bands that lie apart from each other, else words of which each stands once.
fn tells_all_apart(keys: &[Column]) -> Option<usize> {
    let is_key = |wanted: Shape| keys.iter().filter(move |column| column.shape() == wanted).count() > 0;
    if keys.len() < 2 || !is_key(Shape::Words) {
        return None;
    }
    keys.iter().position(lie_apart).or_else(|| keys.iter().position(stand_once).filter(|_| !is_key(Shape::Bands)))
}

/// Whether the cells of a column are bands none of which meets another but at its end.
fn lie_apart(column: &Column) -> bool {
    let bands = column.cells.iter().map(|(_, cell)| if let Cell::Band(band) = cell { Some(band) } else { None });
    let Some(mut bands) = bands.collect::<Option<Vec<&Band>>>() else { return false };
    let lower = |band: &Band| band.lower.as_ref().map(|end| end.at.clone());
    bands.sort_by_key(|band| lower(band));
    bands.len() > 1
        && bands.windows(2).all(|pair| match pair {
            [one, other] => one.upper.as_ref().is_some_and(|end| lower(other).is_some_and(|low| end.at <= low)),
            _ => true,
        })
}

/// Whether each cell of a column is a word that no other one is.
fn stand_once(column: &Column) -> bool {
    let mut seen = BTreeSet::new();
    column.cells.len() > 1 && column.cells.iter().all(|(_, cell)| matches!(cell, Cell::Word(text) if seen.insert(text)))
}

fn places(column: &Column) -> Vec<At> {
    column.cells.iter().map(|(at, _)| *at).collect()
}
