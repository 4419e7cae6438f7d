//! `quota`: whether somebody is among the first, for whom there are places.

use crate::program::from_syntax::builder::{EntryId, Lower};
use crate::program::from_syntax::names::Alternative;
use crate::program::{DefinitionId, Role};
use crate::syntax::ast::Clause;

impl<'a> Lower<'a> {
    pub(super) fn quota(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        self.selection(Role::Quota, id, clause, alternatives)
    }
}
