//! Cases just below, at and above the bounds of a policy, as tests that expect what the engine gives now: for its author to review.
//!
//! A case begins from records that the policy has already, those of a test or else of its data, and changes one cell of them: the least
//! change that takes the value to its bound, found and proved by evaluating again.

mod base;
mod bounds;
mod edge;
mod text;

use super::Policy;
use crate::data::Tables;
use crate::diagnostics::Text;
use crate::say;
use crate::source::Span;
use base::Bases;
use bounds::{Bound, bounds};

/// The most sets of records that are tried for one bound.
const MOST_BASES: usize = 12;

/// What is proposed for the bounds of a policy.
#[derive(Clone, Debug, Default)]
pub struct Boundaries {
    /// A test for each side of each bound, in the order of the policy.
    pub tests: Vec<Proposal>,
    /// The bounds, or sides of them, that were not reached.
    pub unreached: Vec<Unreached>,
}

/// A test that is proposed.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What it shows.
    pub name: String,
    /// The whole of it, in the language of the policy.
    pub text: String,
    /// The bound.
    pub bound: Span,
}

/// A bound that no case was found for.
#[derive(Clone, Debug)]
pub struct Unreached {
    /// Where it stands.
    pub bound: Span,
    /// The value and the bound in the author's words.
    pub words: String,
    /// What was not reached, and why.
    pub why: Text,
}

/// The side of a bound that a case is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Below,
    At,
    Above,
}

impl Policy {
    /// Proposes cases for every bound of the policy on its day, from the records of its tests and of its data.
    pub fn boundaries(&self, data: Option<&Tables>) -> Boundaries {
        let policy = self.program().head.as_of.map_or_else(|| self.clone(), |day| self.on(day));
        let mut found = Boundaries::default();
        let bases = Bases::new(&policy, data);
        for bound in bounds(policy.program()) {
            policy.propose(&bound, &bases, &mut found);
        }
        found
    }

    fn propose(&self, bound: &Bound, bases: &Bases<'_>, found: &mut Boundaries) {
        let mut best: Vec<(Side, edge::Case)> = Vec::new();
        let mut tried = 0;
        for base in bases.of(bound).take(MOST_BASES) {
            tried += 1;
            let sides = edge::sides(self, bound, &base);
            if sides.len() > best.len() {
                best = sides;
            }
            if best.len() == 3 {
                break;
            }
        }
        let words = text::bound_words(self, bound);
        let written: Vec<(Side, Proposal)> =
            best.iter().filter_map(|(side, case)| Some((*side, text::proposal(self, bound, *side, case)?))).collect();
        let missing: Vec<Side> =
            [Side::Below, Side::At, Side::Above].into_iter().filter(|side| written.iter().all(|(there, _)| there != side)).collect();
        if !missing.is_empty() {
            let why = match (tried, written.len()) {
                (0, _) => say!("no test and no data gives the records that it rests on", "没有用例或数据给出其所依据的记录"),
                (_, 0) => say!("no change of one cell takes the value there", "改动任何一格都不能使其达到"),
                _ => text::sides(&missing),
            };
            found.unreached.push(Unreached { bound: bound.span, words, why });
        }
        found.tests.extend(written.into_iter().map(|(_, proposal)| proposal));
    }
}
