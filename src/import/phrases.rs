//! The words and signs that say of a figure on which side of a band it is, and whether it is in.

use super::figures::{Figure, plain};
use Side::{Lower, Upper};

/// Which side of a band an end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Lower,
    Upper,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Figure(Figure),
    /// Words that say of a figure on which side it is and whether it is in; those before a figure, and those behind one.
    Before(Side, bool),
    Behind(Side, bool),
    /// The same of 以上, 以下, 以内, 以前, 以后.
    Loosely(Side),
    /// A sign of comparison, which may stand on either side.
    Sign(Side, bool),
    /// Between two figures.
    To,
    /// Whether the figure before is in.
    Said(bool),
    /// Words without a meaning of their own here.
    Word,
}

/// The phrases, the longer ones first where one begins another. Words of letters end where letters end.
pub(super) const PHRASES: &[(&str, Token)] = &[
    // How a figure counts.
    ("(不含本数)", Token::Said(false)),
    ("(含本数)", Token::Said(true)),
    ("(不含", Token::Said(false)),
    ("(不包含", Token::Said(false)),
    ("(不包括", Token::Said(false)),
    ("(含", Token::Said(true)),
    ("(包含", Token::Said(true)),
    ("(包括", Token::Said(true)),
    ("(inclusive)", Token::Said(true)),
    ("(included)", Token::Said(true)),
    ("(incl.)", Token::Said(true)),
    ("(incl)", Token::Said(true)),
    ("(exclusive)", Token::Said(false)),
    ("(excluded)", Token::Said(false)),
    ("(excl.)", Token::Said(false)),
    ("(excl)", Token::Said(false)),
    ("inclusive", Token::Said(true)),
    ("exclusive", Token::Said(false)),
    ("不含", Token::Said(false)),
    ("含", Token::Said(true)),
    // Before a figure.
    ("大于或等于", Token::Before(Lower, true)),
    ("大于等于", Token::Before(Lower, true)),
    ("小于或等于", Token::Before(Upper, true)),
    ("小于等于", Token::Before(Upper, true)),
    ("不低于", Token::Before(Lower, true)),
    ("不少于", Token::Before(Lower, true)),
    ("不小于", Token::Before(Lower, true)),
    ("不超过", Token::Before(Upper, true)),
    ("不高于", Token::Before(Upper, true)),
    ("不多于", Token::Before(Upper, true)),
    ("不大于", Token::Before(Upper, true)),
    ("至少", Token::Before(Lower, true)),
    ("达到", Token::Before(Lower, true)),
    ("至多", Token::Before(Upper, true)),
    ("最多", Token::Before(Upper, true)),
    ("超过", Token::Before(Lower, false)),
    ("超出", Token::Before(Lower, false)),
    ("高于", Token::Before(Lower, false)),
    ("大于", Token::Before(Lower, false)),
    ("多于", Token::Before(Lower, false)),
    ("不满", Token::Before(Upper, false)),
    ("不足", Token::Before(Upper, false)),
    ("未满", Token::Before(Upper, false)),
    ("未达到", Token::Before(Upper, false)),
    ("低于", Token::Before(Upper, false)),
    ("小于", Token::Before(Upper, false)),
    ("少于", Token::Before(Upper, false)),
    ("greater than or equal to", Token::Before(Lower, true)),
    ("less than or equal to", Token::Before(Upper, true)),
    ("not less than", Token::Before(Lower, true)),
    ("no less than", Token::Before(Lower, true)),
    ("not more than", Token::Before(Upper, true)),
    ("no more than", Token::Before(Upper, true)),
    ("not exceeding", Token::Before(Upper, true)),
    ("to less than", Token::Before(Upper, false)),
    ("to under", Token::Before(Upper, false)),
    ("to below", Token::Before(Upper, false)),
    ("at least", Token::Before(Lower, true)),
    ("at most", Token::Before(Upper, true)),
    ("but less than", Token::Before(Upper, false)),
    ("but below", Token::Before(Upper, false)),
    ("but under", Token::Before(Upper, false)),
    ("and below", Token::Behind(Upper, true)),
    ("and under", Token::Behind(Upper, true)),
    ("and less", Token::Behind(Upper, true)),
    ("or below", Token::Behind(Upper, true)),
    ("or under", Token::Behind(Upper, true)),
    ("or less", Token::Behind(Upper, true)),
    ("or fewer", Token::Behind(Upper, true)),
    ("or earlier", Token::Behind(Upper, true)),
    ("and earlier", Token::Behind(Upper, true)),
    ("or later", Token::Behind(Lower, true)),
    ("and later", Token::Behind(Lower, true)),
    ("onwards", Token::Behind(Lower, true)),
    ("onward", Token::Behind(Lower, true)),
    ("and above", Token::Behind(Lower, true)),
    ("and over", Token::Behind(Lower, true)),
    ("and more", Token::Behind(Lower, true)),
    ("or above", Token::Behind(Lower, true)),
    ("or over", Token::Behind(Lower, true)),
    ("or more", Token::Behind(Lower, true)),
    ("greater than", Token::Before(Lower, false)),
    ("more than", Token::Before(Lower, false)),
    ("exceeding", Token::Before(Lower, false)),
    ("less than", Token::Before(Upper, false)),
    ("fewer than", Token::Before(Upper, false)),
    ("up to", Token::Before(Upper, true)),
    ("on or before", Token::Before(Upper, true)),
    ("on or after", Token::Before(Lower, true)),
    ("before", Token::Before(Upper, false)),
    ("until", Token::Before(Upper, true)),
    ("after", Token::Before(Lower, false)),
    ("since", Token::Before(Lower, true)),
    ("above", Token::Before(Lower, false)),
    ("over", Token::Before(Lower, false)),
    ("from", Token::Before(Lower, true)),
    ("below", Token::Before(Upper, false)),
    ("under", Token::Before(Upper, false)),
    // Behind one.
    ("及其以上", Token::Behind(Lower, true)),
    ("及其以下", Token::Behind(Upper, true)),
    ("及以上", Token::Behind(Lower, true)),
    ("及以下", Token::Behind(Upper, true)),
    ("及以前", Token::Behind(Upper, true)),
    ("及以后", Token::Behind(Lower, true)),
    ("以上", Token::Loosely(Lower)),
    ("以下", Token::Loosely(Upper)),
    ("以内", Token::Loosely(Upper)),
    ("以前", Token::Loosely(Upper)),
    ("以后", Token::Loosely(Lower)),
    ("之内", Token::Behind(Upper, true)),
    ("之前", Token::Behind(Upper, false)),
    ("之后", Token::Behind(Lower, false)),
    ("起", Token::Behind(Lower, true)),
    ("止", Token::Behind(Upper, true)),
    ("+", Token::Behind(Lower, true)),
    // On either side.
    (">=", Token::Sign(Lower, true)),
    ("=>", Token::Sign(Lower, true)),
    ("≥", Token::Sign(Lower, true)),
    ("≧", Token::Sign(Lower, true)),
    ("⩾", Token::Sign(Lower, true)),
    ("<=", Token::Sign(Upper, true)),
    ("=<", Token::Sign(Upper, true)),
    ("≤", Token::Sign(Upper, true)),
    ("≦", Token::Sign(Upper, true)),
    ("⩽", Token::Sign(Upper, true)),
    (">", Token::Sign(Lower, false)),
    ("<", Token::Sign(Upper, false)),
    // Between.
    ("through", Token::To),
    ("to", Token::To),
    ("and", Token::To),
    ("至", Token::To),
    ("到", Token::To),
    ("~", Token::To),
    ("-", Token::To),
    // Nothing.
    ("between", Token::Word),
    ("的部分", Token::Word),
    ("部分", Token::Word),
    ("本数", Token::Word),
    ("之间", Token::Word),
    ("从", Token::Word),
    ("自", Token::Word),
    ("的", Token::Word),
    (",", Token::Word),
    (")", Token::Word),
];

/// Whether a text that is no band has a figure and a phrase that bands have: probably it was meant for one.
pub(super) fn is_like_a_band(text: &str) -> bool {
    let plain = plain(text);
    let has = |phrase: &str| match phrase.is_ascii() && phrase.ends_with(|sign: char| sign.is_ascii_alphabetic()) {
        true => format!(" {plain} ").contains(&format!(" {phrase} ")),
        false => plain.contains(phrase),
    };
    let says_a_side = |token: &Token| matches!(token, Token::Before(..) | Token::Behind(..) | Token::Loosely(_) | Token::Sign(..));
    let is_of_figures = |sign: char| sign.is_ascii_digit() || "一二三四五六七八九十百千万亿".contains(sign);
    plain.contains(is_of_figures) && PHRASES.iter().any(|(phrase, token)| says_a_side(token) && has(phrase))
}
