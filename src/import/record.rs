//! The columns of a data sheet as a `record`: names from the headings, kinds from the cells.

use std::collections::BTreeSet;

use super::area;
use super::columns::{self, Cell, Column, Shape};
use super::figures::{Figure, Sort};
use super::headings::name_of;
use super::notes::Notes;
use super::{Made, Options, write};
use crate::data::grid::Grid;
use crate::data::{Input, ReadOptions, read, records_with_files};
use crate::diagnostics::{Diagnostic, Language};
use crate::engine::Engine;
use crate::format::format;
use crate::say;
use crate::source::SourceId;
use crate::values::Exact;

/// The most members that a guessed enumeration has.
const MOST_MEMBERS: usize = 12;

/// Makes the record of a sheet.
pub(super) fn make(grid: &Grid, options: &Options) -> Result<Made, Vec<Diagnostic>> {
    let language = options.language;
    let word = |english, chinese| write::word(language, english, chinese);
    let mut notes = Notes::new(grid);
    let area = area::find(grid, &mut notes)?;
    let columns = columns::read(grid, &area, &mut notes);
    let key = columns.iter().position(is_key);
    if key.is_none() {
        let cells: Vec<_> = columns.iter().filter_map(|column| column.cells.first()).map(|(at, _)| *at).take(1).collect();
        notes
            .assume(&cells, |_| say!("no column has another value in each row: the record has no key", "没有一列逐行不同：该记录没有主键"));
    }
    let mut fields = Vec::new();
    let mut names = BTreeSet::new();
    for (at, column) in columns.iter().enumerate() {
        let name = column.heading.name.clone().filter(|name| !names.contains(name));
        let name = name.unwrap_or_else(|| format!("{}{}", word("column_", "列"), crate::data::grid::letters(column.at)));
        names.insert(name.clone());
        let Some(name) = write::name(&name, language) else { continue };
        let is_key = key == Some(at);
        let kind = if is_key { word("text key", "文本 主键").to_owned() } else { kind(column, language) };
        let heading = &column.heading.text;
        let heading = if *heading == name || heading.is_empty() { None } else { write::text(heading, language) };
        let heading = heading.map_or_else(String::new, |heading| format!(" {} {heading}", word("column", "列")));
        fields.push(format!("{name} {kind}{heading}"));
    }
    let stem = std::path::Path::new(&grid.file).file_stem().and_then(|stem| name_of(&stem.to_string_lossy()));
    let sheet = options.sheet.as_deref().and_then(name_of);
    let name = options.name.clone().or(sheet).or(stem).unwrap_or_else(|| word("row", "明细").to_owned());
    let is_own_sheet = options.sheet.as_ref().is_none_or(|sheet| *sheet == name) && options.range.is_none();
    let written = write::name(&name, language).unwrap_or_else(|| "row".to_owned());
    let file = std::path::Path::new(&grid.file).file_name().map_or_else(|| grid.file.clone(), |name| name.to_string_lossy().into_owned());
    let rows = area.rows.len();
    let comment = match language {
        Language::English => format!("# From {file}: the kinds are guessed from {rows} rows."),
        Language::Chinese => format!("# 由 {file} 导入：类型依 {rows} 行数据推定。"),
    };
    let text = format!("{comment}\n{} {written} {{\n{}\n}}\n", word("record", "记录"), fields.join("\n"));
    let text = format(SourceId(0), &text).unwrap_or(text);
    let notes = notes.finish()?;
    Ok(Made { name, text, head: String::new(), notes, is_whole: area.is_whole && is_own_sheet })
}

/// Reads the file as data of the record that was made of it.
pub(super) fn read_back(input: &Input, policy: &str, options: &Options) -> Vec<Diagnostic> {
    let Ok(policy) = Engine::compile("import.merit", policy) else { return Vec::new() };
    let Some((record, _)) = records_with_files(policy.program()).next() else { return Vec::new() };
    let options = ReadOptions { encoding: options.encoding, ..ReadOptions::default() };
    let (_, mut findings) = read(policy.program(), &[(record, input.clone())], &options);
    findings.retain(Diagnostic::is_error);
    findings
}

/// Whether each row has another value, as the key of a record has.
fn is_key(column: &Column) -> bool {
    let mut seen = BTreeSet::new();
    column.cells.iter().all(|(_, cell)| match cell {
        Cell::Word(text) => seen.insert(text.clone()),
        Cell::Figure(figure, text) => figure.sort == Sort::Plain && figure.value.is_integer() && seen.insert(text.clone()),
        _ => false,
    })
}

