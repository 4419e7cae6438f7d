//! Where the bands of a column end: what its spellings leave open is settled by the rows that meet, and the rest by what was asked.

use super::bounds::{Band, End};
use super::figures::Sort;
use super::{Options, write};
use crate::data::grid::At;
use crate::diagnostics::Language;
use crate::values::Exact;

/// All ends of a column.
pub(super) struct Ends {
    lower: Vec<End>,
    upper: Vec<End>,
    /// Whether a figure where two bands meet belongs to the one that it ends.
    upper_included: bool,
}

/// What says whether an end is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// The sheet.
    Said,
    /// 以上, 以下 or 以内 on one side of it, which take in their figure by law, and nothing else.
    ByWord,
    /// Nothing: it is assumed.
    Assumed,
}

impl Ends {
    pub(super) fn of(bands: &[(At, Option<Band>)], upper_included: bool) -> Ends {
        let all = || bands.iter().filter_map(|(_, band)| band.as_ref());
        Ends {
            lower: all().filter_map(|band| band.lower.clone()).collect(),
            upper: all().filter_map(|band| band.upper.clone()).collect(),
            upper_included,
        }
    }

    /// Whether an end is in, and what says so: the rows that meet it decide where its own words do not.
    fn is_in(end: &End, others: &[End], otherwise: bool) -> (bool, Settled) {
        if let Some(included) = end.included.filter(|_| !end.is_loose) {
            return (included, Settled::Said);
        }
        let meeting: Vec<&End> = others.iter().filter(|other| other.at == end.at).collect();
        let strict = meeting.iter().find(|other| !other.is_loose).and_then(|other| other.included);
        match (strict, end.included) {
            (Some(taken), Some(own)) if own == taken => (!taken, Settled::Assumed),
            (Some(taken), _) => (!taken, Settled::Said),
            (None, own) if meeting.is_empty() => (own.unwrap_or(true), Settled::Said),
            (None, Some(own)) if meeting.iter().all(|other| other.included.is_none()) => (own, Settled::ByWord),
            (None, None) if meeting.iter().any(|other| other.is_loose) => (false, Settled::ByWord),
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
        return write::figure(&lower.at, sort);
    }
    let lower = match &band.lower {
        Some(end) => Some((write::figure(&end.at, sort)?, ends.lower_in(end).0)),
        None => None,
    };
    let upper = match &band.upper {
        Some(end) => Some((write::figure(&end.at, sort)?, ends.upper_in(end).0)),
        None => None,
    };
    Some(write::band(lower, upper, options.language))
}

/// The kind of the field, with the range that the bands leave.
pub(super) fn kind(bands: &[(At, Option<Band>)], ends: &Ends, sort: Sort, is_open: bool, options: &Options) -> String {
    let language = options.language;
    let all = || bands.iter().filter_map(|(_, band)| band.as_ref());
    let whole = ends.lower.iter().chain(&ends.upper).all(|end| end.at.is_integer());
    let follows = |end: &End| ends.lower.iter().any(|lower| lower.at == end.at.add(&Exact::one()));
    let meets = ends.upper.iter().any(|upper| ends.lower.iter().any(|lower| lower.at == upper.at && !is_single(all(), &upper.at)));
    let kind = match sort {
        Sort::Ratio => write::word(language, "percent", "百分比"),
        Sort::Money => write::word(language, "money", "金额"),
        Sort::Plain if whole && !meets && ends.upper.iter().any(follows) => write::word(language, "integer", "整数"),
        Sort::Plain => write::word(language, "number", "数"),
    };
    if is_open {
        return kind.to_owned();
    }
    let lowest = if all().any(|band| band.lower.is_none()) { None } else { ends.lower.iter().min_by(|one, other| one.at.cmp(&other.at)) };
    let highest = if all().any(|band| band.upper.is_none()) { None } else { ends.upper.iter().max_by(|one, other| one.at.cmp(&other.at)) };
    let written = |end: &End| write::figure(&end.at, sort).unwrap_or_default();
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

/// Whether a figure stands as a value of its own.
fn is_single<'b>(mut bands: impl Iterator<Item = &'b Band>, at: &Exact) -> bool {
    bands.any(|band| matches!((&band.lower, &band.upper), (Some(lower), Some(upper)) if lower.at == *at && upper.at == *at))
}
