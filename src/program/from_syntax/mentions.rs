//! What the names of the text mean, noted as they are met.
//!
//! Values are lowered several times and under made-up places; what is noted counts only where the name itself stands, once.

use super::builder::{EntryId, Lower};
use crate::program::{ArticleId, DefinitionId, EnumerationId, FieldId, Meaning, Mention, RecordId};
use crate::source::Span;
use crate::syntax::name_of_word;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a name was found to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A record.
    Record(RecordId),
    /// A field.
    Field(RecordId, FieldId),
    /// A declared value.
    Entry(EntryId),
    /// A sub-value.
    Part(DefinitionId),
    /// A member of an enumeration.
    Member(EnumerationId, u32),
    /// What is declared at a place: a scale.
    Scale(Span),
    /// An account of a ledger, declared at a place.
    Account(Span),
    /// An article.
    Article(ArticleId),
}

/// What is noted while a policy is lowered.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    met: Vec<(Span, Meant)>,
    /// Where the author named the members of each enumeration.
    members: FxHashMap<(EnumerationId, u32), Vec<Span>>,
    /// Where the author named sub-values: items and accounts.
    parts: FxHashMap<DefinitionId, Span>,
}

impl Lower<'_> {
    /// Notes what a name means.
    pub(super) fn note(&mut self, name: Span, meant: Meant) {
        self.mentions.met.push((name, meant));
    }

    /// Notes where members of an enumeration are named.
    pub(super) fn note_member_names<'n>(&mut self, id: EnumerationId, names: impl Iterator<Item = (&'n str, Span)>) {
        for (name, span) in names {
            let at = self.program.enumeration(id).members.iter().position(|member| member.name == name);
            if let Some(at) = at.and_then(|at| u32::try_from(at).ok()) {
                self.mentions.members.entry((id, at)).or_default().push(span);
            }
        }
    }

    /// Notes that the author named a sub-value of a clause.
    pub(super) fn note_part_name(&mut self, of: DefinitionId, name: &str, span: Span) {
        if let Some(&part) = self.parts.get(&(of, name.to_owned())) {
            self.mentions.parts.insert(part, span);
        }
    }

    /// All mentions, each once, in the order of their places.
    pub(super) fn all_mentions(&mut self) -> Vec<Mention> {
        let Mentions { met, members, parts } = std::mem::take(&mut self.mentions);
        let mut all = Vec::with_capacity(met.len());
        self.declarations(&members, &parts, &mut all);
        for (span, meant) in met {
            all.extend(self.mention(span, meant, &members, &parts));
        }
        let mut seen = FxHashSet::default();
        all.retain(|mention| seen.insert((mention.span, mention.declared)));
        all.sort_by_key(|mention| mention.span);
        all
    }

    fn mention(
        &self,
        span: Span,
        meant: Meant,
        members: &FxHashMap<(EnumerationId, u32), Vec<Span>>,
        parts: &FxHashMap<DefinitionId, Span>,
    ) -> Option<Mention> {
        let program = &self.program;
        let (declared, means) = match meant {
            Meant::Record(record) => (program.record(record).span, Meaning::Record(record)),
            Meant::Field(record, field) => (program.field(record, field).span, Meaning::Field(record, field)),
            Meant::Entry(entry) => {
                let entry = self.entries.get(entry.0)?;
                (entry.span, Meaning::Value(entry.definition))
            }
            Meant::Part(part) => match parts.get(&part) {
                Some(named) => (*named, Meaning::Value(Some(part))),
                None => (program.definition(part).span, Meaning::Part(part)),
            },
            Meant::Member(id, at) => (members.get(&(id, at)).and_then(|named| named.first()).copied()?, Meaning::Member(id, at)),
            Meant::Scale(declared) => (declared, Meaning::Scale),
            Meant::Account(declared) => (declared, Meaning::Account),
            Meant::Article(article) => (program.article(article).span, Meaning::Article(article)),
        };
        self.is_name(span, meant).then_some(Mention { span, declared, declares: false, means })
    }

    /// Whether the name itself stands at a place, and not what something is made of.
    fn is_name(&self, span: Span, meant: Meant) -> bool {
        let name = match meant {
            Meant::Record(record) => &self.program.record(record).name,
            // What the language names has two names, and either may stand here.
            Meant::Field(record, field) => match self.program.field(record, field) {
                field if super::names::is_given(&field.name) => return self.sources.text(span).chars().all(is_of_word),
                field => &field.name,
            },
            Meant::Entry(entry) => match self.entries.get(entry.0) {
                Some(entry) => &entry.name,
                None => return false,
            },
            Meant::Part(_) | Meant::Member(..) | Meant::Scale(_) | Meant::Account(_) | Meant::Article(_) => return true,
        };
        let word = self.sources.text(span);
        word == name || name_of_word(word) == *name
    }

    /// The places that declare what has a name.
    fn declarations(
        &self,
        members: &FxHashMap<(EnumerationId, u32), Vec<Span>>,
        parts: &FxHashMap<DefinitionId, Span>,
        all: &mut Vec<Mention>,
    ) {
        let mut declared = |span: Span, meant: Meant| {
            all.extend(self.mention(span, meant, members, parts).map(|mention| Mention { declares: true, ..mention }));
        };
        for (id, record) in (0..).map(RecordId).zip(&self.program.records).skip(1) {
            declared(record.span, Meant::Record(id));
            for (at, field) in (0..).map(FieldId).zip(&record.fields) {
                declared(field.span, Meant::Field(id, at));
            }
        }
        for (at, entry) in self.entries.iter().enumerate() {
            for alternative in &entry.alternatives {
                declared(alternative.span, Meant::Entry(EntryId(at)));
            }
        }
        for (&(id, at), spans) in members {
            for span in spans {
                declared(*span, Meant::Member(id, at));
            }
        }
        for (&part, span) in parts {
            declared(*span, Meant::Part(part));
        }
        for scale in self.scales.values() {
            declared(scale.name.span, Meant::Scale(scale.name.span));
        }
        for (id, article) in (0..).map(ArticleId).zip(&self.program.articles) {
            declared(article.span, Meant::Article(id));
        }
    }
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}
