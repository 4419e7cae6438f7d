//! Whether space stands between two words or signs of a line.

use crate::syntax::Rule;

/// A word or sign that is written.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its rule; none for signs that the grammar does not name.
    pub rule: Option<Rule>,
    /// As it is written.
    pub text: String,
}

impl Word {
    fn is(&self, rules: &[Rule]) -> bool {
        self.rule.is_some_and(|rule| rules.contains(&rule))
    }

    /// A figure that Chinese words may touch: one that ends in a figure, in a sign or in a Chinese unit.
    fn is_figure(&self) -> bool {
        self.is(&[Rule::number]) && !self.text.ends_with(|sign: char| sign.is_ascii_alphabetic())
    }

    fn is_chinese(&self) -> bool {
        !self.text.is_ascii()
    }
}

/// Whether space stands between them. What opens a list of arguments is told by who lays it out.
pub fn between(left: &Word, right: &Word) -> bool {
    let (Some(last), Some(first)) = (left.text.chars().next_back(), right.text.chars().next()) else { return false };
    if matches!(first, ',' | '，' | '、' | ';' | '；' | ':' | '：' | ')' | '）') && right.text.chars().count() == 1 {
        return false;
    }
    if matches!(last, '(' | '（' | '，' | '、' | '；' | '：') || left.is(&[Rule::op_neg]) {
        return false;
    }
    // `manager.grade`, `是/否`.
    if left.rule.is_none() && matches!(last, '.' | '/') || right.rule.is_none() && matches!(first, '.' | '/') {
        return false;
    }
    // A full-width bracket brings its own space.
    if last == '）' && right.is(&[Rule::op_sum, Rule::op_product, Rule::op_compare, Rule::kw_and_below, Rule::kw_and_above]) {
        return false;
    }
    !chinese_words_touch(left, right)
}

/// `500万以内`, `60以上不满80`, `第1名`, `以万元计`, `前后3个月内`, `零头归末位`.
fn chinese_words_touch(left: &Word, right: &Word) -> bool {
    let bound_after = [Rule::kw_and_below, Rule::kw_and_above, Rule::kw_its_part, Rule::kw_inside];
    if left.is_figure() && right.is(&bound_after) {
        return true;
    }
    let bound_before = [Rule::kw_below, Rule::kw_above_zh, Rule::kw_up_to];
    if left.is(&bound_before) && left.is_chinese() && right.is(&[Rule::number]) {
        return true;
    }
    if left.is(&[Rule::kw_and_above]) && (right.is(&[Rule::number]) || right.is(&bound_before)) {
        return true;
    }
    if left.is(&[Rule::kw_odd_cents]) && left.is_chinese() && right.is(&[Rule::kw_to_first, Rule::kw_to_last]) {
        return true;
    }
    left.is(&[Rule::kw_place_zh]) || right.is(&[Rule::kw_place_end, Rule::kw_counted]) || left.is(&[Rule::kw_shown_in]) && left.is_chinese()
}
