//! Tiers worked out: for each choice that one rests on, its bounds and what it gives, as the engine itself works them out. What the tier
//! rests on is copied with each choice in the place of what data would give, and the copies are run without any data.

use rustc_hash::FxHashMap;

use crate::data::Tables;
use crate::plan::Plan;
use crate::program::{Expr, ExprId, Form, OVERALL, Piece, Program, Stretch, StretchValue};
use crate::run::{self, Cell};
use crate::syntax::ast::TierKind;
use crate::values::{Exact, Value};

use super::choices::{Choices, DEPTH};
use super::tier::{Number, Tier, place};

/// The most combinations of choices that are worked out, and the most values for all of them.
const MOST: usize = 240;
const MOST_VALUES: usize = 100_000;

/// A tier in figures.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    /// What the author wrote.
    pub kind: TierKind,
    /// The ascending ends of all stretches but the last, and whether each belongs to the stretch before it.
    pub bounds: Vec<(Exact, bool)>,
    /// The base and the slope of each stretch.
    pub lines: Vec<(Exact, Exact)>,
    /// The lowest value in the tier, and whether it is included.
    pub floor: Option<(Exact, bool)>,
}

/// A tier for some of the choices that it rests on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case {
    /// For each choice what is chosen.
    pub picks: Vec<Value>,
    /// The tier then; none where a bound or a value comes to no figure, or the bounds do not go up.
    pub shape: Option<Shape>,
}

/// The tier for every combination of choices; none where there are too many.
pub(super) fn cases(tier: &Tier, choices: &Choices<'_>) -> Option<Vec<Case>> {
    let count = choices.choices.iter().try_fold(1usize, |count, choice| count.checked_mul(choice.domain.len()));
    let count = count.filter(|count| *count <= MOST && count.saturating_mul(choices.met) <= MOST_VALUES)?;
    if let Some(known) = known(tier) {
        return Some(vec![Case { picks: Vec::new(), shape: known.shape(tier, &|_| None) }]);
    }
    let mut copies = Copies { program: choices.program.clone(), choices };
    let mut asked: Vec<(Vec<Value>, Asked)> = Vec::new();
    for number in 0..count {
        let mut rest = number;
        // The last choice changes first, as a reader goes through them.
        let mut picks: Vec<Value> = Vec::new();
        for choice in choices.choices.iter().rev() {
            let width = choice.domain.len().max(1);
            picks.extend(choice.domain.get(rest.checked_rem(width)?).cloned());
            rest = rest.checked_div(width)?;
        }
        picks.reverse();
        let asked_for = copies.asked(tier, &picks)?;
        asked.push((picks, asked_for));
    }
    let roots: Vec<ExprId> = asked.iter().flat_map(|(_, asked)| asked.roots()).collect();
    let plan = Plan::new(&copies.program, &roots);
    let outcome = run::run(&copies.program, &plan, &Tables::default(), &run::Settings::default()).ok()?;
    let figure = |id: ExprId| match outcome.value(id, 0) {
        Cell::Present(value) => place(&value),
        Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => None,
    };
    Some(asked.into_iter().map(|(picks, asked)| Case { picks, shape: asked.shape(tier, &figure) }).collect())
}

/// A tier of which nothing is to be worked out.
fn known(tier: &Tier) -> Option<Asked> {
    let figure = |number: &Number| match number {
        Number::Line(base, slope) => Some(Figure::Known(base.clone(), slope.clone())),
        Number::Worked(_) => None,
    };
    let bounds = tier.bounds.iter().map(|(bound, _)| figure(bound)).collect::<Option<_>>()?;
    Some(Asked { bounds, gives: tier.gives.iter().map(figure).collect::<Option<_>>()? })
}

/// What is asked of the engine: a figure that is known, or copies of an expression at 0 and 1 of what the tier is by.
enum Figure {
    Known(Exact, Exact),
    At(ExprId, ExprId),
}

struct Asked {
    bounds: Vec<Figure>,
    gives: Vec<Figure>,
}

impl Asked {
    fn roots(&self) -> Vec<ExprId> {
        let of = |figure: &Figure| match figure {
            Figure::At(none, one) => vec![*none, *one],
            Figure::Known(..) => Vec::new(),
        };
        self.bounds.iter().chain(&self.gives).flat_map(of).collect()
    }

