//! Where the bands of a column end: what its spellings leave open is settled by the rows that meet, and the rest by what was asked.

use std::collections::BTreeMap;

use super::bounds::{Band, End};
use super::figures::Sort;
use super::{Options, write};
use crate::data::grid::At;
use crate::diagnostics::Language;
use crate::values::Exact;

/// The ends of a column, by where they are.
pub(super) struct Ends {
    lower: BTreeMap<Exact, Met>,
    upper: BTreeMap<Exact, Met>,
    /// Whether a figure where two bands meet belongs to the one that it ends.
    upper_included: bool,
}

/// What the ends at one figure say.
#[derive(Debug, Default)]
struct Met {
    /// Whether it is in, where words say so that nothing else settles.
    included: Option<bool>,
    /// Whether one rests on 以上, 以下 or 以内 alone.
    is_loose: bool,
}

/// What says whether an end is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// The sheet.
    Said,
    /// 以上, 以下 or 以内 on one side of it, which take in their figure by law, and nothing else.
    ByWord,
    /// The band that meets it, which has the figure by words that say so, against an 以上, 以下 or 以内 here.
    ByOther,
    /// Nothing: it is assumed.
    Assumed,
}

impl Ends {
    pub(super) fn of(bands: &[(At, Option<Band>)], upper_included: bool) -> Ends {
        let met = |side: fn(&Band) -> &Option<End>| {
            let mut found: BTreeMap<Exact, Met> = BTreeMap::new();
            for end in bands.iter().filter_map(|(_, band)| side(band.as_ref()?).as_ref()) {
                let met = found.entry(end.at.clone()).or_default();
                met.is_loose |= end.is_loose;
                met.included = met.included.or(end.included.filter(|_| !end.is_loose));
            }
            found
        };
        Ends { lower: met(|band| &band.lower), upper: met(|band| &band.upper), upper_included }
    }

    /// Whether an end is in, and what says so: the rows that meet it decide where its own words do not.
    fn is_in(end: &End, others: &BTreeMap<Exact, Met>, otherwise: bool) -> (bool, Settled) {
        if let Some(included) = end.included.filter(|_| !end.is_loose) {
            return (included, Settled::Said);
        }
        let Some(met) = others.get(&end.at) else { return (end.included.unwrap_or(true), Settled::Said) };
        match (met.included, end.included) {
            (Some(taken), Some(own)) if own == taken => (!taken, Settled::ByOther),
            (Some(taken), _) => (!taken, Settled::Said),
            (None, Some(own)) if !met.is_loose => (own, Settled::ByWord),
            (None, None) if met.is_loose => (false, Settled::ByWord),
            (None, _) => (otherwise, Settled::Assumed),
        }
    }

    fn lower_in(&self, end: &End) -> (bool, Settled) {
        Ends::is_in(end, &self.upper, !self.upper_included)
    }

    fn upper_in(&self, end: &End) -> (bool, Settled) {
        Ends::is_in(end, &self.lower, self.upper_included)
    }

    /// Whether an end of a band is settled in this way.
    pub(super) fn has(&self, band: &Band, how: Settled) -> bool {
        band.lower.as_ref().is_some_and(|end| self.lower_in(end).1 == how)
            || band.upper.as_ref().is_some_and(|end| self.upper_in(end).1 == how)
    }
}

/// A band as it is written.
pub(super) fn written_band(band: &Band, ends: &Ends, sort: Sort, options: &Options) -> Option<String> {
    if let (Some(lower), Some(upper)) = (&band.lower, &band.upper)
        && lower.at == upper.at
    {
        return write::figure_of_key(&lower.at, sort);
    }
    let lower = match &band.lower {
        Some(end) => Some((write::figure_of_key(&end.at, sort)?, ends.lower_in(end).0)),
        None => None,
    };
    let upper = match &band.upper {
        Some(end) => Some((write::figure_of_key(&end.at, sort)?, ends.upper_in(end).0)),
        None => None,
    };
    Some(write::band(lower, upper, options.language))
}

/// The kind of the field, with the range that the bands leave.
pub(super) fn kind(bands: &[(At, Option<Band>)], ends: &Ends, sort: Sort, is_whole: bool, is_open: bool, options: &Options) -> String {
    let language = options.language;
    let all = || bands.iter().filter_map(|(_, band)| band.as_ref());
    let kind = match sort {
        Sort::Ratio => write::word(language, "percent", "百分比"),
        Sort::Money => write::word(language, "money", "金额"),
        Sort::Day => write::word(language, "date", "日期"),
        Sort::Plain if is_whole => write::word(language, "integer", "整数"),
        Sort::Plain => write::word(language, "number", "数"),
    };
    if is_open {
        return kind.to_owned();
    }
    let ends_of = |side: fn(&Band) -> &Option<End>| all().map(|band| side(band).as_ref()).collect::<Option<Vec<&End>>>();
    let lowest = ends_of(|band| &band.lower).and_then(|ends| ends.into_iter().min_by(|one, other| one.at.cmp(&other.at)));
    let highest = ends_of(|band| &band.upper).and_then(|ends| ends.into_iter().max_by(|one, other| one.at.cmp(&other.at)));
    let written = |end: &End| write::figure_of_key(&end.at, sort).unwrap_or_default();
    let (more, less) = match language {
        Language::English => (["> ", ">= "], ["< ", "<= "]),
        Language::Chinese => (["> ", "≥ "], ["< ", "≤ "]),
    };
    let sign = |is_in: bool, signs: [&'static str; 2]| if is_in { signs[1] } else { signs[0] };
    let low = lowest.map(|end| (written(end), ends.lower_in(end).0));
    let high = highest.map(|end| (written(end), ends.upper_in(end).0));
    let range = match (low, high) {
        (Some((low, true)), Some((high, true))) => format!(" {low}{}{high}", write::word(language, " to ", " 至 ")),
        (low, high) => {
            let low = low.map(|(low, is_in)| format!(" {}{low}", sign(is_in, more)));
            let high = high.map(|(high, is_in)| format!(" {}{high}", sign(is_in, less)));
            low.into_iter().chain(high).collect()
        }
    };
    format!("{kind}{range}")
}
