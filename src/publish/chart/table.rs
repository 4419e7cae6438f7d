//! A tier in words, where it has more cases than there is room for charts.

use crate::diagnostics::Text;
use crate::say;
use crate::syntax::ast::TierKind;

use super::super::Book;
use super::Curve;

impl Curve {
    /// What each row of the tier gives: of an interpolation its points.
    pub(super) fn cells(&self, book: &Book<'_>) -> Vec<String> {
        let pairs: Vec<(Text, String)> = match self.kind {
            TierKind::Interpolate => {
                let point = |(at, (_, on_left, name)): (usize, &(f64, bool, String))| {
                    let ends = if *on_left { self.ends.get(at)?.last() } else { self.ends.get(at.checked_add(1)?)?.first() };
                    Some((Text::both(name.clone(), name.clone()), ends?.clone()))
                };
                self.bounds.iter().enumerate().filter_map(point).collect()
            }
            TierKind::Marginal => (0..self.lines.len()).map(|at| (self.row(at), self.rates.get(at).cloned().unwrap_or_default())).collect(),
            TierKind::Bands => (0..self.lines.len()).map(|at| (self.row(at), self.value(book, at))).collect(),
        };
        pairs.into_iter().map(|(row, value)| format!("{}{}{value}", book.say(&row), book.words.is)).collect()
    }

    /// Which values a row is for.
    fn row(&self, at: usize) -> Text {
        match (self.bounds.get(at), at.checked_sub(1).and_then(|before| self.bounds.get(before))) {
            (Some((_, true, bound)), _) => say!("up to {bound}", "{bound}以内"),
            (Some((_, false, bound)), _) => say!("below {bound}", "不满{bound}"),
            (None, Some((_, true, bound))) => say!("above {bound}", "超过{bound}"),
            (None, Some((_, false, bound))) => say!("from {bound}", "{bound}以上"),
            (None, None) => say!("any", "不限"),
        }
    }

    /// What a row of bands gives, from its lower to its upper end where it is a line.
    fn value(&self, book: &Book<'_>, at: usize) -> String {
        let is_flat = self.lines.get(at).is_some_and(|(_, slope)| *slope == 0.0);
        match self.ends.get(at).map(Vec::as_slice) {
            Some([one, ..]) if is_flat => one.clone(),
            Some([from, to]) => book.say(&say!("{from} to {to}", "{from} 至 {to}")),
            // The first row ends, and the last one begins, at its only bound.
            Some([to]) if at == 0 => book.say(&say!("to {to}", "至 {to}")),
            Some([from]) => book.say(&say!("from {from}", "自 {from} 起")),
            _ => String::new(),
        }
    }
}
