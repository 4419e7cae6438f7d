//! What a tier rests on besides what it is by: choices from a list, such as a grade or the row of a table, for each of which it can be
//! worked out; or figures of the data, for which it cannot.

use rustc_hash::FxHashMap;

use crate::plan::{Plan, StepId};
use crate::program::{CellTest, ExprId, Form, Kind, Map, Piece, Program, StretchValue, TableId};
use crate::syntax::ast::Comparison;
use crate::values::{Exact, Value};

use super::tier::{Number, Tier};

/// How deep values are followed, and how many there may be.
pub(super) const DEPTH: usize = 48;
const MOST: usize = 4_000;

/// A value that is one of a list.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// Through which references it is reached, and what it is.
    at: (Vec<StepId>, StepId),
    /// The references, and the expression behind them, for what it is called.
    pub references: Vec<ExprId>,
    pub expr: ExprId,
    /// What it may be.
    pub domain: Vec<Value>,
    /// Whether it may be something else too, for which a table has a row.
    has_rest: bool,
    /// A value that stands for everything else; the last one of the domain.
    pub rest: Option<Value>,
}

/// What a tier rests on.
#[derive(Debug)]
pub(super) struct Choices<'p> {
    /// The program.
    pub program: &'p Program,
    /// What its values are, so that equal ones are known as one.
    pub plan: Plan,
    /// What the tier is by.
    pub by: Option<StepId>,
    /// The choices, each once.
    pub choices: Vec<Choice>,
    /// What is neither known nor a choice.
    pub open: Vec<ExprId>,
    /// What bends within a stretch.
    pub bent: bool,
    /// How many values were looked at.
    pub met: usize,
    /// Whether there are too many of them, or they rest on each other too deep.
    pub is_too_much: bool,
    /// What was found of values already, in a condition or outside of all.
    found: FxHashMap<(ExprId, Vec<ExprId>, bool), bool>,
    degrees: FxHashMap<ExprId, Option<u8>>,
}

