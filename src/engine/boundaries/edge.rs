//! The two sides of a bound and the bound itself, found by changing one cell of the records that a case begins from.

use super::Side;
use super::base::Base;
use super::bounds::{Bound, Right};
use crate::data::rows::{Row, from_rows};
use crate::data::{MissingField, Tables};
use crate::diagnostics::Diagnostic;
use crate::engine::next::{Choices, Input, Probe, Target, rests_on};
use crate::engine::{Evaluation, Policy};
use crate::plan::Plan;
use crate::program::{ArticleId, ExprId, OVERALL, RecordId};
use crate::run::{self, Cell, Keep, Outcome};
use crate::values::{Date, Exact, Value};
use std::cmp::Ordering;

/// How many steps to either side are looked at: an input has finer steps than its value at times.
const STEPS: i128 = 2;

/// A case and what comes of it.
#[derive(Debug)]
pub(super) struct Case {
    /// Its records.
    pub base: Base,
    /// The same as tables.
    pub tables: Tables,
    /// What the value came out as.
    pub found: Cell,
    /// The article that gave it.
    pub article: Option<ArticleId>,
}

/// The cases on the sides of a bound that one cell reaches; none where nothing does.
pub(super) fn sides(policy: &Policy, bound: &Bound, base: &Base) -> Vec<(Side, Case)> {
    let Some((tables, outcome)) = evaluated(policy, bound, base) else { return Vec::new() };
    let index = policy.program().expr(bound.left).index;
    let Some(row) = row_of_left(policy, bound, base, &outcome) else { return Vec::new() };
    let Some(now) = side_of(&bound.right, &outcome.value(bound.left, row)) else { return Vec::new() };
    let as_of = base.as_of.or(policy.program().head.as_of);
    let evaluation = Evaluation { policy: policy.clone(), tables: &tables, outcome, as_of, findings: Vec::new(), asked: Vec::new() };
    let mut probe = Probe::new(&evaluation, row);
    let mut best = Vec::new();
    for input in rests_on(&evaluation, &[bound.left], index, row).inputs {
        let Some(choices) = input.choices(&evaluation) else { continue };
        // The value may be the same over many steps, with the bound at either end of them.
        let mut near: Vec<Value> = targets(bound, now, &evaluation, row).iter().filter_map(|target| probe.nearest(input, target)).collect();
        if now == Ordering::Equal
            && let Cell::Present(value) = evaluation.field(input.record, input.field, input.row)
        {
            near.push(value);
        }
        let found = around(policy, bound, base, input, near.iter().flat_map(|at| steps(&choices, at)));
        if found.len() > best.len() {
            best = found;
        }
        if best.len() == 3 {
            break;
        }
    }
    best
}

/// What takes the value to its bound or beyond it.
fn targets(bound: &Bound, now: Ordering, evaluation: &Evaluation<'_>, row: usize) -> Vec<Target> {
    let flipped = bound.comparison.map(|comparison| {
        let holds = evaluation.outcome.value(comparison, row).is_yes();
        Target::Holds(comparison, !holds)
    });
    let reached = match (&bound.right, now) {
        (Right::Number(right), Ordering::Less) => Some(Target::AtLeast(bound.left, right.clone())),
        (Right::Number(right), Ordering::Greater) => Some(Target::AtMost(bound.left, right.clone())),
        (Right::Number(_), Ordering::Equal) | (Right::Day(_), _) => None,
    };
    reached.into_iter().chain(flipped).collect()
}

/// The nearest cases on each side among those with some values of a cell.
fn around(policy: &Policy, bound: &Bound, base: &Base, input: Input, values: impl Iterator<Item = Value>) -> Vec<(Side, Case)> {
    let mut found: Vec<(Side, Value, Case)> = Vec::new();
    for value in values {
        let Some((side, left, case)) = with(base, input, &value).and_then(|changed| case(policy, bound, changed)) else { continue };
        match found.iter_mut().find(|(there, _, _)| *there == side) {
            None => found.push((side, left, case)),
            Some(there) if is_nearer(side, &left, &there.1) => *there = (side, left, case),
            Some(_) => {}
        }
    }
    found.sort_by_key(|(side, _, _)| *side as u8);
    found.into_iter().map(|(side, left, case)| (side, without_needless(policy, bound, side, &left, case))).collect()
}

/// What comes of some records: on which side of the bound the value is, and the value.
fn case(policy: &Policy, bound: &Bound, base: Base) -> Option<(Side, Value, Case)> {
    let (tables, outcome) = evaluated(policy, bound, &base)?;
    let left = outcome.value(bound.left, row_of_left(policy, bound, &base, &outcome)?);
    let side = match side_of(&bound.right, &left)? {
        Ordering::Less => Side::Below,
        Ordering::Equal => Side::At,
        Ordering::Greater => Side::Above,
    };
    let Cell::Present(left) = left else { return None };
    let definition = policy.program().definition(bound.definition);
    let found = outcome.value(definition.value, base.row);
    if matches!(found, Cell::NotGiven | Cell::TooLarge) {
        return None;
    }
    let article = match definition.alternatives.as_slice() {
        [] => definition.article,
        articles => outcome.code(definition.unrounded, base.row).and_then(|arm| articles.get(arm as usize).copied()),
    };
    Some((side, left, Case { base, tables, found, article }))
}

