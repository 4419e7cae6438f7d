//! Under a statement: which version of what changes by date it rests on.

use super::statement::Line;
use crate::diagnostics::{Language, Text};
use crate::program::{ArticleId, Days, Program};
use crate::say;
use std::collections::BTreeSet;

/// The notes to the articles that lines cite, and to what changes by date in them or outside all articles.
pub(super) fn notes(program: &Program, lines: &[Line], language: Language) -> Vec<String> {
    let mut cited = BTreeSet::new();
    lines.iter().for_each(|line| gather(line, &mut cited));
    let is_cited = |article: Option<ArticleId>| article.is_none_or(|article| cited.contains(program.article(article).number.as_str()));
    let dated = program.dated.iter().filter(|dated| is_cited(dated.article));
    dated.map(|dated| in_force(&dated.what, dated.days).get(language).to_owned()).collect()
}

fn gather<'l>(line: &'l Line, cited: &mut BTreeSet<&'l str>) {
    cited.extend(line.article.as_ref().map(|article| article.number.as_str()));
    line.sub_lines.iter().for_each(|line| gather(line, cited));
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
