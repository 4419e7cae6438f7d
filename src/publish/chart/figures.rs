//! The figures of a statement: each tier as one chart, as one for each choice that it rests on, or with a word on why there is none.

use crate::diagnostics::Text;
use crate::program::{Days, Kind, Program};
use crate::say;
use crate::source::Span;
use crate::values::Value;

use super::super::Book;
use super::Curve;
use super::choices::{Choice, Choices};
use super::picture::Frame;
use super::tier::{Tier, tiers};
use super::worked::{Case, Shape, cases};

/// The most charts that stand side by side; more cases stand in a table.
const MOST_PANELS: usize = 12;
/// The longest name of what the data gives, and of the cases for which there is no chart.
const LONGEST: usize = 40;
const LONGEST_CASES: usize = 120;
/// The size of a chart, and of one of several, in its own units; it is shown as wide as there is room.
const WHOLE: (u32, u32) = (380, 216);
const PANEL: (u32, u32) = (270, 176);

/// A figure of a tier.
#[derive(Clone, Debug)]
pub(in crate::publish) struct FigureView {
    /// What the tier is by.
    pub by: String,
    /// The charts, each with what it is for.
    pub panels: Vec<Panel>,
    /// The rows of the tier for each of many cases.
    pub rows: Vec<(String, Vec<String>)>,
    /// Why there is no chart, or for which cases there is none.
    pub undrawn: Option<String>,
}

/// A chart, of all or of some choices.
#[derive(Clone, Debug)]
pub(in crate::publish) struct Panel {
    /// The picture.
    pub svg: String,
    /// For whom it is; empty where it is for everyone.
    pub of: String,
}

/// What a tier is on the days of one version.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    /// The tier, for each group of choices that it is the same for; and what is said of those for which it cannot be told.
    Shapes(Vec<(String, Shape)>, Option<String>),
    /// Why it cannot be told.
    None(String),
}

/// A tier with what it is on the days of each version that has it.
struct Dated<'p> {
    tier: Tier,
    program: &'p Program,
    told: Vec<(Days, Told)>,
}

/// The figures of the tiers of a stretch of text, on the days of all versions.
pub(in crate::publish) fn figures(book: &Book<'_>, span: Span) -> Vec<FigureView> {
    let mut found: Vec<Dated<'_>> = Vec::new();
    for (program, candidates) in book.policy.programs().zip(&book.tiers) {
        for tier in tiers(program, candidates, span, &|place| is_written(book.texts.text(place))) {
            let told = (program.head.days, told(book, program, &tier));
            match found.iter_mut().find(|known| known.tier.rows.start == tier.rows.start) {
                Some(known) => known.told.push(told),
                None => found.push(Dated { tier, program, told: vec![told] }),
            }
        }
    }
    found.sort_by_key(|dated| dated.tier.rows.start);
    found.into_iter().filter_map(|dated| view(book, span, &dated)).collect()
}

/// Whether a text is that of a tier; what is written as cases is drawn too, where it can be.
fn is_written(text: &str) -> bool {
    ["marginal", "bands", "interpolate", "超额累进", "分档", "插值"].iter().any(|word| text.starts_with(word))
}

/// A tier as it is for all that it may rest on.
fn told(book: &Book<'_>, program: &Program, tier: &Tier) -> Told {
    let choices = Choices::of(program, tier);
    let names = |exprs: &[crate::program::ExprId]| {
        let mut names: Vec<&str> = Vec::new();
        for expr in exprs {
            let name = book.texts.path(program.expr(*expr).span);
            if !names.contains(&name) && !name.contains('\n') && name.chars().count() <= LONGEST {
                names.push(name);
            }
        }
        names.truncate(4);
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>()
    };
    let too_much = || say!("Not drawn: it rests on too many values.", "未作图：所取决的值过多。");
    let why = if choices.is_too_much {
        too_much()
    } else if !choices.open.is_empty() {
        match names(&choices.open) {
            none if none.is_empty() => say!("Not drawn: it rests on what the data gives.", "未作图：取决于数据。"),
            names => {
                let names = names.join(book.words.comma);
                say!("Not drawn: it rests on {names}.", "未作图：取决于 {names}。")
            }
        }
    } else if choices.bent {
        say!("Not drawn: what a row gives is no straight line.", "未作图：同一行内的值不是一条直线。")
    } else {
        match cases(tier, &choices) {
            Some(cases) if cases.iter().any(|case| case.shape.is_some()) => return grouped(book, program, &choices.choices, cases),
            Some(_) => say!("Not drawn: its bounds do not go up.", "未作图：界限并非逐级上升。"),
            None => too_much(),
        }
    };
    Told::None(book.say(&why))
}

/// The cases that are alike together, each group with what it is for.
fn grouped(book: &Book<'_>, program: &Program, choices: &[Choice], cases: Vec<Case>) -> Told {
    let mut groups: Vec<(Vec<Vec<Value>>, Option<Shape>)> = Vec::new();
    let all: Vec<Vec<Value>> = cases.iter().map(|case| case.picks.clone()).collect();
    for Case { picks, shape } in cases {
        match groups.iter_mut().find(|(_, known)| *known == shape) {
            Some((alike, _)) => alike.push(picks),
            None => groups.push((vec![picks], shape)),
        }
    }
    let (mut shapes, mut undrawn) = (Vec::new(), None);
    for (alike, shape) in groups {
        let of = called(book, program, choices, &all, alike);
        match shape {
            Some(shape) => shapes.push((of, shape)),
            None if of.chars().count() > LONGEST_CASES => undrawn = Some(say!("other cases", "其他情形")),
            None => undrawn = Some(say!("{of}", "{of}")),
        }
    }
    let undrawn = undrawn.map(|of| {
        book.say(&Text::both(
            format!("Not drawn for {}: a bound or a value is blank there, or the bounds do not go up.", of.en),
            format!("未作图：{}（该处界限或值为空，或界限并非逐级上升）。", of.zh),
        ))
    });
    Told::Shapes(shapes, undrawn)
}

