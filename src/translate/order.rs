//! Words that stand in another order in the other language: bounds, roundings, windows of time, and some more.

use crate::diagnostics::Language;
use crate::syntax::Rule;
use crate::syntax::vocabulary::keyword;
use crate::syntax::written::{Construct, Node, Token};

type Parts<'t> = Vec<Node<'t>>;

/// Puts the parts of a construct, whose words are translated, into the order of the language.
pub fn settle(construct: &mut Construct<'_>, to: Language) {
    let parts = std::mem::take(&mut construct.parts);
    construct.parts = match construct.rule {
        Rule::bound | Rule::cell => bound(parts, to),
        Rule::expr | Rule::plain => windows(parts, to),
        Rule::rounded | Rule::format_rounded => rounding(parts, to),
        Rule::part_above => part_above(parts, to),
        Rule::part_place => place(parts, to),
        Rule::need => need(parts, to),
        Rule::format_unit => ends_in_chinese(parts, Rule::kw_counted, to),
        Rule::column_place => ends_in_chinese(parts, Rule::kw_place_after, to),
        Rule::format_decimals => decimals(parts, to),
        Rule::end_value => last_slope(parts, to),
        Rule::expect => verdict(parts, to),
        _ => parts,
    };
}

/// The word of a keyword in a language.
fn word<'t>(rule: Rule, to: Language) -> Node<'t> {
    let words = keyword(rule).map(|keyword| keyword.words(to)).unwrap_or_default();
    Node::Token(Token { rule: Some(rule), text: words.first().copied().unwrap_or_default().into() })
}

/// Takes the first part of one of these rules out.
fn take<'t>(parts: &mut Parts<'t>, rules: &[Rule]) -> Option<Node<'t>> {
    let at = parts.iter().position(|part| part.rule().is_some_and(|rule| rules.contains(&rule)))?;
    Some(parts.remove(at))
}

/// `up to 500万` and `500万以内`, `from 60 below 80` and `60以上不满80`.
fn bound<'t>(parts: Parts<'t>, to: Language) -> Parts<'t> {
    use Rule::{kw_above, kw_above_zh, kw_and_above, kw_and_below, kw_below, kw_from_bound, kw_up_to};
    let is_word = |part: &Node<'_>| {
        part.rule()
            .is_some_and(|rule| [kw_up_to, kw_below, kw_from_bound, kw_above, kw_above_zh, kw_and_below, kw_and_above].contains(&rule))
    };
    let words: Vec<Rule> = parts.iter().filter(|part| is_word(part)).filter_map(Node::rule).collect();
    let mut values = parts.iter().filter(|part| !is_word(part)).cloned();
    let (Some(first), second) = (values.next(), values.next()) else { return parts };
    // What the lower and the upper end say; whether each is included.
    let (lower, upper) = match (words.as_slice(), second.is_some()) {
        ([kw_up_to] | [kw_and_below], false) => (None, Some(true)),
        ([kw_below], false) => (None, Some(false)),
        ([kw_from_bound] | [kw_and_above], false) => (Some(true), None),
        ([kw_above] | [kw_above_zh], false) => (Some(false), None),
        ([kw_from_bound | kw_and_above, end], true) => (Some(true), Some(*end != kw_below)),
        ([kw_above | kw_above_zh, end], true) => (Some(false), Some(*end != kw_below)),
        _ => return parts,
    };
    let say = |rule| word(rule, to);
    match (to, lower, upper, second) {
        (Language::English, lower, upper, second) => {
            let mut said = Vec::new();
            let mut values = std::iter::once(first).chain(second);
            if let Some(included) = lower {
                said.push(say(if included { kw_from_bound } else { kw_above }));
                said.extend(values.next());
            }
            if let Some(included) = upper {
                said.push(say(if included { kw_up_to } else { kw_below }));
                said.extend(values.next());
            }
            said
        }
        (Language::Chinese, None, Some(false), _) => vec![say(kw_below), first],
        (Language::Chinese, None, _, _) => vec![first, said_after(&parts, kw_and_below).unwrap_or_else(|| say(kw_and_below))],
        (Language::Chinese, Some(true), None, _) => vec![first, say(kw_and_above)],
        (Language::Chinese, Some(false), None, _) => vec![say(kw_above_zh), first],
        (Language::Chinese, Some(included), Some(end_included), second) => {
            let mut said = if included { vec![first, say(kw_and_above)] } else { vec![say(kw_above_zh), first] };
            match (included, end_included) {
                (_, false) => {
                    said.push(say(kw_below));
                    said.extend(second);
                }
                (true, true) => {
                    said.extend(second);
                    said.push(Node::Token(Token { rule: Some(kw_and_below), text: "以下".into() }));
                }
                (false, true) => {
                    said.push(say(kw_up_to));
                    said.extend(second);
                }
            }
            said
        }
    }
}

