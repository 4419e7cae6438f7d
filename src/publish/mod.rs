//! A policy as a site that a bank puts on its intranet: the regulation with its rules, tables and charts, an index of inputs, values and
//! results, and the tests as worked examples, with a link from every name to where it is told.
//!
//! It is made of the tree and the checked program; nothing is evaluated but the policy's own tests. Pages load nothing and run no script.

mod chart;
mod data;
mod examples;
mod ids;
mod links;
mod named;
mod names;
mod prose;
mod rule;
mod rules;
mod source;
mod table;
mod values;
mod words;

use askama::Template;
use std::collections::HashSet;

use crate::assembly::print::{Amended, Mark};
use crate::diagnostics::{Language, Text};
use crate::engine::{Engine, Policy};
use crate::explain::Plain;
use crate::program::uses::Uses;
use crate::program::{Cells, ExprId, FieldId, Kind, OVERALL, Program, RecordId, Rows};
use crate::source::Span;

use ids::{Ids, PageKind};
use names::Names;
use rules::Entry;
use source::{Piece, Texts};
use words::Words;

/// How a policy is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The language of the words around the author's own.
    pub language: Language,
    /// Whether all of it is one page; otherwise each part is a page of its own.
    pub one_page: bool,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The name of its file.
    pub file: &'static str,
    /// Its HTML.
    pub html: String,
}

/// The pages of a policy; the first is where one begins.
///
/// ```
/// use merit::engine::Engine;
/// use merit::publish::{Options, publish};
///
/// let policy = Engine::compile("scheme.merit", "policy \"Awards\" { subject manager }\nrecord manager { id text key; cards integer }\n\
///     article 12 \"New cards\" { award new_cards = 20 × cards }").map_err(|rejected| format!("{rejected:?}"))?;
/// let pages = publish(&policy, Options { one_page: true, ..Options::default() });
/// assert!(pages[0].html.contains("<a href=\"#in-manager.cards\">cards</a>"));
/// # Ok::<(), String>(())
/// ```
pub fn publish(policy: &Policy, options: Options) -> Vec<Page> {
    let (amendments, whole) = (policy.amendments(), amended(policy, options.language));
    let (policy, marks) = whole.as_ref().map_or((policy, &[][..]), |(policy, marks)| (policy, marks.as_slice()));
    let names = Names::of(&policy.programs().collect::<Vec<_>>(), policy.sources());
    let words = Words::of(options.language);
    let program = policy.program();
    let mut uses = Uses::of(program);
    named::add_named(policy, &mut uses);
    let book = Book {
        policy,
        program,
        amendments,
        marks,
        options,
        words,
        ids: Ids::of(program),
        uses,
        declared: names.anchors(),
        texts: Texts::of(policy.sources(), names),
        plain: Plain::new(program, policy.sources(), options.language),
        tiers: policy.programs().map(chart::candidates).collect(),
    };
    book.pages()
}

/// An amended policy as one text, so that every word of it has its place there: a document, if it is made of one, and else its rules alone.
fn amended(policy: &Policy, language: Language) -> Option<(Policy, Vec<Mark>)> {
    if policy.program().amendments.is_empty() {
        return None;
    }
    let document =
        policy.document(language).and_then(|document| Some((Engine::compile("scheme.md", &document.text).ok()?, document.marks)));
    document.or_else(|| Some((Engine::compile("scheme.merit", &policy.print_for_readers(language)).ok()?, Vec::new())))
}

