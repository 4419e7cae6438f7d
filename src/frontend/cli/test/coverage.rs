//! How much of a policy its tests reach, told to people and to other programs, with every place that is left.

use crate::diagnostics::{Language, Text};
use crate::engine::{Count, Coverage, Place, PlaceKind, Policy, Reached};
use crate::frontend::cli::Ui;
use crate::say;
use crate::source::Sources;
use crate::values::Exact;
use crate::values::decimal::{format_plain, parse_decimal};
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The most characters of a place that are shown.
const MOST_WORDS: usize = 72;

/// What is asked of the coverage.
#[derive(Debug, Args)]
pub struct CoverageArgs {
    /// Tell how much of the policy the tests reach, and every place that they do not
    #[arg(long, help_heading = "Coverage")]
    pub coverage: bool,
    /// Count what a run on the scheme's data reaches too
    #[arg(long, requires = "coverage", help_heading = "Coverage")]
    pub with_data: bool,
    /// Fail where less than this is reached, as `90%`
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = percent, help_heading = "Coverage")]
    pub at_least: Option<Percent>,
    /// Write the coverage into this file too, in the form of LCOV
    #[arg(long, value_name = "FILE", requires = "coverage", help_heading = "Coverage")]
    pub lcov: Option<PathBuf>,
}

/// A share from 0 to 100 per cent.
#[derive(Clone, Debug)]
pub struct Percent(Exact);

fn percent(text: &str) -> Result<Percent, String> {
    let figure = text.trim().trim_end_matches(['%', '％']);
    match parse_decimal(figure) {
        Ok(number) if !number.is_negative() && number <= Exact::from_int(100) => Ok(Percent(number)),
        _ => Err("a share from 0% to 100%".to_owned()),
    }
}

/// Whether enough is reached: compared exactly, so that one place in ten thousand is not rounded away.
pub fn is_enough(count: Count, least: &Percent) -> bool {
    whole(count.reached).mul(&Exact::from_int(100)) >= least.0.mul(&whole(count.all))
}

fn whole(count: usize) -> Exact {
    Exact::from_int(i128::try_from(count).unwrap_or(i128::MAX))
}

/// A share with one decimal, cut off: nothing but all is 100%.
fn share(count: Count) -> String {
    let of_thousand = count.reached.saturating_mul(1_000).checked_div(count.all).unwrap_or(1_000);
    format!("{}.{}%", of_thousand / 10, of_thousand % 10)
}

/// Shows how much is reached, and what is not.
pub fn tell(coverage: &Coverage, least: Option<&Percent>, policy: &Policy, ui: &Ui) {
    let sources = policy.sources();
    let language = ui.language();
    let mut out = String::new();
    for kind in PlaceKind::ALL {
        let (Count { reached, all }, Text { en, zh }) = (coverage.count(kind), plural(kind));
        if all > 0 {
            let told = Text::both(format!("{reached} of {all} {en}\n"), format!("{zh}：{all} 中的 {reached}\n"));
            out.push_str(told.get(language));
        }
    }
    let total = coverage.total();
    let (Count { reached, all }, share) = (total, share(total));
    out.push_str(say!("{share} reached: {reached} of {all}\n", "覆盖 {share}：{all} 处中的 {reached} 处\n").get(language));
    for (place, reached) in coverage.places() {
        for Text { en, zh } in missing(place.kind, reached) {
            let (at, words) = (at(place, sources), words(place, policy));
            let told = Text::both(format!("{at}: {en}: {words}\n"), format!("{at}: {zh}：{words}\n"));
            out.push_str(told.get(language));
        }
    }
    if let Some(least) = least.filter(|least| !is_enough(total, least)) {
        let least = format_plain(&least.0);
        out.push_str(say!("less than the {least}% that were asked for\n", "低于要求的 {least}%\n").get(language));
    }
    ui.give(&out);
}

/// The coverage for other programs.
pub fn as_json(coverage: &Coverage, policy: &Policy, language: Language) -> Value {
    let sources = policy.sources();
    let count = |count: Count| json!({ "reached": count.reached, "all": count.all, "percent": share(count).trim_end_matches('%') });
    let kinds: serde_json::Map<String, Value> =
        PlaceKind::ALL.into_iter().map(|kind| (word(kind).to_owned(), count(coverage.count(kind)))).collect();
    let left = coverage.places().flat_map(|(place, reached)| missing(place.kind, reached).into_iter().map(move |text| (place, text)));
    let left = left.map(|(place, text)| {
        let (line, column) = sources.place(place.span.source, place.span.start);
        let (kind, words) = (word(place.kind), words(place, policy));
        json!({ "file": file(place, sources), "line": line, "column": column, "kind": kind, "missing": text.get(language), "words": words })
    });
    json!({ "total": count(coverage.total()), "kinds": kinds, "not_reached": left.collect::<Vec<_>>() })
}

