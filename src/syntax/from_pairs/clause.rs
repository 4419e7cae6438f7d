//! The domain clauses and their parts. Which clause may hold which part is said by the grammar alone.

use pest::iterators::Pair;

use crate::syntax::ast::{
    ArticleNumber, Clause, ClauseKind, Expr, ExprKind, Missing, Name, OddCents, Part, PartKind, Quoted, Ranking, Ties,
};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;

use super::{Reader, calls};

impl<'t> Reader<'t> {
    /// What a `clause` holds.
    pub(super) fn clause(&mut self, pair: Pair<'t, Rule>) -> Option<Clause> {
        let span = self.span(&pair);
        let (kind, block) = clause_kind(pair.as_rule())?;
        let mut clause = Clause { span, kind, name: self.no_name(span), value: None, parts: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => clause.name = self.name(&inner),
                Rule::value => clause.value = Some(self.value(inner)),
                Rule::expr => clause.value = Some(self.expr(inner)),
                Rule::broken_line => self.broken(&inner, block),
                _ => clause.parts.extend(self.part(inner)),
            }
        }
        Some(clause)
    }

    fn part(&mut self, pair: Pair<'t, Rule>) -> Option<Part> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let kind = match rule {
            Rule::part_rank => PartKind::Rank(self.ranking(pair)),
            Rule::part_odd => PartKind::OddCents(self.odd_cents(pair)),
            Rule::part_change => self.change(pair)?,
            Rule::part_account => PartKind::Account(self.account(pair)),
            Rule::part_rounded => PartKind::Rounded(self.rounded(pair.into_inner().next()?)),
            Rule::part_entries => PartKind::Entries(self.entries(pair)?),
            _ => {
                let held = self.held(pair);
                part_kind(rule, held)?
            }
        };
        Some(Part { span, kind })
    }

    /// Reads all that a part holds, whatever part it is.
    fn held(&mut self, pair: Pair<'t, Rule>) -> Held {
        let mut held = Held::default();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::value => held.values.push(self.value(inner)),
                Rule::expr => held.values.push(self.expr(inner)),
                Rule::place_figure => held.values.extend(inner.into_inner().map(|figure| self.number(figure))),
                Rule::exprs => held.list = self.exprs(inner),
                Rule::name => held.names.push(self.name(&inner)),
                Rule::names => held.names = self.names(inner),
                Rule::text => held.text = Some(self.quoted(&inner)),
                Rule::citation => held.by = self.citation(inner),
                Rule::kw_spread_over_rest => held.spread = true,
                _ => {}
            }
        }
        held
    }

    fn change(&mut self, pair: Pair<'t, Rule>) -> Option<PartKind> {
        let (mut from, mut to, mut when) = (Vec::new(), None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::names => from = self.names(inner),
                Rule::name => to = Some(self.name(&inner)),
                Rule::value => when = Some(self.value(inner)),
                _ => {}
            }
        }
        Some(PartKind::Change { from, to: to?, when: when? })
    }

    fn ranking(&mut self, pair: Pair<'t, Rule>) -> Ranking {
        let mut ranking = Ranking { span: self.span(&pair), keys: Vec::new(), ties: None, blanks: None };
        let mut seen = Vec::new();
        for inner in pair.into_inner() {
            let span = self.span(&inner);
            if matches!(inner.as_rule(), Rule::ties | Rule::blanks) {
                self.must_be_once(&mut seen, inner.as_rule(), span);
            }
            match inner.as_rule() {
                Rule::rank_key => ranking.keys.push(self.rank_key(inner)),
                Rule::ties => ranking.ties = Some((self.ties(inner), span)),
                Rule::blanks => ranking.blanks = Some((calls::blanks(&inner), span)),
                _ => {}
            }
        }
        ranking
    }

    fn odd_cents(&mut self, pair: Pair<'t, Rule>) -> OddCents {
        let (mut way, mut by) = (Rule::kw_lapse, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::exprs => by = self.exprs(inner),
                Rule::ties => match self.ties(inner) {
                    Ties::By(keys) => by = keys,
                    // What is equal is not told apart by it: the clause says so, as of values that leave ties.
                    Ties::Shared | Ties::AllIn | Ties::AllOut => {}
                },
                Rule::kw_odd_cents | Rule::kw_by => {}
                rule => way = rule,
            }
        }
        match way {
            Rule::kw_largest_remainder => OddCents::LargestRemainder { ties: by },
            Rule::kw_one_by_one => OddCents::OneByOne { by },
            Rule::kw_to_first => OddCents::ToFirst { by },
            Rule::kw_to_last => OddCents::ToLast { by },
            _ => OddCents::Lapse,
        }
    }
}

/// What a part may hold.
#[derive(Default)]
struct Held {
    values: Vec<Expr>,
    list: Vec<Expr>,
    names: Vec<Name>,
    text: Option<Quoted>,
    by: Option<ArticleNumber>,
    spread: bool,
}

