//! What stands at a place: of a name its declaration, kind, unit and article; of a figure its whole value; of a keyword its words in both
//! languages; of a finding's code nothing, the editor shows that itself.

use super::view::View;
use super::words;
use crate::diagnostics::{Language, Text};
use crate::program::{ArticleId, Definition, Field, Form, Kind, Meaning, Mention, Program, Record, Rows, builtin_names};
use crate::say;
use crate::source::Span;
use crate::syntax::highlight::{Tag, marks};
use crate::syntax::vocabulary::KEYWORDS;
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};
use std::ops::Range;

/// The most characters of a declaration that are shown.
const MOST_SHOWN: usize = 160;

/// What stands at a byte.
pub(super) fn hover(view: &View<'_>, at: usize) -> Option<Hover> {
    if let Some((version, name)) = view.names_at(at).into_iter().next() {
        let told = of_name(view, view.analysis.program(version)?, name);
        return Some(shown(view, told, name.span.start as usize..name.span.end as usize));
    }
    let found = marks(view.code()).into_iter().find(|(range, _)| range.start <= at && at < range.end);
    let (range, tag) = found.unwrap_or((at..at, Tag::Text));
    let word = view.code().get(range.clone()).unwrap_or_default();
    match tag {
        Tag::Keyword => Some(shown(view, keyword(word)?, range)),
        Tag::Name if builtin(word).is_some() => Some(shown(view, builtin(word)?, range)),
        Tag::Figure | Tag::Name | Tag::Text | Tag::Comment => {
            let (told, span) = value(view, at)?;
            Some(shown(view, told, span.start as usize..span.end as usize))
        }
    }
}

fn shown(view: &View<'_>, text: String, range: Range<usize>) -> Hover {
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Hover { contents, range: Some(view.range(range)) }
}

/// A name: its declaration, what it is, where it stands, and what its author said of it.
fn of_name(view: &View<'_>, program: &Program, name: Mention) -> String {
    let facts = facts(program, name, view);
    let facts: Vec<&str> = facts.iter().map(|fact| fact.get(view.language)).filter(|fact| !fact.is_empty()).collect();
    let (mut text, comment) = (String::new(), comment(view, name.declared));
    text.push_str(&format!("```merit\n{}\n```\n", declaration(view, name.declared)));
    text.push_str(&facts.join("  \n"));
    if !comment.is_empty() {
        text.push_str(&format!("\n\n---\n{comment}"));
    }
    text
}

fn facts(program: &Program, name: Mention, view: &View<'_>) -> Vec<Text> {
    match name.means {
        Meaning::Record(record) => of_record(program.record(record), program),
        Meaning::Field(record, field) => of_field(program.field(record, field), program.record(record), program, view.language),
        Meaning::Value(Some(id)) | Meaning::Part(id) => of_value(program.definition(id), program),
        Meaning::Value(None) => vec![say!("not understood as yet", "尚未能识别")],
        Meaning::Member(id, at) => {
            let enumeration = program.enumeration(id);
            let (members, place) = (words::members(enumeration), at.saturating_add(1));
            let written = enumeration.members.get(at as usize).filter(|member| member.written != member.name);
            let mut facts = vec![match enumeration.ordered {
                true => say!("number {place} of {members}", "{members} 之中第 {place} 位"),
                false => say!("one of {members}", "{members} 之一"),
            }];
            facts.extend(written.map(|member| say!("written `{}` in files", "文件中写作 `{}`", member.written)));
            facts
        }
        Meaning::Scale => vec![say!("a scale, asked of a value as `{0}(…)`", "档表，写作 `{0}（…）`", view.words(name.declared))],
        Meaning::Account => vec![say!("an account of a ledger", "台账的科目")],
        Meaning::Article(id) => vec![article(program, id)],
    }
}

fn of_record(record: &Record, program: &Program) -> Vec<Text> {
    let keys: Vec<&str> = record.key.iter().filter_map(|key| record.fields.get(key.at())).map(|key| key.name.as_str()).collect();
    let mut facts = vec![match &record.rows {
        Rows::File(file) => say!("a record, read from `{file}`", "记录，读自 `{file}`"),
        Rows::Calendar(_) => say!("the periods of a calendar", "日历的各期"),
        Rows::Product(_) => say!("a record, a row for each combination", "记录，每种组合一行"),
        Rows::Group { of, .. } => say!("groups of `{0}`", "`{0}` 的分组", program.record(*of).name),
        Rows::Split { of, .. } => say!("the parts of what `{0}` shares out", "`{0}` 所分的各份", program.record(*of).name),
        Rows::Tranches(tranches) => say!("the tranches of each `{0}`", "每个 `{0}` 的各期", program.record(tranches.of).name),
        Rows::Overall => say!("a record", "记录"),
    }];
    if !keys.is_empty() {
        let (en, zh) = (keys.join(", "), keys.join("、"));
        facts.push(say!("key: {en}", "主键：{zh}"));
    }
    facts
}

