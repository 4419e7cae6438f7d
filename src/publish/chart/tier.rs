//! The tiers of a policy as they can be drawn: what each is by, where it is cut, and what its stretches give.

use crate::plan::Plan;
use crate::program::{ExprId, Form, Kind, Map, Program, StretchValue};
use crate::source::Span;
use crate::syntax::ast::{Comparison, TierKind};
use crate::values::{Exact, Value};

use super::super::rules::is_within;

/// A tier, whose bounds and values are known or worked out.
#[derive(Clone, Debug)]
pub(super) struct Tier {
    /// What the author wrote.
    pub kind: TierKind,
    /// What it is by.
    pub by: ExprId,
    /// The ascending ends of all stretches but the last, and whether each belongs to the stretch before it.
    pub bounds: Vec<(Number, bool)>,
    /// What each stretch gives.
    pub gives: Vec<Number>,
    /// The lowest value in the tier, and whether it is included.
    pub floor: Option<(Exact, bool)>,
    /// What it gives is of this kind.
    pub of: Kind,
    /// Its rows as written.
    pub rows: Span,
    /// The whole as written.
    pub span: Span,
}

/// A bound, or what a stretch gives.
#[derive(Clone, Debug)]
pub(super) enum Number {
    /// The base, and what is added for each one of what the tier is by.
    Line(Exact, Exact),
    /// What an expression comes to.
    Worked(ExprId),
}

/// The expressions of a program that may be tiers: looked for once, for there are many stretches.
pub(in crate::publish) fn candidates(program: &Program) -> Vec<ExprId> {
    let numbered = (0u32..).map(ExprId).zip(&program.expressions);
    let may_be = numbered.filter(|(_, expr)| matches!(expr.form, Form::Piece(_) | Form::Cases { otherwise: Some(_), .. }));
    may_be.map(|(id, _)| id).collect()
}

/// The tiers among candidates that stand in a stretch of text, each once, in their order; choices among several comparisons of one number are tiers
/// too. A text that is `written` as a tier may have a single bound.
pub(super) fn tiers(program: &Program, candidates: &[ExprId], span: Span, written: &dyn Fn(Span) -> bool) -> Vec<Tier> {
    let mut found: Vec<Tier> = Vec::new();
    for &id in candidates {
        let expr = program.expr(id);
        let is_new = |found: &[Tier], rows: Span| is_within(rows, span) && !found.iter().any(|known| known.rows.start == rows.start);
        let tier = match &expr.form {
            // What a clause makes of its own, such as the prizes of places, is no tier to its reader.
            Form::Piece(piece) if written(expr.span) => {
                let rows = piece.stretches.iter().map(|stretch| stretch.span);
                let Some(rows) = rows.reduce(Span::to).filter(|rows| is_new(&found, *rows)) else { continue };
                let gives = piece.stretches.iter().map(|stretch| match &stretch.value {
                    StretchValue::Linear { base, slope } => Number::Line(base.clone(), slope.clone()),
                    StretchValue::Expr(value) => Number::of(program, *value),
                });
                Some(Tier {
                    kind: piece.kind,
                    by: piece.by,
                    bounds: piece.bounds.iter().map(|(bound, before)| (Number::figure(bound), *before)).collect(),
                    gives: gives.collect(),
                    floor: piece.floor.clone(),
                    of: expr.ty.kind,
                    rows,
                    span: expr.span,
                })
            }
            Form::Cases { arms, otherwise: Some(otherwise) }
                if expr.ty.kind.is_numeric() && is_within(expr.span, span) && (arms.len() > 1 || written(expr.span)) =>
            {
                compared(program, id, arms, *otherwise).filter(|tier| is_new(&found, tier.rows))
            }
            _ => None,
        };
        found.extend(tier);
    }
    found.sort_by_key(|tier| tier.rows.start);
    found
}

/// A choice as a tier, if all its conditions compare one number with bounds that go up or down.
fn compared(program: &Program, id: ExprId, arms: &[(ExprId, ExprId)], otherwise: ExprId) -> Option<Tier> {
    let whole = program.expr(id);
    let plan = Plan::new(program, &[id]);
    let mut compared = Vec::new();
    for (test, value) in arms {
        let Form::Map(Map::Compare(sign), sides) = &program.expr(*test).form else { return None };
        let &[left, right] = sides.as_slice() else { return None };
        compared.push((*sign, left, right, *value));
    }
    let is_by = |by: ExprId, side: ExprId| plan.of.get(&by) == plan.of.get(&side);
    let (_, left, right, _) = compared.first()?;
    let by = [*left, *right].into_iter().find(|&by| {
        let is_constant = matches!(program.expr(by).form, Form::Constant(_));
        program.expr(by).ty.kind.is_numeric()
            && !is_constant
            && compared.iter().all(|(_, left, right, _)| is_by(by, *left) || is_by(by, *right))
    })?;
    // Each comparison as one of what it is by with a bound.
    let compared: Vec<(Comparison, ExprId, ExprId)> = compared
        .into_iter()
        .map(|(sign, left, right, value)| if is_by(by, left) { (sign, right, value) } else { (turned(sign), left, value) })
        .collect();
    let all = |signs: [Comparison; 2]| compared.iter().all(|(sign, ..)| signs.contains(sign));
    let bound =
        |sign: Comparison, bound: ExprId| (Number::of(program, bound), matches!(sign, Comparison::LessOrEqual | Comparison::Greater));
    let mut bounds: Vec<(Number, bool)> = compared.iter().map(|(sign, at, _)| bound(*sign, *at)).collect();
    let mut gives: Vec<Number> = compared.iter().map(|(.., value)| Number::of(program, *value)).collect();
    gives.push(Number::of(program, otherwise));
    if all([Comparison::Greater, Comparison::GreaterOrEqual]) {
        bounds.reverse();
        gives.reverse();
    } else if !all([Comparison::Less, Comparison::LessOrEqual]) {
        return None;
    }
    let places = arms.iter().flat_map(|(test, value)| [*test, *value]).chain([otherwise]).map(|part| program.expr(part).span);
    let rows = places.filter(|place| is_within(*place, whole.span)).reduce(Span::to)?;
    Some(Tier { kind: TierKind::Bands, by, bounds, gives, floor: None, of: whole.ty.kind, rows, span: whole.span })
}

/// The same comparison seen from the other side.
fn turned(sign: Comparison) -> Comparison {
    match sign {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same @ (Comparison::Equal | Comparison::NotEqual) => same,
    }
}

impl Number {
    fn figure(number: &Exact) -> Number {
        Number::Line(number.clone(), Exact::zero())
    }

    fn of(program: &Program, id: ExprId) -> Number {
        match &program.expr(id).form {
            Form::Constant(value) => place(value).map_or(Number::Worked(id), |number| Number::figure(&number)),
            _ => Number::Worked(id),
        }
    }
}

/// Where a value stands on an axis: a member by its place among the others, yes above no.
pub(super) fn place(value: &Value) -> Option<Exact> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::Member(at) => Some(Exact::from_int(i128::from(*at))),
        Value::YesNo(yes) => Some(Exact::from_int(i128::from(*yes))),
        Value::Date(_) | Value::Duration(_) | Value::Text(_) | Value::Reference(_) => None,
    }
}
