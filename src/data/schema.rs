//! The contract of the input: what the file of a record must hold, as a JSON Schema and as the heading of a CSV.

use serde_json::{Map, Value as Json, json};

use super::write::quoted;
use crate::program::{Cells, Field, Kind, Program, RecordId, Written};
use crate::syntax::ast::{Comparison, RatioWritten};
use crate::values::{Value, decimal};

/// The heading of a record's CSV, without a line end.
pub fn csv_heading(program: &Program, record: RecordId) -> String {
    columns(program, record).map(|(_, heading, _)| quoted(heading)).collect::<Vec<_>>().join(",")
}

/// The JSON Schema (draft 2020-12) of a record's JSON file; the lines of an ndjson file are its items.
pub fn json_schema(program: &Program, record: RecordId) -> Json {
    let declared = program.record(record);
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (field, heading, written) in columns(program, record) {
        let is_key = declared.key.iter().any(|key| declared.fields.get(key.at()).is_some_and(|key| key.name == field.name));
        let may_be_blank = !is_key && (field.ty.blank || field.blank_as.is_some());
        if !may_be_blank {
            required.push(Json::from(heading));
        }
        properties.insert(heading.to_owned(), property(program, field, written, may_be_blank));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": declared.name,
        "type": "array",
        "items": { "type": "object", "properties": properties, "required": required },
    })
}

/// The fields that a file gives, with their headings.
fn columns(program: &Program, record: RecordId) -> impl Iterator<Item = (&Field, &str, &Written)> {
    program.record(record).fields.iter().filter_map(|field| match &field.cells {
        Cells::Column { heading, written } => Some((field, heading.as_str(), written)),
        Cells::Made | Cells::Worked(_) | Cells::Computed { .. } | Cells::Grouped => None,
    })
}

fn property(program: &Program, field: &Field, written: &Written, may_be_blank: bool) -> Json {
    let mut property = Map::new();
    if let Some(label) = &field.label {
        property.insert("title".to_owned(), Json::from(label.as_str()));
    }
    let describe = |property: &mut Map<String, Json>, text: String| property.insert("description".to_owned(), Json::from(text));
    match (written, field.ty.kind) {
        (Written::Text, _) => types(&mut property, &["string"], may_be_blank),
        (Written::Integer, _) => figures(&mut property, field, 0, "", may_be_blank),
        (Written::Number { places, unit }, _) => {
            figures(&mut property, field, *places, "", may_be_blank);
            if *unit != crate::values::Exact::ONE {
                describe(&mut property, format!("a written 1 is {}", decimal::format_plain(unit)));
            }
        }
        (Written::Ratio { written, places }, _) => {
            let (sign, text) = match written {
                RatioWritten::Ratio => ("", "a ratio: 0.75 is three quarters"),
                RatioWritten::Percent => ("[%％]?", "in percent: 75 is three quarters"),
                RatioWritten::Permille => ("‰?", "in permille: 750 is three quarters"),
                RatioWritten::BasisPoints => ("([bB][pP])?", "in basis points: 7500 is three quarters"),
            };
            figures(&mut property, field, *places, sign, may_be_blank);
            describe(&mut property, text.to_owned());
        }
        (Written::Date, _) => {
            types(&mut property, &["string"], may_be_blank);
            property.insert("format".to_owned(), Json::from("date"));
        }
        (Written::YesNo { yes, no, fixed }, _) => {
            let mut words = vec![Json::from(true), Json::from(false), Json::from(yes.as_str()), Json::from(no.as_str())];
            if !fixed {
                words.extend(["yes", "no", "true", "false", "Y", "N", "1", "0", "是", "否"].map(Json::from));
            }
            one_of(&mut property, words, may_be_blank);
        }
        (Written::Member, Kind::Member(id)) => {
            let enumeration = program.enumeration(id);
            if enumeration.otherwise.is_some() {
                types(&mut property, &["string"], may_be_blank);
            } else {
                let members = enumeration.members.iter();
                one_of(
                    &mut property,
                    members.flat_map(|member| [member.written.as_str(), member.name.as_str()]).map(Json::from).collect(),
                    may_be_blank,
                );
            }
        }
        (Written::Key, Kind::Reference(target)) => {
            types(&mut property, &["string", "integer"], may_be_blank);
            describe(&mut property, format!("the key of a `{}`", program.record(target).name));
        }
        (Written::Member | Written::Key, _) => types(&mut property, &["string"], may_be_blank),
    }
    Json::Object(property)
}

fn types(property: &mut Map<String, Json>, kinds: &[&str], may_be_blank: bool) {
    let mut kinds: Vec<Json> = kinds.iter().copied().map(Json::from).collect();
    if may_be_blank {
        kinds.push(Json::from("null"));
    }
    let kinds = if let [one] = kinds.as_slice() { one.clone() } else { Json::Array(kinds) };
    property.insert("type".to_owned(), kinds);
}

/// A number, or its decimal text. Bounds of the range are given where the figure is written as it is held.
fn figures(property: &mut Map<String, Json>, field: &Field, places: u8, sign: &str, may_be_blank: bool) {
    let number = if places == 0 { "integer" } else { "number" };
    types(property, &[number, "string"], may_be_blank);
    let fraction = match places {
        0 => String::new(),
        1 => "(\\.[0-9])?".to_owned(),
        _ => format!("(\\.[0-9]{{1,{places}}})?"),
    };
    let blank = if may_be_blank { "|^$" } else { "" };
    property.insert("pattern".to_owned(), Json::from(format!("^[+-]?[0-9]+{fraction}{sign}${blank}")));
    let as_held = match &field.cells {
        Cells::Column { written: Written::Integer, .. } => true,
        Cells::Column { written: Written::Number { unit, .. }, .. } => *unit == crate::values::Exact::ONE,
        Cells::Column { .. } | Cells::Made | Cells::Worked(_) | Cells::Computed { .. } | Cells::Grouped => false,
    };
    for (comparison, bound) in field.range.iter().filter(|_| as_held) {
        let keyword = match comparison {
            Comparison::Equal => "const",
            Comparison::NotEqual => continue,
            Comparison::Less => "exclusiveMaximum",
            Comparison::LessOrEqual => "maximum",
            Comparison::Greater => "exclusiveMinimum",
            Comparison::GreaterOrEqual => "minimum",
        };
        if let Value::Number(bound) = bound
            && let Ok(bound) = serde_json::from_str::<Json>(&decimal::format_plain(bound))
        {
            property.insert(keyword.to_owned(), bound);
        }
    }
}

fn one_of(property: &mut Map<String, Json>, mut words: Vec<Json>, may_be_blank: bool) {
    if may_be_blank {
        words.extend([Json::Null, Json::from("")]);
    }
    let mut once: Vec<Json> = Vec::with_capacity(words.len());
    for word in words {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    property.insert("enum".to_owned(), Json::Array(once));
}
