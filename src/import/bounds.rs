//! Bands as offices write them: `100-200`, `100（含）至200`, `≥500万`, `500万以上`, `below 100`, `[100, 200)`.
//!
//! What a spelling says of its ends is kept; what it leaves open stays open, for the other rows of the column decide it. 以上, 以下 and 以内
//! include their figure, 不满 and 超过 do not (Civil Code art. 1259).

#[cfg(test)]
mod tests;

use super::days;
use super::figures::{self, Figure, Sort, plain};
use super::phrases::Side::{Lower, Upper};
use super::phrases::{PHRASES, Side, Token};
use super::words;
use crate::values::Exact;

/// An end of a band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// The figure.
    pub(super) at: Exact,
    /// Whether the figure is in the band; none where the spelling leaves it open.
    pub(super) included: Option<bool>,
    /// Whether that rests on 以上, 以下 or 以内 alone, which offices write of either side: other rows may say otherwise.
    pub(super) is_loose: bool,
}

/// A band of a column; one without an end is open there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Band {
    pub(super) lower: Option<End>,
    pub(super) upper: Option<End>,
    /// How its figures are written.
    pub(super) sort: Sort,
    /// Whether a unit of the second figure was taken for the first one too, as in `100-200万`.
    pub(super) shares_unit: bool,
    /// Whether no figure has a unit of its own.
    pub(super) is_bare: bool,
}

/// Reads a text as a band; none where it is not certain to be one.
pub(super) fn read(text: &str) -> Option<Band> {
    let plain = plain(text);
    if matches!(plain.as_str(), "negative" | "negative growth" | "负数" | "负增长") {
        let zero = Figure { value: Exact::zero(), sort: Sort::Plain, unit: Exact::one() };
        return of_ends(None, Some(Around { figure: zero, side: None, included: Some(false), is_loose: false }));
    }
    interval(&plain).or_else(|| band(&tokens(&plain)?))
}

/// `[100, 200)`, `(100, +∞)`.
fn interval(text: &str) -> Option<Band> {
    let inner = text.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
    let (first, second) = inner.split_once([',', ';'])?;
    let end = |text: &str, included: bool| -> Option<Option<(Figure, bool)>> {
        let text = text.trim();
        if text.is_empty() || matches!(text, "∞" | "+∞" | "-∞" | "inf" | "+inf" | "-inf") {
            return Some(None);
        }
        let day = days::take(text).filter(|(_, rest)| rest.is_empty()).map(|(day, _)| day);
        day.or_else(|| figures::read(text))
            .or_else(|| words::take(text).filter(|(_, rest)| rest.is_empty()).map(|(figure, _)| figure))
            .map(|figure| Some((figure, included)))
    };
    let lower = end(first, text.starts_with('['))?;
    let upper = end(second, text.ends_with(']'))?;
    if lower.is_none() && upper.is_none() {
        return None;
    }
    let said = |(figure, included): (Figure, bool)| Around { figure, side: None, included: Some(included), is_loose: false };
    made(lower.map(said), upper.map(said))
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let (mut found, mut rest): (Vec<Token>, &str) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        // A dash before a figure is its sign where no figure stands before the dash.
        let may_be_negative = !matches!(
            found.iter().rev().find(|token| !matches!(token, Token::Word | Token::Said(_))),
            Some(Token::Figure(_) | Token::Behind(..) | Token::Loosely(_))
        );
        let phrase = PHRASES.iter().find_map(|(phrase, token)| Some((token, after_phrase(rest, phrase)?)));
        if let Some((figure, after)) = days::take(rest).or_else(|| figures::take(rest, may_be_negative)).or_else(|| words::take(rest)) {
            found.push(Token::Figure(figure));
            rest = after;
        } else if let Some((token, after)) = phrase {
            found.push(token.clone());
            rest = after;
        } else {
            // A name beside a sign of comparison, as in `100 <= x < 200`.
            let end = rest.find(|sign: char| !sign.is_alphabetic()).filter(|end| *end > 0).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let beside = |text: &str| text.starts_with(['<', '>', '=', '≥', '≤', '≧', '≦', '⩾', '⩽']);
            if word.is_empty() || !(beside(after.trim_start()) || matches!(found.last(), Some(Token::Sign(..)))) {
                return None;
            }
            found.push(Token::Word);
            rest = after;
        }
        rest = rest.trim_start();
    }
    Some(found)
}

fn after_phrase<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    let after = text.strip_prefix(phrase)?;
    let runs_on = phrase.ends_with(|sign: char| sign.is_ascii_alphabetic()) && after.starts_with(|sign: char| sign.is_ascii_alphabetic());
    (!runs_on).then_some(after)
}

/// A figure with what stands around it.
pub(super) struct Around {
    pub(super) figure: Figure,
    pub(super) side: Option<Side>,
    pub(super) included: Option<bool>,
    pub(super) is_loose: bool,
}