/// The kind of a field, by its cells.
fn kind(column: &Column, language: Language) -> String {
    let word = |english, chinese| write::word(language, english, chinese);
    let blank = if column.cells.iter().any(|(_, cell)| *cell == Cell::Nothing) { word(" or blank", " 可空") } else { "" };
    let kind = match column.shape() {
        Shape::Days => word("date", "日期").to_owned(),
        Shape::YesNo => word("yes/no", "是否").to_owned(),
        Shape::Figures if !has_leading_zeros(column) => figures(column, language),
        Shape::Words if says_yes_or_no(column) => word("yes/no", "是否").to_owned(),
        Shape::Words => words(column, language),
        Shape::Nothing | Shape::Figures | Shape::Bands => word("text", "文本").to_owned(),
    };
    kind + blank
}

/// Figures that are names, as `007`.
fn has_leading_zeros(column: &Column) -> bool {
    let is_name = |text: &str| text.len() > 1 && text.starts_with('0') && text.bytes().all(|digit| digit.is_ascii_digit());
    column.filled().any(|(_, cell)| matches!(cell, Cell::Figure(_, text) if is_name(text)))
}

fn says_yes_or_no(column: &Column) -> bool {
    const WORDS: [&str; 8] = ["yes", "no", "y", "n", "true", "false", "是", "否"];
    column.filled().all(|(_, cell)| matches!(cell, Cell::Word(text) if WORDS.contains(&text.to_lowercase().as_str())))
}

fn words(column: &Column, language: Language) -> String {
    let mut members: Vec<&str> = Vec::new();
    for (_, cell) in column.filled() {
        match cell {
            Cell::Word(text) if !members.contains(&text.as_str()) => members.push(text),
            Cell::Word(_) => {}
            _ => return write::word(language, "text", "文本").to_owned(),
        }
        if members.len() > MOST_MEMBERS {
            break;
        }
    }
    let names: Option<Vec<String>> = members.iter().map(|text| write::name(text, language)).collect();
    let repeats = members.len().saturating_mul(2) <= column.filled().count();
    match names {
        Some(names) if members.len() <= MOST_MEMBERS && repeats => {
            write::word(language, "one of ", "取值 ").to_owned() + &names.join(write::word(language, ", ", "、"))
        }
        _ => write::word(language, "text", "文本").to_owned(),
    }
}

fn figures(column: &Column, language: Language) -> String {
    let word = |english, chinese| write::word(language, english, chinese);
    let cells = || column.filled().filter_map(|(_, cell)| if let Cell::Figure(figure, text) = cell { Some((figure, text)) } else { None });
    let all = || cells().map(|(figure, _)| figure);
    let most = |places: Option<u8>| places.unwrap_or_default();
    // A text may have more digits than its number: `2400.00` is not written as a whole number is.
    let written = |text: &str| {
        text.trim_end_matches(['%', '％']).rsplit_once('.').map_or(0, |(_, behind)| u8::try_from(behind.len()).unwrap_or(u8::MAX))
    };
    let as_text = most(cells().map(|(_, text)| written(text)).max());
    let places = |of: fn(&Figure) -> Exact| most(all().filter_map(|figure| of(figure).decimals()).max()).max(as_text);
    if all().any(|figure| figure.sort == Sort::Ratio) {
        return digits(word("percent", "百分比"), places(|figure| figure.value.mul(&Exact::from_int(100))), language);
    }
    let shown = places(|figure| figure.value.clone());
    if let Some(unit) = &column.heading.unit {
        match (unit.sort, unit.one.to_i128()) {
            (Sort::Ratio, _) => return digits(word("percent", "百分比"), shown, language),
            (Sort::Money, Some(1_000)) => return word("money in 千元", "金额 单位 千元").to_owned(),
            (Sort::Money, Some(10_000)) => return word("money in 万元", "金额 单位 万元").to_owned(),
            (Sort::Money, Some(100_000_000)) => return word("money in 亿元", "金额 单位 亿元").to_owned(),
            (Sort::Money, Some(1)) => return word("money", "金额").to_owned(),
            _ => {}
        }
    }
    if shown <= 2 && (all().any(|figure| figure.sort == Sort::Money) || column.heading.is_of_amounts()) {
        return word("money", "金额").to_owned();
    }
    if shown == 0 { word("integer", "整数").to_owned() } else { digits(word("number", "数"), shown, language) }
}

/// A kind with so many digits after the point; bare it takes up to six.
fn digits(kind: &str, places: u8, language: Language) -> String {
    match places {
        0..=6 => kind.to_owned(),
        _ => format!("{kind}{}{places}{}", write::word(language, "(", "（"), write::word(language, ")", "）")),
    }
}