/// The coverage in the form of LCOV: each place is a branch of its line, a condition two.
pub fn as_lcov(coverage: &Coverage, sources: &Sources) -> String {
    let mut files: BTreeMap<String, BTreeMap<usize, Vec<bool>>> = BTreeMap::new();
    for (place, reached) in coverage.places() {
        let line = sources.place(place.span.source, place.span.start).0;
        let branches = files.entry(file(place, sources)).or_default().entry(line).or_default();
        branches.push(reached.yes);
        if place.kind == PlaceKind::Condition {
            branches.push(reached.no);
        }
    }
    let mut out = String::new();
    for (file, lines) in files {
        out.push_str(&format!("TN:\nSF:{file}\n"));
        let (mut all, mut taken) = (0_usize, 0_usize);
        for (line, branches) in &lines {
            for (at, reached) in branches.iter().enumerate() {
                all += 1;
                taken += usize::from(*reached);
                out.push_str(&format!("BRDA:{line},0,{at},{}\n", u8::from(*reached)));
            }
        }
        out.push_str(&format!("BRF:{all}\nBRH:{taken}\n"));
        let is_reached = |branches: &Vec<bool>| branches.iter().any(|reached| *reached);
        for (line, branches) in &lines {
            out.push_str(&format!("DA:{line},{}\n", u8::from(is_reached(branches))));
        }
        out.push_str(&format!(
            "LF:{}\nLH:{}\nend_of_record\n",
            lines.len(),
            lines.values().filter(|branches| is_reached(branches)).count()
        ));
    }
    out
}

/// What is left of a place.
fn missing(kind: PlaceKind, reached: Reached) -> Vec<Text> {
    let mut left = Vec::new();
    if !reached.yes {
        left.push(match kind {
            PlaceKind::Article => say!("article not asked for", "条文未涉及"),
            PlaceKind::TierRow => say!("tier row not reached", "档未达到"),
            PlaceKind::TableCell => say!("table cell not used", "表格未用到"),
            PlaceKind::Choice => say!("choice not taken", "情形未取"),
            PlaceKind::Condition => say!("condition never met", "条件从未成立"),
        });
    }
    if kind == PlaceKind::Condition && !reached.no {
        left.push(say!("condition never unmet", "条件从未不成立"));
    }
    left
}

fn plural(kind: PlaceKind) -> Text {
    match kind {
        PlaceKind::Article => say!("articles", "条文"),
        PlaceKind::TierRow => say!("tier rows", "档"),
        PlaceKind::TableCell => say!("table cells", "表格"),
        PlaceKind::Choice => say!("choices", "情形"),
        PlaceKind::Condition => say!("outcomes of conditions", "条件的结果"),
    }
}

/// A kind as other programs read it.
fn word(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Article => "articles",
        PlaceKind::TierRow => "tier_rows",
        PlaceKind::TableCell => "table_cells",
        PlaceKind::Choice => "choices",
        PlaceKind::Condition => "conditions",
    }
}

fn file(place: Place, sources: &Sources) -> String {
    sources.get(place.span.source).map(|source| source.name.clone()).unwrap_or_default()
}

fn at(place: Place, sources: &Sources) -> String {
    let (line, column) = sources.place(place.span.source, place.span.start);
    format!("{}:{line}:{column}", file(place, sources))
}

/// The author's words at a place, on one line; of a cell also those of its row.
fn words(place: Place, policy: &Policy) -> String {
    let sources = policy.sources();
    let single = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = |text: String| match text.char_indices().nth(MOST_WORDS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    };
    let own = single(sources.text(place.span));
    if !matches!(place.kind, PlaceKind::TableCell | PlaceKind::Article) {
        return short(own);
    }
    let line = sources.get(place.span.source).and_then(|source| {
        let range = source.line(source.place(place.span.start).0)?;
        source.text.get(range)
    });
    let line = single(line.unwrap_or_default().split(['{', '｛']).next().unwrap_or_default());
    let whole = if place.kind == PlaceKind::Article || line == own { short(line) } else { format!("{own} [{}]", short(line)) };
    match Coverage::column(policy, place) {
        Some(column) => format!("{column} [{whole}]"),
        None => whole,
    }
}
