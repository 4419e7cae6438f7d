//! Words that lead somewhere.

use crate::diagnostics::Language;
use crate::program::uses::{Thing, User};
use crate::program::{DefinitionId, OVERALL, RecordId};

use super::Book;
use super::ids::{Ids, PageKind};

/// A word that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The word.
    pub text: String,
    /// Where it leads; nowhere where it is empty.
    pub href: String,
}

impl Book<'_> {
    /// Things that a value rests on.
    pub fn things(&self, from: PageKind, things: &[Thing]) -> Vec<Link> {
        let links = things.iter().map(|thing| match *thing {
            Thing::Value(id) => self.value(from, id),
            Thing::Field(record, field) => Link {
                text: format!("{}.{}", self.record_name(record), self.field_name(record, field)),
                href: self.href(from, &Ids::field(self.program, record, field)),
            },
        });
        once(links)
    }

    /// Who reads something.
    pub fn users(&self, from: PageKind, users: &[User]) -> Vec<Link> {
        let links = users.iter().filter_map(|user| match *user {
            User::Value(id) => Some(self.value(from, id)),
            User::Field(record, field) => Some(Link {
                text: format!("{}.{}", self.record_name(record), self.field_name(record, field)),
                href: self.href(from, &Ids::field(self.program, record, field)),
            }),
            User::Result(at) => {
                let result = self.program.results.get(at)?;
                Some(Link { text: format!("{} {}", self.words.result, result.name), href: self.href(from, &Ids::result(at)) })
            }
            User::Assertion(at) => {
                let assertion = self.program.assertions.get(at)?;
                let article = assertion.article.map(|article| super::rules::article_link(self, from, article));
                let href = article.as_ref().map(|link| link.href.clone()).unwrap_or_default();
                Some(Link { text: format!("{} {}", self.words.assertion, assertion.text.clone().unwrap_or_default()), href })
            }
        });
        once(links)
    }

    /// A record, where its fields are told; the whole has none.
    pub fn record(&self, from: PageKind, id: RecordId) -> Link {
        let href = if id == OVERALL { String::new() } else { self.href(from, &Ids::record(self.program, id)) };
        Link { text: self.record_name(id), href }
    }

    /// A named value, where it is defined.
    pub fn value(&self, from: PageKind, id: DefinitionId) -> Link {
        let (owner, name) = (self.program.definition(id).owner, self.full_name(id));
        let is_plain = owner == OVERALL || Some(owner) == self.program.head.subject;
        let text = if is_plain { name } else { format!("{}.{name}", self.record_name(owner)) };
        Link { text, href: self.href(from, &self.ids.told(self.program, id, &self.declared)) }
    }

    /// A name with that of the clause it is a part of; what the language names is called as it is in the language of the page.
    fn full_name(&self, id: DefinitionId) -> String {
        let definition = self.program.definition(id);
        let name = match (&definition.in_chinese, self.options.language) {
            (Some(chinese), Language::Chinese) => chinese,
            _ => &definition.name,
        };
        match definition.parent {
            Some(parent) => format!("{}.{name}", self.full_name(parent)),
            None => name.clone(),
        }
    }

    /// The tests that expect a value or one of its sub-values.
    pub fn examples_of(&self, id: DefinitionId) -> Vec<Link> {
        let tests = self.program.tests.iter().enumerate().filter(|(_, test)| {
            let named = test.expects.iter().filter_map(|expect| expect.definition);
            named.into_iter().any(|named| crate::program::uses::whole(self.program, named) == id)
        });
        let link =
            |(at, _): (usize, _)| Link { text: at.saturating_add(1).to_string(), href: self.href(PageKind::Rules, &Ids::example(at)) };
        tests.map(link).collect()
    }
}

/// Links, each once, in their order.
fn once(links: impl Iterator<Item = Link>) -> Vec<Link> {
    let mut all: Vec<Link> = Vec::new();
    for link in links {
        if !all.contains(&link) {
            all.push(link);
        }
    }
    all
}
