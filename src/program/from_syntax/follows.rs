//! Which findings only follow from others, above all from lines that were not understood, and so would tell the author nothing.
//!
//! What such a line would have said is missing: a name that it may declare or read, a row or part that it may be. A finding is left out
//! when one of its own lines is broken, when its name stands in a broken line, or when it misses something in a statement that has one.

use super::places::{Starts, Stretches};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{Sources, Span};
use crate::syntax::ast::{File, Item, Statement};
use rustc_hash::{FxHashMap, FxHashSet};

/// The findings that stand by themselves.
pub(super) fn independent(file: &File, sources: &Sources, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut findings = one_for_each_circle(findings);
    // What nothing reads is asked of a sound policy: a value in error reads nothing.
    if findings.iter().any(Diagnostic::is_error) || !file.broken.is_empty() {
        findings.retain(|finding| finding.code != Code::W1001);
    }
    let stretches: Vec<Span> = file.broken.iter().copied().chain(lost_fields(file, &findings)).collect();
    if !stretches.is_empty() || file.lacks_files {
        let broken = Broken::new(file, sources, stretches);
        findings.retain(|finding| !broken.causes(finding));
    }
    one_for_each_name(findings)
}

/// The fields whose kind could not be told, so that their records lack them.
fn lost_fields(file: &File, findings: &[Diagnostic]) -> Vec<Span> {
    let refused = findings.iter().filter(|finding| matches!(finding.code, Code::E0203 | Code::E0210));
    let places = Starts::new(refused.filter_map(|finding| finding.labels.first()).map(|label| label.span).collect());
    let records = file.items.iter().filter_map(|item| if let Item::Record(record) = item { Some(record) } else { None });
    let fields = records.flat_map(|record| &record.fields);
    fields.filter(|field| places.any_in(field.span)).map(|field| field.name.span).collect()
}

/// A name that is unknown in several places is told once, with the next place and how many more there are.
fn one_for_each_name(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: Vec<(Diagnostic, Vec<Span>)> = Vec::new();
    let mut first: FxHashMap<String, usize> = FxHashMap::default();
    for finding in findings {
        let of_name = matches!(finding.code, Code::E0201 | Code::E0203 | Code::E0204 | Code::E0206);
        let again = of_name.then(|| *first.entry(format!("{}{}", finding.code.name(), finding.message.en)).or_insert(told.len()));
        match (again.and_then(|at| told.get_mut(at)), finding.labels.first()) {
            (Some((_, places)), Some(label)) => places.push(label.span),
            _ => told.push((finding, Vec::new())),
        }
    }
    let joined = |(finding, places): (Diagnostic, Vec<Span>)| match places.as_slice() {
        [] => finding,
        [one] => finding.label(*one, say!("and here", "此处亦然")),
        [next, more @ ..] => {
            let more = more.len();
            finding.label(*next, say!("and here, and in {more} more places", "此处亦然，另有 {more} 处"))
        }
    };
    told.into_iter().map(joined).collect()
}

/// Of the circles that begin with one name the first found alone: another way round ends where the first one is cut.
fn one_for_each_circle(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: FxHashSet<Span> = FxHashSet::default();
    findings.retain(|finding| {
        let start = finding.labels.first().filter(|_| finding.code == Code::E0408);
        start.is_none_or(|label| told.insert(label.span))
    });
    findings
}

/// What was not understood of a policy.
struct Broken<'a> {
    sources: &'a Sources,
    /// Whether files that it uses could not be read.
    lacks_files: bool,
    /// The broken places with the whole lines that they touch.
    lines: Stretches,
    /// The words in broken places; of Chinese ones also their ends, for a keyword may stand before a name without a space.
    words: FxHashSet<&'a str>,
    /// The statements that hold a broken place.
    statements: Stretches,
}

/// What a finding misses, which a broken line may have held.
enum Misses {
    /// The name at its place.
    Name,
    /// A part or row of its statement.
    Part,
    /// Something that may stand in any line.
    Anything,
    /// Nothing.
    Nothing,
}