/// All that pages are made of.
struct Book<'p> {
    policy: &'p Policy,
    program: &'p Program,
    /// What was amended.
    amendments: Vec<Amended>,
    /// The words that do not stand as they were.
    marks: &'p [Mark],
    options: Options,
    words: &'static Words,
    ids: Ids,
    uses: Uses,
    /// What the texts declare.
    declared: HashSet<String>,
    texts: Texts<'p>,
    plain: Plain<'p>,
    /// Of each version what may be tiers.
    tiers: Vec<Vec<ExprId>>,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Frame<'a> {
    words: &'a Words,
    title: &'a str,
    style: &'a str,
    /// The pages: where each is, what it is called, and whether it is this one.
    pages: Vec<(String, &'static str, bool)>,
    parts: Vec<(&'static str, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "cover.html")]
struct Cover<'a> {
    words: &'a Words,
    facts: Vec<(&'static str, String)>,
    amendments: Vec<(String, Vec<Change>)>,
    contents: &'a [Entry],
}

/// Something that was amended.
struct Change {
    /// What was done, in stretches; every other one is of the language.
    said: Vec<String>,
    /// Where it stands now.
    href: Option<String>,
}

impl<'p> Book<'p> {
    fn pages(&self) -> Vec<Page> {
        let rules = rules::rules(self);
        let cover = Cover { words: self.words, facts: self.facts(), amendments: self.changes(&rules.contents), contents: &rules.contents };
        let parts = [
            (PageKind::Rules, format!("{}{}", rendered(&cover), rules.html)),
            (PageKind::Data, rendered(&data::Inputs::of(self))),
            (PageKind::Values, rendered(&values::Values::of(self))),
            (PageKind::Examples, rendered(&examples::Examples::of(self))),
        ];
        if self.options.one_page {
            let parts = parts.into_iter().map(|(kind, html)| (kind.id(), kind.title(self.words), html)).collect();
            return vec![Page { file: PageKind::Rules.file(), html: self.page(None, parts) }];
        }
        let page = |(kind, html): (PageKind, String)| Page {
            file: kind.file(),
            html: self.page(Some(kind), vec![(kind.id(), kind.title(self.words), html)]),
        };
        parts.into_iter().map(page).collect()
    }

    fn page(&self, here: Option<PageKind>, parts: Vec<(&'static str, &'static str, String)>) -> String {
        let pages = PageKind::ALL.into_iter().map(|kind| {
            let address = if self.options.one_page { format!("#{}", kind.id()) } else { kind.file().to_owned() };
            (address, kind.title(self.words), here == Some(kind))
        });
        let title = &self.program.head.name;
        rendered(&Frame { words: self.words, title, style: include_str!("publish.css"), pages: pages.collect(), parts })
    }

    /// What the head of the policy says.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let (words, head) = (self.words, &self.program.head);
        let days = |from: Option<crate::values::Date>, to: Option<crate::values::Date>| {
            words.days(from.map(|day| day.to_string()).as_deref(), to.map(|day| day.to_string()).as_deref())
        };
        let facts = [
            (words.version, head.version.clone()),
            (words.in_force, head.in_force.map(|(from, to)| days(Some(from), to))),
            (words.as_of, head.as_of.map(|day| day.to_string())),
            (words.currency, Some(data::money(self))),
            (words.subject, head.subject.map(|subject| self.program.record(subject).name.clone())),
        ];
        facts.into_iter().filter_map(|(word, value)| Some((word, value?))).collect()
    }

    /// What was amended, with where it stands among these headings.
    fn changes(&self, contents: &[Entry]) -> Vec<(String, Vec<Change>)> {
        let href = |article: &Option<String>| {
            let id = format!("article-{}", ids::slug(article.as_ref()?));
            contents.iter().any(|entry| entry.id == id).then(|| format!("#{id}"))
        };
        let change = |(said, article): &(Text, Option<String>)| Change { said: stretches(&self.say(said)), href: href(article) };
        let amended = self.amendments.iter().map(|amended| (self.say(&amended.said), amended.changes.iter().map(change).collect()));
        amended.collect()
    }

    fn say(&self, text: &Text) -> String {
        text.get(self.options.language).to_owned()
    }

    /// What a value is; of an enumeration all its members, in their order where they have one.
    fn kind(&self, kind: Kind) -> String {
        match kind {
            Kind::Member(id) => {
                let declared = self.program.enumeration(id);
                let names: Vec<&str> = (0..declared.members.len()).filter_map(|at| declared.name_for(at, self.options.language)).collect();
                names.join(match (declared.ordered, self.options.language) {
                    (true, _) => " < ",
                    (false, Language::English) => ", ",
                    (false, Language::Chinese) => "、",
                })
            }
            Kind::Reference(record) => {
                let described = self.say(&kind.describe(self.program)).replace('`', "");
                described.replace(&self.program.record(record).name, &self.record_name(record))
            }
            kind => self.say(&kind.describe(self.program)).replace('`', ""),
        }
    }

    fn record_name(&self, record: RecordId) -> String {
        let declared = self.program.record(record);
        match &declared.rows {
            _ if record == OVERALL => self.words.overall.to_owned(),
            // A grouping that has no name of its own is called by what it groups.
            Rows::Group { of, .. } if self.options.language == Language::Chinese => {
                let of = &self.program.record(*of).name;
                match declared.name.strip_prefix(of.as_str()).and_then(|rest| rest.strip_prefix(" by ")) {
                    Some(by) => format!("{of} 按 {}", by.replace(", ", "、")),
                    None => declared.name.clone(),
                }
            }
            _ => declared.name.clone(),
        }
    }

    fn field_name(&self, record: RecordId, field: FieldId) -> String {
        let declared = self.program.field(record, field);
        match (&declared.cells, declared.ty.kind) {
            // What leads to a grouping is called as it is.
            (Cells::Grouped, Kind::Reference(group)) if declared.name == self.program.record(group).name => self.record_name(group),
            _ => declared.name.clone(),
        }
    }

    fn href(&self, from: PageKind, id: &str) -> String {
        ids::href(from, self.options.one_page, id)
    }

    fn pieces(&self, span: Span) -> Vec<Piece> {
        self.pieces_from(PageKind::Rules, span)
    }

    /// A stretch of the policy on a page; only among the rules it is where its names are declared.
    fn pieces_from(&self, page: PageKind, span: Span) -> Vec<Piece> {
        let mut pieces = self.texts.pieces(span, &|id| self.href(page, id));
        if page != PageKind::Rules {
            pieces.iter_mut().for_each(|piece| piece.id = None);
        }
        pieces
    }
}

/// A sentence in stretches; every other one is of the language.
fn stretches(text: &str) -> Vec<String> {
    text.split('`').map(str::to_owned).collect()
}

fn rendered(template: &impl Template) -> String {
    // Memory takes everything.
    template.render().unwrap_or_default()
}
