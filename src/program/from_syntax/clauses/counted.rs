//! What an amount counts: itself, and what a sum adds up. What a clause takes of a part is then neither lost on the sum nor taken twice.

use crate::program::from_syntax::builder::Lower;
use crate::program::{DefinitionId, ExprId, Form, Map, RecordId, Role, Sign};
use rustc_hash::FxHashSet;

/// What some amounts count.
#[derive(Default)]
pub(super) struct Counted {
    /// The amounts themselves, and whatever they add up.
    pub added: Vec<DefinitionId>,
    /// What they take off themselves; of a sub-value, as what a veto forfeits, its clause.
    pub taken_off: FxHashSet<DefinitionId>,
}

/// A value, and whether it is added or taken off.
enum Open {
    Named(Sign, DefinitionId),
    Value(Sign, ExprId),
}

impl Lower<'_> {
    /// The names of those of some amounts that are an owner's, as clauses write them.
    pub(super) fn words_of(&self, amounts: &[DefinitionId], owner: RecordId) -> FxHashSet<String> {
        let of_owner = amounts.iter().map(|&amount| self.program.definition(amount)).filter(|definition| definition.owner == owner);
        of_owner.map(|definition| definition.name.clone()).collect()
    }

    /// What amounts that are lowered count, through totals and helpers that are sums.
    pub(super) fn counted(&self, amounts: &[DefinitionId]) -> Counted {
        let mut counted = Counted::default();
        let mut open: Vec<Open> = amounts.iter().rev().map(|&amount| Open::Named(Sign::Plus, amount)).collect();
        let mut seen = FxHashSet::default();
        while let Some(next) = open.pop() {
            let (sign, value) = match next {
                Open::Named(sign, id) => {
                    if !seen.insert((sign == Sign::Plus, id)) {
                        continue;
                    }
                    let definition = self.program.definition(id);
                    match sign {
                        Sign::Plus => counted.added.push(id),
                        Sign::Minus => drop(counted.taken_off.insert(definition.parent.unwrap_or(id))),
                    }
                    if let Role::Total(parts) = &definition.role {
                        open.extend(parts.iter().rev().map(|(of, part)| Open::Value(both(sign, *of), *part)));
                        continue;
                    }
                    if definition.role != Role::Helper {
                        continue;
                    }
                    (sign, definition.value)
                }
                Open::Value(sign, value) => (sign, value),
            };
            match &self.program.expr(value).form {
                Form::Definition(id) => open.push(Open::Named(sign, *id)),
                Form::Settle { value, .. } => open.push(Open::Value(sign, *value)),
                Form::Map(Map::Round { .. } | Map::Add | Map::Max | Map::Min, operands) => {
                    open.extend(operands.iter().rev().map(|&operand| Open::Value(sign, operand)));
                }
                Form::Map(Map::Negate, operands) => {
                    open.extend(operands.iter().map(|&operand| Open::Value(both(sign, Sign::Minus), operand)));
                }
                Form::Map(Map::Subtract, operands) => {
                    let signs = [Sign::Plus, Sign::Minus];
                    open.extend(operands.iter().zip(signs).rev().map(|(&operand, of)| Open::Value(both(sign, of), operand)));
                }
                _ => {}
            }
        }
        counted
    }
}

/// The sign of a part within another.
fn both(sign: Sign, of: Sign) -> Sign {
    if sign == of { Sign::Plus } else { Sign::Minus }
}
