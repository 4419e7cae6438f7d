//! The lines of a ledger.

use pest::iterators::Pair;

use crate::source::Span;
use crate::syntax::ast::{Account, AccountFrom, Entries, EntryLine, Expr, Movement, Name, RowOrder};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;
use crate::syntax::vocabulary;

use super::Reader;

impl<'t> Reader<'t> {
    /// What `part_account` holds.
    pub(super) fn account(&mut self, pair: Pair<'t, Rule>) -> Account {
        let span = self.span(&pair);
        let mut account =
            Account { name: self.no_name(span), of: None, via: None, by: None, starts: None, taken_to: None, overdrawn: false };
        let (mut of, mut seen) = (false, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name if of => account.of = Some(self.name(&inner)),
                Rule::name => account.name = self.name(&inner),
                Rule::kw_account_of => of = true,
                Rule::account_via => account.via = self.via(inner),
                Rule::account_tail => self.account_tail(inner, &mut account, &mut seen),
                _ => {}
            }
        }
        account
    }

    fn via(&mut self, pair: Pair<'t, Rule>) -> Option<Name> {
        let name = pair.into_inner().find(|inner| inner.as_rule() == Rule::name)?;
        Some(self.name(&name))
    }

    fn account_tail(&mut self, pair: Pair<'t, Rule>, account: &mut Account, seen: &mut Vec<(Rule, Span)>) {
        let span = self.span(&pair);
        for inner in pair.into_inner() {
            if vocabulary::is_keyword(inner.as_rule()) {
                self.must_be_once(seen, inner.as_rule(), span);
            }
            match inner.as_rule() {
                Rule::value => account.starts = Some(self.value(inner)),
                Rule::expr => account.by = Some(self.expr(inner)),
                Rule::name => account.taken_to = Some(self.name(&inner)),
                Rule::kw_overdrawn => account.overdrawn = true,
                _ => {}
            }
        }
    }

    /// What `part_entries` holds.
    pub(super) fn entries(&mut self, pair: Pair<'t, Rule>) -> Option<Entries> {
        let span = self.span(&pair);
        let (mut record, mut via, mut at, mut when, mut lines) = (self.no_name(span), None, None, None, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => record = self.name(&inner),
                Rule::account_via => via = self.via(inner),
                Rule::expr => at = Some(self.expr(inner)),
                Rule::value => when = Some(self.value(inner)),
                Rule::entry_lines => lines = self.entry_lines(inner),
                _ => {}
            }
        }
        Some(Entries { record, via, at: at?, when, lines })
    }

    fn entry_lines(&mut self, pair: Pair<'t, Rule>) -> Vec<EntryLine> {
        let mut lines = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::move_line | Rule::take_line => lines.push(EntryLine::Move(self.movement(inner))),
                Rule::when_lines => lines.extend(self.when_lines(inner)),
                Rule::broken_line => self.broken(&inner, Block::Entries),
                _ => {}
            }
        }
        lines
    }

    fn when_lines(&mut self, pair: Pair<'t, Rule>) -> Option<EntryLine> {
        let (mut condition, mut lines) = (None, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::value => condition = Some(self.value(inner)),
                Rule::entry_lines => lines = self.entry_lines(inner),
                _ => {}
            }
        }
        Some(EntryLine::When { condition: condition?, lines })
    }

    fn movement(&mut self, pair: Pair<'t, Rule>) -> Movement {
        let span = self.span(&pair);
        let takes = pair.as_rule() == Rule::take_line;
        let mut movement = Movement { span, takes, amount: None, up_to: false, from: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_as_much_as => movement.up_to = true,
                Rule::moved => movement.amount = self.moved(inner),
                Rule::account_from => movement.from.push(self.account_from(inner)),
                _ => {}
            }
        }
        movement
    }

    fn moved(&mut self, pair: Pair<'t, Rule>) -> Option<Expr> {
        let value = pair.into_inner().find(|inner| inner.as_rule() == Rule::value)?;
        Some(self.value(value))
    }

    fn account_from(&mut self, pair: Pair<'t, Rule>) -> AccountFrom {
        let span = self.span(&pair);
        let mut from = AccountFrom { span, account: self.no_name(span), each: false, order: None, to: None, when: None };
        let mut to = false;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_each_account => from.each = true,
                Rule::kw_oldest_first => from.order = Some(RowOrder::OldestFirst),
                Rule::kw_latest_first => from.order = Some(RowOrder::LatestFirst),
                Rule::kw_to_account => to = true,
                Rule::name if to => from.to = Some(self.name(&inner)),
                Rule::name => from.account = self.name(&inner),
                Rule::expr => from.when = Some(self.expr(inner)),
                _ => {}
            }
        }
        from
    }
}
