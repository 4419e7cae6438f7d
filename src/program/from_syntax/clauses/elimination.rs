//! `elimination`: whether somebody is among the last, who must leave or be put on notice.

use crate::program::from_syntax::builder::{EntryId, Lower};
use crate::program::from_syntax::names::Alternative;
use crate::program::{DefinitionId, Role};
use crate::syntax::ast::Clause;

impl<'a> Lower<'a> {
    pub(super) fn elimination(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        self.selection(Role::Elimination, id, clause, alternatives)
    }
}
