//! Paths and calls: `branch.region`, `sum(balance over loan where …)`, and what orders people: ties, blanks, rank keys.

use pest::iterators::Pair;

use crate::syntax::ast::{Blanks, Call, CallClause, CallClauseKind, Expr, ExprKind, Name, RankKey, RankOrder, Ties};
use crate::syntax::grammar::Rule;

use super::Reader;

impl<'t> Reader<'t> {
    /// A `reference`.
    pub(super) fn reference(&mut self, pair: Pair<'t, Rule>) -> ExprKind {
        let mut names: Vec<Name> = Vec::new();
        let mut brackets = None;
        let whole = self.span(&pair);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => names.push(self.name(&inner)),
                Rule::arguments => brackets = Some(inner),
                _ => {}
            }
        }
        let Some(brackets) = brackets else { return ExprKind::Path(names) };
        let mut call = Call { name: names.pop().unwrap_or(self.no_name(whole)), arguments: Vec::new(), clauses: Vec::new() };
        for inner in brackets.into_inner() {
            match inner.as_rule() {
                Rule::value => call.arguments.push(self.value(inner)),
                Rule::call_clause => call.clauses.extend(self.call_clause(inner)),
                _ => {}
            }
        }
        ExprKind::Call(Box::new(call))
    }

    fn call_clause(&mut self, pair: Pair<'t, Rule>) -> Option<CallClause> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let word = inner.next()?;
        let kind = match word.as_rule() {
            Rule::kw_over => CallClauseKind::Over(self.name(&inner.next()?)),
            Rule::kw_via => CallClauseKind::Via(self.name(&inner.next()?)),
            Rule::kw_where => CallClauseKind::Where(self.value(inner.next()?)),
            Rule::kw_within => CallClauseKind::Within(self.exprs(inner.next()?)),
            Rule::kw_among => CallClauseKind::Among(self.value(inner.next()?)),
            Rule::kw_by => CallClauseKind::By(self.exprs(inner.next()?)),
            Rule::kw_per => CallClauseKind::Per(self.expr(inner.next()?)),
            Rule::kw_during => CallClauseKind::During(self.expr(inner.next()?)),
            Rule::kw_weighted_by => CallClauseKind::WeightedBy(self.expr(inner.next()?)),
            Rule::kw_running => CallClauseKind::Running,
            Rule::kw_last_rows => CallClauseKind::Last(self.expr(inner.next()?)),
            Rule::kw_skipping_blanks => CallClauseKind::SkippingBlanks,
            Rule::order => CallClauseKind::Order(order(&word)),
            Rule::ties => CallClauseKind::Ties(self.ties(word)),
            Rule::blanks => CallClauseKind::Blanks(blanks(&word)),
            _ => return None,
        };
        Some(CallClause { span, kind })
    }

    /// A `ties`.
    pub(super) fn ties(&mut self, pair: Pair<'t, Rule>) -> Ties {
        let mut ties = Ties::Shared;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_ties_all_in => ties = Ties::AllIn,
                Rule::kw_ties_all_out => ties = Ties::AllOut,
                Rule::exprs => ties = Ties::By(self.exprs(inner)),
                _ => {}
            }
        }
        ties
    }

    /// A `rank_key`.
    pub(super) fn rank_key(&mut self, pair: Pair<'t, Rule>) -> RankKey {
        let span = self.span(&pair);
        let mut key = RankKey { value: Expr { span, kind: ExprKind::Blank }, order: None };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::expr => key.value = self.expr(inner),
                Rule::order => key.order = Some(order(&inner)),
                _ => {}
            }
        }
        key
    }
}

fn order(pair: &Pair<'_, Rule>) -> RankOrder {
    let lowest = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_lowest_first);
    if lowest { RankOrder::LowestFirst } else { RankOrder::HighestFirst }
}

/// A `blanks`.
pub(super) fn blanks(pair: &Pair<'_, Rule>) -> Blanks {
    match pair.clone().into_inner().next().map(|inner| inner.as_rule()) {
        Some(Rule::kw_blanks_first) => Blanks::First,
        Some(Rule::kw_blanks_last) => Blanks::Last,
        _ => Blanks::Out,
    }
}
