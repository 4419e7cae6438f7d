//! Bands that go up by steps, as `0-59`, `60-79`: each has both its figures, and nothing is meant to lie between two of them.

use std::collections::BTreeSet;

use super::bounds::{Band, End};
use super::figures::Sort;
use crate::data::grid::At;
use crate::values::Exact;

/// By what the bands of a column go up.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Steps {
    /// One begins where another ends.
    None,
    /// By one: there are whole numbers, or days, only.
    Whole,
    /// By the least that is written of an amount; the cells whose band now begins above the end of the one before.
    Amounts(Vec<At>),
}

/// Settles the ends of bands that go up by steps: what a spelling leaves open is in; of amounts, which have fractions, each band begins
/// above the one before.
pub(super) fn settle(bands: &mut [(At, Option<Band>)], sort: Sort) -> Steps {
    let ends = |side: fn(&Band) -> &Option<End>| -> BTreeSet<Exact> {
        let all = bands.iter().filter_map(|(_, band)| side(band.as_ref()?).as_ref());
        all.filter(|end| end.included != Some(false)).map(|end| end.at.clone()).collect()
    };
    let (lower, upper) = (ends(|band| &band.lower), ends(|band| &band.upper));
    let go_up_by = |step: &Exact| upper.iter().any(|end| lower.contains(&end.add(step)));
    match sort {
        Sort::Plain | Sort::Day if lower.iter().chain(&upper).all(Exact::is_integer) && go_up_by(&Exact::one()) => {
            for band in bands.iter_mut().filter_map(|(_, band)| band.as_mut()) {
                if let (Some(low), Some(high)) = (&mut band.lower, &mut band.upper) {
                    low.included.get_or_insert(true);
                    high.included.get_or_insert(true);
                }
            }
            Steps::Whole
        }
        Sort::Money => {
            let Some(step) = [Exact::one(), Exact::from_scaled(1, 2)].into_iter().find(go_up_by) else { return Steps::None };
            let mut moved = Vec::new();
            for (at, band) in bands.iter_mut() {
                let Some(Band { lower: Some(low), upper: high, .. }) = band else { continue };
                if high.as_ref().is_some_and(|high| high.at == low.at) {
                    continue;
                }
                let before = low.at.sub(&step);
                if low.included != Some(false) && upper.contains(&before) {
                    *low = End { at: before, included: Some(false), is_loose: false };
                    moved.push(*at);
                }
            }
            Steps::Amounts(moved)
        }
        Sort::Plain | Sort::Day | Sort::Ratio => Steps::None,
    }
}
