//! What an authority says of the line that is taken, of the next wider one, and of what is exceeded.

use super::super::limbs::LimbWords;
use super::Authority;
use crate::diagnostics::Language;
use crate::program::from_syntax::builder::{Lower, Lowered};
use crate::program::{Form, Kind, Map, Type};
use crate::syntax::ast::Comparison;
use crate::values::Value;

impl<'a> Lower<'a> {
    /// The words of the line that is taken.
    pub(super) fn reason(&mut self, authority: &Authority<'a>) -> Lowered {
        let nothing = self.nothing(authority, Kind::Text);
        self.words_by_line(authority, nothing, nothing)
    }

    fn words_by_line(&mut self, authority: &Authority<'a>, failing: Lowered, otherwise: Lowered) -> Lowered {
        let mut words = Vec::new();
        for line in &authority.lines {
            words.push(self.constant(Value::Text(line.words.as_str().into()), Kind::Text, authority.owner, line.span));
        }
        self.by_line(authority, &words, failing, otherwise)
    }

    /// For each line the nearest one before it that allows something else; last, that of whoever has no line.
    fn wider(&self, authority: &Authority<'a>) -> Vec<Option<usize>> {
        let figure = |at: usize| authority.lines.get(at).and_then(|line| self.number_of(line.amount.id));
        let wider = |at: usize| (0..at).rev().find(|&before| figure(before).is_none() || figure(before) != figure(at));
        let last = authority.lines.len().checked_sub(1);
        (0..authority.lines.len()).map(wider).chain([last]).collect()
    }

    /// What the next wider line allows.
    pub(super) fn next_line(&mut self, authority: &Authority<'a>) -> Lowered {
        let nothing = self.nothing(authority, authority.kind);
        let mut amounts = Vec::new();
        for wider in self.wider(authority) {
            let line = wider.and_then(|wider| authority.lines.get(wider));
            amounts.push(line.map_or(nothing, |line| line.amount));
        }
        let otherwise = amounts.pop().unwrap_or(nothing);
        self.by_line(authority, &amounts, nothing, otherwise)
    }

    /// The needs that fail; where none does, the limbs of the next wider line that fail.
    pub(super) fn missing_for_line(&mut self, authority: &Authority<'a>) -> Lowered {
        let (owner, span) = (authority.owner, authority.span);
        let nothing = self.nothing(authority, Kind::Text);
        let mut missing = Vec::new();
        for wider in self.wider(authority) {
            let when = wider.and_then(|wider| authority.lines.get(wider)).and_then(|line| line.when);
            missing.push(match when {
                Some((written, condition)) => {
                    let limbs = self.limbs_of(written, condition);
                    self.failed_words(&limbs, owner, span)
                }
                None => nothing,
            });
        }
        let otherwise = missing.pop().unwrap_or(nothing);
        let failing = self.failed_words(&authority.needed, owner, span);
        self.by_line(authority, &missing, failing, otherwise)
    }

    /// In what the proposal goes beyond: the needs that fail, the line, the bounds.
    pub(super) fn exceeded(&mut self, authority: &Authority<'a>, proposed: Lowered, line: Lowered, kept: Lowered) -> Lowered {
        let (owner, span) = (authority.owner, authority.span);
        let nothing = self.nothing(authority, Kind::Text);
        let none = match self.language {
            Language::English => "nothing is allowed",
            Language::Chinese => "无权限",
        };
        let none = self.constant(Value::Text(none.into()), Kind::Text, owner, span);
        let words = self.words_by_line(authority, none, none);
        let within = self.compare(Comparison::LessOrEqual, proposed, line, owner, proposed.span);
        let mut texts = vec![self.cases(&[(within, nothing)], Some(words), Kind::Text, owner, span).id];
        let mut limbs = Vec::new();
        for (limit, words) in &authority.limits {
            let test = self.compare(Comparison::LessOrEqual, proposed, *limit, owner, limit.span);
            limbs.push(LimbWords { test, words: words.clone() });
        }
        if !limbs.is_empty() {
            let words = self.failed_words(&limbs, owner, span);
            let tests: Vec<Lowered> = limbs.iter().map(|limb| limb.test).collect();
            let all = self.all_of(&tests, owner, span);
            texts.push(self.cases(&[(all, nothing)], Some(words), Kind::Text, owner, span).id);
        }
        let between = match self.language {
            Language::English => ", ",
            Language::Chinese => "、",
        };
        let beyond = self.make(Form::Map(Map::Join(between.into()), texts), Type::present(Kind::Text), owner, span);
        let mut arms = vec![(kept, nothing)];
        if !authority.needs.is_empty() {
            let failing = self.failed_words(&authority.needed, owner, span);
            let all = self.all_of(&authority.needs, owner, span);
            arms.push((self.not(all, owner), failing));
        }
        self.cases(&arms, Some(beyond), Kind::Text, owner, span)
    }
}
