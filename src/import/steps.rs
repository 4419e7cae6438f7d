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
    let ends = |side: fn(&Band) -> &Option<End>, wanted: fn(&Band, &End) -> bool| -> BTreeSet<Exact> {
        let all = bands.iter().filter_map(|(_, band)| Some((band.as_ref()?, side(band.as_ref()?).as_ref()?)));
        all.filter(|(band, end)| wanted(band, end)).map(|(_, end)| end.at.clone()).collect()
    };
    let is_in = |_: &Band, end: &End| end.included != Some(false);
    let (lower, upper) = (ends(|band| &band.lower, is_in), ends(|band| &band.upper, is_in));
    // Of `0-1`, `1-2`, `2-3` each begins where another ends, though one ends at 1 and one begins at 2.
    let of_a_stretch = |band: &Band, _: &End| !is_single(band);
    let (begins, stops) = (ends(|band| &band.lower, of_a_stretch), ends(|band| &band.upper, of_a_stretch));
    let go_up_by = |step: &Exact| {
        upper.iter().any(|end| {
            let next = end.add(step);
            lower.contains(&next) && !begins.contains(end) && !stops.contains(&next)
        })
    };
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
                let Some(band) = band.as_mut().filter(|band| !is_single(band)) else { continue };
                let Some(low) = &mut band.lower else { continue };
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

/// Whether a band is one figure.
fn is_single(band: &Band) -> bool {
    matches!((&band.lower, &band.upper), (Some(low), Some(high)) if low.at == high.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::bounds::read;

    fn steps(texts: &[&str], sort: Sort) -> Steps {
        settle(&mut texts.iter().map(|text| ((0, 0), read(text))).collect::<Vec<_>>(), sort)
    }

    #[test]
    fn bands_that_meet_do_not_go_up_by_one() {
        for texts in [
            &["0-1", "1-2", "2-3"][..],
            &["2以下", "2-3（不含）", "3以上"],
            &["1以下", "1-2", "2-3", "3以上"],
            &["[0,1)", "[1,2)", "[2,3)"],
        ] {
            assert_eq!(steps(texts, Sort::Plain), Steps::None, "{texts:?}");
        }
        for texts in [&["0-59", "60-79", "80-89"][..], &["60以下", "60-79", "80-89", "90以上"], &["≤2", "3-5", "≥6"]] {
            assert_eq!(steps(texts, Sort::Plain), Steps::Whole, "{texts:?}");
        }
        assert!(matches!(steps(&["$0-$100", "$101-$200"], Sort::Money), Steps::Amounts(_)));
        assert_eq!(steps(&["$0-$100", "$100-$200"], Sort::Money), Steps::None);
    }
}
