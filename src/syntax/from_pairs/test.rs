//! Tests: what is given, what is expected.

use pest::iterators::Pair;

use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Asserted, Expect, Expr, ExprKind, Name, Outcome, Quoted, Test, TestPart};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;

use super::Reader;

impl<'t> Reader<'t> {
    /// A `test`.
    pub(super) fn test(&mut self, pair: Pair<'t, Rule>) -> Test {
        let span = self.span(&pair);
        let mut test = Test { span, name: Quoted { text: String::new(), span }, parts: Vec::new() };
        let mut seen = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::text => test.name = self.quoted(&inner),
                Rule::policy_as_of => {
                    let span = self.span(&inner);
                    self.must_be_once(&mut seen, Rule::policy_as_of, span);
                    let day = inner.into_inner().find(|part| part.as_rule() == Rule::date).and_then(|day| self.day(&day));
                    test.parts.extend(day.map(|date| TestPart::AsOf { span, date }));
                }
                Rule::given => test.parts.push(self.given(inner)),
                Rule::expect => test.parts.push(self.expected(inner)),
                Rule::broken_line => self.broken(&inner, Block::Test),
                _ => {}
            }
        }
        test
    }

    fn given(&mut self, pair: Pair<'t, Rule>) -> TestPart {
        let span = self.span(&pair);
        let (mut record, mut fields): (_, Vec<(Name, Expr)>) = (self.no_name(span), Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => record = self.name(&inner),
                Rule::setting_line => {
                    let mut parts = inner.into_inner().filter(|part| part.as_rule() != Rule::equals_sign);
                    if let (Some(name), Some(value)) = (parts.next(), parts.next()) {
                        let name = self.name(&name);
                        if let Some((first, _)) = fields.iter().find(|(first, _)| first.text == name.text) {
                            let first = first.span;
                            self.said_twice(first, name.span, say!("one of the two must go", "须去掉其一"));
                        }
                        fields.push((name, self.value(value)));
                    }
                }
                Rule::broken_line => self.broken(&inner, Block::Given),
                _ => {}
            }
        }
        TestPart::Given { span, record, fields }
    }

    fn expected(&mut self, pair: Pair<'t, Rule>) -> TestPart {
        match pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::expect_assertion) {
            Some(assertion) => {
                let span = self.span(&pair);
                TestPart::Asserted(self.asserted(assertion, span))
            }
            None => TestPart::Expect(self.expect(pair)),
        }
    }

    fn asserted(&mut self, pair: Pair<'t, Rule>, span: Span) -> Asserted {
        let mut asserted = Asserted { span, text: Quoted { text: String::new(), span }, key: Vec::new(), holds: false };
        let mut seen = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::text => asserted.text = self.quoted(&inner),
                Rule::kw_for => self.must_be_once(&mut seen, Rule::kw_for, self.span(&inner)),
                Rule::expect_key => asserted.key = inner.into_inner().next().map(|key| self.key(key)).unwrap_or_default(),
                Rule::kw_holds => asserted.holds = true,
                _ => {}
            }
        }
        asserted
    }

    fn expect(&mut self, pair: Pair<'t, Rule>) -> Expect {
        let span = self.span(&pair);
        let mut expect = Expect {
            span,
            key: Vec::new(),
            record: None,
            path: Vec::new(),
            outcome: Outcome::Blank,
            outcome_span: span,
            by: None,
            because: Vec::new(),
        };
        let keyed = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::expect_key);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name if keyed && expect.key.is_empty() => expect.record = Some(self.name(&inner)),
                Rule::name => expect.path.push(self.name(&inner)),
                Rule::expect_key => expect.key = inner.into_inner().next().map(|key| self.key(key)).unwrap_or_default(),
                Rule::kw_is_blank => (expect.outcome, expect.outcome_span) = (Outcome::Blank, self.span(&inner)),
                Rule::kw_is_not_applicable => (expect.outcome, expect.outcome_span) = (Outcome::NotApplicable, self.span(&inner)),
                Rule::equals_sign => expect.outcome_span = self.span(&inner),
                Rule::value => {
                    let value = self.value(inner);
                    expect.outcome_span = Span { end: value.span.end, ..expect.outcome_span };
                    expect.outcome = Outcome::Equals(value);
                }
                Rule::because => {
                    let texts = inner.into_inner().filter(|part| part.as_rule() == Rule::text);
                    expect.because = texts.map(|text| self.quoted(&text)).collect();
                }
                Rule::citation => expect.by = self.citation(inner),
                _ => {}
            }
        }
        expect
    }

    fn key(&mut self, pair: Pair<'t, Rule>) -> Vec<Expr> {
        match self.operand(pair) {
            Expr { kind: ExprKind::List(parts), .. } => parts,
            Expr { kind: ExprKind::Bracket(only), .. } => vec![*only],
            key => vec![key],
        }
    }
}
