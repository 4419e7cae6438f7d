//! What was amended, for people.

use std::collections::HashSet;

use super::Printer;
use crate::diagnostics::Text;
use crate::program::by_whom;
use crate::say;
use crate::source::{Sources, Span};
use crate::syntax;
use crate::syntax::ast::{Deed, File, Item};

/// What one policy amended of another.
#[derive(Clone, Debug)]
pub struct Amended {
    /// Which policy amended which.
    pub said: Text,
    /// What was changed, with the number of the article that it is or stands in.
    pub changes: Vec<(Text, Option<String>)>,
}

/// What the policies that amended a policy changed, in the order in which they did.
pub fn amendments(file: &File, sources: &Sources) -> Vec<Amended> {
    let printer = Printer { file, sources, language: file.language, places: false };
    let amended = file.amendments.iter().map(|amending| {
        let [policy, base] = [&amending.policy, &amending.base].map(|titled| match &titled.version {
            Some(version) => say!("“{}”, version {version},", "“{}”{version} 版", titled.name),
            None => say!("“{}”", "“{}”", titled.name),
        });
        let said =
            Text::both(format!("{} amends {}:", policy.en, base.en.trim_end_matches(',')), format!("{}修订{}：", policy.zh, base.zh));
        let changes = amending.changes.iter().filter(|change| !change.superseded);
        Amended { said, changes: changes.map(|change| (printer.change(change), change.article.clone())).collect() }
    });
    amended.collect()
}

/// The articles that were repealed, with the item behind which each stood.
pub(super) fn repealed(printer: &Printer<'_>) -> Vec<(Span, Text)> {
    let kept: HashSet<Span> = printer.file.items.iter().map(Item::span).collect();
    let mut repealed = Vec::new();
    for (id, source) in printer.sources.iter() {
        let (before, _) = syntax::parse(id, source.code());
        let mut last = None;
        for item in &before.items {
            if kept.contains(&item.span()) {
                last = Some(item.span());
            }
            let Item::Article(article) = item else { continue };
            let of_it = printer.changes().filter(|(_, change)| change.deed == Deed::Repealed && change.days.is_none());
            let change = of_it.filter(|(_, change)| change.subject.is_item(item) && !kept.contains(&item.span())).last();
            if let (Some((amending, change)), Some(last)) = (change, last) {
                let by = by_whom(change.by.as_ref().map(|by| by.text.as_str()), &amending.policy.name);
                let (number, title) = (&article.number.text, article.title.as_ref().map(|title| title.text.as_str()).unwrap_or_default());
                let en = format!("Article {number} {title}").trim_end().to_owned();
                let said = Text::both(format!("{en}: repealed {}", by.en), format!("第{number}条 {title}：由{}废止", by.zh));
                repealed.push((last, said));
            }
        }
    }
    repealed
}
