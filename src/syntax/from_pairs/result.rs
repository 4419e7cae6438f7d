//! Results: the columns to deliver and how they are shown.

use pest::iterators::Pair;

use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Format, FormatKind, RatioWritten, ResultItem, ResultPart, Spread, UnitWord};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;

use super::expressions::rounding;
use super::{Reader, numbers};

impl<'t> Reader<'t> {
    /// A `result`.
    pub(super) fn result(&mut self, pair: Pair<'t, Rule>) -> ResultItem {
        let span = self.span(&pair);
        let (mut names, mut parts) = (Vec::new(), Vec::new());
        let (mut seen, mut defaults) = (Vec::new(), Vec::new());
        for inner in pair.into_inner() {
            if matches!(inner.as_rule(), Rule::result_where | Rule::result_order | Rule::result_file) {
                self.must_be_once(&mut seen, inner.as_rule(), self.span(&inner));
            }
            match inner.as_rule() {
                Rule::name => names.push(self.name(&inner)),
                Rule::result_column => parts.push(self.column(inner)),
                Rule::result_default => {
                    for format in inner.into_inner() {
                        parts.extend(self.format(format, &mut defaults).map(ResultPart::Default));
                    }
                }
                Rule::result_where => {
                    let condition = inner.into_inner().find(|part| part.as_rule() == Rule::value);
                    parts.extend(condition.map(|condition| ResultPart::Where(self.value(condition))));
                }
                Rule::result_order => {
                    let keys = inner.into_inner().filter(|part| part.as_rule() == Rule::rank_key);
                    parts.push(ResultPart::OrderBy(keys.map(|key| self.rank_key(key)).collect()));
                }
                Rule::result_file => parts.push(ResultPart::File(self.only_text(inner))),
                Rule::broken_line => self.broken(&inner, Block::Result),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        let name = names.next().unwrap_or(self.no_name(span));
        let of = names.next().unwrap_or(self.no_name(span));
        ResultItem { span, name, of, parts }
    }

    /// A `result_column`.
    pub(super) fn column(&mut self, pair: Pair<'t, Rule>) -> ResultPart {
        let span = self.span(&pair);
        let (mut value, mut over, mut heading, mut formats) = (Expr { span, kind: ExprKind::Blank }, None, None, Vec::new());
        let (mut figures, mut seen) = (Vec::new(), Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::expr => value = self.expr(inner),
                Rule::name => over = Some(Spread { record: self.name(&inner), numbers: None }),
                Rule::spread_figure => figures.extend(inner.into_inner().map(|figure| self.number(figure))),
                Rule::text => heading = Some(self.quoted(&inner)),
                Rule::format => formats.extend(self.format(inner, &mut seen)),
                _ => {}
            }
        }
        let mut figures = figures.into_iter();
        if let (Some(spread), Some(from), Some(to)) = (&mut over, figures.next(), figures.next()) {
            spread.numbers = Some(Box::new((from, to)));
        }
        ResultPart::Column { span, value, over, heading, formats }
    }

    /// A `format`; the units and ratios that a figure may be shown in are one matter.
    fn format(&mut self, pair: Pair<'t, Rule>, seen: &mut Vec<(Rule, Span)>) -> Option<Format> {
        let span = self.span(&pair);
        let format = pair.into_inner().next()?;
        let rule = format.as_rule();
        self.must_be_once(seen, if rule == Rule::format_ratio { Rule::format_unit } else { rule }, span);
        let first = format.into_inner().map(|inner| (inner.as_rule(), inner)).collect::<Vec<_>>();
        let find = |wanted: Rule| first.iter().find(|(rule, _)| *rule == wanted).map(|(_, inner)| inner);
        let kind = match rule {
            Rule::format_decimals => {
                let (value, _) = self.figure(find(Rule::digits_shown)?.as_str(), span);
                FormatKind::Decimals(value.to_i128().and_then(|value| u8::try_from(value).ok()).unwrap_or(u8::MAX))
            }
            Rule::format_ratio => match first.first().map(|(rule, _)| *rule)? {
                Rule::kw_in_percent => FormatKind::InRatio(RatioWritten::Percent),
                Rule::kw_in_permille => FormatKind::InRatio(RatioWritten::Permille),
                Rule::kw_in_bp => FormatKind::InRatio(RatioWritten::BasisPoints),
                _ => FormatKind::InUnit(UnitWord::PercentagePoint),
            },
            Rule::format_unit => FormatKind::InUnit(numbers::unit_word(find(Rule::unit)?.as_str())?),
            Rule::format_yes_no => {
                let mut words = first.iter().filter(|(rule, _)| *rule == Rule::spelling).map(|(_, inner)| self.spelling(inner).text);
                FormatKind::YesNo(words.next()?, words.next()?)
            }
            Rule::format_blank => FormatKind::Blank(self.quoted(find(Rule::text)?).text),
            Rule::format_absent => FormatKind::NotApplicable(self.quoted(find(Rule::text)?).text),
            Rule::format_rounded => {
                let mode = find(Rule::mode).or(find(Rule::mode_zh))?;
                FormatKind::Rounded(rounding(mode.clone().into_inner().next()?.as_rule())?)
            }
            _ => return None,
        };
        Some(Format { span, kind })
    }
}
