//! How much of a policy evaluations reach: its articles, the rows of its tiers, the cells of its tables, the arms of its choices, and each
//! of its conditions as met and as not met.
//!
//! Nothing is guessed: what was reached is read from the values and codes that an evaluation kept, from what was asked down to what it
//! rests on, and only along what was taken: a state comes from the row before it, what accounts hold from the entries that moved it.

mod places;
mod walk;

use crate::engine::{Evaluation, Policy};
use crate::explain::Reasons;
use crate::program::{ExprId, Program};
use crate::source::{Sources, Span};
use std::collections::BTreeMap;

/// What of a policy is reached or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// An article, reached when one of its values or assertions is asked for.
    Article,
    /// A row of a tier, reached when it gives an amount or a part of one.
    TierRow,
    /// A cell of a table, reached when a look-up finds it.
    TableCell,
    /// An arm of a choice, reached when it is taken.
    Choice,
    /// A condition, reached when it is met, and once more when it is not.
    Condition,
}

impl PlaceKind {
    /// All of them, in the order in which they are told.
    pub const ALL: [PlaceKind; 5] = [PlaceKind::Article, PlaceKind::TierRow, PlaceKind::TableCell, PlaceKind::Choice, PlaceKind::Condition];
}

/// A place of a policy, whichever of its versions it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub kind: PlaceKind,
    /// Of a cell in a table of several columns, which of them.
    pub column: u32,
}

/// How a place was reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// It was, a condition as met.
    pub yes: bool,
    /// A condition was not met.
    pub no: bool,
}

/// What evaluations reached of a policy.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    places: BTreeMap<Place, Reached>,
}

/// How many places there are, and how many of them were reached; a condition is two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many were reached.
    pub reached: usize,
    /// How many there are.
    pub all: usize,
}

impl Coverage {
    /// Nothing reached yet of these versions of a policy.
    pub(super) fn of<'p>(programs: impl Iterator<Item = &'p Program>, sources: &Sources) -> Coverage {
        let mut coverage = Coverage::default();
        for program in programs {
            coverage.places.extend(places::of(program, sources).into_iter().map(|place| (place, Reached::default())));
        }
        coverage
    }

    /// The heading of the column of a table that a cell is in, where the table has several.
    pub fn column(policy: &Policy, place: Place) -> Option<&str> {
        let tables = policy.programs().flat_map(|program| &program.tables);
        let mut tables = tables.filter(|table| place.kind == PlaceKind::TableCell && table.columns.len() > 1);
        let table = tables.find(|table| table.rows.iter().any(|row| row.span == place.span))?;
        table.columns.get(place.column as usize).map(|(name, _)| name.as_str())
    }

    /// Adds what an evaluation reached, from the values that were asked of it.
    pub(super) fn add(&mut self, program: &Program, reasons: &dyn Reasons, asked: &[(ExprId, usize)]) {
        walk::walk(program, reasons, asked, &mut |place, truth| {
            // A place that is of no interest is not among them.
            if let Some(reached) = self.places.get_mut(&place) {
                reached.yes |= truth;
                reached.no |= !truth;
            }
        });
    }

    /// Adds what a run reached that kept its reasons: all that it delivers, and all that must hold.
    pub fn add_run(&mut self, evaluation: &Evaluation<'_>) {
        let program = evaluation.policy.program();
        let mut asked: Vec<(ExprId, usize)> = Vec::new();
        for delivery in &program.results {
            let values = delivery.columns.iter().map(|column| column.value).chain(delivery.filter);
            let values: Vec<ExprId> = values.chain(delivery.order.iter().map(|(key, _)| *key)).collect();
            asked.extend((0..evaluation.rows(delivery.record)).flat_map(|row| values.iter().map(move |value| (*value, row))));
        }
        for assertion in &program.assertions {
            asked.extend((0..evaluation.rows(assertion.owner)).flat_map(|row| [(assertion.condition, row), (assertion.asserted, row)]));
            assertion.article.into_iter().for_each(|article| self.add_article(program.article(article).span));
        }
        self.add(program, &evaluation.kept(), &asked);
    }

    /// Marks an article as asked for.
    pub(super) fn add_article(&mut self, span: Span) {
        if let Some(reached) = self.places.get_mut(&Place { span, kind: PlaceKind::Article, column: 0 }) {
            reached.yes = true;
        }
    }

    /// All places in the order of the policy, and how each was reached.
    pub fn places(&self) -> impl Iterator<Item = (Place, Reached)> + '_ {
        self.places.iter().map(|(place, reached)| (*place, *reached))
    }

    /// How much of one kind was reached.
    pub fn count(&self, kind: PlaceKind) -> Count {
        self.places().filter(|(place, _)| place.kind == kind).map(|(place, reached)| reached.count(place.kind)).sum()
    }

    /// How much of all was reached.
    pub fn total(&self) -> Count {
        self.places().map(|(place, reached)| reached.count(place.kind)).sum()
    }
}

impl Reached {
    /// Whether nothing is left to reach.
    pub fn wholly(self, kind: PlaceKind) -> bool {
        self.yes && (self.no || kind != PlaceKind::Condition)
    }

    fn count(self, kind: PlaceKind) -> Count {
        match kind {
            PlaceKind::Condition => Count { reached: usize::from(self.yes) + usize::from(self.no), all: 2 },
            _ => Count { reached: usize::from(self.yes), all: 1 },
        }
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Count>>(counts: I) -> Count {
        counts.fold(Count::default(), |sum, count| Count { reached: sum.reached + count.reached, all: sum.all + count.all })
    }
}
