//! `odd cents`: who takes what whole units leave over, for pools and prizes.

use super::cohort::Cohort;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered};
use crate::program::{OddUnits, RecordId};
use crate::say;
use crate::syntax::ast::{Clause, Expr, OddCents, PartKind};

impl<'a> Lower<'a> {
    /// The rule for odd cents; a clause that has none does not compile, nor one whose values leave ties. `ranked` decide before them.
    pub(super) fn odd_cents(&mut self, clause: &'a Clause, cohort: &Cohort, ranked: &[Lowered], owner: RecordId) -> Option<OddUnits> {
        let found = clause.parts.iter().find_map(|part| match &part.kind {
            PartKind::OddCents(odd) => Some((odd, part.span)),
            _ => None,
        });
        let Some((odd, span)) = found else {
            let name = &clause.name.text;
            self.report(
                Diagnostic::new(Code::E0413, say!("`{name}` does not say who takes the odd cents", "`{name}` 没有写明零头归谁"))
                    .label(clause.name.span, say!("what is shared out here leaves cents over", "此处分配时会有除不尽的零头"))
                    .help(say!(
                        "add `odd cents by largest remainder, ties by id`, `odd cents one by one by id` or `odd cents to last by id`",
                        "加上 `零头 按最大余数，并列按 工号`、`零头 逐分 按 工号` 或 `零头归 末位 按 工号`"
                    )),
            );
            return None;
        };
        let written: &'a [Expr] = match odd {
            OddCents::LargestRemainder { ties: by } | OddCents::OneByOne { by } | OddCents::ToFirst { by } | OddCents::ToLast { by } => by,
            OddCents::Lapse => return Some(OddUnits::Lapse),
        };
        let keys = self.tie_keys(written, &cohort.members)?;
        let all: Vec<Lowered> = ranked.iter().chain(&keys).copied().collect();
        if !self.decides(&all, cohort, owner) {
            self.ties_left(Code::E0413, span, owner);
            return None;
        }
        let keys = keys.iter().map(|key| key.id).collect();
        Some(match odd {
            OddCents::LargestRemainder { .. } => OddUnits::LargestRemainder(keys),
            OddCents::OneByOne { .. } => OddUnits::OneByOne(keys),
            OddCents::ToFirst { .. } => OddUnits::ToFirst(keys),
            OddCents::ToLast { .. } => OddUnits::ToLast(keys),
            OddCents::Lapse => OddUnits::Lapse,
        })
    }
}
