//! Texts whose space is disturbed and into whose gaps comments are put: the meaning stays, and so does every comment.

use proptest::prelude::*;

use super::texts::{self, Sample};

/// Random choices, from one seed.
pub struct Choices(pub u64);

impl Choices {
    pub fn below(&mut self, bound: u64) -> u64 {
        // Knuth's constants for a linear generator of 64 bits; its high bits are good.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Changes the space of a text: within lines, at their ends, and where a line may end though it does not.
fn disturbed(text: &str, choices: &mut Choices) -> String {
    let mut out = String::new();
    let mut remarks = 0;
    for line in text.lines() {
        let mut quoted: Option<char> = None;
        let mut remark = false;
        for sign in line.chars() {
            match (quoted, sign) {
                (Some(closing), _) => {
                    if sign == closing {
                        quoted = None;
                    }
                }
                (None, '"' | '`') => quoted = Some(sign),
                (None, '“') => quoted = Some('”'),
                (None, '「') => quoted = Some('」'),
                (None, '#' | '＃') => remark = true,
                (None, _) => {}
            }
            out.push(sign);
            if quoted.is_some() || remark {
                continue;
            }
            match sign {
                ' ' => (0..choices.below(3)).for_each(|_| out.push([' ', '\t', '\u{3000}'][choices.below(3) as usize])),
                ',' | '，' | '、' | '+' | '×' | '(' | '（' | '{' if choices.below(12) == 0 => {
                    if choices.below(2) == 0 {
                        remarks += 1;
                        out.push_str(&format!("  # 说明 {remarks}"));
                    }
                    out.push('\n');
                }
                _ => {}
            }
        }
        if !remark && quoted.is_none() && choices.below(6) == 0 {
            remarks += 1;
            out.push_str(&format!("  # remark {remarks}"));
        }
        out.push('\n');
        match choices.below(12) {
            0 => out.push_str("\n\n\n"),
            1 => {
                remarks += 1;
                out.push_str(&format!("      # 单独一行 {remarks}\n"));
            }
            _ => {}
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn a_disturbed_text_keeps_its_meaning_and_its_comments(seed in any::<u64>()) {
        let samples = texts::samples();
        let mut choices = Choices(seed);
        let mut laid_out = 0;
        for _ in 0..12 {
            let sample = &samples[choices.below(samples.len() as u64) as usize];
            let text = disturbed(&sample.text, &mut choices);
            // Not every comma lets a line end: what the grammar does not read is no case.
            let sample = Sample { place: format!("{} with seed {seed}", sample.place), text };
            laid_out += usize::from(super::formatted(&sample).is_some());
        }
        prop_assume!(laid_out > 0);
    }
}