/// A Chinese word as it stands in a text that is Chinese already.
fn said_after<'t>(parts: &Parts<'t>, rule: Rule) -> Option<Node<'t>> {
    parts.iter().find(|part| part.is(rule)).cloned()
}

/// `x is within 3 months of e` and `x 在 e 前后3个月内`.
fn windows<'t>(mut parts: Parts<'t>, to: Language) -> Parts<'t> {
    let mut at = 0;
    while at < parts.len() {
        let Some(Node::Construct(window)) = parts.get_mut(at).filter(|part| part.is(Rule::window)) else {
            at += 1;
            continue;
        };
        let figure = take(&mut window.parts, &[Rule::number]);
        let side = take(&mut window.parts, &[Rule::window_side]);
        match (figure, side) {
            (Some(figure), Some(side)) if to == Language::Chinese => {
                let end = Construct { rule: Rule::window_end, parts: vec![side, figure, word(Rule::kw_inside, to)] };
                parts.insert(operand_end(&parts, at + 1), Node::Construct(end));
            }
            (Some(figure), Some(side)) => window.parts.extend([figure, side]),
            _ if to == Language::English => {
                let found = parts.iter().skip(at).position(|part| part.is(Rule::window_end)).map(|behind| at + behind);
                if let Some(Node::Construct(mut end)) = found.map(|found| parts.remove(found)) {
                    let (figure, side) = (take(&mut end.parts, &[Rule::number]), take(&mut end.parts, &[Rule::window_side]));
                    if let Some(Node::Construct(window)) = parts.get_mut(at) {
                        window.parts.extend(figure);
                        window.parts.extend(side);
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    parts
}

/// Where the operand that begins at a place ends: before what binds no tighter than a comparison.
fn operand_end(parts: &Parts<'_>, from: usize) -> usize {
    let loose = [Rule::kw_and, Rule::kw_or, Rule::op_compare, Rule::kw_in, Rule::kw_not_in, Rule::window];
    let mut end =
        parts.iter().skip(from).position(|part| part.rule().is_some_and(|rule| loose.contains(&rule))).map_or(parts.len(), |at| from + at);
    while end > from && parts.get(end - 1).is_some_and(Node::is_between) {
        end -= 1;
    }
    end
}

/// `rounded half up to 0.01` and `四舍五入 到 0.01`.
fn rounding<'t>(parts: Parts<'t>, to: Language) -> Parts<'t> {
    const MODES: [(Rule, Rule); 4] = [
        (Rule::kw_half_up, Rule::kw_half_up_zh),
        (Rule::kw_half_even, Rule::kw_half_even_zh),
        (Rule::kw_down, Rule::kw_down_zh),
        (Rule::kw_up, Rule::kw_up_zh),
    ];
    let said = |part: &Node<'_>| match part {
        Node::Construct(mode) if matches!(mode.rule, Rule::mode | Rule::mode_zh) => {
            let rule = mode.parts.first().and_then(Node::rule);
            MODES.into_iter().find(|(en, zh)| rule == Some(*en) || rule == Some(*zh))
        }
        _ => None,
    };
    let Some((en, zh)) = parts.iter().find_map(said) else { return parts };
    let kept = parts.into_iter().filter(|part| said(part).is_none() && !part.is(Rule::kw_rounded));
    let mode = |rule, said| Node::Construct(Construct { rule, parts: vec![word(said, to)] });
    match to {
        Language::English => [word(Rule::kw_rounded, to), mode(Rule::mode, en)].into_iter().chain(kept).collect(),
        Language::Chinese => std::iter::once(mode(Rule::mode_zh, zh)).chain(kept).collect(),
    }
}

/// `the part above x` and `超过 x 的部分`.
fn part_above<'t>(mut parts: Parts<'t>, to: Language) -> Parts<'t> {
    let Some(limit) = take(&mut parts, &[Rule::part_limit, Rule::number, Rule::list, Rule::reference]) else { return parts };
    match to {
        Language::English => vec![word(Rule::kw_part_above, to), limit],
        Language::Chinese => vec![word(Rule::kw_above_zh, to), limit, word(Rule::kw_its_part, to)],
    }
}