fn part_kind(rule: Rule, held: Held) -> Option<PartKind> {
    let Held { values, list, names, text, by, spread } = held;
    let mut values = values.into_iter();
    let mut names_in_turn = names.clone().into_iter();
    Some(match rule {
        Rule::part_when => PartKind::When(values.next()?),
        Rule::part_unless => PartKind::Unless { condition: values.next()?, by },
        Rule::part_except => PartKind::Except { condition: values.next()?, value: values.next()?, by },
        Rule::part_amount => PartKind::Amount(values.next()?),
        Rule::part_takes | Rule::part_deducts => PartKind::Takes(values.next()?),
        Rule::part_on => PartKind::On(names),
        Rule::part_after => PartKind::After(names),
        Rule::part_forfeits => PartKind::Forfeits(names),
        Rule::part_among => PartKind::Among(values.next()?),
        Rule::part_within => PartKind::Within(list),
        Rule::part_by => PartKind::By(values.next()?),
        Rule::part_order => PartKind::Order(list),
        Rule::part_item => PartKind::Item { name: names_in_turn.next()?, weight: values.next()?, value: values.next()? },
        Rule::part_missing if spread => PartKind::Missing(Missing::SpreadOverRest),
        Rule::part_missing => PartKind::Missing(Missing::CountsAs(values.next()?)),
        Rule::part_level => PartKind::Level { name: names_in_turn.next()?, when: values.next() },
        Rule::part_moves => PartKind::Moves { at_most: values.next()?, from: values.next()? },
        Rule::part_needs => PartKind::Needs { text, condition: values.next()? },
        Rule::part_valid => PartKind::ValidFor { length: values.next()?, from: values.next()? },
        Rule::part_due => PartKind::DueOn(values.next()?),
        Rule::part_action => PartKind::Action(values.next()?),
        Rule::part_final => PartKind::Final(names),
        Rule::part_at_most_in => PartKind::AtMostIn { times: values.next()?, rows: values.next()? },
        Rule::carry_kind => PartKind::Kind(names_in_turn.next()?),
        Rule::part_starts => PartKind::Starts(values.next()?),
        Rule::part_next => PartKind::Next(values.next()?),
        Rule::part_parts => PartKind::Parts(values.next()?),
        Rule::part_every => PartKind::Every { step: values.next()?, from: values.next()? },
        Rule::part_defers => PartKind::Takes(values.next()?),
        Rule::part_instruments => PartKind::InInstruments(values.next()?),
        Rule::part_into => PartKind::Into(names_in_turn.next()?),
        Rule::part_recovers => {
            PartKind::Recovers { deferral: names_in_turn.next()?, over: names_in_turn.next()?, via: names_in_turn.next() }
        }
        Rule::part_dated => PartKind::Dated(values.next()?),
        Rule::part_recover | Rule::part_stop => {
            PartKind::Recover { amount: values.next()?, when: values.next(), stops: rule == Rule::part_stop }
        }
        Rule::part_window => PartKind::Window { length: values.next()?, from: values.next()? },
        Rule::part_allow => PartKind::Allow { text, amount: values.next()?, when: values.next() },
        Rule::part_allow_at_most => PartKind::AtMost { text, value: values.next()? },
        Rule::part_proposed => PartKind::Proposed(values.next()?),
        Rule::part_place => {
            let amount = values.next_back()?;
            let (from, to) = match (values.next()?, values.next()) {
                (Expr { kind: ExprKind::Period { from, to, through: false }, .. }, None) => (*from, Some(*to)),
                places => places,
            };
            PartKind::Place { from, to, amount }
        }
        _ => return None,
    })
}

fn clause_kind(rule: Rule) -> Option<(ClauseKind, Block)> {
    Some(match rule {
        Rule::pay => (ClauseKind::Pay, Block::Money),
        Rule::award => (ClauseKind::Award, Block::Money),
        Rule::output => (ClauseKind::Output, Block::Money),
        Rule::withhold => (ClauseKind::Withhold, Block::Money),
        Rule::total => (ClauseKind::Total, Block::Total),
        Rule::penalty => (ClauseKind::Penalty, Block::Penalty),
        Rule::veto => (ClauseKind::Veto, Block::Veto),
        Rule::scorecard => (ClauseKind::Scorecard, Block::Scorecard),
        Rule::grading => (ClauseKind::Grading, Block::Grading),
        Rule::qualification => (ClauseKind::Qualification, Block::Qualification),
        Rule::rotation => (ClauseKind::Rotation, Block::Rotation),
        Rule::elimination => (ClauseKind::Elimination, Block::Choice),
        Rule::quota => (ClauseKind::Quota, Block::Choice),
        Rule::tranches => (ClauseKind::Tranches, Block::Tranches),
        Rule::ledger => (ClauseKind::Ledger, Block::Ledger),
        Rule::carry => (ClauseKind::Carry, Block::Carry),
        Rule::status => (ClauseKind::Status, Block::Status),
        Rule::allowance => (ClauseKind::Allowance, Block::Allowance),
        Rule::deferral => (ClauseKind::Deferral, Block::Deferral),
        Rule::clawback => (ClauseKind::Clawback, Block::Clawback),
        Rule::authority => (ClauseKind::Authority, Block::Authority),
        Rule::prizes => (ClauseKind::Prizes, Block::Prizes),
        Rule::pool => (ClauseKind::Pool, Block::Pool),
        _ => return None,
    })
}
