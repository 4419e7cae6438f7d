//! The articles: prose and comments as text, and every statement in its place, as [`rule`](super::rule) shows it.

use askama::Template;
use std::ops::Range;

use crate::assembly::print::{Mark, Standing};
use crate::program::ArticleId;
use crate::source::literate::is_literate;
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Article, Item, Statement};

use super::Book;
use super::links::Link;
use super::prose::{self, Rendering};
use super::rule::RuleView;
use super::source::Piece;
use super::table::{TableView, behind, comments};

/// The articles as HTML, and the headings that they stand under.
pub(super) struct Rules {
    /// The HTML.
    pub html: String,
    /// The headings, with how deep each is.
    pub contents: Vec<Entry>,
}

/// A heading in the list of contents.
pub(super) struct Entry {
    /// 1 for an article.
    pub depth: u8,
    /// Where it stands.
    pub id: String,
    /// Article 8, or 第8条; empty of a heading that is no article.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Whether it is no longer in force.
    pub is_gone: bool,
}

#[derive(Template)]
#[template(path = "article.html")]
struct Heading<'a> {
    id: &'a str,
    label: &'a str,
    title: &'a str,
    /// For whom it is, from when.
    tail: Vec<Piece>,
    is_gone: bool,
}

#[derive(Template)]
#[template(path = "note.html")]
struct Note {
    class: &'static str,
    /// Its lines, each in stretches; every other one is of the language.
    lines: Vec<Vec<String>>,
}

#[derive(Template)]
#[template(path = "block.html")]
struct Block {
    head: Vec<Piece>,
    inner: String,
    tail: &'static str,
}

/// Writes the articles of a policy.
pub(super) fn rules(book: &Book<'_>) -> Rules {
    let mut writer = Writer { book, contents: Vec::new() };
    let tree = book.policy.tree();
    let main = tree.source;
    let source = book.policy.sources().get(main);
    let mut html = String::new();
    if let Some(source) = source.filter(|source| is_literate(&source.name)) {
        html = prose::html(&source.text, book.marks, &mut writer);
    }
    // The policy's own rules first, then those of each file that it uses.
    for (id, source) in book.policy.sources().iter() {
        if id == main && !html.is_empty() {
            continue;
        }
        let items: Vec<&Item> = tree.items.iter().filter(|item| item.span().source == id).collect();
        if id != main && items.iter().any(|item| is_shown(item)) {
            let (name, address) = (&source.within, format!("file-{}", super::ids::slug(&source.within)));
            writer.contents.push(Entry { depth: 1, id: address.clone(), label: String::new(), title: name.clone(), is_gone: false });
            html.push_str(&render(&Heading { id: &address, label: "", title: name, tail: Vec::new(), is_gone: false }));
        }
        html.push_str(&writer.file(id, &items));
    }
    Rules { html, contents: writer.contents }
}

/// Whether an item is shown among the rules; records, results and tests have pages of their own.
fn is_shown(item: &Item) -> bool {
    matches!(item, Item::Article(_) | Item::Parameter(_) | Item::Scale(_) | Item::Calendar(_) | Item::Group(_))
}

fn render(template: &impl Template) -> String {
    // Memory takes everything.
    template.render().unwrap_or_default()
}

struct Writer<'b, 'p> {
    book: &'b Book<'p>,
    contents: Vec<Entry>,
}

impl Rendering for Writer<'_, '_> {
    fn heading(&mut self, range: &Range<usize>) -> Option<String> {
        if let Some(mark) = self.book.marks.iter().find(|mark| mark.range.start == range.start)
            && let Standing::Gone(Some((number, title))) = &mark.standing
        {
            return Some(self.head(number, title, Vec::new(), None) + &self.standing(mark));
        }
        let tree = self.book.policy.tree();
        let article = tree.items.iter().find_map(|item| match item {
            Item::Article(article) if article.span.source == tree.source && range.contains(&(article.span.start as usize)) => Some(article),
            _ => None,
        })?;
        Some(self.article_head(article, Vec::new()))
    }

    fn begin(&mut self, mark: &Mark) -> String {
        match mark.standing {
            Standing::Amended => format!("<div class=\"amended\">\n{}\n", self.standing(mark)),
            Standing::Until => format!("<div class=\"until\">\n{}\n", self.standing(mark)),
            Standing::Gone(None) => format!("<div class=\"gone\">\n{}\n", self.standing(mark)),
            // It is said under the heading.
            Standing::Gone(Some(_)) => "<div class=\"gone\">\n".to_owned(),
        }
    }

