//! Aggregates in words: what was added up, over how many records.

use super::teller::{Teller, tell};
use crate::program::{ExprId, Form, OVERALL, Reduce, ReduceOp};
use crate::run::Cell;
use crate::say;
use crate::values::decimal::format_plain;
use std::borrow::Cow;

impl Teller<'_, '_> {
    /// An aggregate without its figure: `sum of balance over 1 of 2 loans where class >= substandard`.
    pub(super) fn aggregate(&mut self, reduce: &Reduce, expr: ExprId, row: usize) -> String {
        let value = reduce.value.map(|value| self.value_name(value)).unwrap_or_default();
        let (counted, all) = self.counted(reduce, expr, row);
        let noun = self.noun(&self.program.record(reduce.over).name.clone(), if reduce.filter.is_some() { all } else { counted });
        let over = if reduce.filter.is_some() || counted != all {
            tell!(self, "{counted} of {all} {noun}", "{all} 条{noun}中的 {counted} 条")
        } else {
            tell!(self, "{counted} {noun}", "{counted} 条{noun}")
        };
        let filter = reduce.filter.and_then(|filter| self.quote(self.program.expr(filter).span));
        let filter = filter.map(|filter| tell!(self, " where {filter}", "（其中 {filter}）")).unwrap_or_default();
        let weight = reduce.weight.map(|weight| self.value_name(weight));
        let what = match &reduce.op {
            ReduceOp::Average if weight.is_some() => {
                let weight = weight.unwrap_or_default();
                say!("average of {value} weighted by {weight} over {over}", "{over}的 {value} 按 {weight} 加权平均")
            }
            ReduceOp::Sum => say!("sum of {value} over {over}", "{over}的 {value} 合计"),
            ReduceOp::Count => say!("count of {over}", "{over}的计数"),
            ReduceOp::CountDistinct => say!("different values of {value} over {over}", "{over}中 {value} 的不同值数"),
            ReduceOp::Average => say!("average of {value} over {over}", "{over}的 {value} 平均"),
            ReduceOp::Min => say!("least {value} of {over}", "{over}中 {value} 的最小值"),
            ReduceOp::Max => say!("greatest {value} of {over}", "{over}中 {value} 的最大值"),
            ReduceOp::Any => say!("whether {value} of any of {over}", "{over}中是否存在 {value}"),
            ReduceOp::All => say!("whether {value} of all of {over}", "{over}是否全部 {value}"),
            ReduceOp::First => say!("first {value} of {over}", "{over}中 {value} 的首个"),
            ReduceOp::Last => say!("last {value} of {over}", "{over}中 {value} 的末个"),
            ReduceOp::List(_) => say!("{value} of {over}", "{over}的 {value} 列举"),
            ReduceOp::Percentile(share) => {
                let share = format_plain(&share.mul(&crate::values::Exact::from_int(100)));
                say!("percentile {share} of {value} over {over}", "{over}的 {value} 第 {share} 百分位")
            }
        };
        format!("{}{filter}", self.tell(&what))
    }

    /// How many rows counted, of how many that refer to the row.
    pub(super) fn counted(&mut self, reduce: &Reduce, expr: ExprId, row: usize) -> (usize, usize) {
        if let Some(&known) = self.counts.get(&(expr, row)) {
            return known;
        }
        let (mut counted, mut all) = (0usize, 0usize);
        for of in 0..self.reasons.rows(reduce.over) {
            let belongs = match reduce.by {
                Some(by) => self.led_to(by, of) == Some(row),
                None => true,
            };
            if !belongs {
                continue;
            }
            all += 1;
            let passes = reduce.filter.is_none_or(|filter| self.truth(filter, of) == Some(true));
            let there = reduce.value.is_none_or(|value| match self.value(value, of) {
                Cell::Present(_) | Cell::TooLarge => true,
                Cell::Blank => !reduce.skip_blanks,
                Cell::NotApplicable => false,
                // What was not kept is no reason to leave a row out.
                Cell::NotGiven => true,
            });
            if passes && there {
                counted += 1;
            }
        }
        self.counts.insert((expr, row), (counted, all));
        (counted, all)
    }

    /// What is aggregated, by its name or in the policy's words.
    pub(super) fn value_name(&self, value: ExprId) -> String {
        self.path(value).map(Cow::into_owned).or_else(|| self.quote(self.program.expr(value).span)).unwrap_or_else(|| "…".into())
    }

    /// The name of a record for so many of them.
    pub(super) fn noun(&self, record: &str, count: usize) -> String {
        if count == 1 || !record.is_ascii() || self.options.language == crate::diagnostics::Language::Chinese {
            return record.to_owned();
        }
        let hissing = ["s", "x", "ch", "sh"].iter().any(|end| record.ends_with(end));
        match record.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
            _ if hissing => format!("{record}es"),
            _ => format!("{record}s"),
        }
    }

    /// The words that tell the whole of an aggregate, a rank or a share.
    pub(super) fn cohort_words(&mut self, expr: ExprId, row: usize, depth: usize) -> String {
        let program = self.program;
        let row = if program.expr(expr).index == OVERALL { 0 } else { row };
        match &program.expr(expr).form {
            Form::Reduce(reduce) => self.aggregate(reduce, expr, row),
            Form::Cover(cover) => self.cover(cover, row, depth),
            Form::Rank(rank) => self.rank(rank, row, expr, depth),
            Form::Allocate(allocate) => self.share(allocate, row, expr, depth),
            _ => String::new(),
        }
    }
}
