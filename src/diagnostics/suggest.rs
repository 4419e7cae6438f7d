//! The word that was probably meant: the nearest one of the same script.
//!
//! Latin words are compared letter by letter without regard to case, Chinese ones character by character; a word of the other
//! script is never proposed, for it cannot be a slip of the hand.

use strsim::damerau_levenshtein;

/// The candidate nearest to a word, if one is near enough to be a slip; of equally near ones the first.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let script = Script::of(word);
    let word_folded = word.to_lowercase();
    let length = word.chars().count();
    candidates
        .filter(|candidate| *candidate != word && Script::of(candidate) == script)
        .filter_map(|candidate| {
            let longer = length.max(candidate.chars().count());
            // The distance is at least the difference in length, so most candidates need no comparison.
            let difference = length.abs_diff(candidate.chars().count());
            let allowed = script.slips(longer);
            if difference > allowed {
                return None;
            }
            let distance = damerau_levenshtein(&word_folded, &candidate.to_lowercase());
            (distance <= allowed && distance < longer).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// What a word is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Han,
}

impl Script {
    fn of(word: &str) -> Script {
        if word.chars().any(|letter| matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')) {
            Script::Han
        } else {
            Script::Latin
        }
    }

    /// How many slips a word of this many characters may hold. A Chinese character weighs more than a letter, so a word of two
    /// may still have one wrong and a long one no more than a third.
    fn slips(self, length: usize) -> usize {
        match (self, length) {
            (Script::Latin, 0..=2) => 0,
            (Script::Latin, 3..=5) => 1,
            (Script::Latin, 6..=9) => 2,
            (Script::Latin, _) => length / 4,
            (Script::Han, 0..=1) => 0,
            (Script::Han, 2..=5) => 1,
            (Script::Han, _) => length / 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    fn near(word: &str, candidates: &[&'static str]) -> Option<&'static str> {
        nearest(word, candidates.iter().copied())
    }

    #[test]
    fn slips_of_the_hand_are_found() {
        let names = ["deposits", "deposits_base", "grade", "exam_score"];
        assert_eq!(near("deposit", &names), Some("deposits"));
        assert_eq!(near("depsoits", &names), Some("deposits"));
        assert_eq!(near("deposits_bsae", &names), Some("deposits_base"));
        assert_eq!(near("Grade", &names), Some("grade"));
        assert_eq!(near("whn", &["when", "unless"]), Some("when"));
    }

    #[test]
    fn other_words_are_not_proposed() {
        assert_eq!(near("loan", &["grade", "region"]), None);
        assert_eq!(near("ab", &["cd", "ad"]), None);
        assert_eq!(near("cap", &["by", "on", "capability"]), None);
        assert_eq!(near("grade", &["grade"]), None);
        assert_eq!(near("", &["a", "when"]), None);
    }

    #[test]
    fn chinese_words_are_compared_by_characters() {
        assert_eq!(near("存款基树", &["存款", "存款基数", "贷款余额"]), Some("存款基数"));
        assert_eq!(near("不良律", &["不良率", "逾期率"]), Some("不良率"));
        assert_eq!(near("薪筹", &["薪酬", "奖励"]), Some("薪酬"));
        assert_eq!(near("贷款", &["薪酬", "奖励"]), None);
        assert_eq!(near("款存", &["存款"]), Some("存款"));
    }

    #[test]
    fn the_script_is_kept() {
        assert_eq!(near("级", &["a", "b"]), None);
        assert_eq!(near("grade", &["grade级", "grad"]), Some("grad"));
        assert_eq!(near("E级", &["F", "E类"]), Some("E类"));
    }

    #[test]
    fn of_equally_near_words_the_first_is_taken() {
        assert_eq!(near("junor", &["junior", "junor1"]), Some("junior"));
    }
}