/// `places 1 to 3: value` and `第1至3名：value`.
fn place<'t>(mut parts: Parts<'t>, to: Language) -> Parts<'t> {
    let Some(colon) = parts.iter().position(|part| part.is(Rule::colon_sign)) else { return parts };
    let value = parts.split_off(colon);
    let mut figures = Vec::new();
    for part in &parts {
        match part {
            Node::Construct(inner) if matches!(inner.rule, Rule::place_figure | Rule::expr) => figures.extend(inner.parts.iter().cloned()),
            part => figures.push(part.clone()),
        }
    }
    figures.retain(|part| !part.is(Rule::kw_place) && !part.is(Rule::kw_place_zh) && !part.is(Rule::kw_place_end));
    let plain = figures.iter().all(|part| part.is(Rule::number) || part.is(Rule::kw_to));
    let several = figures.len() > 1;
    let said: Parts<'t> = match to {
        Language::Chinese if plain => {
            std::iter::once(word(Rule::kw_place_zh, to)).chain(figures).chain([word(Rule::kw_place_end, to)]).collect()
        }
        Language::English if plain => {
            let place = Node::Token(Token { rule: Some(Rule::kw_place), text: if several { "places" } else { "place" }.into() });
            std::iter::once(place).chain(figures).collect()
        }
        _ => parts,
    };
    said.into_iter().chain(value).collect()
}

/// `at least 2 of` and `至少满足 2 项`.
fn need<'t>(parts: Parts<'t>, to: Language) -> Parts<'t> {
    let counts = [Rule::kw_at_least, Rule::kw_at_least_items, Rule::kw_of, Rule::kw_of_items];
    let is_count = |part: &Node<'_>| part.rule().is_some_and(|rule| counts.contains(&rule));
    if !parts.iter().any(is_count) {
        return parts;
    }
    let (first, last) = match to {
        Language::English => (Rule::kw_at_least, Rule::kw_of),
        Language::Chinese => (Rule::kw_at_least_items, Rule::kw_of_items),
    };
    let number = parts.into_iter().filter(|part| !is_count(part));
    std::iter::once(word(first, to)).chain(number).chain([word(last, to)]).collect()
}

/// A word that Chinese has at the end and English has not.
fn ends_in_chinese<'t>(mut parts: Parts<'t>, rule: Rule, to: Language) -> Parts<'t> {
    take(&mut parts, &[rule]);
    if to == Language::Chinese {
        parts.push(word(rule, to));
    }
    parts
}

/// One decimal, two decimals.
fn decimals<'t>(mut parts: Parts<'t>, to: Language) -> Parts<'t> {
    let one = parts.first().is_some_and(|part| matches!(part, Node::Token(token) if token.text == "1"));
    for part in &mut parts {
        if let Node::Token(token) = part
            && token.rule == Some(Rule::kw_decimals)
            && to == Language::English
        {
            token.text = if one { "decimal" } else { "decimals" }.into();
        }
    }
    parts
}

/// `50% of last slope` and `50% 末段斜率`.
fn last_slope<'t>(mut parts: Parts<'t>, to: Language) -> Parts<'t> {
    take(&mut parts, &[Rule::kw_of]);
    let slope = parts.iter().position(|part| part.is(Rule::kw_last_slope)).filter(|at| *at > 0);
    if let (Some(at), Language::English) = (slope, to) {
        parts.insert(at, word(Rule::kw_of, to));
    }
    parts
}

/// `"…" fails for "B1"` and `“…” 对 “B1” 不成立`.
fn verdict<'t>(mut parts: Parts<'t>, to: Language) -> Parts<'t> {
    let Some(inner) = parts.iter_mut().find_map(|part| match part {
        Node::Construct(inner) if inner.rule == Rule::expect_assertion => Some(&mut inner.parts),
        _ => None,
    }) else {
        return parts;
    };
    if let Some(verdict) = take(inner, &[Rule::kw_holds, Rule::kw_fails]) {
        let at = match to {
            Language::English => inner.iter().position(|part| part.is(Rule::kw_for)).unwrap_or(inner.len()),
            Language::Chinese => inner.len(),
        };
        inner.insert(at, verdict);
    }
    parts
}
