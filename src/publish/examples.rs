//! The tests of a policy as worked examples: what is given, what must come of it, and the arithmetic that leads there.

use askama::Template;
use std::collections::HashSet;
use unicode_width::UnicodeWidthStr;

use crate::engine::TestPlace;
use crate::explain;
use crate::program::{FieldId, Given, Kind, RecordId, Test};
use crate::source::Span;
use crate::values::Value;
use crate::values::decimal::format_plain;

use super::Book;
use super::ids::{Ids, PageKind};
use super::links::Link;
use super::source::Piece;
use super::words::Words;

/// The most columns and signs that a page has room for beside one another.
const MOST: usize = 6;
const WIDEST: usize = 100;

/// The worked examples.
#[derive(Template)]
#[template(path = "examples.html")]
pub(super) struct Examples<'a> {
    words: &'a Words,
    examples: Vec<Example>,
}

struct Example {
    number: usize,
    id: String,
    name: String,
    as_of: Option<String>,
    given: Vec<GivenTable>,
    expected: Vec<Expected>,
    holds: bool,
}

/// What is expected, and how it comes to be.
struct Expected {
    span: Span,
    pieces: Vec<Piece>,
    steps: Vec<String>,
}

/// The rows of one record that a test gives.
struct GivenTable {
    record: Link,
    headings: Vec<Link>,
    /// For each row, what it has under each heading; empty where it says nothing.
    rows: Vec<Vec<String>>,
}

impl GivenTable {
    /// Whether it is too wide for a page, so that its rows stand beside one another.
    fn is_wide(&self) -> bool {
        let columns = (0..self.headings.len()).map(|at| {
            let heading = self.headings.get(at).map_or("", |heading| heading.text.as_str());
            let cells = self.rows.iter().filter_map(|row| row.get(at)).map(String::as_str);
            cells.chain([heading]).map(UnicodeWidthStr::width).max().unwrap_or(0).saturating_add(2)
        });
        let is_wide = self.headings.len() > MOST || columns.sum::<usize>() > WIDEST;
        is_wide && self.rows.len() <= MOST
    }

    /// Each heading with what every row has under it.
    fn turned(&self) -> impl Iterator<Item = (&Link, Vec<&str>)> {
        let cells = |at: usize| self.rows.iter().map(move |row| row.get(at).map_or("", String::as_str)).collect();
        self.headings.iter().enumerate().map(move |(at, heading)| (heading, cells(at)))
    }
}

impl<'a> Examples<'a> {
    /// Those of a policy.
    pub fn of(book: &'a Book<'_>) -> Examples<'a> {
        let reports = book.policy.test().into_iter().filter(|report| !report.failures.is_empty());
        let places = reports.filter_map(|report| match report.place {
            TestPlace::Policy(span) => Some(span),
            TestPlace::File { .. } => None,
        });
        let failing: HashSet<Span> = places.collect();
        let options = explain::Options { language: book.options.language, ..explain::Options::default() };
        let examples = book.program.tests.iter().enumerate().map(|(at, test)| {
            let worked = book.policy.worked(test, &options);
            let steps = |line: &explain::Line| {
                let needed = line.needed_words(options.language).into_iter().map(|(_, text)| text);
                needed.chain(line.steps.iter().cloned()).collect::<Vec<_>>()
            };
            let pieces = |span| book.pieces_from(PageKind::Examples, span);
            let values = test.expects.iter().zip(&worked).map(|(expect, line)| Expected {
                span: expect.span,
                pieces: pieces(expect.span),
                steps: line.as_ref().map(steps).unwrap_or_default(),
            });
            let asserted = test.asserted.iter();
            let asserted = asserted.map(|expect| Expected { span: expect.span, pieces: pieces(expect.span), steps: Vec::new() });
            let mut expected: Vec<Expected> = values.chain(asserted).collect();
            expected.sort_by_key(|expected| expected.span);
            Example {
                number: at.saturating_add(1),
                id: Ids::example(at),
                name: test.name.clone(),
                as_of: test.as_of.map(|day| day.to_string()),
                given: given(book, test),
                expected,
                holds: !failing.contains(&test.span),
            }
        });
        Examples { words: book.words, examples: examples.collect() }
    }
}

/// What a test gives, a table for each record.
fn given(book: &Book<'_>, test: &Test) -> Vec<GivenTable> {
    let mut records: Vec<RecordId> = Vec::new();
    for given in &test.given {
        if !records.contains(&given.record) {
            records.push(given.record);
        }
    }
    let table = |record: RecordId| {
        let rows: Vec<&Given> = test.given.iter().filter(|given| given.record == record).collect();
        let mut fields: Vec<FieldId> = Vec::new();
        for (field, _) in rows.iter().flat_map(|row| &row.fields) {
            if !fields.contains(field) {
                fields.push(*field);
            }
        }
        let link = |text: String, id: String| Link { text, href: book.href(PageKind::Examples, &id) };
        let headings =
            fields.iter().map(|field| link(book.program.field(record, *field).name.clone(), Ids::field(book.program, record, *field)));
        let is_key = |field: FieldId| {
            let declared = book.program.record(record);
            declared.key.contains(&field) || matches!(book.program.field(record, field).ty.kind, Kind::Reference(_))
        };
        let cell = |row: &Given, field: FieldId| {
            let value = row.fields.iter().find(|(known, _)| *known == field).map(|(_, value)| value);
            match value {
                // A key is no amount: a year has no commas.
                Some(Some(Value::Number(number))) if is_key(field) => format_plain(number).replace('-', "−"),
                Some(Some(value)) => book.plain.figure(book.program.field(record, field).ty.kind, value),
                Some(None) => book.words.blank.to_owned(),
                None => String::new(),
            }
        };
        GivenTable {
            record: book.record(PageKind::Examples, record),
            headings: headings.collect(),
            rows: rows.iter().map(|row| fields.iter().map(|field| cell(row, *field)).collect()).collect(),
        }
    };
    records.into_iter().map(table).collect()
}
