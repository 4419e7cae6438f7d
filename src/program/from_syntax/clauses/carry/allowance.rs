//! `allowance`: something that is let pass at most so often in so many rows, such as a grace pass once in twelve months. Yes at a row where the
//! condition holds and a pass is left, which it uses up.
//!
//! Carried is how many rows ago each of the last passes was used, the latest first; none is left while the oldest of them is in the window.

use super::super::Alternative;
use super::{Carry, Following};
use crate::diagnostics::Code;
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::{DefinitionId, Kind, Map, Role, Type};
use crate::say;
use crate::syntax::ast::{Clause, Comparison, Expr, PartKind};
use crate::values::Exact;

/// The most passes of one allowance.
const MOST_PASSES: i128 = 24;
/// The most rows of its window.
const MOST_ROWS: i128 = 1_000;

impl<'a> Lower<'a> {
    pub(in crate::program::from_syntax) fn allowance(
        &mut self,
        id: EntryId,
        clause: &'a Clause,
        alternatives: &[Alternative<'a>],
    ) -> Option<DefinitionId> {
        let alternative = alternatives.first()?;
        let limit = clause.parts.iter().find_map(|part| match &part.kind {
            PartKind::AtMostIn { times, rows } => Some((times, rows)),
            _ => None,
        });
        let Some((times, rows)) = limit else {
            self.lacks(clause, "at most", "至多");
            return None;
        };
        if !clause.parts.iter().any(|part| matches!(part.kind, PartKind::When(_))) {
            self.lacks(clause, "when", "当");
            return None;
        }
        let (owner, series) = self.carried_along(id, clause, alternative)?;
        let scope = Scope::on(owner);
        let (times, window) = (self.whole(times, MOST_PASSES, &scope)?, self.whole(rows, MOST_ROWS, &scope)?);
        let span = clause.name.span;
        // Before the first row nothing was used within any window.
        let long_ago = self.figure(Exact::from_int(window), Kind::Number, owner, span);
        let starts = vec![long_ago; usize::try_from(times).ok()?];
        let (fold, ago) = self.begin_fold(&starts, &series, owner, span);
        let used = self.begin_entry(id, Role::Helper, alternative.article.into_iter().collect());
        self.program.definition_mut(used).ty = Type { kind: Kind::YesNo, ..ago.first()?.ty };
        let following = Following::Allowance { clause, ago, window, used };
        self.carries.push(Carry { name: &clause.name, scope, fold, following });
        Some(used)
    }

    fn whole(&mut self, written: &'a Expr, most: i128, scope: &Scope) -> Option<i128> {
        let number = self.constant_number(written, scope).filter(|number| number.is_integer()).and_then(|number| number.to_i128());
        let number = number.filter(|number| (1..=most).contains(number));
        if number.is_none() {
            self.report_at(
                Code::E0304,
                say!("a whole number from 1 to {most} is needed here", "此处须为 1 至 {most} 的整数"),
                written.span,
                say!("not such a number", "不是这样的数"),
            );
        }
        number
    }

    /// How long ago each of the last passes was used, after a row; completes whether one is used at the row.
    pub(super) fn next_passes(
        &mut self,
        clause: &'a Clause,
        ago: &[Lowered],
        window: i128,
        used: DefinitionId,
        scope: &Scope,
    ) -> Option<Vec<Lowered>> {
        let (index, span) = (scope.index, clause.name.span);
        let mut asked = Vec::new();
        for part in &clause.parts {
            if let PartKind::When(condition) = &part.kind {
                let condition = self.condition(condition, scope);
                if self.is_broken(condition) {
                    return None;
                }
                asked.push(condition);
            }
        }
        let [one, limit] = [1, window].map(|number| self.figure(Exact::from_int(number), Kind::Number, index, span));
        let left = self.compare(Comparison::GreaterOrEqual, *ago.last()?, limit, index, span);
        asked.push(left);
        let value = self.all_of(&asked, index, span);
        self.complete(used, value, value.id, Vec::new());
        let named = self.definition(used, index, span);
        let mut older: Vec<Lowered> = Vec::new();
        for passed in ago {
            let more = self.map(Map::Add, &[*passed, one], Kind::Number, index, span);
            older.push(self.map(Map::Min, &[more, limit], Kind::Number, index, span));
        }
        let mut next = Vec::new();
        for (at, kept) in older.iter().enumerate() {
            // Used now, each of the others is one further back.
            let pushed = match at.checked_sub(1) {
                Some(before) => *older.get(before)?,
                None => one,
            };
            next.push(self.cases(&[(named, pushed)], Some(*kept), Kind::Number, index, span));
        }
        Some(next)
    }
}