fn of_field(field: &Field, record: &Record, program: &Program, language: Language) -> Vec<Text> {
    let (kind, of) = (words::type_words(field.ty, program), &record.name);
    let mut facts = vec![kind, say!("a field of `{of}`", "`{of}` 的字段")];
    facts.extend(field.label.as_ref().map(|label| say!("“{label}”", "“{label}”")));
    facts.extend(words::cells(field));
    let bounds = field
        .range
        .iter()
        .map(|(comparison, value)| format!("{} {}", words::sign(*comparison), words::value_words(value, field.ty.kind, program, language)));
    let bounds = bounds.collect::<Vec<_>>().join(", ");
    if !bounds.is_empty() {
        facts.push(Text::both(bounds.clone(), bounds));
    }
    if let Some(value) = &field.blank_as {
        let value = words::value_words(value, field.ty.kind, program, language);
        facts.push(say!("a blank counts as {value}", "空按 {value}"));
    }
    facts
}

fn of_value(definition: &Definition, program: &Program) -> Vec<Text> {
    let (role, record) = (words::role_words(&definition.role), &program.record(definition.owner).name);
    let is_overall = definition.owner == crate::program::OVERALL;
    let owner = match is_overall {
        true => role,
        false => Text::both(format!("{} of `{record}`", role.en), format!("`{record}` 的{}", role.zh)),
    };
    let mut facts = vec![words::type_words(definition.ty, program), owner];
    if let Form::Constant(value) = &program.expr(definition.value).form {
        let [en, zh] =
            [Language::English, Language::Chinese].map(|language| words::value_words(value, definition.ty.kind, program, language));
        facts.push(Text::both(format!("= {en}"), format!("= {zh}")));
    }
    if definition.value != definition.unrounded && matches!(definition.ty.kind, Kind::Money(_)) {
        let unit = &program.head.unit;
        facts.push(say!("rounded to {unit}", "取整到 {unit}"));
    }
    let articles = definition.alternatives.iter().copied().chain(definition.article.filter(|_| definition.alternatives.is_empty()));
    facts.extend(articles.map(|id| article(program, id)));
    facts
}

fn article(program: &Program, id: ArticleId) -> Text {
    let article = program.article(id);
    let (number, title) = (&article.number, article.title.as_deref().map(|title| format!("“{title}”")).unwrap_or_default());
    Text::both(format!("article {number} {title}").trim_end(), format!("第{number}条{title}"))
}

/// The line that declares a name, without a comment behind it.
fn declaration(view: &View<'_>, declared: Span) -> String {
    let text = view.analysis.text(declared.source);
    let (start, end) = line_around(text, declared.start as usize);
    let line = text.get(start..end).unwrap_or_default();
    let comment = line.find(['#', '＃']).filter(|at| line.get(..*at).is_some_and(|before| before.matches('"').count() % 2 == 0));
    let line = line.get(..comment.unwrap_or(line.len())).unwrap_or(line).trim();
    match line.char_indices().nth(MOST_SHOWN) {
        Some((cut, _)) => format!("{} …", line.get(..cut).unwrap_or(line)),
        None => line.to_owned(),
    }
}

/// The comment on the lines above a declaration.
fn comment(view: &View<'_>, declared: Span) -> String {
    let text = view.analysis.checked.sources.get(declared.source).map_or("", |source| source.code());
    let (mut start, _) = line_around(text, declared.start as usize);
    let mut lines = Vec::new();
    while start > 0 {
        let (before, end) = line_around(text, start - 1);
        let line = text.get(before..end).unwrap_or_default().trim();
        let Some(said) = line.strip_prefix(['#', '＃']) else { break };
        lines.push(said.trim_start_matches(['#', '＃']).trim().to_owned());
        start = before;
    }
    lines.reverse();
    lines.join("  \n")
}

fn line_around(text: &str, at: usize) -> (usize, usize) {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let end = text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |end| at + end);
    (start, end)
}

/// A keyword in both languages.
fn keyword(word: &str) -> Option<String> {
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
    let keyword = KEYWORDS.iter().find(|keyword| keyword.en.contains(&word.as_str()) || keyword.zh.contains(&word.as_str()))?;
    let quoted = |words: &[&str]| {
        let mut once: Vec<&str> = Vec::new();
        once.extend(words.iter().filter(|word| words.iter().position(|other| other == *word).is_some()));
        once.dedup();
        once.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
    };
    let both: Vec<String> = [keyword.en, keyword.zh].into_iter().filter(|words| !words.is_empty()).map(quoted).collect();
    Some(both.join(" · "))
}

/// A built-in by its names in both languages.
fn builtin(word: &str) -> Option<String> {
    let (en, zh) = builtin_names().into_iter().find(|(en, zh)| *en == word || *zh == word)?;
    Some(format!("`{en}(…)` · `{zh}（…）`"))
}

/// The smallest value around a byte: what it is, and what it comes to where that is known.
fn value(view: &View<'_>, at: usize) -> Option<(String, Span)> {
    let program = view.analysis.checked.program()?;
    let here = |span: Span| span.source == view.source && span.start as usize <= at && at < span.end as usize;
    let around = program.expressions.iter().filter(|expr| here(expr.span) && expr.ty.kind != Kind::Nothing);
    let expr = around.min_by_key(|expr| expr.span.end - expr.span.start)?;
    let kind = words::type_words(expr.ty, program).get(view.language).to_owned();
    Some(match &expr.form {
        Form::Constant(value) => (format!("{} · {kind}", words::value_words(value, expr.ty.kind, program, view.language)), expr.span),
        _ => (kind, expr.span),
    })
}