impl<'p> Choices<'p> {
    /// Those of a tier.
    pub fn of(program: &'p Program, tier: &Tier) -> Choices<'p> {
        let worked = |number: &Number| if let Number::Worked(id) = number { Some(*id) } else { None };
        let bounds: Vec<ExprId> = tier.bounds.iter().filter_map(|(bound, _)| worked(bound)).collect();
        let gives: Vec<ExprId> = tier.gives.iter().filter_map(worked).collect();
        let roots: Vec<ExprId> = [tier.by].into_iter().chain(bounds.iter().copied()).chain(gives.iter().copied()).collect();
        let plan = Plan::new(program, &roots);
        let by = plan.of.get(&tier.by).copied();
        let mut choices = Choices {
            program,
            plan,
            by,
            choices: Vec::new(),
            open: Vec::new(),
            bent: false,
            met: 0,
            is_too_much: false,
            found: FxHashMap::default(),
            degrees: FxHashMap::default(),
        };
        for bound in bounds {
            choices.is_known(bound, &[], false, 0);
            // A bound that moves with what it bounds is no place on an axis.
            if choices.degree(bound, 0) != Some(0) {
                choices.bent = true;
            }
        }
        for value in gives {
            choices.is_known(value, &[], false, 0);
            choices.bent |= choices.degree(value, 0).is_none();
        }
        for choice in choices.choices.iter_mut().filter(|choice| choice.has_rest) {
            choice.rest = something_else(program, choice);
            choice.domain.extend(choice.rest.clone());
        }
        choices
    }

    /// Whether an expression is what the tier is by.
    pub fn is_by(&self, id: ExprId, path: &[ExprId]) -> bool {
        path.is_empty() && self.by.is_some() && self.plan.of.get(&id).copied() == self.by
    }

    /// The choice that an expression is, reached through these references.
    pub fn choice(&self, id: ExprId, path: &[ExprId]) -> Option<usize> {
        let (id, path) = self.behind(id, path);
        let at = self.at(id, &path)?;
        self.choices.iter().position(|choice| choice.at == at)
    }

    /// What an expression is behind all references, with these.
    fn behind(&self, mut id: ExprId, path: &[ExprId]) -> (ExprId, Vec<ExprId>) {
        let mut path = path.to_vec();
        while let Form::Gather { reference, value } = &self.program.expr(id).form {
            path.push(*reference);
            id = *value;
        }
        (id, path)
    }

    fn at(&self, id: ExprId, path: &[ExprId]) -> Option<(Vec<StepId>, StepId)> {
        let step = |id: &ExprId| self.plan.of.get(id).copied();
        Some((path.iter().map(step).collect::<Option<_>>()?, step(&id)?))
    }

    /// Whether an expression is known once every choice is made. In a condition a comparison is part of the whole condition.
    fn is_known(&mut self, id: ExprId, path: &[ExprId], in_condition: bool, depth: usize) -> bool {
        let key = (id, path.to_vec(), in_condition);
        if let Some(found) = self.found.get(&key) {
            return *found;
        }
        let is_known = self.look_at(id, path, in_condition, depth);
        self.found.insert(key, is_known);
        is_known
    }

    fn look_at(&mut self, id: ExprId, path: &[ExprId], in_condition: bool, depth: usize) -> bool {
        self.met = self.met.saturating_add(1);
        if self.is_by(id, path) {
            return true;
        }
        if depth > DEPTH || self.met > MOST {
            self.is_too_much = true;
            return false;
        }
        let program = self.program;
        let expr = program.expr(id);
        let before = (self.choices.len(), self.open.len());
        let is_condition = expr.ty.kind == Kind::YesNo;
        let all = |choices: &mut Self, parts: &[ExprId]| {
            // All of them are looked at, so that all that is missing can be told.
            let known: Vec<bool> = parts.iter().map(|part| choices.is_known(*part, path, is_condition, depth.saturating_add(1))).collect();
            known.iter().all(|known| *known)
        };
        let is_known = match &expr.form {
            Form::Constant(_) | Form::Blank | Form::NotApplicable => true,
            Form::Definition(named) => all(self, &[program.definition(*named).value]),
            Form::Map(Map::Join(_) | Map::ToText, _) => false,
            Form::Map(_, operands) => all(self, operands),
            Form::Settle { value, blank, not_applicable } => {
                let parts: Vec<ExprId> = [Some(*value), *blank, *not_applicable].into_iter().flatten().collect();
                all(self, &parts)
            }
            Form::Cases { arms, otherwise } => {
                let parts: Vec<ExprId> = arms.iter().flat_map(|(test, value)| [*test, *value]).chain(*otherwise).collect();
                all(self, &parts)
            }
            Form::Piece(piece) => {
                let parts: Vec<ExprId> = [piece.by].into_iter().chain(worked_values(piece)).collect();
                all(self, &parts)
            }
            Form::Lookup { table, keys, .. } => {
                let known: Vec<bool> = keys.iter().enumerate().map(|(at, key)| self.is_key_known(*table, at, *key, path, depth)).collect();
                known.iter().all(|known| *known)
            }
            Form::Gather { reference, value } => {
                let path: Vec<ExprId> = path.iter().copied().chain([*reference]).collect();
                self.is_known(*value, &path, in_condition, depth.saturating_add(1))
            }
            _ => false,
        };
        if is_known {
            return true;
        }
        let is_field = matches!(expr.form, Form::Field(_));
        let domain = match expr.ty.kind {
            Kind::Member(of) => members(program.enumeration(of).members.len()),
            Kind::YesNo if is_field || !in_condition => vec![Value::YesNo(true), Value::YesNo(false)],
            _ => Vec::new(),
        };
        if self.choose(id, path, before, domain) {
            return true;
        }
        if self.open.len() == before.1 {
            self.open.push(id);
        }
        false
    }

    /// Whether a key of a table is known, or one of those that stand in its rows.
    fn is_key_known(&mut self, table: TableId, at: usize, key: ExprId, path: &[ExprId], depth: usize) -> bool {
        let before = (self.choices.len(), self.open.len());
        if self.is_known(key, path, false, depth.saturating_add(1)) {
            return true;
        }
        let (mut listed, mut has_rest) = (Vec::new(), false);
        for row in &self.program.table(table).rows {
            match row.tests.get(at) {
                Some(CellTest::OneOf(values)) => values.iter().for_each(|value| {
                    if !listed.contains(value) {
                        listed.push(value.clone());
                    }
                }),
                Some(CellTest::Any) => has_rest = true,
                Some(CellTest::Range(_) | CellTest::Blank) | None => return false,
            }
        }
        let is_chosen = self.choose(key, path, before, listed);
        if has_rest && let Some(choice) = self.choice(key, path).and_then(|at| self.choices.get_mut(at)) {
            choice.has_rest |= !matches!(self.program.expr(key).ty.kind, Kind::Member(_) | Kind::YesNo);
        }
        is_chosen
    }

    /// Makes an expression a choice from a list, in place of what was found below it; not from an empty list.
    fn choose(&mut self, id: ExprId, path: &[ExprId], before: (usize, usize), domain: Vec<Value>) -> bool {
        let (id, references) = self.behind(id, path);
        let Some(at) = self.at(id, &references).filter(|_| !domain.is_empty()) else { return false };
        self.choices.truncate(before.0);
        self.open.truncate(before.1);
        // What was found below it may have rested on what is gone.
        self.found.clear();
        match self.choices.iter_mut().find(|choice| choice.at == at) {
            // Another table may list others.
            Some(known) => domain.into_iter().for_each(|value| {
                if !known.domain.contains(&value) {
                    known.domain.push(value);
                }
            }),
            None => self.choices.push(Choice { at, references, expr: id, domain, has_rest: false, rest: None }),
        }
        true
    }

    /// 0 of what does not rest on what the tier is by, 1 of what is a straight line over it; none of anything else.
    pub fn degree(&mut self, id: ExprId, depth: usize) -> Option<u8> {
        if let Some(known) = self.degrees.get(&id) {
            return *known;
        }
        let degree = if depth > DEPTH { None } else { self.degree_of(id, depth.saturating_add(1)) };
        self.degrees.insert(id, degree);
        degree
    }

    fn degree_of(&mut self, id: ExprId, depth: usize) -> Option<u8> {
        if self.is_by(id, &[]) {
            return Some(1);
        }
        if self.choice(id, &[]).is_some() {
            return Some(0);
        }
        let program = self.program;
        let mut flat = |ids: &[ExprId]| ids.iter().all(|id| self.degree(*id, depth) == Some(0)).then_some(0);
        match &program.expr(id).form {
            Form::Definition(named) => self.degree(program.definition(*named).value, depth),
            Form::Map(Map::Add | Map::Subtract, operands) => self.most(operands, depth),
            Form::Map(Map::Multiply, operands) => {
                let sum = operands.iter().try_fold(0u8, |sum, part| Some(sum.saturating_add(self.degree(*part, depth)?)));
                sum.filter(|sum| *sum < 2)
            }
            Form::Map(Map::Divide, operands) => match operands.as_slice() {
                [above, below] if self.degree(*below, depth) == Some(0) => self.degree(*above, depth),
                _ => None,
            },
            Form::Map(Map::Negate, operands) => self.most(operands, depth),
            Form::Map(_, operands) => flat(operands),
            Form::Settle { value, .. } => self.degree(*value, depth),
            Form::Cases { arms, otherwise } => {
                flat(&arms.iter().map(|(test, _)| *test).collect::<Vec<_>>())?;
                self.most(&arms.iter().map(|(_, value)| *value).chain(*otherwise).collect::<Vec<_>>(), depth)
            }
            Form::Piece(piece) => flat(&[piece.by].into_iter().chain(worked_values(piece)).collect::<Vec<_>>()),
            Form::Lookup { keys, .. } => flat(keys),
            // Rows of other records know nothing of this one; what is open is told apart.
            _ => Some(0),
        }
    }

    fn most(&mut self, parts: &[ExprId], depth: usize) -> Option<u8> {
        parts.iter().try_fold(0, |most, part| Some(self.degree(*part, depth)?.max(most)))
    }
}

/// The values of a tier that are worked out.
pub(super) fn worked_values(piece: &Piece) -> impl Iterator<Item = ExprId> {
    piece.stretches.iter().filter_map(|stretch| match stretch.value {
        StretchValue::Expr(value) => Some(value),
        StretchValue::Linear { .. } => None,
    })
}

/// A value that is none of those of a choice, and that its field may hold; none where there is no such value.
fn something_else(program: &Program, choice: &Choice) -> Option<Value> {
    let field = match &program.expr(choice.expr).form {
        Form::Field(field) => Some(program.field(program.expr(choice.expr).index, *field)),
        _ => None,
    };
    let is_allowed = |value: &Value| {
        let holds = |(sign, bound): &(Comparison, Value)| value.order(bound).is_none_or(|order| sign.holds(order));
        !choice.domain.contains(value) && field.is_none_or(|field| field.range.iter().all(holds))
    };
    let near = choice.domain.iter().flat_map(|value| match value {
        Value::Number(number) => [1, -1].map(|step| Value::Number(number.add(&Exact::from_int(step)))).to_vec(),
        Value::Text(text) => vec![Value::Text(format!("{text}*").into())],
        _ => Vec::new(),
    });
    near.into_iter().find(is_allowed)
}

fn members(count: usize) -> Vec<Value> {
    (0u32..).take(count).map(Value::Member).collect()
}
