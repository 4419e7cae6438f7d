//! From what was asked of an evaluation down to what it rests on, along what was taken.

mod ledger;

use super::places::{is_choice, is_condition, limbs};
use super::{Place, PlaceKind};
use crate::explain::Reasons;
use crate::program::{
    DefinitionId, ExprId, FoldId, Form, Kind, LedgerId, Map, OVERALL, Program, RecordId, Reduce, StretchValue, each_part,
};
use crate::run::Cell;
use crate::syntax::ast::TierKind;
use crate::values::Value;
use ledger::Traced;
use rustc_hash::{FxHashMap, FxHashSet};

/// Tells every place that was reached, a condition with what it was.
pub(super) fn walk(program: &Program, reasons: &dyn Reasons, asked: &[(ExprId, usize)], tell: &mut dyn FnMut(Place, bool)) {
    let waiting = asked.iter().map(|(expr, row)| (*expr, At::Row(*row), is_condition(program, *expr))).collect();
    let mut walk = Walk {
        program,
        reasons,
        tell,
        waiting,
        met: FxHashSet::default(),
        over_all: FxHashSet::default(),
        owned: FxHashMap::default(),
        ledgers: FxHashSet::default(),
        traced: FxHashMap::default(),
    };
    while let Some((expr, at, asked)) = walk.waiting.pop() {
        let at = walk.place(expr, at);
        if walk.met.insert((expr, at, asked)) {
            walk.reach(expr, at, asked);
        }
    }
}

/// Where something was evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum At {
    /// At a row of its record.
    Row(usize),
    /// For an entry of a ledger, on what its accounts held then: in which of its traces, and which of the points there.
    Entry(LedgerId, usize, usize),
}

struct Walk<'a> {
    program: &'a Program,
    reasons: &'a dyn Reasons,
    tell: &'a mut dyn FnMut(Place, bool),
    /// What is still to be looked at: an expression, where, whether it is asked as a condition.
    waiting: Vec<(ExprId, At, bool)>,
    met: FxHashSet<(ExprId, At, bool)>,
    /// What was asked of all rows.
    over_all: FxHashSet<(ExprId, bool)>,
    /// The rows that a reference leads from, by where it leads.
    owned: FxHashMap<ExprId, FxHashMap<u32, Vec<usize>>>,
    /// The ledgers that were gone through, of which owners.
    ledgers: FxHashSet<(LedgerId, usize)>,
    /// The entries of the owners of each ledger.
    traced: FxHashMap<LedgerId, Traced>,
}

