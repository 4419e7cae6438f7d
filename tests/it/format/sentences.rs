//! Sentences that the grammar can make, whether or not they mean anything: each has a way into the other language.

use std::collections::BTreeMap;

use merit::diagnostics::Language;
use merit::format::format;
use merit::source::SourceId;
use merit::syntax::parse;
use merit::syntax::vocabulary::KEYWORDS;
use merit::translate::translate;
use pest_meta::ast::{Expr, Rule, RuleType};

use super::disturbed::Choices;
use super::translated::tree;
use crate::syntax::vocabulary::grammar;

/// What stands where the language has no word: such a sentence is none.
const NO_WORD: &str = "§";
/// How deep a sentence goes before it takes the shortest way to its end.
const DEEPEST: usize = 24;

struct Maker<'g> {
    rules: &'g BTreeMap<String, Rule>,
    /// How many rules each rule needs at least below it.
    least: BTreeMap<String, usize>,
    choices: Choices,
    english: bool,
}

impl Maker<'_> {
    /// What is one word or sign: no rule of space within it.
    fn word(&mut self, rule: &str) -> Option<String> {
        if let Some(keyword) = KEYWORDS.iter().find(|keyword| keyword.rule == rule) {
            let words = if self.english { keyword.en } else { keyword.zh };
            // What only the other language has makes a sentence that is not read, and is left out.
            return Some(words.first().map_or(NO_WORD.to_owned(), |word| format!(" {word} ")));
        }
        let number = self.choices.below(9) + 1;
        Some(match rule {
            "name" | "plain_name" => format!(" n{number} "),
            "text" => format!(" \"t{number}\" "),
            "date" => " 2026-01-31 ".to_owned(),
            "month_literal" => " 2026-01 ".to_owned(),
            "digits_shown" | "digits" | "number_label" => format!(" {number}"),
            "unit" => self.pick(&["%", "‰", "万", " years", " months", " days", "bp"]).to_owned(),
            "number" => format!(" {number}{} ", self.pick(&["", "", "%", "万", " months"])),
            "article_ref" => {
                let more = self.pick(&["", "", ".2", "a"]);
                if self.english { format!(" article {number}{more} ") } else { format!(" 第{number}{more}条 ") }
            }
            "spelling" => self.pick(&["Y", "\"no\"", "N"]).to_owned(),
            "currency_code" => " CNY ".to_owned(),
            "nl" | "gap" | "EOI" | "SOI" | "end" => String::new(),
            "sep" => "\n".to_owned(),
            "shut" => "\n}".to_owned(),
            "broken_line" | "thousands" | "unit_apart" => NO_WORD.to_owned(),
            _ => return None,
        })
    }

    fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.choices.below(of.len() as u64) as usize]
    }

    fn rule(&mut self, name: &str, depth: usize, out: &mut String) {
        if let Some(word) = self.word(name) {
            out.push_str(&word);
        } else if let Some(rule) = self.rules.get(name) {
            let apart = matches!(rule.ty, RuleType::Normal | RuleType::Silent);
            self.expr(&rule.expr, depth + 1, apart, out);
        }
    }

    fn expr(&mut self, expr: &Expr, depth: usize, apart: bool, out: &mut String) {
        let deep = depth > DEEPEST;
        match expr {
            Expr::Str(text) => out.push_str(text),
            Expr::Ident(name) => self.rule(name, depth, out),
            Expr::Seq(first, second) => {
                self.expr(first, depth, apart, out);
                if apart && !out.ends_with([' ', '\n', '.', '-']) {
                    out.push(' ');
                }
                self.expr(second, depth, apart, out);
            }
            Expr::Choice(..) => {
                let mut ways = Vec::new();
                alternatives(expr, &mut ways);
                let least = ways.iter().map(|way| self.least(way)).min().unwrap_or(0);
                if deep {
                    ways.retain(|way| self.least(way) == least);
                }
                let way = ways[self.choices.below(ways.len() as u64) as usize];
                self.expr(way, depth, apart, out);
            }
            Expr::Opt(inner) if !deep && self.choices.below(2) == 0 => self.expr(inner, depth, apart, out),
            Expr::Rep(inner) if !deep => (0..self.choices.below(3)).for_each(|_| self.expr(inner, depth, apart, out)),
            Expr::RepOnce(inner) => self.expr(inner, depth, apart, out),
            Expr::Opt(_) | Expr::Rep(_) | Expr::PosPred(_) | Expr::NegPred(_) => {}
            other => panic!("the grammar has {other:?}"),
        }
    }

    fn least(&self, expr: &Expr) -> usize {
        least(expr, &self.least)
    }
}

fn alternatives<'e>(expr: &'e Expr, ways: &mut Vec<&'e Expr>) {
    match expr {
        Expr::Choice(first, second) => {
            alternatives(first, ways);
            alternatives(second, ways);
        }
        way => ways.push(way),
    }
}

fn least(expr: &Expr, of: &BTreeMap<String, usize>) -> usize {
    match expr {
        Expr::Ident(name) => of.get(name).copied().unwrap_or(0),
        Expr::Seq(first, second) => least(first, of).max(least(second, of)),
        Expr::Choice(first, second) => least(first, of).min(least(second, of)),
        Expr::RepOnce(inner) => least(inner, of),
        _ => 0,
    }
}

/// How many rules each rule needs at least below it.
fn depths(rules: &BTreeMap<String, Rule>) -> BTreeMap<String, usize> {
    const UNKNOWN: usize = 1_000;
    let mut depths: BTreeMap<String, usize> = rules.keys().map(|name| (name.clone(), UNKNOWN)).collect();
    loop {
        let next: BTreeMap<String, usize> =
            rules.iter().map(|(name, rule)| (name.clone(), (least(&rule.expr, &depths) + 1).min(UNKNOWN))).collect();
        if next == depths {
            return depths;
        }
        depths = next;
    }
}

/// Makes so many sentences, translates those that are read, and gives how many were, and those that say something else in the other language.
fn try_out(english: bool, attempts: u64) -> (usize, Vec<String>) {
    let rules: BTreeMap<String, Rule> = grammar().into_iter().map(|rule| (rule.name.clone(), rule)).collect();
    let mut maker = Maker { rules: &rules, least: depths(&rules), choices: Choices(0), english };
    let to = if english { Language::Chinese } else { Language::English };
    let (mut read, mut lost) = (0, Vec::new());
    for seed in 0..attempts {
        maker.choices = Choices(seed);
        let mut text = String::new();
        maker.rule("item_kinds", 0, &mut text);
        if text.contains(NO_WORD) || is_left_out(&text) || !parse(SourceId(0), &text).1.is_empty() {
            continue;
        }
        read += 1;
        match translate(SourceId(0), &text, to) {
            Ok(there) if tree(&text, "here") == tree(&there, "there") => {}
            told => lost.push(format!("{}\n{told:?}", format(SourceId(0), &text).unwrap_or(text))),
        }
    }
    (read, lost)
}

/// A window of time around a truth means nothing, and `in %` is another word for `in percent`.
fn is_left_out(text: &str) -> bool {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    ["blank is within", "applicable is within", " in %", " in ‰", " in bp"].iter().any(|words| text.contains(words))
}

#[test]
fn every_sentence_of_the_grammar_has_a_translation() {
    for english in [true, false] {
        let (read, lost) = try_out(english, 600);
        assert!(read > 250, "{read} sentences were read");
        assert!(lost.is_empty(), "{}", lost.join("\n-----\n"));
    }
}