    fn plain_heading(&mut self, level: u8, text: &str) -> String {
        let id = format!("h-{}-{}", self.contents.len().saturating_add(1), super::ids::slug(text));
        if level <= 2 {
            self.contents.push(Entry { depth: level, id: id.clone(), label: String::new(), title: text.to_owned(), is_gone: false });
        }
        id
    }

    fn rules(&mut self, range: Range<usize>) -> String {
        let tree = self.book.policy.tree();
        let is_within = |span: Span| span.source == tree.source && range.start <= span.start as usize && span.end as usize <= range.end;
        let mut html = String::new();
        let mut at = range.start;
        for item in &tree.items {
            match item {
                // The article of a heading: its statements stand in several fences.
                Item::Article(article) if !is_within(article.span) => {
                    for statement in article.statements.iter().filter(|statement| is_within(statement.span())) {
                        html.push_str(&self.notes(tree.source, at..statement.span().start as usize));
                        let (shown, end) = self.statement(statement);
                        html.push_str(&shown);
                        at = end;
                    }
                }
                item if is_within(item.span()) => {
                    let said = self.notes(tree.source, at..item.span().start as usize);
                    html.push_str(&match item {
                        // What stands above an article that is written out is about it.
                        Item::Article(article) => self.article(article, &said),
                        item => said + &self.item(item),
                    });
                    at = item.span().end as usize;
                }
                _ => {}
            }
        }
        html.push_str(&self.notes(tree.source, at..range.end));
        html
    }
}

impl Writer<'_, '_> {
    /// What is said of words that do not stand as they were.
    fn standing(&self, mark: &Mark) -> String {
        render(&Note { class: "standing", lines: vec![super::stretches(&self.book.say(&mark.said))] })
    }

    /// The items of a plain file, each with the comments above it.
    fn file(&mut self, source: SourceId, items: &[&Item]) -> String {
        let mut html = String::new();
        let mut at = 0;
        for item in items {
            let span = item.span();
            let above = at..span.start as usize;
            at = span.end as usize;
            if !is_shown(item) {
                continue;
            }
            let Item::Article(article) = item else {
                html.push_str(&self.notes(source, above));
                html.push_str(&self.item(item));
                continue;
            };
            // What stands right above an article is about it; what stands apart is about all that follows.
            let text = self.book.texts.code(source).get(above.clone()).unwrap_or("");
            let apart = text.rfind("\n\n").or(text.rfind("\r\n\r\n")).map_or(above.start, |at| at.saturating_add(above.start));
            html.push_str(&self.notes_as("note chapter", source, above.start..apart));
            let own = self.notes(source, apart..above.end);
            html.push_str(&self.article(article, &own));
        }
        html
    }

    fn item(&mut self, item: &Item) -> String {
        match item {
            Item::Article(article) => self.article(article, ""),
            item => self.rule(item.span(), None),
        }
    }

    /// An article that is written out, with what is said of it first.
    fn article(&mut self, article: &Article, said: &str) -> String {
        let opens = self
            .book
            .texts
            .text(article.span)
            .find(['{', '｛'])
            .map_or(article.span.end as usize, |at| at.saturating_add(article.span.start as usize));
        let from = article.title.as_ref().map_or(article.number.span.end, |title| title.span.end);
        let tail = Span::new(article.span.source, from as usize, opens);
        let tail = if self.book.texts.text(tail).trim().is_empty() { Vec::new() } else { self.book.pieces(tail) };
        let mut html = self.article_head(article, tail);
        html.push_str(said);
        let inner = opens.saturating_add(1)..(article.span.end as usize).saturating_sub(1);
        html.push_str(&self.statements(article.span.source, inner, &article.statements));
        html
    }

    fn article_head(&mut self, article: &Article, tail: Vec<Piece>) -> String {
        let title = article.title.as_ref().map(|title| title.text.clone()).unwrap_or_default();
        let day = |day: Option<crate::values::Date>| day.map(|day| day.to_string());
        let days = article.days.as_ref().map(|days| self.book.words.days(day(days.from).as_deref(), day(days.to).as_deref()));
        self.head(&article.number.text, &title, tail, Some(days.unwrap_or_default()))
    }