impl Walk<'_> {
    /// Where an expression has its value: what does not rest on balances has it at a row.
    fn place(&self, expr: ExprId, at: At) -> At {
        let index = self.program.expr(expr).index;
        match at {
            _ if index == OVERALL => At::Row(0),
            At::Row(_) => at,
            At::Entry(ledger, trace, point) => match self.reasons.traces(ledger).get(trace) {
                Some(traced) if !traced.has(expr) && !matches!(self.program.expr(expr).form, Form::AtEntry(_)) => {
                    let (entry, row) = traced.points.get(point).copied().unwrap_or_default();
                    At::Row(if index == traced.entries { entry } else { row } as usize)
                }
                _ => at,
            },
        }
    }

    fn reach(&mut self, id: ExprId, row: At, asked: bool) {
        let program = self.program;
        let expr = program.expr(id);
        if asked && limbs(&expr.form).is_some() {
            return self.limbs(id, row);
        }
        if asked && let Some(truth) = self.truth(id, row) {
            (self.tell)(Place::at(expr.span, PlaceKind::Condition), truth);
        }
        match &expr.form {
            Form::Cases { arms, otherwise } => self.cases(id, row, asked, arms, *otherwise),
            Form::Piece(piece) => {
                self.waiting.push((piece.by, row, false));
                let Some(taken) = self.code(id, row) else { return };
                // All rows of a marginal tier below the last one give a part of the amount.
                let first = if piece.kind == TierKind::Marginal { 0 } else { taken };
                for stretch in piece.stretches.iter().take(taken + 1).skip(first) {
                    (self.tell)(Place::at(stretch.span, PlaceKind::TierRow), true);
                }
                if let Some(StretchValue::Expr(value)) = piece.stretches.get(taken).map(|stretch| &stretch.value) {
                    self.waiting.push((*value, row, false));
                }
            }
            Form::Lookup { table, keys, column } => {
                self.waiting.extend(keys.iter().map(|key| (*key, row, false)));
                if let Some(found) = self.code(id, row).and_then(|taken| program.table(*table).rows.get(taken)) {
                    (self.tell)(Place { span: found.span, kind: PlaceKind::TableCell, column: *column }, true);
                }
            }
            Form::Definition(definition) => self.definition(*definition, row),
            Form::Gather { reference, value } => {
                self.waiting.push((*reference, row, false));
                if let Cell::Present(Value::Reference(to)) = self.value(*reference, row) {
                    self.waiting.push((*value, At::Row(to as usize), is_condition(program, *value)));
                }
            }
            Form::Reduce(reduce) => self.reduce(id, reduce, row),
            Form::Settle { value, blank, not_applicable } => {
                self.waiting.push((*value, row, false));
                match self.value(*value, row) {
                    Cell::Blank => self.waiting.extend(blank.iter().map(|value| (*value, row, false))),
                    Cell::NotApplicable => self.waiting.extend(not_applicable.iter().map(|value| (*value, row, false))),
                    Cell::Present(_) | Cell::NotGiven | Cell::TooLarge => {}
                }
            }
            Form::AtEntry(value) => self.waiting.push((*value, row, asked)),
            Form::Carried { fold, state } => self.carried(*fold, *state, row),
            Form::Closing { ledger, .. } | Form::Balance { ledger, .. } => self.ledger(*ledger, expr.index, row),
            Form::Rank(rank) => self.parts_over_all(id, rank.among),
            Form::Allocate(allocate) => self.parts_over_all(id, allocate.among),
            Form::Cover(cover) => self.parts_over_all(id, cover.filter),
            Form::Scan(_) => self.parts_over_all(id, None),
            _ => each_part(program, id, &mut |part| self.part(expr.index, part, row)),
        }
    }

    /// A part of an elementwise value, of the same row; one of another record is of all its rows.
    fn part(&mut self, index: RecordId, part: ExprId, row: At) {
        let of = self.program.expr(part).index;
        if of == index || of == OVERALL { self.waiting.push((part, row, false)) } else { self.over_all(part, false) }
    }

    /// The limbs of a condition as far as they are asked.
    fn limbs(&mut self, id: ExprId, row: At) {
        match &self.program.expr(id).form {
            Form::Map(map @ (Map::And | Map::Or), limbs) => {
                for &limb in limbs {
                    self.waiting.push((limb, row, true));
                    // The first that decides, or that is absent, ends the question.
                    if self.truth(limb, row) != Some(*map == Map::And) {
                        break;
                    }
                }
            }
            Form::Settle { value, blank, not_applicable } => {
                self.waiting.push((*value, row, true));
                match self.value(*value, row) {
                    Cell::Blank => self.waiting.extend(blank.iter().map(|value| (*value, row, false))),
                    Cell::NotApplicable => self.waiting.extend(not_applicable.iter().map(|value| (*value, row, false))),
                    Cell::Present(_) | Cell::NotGiven | Cell::TooLarge => {}
                }
            }
            form => self.waiting.extend(limbs(form).unwrap_or_default().iter().map(|limb| (*limb, row, true))),
        }
    }

    fn cases(&mut self, id: ExprId, row: At, asked: bool, arms: &[(ExprId, ExprId)], otherwise: Option<ExprId>) {
        let Some(taken) = self.code(id, row) else {
            // No arm was taken: a condition was absent, or none was met.
            for (test, _) in arms {
                self.waiting.push((*test, row, true));
                if self.truth(*test, row) != Some(false) {
                    break;
                }
            }
            return;
        };
        self.waiting.extend(arms.iter().take(taken + 1).map(|(test, _)| (*test, row, true)));
        let Some(value) = arms.get(taken).map(|(_, value)| *value).or(otherwise) else { return };
        if is_choice(self.program, id, arms, otherwise) {
            (self.tell)(Place::at(self.program.expr(value).span, PlaceKind::Choice), true);
        }
        self.waiting.push((value, row, asked));
    }

    fn definition(&mut self, id: DefinitionId, row: At) {
        let definition = self.program.definition(id);
        let applied = match definition.alternatives.as_slice() {
            [] => definition.article,
            alternatives => self.code(definition.unrounded, row).and_then(|arm| alternatives.get(arm).copied()),
        };
        if let Some(article) = applied {
            (self.tell)(Place::article(self.program.article(article).span), true);
        }
        self.waiting.push((definition.value, row, is_condition(self.program, definition.value)));
    }

    /// An aggregate, of the rows that belong to this one and count.
    fn reduce(&mut self, id: ExprId, reduce: &Reduce, row: At) {
        let rows: Vec<usize> = match (reduce.by, row) {
            (Some(by), At::Row(row)) => self.rows_of(by, reduce.over, row),
            _ => (0..self.reasons.rows(reduce.over)).collect(),
        };
        let counted: Vec<ExprId> = reduce.value.iter().chain(&reduce.weight).chain(&reduce.order).copied().collect();
        for at in rows.into_iter().map(At::Row) {
            if let Some(filter) = reduce.filter {
                self.waiting.push((filter, at, true));
                if self.truth(filter, at) != Some(true) {
                    continue;
                }
            }
            self.waiting.extend(counted.iter().map(|value| (*value, at, is_condition(self.program, *value))));
        }
        let own = |part: ExprId| reduce.filter == Some(part) || counted.contains(&part);
        each_part(self.program, id, &mut |part| {
            if !own(part) {
                self.over_all(part, false);
            }
        });
    }

    /// The rows from which a reference leads to a row.
    fn rows_of(&mut self, by: ExprId, over: RecordId, row: usize) -> Vec<usize> {
        let reasons = self.reasons;
        let owned = self.owned.entry(by).or_insert_with(|| {
            let mut owned: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
            for at in 0..reasons.rows(over) {
                if let Cell::Present(Value::Reference(to)) = reasons.value(by, at) {
                    owned.entry(to).or_default().push(at);
                }
            }
            owned
        });
        u32::try_from(row).ok().and_then(|row| owned.get(&row).cloned()).unwrap_or_default()
    }

    /// What goes over whole columns asks all rows of what it is made of.
    fn parts_over_all(&mut self, id: ExprId, condition: Option<ExprId>) {
        each_part(self.program, id, &mut |part| self.over_all(part, condition == Some(part)));
    }

    fn over_all(&mut self, expr: ExprId, asked: bool) {
        let index = self.program.expr(expr).index;
        if self.over_all.insert((expr, asked)) {
            let rows = if index == OVERALL { 1 } else { self.reasons.rows(index) };
            self.waiting.extend((0..rows).map(|row| (expr, At::Row(row), asked)));
        }
    }

    /// A state of a fold: what it starts with at the first row of its series, else what it was made of at the row before.
    fn carried(&mut self, id: FoldId, state: u32, at: At) {
        let program = self.program;
        let fold = program.fold(id);
        let (Some(state), At::Row(row)) = (fold.states.get(state as usize), at) else { return };
        let (value, row) = self.reasons.row_before(id, row).map_or((state.starts, row), |before| (state.next, before));
        self.waiting.push((value, At::Row(row), is_condition(program, value)));
        for key in fold.series.within.iter().chain(&fold.series.order) {
            self.over_all(*key, false);
        }
    }

    fn value(&self, expr: ExprId, at: At) -> Cell {
        match self.place(expr, at) {
            At::Row(row) => self.reasons.value(expr, row),
            At::Entry(ledger, trace, point) => match (self.reasons.traces(ledger).get(trace), &self.program.expr(expr).form) {
                (Some(traced), Form::AtEntry(value)) if !traced.has(expr) => self.value(*value, at),
                (Some(traced), _) => self.reasons.traced(traced, expr, point),
                (None, _) => Cell::NotGiven,
            },
        }
    }

    fn truth(&self, expr: ExprId, at: At) -> Option<bool> {
        let found = self.program.expr(expr);
        match (self.value(expr, at), &found.form) {
            (Cell::Present(Value::YesNo(truth)), _) => Some(truth),
            // A constant that was folded away is still what it says.
            (Cell::NotGiven, Form::Constant(Value::YesNo(truth))) if found.ty.kind == Kind::YesNo => Some(*truth),
            _ => None,
        }
    }

    fn code(&self, expr: ExprId, at: At) -> Option<usize> {
        let code = match self.place(expr, at) {
            At::Row(row) => self.reasons.code(expr, row),
            At::Entry(ledger, trace, point) => self.reasons.traces(ledger).get(trace)?.code(expr, point),
        };
        code.map(|code| code as usize)
    }
}
