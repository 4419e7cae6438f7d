//! When each version is in force, and the stretches of days within which nothing changes.
//!
//! A version is in force from its day to the day before the next one begins, or to its own last day; one without days, from the beginning.
//! On every day that the policy is in force there must be exactly one.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::Days;
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Article, File, Item, Parameter, PolicyPart, Statement, Table};
use crate::values::Date;

/// The most stretches that a policy may have.
const MOST: usize = 400;

/// One of several versions of an article, a table or a parameter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Version<'a> {
    /// How many amendments it comes through.
    layer: u32,
    /// What it says.
    days: Option<&'a ast::Days>,
    /// Where it says so, or its name.
    span: Span,
}

impl<'a> Version<'a> {
    pub(super) fn of_article(article: &'a Article) -> Version<'a> {
        Version::new(article.layer, article.days.as_ref(), article.number.span)
    }

    pub(super) fn of_table(table: &'a Table) -> Version<'a> {
        Version::new(table.layer, table.days.as_ref(), table.name.span)
    }

    pub(super) fn of_parameter(parameter: &'a Parameter) -> Vec<Version<'a>> {
        parameter.values.iter().map(|value| Version::new(value.layer, value.days.as_ref(), value.span)).collect()
    }

    fn new(layer: u32, days: Option<&'a ast::Days>, otherwise: Span) -> Version<'a> {
        Version { layer, days, span: days.map_or(otherwise, |days| days.span) }
    }

    fn from(&self) -> Option<Date> {
        self.days.and_then(|days| days.from)
    }
}

/// Whether any of several versions says days, or stands on another: then they are versions and not one thing said twice.
pub(super) fn are_dated(versions: &[Version<'_>]) -> bool {
    versions.iter().any(|version| version.days.is_some())
}

/// The days that each version is in force, as far as its own layer goes.
pub(super) fn days_of(versions: &[Version<'_>]) -> Vec<Days> {
    let mut begins: Vec<(u32, Option<Date>)> = versions.iter().map(|version| (version.layer, version.from())).collect();
    begins.sort_unstable();
    let days = |version: &Version<'_>| {
        let later = begins.partition_point(|other| *other <= (version.layer, version.from()));
        let next = begins.get(later).filter(|(layer, _)| *layer == version.layer).and_then(|(_, from)| from.and_then(day_before));
        Days { from: version.from(), to: version.days.and_then(|days| days.to).or(next) }
    };
    versions.iter().map(days).collect()
}

/// The days that each version is in force up to the day before an amendment stands over it that is in force on a day.
pub(super) fn days_until(versions: &[Version<'_>], day: Date) -> Vec<Days> {
    let over = in_force(versions, day).and_then(|at| versions.get(at));
    let cut = |(version, days): (&Version<'_>, Days)| match over.filter(|over| over.layer > version.layer) {
        Some(over) => Days { to: over.from().and_then(day_before).into_iter().chain(days.to).min(), ..days },
        None => days,
    };
    versions.iter().zip(days_of(versions)).map(cut).collect()
}

/// The days around a day on which a version is in force, between those on which amendments stand over it.
pub(super) fn days_around(versions: &[Version<'_>], at: usize, day: Date) -> Option<Days> {
    let all = days_of(versions);
    let mut own = all.get(at).copied()?;
    let layer = versions.get(at)?.layer;
    for (_, over) in versions.iter().zip(all).filter(|(version, _)| version.layer > layer) {
        if let Some(from) = over.from.filter(|from| *from > day).and_then(day_before) {
            own.to = Some(own.to.map_or(from, |to| to.min(from)));
        }
        if let Some(from) = over.to.filter(|to| *to < day).and_then(day_after) {
            own.from = Some(own.from.map_or(from, |own| own.max(from)));
        }
    }
    Some(own)
}

/// The version that is in force on a day; where none is, the one nearest before it.
pub(super) fn in_force(versions: &[Version<'_>], day: Date) -> Option<usize> {
    let days = days_of(versions);
    let on_day = versions.iter().zip(&days).enumerate().filter(|(_, (_, days))| days.hold(day));
    let highest = on_day.max_by_key(|(_, (version, _))| version.layer).map(|(at, _)| at);
    let before = || (0..versions.len()).filter(|&at| days.get(at).is_some_and(|days| days.from.is_none_or(|from| from <= day)));
    highest.or_else(|| before().max_by_key(|&at| days.get(at).and_then(|days| days.from))).or(if versions.is_empty() {
        None
    } else {
        Some(0)
    })
}

/// The stretches of days of a policy in their order, and what is amiss with its versions.
pub(super) fn stretches(file: &File) -> (Vec<Days>, Vec<Diagnostic>) {
    let stated = in_force_of(file);
    let window = stated.map_or(Days::default(), |(days, _)| days);
    let mut timeline = Timeline { stated: stated.map(|(_, span)| span), cuts: BTreeSet::new(), findings: Vec::new() };
    let mut articles: IndexMap<&str, Vec<&Article>> = IndexMap::new();
    for item in &file.items {
        match item {
            Item::Article(article) => articles.entry(&article.number.text).or_default().push(article),
            Item::Parameter(parameter) => timeline.parameter(parameter, window),
            _ => {}
        }
    }
    for (number, versions) in articles {
        let dated: Vec<Version<'_>> = versions.iter().map(|article| Version::of_article(article)).collect();
        timeline.group(&say!("article {number}", "第 {number} 条"), &dated, window);
        for (article, days) in versions.iter().zip(days_of(&dated)) {
            timeline.statements(&article.statements, window.and(days));
        }
    }
    timeline.finish(window)
}

/// The days that the head says, and where.
fn in_force_of(file: &File) -> Option<(Days, Span)> {
    let parts = file.items.iter().filter_map(|item| if let Item::Policy(policy) = item { Some(&policy.parts) } else { None });
    parts.flatten().find_map(|part| match part {
        PolicyPart::InForce { span, from, to } => Some((Days { from: Some(*from), to: *to }, *span)),
        _ => None,
    })
}

struct Timeline {
    /// Where the head says when the policy is in force.
    stated: Option<Span>,
    /// The days on which something changes.
    cuts: BTreeSet<Date>,
    findings: Vec<Diagnostic>,
}

impl Timeline {
    fn statements(&mut self, statements: &[Statement], window: Days) {
        let mut tables: IndexMap<&str, Vec<Version<'_>>> = IndexMap::new();
        for statement in statements {
            match statement {
                Statement::Table(table) => tables.entry(&table.name.text).or_default().push(Version::of_table(table)),
                Statement::Parameter(parameter) => self.parameter(parameter, window),
                Statement::Each { statements, .. } | Statement::When { statements, .. } => self.statements(statements, window),
                _ => {}
            }
        }
        for (name, versions) in tables {
            self.group(&say!("`{name}`", "`{name}`"), &versions, window);
        }
    }

    fn parameter(&mut self, parameter: &Parameter, window: Days) {
        let name = &parameter.name.text;
        if parameter.values.is_empty() {
            self.findings.push(
                Diagnostic::new(Code::E0208, say!("`{name}` has no value", "`{name}` 没有值"))
                    .label(parameter.name.span, say!("a line for each version is needed here", "此处每个版本须有一行"))
                    .help(say!("write `from 2026-01-01: …`", "写成 `自 2026-01-01 起：…`")),
            );
        }
        self.group(&say!("`{name}`", "`{name}`"), &Version::of_parameter(parameter), window);
    }

    /// Several versions of one thing: exactly one must be in force on each day of the window.
    fn group(&mut self, name: &Text, versions: &[Version<'_>], window: Days) {
        if !are_dated(versions) {
            return;
        }
        let days = days_of(versions);
        self.overlaps(name, versions, &days);
        let within = |day: &Date| window.hold(*day);
        let begins = days.iter().filter_map(|days| days.from);
        let ends = days.iter().filter_map(|days| days.to.and_then(day_after));
        let mut changes: BTreeSet<Date> = begins.chain(ends).filter(within).collect();
        self.cuts.extend(&changes);
        changes.insert(window.from.unwrap_or(Date::MIN));
        if let Some(from) = first_hole(&days, &changes) {
            self.hole(name, versions, &days, from, window);
        }
    }

    fn overlaps(&mut self, name: &Text, versions: &[Version<'_>], days: &[Days]) {
        let both: Vec<(&Version<'_>, &Days)> = versions.iter().zip(days).collect();
        // Any that meet do so with the next one of their layer.
        let mut in_order: Vec<(u32, Days)> = both.iter().map(|(version, days)| (version.layer, **days)).collect();
        in_order.sort_by_key(|(layer, days)| (*layer, days.from));
        if !in_order.iter().zip(in_order.iter().skip(1)).any(|(one, next)| one.0 == next.0 && meet(one.1, next.1)) {
            return;
        }
        for (at, (second, its)) in both.iter().enumerate() {
            let earlier = both.iter().take(at).filter(|(first, _)| first.layer == second.layer);
            let Some((first, others)) = earlier.into_iter().find(|(_, others)| meet(**its, **others)) else { continue };
            let from = its.from.max(others.from);
            let since = from.map_or_else(|| say!("from the beginning", "自始"), |day| say!("on {day}", "在 {day}"));
            self.findings.push(
                Diagnostic::new(
                    Code::E0416,
                    Text::both(
                        format!("two versions of {} are in force {}", name.en, since.en),
                        format!("{} {} 有两个版本同时施行", name.zh, since.zh),
                    ),
                )
                .label(second.span, say!("this one", "其一"))
                .label(first.span, say!("and this one", "其二"))
                .help(say!(
                    "each version ends the day before the next one begins; a last day is written only where it ends earlier",
                    "每个版本至下一版本施行的前一日为止；只有提前终止时才写末日"
                )),
            );
            return;
        }
    }

    fn hole(&mut self, name: &Text, versions: &[Version<'_>], days: &[Days], from: Date, window: Days) {
        let next =
            days.iter().enumerate().filter(|(_, days)| days.from.is_some_and(|begins| begins > from)).min_by_key(|(_, days)| days.from);
        let last = days.iter().enumerate().filter(|(_, days)| days.to.is_some_and(|ends| ends < from)).max_by_key(|(_, days)| days.to);
        let until = next.and_then(|(_, days)| days.from).and_then(day_before).or(window.to);
        let when = match (window.from.is_some() || from != Date::MIN, until) {
            (true, Some(until)) if until == from => say!("on {from}", "在 {from}"),
            (true, Some(until)) => say!("from {from} to {until}", "自 {from} 至 {until}"),
            (true, None) => say!("from {from} on", "自 {from} 起"),
            (false, Some(until)) => say!("up to {until}", "至 {until} 止"),
            (false, None) => say!("at any time", "任何时候"),
        };
        let mut finding = Diagnostic::new(
            Code::E0415,
            Text::both(format!("no version of {} is in force {}", name.en, when.en), format!("{} {} 没有施行的版本", name.zh, when.zh)),
        );
        let place = |at: usize| versions.get(at).map_or(Span::default(), |version| version.span);
        if let Some((at, days)) = last {
            let day = days.to.unwrap_or(from);
            finding = finding.label(place(at), say!("this version is in force to {day}", "此版本施行至 {day}"));
        }
        if let Some((at, days)) = next {
            let day = days.from.unwrap_or(from);
            finding = finding.label(place(at), say!("this version is in force from {day} on", "此版本自 {day} 起施行"));
        }
        if name.en.starts_with("article") && next.is_none() {
            let (en, zh) = (&name.en, &name.zh);
            finding = finding.help(say!(
                "if it is to end, say so with a version that holds nothing: `{en} from {from} {{ }}`",
                "若到期不再施行，请写一个空的版本：`{zh} 自 {from} 起 {{ }}`"
            ));
        }
        finding = match self.stated {
            Some(span) if last.is_none() || next.is_none() => finding
                .label(span, say!("the policy is in force on these days", "办法在这些日子施行"))
                .help(say!("let a version begin earlier or end later, or add one", "提前或延后某一版本，或增加一个版本")),
            Some(_) => finding.help(say!("let the first one last until the next begins, or add a version", "使前一版本施行至后一版本开始，或增加一个版本")),
            None => finding.help(say!(
                "say in the head since when the policy is in force, `in force 2026-01-01 onwards`, or leave out the first day of the first version",
                "在抬头写明办法何时施行，如 `施行 2026-01-01 起`，或不写首个版本的起始日"
            )),
        };
        self.findings.push(finding);
    }

    fn finish(mut self, window: Days) -> (Vec<Days>, Vec<Diagnostic>) {
        let mut stretches = Vec::new();
        let mut from = window.from;
        for cut in std::mem::take(&mut self.cuts) {
            if from.is_none_or(|from| from < cut) {
                stretches.push(Days { from, to: day_before(cut) });
                from = Some(cut);
            }
        }
        stretches.push(Days { from, to: window.to });
        if stretches.len() > MOST {
            let many = stretches.len();
            let span = self.stated.unwrap_or_default();
            self.findings.push(
                Diagnostic::new(
                    Code::E0417,
                    say!("the policy changes on {many} days, more than {MOST}", "办法在 {many} 个日期有变动，超过 {MOST} 个"),
                )
                .label(span, say!("within its time in force", "在其施行期内"))
                .help(say!(
                    "values that change this often are data: read them as a record with a day",
                    "变动如此频繁的数值属于数据：请作为带日期的记录读入"
                )),
            );
            stretches.truncate(1);
        }
        (stretches, self.findings)
    }
}

/// The first of some days on which nothing holds.
fn first_hole(days: &[Days], changes: &BTreeSet<Date>) -> Option<Date> {
    let mut begun: Vec<&Days> = days.iter().collect();
    begun.sort_by_key(|days| days.from);
    let mut begun = begun.into_iter().peekable();
    // The last day of all that have begun.
    let mut reach: Option<Date> = None;
    changes.iter().copied().find(|day| {
        while let Some(next) = begun.next_if(|next| next.from.is_none_or(|from| from <= *day)) {
            reach = reach.max(Some(next.to.unwrap_or(Date::MAX)));
        }
        reach.is_none_or(|reach| reach < *day)
    })
}

fn meet(first: Days, second: Days) -> bool {
    let begins = |days: Days, end: Option<Date>| days.from.is_none_or(|from| end.is_none_or(|end| from <= end));
    begins(first, second.to) && begins(second, first.to)
}

fn day_before(day: Date) -> Option<Date> {
    day.days().checked_sub(1).and_then(Date::from_days)
}

fn day_after(day: Date) -> Option<Date> {
    day.days().checked_add(1).and_then(Date::from_days)
}
