//! Under a statement: who amended the articles that it cites, and which version of what changes by date it rests on.

use super::statement::Line;
use crate::assembly::amend::{deed, in_line};
use crate::diagnostics::{Language, Text};
use crate::program::{Amended, ArticleId, Days, Program, Reach, by_whom};
use crate::say;
use crate::syntax::ast::Deed;
use std::collections::BTreeSet;

/// The notes to the articles that lines cite, and to what changes by date in them or outside all articles.
pub(super) fn notes(program: &Program, lines: &[Line<'_>], language: Language) -> Vec<String> {
    if program.amendments.is_empty() && program.dated.is_empty() {
        return Vec::new();
    }
    let mut cited = BTreeSet::new();
    lines.iter().for_each(|line| gather(line, &mut cited));
    let is_cited = |article: Option<ArticleId>| article.is_none_or(|article| cited.contains(program.article(article).number.as_str()));
    let dated = program.dated.iter().filter(|dated| is_cited(dated.article)).map(|dated| in_force(&dated.what, dated.days));
    amended(program, &cited).into_iter().chain(dated).map(|note| note.get(language).to_owned()).collect()
}

fn gather<'l>(line: &'l Line<'_>, cited: &mut BTreeSet<&'l str>) {
    cited.extend(line.article.as_ref().map(|article| article.number));
    line.sub_lines.iter().for_each(|line| gather(line, cited));
}

/// What was amended in the cited articles, all that one amending article changed in one of them together; and values outside all articles.
fn amended(program: &Program, cited: &BTreeSet<&str>) -> Vec<Text> {
    let mut notes: Vec<(Option<&str>, Text, Vec<Text>)> = Vec::new();
    for amendments in &program.amendments {
        for change in amendments.changes.iter().filter(|change| is_told(change, cited)) {
            let by = by_whom(change.by.as_deref(), &amendments.policy);
            let article = change.article.as_deref();
            let (what, done) = (&change.what, deed(change.deed));
            let told = match change.reach {
                Reach::Article => Text::both(format!("{} as a whole", done.en), format!("整条{}", done.zh)),
                Reach::Value | Reach::Data => Text::both(format!("{} {}", what.en, done.en), in_line(&[&done.zh, &what.zh])),
            };
            match notes.iter_mut().find(|(other, said, _)| *other == article && *said == by) {
                // What is changed again from a later day on is said once.
                Some((_, _, all)) if all.contains(&told) => {}
                Some((_, _, all)) => all.push(told),
                None => notes.push((article, by, vec![told])),
            }
        }
    }
    let place = |article: &Option<&str>| article.and_then(|number| program.articles.iter().position(|article| article.number == number));
    // In the order of the articles; what stands outside all of them comes last.
    notes.sort_by_key(|(article, _, _)| place(article).unwrap_or(usize::MAX));
    notes.into_iter().map(|(article, by, told)| note(article, &by, &told)).collect()
}

fn is_told(change: &Amended, cited: &BTreeSet<&str>) -> bool {
    let is_cited = match &change.article {
        Some(number) => cited.contains(number.as_str()),
        None => change.deed != Deed::Repealed,
    };
    !change.superseded && change.reach != Reach::Data && is_cited
}

fn note(article: Option<&str>, by: &Text, told: &[Text]) -> Text {
    let en = told.iter().map(|told| told.en.as_str()).collect::<Vec<_>>().join(", ");
    let zh = told.iter().map(|told| told.zh.as_str()).collect::<Vec<_>>().join("，");
    match article {
        Some(number) => {
            Text::both(format!("article {number} as amended {}: {en}", by.en), format!("第{number}条：经{}修订（{zh}）", by.zh))
        }
        None => Text::both(format!("as amended {}: {en}", by.en), format!("经{}修订：{zh}", by.zh)),
    }
}

fn in_force(what: &Text, days: Days) -> Text {
    let (en, zh) = (&what.en, &what.zh);
    match (days.from, days.to) {
        (Some(from), Some(to)) => say!("{en}: the version in force from {from} to {to}", "{zh}：{from} 至 {to} 施行的版本"),
        (Some(from), None) => say!("{en}: the version in force from {from}", "{zh}：自 {from} 起施行的版本"),
        (None, Some(to)) => say!("{en}: the version in force to {to}", "{zh}：施行至 {to} 的版本"),
        (None, None) => say!("{en}: one version", "{zh}：唯一版本"),
    }
}
