//! A rate table as a `table` of the language.

use super::area::{self, Area};
use super::columns::{self, Cell, Column, Shape};
use super::figures::Sort;
use super::headings::{Heading, Unit, name_of, one_line};
use super::keys::{self, Key};
use super::notes::Notes;
use super::rates::{Rates, rates};
use super::{Made, Options, pairs, roles, write};
use crate::data::grid::{At, Grid, name_of as cell_name};
use crate::diagnostics::{Code, Diagnostic, Language};
use crate::say;
use crate::values::Exact;

/// Makes the table of a sheet.
pub(super) fn make(grid: &Grid, options: &Options) -> Result<Made, Vec<Diagnostic>> {
    let mut notes = Notes::new(grid);
    let area = area::find(grid, &mut notes)?;
    let mut columns = columns::read(grid, &area, &mut notes);
    columns.retain(|column| column.shape() != Shape::Nothing);
    read_across(&mut columns, &area, &mut notes);
    roles::leave_out(&mut columns, &mut notes);
    pairs::join(&mut columns, &mut notes);
    pairs::complete(&mut columns, &mut notes);
    let keys = roles::keys(&mut columns, options, &mut notes);
    roles::tell_of_ids(&columns, keys, &mut notes);
    let (row_keys, values) = columns.split_at_checked(keys).filter(|(_, values)| !values.is_empty()).ok_or_else(|| {
        let message = say!("there are no rates beside the keys", "条件之外没有标准列");
        let help = say!("the keys stand in the first columns, the rates beside them", "前面各列为条件，其后为标准");
        vec![Diagnostic::new(Code::E0703, message).help(help).at_data(grid.whole())]
    })?;
    let (names, across) = names(row_keys, values, &area, grid, options, &mut notes)?;
    let mut written: Vec<Key> = Vec::new();
    for (at, (column, name)) in row_keys.iter().zip(&names).enumerate() {
        let is_last = at.checked_add(1) == Some(keys);
        let column = in_unit_above(column, area.unit.as_ref(), &mut notes);
        written.push(keys::of(&column, name.clone(), is_last, options, &mut notes));
    }
    let heading = across.map(|name| keys::of(&turned(values, &area), name, true, options, &mut notes));
    let rates: Vec<Rates> = values.iter().map(|column| rates(column, area.unit.as_ref(), options.language, &mut notes)).collect();
    let taken: Vec<String> = written.iter().chain(&heading).map(|key| key.name.clone()).collect();
    let name = table_name(grid, values, heading.is_some(), &taken, options);
    let notes = notes.finish()?;
    Ok(assemble(grid, &area, &columns, name, &written, heading.as_ref(), &rates, notes, options.language))
}

/// Turns a table whose one row holds the values of its headings: `考核等次 | A | B`, `系数 | 1.2 | 1`.
fn read_across(columns: &mut Vec<Column>, area: &Area, notes: &mut Notes<'_>) {
    let ([corner, values @ ..], [row]) = (columns.as_slice(), area.rows.as_slice()) else { return };
    let [(_, Cell::Word(name))] = corner.cells.as_slice() else { return };
    if values.len() < 2 || corner.above.is_some() || values.iter().any(|column| column.shape() != Shape::Figures) {
        return;
    }
    notes.assume(&[(*row, corner.at)], |cell| {
        say!("the one row, of {cell}, is read across: its headings are the key", "{cell} 所在行为唯一一行，按横向读取：表头为条件")
    });
    let value = Column {
        at: values.last().map_or(corner.at, |column| column.at),
        heading: Heading::of(name),
        above: None,
        cells: values.iter().flat_map(|column| column.cells.iter().cloned()).collect(),
    };
    let key = Column { heading: corner.heading.clone(), at: corner.at, ..turned(values, area) };
    *columns = vec![key, value];
}

/// A column of keys in the unit that is named above the table, where its heading names none and its words are those of amounts.
fn in_unit_above(column: &Column, unit: Option<&(At, Unit)>, notes: &mut Notes<'_>) -> Column {
    let mut column = column.clone();
    let is_bare = |cell: &Cell| match cell {
        Cell::Figure(figure, _) => figure.sort == Sort::Plain && figure.unit == Exact::one(),
        Cell::Band(band) => band.is_bare,
        _ => false,
    };
    let bare: Vec<At> = column.cells.iter().filter(|(_, cell)| is_bare(cell)).map(|(at, _)| *at).collect();
    let (Some((place, unit)), None) = (unit, &column.heading.unit) else { return column };
    let from = cell_name(*place);
    if column.heading.is_of_amounts() {
        notes.assume(&bare, |cells| say!("{cells} are in the unit that {from} names", "{cells} 按 {from} 注明的单位计"));
        column.heading.unit = Some(unit.clone());
    } else {
        notes.assume(&bare, |cells| {
            say!(
                "{cells} are not taken in the unit that {from} names; if they are in it, their heading says so, as `Deposits (10,000 yuan)`",
                "{cells} 未按 {from} 注明的单位计；若应按该单位计，请在表头注明，如 `存款（万元）`"
            )
        });
    }
    column
}

