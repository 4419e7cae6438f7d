//! Random tables: values of every kind, narrow and wide, with blanks, some at the ends of what fits.

use merit::data::columns::{Column, Values};
use merit::data::{RowNames, Table, Tables};
use merit::program::{Cells, Field, Kind, Program, RecordId};
use merit::values::Exact;

use super::choices::Choices;
use crate::build::{column, day, put, scaled};

/// Texts that notes and codes are of; some are keys of branches.
const TEXTS: [&str; 6] = ["", "branch-0", "branch-1", "甲", "乙", "Ä"];

/// The tables of the three records that come from files.
pub fn fill(program: &Program, rows: &[Vec<Vec<u32>>; 3]) -> Tables {
    let [branches, managers, loans] = rows.each_ref().map(Vec::len);
    // Nobody can lend without a manager.
    let counts = [branches, managers, if managers == 0 { 0 } else { loans }];
    let mut tables = Tables::default();
    for (at, rows) in rows.iter().enumerate() {
        let record = RecordId(u32::try_from(at).unwrap() + 1);
        let mut choices = rows.iter().take(counts[at]).map(|row| Choices::new(row)).collect::<Vec<_>>();
        let declared = program.record(record);
        let mut table = Table { rows: counts[at], columns: Vec::new(), names: RowNames::Numbered, keys: Default::default() };
        for (place, field) in declared.fields.iter().enumerate() {
            let is_key = declared.key.iter().any(|key| key.at() == place);
            let cells = match &field.cells {
                Cells::Column { .. } if is_key => {
                    let keys = (0..counts[at]).map(|row| format!("{}-{row}", declared.name)).collect::<Vec<_>>();
                    table.keys = keys.iter().collect();
                    Some(column(&keys.iter().map(|key| Some(tables.texts.number(key))).collect::<Vec<_>>(), Values::Codes))
                }
                Cells::Column { .. } => Some(fill_column(program, field, &mut choices, &counts, &mut tables)),
                Cells::Made | Cells::Worked(_) | Cells::Computed { .. } | Cells::Grouped => None,
            };
            table.columns.push(cells);
        }
        put(&mut tables, record, table);
    }
    tables
}

/// A column of a field, one choice after another taken from each row's.
fn fill_column(program: &Program, field: &Field, rows: &mut [Choices], counts: &[usize; 3], tables: &mut Tables) -> Column {
    let may_blank = field.ty.blank;
    match field.ty.kind {
        Kind::Money(_) => hold_numbers(2, each(rows, may_blank, |row| amount(row, field.name == "pool"))),
        Kind::Ratio | Kind::Points => hold_numbers(6, each(rows, may_blank, |row| i128::from(row.raw()) * 37 - 5000)),
        Kind::Number if field.name == "budget" => {
            let fraction = |row: &mut Choices| Exact::ratio(row.whole().into(), i128::from(row.raw() % 12) + 1).unwrap();
            column(&each(rows, may_blank, fraction), Values::Exact)
        }
        Kind::Number if field.name == "score" => hold_numbers(1, each(rows, may_blank, |row| i128::from(row.raw() % 1200) - 100)),
        Kind::Number => hold_numbers(0, each(rows, may_blank, |row| i128::from(row.raw() % 50))),
        Kind::Date => column(&each(rows, may_blank, |row| date(row).days()), Values::Days),
        Kind::YesNo => column(&each(rows, may_blank, |row| row.below(2) == 1), Values::YesNo),
        Kind::Text => column(&each(rows, may_blank, |row| tables.texts.number(row.pick(&TEXTS).trim())), Values::Codes),
        Kind::Member(id) => {
            let members = program.enumeration(id).members.len();
            column(&each(rows, may_blank, |row| code(row.below(members))), Values::Codes)
        }
        Kind::Reference(record) => match counts[record.at() - 1] {
            0 => column(&vec![None; rows.len()], Values::Codes),
            targets => column(&each(rows, may_blank, |row| code(row.below(targets))), Values::Codes),
        },
        Kind::Duration | Kind::Nothing => unreachable!("no file holds such a field"),
    }
}

/// A cell for each row; blank once in four times where it may be.
fn each<T>(rows: &mut [Choices], may_blank: bool, mut cell: impl FnMut(&mut Choices) -> T) -> Vec<Option<T>> {
    rows.iter_mut().map(|row| if may_blank && row.once_in(4) { None } else { Some(cell(row)) }).collect()
}

/// Numbers in one of the forms that a batch can hold them in: once for all where they are equal, as fractions where the first is odd
/// enough, else as narrow as they fit.
fn hold_numbers(scale: u8, cells: Vec<Option<i128>>) -> Column {
    column(&cells, |units| match units.first() {
        Some(&first) if units.iter().all(|&unit| unit == first) => Values::Same(Box::new(scaled(scale, vec![first])), units.len()),
        Some(&first) if first % 7 == 3 => Values::Exact(units.iter().map(|&unit| Exact::from_scaled(unit, scale)).collect()),
        Some(&first) if first % 7 == 5 => Values::Wide { scale, units },
        _ => scaled(scale, units),
    })
}

/// An amount in cents; of a wide field it may need more than 64 bits.
fn amount(row: &mut Choices, wide: bool) -> i128 {
    let cents = i128::from(row.whole());
    if wide && row.once_in(6) { cents * 1_000_000_007 * i128::from(row.raw()) } else { cents }
}

/// A day, often one at the end of a month.
pub fn date(choices: &mut Choices) -> merit::values::Date {
    let year = 1996 + i32::try_from(choices.raw() % 40).unwrap();
    let special = [day(2024, 2, 29), day(2025, 2, 28), day(2026, 1, 31), day(2026, 6, 30), day(2000, 2, 29), day(2026, 3, 1)];
    match choices.below(8) {
        0..=2 => day(year, 1 + u8::try_from(choices.below(12)).unwrap(), 1 + u8::try_from(choices.below(28)).unwrap()),
        3 | 4 => day(year, 1 + u8::try_from(choices.below(12)).unwrap(), 1).last_of_month(),
        5 | 6 => choices.pick(&special),
        _ => choices.pick(&[day(1, 1, 1), day(9999, 12, 31), day(1970, 1, 1), day(1900, 2, 28)]),
    }
}

fn code(at: usize) -> u32 {
    u32::try_from(at).unwrap()
}
