//! An amended policy as one Markdown document: the prose of the documents that it is made of stays where it is, the rules are as amended,
//! and it is known of which words only the rules are amended, and which are no longer in force.

use std::collections::HashSet;
use std::ops::Range;

use super::Printer;
use super::fence::fence;
use super::puts::{Puts, fenced, fences, is_prose, margin, mark_of, region};
use crate::diagnostics::{Language, Text};
use crate::program::by_whom;
use crate::say;
use crate::source::literate::{Part, is_literate, parts};
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax::ast::{Amending, Article, Change, Deed, File, Item, Sort};
use crate::syntax::{self};

/// A Markdown document.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its text, a policy by itself.
    pub text: String,
    /// Stretches of it that do not stand as they were, in their order; none within another.
    pub marks: Vec<Mark>,
}

/// A stretch of a document that does not stand as it was.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where it stands.
    pub range: Range<usize>,
    /// What has become of it.
    pub standing: Standing,
    /// What is to be said of it.
    pub said: Text,
}

/// What has become of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The rules among them are amended.
    Amended,
    /// They hold until others take their place on a day.
    Until,
    /// They are no longer in force; with the number and the title of the article whose heading is among them.
    Gone(Option<(String, String)>),
}

/// An amended policy as a document; none where nothing is amended, or no text of it is Markdown.
pub fn document(file: &File, sources: &Sources, language: Language) -> Option<Document> {
    let root = file.amendments.first()?.base.source;
    if !sources.iter().any(|(_, source)| is_literate(&source.name)) {
        return None;
    }
    let mut writing = Writing { printer: Printer { file, sources, language, places: false }, root, out: Document::default() };
    writing.source(root);
    let mut others: Vec<SourceId> = Vec::new();
    let own = file.items.iter().filter(|item| !matches!(item, Item::Policy(_)) && writing.change_that_made(item).is_none());
    // A document that amends has words of its own, even where all its rules are amendments.
    let told = file.amendments.iter().map(|amending| amending.policy.source);
    let told = told.filter(|id| sources.get(*id).is_some_and(|source| is_literate(&source.name)));
    for id in own.map(|item| item.span().source).chain(told) {
        if id != root && !others.contains(&id) {
            others.push(id);
        }
    }
    for id in others {
        writing.heading(id);
        writing.source(id);
    }
    Some(writing.out)
}

struct Writing<'f> {
    printer: Printer<'f>,
    /// The policy that all the others amend.
    root: SourceId,
    out: Document,
}

/// An item of a document as it was.
struct Was<'f> {
    item: Item,
    /// Whether it is there still.
    is_kept: bool,
    /// What took it away.
    by: Option<(&'f Amending, &'f Change)>,
    /// The heading that it is, and where what stands below it ends.
    region: Option<(Range<usize>, usize)>,
}

impl Was<'_> {
    fn range(&self) -> Range<usize> {
        let span = self.item.span();
        span.start as usize..span.end as usize
    }

    /// Where what follows it begins.
    fn end(&self, parts: &[Part]) -> usize {
        let fence = parts.iter().map(Part::range).find(|range| range.contains(&self.range().start));
        self.region.as_ref().map(|(_, end)| *end).or(fence.map(|range| range.end)).unwrap_or(self.range().end)
    }
}