/// The same case without the rows that nothing of it rests on.
fn without_needless(policy: &Policy, bound: &Bound, side: Side, left: &Value, mut kept: Case) -> Case {
    let owner = policy.program().definition(bound.definition).owner;
    for at in (0..kept.base.given.len()).rev() {
        let place = |given: &[Row], at: usize| given.iter().take(at).filter(|(record, _)| *record == owner).count();
        let of_owner = kept.base.given.get(at).is_some_and(|(record, _)| *record == owner);
        let before = place(&kept.base.given, at);
        if of_owner && before == kept.base.row {
            continue;
        }
        let mut fewer = kept.base.clone();
        fewer.given.remove(at);
        if of_owner && before < fewer.row {
            fewer.row -= 1;
        }
        if let Some((there, value, case)) = case(policy, bound, fewer)
            && (there, &value, &case.found, case.article) == (side, left, &kept.found, kept.article)
        {
            kept = case;
        }
    }
    kept
}

/// Whether a value is nearer to the bound on its side than another.
fn is_nearer(side: Side, value: &Value, than: &Value) -> bool {
    let order = value.order(than);
    match side {
        Side::Below => order == Some(Ordering::Greater),
        Side::At => false,
        Side::Above => order == Some(Ordering::Less),
    }
}

/// A value of a cell and those a few steps around it.
fn steps(choices: &Choices, at: &Value) -> Vec<Value> {
    match (choices, at) {
        (Choices::Numbers { unit, least, most, .. }, Value::Number(number)) => {
            let Some(place) = number.div(unit).and_then(|place| place.to_i128()) else { return Vec::new() };
            let places = (-STEPS..=STEPS).filter_map(|step| place.checked_add(step)).filter(|place| (*least..=*most).contains(place));
            places.map(|place| Value::Number(unit.mul(&Exact::from_int(place)))).collect()
        }
        (Choices::Days { least, most, .. }, Value::Date(day)) => {
            let days = (-STEPS..=STEPS).filter_map(|step| i32::try_from(step).ok().and_then(|step| day.days().checked_add(step)));
            days.filter(|day| (*least..=*most).contains(day)).filter_map(Date::from_days).map(Value::Date).collect()
        }
        _ => vec![at.clone()],
    }
}

/// The same records with another value in one cell.
fn with(base: &Base, input: Input, value: &Value) -> Option<Base> {
    let mut changed = base.clone();
    let (_, fields) = changed.given.iter_mut().filter(|(record, _)| *record == input.record).nth(input.row)?;
    match fields.iter_mut().find(|(field, _)| *field == input.field) {
        Some((_, there)) => *there = Some(value.clone()),
        None => fields.push((input.field, Some(value.clone()))),
    }
    Some(changed)
}

/// The value and what is compared, of some records.
fn evaluated(policy: &Policy, bound: &Bound, base: &Base) -> Option<(Tables, Outcome)> {
    let program = policy.program();
    let given: Vec<Row> = base.given.clone();
    let (tables, findings) = from_rows(program, &given, MissingField::NotGiven);
    if findings.iter().any(Diagnostic::is_error) {
        return None;
    }
    let definition = program.definition(bound.definition);
    let mut roots: Vec<ExprId> = vec![definition.value, definition.unrounded, bound.left];
    roots.extend(bound.comparison);
    let settings = run::Settings { as_of: base.as_of.or(program.head.as_of), keep: Keep::All, threads: 1, ..Default::default() };
    let outcome = run::run(program, &Plan::new(program, &roots), &tables, &settings).ok()?;
    Some((tables, outcome))
}

/// The row at which the value is compared: that of the case, or the first of another record where there is a value.
fn row_of_left(policy: &Policy, bound: &Bound, base: &Base, outcome: &Outcome) -> Option<usize> {
    let program = policy.program();
    let (owner, index): (RecordId, RecordId) = (program.definition(bound.definition).owner, program.expr(bound.left).index);
    if index == owner {
        return Some(base.row);
    }
    if index == OVERALL {
        return Some(0);
    }
    (0..outcome.rows(index)).find(|row| matches!(outcome.value(bound.left, *row), Cell::Present(_)))
}

/// On which side of a bound a value is.
fn side_of(right: &Right, left: &Cell) -> Option<Ordering> {
    match (right, left) {
        (Right::Number(right), Cell::Present(Value::Number(left))) => Some(left.cmp(right)),
        (Right::Day(right), Cell::Present(Value::Date(left))) => Some(left.cmp(right)),
        _ => None,
    }
}
