//! The order in which long chains of definitions are lowered: each after those whose names stand in it, so that no chain needs a deeper
//! stack than a few of its links.
//!
//! It goes by the words of the text: a word that is a name of another kind there, or of another record, only orders more than need be.
//! What looks circular is lowered when it is first needed, which [`Lower::ensure`] bounds.

use super::builder::{EntryId, Lower};
use super::names::{Alternative, EntrySource};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Definitions that may need one another in a row without being ordered first.
const SHORT: u32 = 24;
/// How deep expressions may nest through the definitions that they read; the stack of [`check`](super::check) has room for it.
const DEEPEST: usize = 32_000;
/// How many expressions a program may have: far more than a file of the largest size writes out.
const MOST_EXPRESSIONS: usize = 2_000_000;

/// What is known of the words of the declared values.
#[derive(Debug, Default)]
pub(super) struct Demand {
    /// The entries of each name; made when it is first asked for.
    by_name: Option<FxHashMap<String, Vec<EntryId>>>,
    /// How many definitions stand in a row below an entry, by its number; 0 is not yet known.
    heights: Vec<u32>,
    /// Whether it was told that there is too much.
    full: bool,
    /// The entries named by a condition that stands around several values.
    of_guards: FxHashMap<Span, Rc<[EntryId]>>,
}

/// An entry whose words are being followed.
struct Open {
    id: EntryId,
    needs: Vec<Rc<[EntryId]>>,
    /// The next of its needs.
    at: (usize, usize),
    height: u32,
}

impl<'a> Lower<'a> {
    /// What is to be lowered before an entry, in this order; nothing where its chain is short.
    pub(super) fn needed_first(&mut self, id: EntryId) -> Vec<EntryId> {
        if self.demand.by_name.is_none() {
            let mut by_name: FxHashMap<String, Vec<EntryId>> = FxHashMap::default();
            for (at, entry) in self.entries.iter().enumerate() {
                by_name.entry(entry.name.clone()).or_default().push(EntryId(at));
            }
            self.demand.by_name = Some(by_name);
            self.demand.heights = vec![0; self.entries.len()];
        }
        self.walk(id, false);
        if self.height(id) <= SHORT { Vec::new() } else { self.walk(id, true) }
    }

    /// Whether one more entry may be lowered; says so once where the nesting of values that need one another, or their number, is too much.
    pub(super) fn has_room(&mut self, id: EntryId) -> bool {
        let too_deep = self.depth > DEEPEST;
        let too_much = self.program.expressions.len() > MOST_EXPRESSIONS;
        if (too_deep || too_much)
            && !self.demand.full
            && let Some(entry) = self.entries.get(id.0)
        {
            self.demand.full = true;
            let (name, span) = (entry.name.clone(), entry.span);
            let message = if too_deep {
                say!("too many values need one another around `{name}`", "`{name}` 前后相互依赖的值过多")
            } else {
                say!("the policy is too large from `{name}` on", "办法自 `{name}` 起过于庞大")
            };
            let help = if too_deep {
                say!(
                    "define some of them without the others, under names that occur nowhere else",
                    "其中一些须另行定义，所用名称不要与别处相同"
                )
            } else {
                say!("long conditions around many values are best named once", "许多值共用的长条件宜单独命名一次")
            };
            self.report(
                Diagnostic::new(Code::E0105, message).label(span, say!("this value is not read any more", "自此值起不再读取")).help(help),
            );
        }
        !too_deep && !too_much
    }

    /// Goes through the words below an entry; gives the entries met, each after those it needs. A short walk takes heights that are known
    /// as they are, a full one goes through all that is not yet lowered.
    fn walk(&mut self, id: EntryId, full: bool) -> Vec<EntryId> {
        let (mut order, mut met) = (Vec::new(), FxHashSet::default());
        let mut open = vec![self.open(id)];
        met.insert(id.0);
        while let Some(last) = open.last_mut() {
            let Some(needs) = last.needs.get(last.at.0) else {
                let (id, height) = (last.id, last.height.saturating_add(1));
                open.pop();
                if let Some(known) = self.demand.heights.get_mut(id.0) {
                    *known = height;
                }
                if let Some(above) = open.last_mut() {
                    above.height = above.height.max(height);
                }
                order.push(id);
                continue;
            };
            let Some(&next) = needs.get(last.at.1) else {
                last.at = (last.at.0.saturating_add(1), 0);
                continue;
            };
            last.at.1 = last.at.1.saturating_add(1);
            let tried = self.entries.get(next.0).is_none_or(|entry| entry.tried);
            let known = self.demand.heights.get(next.0).copied().unwrap_or_default();
            if tried || (known > 0 && !full) || met.contains(&next.0) {
                last.height = last.height.max(if tried { 0 } else { known });
                continue;
            }
            met.insert(next.0);
            let next = self.open(next);
            open.push(next);
        }
        order
    }

    /// Whether the words of an entry name what is declared at a place.
    pub(super) fn speaks_of(&self, id: EntryId, declared: Span) -> bool {
        let alternatives = self.entries.get(id.0).map(|entry| entry.alternatives.as_slice()).unwrap_or_default();
        let named = alternatives.iter().map(|alternative| self.named_in(span_of(alternative)));
        named.flat_map(|named| named.to_vec()).any(|other| self.entries.get(other.0).is_some_and(|other| other.span == declared))
    }

    fn height(&self, id: EntryId) -> u32 {
        self.demand.heights.get(id.0).copied().unwrap_or_default()
    }

    fn open(&mut self, id: EntryId) -> Open {
        let alternatives = self.entries.get(id.0).map(|entry| entry.alternatives.clone()).unwrap_or_default();
        let mut needs = Vec::new();
        for alternative in &alternatives {
            needs.push(self.named_in(span_of(alternative)));
            for guard in &alternative.guards {
                let span = guard.condition.span;
                let known = self.demand.of_guards.get(&span).cloned();
                let named = known.unwrap_or_else(|| self.named_in(span));
                self.demand.of_guards.insert(span, Rc::clone(&named));
                needs.push(named);
            }
        }
        Open { id, needs, at: (0, 0), height: 0 }
    }

    /// The entries whose names stand in a stretch of the text.
    fn named_in(&self, span: Span) -> Rc<[EntryId]> {
        let text = self.words(span);
        let Some(by_name) = &self.demand.by_name else { return Rc::from([]) };
        let of_word = |word: &str| by_name.get(word).or_else(|| by_name.get(&plain_width(word))).cloned().unwrap_or_default();
        let words = text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').filter(|word| !word.is_empty());
        let quoted = text.split(['`', '「', '」']).skip(1).filter(|name| name.contains(|sign: char| !sign.is_alphanumeric()));
        let mut met = FxHashSet::default();
        words.chain(quoted).flat_map(of_word).filter(|id| met.insert(id.0)).collect()
    }
}

/// The whole of what declares a value.
fn span_of(alternative: &Alternative<'_>) -> Span {
    match alternative.source {
        EntrySource::Define(definition) => definition.span,
        EntrySource::Parameter(parameter) => parameter.span,
        EntrySource::Clause(clause) => clause.span,
        EntrySource::Table(table) => table.span,
    }
}

/// A word with its full-width letters and digits made plain, as names are.
fn plain_width(word: &str) -> String {
    let plain = |sign: char| match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign).saturating_sub(0xFEE0)).unwrap_or(sign),
        sign => sign,
    };
    word.chars().map(plain).collect()
}