/// The longest end of a Chinese word that may be a name, in characters.
const LONGEST_NAME: usize = 40;

impl<'a> Broken<'a> {
    fn new(file: &'a File, sources: &'a Sources, stretches: Vec<Span>) -> Broken<'a> {
        let mut said: FxHashSet<&str> = FxHashSet::default();
        for word in stretches.iter().flat_map(|stretch| words(sources, *stretch)) {
            said.insert(word);
            if !word.is_ascii() {
                said.extend(word.char_indices().rev().take(LONGEST_NAME).filter_map(|(at, _)| word.get(at..)));
            }
        }
        let mut statements = Vec::new();
        for item in &file.items {
            match item {
                Item::Article(article) => article.statements.iter().for_each(|statement| innermost(statement, &mut statements)),
                Item::Result(result) => statements.push(result.span),
                Item::Policy(policy) => statements.push(policy.span),
                _ => {}
            }
        }
        let starts = Starts::new(stretches);
        statements.retain(|statement| starts.any_in(*statement));
        Broken {
            sources,
            lacks_files: file.lacks_files,
            lines: Stretches::new(file.broken.iter().map(|span| lines(sources, *span)).collect()),
            words: said,
            statements: Stretches::new(statements),
        }
    }

    fn causes(&self, finding: &Diagnostic) -> bool {
        let Some(place) = finding.labels.first().map(|label| label.span) else { return false };
        self.lines.hold(place)
            || match misses(finding.code) {
                Misses::Name => self.lacks_files || words(self.sources, place).last().is_some_and(|name| self.words.contains(name)),
                Misses::Part => self.statements.hold(place),
                Misses::Anything => true,
                Misses::Nothing => false,
            }
    }
}

/// What a finding of a code misses.
fn misses(code: Code) -> Misses {
    match code {
        Code::E0201 | Code::E0203 | Code::E0204 | Code::E0206 | Code::W1001 => Misses::Name,
        // A condition may be lost, by which a value would be known to be there.
        Code::E0305 | Code::E0306 | Code::E0404 => Misses::Part,
        Code::E0208 | Code::E0401 | Code::E0406 | Code::E0407 | Code::E0411 | Code::E0412 | Code::E0413 => Misses::Part,
        Code::E0111 | Code::E0211 => Misses::Anything,
        _ => Misses::Nothing,
    }
}

/// The places of the statements of which none holds another.
fn innermost(statement: &Statement, found: &mut Vec<Span>) {
    match statement {
        Statement::Each { statements, .. } | Statement::When { statements, .. } => {
            statements.iter().for_each(|statement| innermost(statement, found));
        }
        _ => found.push(statement.span()),
    }
}

fn holds(outer: &Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.start <= outer.end
}

/// The whole lines that a stretch touches.
fn lines(sources: &Sources, span: Span) -> Span {
    let text = sources.get(span.source).map_or("", |source| &source.text);
    let (start, end) = (span.start as usize, span.end as usize);
    let start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let end = text.get(end..).and_then(|after| after.find('\n')).map_or(text.len(), |length| end + length);
    Span::new(span.source, start, end)
}

/// The words in a place.
fn words(sources: &Sources, span: Span) -> impl DoubleEndedIterator<Item = &str> {
    sources.text(span).split(|sign: char| !sign.is_alphanumeric() && sign != '_').filter(|word| !word.is_empty())
}

/// The words in the broken lines within a place; without one, those that follow the word of a subject.
pub(super) fn broken_words<'t>(file: &File, sources: &'t Sources, within: Option<Span>) -> Vec<&'t str> {
    let stretches = file.broken.iter().filter(|stretch| within.is_none_or(|within| holds(&within, **stretch)));
    let is_subject = |word: &&str| matches!(*word, "subject" | "考核对象");
    stretches
        .flat_map(|stretch| {
            let skipped = if within.is_none() { words(sources, *stretch).take_while(|word| !is_subject(word)).count() } else { 0 };
            words(sources, *stretch).skip(skipped)
        })
        .collect()
}
