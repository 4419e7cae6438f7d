//! The two commas of Chinese: 、 between things of one kind in a list, ， everywhere else.

use crate::syntax::Rule;
use crate::syntax::written::{Construct, Node};

/// Writes each comma of a construct as its place asks for.
pub fn settle(construct: &mut Construct<'_>) {
    let sign = if lists(construct.rule) { "、" } else { "，" };
    for part in &mut construct.parts {
        if super::layout::is_comma(part)
            && let Node::Token(token) = part
        {
            token.text = sign.into();
        } else if let Node::Construct(inner) = part {
            settle(inner);
        }
    }
}

/// What lists things of one kind: names, keys, values of an enumeration.
fn lists(rule: Rule) -> bool {
    matches!(rule, Rule::names | Rule::exprs | Rule::kind_one_of | Rule::kind_reference | Rule::cell | Rule::result_order)
}
