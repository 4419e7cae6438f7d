//! The parser that pest makes of `grammar/*.pest`, the only place where syntax is written.
//!
//! It reads repaired text, see [`super::brackets`], so that its recursion is bounded by the depth of brackets.

use pest::Parser;
use pest::error::Error;
use pest::iterators::Pairs;
use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "grammar/lexical.pest"]
#[grammar = "grammar/expressions.pest"]
#[grammar = "grammar/clauses.pest"]
#[grammar = "grammar/policy.pest"]
#[allow(missing_docs)]
pub(super) struct Grammar;

/// Reads a text by one rule.
pub(super) fn read(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Box<Error<Rule>>> {
    Grammar::parse(rule, text).map_err(Box::new)
}