impl<'f> Writing<'f> {
    fn change_that_made(&self, item: &Item) -> Option<&'f Change> {
        let span = item.span();
        self.printer.changes().find(|(_, change)| change.made == Some(span)).map(|(_, change)| change)
    }

    /// A heading over the rules of another file.
    fn heading(&mut self, id: SourceId) {
        let text = format!("\n\n## {}\n\n", escaped(&named(&self.printer, id)));
        self.out.text.push_str(&text);
    }

    fn source(&mut self, id: SourceId) {
        let Some(source) = self.printer.sources.get(id) else { return };
        if is_literate(&source.name) {
            self.literate(id, source);
            return;
        }
        let mut rules = String::new();
        for item in &self.printer.file.items {
            let is_root = id == self.root;
            let is_shown = match (item, self.change_that_made(item)) {
                (Item::Policy(_), _) | (_, Some(_)) => is_root,
                (item, None) => item.span().source == id,
            };
            if is_shown {
                self.printer.item(item, &mut rules);
            }
        }
        self.out.text.push_str(&fenced(&rules));
    }

    /// A document with its rules as amended.
    fn literate(&mut self, id: SourceId, source: &'f Source) {
        let text: &str = &source.text;
        let parts = parts(text);
        let items = self.items(id, source, &parts);
        let mut puts = Puts::default();
        for was in &items {
            if let (Item::Article(article), Some((heading, end))) = (&was.item, &was.region) {
                self.region(text, &parts, article, was, heading.clone(), *end, &mut puts);
            }
        }
        for (lines, range, of_article) in fences(text, &parts) {
            let is_in = |was: &&Was<'_>| was.range().start <= range.start && range.start < was.range().end;
            if of_article && items.iter().filter(is_in).any(|was| !was.is_kept) {
                puts.text(mark_of(text, range), "was".to_owned());
                continue;
            }
            let gone: Vec<&Was<'_>> = items.iter().filter(|was| !was.is_kept && range.contains(&was.range().start)).collect();
            self.fence(id, source, (lines, range), &gone, &mut puts);
        }
        // A fence that is open to the end of its document ends there.
        if let Some(Part::Fence { lines, range }) = parts.last()
            && lines.last().is_some_and(|last| last.end == range.end)
        {
            let marks = text.get(range.start..mark_of(text, range).start).unwrap_or("").trim();
            puts.text(text.len()..text.len(), format!("\n{marks}\n"));
        }
        if id == self.root {
            self.new_items(id, &parts, &items, &mut puts);
        }
        puts.write(text, &mut self.out);
    }

    /// The items of a document as they were.
    fn items(&self, id: SourceId, source: &Source, parts: &[Part]) -> Vec<Was<'f>> {
        let kept: HashSet<Span> = self.printer.file.items.iter().map(Item::span).collect();
        let (before, _) = syntax::parse(id, source.code());
        let starts: Vec<usize> = before.items.iter().map(|item| item.span().start as usize).collect();
        let was = |item: Item| {
            // There is one head, in the place of that of the first policy.
            let is_kept = kept.contains(&item.span()) && (id == self.root || !matches!(item, Item::Policy(_)));
            let took = |change: &Change| change.deed != Deed::Added && change.days.is_none() && change.subject.is_item(&item);
            let by = self.printer.changes().filter(|(_, change)| !is_kept && took(change)).last();
            let region = region(parts, &starts, item.span().start as usize, source.text.len());
            Was { item, is_kept, by, region }
        };
        before.items.into_iter().map(was).collect()
    }

    /// Rules in a fence as amended. A fence of which nothing is left shows what it was.
    fn fence(&self, id: SourceId, source: &Source, (lines, range): (&[Range<usize>], &Range<usize>), gone: &[&Was<'_>], puts: &mut Puts) {
        let head = self.printer.file.items.iter().find(|item| matches!(item, Item::Policy(_)));
        let cuts: Vec<(Range<usize>, String)> = gone
            .iter()
            .map(|was| {
                let mut with = String::new();
                if let (Item::Policy(_), true, Some(head)) = (&was.item, id == self.root, head) {
                    self.printer.text(head.span(), &mut with);
                }
                (was.range(), with)
            })
            .collect();
        if fence(&self.printer, id, source, (lines, range), &cuts, puts) {
            return;
        }
        puts.text(mark_of(&source.text, range), "was".to_owned());
        let base = named(&self.printer, id);
        let said = gone.iter().find_map(|was| match (&was.item, was.by) {
            (Item::Test(_), _) => Some(say!("A test of “{base}”, which is not run here.", "“{base}”的用例，此处不运行。")),
            (_, Some((amending, change))) => Some(self.told(amending, change)),
            _ => None,
        });
        if let (Some(said), Some(first)) = (said, lines.first()) {
            puts.text(first.start..first.start, format!("# {}\n{}", said.get(self.printer.language), margin(&source.text, first.start)));
        }
    }

    /// Marks an article whose heading stands over it.
    #[allow(clippy::too_many_arguments)]
    fn region(&self, text: &str, parts: &[Part], article: &Article, was: &Was<'_>, heading: Range<usize>, end: usize, puts: &mut Puts) {
        let base = named(&self.printer, article.span.source);
        if let Some((amending, change)) = was.by {
            let title = article.title.as_ref().map(|title| title.text.clone()).unwrap_or_default();
            let head = (change.deed == Deed::Repealed).then(|| (article.number.text.clone(), title));
            if head.is_none() {
                puts.text(heading.clone(), String::new());
            }
            puts.mark(heading.start..end, Standing::Gone(head), self.said_of_gone(amending, change, &base));
            return;
        }
        if !is_prose(text, heading.end..end, parts) {
            return;
        }
        let of_it = |change: &Change| !change.superseded && change.article.as_ref() == Some(&article.number.text);
        let changes: Vec<(&Amending, &Change)> = self.printer.changes().filter(|(_, change)| of_it(change)).collect();
        let told: Vec<Text> = changes.iter().map(|(amending, change)| self.told(amending, change)).collect();
        let (Some(_), is_whole) = (told.first(), changes.iter().all(|(_, change)| change.subject.sort == Sort::Article)) else { return };
        let en = told.iter().map(|told| told.en.as_str()).collect::<Vec<_>>().join("; ");
        let zh = told.iter().map(|told| told.zh.as_str()).collect::<Vec<_>>().join("；");
        let said = if is_whole {
            Text::both(format!("{en}; until then it is as here."), format!("{zh}；此前仍如下文。"))
        } else {
            Text::both(
                format!("{en}. The words are still those of “{base}”: where they differ from the rules, the rules hold."),
                format!("{zh}。文字仍为“{base}”原文，与规则不一致的，以规则为准。"),
            )
        };
        puts.mark(heading.end..end, if is_whole { Standing::Until } else { Standing::Amended }, capital(said));
    }

    /// What is new stands in the place of what it replaces, or behind what it follows.
    fn new_items(&self, id: SourceId, parts: &[Part], items: &[Was<'_>], puts: &mut Puts) {
        let mut last = 0;
        for item in &self.printer.file.items {
            if let Some(was) = items.iter().find(|was| was.item.span() == item.span() && item.span().source == id) {
                last = was.end(parts);
            }
            let Some(change) = self.change_that_made(item) else { continue };
            let replaced = items.iter().find(|was| was.by.is_some_and(|(_, by)| std::ptr::eq(by, change)));
            let at = match replaced {
                Some(was) => was.region.as_ref().map_or_else(|| was.end(parts), |(heading, _)| heading.start),
                None => last,
            };
            let mut rules = String::new();
            self.printer.item(item, &mut rules);
            puts.text(at..at, format!("\n\n{}", fenced(&rules)));
        }
    }

    /// What was changed and by whom.
    fn told(&self, amending: &Amending, change: &Change) -> Text {
        let (what, by) = (self.printer.what(change, false), by_whom(change.by.as_ref().map(|by| by.text.as_str()), &amending.policy.name));
        Text::both(format!("{} {}", what.en, by.en), format!("由{}{}", by.zh, what.zh))
    }

    fn said_of_gone(&self, amending: &Amending, change: &Change, base: &str) -> Text {
        let told = self.told(amending, change);
        Text::both(
            format!("No longer in force: {}. These were the words of “{base}”.", told.en),
            format!("已不再施行：{}。以下为“{base}”原文。", told.zh),
        )
    }
}

/// What the policy of a file is called, or else the file.
pub(super) fn named(printer: &Printer<'_>, id: SourceId) -> String {
    let titled = printer.file.amendments.iter().flat_map(|amending| [&amending.base, &amending.policy]);
    let name = titled.filter(|titled| titled.source == id).map(|titled| &titled.name).find(|name| !name.is_empty());
    name.cloned().unwrap_or_else(|| printer.sources.get(id).map_or_else(String::new, |source| source.within.clone()))
}

/// A name in which nothing is a mark of Markdown.
fn escaped(name: &str) -> String {
    let mut out = String::new();
    for sign in name.chars() {
        if sign.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(if sign.is_control() { ' ' } else { sign });
    }
    out
}

/// A sentence that begins with a capital.
fn capital(text: Text) -> Text {
    let mut signs = text.en.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string()).unwrap_or_default();
    Text::both(format!("{first}{}", signs.as_str()), text.zh)
}