/// The names of the keys in the rows, and of the one in the headings if there is one.
fn names(
    keys: &[Column],
    values: &[Column],
    area: &Area,
    grid: &Grid,
    options: &Options,
    notes: &mut Notes<'_>,
) -> Result<(Vec<String>, Option<String>), Vec<Diagnostic>> {
    let language = options.language;
    let is_band = |column: &Column| matches!(columns::of_text(&column.heading.text), Cell::Band(_) | Cell::Figure(..));
    let spans = match values {
        [first, _, ..] => first.above.clone().filter(|above| values.iter().all(|column| column.above.as_ref() == Some(above))),
        _ => None,
    };
    let corner = keys.last().map(|column| column.heading.text.clone()).unwrap_or_default();
    let split = corner.split_once(['\\', '/', '＼', '／', '|']).filter(|_| values.len() > 1);
    let bare = (corner.is_empty() || values.iter().all(is_band)) && values.len() > 1;
    let is_across =
        options.by.len() == keys.len().saturating_add(1) || options.by.is_empty() && (spans.is_some() || split.is_some() || bare);
    if !options.by.is_empty() && options.by.len() != keys.len() && !(is_across && values.len() > 1) {
        let (asked, found) = (options.by.len(), keys.len());
        let message = say!(
            "`--by` names {asked} keys, and the columns of the table hold {found}",
            "`--by` 给出 {asked} 个条件，而表中有 {found} 个条件列"
        );
        let help = say!(
            "a name for each column of keys, and one more where the headings are a key too",
            "每个条件列一个名称；表头也是条件时再加一个"
        );
        return Err(vec![Diagnostic::new(Code::E0702, message).help(help).at_data(grid.whole())]);
    }
    let row = area.headings.last().copied().unwrap_or_default();
    let mut unnamed: Vec<(At, String)> = Vec::new();
    let other = |at: usize| format!("{}{}", write::word(language, "key_", "条件"), at.saturating_add(1));
    let mut found: Vec<String> = Vec::new();
    for (at, column) in keys.iter().enumerate() {
        let own = match split {
            Some((own, _)) if at.checked_add(1) == Some(keys.len()) => name_of(own),
            _ => column.heading.name.clone(),
        };
        let name = options.by.get(at).cloned().or(own);
        if name.is_none() {
            unnamed.push(((row, column.at), other(at)));
        }
        found.push(name.unwrap_or_else(|| other(at)));
    }
    let across = is_across.then(|| {
        let own = spans.as_deref().or(split.map(|(_, across)| across)).and_then(|text| Heading::of(text).name);
        let name = options.by.get(keys.len()).cloned().or(own);
        if let (None, Some(column)) = (&name, values.first()) {
            unnamed.push(((row, column.at), other(keys.len())));
        }
        name.unwrap_or_else(|| other(keys.len()))
    });
    for (at, name) in &unnamed {
        notes.assume(&[*at], |cell| {
            say!(
                "what the key at {cell} is called is not said: here it is `{name}`; `--by` names the keys",
                "{cell} 处的条件没有名称，暂称 `{name}`；可用 `--by` 指定各条件名称"
            )
        });
    }
    let write = |name: &String| write::name(name, language).unwrap_or_else(|| other(0));
    Ok((found.iter().map(write).collect(), across.as_ref().map(write)))
}

/// The headings of the values as a column.
fn turned(values: &[Column], area: &Area) -> Column {
    let row = area.headings.last().copied().unwrap_or_default();
    let cells = values.iter().map(|column| ((row, column.at), columns::of_text(&column.heading.text))).collect();
    let above = values.first().and_then(|column| column.above.clone()).unwrap_or_default();
    Column { at: 0, heading: Heading::of(&above), above: None, cells }
}