    /// The head of an article, on these days; of one that is no longer in force on none.
    fn head(&mut self, number: &str, title: &str, tail: Vec<Piece>, days: Option<String>) -> String {
        let label = self.book.words.numbered(number);
        let mut id = format!("article-{}", super::ids::slug(number));
        // A version of it that is in force on other days.
        if self.contents.iter().any(|entry| entry.id == id) {
            id = format!("{id}~{}", self.contents.len().saturating_add(1));
        }
        let is_gone = days.is_none();
        let listed =
            [title, days.as_deref().unwrap_or_default()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        self.contents.push(Entry { depth: 1, id: id.clone(), label: label.clone(), title: listed, is_gone });
        render(&Heading { id: &id, label: &label, title, tail, is_gone })
    }

    /// Statements with the comments between them.
    fn statements(&mut self, source: SourceId, within: Range<usize>, statements: &[Statement]) -> String {
        let mut html = String::new();
        let mut at = within.start;
        for statement in statements {
            html.push_str(&self.notes(source, at..statement.span().start as usize));
            let (shown, end) = self.statement(statement);
            html.push_str(&shown);
            at = end;
        }
        html.push_str(&self.notes(source, at..within.end));
        html
    }

    /// A statement with the comment behind it, and where they end.
    fn statement(&mut self, statement: &Statement) -> (String, usize) {
        let span = statement.span();
        let own = span.start as usize..span.end as usize;
        match statement {
            Statement::Each { statements, .. } | Statement::When { statements, .. }
                if statements.iter().any(is_drawn) || statements.len() > 3 =>
            {
                let text = self.book.texts.text(span);
                let opens = text.find(['{', '｛']).unwrap_or(0).saturating_add(own.start);
                let width = self.book.texts.code(span.source).get(opens..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                let inner = opens.saturating_add(width);
                let head = self.book.pieces(Span::new(span.source, own.start, inner));
                let inner = self.statements(span.source, inner..own.end.saturating_sub(1), statements);
                (render(&Block { head, inner, tail: "}" }), own.end)
            }
            Statement::Table(table) => (self.rule(span, Some(TableView::of(self.book, table))), own.end),
            _ => {
                let (_, end) = behind(self.book.texts.code(span.source), &own);
                (self.rule(Span::new(span.source, own.start, end), None), end)
            }
        }
    }

    fn rule(&self, span: Span, table: Option<TableView>) -> String {
        render(&RuleView::of(self.book, span, table))
    }

    /// Comments on lines of their own, those without an empty line between them together.
    fn notes(&self, source: SourceId, range: Range<usize>) -> String {
        self.notes_as("note", source, range)
    }

    fn notes_as(&self, class: &'static str, source: SourceId, range: Range<usize>) -> String {
        let text = self.book.texts.code(source).get(range).unwrap_or("");
        let mut html = String::new();
        let mut lines: Vec<Vec<String>> = Vec::new();
        for line in text.lines().map(str::trim).chain([""]) {
            let words = comments(line);
            if words.is_empty() && !lines.is_empty() {
                html.push_str(&render(&Note { class, lines: std::mem::take(&mut lines) }));
            }
            lines.extend(words.iter().map(|words| words.split('`').map(str::to_owned).collect()));
        }
        html
    }
}

/// Whether a place lies within another.
pub(super) fn is_within(place: Span, span: Span) -> bool {
    place.source == span.source && span.start <= place.start && place.end <= span.end
}

/// Whether a statement has more to show than its text.
fn is_drawn(statement: &Statement) -> bool {
    match statement {
        Statement::Table(_) | Statement::Scale(_) => true,
        Statement::Each { statements, .. } | Statement::When { statements, .. } => statements.iter().any(is_drawn),
        Statement::Define(_) | Statement::Parameter(_) | Statement::Clause(_) | Statement::Split(_) | Statement::Assert { .. } => false,
    }
}

/// An article that a page leads to.
pub(super) fn article_link(book: &Book<'_>, from: super::ids::PageKind, id: ArticleId) -> Link {
    let article = book.program.article(id);
    Link { text: book.words.numbered(&article.number), href: book.href(from, book.ids.article(id)) }
}
