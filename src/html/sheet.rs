//! One statement on a sheet: every amount under the article that gives it, with its arithmetic, and the words of the article beside it.

use super::article::ArticleView;
use super::statements::{Amount, Scheme, Writer};
use super::words::Words;
use crate::explain::{Line, Next, Statement, Status, next_heading};
use crate::program::Sign;
use crate::values::{Exact, Value};
use askama::Template;

/// The sheet of one statement.
#[derive(Template)]
#[template(path = "sheet.html")]
pub(super) struct Sheet<'a> {
    words: &'a Words,
    /// Its place among those that a summary lists.
    listed: Option<usize>,
    scheme: Scheme,
    record: &'a str,
    key: &'a str,
    facts: Vec<(String, String)>,
    totals: Vec<(&'a str, Amount)>,
    sections: Vec<Section<'a>>,
    next_heading: &'static str,
    next: Vec<Goal<'a>>,
    others: Vec<&'a ArticleView>,
    notes: &'a [String],
}

/// What was not reached, and the ways to it.
struct Goal<'a> {
    article: Option<String>,
    name: &'a str,
    goal: &'a str,
    ways: Vec<String>,
    hindrance: Option<&'a str>,
}

/// What one article gives.
struct Section<'a> {
    article: Option<&'a ArticleView>,
    rows: Vec<Row<'a>>,
}

/// A line of the statement.
struct Row<'a> {
    name: &'a str,
    amount: Amount,
    /// Its reasons; a value that it needs with the article that gives it.
    steps: Vec<(Option<String>, String)>,
    parts: Vec<(&'static str, &'a str, Amount)>,
}

impl<'a> Sheet<'a> {
    /// The sheet of a statement; `listed` is its place in the summary, if there is one.
    pub fn of(writer: &'a Writer<'_>, statement: &'a Statement<'a>, row: usize, listed: Option<usize>) -> Sheet<'a> {
        let asked = writer.statements;
        let article = |number: &str| writer.articles.iter().find(|article| article.number == number);
        let mut sections: Vec<Section<'_>> = Vec::new();
        for line in &statement.lines {
            let number = line.article.as_ref().map(|article| article.number);
            let row = Row::of(writer, line);
            match sections.last_mut() {
                Some(last) if last.article.map(|article| article.number.as_str()) == number => last.rows.push(row),
                _ => sections.push(Section { article: number.and_then(article), rows: vec![row] }),
            }
        }
        let mut others: Vec<&ArticleView> = Vec::new();
        statement.lines.iter().flat_map(|line| &line.sub_lines).for_each(|line| cited(line, &article, &mut others));
        others.retain(|other| !sections.iter().any(|section| section.article.is_some_and(|shown| shown.number == other.number)));
        let place = |view: &&ArticleView| writer.articles.iter().position(|article| article.number == view.number);
        others.sort_by_key(place);
        let is_total = |line: &&Line<'_>| line.role == "total";
        let totals = statement.lines.iter().filter(is_total).map(|line| (line.name.as_ref(), amount(writer, line))).collect();
        Sheet {
            words: writer.words,
            listed,
            scheme: writer.scheme(),
            record: statement.record,
            key: &statement.key,
            facts: asked.evaluation.particulars(asked.record, row, asked.options.language),
            totals,
            sections,
            next_heading: next_heading(asked.options.language),
            next: statement.next.iter().map(|next| Goal::of(writer, next)).collect(),
            others,
            notes: &statement.notes,
        }
    }
}

impl<'a> Goal<'a> {
    fn of(writer: &Writer<'_>, next: &'a Next<'a>) -> Goal<'a> {
        Goal {
            article: next.article.as_ref().map(|article| writer.words.numbered(article.number)),
            name: &next.name,
            goal: &next.goal,
            ways: next.ways.iter().map(|way| way.words(writer.statements.options.language)).collect(),
            hindrance: next.hindrance.as_deref(),
        }
    }
}

/// The articles that a value and those that it needs cite.
fn cited<'a>(line: &Line<'_>, article: &impl Fn(&str) -> Option<&'a ArticleView>, others: &mut Vec<&'a ArticleView>) {
    if let Some(view) = line.article.as_ref().and_then(|cited| article(cited.number))
        && !others.iter().any(|known| known.number == view.number)
    {
        others.push(view);
    }
    line.sub_lines.iter().for_each(|line| cited(line, article, others));
}

impl<'a> Row<'a> {
    fn of(writer: &Writer<'_>, line: &'a Line<'a>) -> Row<'a> {
        let (words, language) = (writer.words, writer.statements.options.language);
        let own = line.article.map(|article| article.number);
        let needed = line.needed_words(language).into_iter().map(|(article, text)| {
            let other = article.filter(|article| own != Some(article.number));
            (other.map(|article| words.numbered(article.number)), text)
        });
        let parts: Vec<_> = line.parts.iter().map(|part| part_row(writer, part)).collect();
        let added = line.parts.iter().map(|part| if part.sign == Sign::Plus { part.amount.clone() } else { part.amount.neg() });
        let added = Value::Number(added.sum::<Exact>());
        // Parts in a column say all that a sum in a line would.
        let is_sum = !parts.is_empty() && line.figure.as_ref().is_some_and(|figure| figure.value == added);
        let steps = line.steps.iter().filter(|_| !is_sum).map(|step| (None, step.clone()));
        Row { name: &line.name, amount: amount(writer, line), steps: needed.chain(steps).collect(), parts }
    }
}

fn part_row<'a>(writer: &Writer<'_>, part: &'a crate::explain::Part<'_>) -> (&'static str, &'a str, Amount) {
    let sign = match part.sign {
        Sign::Plus => "+",
        Sign::Minus => "−",
    };
    (sign, &part.name, writer.money(&part.amount))
}

fn amount(writer: &Writer<'_>, line: &Line) -> Amount {
    match (&line.figure, line.status) {
        (Some(figure), _) => Amount { value: figure.text().into_owned(), shown: line.signed().unwrap_or_default() },
        (None, Status::NotApplicable) => Amount { value: String::new(), shown: writer.words.not_applicable.to_owned() },
        (None, Status::Blank | Status::Applies) => Amount { value: String::new(), shown: writer.words.blank.to_owned() },
        (None, Status::Unknown) => Amount { value: String::new(), shown: writer.words.unknown.to_owned() },
    }
}
