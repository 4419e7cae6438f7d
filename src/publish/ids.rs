//! What things are called in addresses: stable from one edition of a policy to the next as long as its names are.
//!
//! The first letter says on which page something stands, so that one file and a folder of several have the same addresses.

use std::collections::HashSet;

use crate::program::uses::whole;
use crate::program::{ArticleId, DefinitionId, FieldId, OVERALL, Program, RecordId};

use super::words::Words;

/// A page of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageKind {
    /// The articles.
    Rules,
    /// What the data must hold.
    Data,
    /// All values and results.
    Values,
    /// The tests.
    Examples,
}

impl PageKind {
    /// All pages in their order.
    pub const ALL: [PageKind; 4] = [PageKind::Rules, PageKind::Data, PageKind::Values, PageKind::Examples];

    /// Its file in a folder.
    pub fn file(self) -> &'static str {
        match self {
            PageKind::Rules => "index.html",
            PageKind::Data => "inputs.html",
            PageKind::Values => "values.html",
            PageKind::Examples => "examples.html",
        }
    }

    /// Where it begins in a file that holds all pages.
    pub fn id(self) -> &'static str {
        match self {
            PageKind::Rules => "rules",
            PageKind::Data => "inputs",
            PageKind::Values => "values",
            PageKind::Examples => "examples",
        }
    }

    /// What it is called.
    pub fn title(self, words: &Words) -> &'static str {
        match self {
            PageKind::Rules => words.rules,
            PageKind::Data => words.data,
            PageKind::Values => words.values,
            PageKind::Examples => words.examples,
        }
    }

    /// The page on which something stands.
    fn of(id: &str) -> PageKind {
        match id.split_once('-').map(|(first, _)| first) {
            Some("in") => PageKind::Data,
            Some("is" | "out") => PageKind::Values,
            Some("ex") => PageKind::Examples,
            _ => PageKind::Rules,
        }
    }
}

/// The address of something as seen from a page.
pub(super) fn href(from: PageKind, one_file: bool, id: &str) -> String {
    let page = PageKind::of(id);
    if one_file || page == from { format!("#{id}") } else { format!("{}#{id}", page.file()) }
}

/// The ids of everything in a program.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    values: Vec<String>,
    articles: Vec<String>,
}

impl Ids {
    /// Gives each its id.
    pub fn of(program: &Program) -> Ids {
        let mut taken = HashSet::new();
        let mut once = |id: String| {
            let mut unique = id.clone();
            let mut count = 1;
            while !taken.insert(unique.clone()) {
                count += 1;
                unique = format!("{id}~{count}");
            }
            unique
        };
        let value = |definition: &crate::program::Definition| {
            let is_plain = definition.owner == OVERALL || Some(definition.owner) == program.head.subject;
            let of = if is_plain { String::new() } else { format!("{}.", program.record(definition.owner).name) };
            let clause = definition.parent.map(|parent| format!("{}.", program.definition(parent).name)).unwrap_or_default();
            slug(&format!("{of}{clause}{}", definition.name))
        };
        Ids {
            values: program.definitions.iter().map(|definition| once(format!("value-{}", value(definition)))).collect(),
            articles: program.articles.iter().map(|article| once(format!("article-{}", slug(&article.number)))).collect(),
        }
    }

    /// A named value, where it is defined.
    pub fn value(&self, id: DefinitionId) -> &str {
        self.values.get(id.at()).map_or("", String::as_str)
    }

    /// Where a named value is told: among the rules if it or its clause is declared there, and else in the list of all values.
    pub fn told(&self, program: &Program, id: DefinitionId, declared: &HashSet<String>) -> String {
        let own = [id, whole(program, id)].map(|id| self.value(id)).into_iter().find(|own| declared.contains(*own));
        own.map_or_else(|| self.listed(program, id), str::to_owned)
    }

    /// A named value in the list of all values; of a sub-value its clause.
    pub fn listed(&self, program: &Program, id: DefinitionId) -> String {
        self.value(whole(program, id)).replacen("value-", "is-", 1)
    }

    /// An article.
    pub fn article(&self, id: ArticleId) -> &str {
        self.articles.get(id.at()).map_or("", String::as_str)
    }

    /// A record in the list of inputs.
    pub fn record(program: &Program, id: RecordId) -> String {
        format!("in-{}", slug(&program.record(id).name))
    }

    /// A field in the list of inputs.
    pub fn field(program: &Program, record: RecordId, field: FieldId) -> String {
        format!("in-{}.{}", slug(&program.record(record).name), slug(&program.field(record, field).name))
    }

    /// A result in the list of what is delivered.
    pub fn result(at: usize) -> String {
        format!("out-{}", at.saturating_add(1))
    }

    /// A worked example.
    pub fn example(at: usize) -> String {
        format!("ex-{}", at.saturating_add(1))
    }
}

/// A name without what an address cannot hold.
pub(super) fn slug(name: &str) -> String {
    name.chars().map(|sign| if sign.is_alphanumeric() || matches!(sign, '_' | '.') { sign } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::{PageKind, href, slug};

    #[test]
    fn addresses_name_the_page_where_something_stands() {
        assert_eq!(href(PageKind::Rules, false, "value-pay"), "#value-pay");
        assert_eq!(href(PageKind::Rules, false, "in-manager.deposits"), "inputs.html#in-manager.deposits");
        assert_eq!(href(PageKind::Data, false, "article-8"), "index.html#article-8");
        assert_eq!(href(PageKind::Data, true, "article-8"), "#article-8");
        assert_eq!(slug("share of 存款 <b>"), "share-of-存款--b-");
    }
}
