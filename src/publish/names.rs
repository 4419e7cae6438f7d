//! Where names stand in the texts of a policy, and where what they mean is told: as the checker noted it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::program::{EnumerationId, FieldId, Kind, Meaning, Mention, Program, RecordId};
use crate::source::{SourceId, Sources, Span};

use super::ids::{Ids, slug};

/// The names of the texts, by where they begin.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Where each name leads.
    leads: HashMap<(SourceId, u32), String>,
    /// What is declared where.
    declared: HashMap<(SourceId, u32), String>,
    /// The citations of articles.
    citations: Vec<Span>,
}

impl Names {
    /// Reads the programs of all days of a policy.
    pub fn of(programs: &[&Program], sources: &Sources) -> Names {
        let mut names = Names::default();
        let mut taken = HashSet::new();
        for program in programs {
            let ids = Ids::of(program);
            for mention in program.mentions.iter().filter(|mention| mention.declares) {
                let place = (mention.span.source, mention.span.start);
                let id = match mention.means {
                    Meaning::Value(Some(id)) => ids.value(id).to_owned(),
                    Meaning::Scale | Meaning::Account => own_id(mention, sources),
                    _ => continue,
                };
                // Where one clause makes several values under its name, the first of them stands there.
                if !names.declared.contains_key(&place) && taken.insert(id.clone()) {
                    names.declared.insert(place, id);
                }
            }
        }
        for program in programs {
            let ids = Ids::of(program);
            for mention in &program.mentions {
                let place = (mention.span.source, mention.span.start);
                if let (false, Meaning::Article(_)) = (mention.declares, mention.means) {
                    names.citations.push(mention.span);
                }
                if let Some(id) = lead(program, &ids, mention, &taken, sources) {
                    names.leads.entry(place).or_insert(id);
                }
            }
        }
        names
    }

    /// Where the name that stands at a place leads.
    pub fn lead(&self, source: SourceId, at: u32) -> Option<&str> {
        self.leads.get(&(source, at)).map(String::as_str)
    }

    /// What the name at a place declares.
    pub fn declared(&self, source: SourceId, at: u32) -> Option<&str> {
        self.declared.get(&(source, at)).map(String::as_str)
    }

    /// The ids that are declared in the texts.
    pub fn anchors(&self) -> HashSet<String> {
        self.declared.values().cloned().collect()
    }

    /// Where articles are cited in a text.
    pub fn citations(&self, source: SourceId) -> impl Iterator<Item = Range<usize>> {
        self.citations.iter().filter(move |span| span.source == source).map(|span| span.start as usize..span.end as usize)
    }
}

/// Where a name leads.
fn lead(program: &Program, ids: &Ids, mention: &Mention, declared: &HashSet<String>, sources: &Sources) -> Option<String> {
    match mention.means {
        Meaning::Record(record) => Some(Ids::record(program, record)),
        Meaning::Field(record, field) => Some(Ids::field(program, record, field)),
        Meaning::Value(Some(id)) | Meaning::Part(id) => Some(ids.told(program, id, declared)),
        Meaning::Value(None) => None,
        Meaning::Member(enumeration, _) => {
            let (record, field) = field_of(program, enumeration)?;
            Some(Ids::field(program, record, field))
        }
        Meaning::Scale | Meaning::Account => Some(own_id(mention, sources)).filter(|id| declared.contains(id)),
        Meaning::Article(_) if mention.declares => None,
        Meaning::Article(id) => Some(ids.article(id).to_owned()),
    }
}

/// The first field that holds a member of an enumeration.
fn field_of(program: &Program, enumeration: EnumerationId) -> Option<(RecordId, FieldId)> {
    (0u32..).map(RecordId).zip(&program.records).find_map(|(record, declared)| {
        let at = declared.fields.iter().position(|field| field.ty.kind == Kind::Member(enumeration))?;
        Some((record, FieldId(u32::try_from(at).ok()?)))
    })
}

/// The id of what has no place in the program's tables: by its name.
fn own_id(mention: &Mention, sources: &Sources) -> String {
    let kind = if mention.means == Meaning::Scale { "scale" } else { "account" };
    format!("{kind}-{}", slug(sources.text(mention.declared).trim_matches(['`', '「', '」'])))
}
