//! Where names stand in the texts of a policy, and where what they mean is told.

use std::collections::{HashMap, HashSet};

use crate::program::{DefinitionId, FieldId, Form, Program, RecordId};
use crate::source::{SourceId, Sources, Span};

use super::ids::Ids;

/// The names of the texts, by where they begin.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Where each name leads.
    leads: HashMap<(SourceId, u32), (u32, String)>,
    /// What is declared where.
    declared: HashMap<(SourceId, u32), String>,
}

impl Names {
    /// Reads the programs of all days of a policy.
    pub fn of<'p>(programs: impl Iterator<Item = &'p Program>, sources: &Sources) -> Names {
        let mut names = Names::default();
        for program in programs {
            names.read(program, sources);
        }
        names
    }

    /// Where the name that stands at a place leads, and where it ends.
    pub fn lead(&self, source: SourceId, at: u32) -> Option<(u32, &str)> {
        self.leads.get(&(source, at)).map(|(end, id)| (*end, id.as_str()))
    }

    /// What the name at a place declares.
    pub fn declared(&self, source: SourceId, at: u32) -> Option<&str> {
        self.declared.get(&(source, at)).map(String::as_str)
    }

    /// The ids that are declared in the texts.
    pub fn anchors(&self) -> HashSet<String> {
        self.declared.values().cloned().collect()
    }

    fn read(&mut self, program: &Program, sources: &Sources) {
        let ids = Ids::of(program);
        let mut taken: HashSet<String> = self.declared.values().cloned().collect();
        for (id, definition) in (0u32..).map(DefinitionId).zip(&program.definitions) {
            let is_named = is_word(sources.text(definition.span), &definition.name);
            // A sub-value that the policy names where it uses it is told with its clause.
            let is_own = definition.parent.is_none();
            let place = (definition.span.source, definition.span.start);
            // Where one clause makes several values under its name, the first of them stands there.
            if is_named && is_own && !self.declared.contains_key(&place) && taken.insert(ids.value(id).to_owned()) {
                self.declared.insert(place, ids.value(id).to_owned());
            }
        }
        for (id, record) in (0u32..).map(RecordId).zip(&program.records) {
            self.lead_from(record.span, &Ids::record(program, id));
            for (at, field) in (0u32..).map(FieldId).zip(&record.fields) {
                self.lead_from(field.span, &Ids::field(program, id, at));
            }
        }
        for expr in &program.expressions {
            let word = sources.text(expr.span);
            match expr.form {
                Form::Definition(id) if is_word(word, &program.definition(id).name) => {
                    self.lead_from(expr.span, &ids.told(program, id, &taken));
                }
                Form::Field(field) if is_word(word, &program.field(expr.index, field).name) => {
                    self.lead_from(expr.span, &Ids::field(program, expr.index, field));
                }
                _ => {}
            }
        }
    }

    fn lead_from(&mut self, span: Span, id: &str) {
        if span.end > span.start {
            self.leads.entry((span.source, span.start)).or_insert_with(|| (span.end, id.to_owned()));
        }
    }
}

fn is_word(word: &str, name: &str) -> bool {
    word == name || word.trim_matches(['`', '「', '」']) == name
}