/// What the table is called: as was asked, or as its sheet, its one column of values or its file.
fn table_name(grid: &Grid, values: &[Column], is_across: bool, keys: &[String], options: &Options) -> String {
    let given = |name: &str| {
        let plain = super::figures::plain(name);
        !["sheet", "工作表", "表"]
            .iter()
            .any(|start| plain.strip_prefix(start).is_some_and(|rest| rest.bytes().all(|digit| digit.is_ascii_digit())))
    };
    let sheet = || grid.sheet.as_deref().filter(|sheet| given(sheet)).and_then(name_of);
    let column = || match values {
        [one] if !is_across => one.heading.name.clone(),
        _ => None,
    };
    let file = || std::path::Path::new(&grid.file).file_stem().and_then(|stem| name_of(&stem.to_string_lossy()));
    let name = options.name.clone().or_else(sheet).or_else(column).or_else(file).unwrap_or_else(|| "rates".to_owned());
    // A table that a field is called after would hide it.
    let name = if keys.contains(&name) { name + write::word(options.language, "_table", "表") } else { name };
    write::name(&name, options.language).unwrap_or_else(|| "rates".to_owned())
}

#[allow(clippy::too_many_arguments, reason = "all that was found is put together here, once")]
fn assemble(
    grid: &Grid,
    area: &Area,
    columns: &[Column],
    name: String,
    keys: &[Key],
    across: Option<&Key>,
    rates: &[Rates],
    notes: Vec<Diagnostic>,
    language: Language,
) -> Made {
    let word = |english, chinese| write::word(language, english, chinese);
    let by: Vec<&str> = keys.iter().chain(across).map(|key| key.name.as_str()).collect();
    let by = by.join(word(", ", "、"));
    let is_single = across.is_some() || rates.len() == 1;
    let kind = match rates {
        _ if !is_single => "",
        rates if rates.iter().all(|rates| rates.is_text) => word(": text", "：文本"),
        rates if rates.iter().any(|rates| rates.sort == Some(Sort::Money)) => word(": money", "：金额"),
        _ => "",
    };
    let mut lines = vec![format!("{} {name}{kind} {} {by} {{", word("table", "表"), word("by", "按"))];
    let top: Vec<String> = match across {
        Some(across) => keys.iter().map(|_| String::new()).chain(across.cells.iter().cloned()).collect(),
        None => keys.iter().map(|key| key.name.clone()).chain(distinct(rates, language)).collect(),
    };
    lines.push(top.join(" | "));
    let rows = rates.first().map_or(0, |rates| rates.cells.len());
    for row in 0..rows {
        let cells = keys.iter().map(|key| key.cells.get(row)).chain(rates.iter().map(|rates| rates.cells.get(row)));
        lines.push(cells.map(|cell| cell.cloned().unwrap_or_default()).collect::<Vec<_>>().join(" | "));
    }
    lines.push("}".to_owned());
    let table = write::in_style(&lines.join("\n"), language);

    let file = std::path::Path::new(&grid.file).file_name().map_or_else(|| grid.file.clone(), |name| name.to_string_lossy().into_owned());
    let sheet = grid.sheet.as_ref().map(|sheet| one_line(sheet));
    let last = columns.iter().map(|column| column.at).max().unwrap_or_default();
    let first = columns.iter().map(|column| column.at).min().unwrap_or_default();
    let from = cell_name((area.headings.first().copied().unwrap_or_default(), first));
    let to = cell_name((area.rows.last().copied().unwrap_or_default(), last));
    let source = match (language, sheet) {
        (Language::English, Some(sheet)) => format!("# From {file}, sheet {sheet}, {from}:{to}. The record needs:"),
        (Language::English, None) => format!("# From {file}. The record needs:"),
        (Language::Chinese, Some(sheet)) => format!("# 由 {file} 的工作表 {sheet} 的 {from}:{to} 导入。记录须有："),
        (Language::Chinese, None) => format!("# 由 {file} 导入。记录须有："),
    };
    let fields: Vec<String> = keys.iter().chain(across).map(|key| format!("{} {}", key.name, key.kind)).collect();
    let text = format!("{source}\n{}\n{table}\n", fields.iter().map(|field| format!("#   {field}")).collect::<Vec<_>>().join("\n"));
    let outputs: Vec<String> = match is_single {
        true => vec![format!("output imported = {name}")],
        false => distinct(rates, language).iter().enumerate().map(|(at, rate)| format!("output imported_{at} = {name}.{rate}")).collect(),
    };
    let head = format!(
        "policy \"import\" {{ currency CNY, rounded half up to 0.01; subject imported_row }}; record imported_row {{ imported_key text key; {} }}; article 1 {{ {}",
        fields.join("; "),
        outputs.join("; ")
    );
    Made { name, text, head, notes, is_whole: false }
}

/// The names of the columns of values, each another one.
fn distinct(rates: &[Rates], language: Language) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for rates in rates {
        let mut name = write::name(&rates.name, language).unwrap_or_else(|| "rate".to_owned());
        let mut number = 2usize;
        while names.contains(&name) {
            name = format!("{}_{number}", rates.name);
            number = number.saturating_add(1);
        }
        names.push(name);
    }
    names
}
