//! Records, the kinds of their fields, and calendars.

use pest::iterators::Pair;

use crate::say;
use crate::syntax::ast::{
    Calendar, CalendarUnit, Comparison, Expr, ExprKind, Field, FieldKind, FieldRange, Member, Name, Quoted, RatioWritten, Record, UnaryOp,
};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;

use super::expressions::comparison;
use super::{Reader, numbers, plain_width, unquoted};

impl<'t> Reader<'t> {
    /// A `record`.
    pub(super) fn record(&mut self, pair: Pair<'t, Rule>) -> Record {
        let span = self.span(&pair);
        let mut record = Record { span, name: self.no_name(span), from: None, each: Vec::new(), fields: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => record.name = self.name(&inner),
                Rule::text => record.from = Some(self.quoted(&inner)),
                Rule::field_line => record.fields.push(self.field(inner)),
                Rule::each_line => {
                    let names = inner.into_inner().find(|part| part.as_rule() == Rule::names);
                    record.each.extend(names.map(|names| self.names(names)).unwrap_or_default());
                }
                Rule::broken_line => self.broken(&inner, Block::Record),
                _ => {}
            }
        }
        record
    }

    /// A `calendar`.
    pub(super) fn calendar(&mut self, pair: Pair<'t, Rule>) -> Calendar {
        let span = self.span(&pair);
        let (mut name, mut unit, mut ends) = (self.no_name(span), CalendarUnit::Numbers, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => name = self.name(&inner),
                Rule::calendar_unit => {
                    unit = match inner.into_inner().next().map(|word| word.as_rule()) {
                        Some(Rule::kw_months) => CalendarUnit::Months,
                        Some(Rule::kw_quarters) => CalendarUnit::Quarters,
                        Some(Rule::kw_years) => CalendarUnit::Years,
                        _ => CalendarUnit::Numbers,
                    };
                }
                Rule::constant => ends.push(self.constant(inner)),
                _ => {}
            }
        }
        let mut ends = ends.into_iter();
        let mut end = || ends.next().unwrap_or(Expr { span, kind: ExprKind::Blank });
        Calendar { span, name, unit, from: end(), to: end() }
    }

    /// A `field_line`.
    pub(super) fn field(&mut self, pair: Pair<'t, Rule>) -> Field {
        let span = self.span(&pair);
        let mut field = Field {
            span,
            name: self.no_name(span),
            kind: FieldKind::Text,
            key: false,
            or_blank: false,
            blank_as: None,
            range: None,
            label: None,
            column: None,
            columns: None,
        };
        let mut seen = Vec::new();
        for inner in pair.into_inner() {
            if !matches!(inner.as_rule(), Rule::name | Rule::range) {
                self.must_be_once(&mut seen, inner.as_rule(), self.span(&inner));
            }
            match inner.as_rule() {
                Rule::name => field.name = self.name(&inner),
                Rule::kw_key => field.key = true,
                Rule::kw_or_blank => field.or_blank = true,
                Rule::text => field.label = Some(self.quoted(&inner)),
                Rule::field_column => field.column = Some(self.only_text(inner)),
                Rule::field_columns => field.columns = Some(self.only_text(inner)),
                Rule::range => {
                    let range = self.range(inner);
                    field.range = Some(self.narrower(field.range.take(), range));
                }
                Rule::field_blank => {
                    let value = inner.into_inner().find(|part| part.as_rule() == Rule::expr);
                    field.blank_as = value.map(|value| self.expr(value));
                }
                _ => {
                    let (kind, label) = self.field_kind(inner);
                    field.kind = kind;
                    field.label = label;
                }
            }
        }
        field
    }

    /// The kind of a field, and its label where the grammar took it for the spelling of a last member.
    fn field_kind(&mut self, pair: Pair<'t, Rule>) -> (FieldKind, Option<Quoted>) {
        let kind = match pair.as_rule() {
            Rule::kind_integer => FieldKind::Integer,
            Rule::kind_date => FieldKind::Date,
            Rule::kind_number => FieldKind::Number { places: self.places(pair) },
            Rule::kind_points => FieldKind::Points { places: self.places(pair) },
            Rule::kind_ratio => {
                let written = match pair.clone().into_inner().next().map(|word| word.as_rule()) {
                    Some(Rule::kw_percent) => RatioWritten::Percent,
                    Some(Rule::kw_permille) => RatioWritten::Permille,
                    Some(Rule::kw_bp) => RatioWritten::BasisPoints,
                    _ => RatioWritten::Ratio,
                };
                FieldKind::Ratio { written, places: self.places(pair) }
            }
            Rule::kind_money => {
                let (mut currency, mut unit) = (None, None);
                for inner in pair.clone().into_inner() {
                    match inner.as_rule() {
                        Rule::currency_code => currency = Some(self.name(&inner)),
                        Rule::unit => unit = numbers::unit_word(inner.as_str()),
                        _ => {}
                    }
                }
                FieldKind::Money { places: self.places(pair), currency, unit }
            }
            Rule::kind_yes_no => {
                let mut words = pair.into_inner().filter(|inner| inner.as_rule() == Rule::spelling).map(|inner| self.spelling(&inner));
                let written = words.next().and_then(|yes| words.next().map(|no| (yes, no)));
                FieldKind::YesNo { written }
            }
            Rule::kind_one_of => return self.one_of(pair),
            Rule::kind_reference => {
                let span = self.span(&pair);
                let (mut to, mut by) = (self.no_name(span), Vec::new());
                for inner in pair.into_inner() {
                    match inner.as_rule() {
                        Rule::name => to = self.name(&inner),
                        Rule::key_part => by.extend(inner.into_inner().map(|part| self.operand(part))),
                        _ => {}
                    }
                }
                FieldKind::Reference { to, by }
            }
            _ => FieldKind::Text,
        };
        (kind, None)
    }

    /// A text after the last member is the label of the field, unless another member has a spelling too.
    fn one_of(&mut self, pair: Pair<'t, Rule>) -> (FieldKind, Option<Quoted>) {
        let (mut ordered, mut members, mut otherwise, mut label): (bool, Vec<Member>, Option<Name>, _) = (false, Vec::new(), None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::member_less => ordered = true,
                Rule::name => otherwise = Some(self.name(&inner)),
                Rule::member => {
                    let mut parts = inner.into_inner();
                    if let Some(name) = parts.next() {
                        members.push(Member { name: self.name(&name), written: parts.next().map(|text| self.quoted(&text)) });
                    }
                }
                _ => {}
            }
        }
        let spelled = members.iter().filter(|member| member.written.is_some()).count();
        if let (1, None, true, Some(last)) = (spelled, &otherwise, members.len() > 1, members.last_mut()) {
            label = last.written.take();
        }
        (FieldKind::OneOf { ordered, members, otherwise }, label)
    }

    fn places(&mut self, pair: Pair<'t, Rule>) -> Option<u8> {
        let places = pair.into_inner().find(|inner| inner.as_rule() == Rule::places)?;
        let digits = places.into_inner().next()?;
        let span = self.span(&digits);
        let (value, _) = self.figure(digits.as_str(), span);
        // What is out of range stays out of range, for the kinds to refuse.
        Some(value.to_i128().and_then(|value| u8::try_from(value).ok()).unwrap_or(u8::MAX))
    }

    /// A `spelling`, a word or a text.
    pub(super) fn spelling(&self, pair: &Pair<'_, Rule>) -> Quoted {
        let word = pair.as_str();
        let text = if word.starts_with(['"', '“']) { unquoted(word).to_owned() } else { plain_width(word) };
        Quoted { text, span: self.span(pair) }
    }

    fn range(&mut self, pair: Pair<'t, Rule>) -> FieldRange {
        let span = self.span(&pair);
        let (mut sign, mut values) = (None, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::op_compare => sign = Some(comparison(inner.as_str())),
                Rule::constant => values.push(self.constant(inner)),
                _ => {}
            }
        }
        let signs: &[Comparison] = match &sign {
            Some(sign) => std::slice::from_ref(sign),
            None => &[Comparison::GreaterOrEqual, Comparison::LessOrEqual],
        };
        FieldRange { span, bounds: signs.iter().copied().zip(values).collect() }
    }

    /// A range within the one said before: a second lower or upper bound is told.
    fn narrower(&mut self, before: Option<FieldRange>, range: FieldRange) -> FieldRange {
        let Some(mut all) = before else { return range };
        let side = |sign: &Comparison| match sign {
            Comparison::Greater | Comparison::GreaterOrEqual => Some(true),
            Comparison::Less | Comparison::LessOrEqual => Some(false),
            Comparison::Equal | Comparison::NotEqual => None,
        };
        let both = |(one, _): &(Comparison, Expr), (other, _): &(Comparison, Expr)| {
            side(one).is_none() || side(other).is_none() || side(one) == side(other)
        };
        if all.bounds.iter().any(|first| range.bounds.iter().any(|second| both(first, second))) {
            self.said_twice(all.span, range.span, say!("one of the two must go", "须去掉其一"));
        }
        all.span = all.span.to(range.span);
        all.bounds.extend(range.bounds);
        all
    }

    fn constant(&mut self, pair: Pair<'t, Rule>) -> Expr {
        let span = self.span(&pair);
        let (mut negative, mut value) = (false, Expr { span, kind: ExprKind::Blank });
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::op_neg => negative = true,
                _ => value = self.operand(inner),
            }
        }
        if negative { Expr { span, kind: ExprKind::Unary(UnaryOp::Negate, Box::new(value)) } } else { value }
    }
}
