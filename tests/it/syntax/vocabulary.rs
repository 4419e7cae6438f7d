//! The vocabulary has exactly the keyword rules of the grammar, with exactly their words.

use std::collections::{BTreeMap, BTreeSet};

use merit::syntax::vocabulary::KEYWORDS;
use pest_meta::ast::{Expr, Rule};

pub fn grammar() -> Vec<Rule> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar");
    let parts = ["lexical", "expressions", "clauses", "policy"];
    let text: String = parts.iter().map(|part| std::fs::read_to_string(folder.join(format!("{part}.pest"))).unwrap()).collect();
    let pairs = pest_meta::parser::parse(pest_meta::parser::Rule::grammar_rules, &text).unwrap();
    pest_meta::parser::consume_rules(pairs).unwrap()
}

/// The texts that an expression of a keyword rule may read; a gap reads as one space, and none where it may be left out.
fn words(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::Str(text) => vec![text.clone()],
        Expr::Ident(name) if name == "gap" => vec![" ".to_owned()],
        Expr::Opt(_) | Expr::PosPred(_) | Expr::NegPred(_) => vec![String::new()],
        Expr::Choice(first, second) => [words(first), words(second)].concat(),
        Expr::Seq(first, second) => {
            let rest = words(second);
            words(first).iter().flat_map(|begin| rest.iter().map(move |end| format!("{begin}{end}"))).collect()
        }
        other => panic!("a keyword rule holds {other:?}"),
    }
}

#[test]
fn the_vocabulary_is_that_of_the_grammar() {
    let rules = grammar();
    let in_grammar: BTreeMap<String, BTreeSet<String>> = rules
        .iter()
        .filter(|rule| rule.name.starts_with("kw_"))
        .map(|rule| (rule.name.clone(), words(&rule.expr).into_iter().collect()))
        .collect();
    let in_table: BTreeMap<String, BTreeSet<String>> = KEYWORDS
        .iter()
        .map(|keyword| (keyword.rule.to_owned(), keyword.en.iter().chain(keyword.zh).map(|word| (*word).to_owned()).collect()))
        .collect();
    assert_eq!(in_grammar, in_table);
}

#[test]
fn english_words_are_latin_and_chinese_words_are_not() {
    for keyword in KEYWORDS {
        assert!(keyword.en.iter().all(|word| word.is_ascii()), "{}", keyword.rule);
        assert!(keyword.zh.iter().all(|word| !word.is_ascii()), "{}", keyword.rule);
    }
}

/// The first alternative that fits is taken: a word that another one begins with would hide it.
#[test]
fn no_word_hides_a_longer_one() {
    for rule in grammar().iter().filter(|rule| rule.name.starts_with("kw_")) {
        let words = words(&rule.expr);
        for (at, word) in words.iter().enumerate() {
            let hidden = words.iter().skip(at + 1).find(|longer| longer.len() > word.len() && longer.starts_with(word.as_str()));
            assert_eq!(hidden, None, "`{word}` hides it in {}", rule.name);
        }
    }
}