    /// The tier, if everything came to a figure and the bounds go up.
    fn shape(&self, tier: &Tier, figure: &dyn Fn(ExprId) -> Option<Exact>) -> Option<Shape> {
        let line = |asked: &Figure| match asked {
            Figure::Known(base, slope) => Some((base.clone(), slope.clone())),
            Figure::At(none, one) => {
                let base = figure(*none)?;
                Some((base.clone(), figure(*one)?.sub(&base)))
            }
        };
        let bounds = self.bounds.iter().zip(&tier.bounds).map(|(asked, (_, before))| Some((line(asked)?.0, *before)));
        let bounds: Vec<(Exact, bool)> = bounds.collect::<Option<_>>()?;
        let lines: Vec<(Exact, Exact)> = self.gives.iter().map(line).collect::<Option<_>>()?;
        let ascend = bounds.windows(2).all(|pair| matches!(pair, [(low, _), (high, _)] if low < high));
        (ascend && !bounds.is_empty()).then(|| Shape { kind: tier.kind, bounds, lines, floor: tier.floor.clone() })
    }
}

/// A program with copies of expressions in it, which rest on no data.
struct Copies<'c, 'p> {
    program: Program,
    choices: &'c Choices<'p>,
}

/// What a copy is made with.
struct With<'a> {
    picks: &'a [Value],
    by: Exact,
    known: FxHashMap<(ExprId, Vec<ExprId>), ExprId>,
}

impl Copies<'_, '_> {
    fn asked(&mut self, tier: &Tier, picks: &[Value]) -> Option<Asked> {
        let mut at = [Exact::zero(), Exact::one()].map(|by| With { picks, by, known: FxHashMap::default() });
        let mut figure = |number: &Number| match number {
            Number::Line(base, slope) => Some(Figure::Known(base.clone(), slope.clone())),
            Number::Worked(id) => {
                let [none, one] = &mut at;
                Some(Figure::At(self.copy(*id, &[], none, 0)?, self.copy(*id, &[], one, 0)?))
            }
        };
        let bounds = tier.bounds.iter().map(|(bound, _)| figure(bound)).collect::<Option<_>>()?;
        let gives = tier.gives.iter().map(figure).collect::<Option<_>>()?;
        Some(Asked { bounds, gives })
    }

    /// A copy that rests on no data; none where something else is in the way.
    fn copy(&mut self, id: ExprId, path: &[ExprId], with: &mut With<'_>, depth: usize) -> Option<ExprId> {
        let key = (id, path.to_vec());
        if let Some(known) = with.known.get(&key) {
            return Some(*known);
        }
        if depth > DEPTH {
            return None;
        }
        let program = self.choices.program;
        let expr = program.expr(id);
        let form = if self.choices.is_by(id, path) {
            Form::Constant(Value::Number(with.by.clone()))
        } else if let Some(chosen) = self.choices.choice(id, path) {
            Form::Constant(with.picks.get(chosen)?.clone())
        } else {
            let mut of = |id: ExprId| self.copy(id, path, with, depth.saturating_add(1));
            match &expr.form {
                form @ (Form::Constant(_) | Form::Blank | Form::NotApplicable) => form.clone(),
                Form::Definition(named) => return of(program.definition(*named).value),
                Form::Gather { reference, value } => {
                    let path: Vec<ExprId> = path.iter().copied().chain([*reference]).collect();
                    return self.copy(*value, &path, with, depth.saturating_add(1));
                }
                Form::Map(map, operands) => Form::Map(map.clone(), operands.iter().map(|part| of(*part)).collect::<Option<_>>()?),
                Form::Settle { value, blank, not_applicable } => Form::Settle {
                    value: of(*value)?,
                    blank: blank.map(&mut of).map_or(Some(None), |copy| copy.map(Some))?,
                    not_applicable: not_applicable.map(&mut of).map_or(Some(None), |copy| copy.map(Some))?,
                },
                Form::Cases { arms, otherwise } => Form::Cases {
                    arms: arms.iter().map(|(test, value)| Some((of(*test)?, of(*value)?))).collect::<Option<_>>()?,
                    otherwise: otherwise.map(&mut of).map_or(Some(None), |copy| copy.map(Some))?,
                },
                Form::Lookup { table, keys, column } => {
                    Form::Lookup { table: *table, keys: keys.iter().map(|key| of(*key)).collect::<Option<_>>()?, column: *column }
                }
                Form::Piece(piece) => {
                    let stretches = piece.stretches.iter().map(|stretch| {
                        let value = match &stretch.value {
                            StretchValue::Expr(value) => StretchValue::Expr(of(*value)?),
                            line @ StretchValue::Linear { .. } => line.clone(),
                        };
                        Some(Stretch { value, span: stretch.span })
                    });
                    let stretches = stretches.collect::<Option<_>>()?;
                    let by = of(piece.by)?;
                    Form::Piece(Box::new(Piece { by, stretches, ..(**piece).clone() }))
                }
                _ => return None,
            }
        };
        let copy = ExprId(u32::try_from(self.program.expressions.len()).ok()?);
        self.program.expressions.push(Expr { form, ty: expr.ty, index: OVERALL, span: expr.span });
        with.known.insert(key, copy);
        Some(copy)
    }
}
