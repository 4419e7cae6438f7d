//! The figures that constant expressions come to.

use crate::program::from_syntax::builder::{Lower, Scope};
use crate::program::{ExprId, Form, Map};
use crate::syntax::ast::{self};
use crate::values::{Date, Exact, Value, date};

/// A figure of more bits is not one that an author means.
const MOST_BITS: u64 = 4096;

impl<'a> Lower<'a> {
    /// The figure that an expression of constants comes to.
    pub fn constant_number(&mut self, expr: &'a ast::Expr, scope: &Scope) -> Option<Exact> {
        let lowered = self.expr(expr, scope, None);
        self.number_of(lowered.id)
    }

    /// The figure of a constant expression, through arithmetic and parameters.
    pub fn number_of(&self, id: ExprId) -> Option<Exact> {
        self.number_within(id, 0)
    }

    pub(super) fn number_within(&self, id: ExprId, depth: usize) -> Option<Exact> {
        if depth > 64 {
            return None;
        }
        if let Some(known) = self.figures.borrow().get(&id) {
            return Some(known.clone());
        }
        let of = |id: &ExprId| self.number_within(*id, depth + 1);
        let figure = match &self.program.expr(id).form {
            Form::Constant(Value::Number(number)) => return Some(number.clone()),
            Form::Definition(id) => of(&self.program.definition(*id).value),
            Form::Map(op, operands) => match (op, operands.as_slice()) {
                (Map::Add, [a, b]) => Some(&of(a)? + &of(b)?),
                (Map::Subtract, [a, b]) => Some(&of(a)? - &of(b)?),
                (Map::Multiply, [a, b]) => Some(&of(a)? * &of(b)?),
                (Map::Divide, [a, b]) => of(a)?.div(&of(b)?),
                (Map::Negate, [a]) => Some(-&of(a)?),
                (Map::Round { mode, unit }, [a]) => Some(of(a)?.round(*mode, unit)),
                (Map::Days, [a, b]) => Some(Exact::from_int(date::days_between(self.date_of(*a)?, self.date_of(*b)?).into())),
                (Map::DaysThrough, [a, b]) => Some(Exact::from_int(date::days_through(self.date_of(*a)?, self.date_of(*b)?).into())),
                _ => None,
            },
            _ => None,
        }
        .filter(|figure| figure.bits() <= MOST_BITS)?;
        // Kept, so that what is read twice at every step is not followed twice at every step.
        self.figures.borrow_mut().insert(id, figure.clone());
        Some(figure)
    }

    /// The date that a constant or a parameter is.
    fn date_of(&self, id: ExprId) -> Option<Date> {
        let form = match &self.program.expr(id).form {
            Form::Definition(id) => &self.program.expr(self.program.definition(*id).value).form,
            form => form,
        };
        match form {
            Form::Constant(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }
}