/// What some cases are called among all: the choices that tell them apart, with what is chosen.
fn called(book: &Book<'_>, program: &Program, choices: &[Choice], all: &[Vec<Value>], mut left: Vec<Vec<Value>>) -> String {
    let chosen = |of: &[Vec<Value>], at: usize| {
        let mut values: Vec<Value> = Vec::new();
        for value in of.iter().filter_map(|picks| picks.get(at)) {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        values
    };
    let mut blocks = Vec::new();
    while let Some(first) = left.first().cloned() {
        // As many values of each choice as may go together with all others that do.
        let mut sets: Vec<Vec<Value>> = first.iter().map(|value| vec![value.clone()]).collect();
        let is_in = |sets: &[Vec<Value>], picks: &[Value]| sets.iter().zip(picks).all(|(set, value)| set.contains(value));
        for at in 0..sets.len() {
            for value in chosen(&left, at) {
                let mut wider = sets.clone();
                if let Some(set) = wider.get_mut(at).filter(|set| !set.contains(&value)) {
                    set.push(value);
                    if all.iter().filter(|picks| is_in(&wider, picks)).all(|picks| left.contains(picks)) {
                        sets = wider;
                    }
                }
            }
        }
        left.retain(|picks| !is_in(&sets, picks));
        let mut parts = Vec::new();
        for (at, (choice, set)) in choices.iter().zip(&sets).enumerate() {
            if set.len() < chosen(all, at).len() {
                let expr = program.expr(choice.expr);
                let plain = crate::explain::Plain::new(program, book.policy.sources(), book.options.language);
                let mut set = set.clone();
                set.sort_by_key(|value| choice.domain.iter().position(|known| known == value));
                let values = set.iter().map(|value| match &choice.rest {
                    Some(rest) if rest == value => book.words.any_other.to_owned(),
                    _ => figure(&plain, expr.ty.kind, value),
                });
                let values: Vec<String> = values.collect();
                parts.push(format!("{}{}{}", name(book, program, choice), book.words.is, values.join(book.words.comma)));
            }
        }
        blocks.push(parts.join(" · "));
    }
    blocks.join(book.words.semicolon)
}

/// What a choice is called, with the references that it is reached through.
fn name(book: &Book<'_>, program: &Program, choice: &Choice) -> String {
    let own = book.texts.path(program.expr(choice.expr).span);
    if own.contains('.') {
        return own.to_owned();
    }
    let references = choice.references.iter().map(|reference| book.texts.text(program.expr(*reference).span));
    references.chain([own]).collect::<Vec<_>>().join(".")
}

/// A chosen value; a whole number as it is, since years have no commas.
fn figure(plain: &crate::explain::Plain<'_>, kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Number, Value::Number(number)) => crate::values::decimal::format_plain(number).replace('-', "−"),
        _ => plain.figure(kind, value),
    }
}

/// A tier as it is shown; nothing where the author wrote no tier and there is no chart.
fn view(book: &Book<'_>, span: Span, dated: &Dated<'_>) -> Option<FigureView> {
    let (tier, program) = (&dated.tier, dated.program);
    let by = program.expr(tier.by).span;
    let by = if super::super::rules::is_within(by, span) { book.texts.path(by).to_owned() } else { String::new() };
    let is_same = dated.told.iter().all(|(_, told)| dated.told.first().is_some_and(|(_, first)| told == first));
    let mut shapes: Vec<(String, &Shape)> = Vec::new();
    let (mut none, mut undrawn) = (None, Vec::new());
    for (days, told) in dated.told.iter().take(if is_same { 1 } else { dated.told.len() }) {
        let days = if is_same {
            String::new()
        } else {
            book.words.days(days.from.map(|day| day.to_string()).as_deref(), days.to.map(|day| day.to_string()).as_deref())
        };
        match told {
            Told::Shapes(of, not_of) => {
                shapes.extend(of.iter().map(|(label, shape)| (both(&days, label), shape)));
                undrawn.extend(not_of.iter().map(|not_of| both(&days, not_of)));
            }
            Told::None(why) => none = Some(why.clone()),
        }
    }
    let curves = shapes.into_iter().filter_map(|(of, shape)| Some((of, Curve::of(book, program, tier, shape)?)));
    let curves: Vec<(String, Curve)> = curves.collect();
    let undrawn = (!undrawn.is_empty()).then(|| undrawn.join(" "));
    if curves.len() > MOST_PANELS {
        let rows = curves.into_iter().map(|(of, curve)| (of, curve.cells(book))).collect();
        return Some(FigureView { by, panels: Vec::new(), rows, undrawn });
    }
    let size = if curves.len() > 1 { PANEL } else { WHOLE };
    let panels: Vec<Panel> = match Frame::of(curves.iter().map(|(_, curve)| curve), size) {
        Some(frame) => curves.into_iter().filter_map(|(of, curve)| Some(Panel { svg: curve.svg(&frame)?, of })).collect(),
        None => Vec::new(),
    };
    let undrawn = if panels.is_empty() { none.filter(|_| is_written(book.texts.text(tier.span))) } else { undrawn };
    (!panels.is_empty() || undrawn.is_some()).then_some(FigureView { by, panels, rows: Vec::new(), undrawn })
}

fn both(days: &str, label: &str) -> String {
    [days, label].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
