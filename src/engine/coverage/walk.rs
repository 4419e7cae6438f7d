//! From what was asked of an evaluation down to what it rests on, along what was taken.

use super::places::{is_choice, is_condition, limbs};
use super::{Place, PlaceKind};
use crate::explain::Reasons;
use crate::program::{
    DefinitionId, ExprId, Form, Kind, LedgerId, Map, OVERALL, Program, RecordId, Reduce, StretchValue, each_of_ledger, each_part,
};
use crate::run::Cell;
use crate::syntax::ast::TierKind;
use crate::values::Value;
use rustc_hash::{FxHashMap, FxHashSet};

/// Tells every place that was reached, a condition with what it was.
pub(super) fn walk(program: &Program, reasons: &dyn Reasons, asked: &[(ExprId, usize)], tell: &mut dyn FnMut(Place, bool)) {
    let waiting = asked.iter().map(|(expr, row)| (*expr, *row, is_condition(program, *expr))).collect();
    let (met, over_all, owned) = (FxHashSet::default(), FxHashSet::default(), FxHashMap::default());
    let mut walk = Walk { program, reasons, tell, waiting, met, over_all, owned };
    while let Some((expr, row, asked)) = walk.waiting.pop() {
        let row = if program.expr(expr).index == OVERALL { 0 } else { row };
        if walk.met.insert((expr, row, asked)) {
            walk.reach(expr, row, asked);
        }
    }
}

struct Walk<'a> {
    program: &'a Program,
    reasons: &'a dyn Reasons,
    tell: &'a mut dyn FnMut(Place, bool),
    /// What is still to be looked at: an expression, a row of its record, whether it is asked as a condition.
    waiting: Vec<(ExprId, usize, bool)>,
    met: FxHashSet<(ExprId, usize, bool)>,
    /// What was asked of all rows.
    over_all: FxHashSet<(ExprId, bool)>,
    /// The rows that a reference leads from, by where it leads.
    owned: FxHashMap<ExprId, FxHashMap<u32, Vec<usize>>>,
}

impl Walk<'_> {
    fn reach(&mut self, id: ExprId, row: usize, asked: bool) {
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
                if let Cell::Present(Value::Reference(to)) = self.reasons.value(*reference, row) {
                    self.waiting.push((*value, to as usize, is_condition(program, *value)));
                }
            }
            Form::Reduce(reduce) => self.reduce(id, reduce, row),
            Form::Settle { value, blank, not_applicable } => {
                self.waiting.push((*value, row, false));
                match self.reasons.value(*value, row) {
                    Cell::Blank => self.waiting.extend(blank.iter().map(|value| (*value, row, false))),
                    Cell::NotApplicable => self.waiting.extend(not_applicable.iter().map(|value| (*value, row, false))),
                    Cell::Present(_) | Cell::NotGiven | Cell::TooLarge => {}
                }
            }
            Form::Carried { fold, .. } => {
                for state in &program.fold(*fold).states {
                    self.over_all(state.starts, false);
                    self.in_body(state.next);
                }
            }
            Form::Closing { ledger, .. } | Form::Balance { ledger, .. } => self.ledger(*ledger),
            Form::Rank(rank) => self.parts_over_all(id, rank.among),
            Form::Allocate(allocate) => self.parts_over_all(id, allocate.among),
            Form::Cover(cover) => self.parts_over_all(id, cover.filter),
            Form::Scan(_) => self.parts_over_all(id, None),
            _ => each_part(program, id, &mut |part| self.part(expr.index, part, row)),
        }
    }

    /// A part of an elementwise value, of the same row; one of another record is of all its rows.
    fn part(&mut self, index: RecordId, part: ExprId, row: usize) {
        let of = self.program.expr(part).index;
        if of == index || of == OVERALL { self.waiting.push((part, row, false)) } else { self.over_all(part, false) }
    }

    /// The limbs of a condition as far as they are asked.
    fn limbs(&mut self, id: ExprId, row: usize) {
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
                match self.reasons.value(*value, row) {
                    Cell::Blank => self.waiting.extend(blank.iter().map(|value| (*value, row, false))),
                    Cell::NotApplicable => self.waiting.extend(not_applicable.iter().map(|value| (*value, row, false))),
                    Cell::Present(_) | Cell::NotGiven | Cell::TooLarge => {}
                }
            }
            form => self.waiting.extend(limbs(form).unwrap_or_default().iter().map(|limb| (*limb, row, true))),
        }
    }

    fn cases(&mut self, id: ExprId, row: usize, asked: bool, arms: &[(ExprId, ExprId)], otherwise: Option<ExprId>) {
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

    fn definition(&mut self, id: DefinitionId, row: usize) {
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
    fn reduce(&mut self, id: ExprId, reduce: &Reduce, row: usize) {
        let rows = match reduce.by {
            Some(by) => self.rows_of(by, reduce.over, row),
            None => (0..self.reasons.rows(reduce.over)).collect(),
        };
        let counted: Vec<ExprId> = reduce.value.iter().chain(&reduce.weight).chain(&reduce.order).copied().collect();
        for at in rows {
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
            self.waiting.extend((0..rows).map(|row| (expr, row, asked)));
        }
    }

    fn ledger(&mut self, ledger: LedgerId) {
        let mut parts = Vec::new();
        each_of_ledger(self.program, ledger, &mut |part| parts.push(part));
        parts.into_iter().for_each(|part| self.in_body(part));
    }

    /// The named values that the body of a fold or a ledger reads.
    fn in_body(&mut self, body: ExprId) {
        let (mut met, mut waiting) = (FxHashSet::default(), vec![body]);
        while let Some(id) = waiting.pop() {
            if !met.insert(id) || self.over_all.contains(&(id, false)) {
                continue;
            }
            match self.program.expr(id).form {
                Form::Definition(_) => self.over_all(id, false),
                Form::Carried { .. } | Form::Closing { .. } | Form::Balance { .. } => {}
                _ => each_part(self.program, id, &mut |part| waiting.push(part)),
            }
        }
    }

    fn truth(&self, expr: ExprId, row: usize) -> Option<bool> {
        let found = self.program.expr(expr);
        let row = if found.index == OVERALL { 0 } else { row };
        match (self.reasons.value(expr, row), &found.form) {
            (Cell::Present(Value::YesNo(truth)), _) => Some(truth),
            // A constant that was folded away is still what it says.
            (Cell::NotGiven, Form::Constant(Value::YesNo(truth))) if found.ty.kind == Kind::YesNo => Some(*truth),
            _ => None,
        }
    }

    fn code(&self, expr: ExprId, row: usize) -> Option<usize> {
        let row = if self.program.expr(expr).index == OVERALL { 0 } else { row };
        self.reasons.code(expr, row).map(|code| code as usize)
    }
}
