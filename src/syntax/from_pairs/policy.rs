//! The head of a policy, and groups.

use pest::iterators::Pair;

use crate::syntax::ast::{Group, Policy, PolicyPart, Quoted};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;
use crate::syntax::vocabulary;

use super::Reader;

impl<'t> Reader<'t> {
    /// A `policy`.
    pub(super) fn policy(&mut self, pair: Pair<'t, Rule>) -> Policy {
        let span = self.span(&pair);
        let mut policy = Policy { span, name: Quoted { text: String::new(), span }, parts: Vec::new() };
        let mut seen = Vec::new();
        for inner in pair.into_inner() {
            if !matches!(inner.as_rule(), Rule::text | Rule::broken_line) && !vocabulary::is_keyword(inner.as_rule()) {
                self.must_be_once(&mut seen, inner.as_rule(), self.span(&inner));
            }
            match inner.as_rule() {
                Rule::text => policy.name = self.quoted(&inner),
                Rule::broken_line => self.broken(&inner, Block::Policy),
                _ => policy.parts.extend(self.policy_part(inner)),
            }
        }
        policy
    }

    fn policy_part(&mut self, pair: Pair<'t, Rule>) -> Option<PolicyPart> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::policy_version => Some(PolicyPart::Version(self.only_text(pair))),
            Rule::policy_force => {
                let days: Vec<Pair<'t, Rule>> = pair.into_inner().filter(|inner| inner.as_rule() == Rule::date).collect();
                let from = self.day(days.first()?)?;
                let to = days.get(1).and_then(|day| self.day(day));
                Some(PolicyPart::InForce { span, from, to })
            }
            Rule::policy_as_of => {
                let day = pair.into_inner().find(|inner| inner.as_rule() == Rule::date)?;
                Some(PolicyPart::AsOf { span, date: self.day(&day)? })
            }
            Rule::policy_currency => {
                let (mut name, mut rounded) = (None, None);
                for inner in pair.into_inner() {
                    match inner.as_rule() {
                        Rule::name => name = Some(self.name(&inner)),
                        Rule::rounded => rounded = Some(self.rounded(inner)),
                        _ => {}
                    }
                }
                Some(PolicyPart::Currency { span, name: name?, rounded })
            }
            Rule::policy_subject => {
                let name = pair.into_inner().find(|inner| inner.as_rule() == Rule::name)?;
                Some(PolicyPart::Subject(self.name(&name)))
            }
            Rule::policy_leap => {
                let on_march = pair.into_inner().any(|inner| inner.as_rule() == Rule::kw_to_march);
                Some(PolicyPart::LeapDay { span, on_march })
            }
            _ => None,
        }
    }

    /// A `group`.
    pub(super) fn group(&mut self, pair: Pair<'t, Rule>) -> Group {
        let span = self.span(&pair);
        let mut names = Vec::new();
        let mut by = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => names.push(self.name(&inner)),
                Rule::exprs => by = self.exprs(inner),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        let name = names.next().unwrap_or(self.no_name(span));
        let of = names.next().unwrap_or(self.no_name(span));
        Group { span, name, of, by }
    }
}