fn band(tokens: &[Token]) -> Option<Band> {
    let mut ends: Vec<Around> = Vec::new();
    // What was said before the figure that comes next.
    let mut before: Option<(Side, bool)> = None;
    let mut is_between = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Figure(figure) => {
                // `100（含100）`: the same figure once more says nothing new.
                let repeats = matches!(at.checked_sub(1).and_then(|at| tokens.get(at)), Some(Token::Said(_)));
                if let Some(last) = ends.last().filter(|_| repeats && before.is_none()) {
                    if last.figure.value != figure.value {
                        return None;
                    }
                    continue;
                }
                if ends.len() == 2
                    || ends.len() == 1 && !is_between && before.is_none() && ends.last().is_some_and(|end| end.side.is_none())
                {
                    return None;
                }
                let (side, included) = before.take().unzip();
                ends.push(Around { figure: figure.clone(), side, included, is_loose: false });
            }
            Token::Before(side, included) => {
                if before.replace((*side, *included)).is_some() {
                    return None;
                }
            }
            Token::Behind(side, included) => say(ends.last_mut()?, *side, *included)?,
            Token::Loosely(side) => {
                let end = ends.last_mut()?;
                end.is_loose = end.included.is_none();
                say(end, *side, true)?;
            }
            Token::Sign(side, included) => {
                // Behind a figure it is turned: `100 <= x`.
                match (at.checked_sub(1).and_then(|at| tokens.get(at)), ends.last_mut()) {
                    (Some(Token::Figure(_)), Some(end)) => say(end, if *side == Lower { Upper } else { Lower }, *included)?,
                    _ if before.is_none() => before = Some((*side, *included)),
                    _ => return None,
                }
            }
            Token::To if ends.len() == 1 && !is_between => is_between = true,
            Token::To => return None,
            Token::Said(included) => match ends.last_mut() {
                Some(end) => (end.included, end.is_loose) = (Some(*included), false),
                None => return None,
            },
            Token::Word => {}
        }
    }
    if before.is_some() {
        return None;
    }
    let mut ends = ends.into_iter();
    match (ends.next()?, ends.next()) {
        (end @ Around { side: Some(Lower), .. }, None) if !is_between => made(Some(end), None),
        (end @ Around { side: Some(Upper), .. }, None) if !is_between => made(None, Some(end)),
        (first, Some(second)) => match (first.side, second.side) {
            (None | Some(Lower), None | Some(Upper)) => made(Some(first), Some(second)),
            (Some(Upper), Some(Lower)) => made(Some(second), Some(first)),
            _ => None,
        },
        _ => None,
    }
}

/// Notes on which side a figure is, once.
fn say(end: &mut Around, side: Side, included: bool) -> Option<()> {
    if end.side.replace(side).is_some() {
        return None;
    }
    end.included.get_or_insert(included);
    Some(())
}

/// A band of its ends; a unit that the second figure alone has is that of the first one too.
fn made(mut lower: Option<Around>, upper: Option<Around>) -> Option<Band> {
    let mut shares_unit = false;
    if let (Some(Around { figure: low, .. }), Some(Around { figure: high, .. })) = (&mut lower, &upper) {
        let bare = low.unit == Exact::one() && low.sort != Sort::Ratio && !low.value.is_zero();
        if bare && high.unit != Exact::one() && low.sort != Sort::Money {
            (low.value, shares_unit) = (low.value.mul(&high.unit), true);
        } else if bare && high.sort == Sort::Ratio && low.sort == Sort::Plain {
            let one = if high.unit == Exact::one() { Exact::from_int(100) } else { return None };
            (low.value, low.sort, shares_unit) = (low.value.div(&one)?, Sort::Ratio, true);
        }
    }
    of_ends(lower, upper).map(|band| Band { shares_unit, ..band })
}

/// A band of ends that each have their own unit; none where they do not go together.
pub(super) fn of_ends(lower: Option<Around>, upper: Option<Around>) -> Option<Band> {
    let mut sort = Sort::Plain;
    if let (Some(Around { figure: low, .. }), Some(Around { figure: high, .. })) = (&lower, &upper) {
        // Of `5%-10`: is it 10% or 1000%?
        let lacks_sign = |one: &Figure, other: &Figure| one.sort == Sort::Plain && !one.value.is_zero() && other.sort == Sort::Ratio;
        if low.value > high.value || lacks_sign(low, high) || lacks_sign(high, low) {
            return None;
        }
    }
    let days = lower.iter().chain(&upper).filter(|around| around.figure.sort == Sort::Day).count();
    if days > 0 && days < lower.iter().chain(&upper).count() {
        return None;
    }
    for Around { figure, .. } in lower.iter().chain(&upper) {
        match (sort, figure.sort) {
            (_, Sort::Plain) => {}
            (Sort::Plain, other) => sort = other,
            (one, other) if one == other => {}
            _ => return None,
        }
    }
    let is_bare = lower.iter().chain(&upper).all(|Around { figure, .. }| figure.unit == Exact::one() && figure.sort == Sort::Plain);
    let end = |Around { figure, included, is_loose, .. }: Around| End { at: figure.value, included, is_loose };
    Some(Band { lower: lower.map(end), upper: upper.map(end), sort, shares_unit: false, is_bare })
}
