//! The grammar for editors that colour by patterns, made from the grammar of the language: `UPDATE=1 cargo test --test it textmate` writes it
//! anew, and a stale one fails.
//!
//! Patterns know no context: words that are keywords only at the beginning of a line, such as `pay`, are coloured there alone; the server's
//! semantic colours tell the rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use pest_meta::ast::{Expr, Rule};
use serde_json::{Value, json};

/// The rules of the grammar by name.
struct Grammar(BTreeMap<String, Rule>);

impl Grammar {
    fn read() -> Grammar {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar");
        let parts = ["lexical", "expressions", "clauses", "policy"];
        let text: String = parts.iter().map(|part| std::fs::read_to_string(folder.join(format!("{part}.pest"))).unwrap()).collect();
        let pairs = pest_meta::parser::parse(pest_meta::parser::Rule::grammar_rules, &text).unwrap();
        Grammar(pest_meta::parser::consume_rules(pairs).unwrap().into_iter().map(|rule| (rule.name.clone(), rule)).collect())
    }

    /// The pattern of a rule that reads words and signs and no lines.
    fn pattern(&self, rule: &str) -> String {
        match rule {
            "ASCII_DIGIT" => "[0-9]".into(),
            "ASCII_ALPHA" => "[A-Za-z]".into(),
            "ASCII_ALPHA_UPPER" => "[A-Z]".into(),
            "ASCII_ALPHANUMERIC" => "[0-9A-Za-z]".into(),
            "XID_START" => "[\\p{L}\\p{Nl}]".into(),
            "XID_CONTINUE" => "[\\p{L}\\p{M}\\p{N}\\p{Pc}]".into(),
            "ANY" => "[^\\n]".into(),
            "NEWLINE" => "$".into(),
            // Every word is read by these, so that they are written short.
            "wc" => "[\\p{L}\\p{M}\\p{N}_]".into(),
            "letter" => "[\\p{L}\\p{M}_]".into(),
            "gap" => "[ \\t\\x{3000}\\x{A0}]+".into(),
            rule => self.of(&self.0[rule].expr),
        }
    }

    fn of(&self, expr: &Expr) -> String {
        match expr {
            Expr::Str(text) | Expr::Insens(text) => escaped(text),
            Expr::Range(from, to) => format!("[{}-{}]", bound(from), bound(to)),
            Expr::Ident(rule) => self.pattern(rule),
            Expr::PosPred(inner) => format!("(?={})", self.of(inner)),
            Expr::NegPred(inner) => format!("(?!{})", self.of(inner)),
            Expr::Seq(first, second) => self.of(first) + &self.of(second),
            Expr::Choice(..) => format!("(?:{})", self.alternatives(expr).join("|")),
            Expr::Opt(inner) => self.one(inner) + "?",
            Expr::Rep(inner) => self.one(inner) + "*",
            Expr::RepOnce(inner) => self.one(inner) + "+",
            Expr::RepExact(inner, times) => format!("{}{{{times}}}", self.one(inner)),
            Expr::RepMin(inner, least) => format!("{}{{{least},}}", self.one(inner)),
            Expr::RepMax(inner, most) => format!("{}{{0,{most}}}", self.one(inner)),
            Expr::RepMinMax(inner, least, most) => format!("{}{{{least},{most}}}", self.one(inner)),
            other => panic!("no pattern is known for {other:?}"),
        }
    }

    /// The alternatives of a choice, those of its alternatives among them.
    fn alternatives(&self, expr: &Expr) -> Vec<String> {
        match expr {
            Expr::Choice(first, second) => [self.alternatives(first), self.alternatives(second)].concat(),
            other => vec![self.of(other)],
        }
    }

    /// An expression as what may be repeated.
    fn one(&self, expr: &Expr) -> String {
        let pattern = self.of(expr);
        let is_one = pattern.chars().count() == 1 || pattern.starts_with('[') && pattern.find(']') == Some(pattern.len() - 1);
        // A choice of one sign or another comes in brackets.
        let is_group = matches!(expr, Expr::Choice(..));
        if is_one || is_group { pattern } else { format!("(?:{pattern})") }
    }

    /// The keyword rules that stand first in a rule, by way of others too.
    fn first(&self, rule: &str, found: &mut Vec<String>) {
        fn of(grammar: &Grammar, expr: &Expr, found: &mut Vec<String>) {
            match expr {
                Expr::Ident(name) if name.starts_with("kw_") && !found.contains(name) => found.push(name.clone()),
                Expr::Ident(name) if name.starts_with("kw_") => {}
                Expr::Ident(name) if grammar.0.contains_key(name) && !matches!(name.as_str(), "name" | "expr" | "value") => {
                    grammar.first(name, found)
                }
                Expr::Seq(first, _) => of(grammar, first, found),
                Expr::Choice(first, second) => {
                    of(grammar, first, found);
                    of(grammar, second, found);
                }
                Expr::Opt(inner) | Expr::Rep(inner) | Expr::RepOnce(inner) => of(grammar, inner, found),
                _ => {}
            }
        }
        of(self, &self.0[rule].expr, found);
    }

    fn keywords(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).filter(|rule| rule.starts_with("kw_")).collect()
    }

    /// The patterns of several rules as one; of what begins alike the longer one first.
    fn any(&self, rules: &[&str]) -> String {
        let mut patterns: Vec<String> = rules.iter().map(|rule| self.pattern(rule)).collect();
        patterns.sort_by_key(|pattern| (!pattern.contains("x{3000}"), std::cmp::Reverse(pattern.len()), pattern.clone()));
        patterns.dedup();
        patterns.join("|")
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            '\u{FEFF}' => out.push_str("\\x{FEFF}"),
            '\\' | '^' | '$' | '.' | '|' | '?' | '*' | '+' | '(' | ')' | '[' | ']' | '{' | '}' => write!(out, "\\{sign}").unwrap(),
            sign => out.push(sign),
        }
    }
    out
}

fn bound(sign: &str) -> String {
    let sign = sign.chars().next().unwrap();
    if sign.is_ascii_alphanumeric() { sign.to_string() } else { format!("\\x{{{:X}}}", sign as u32) }
}

/// What the words of operators, choices, constants and kinds are for themes; all others are words of the language. Those are words of
/// control, since that is what a theme shows as the keywords that the server tells: their colour does not change when it answers.
fn scope(rule: &str) -> &'static str {
    match rule {
        "kw_and" | "kw_or" | "kw_not" | "kw_in" | "kw_not_in" => "keyword.operator.word.merit",
        "kw_if" | "kw_then" | "kw_else" | "kw_otherwise" | "kw_cases" | "kw_when" | "kw_unless" | "kw_except_when" => {
            "keyword.control.merit"
        }
        "kw_yes" | "kw_no" | "kw_blank" | "kw_any" => "constant.language.merit",
        "kw_text"
        | "kw_integer"
        | "kw_number"
        | "kw_money"
        | "kw_date"
        | "kw_yes_no"
        | "kw_percentage_points"
        | "kw_percent"
        | "kw_ratio"
        | "kw_permille"
        | "kw_bp"
        | "kw_one_of" => "storage.type.merit",
        _ => "keyword.control.clause.merit",
    }
}

/// An article by its number, between whose parts there may be space.
fn article(grammar: &Grammar) -> String {
    let (kw, number, zh, numeral) = ("kw_article", "number_label", "number_label_zh", "zh_number");
    let [kw, number, zh, numeral] = [kw, number, zh, numeral].map(|rule| grammar.pattern(rule));
    format!("(?:{kw}\\s*{number}|第\\s*(?:{zh}|{numeral})\\s*条)")
}

/// The whole grammar.
fn made() -> Value {
    let grammar = Grammar::read();
    let before = "(?<![\\p{L}\\p{M}\\p{N}_.．])";
    // A Chinese word may stand right behind a figure.
    let before_word = "(?:(?<![\\p{L}\\p{M}\\p{N}_.．])|(?<=[0-9０-９%％‰万亿千元]))";
    let before_figure = "(?<![A-Za-z0-9_.．])";
    // What is followed by a sign of definition or of a path is a name, whatever it is called.
    let behind = "(?!\\s*(?:[=＝](?![=＝])|\\.[\\p{L}_]))";
    // Where an item or a line of a block begins.
    let line = "(?:^|(?<=[;；{｛]))(?:[ \\t\\x{3000}\\x{A0}]|\\x{FEFF})*";
    let mut openers = Vec::new();
    for rule in ["item_kinds", "statement_kinds", "policy_parts", "test_parts", "result_parts"] {
        grammar.first(rule, &mut openers);
    }
    openers.retain(|rule| scope(rule) == "keyword.control.clause.merit");
    let openers: Vec<&str> = openers.iter().map(String::as_str).collect();
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in grammar.keywords() {
        groups.entry(scope(rule)).or_default().push(rule);
    }
    let mut patterns = vec![
        json!({ "name": "comment.line.number-sign.merit", "match": "[#＃].*$" }),
        json!({ "name": "string.quoted.double.merit", "match": grammar.pattern("text") }),
        json!({ "name": "variable.other.quoted.merit", "match": grammar.pattern("quoted_name") }),
        json!({ "name": "keyword.control.article.merit", "match": format!("{before}{}", article(&grammar)) }),
        json!({ "name": "constant.other.date.merit", "match": format!("{before}(?:{}|{})", grammar.pattern("date"), grammar.pattern("month_literal")) }),
        json!({
            "match": format!("{line}({})", grammar.any(&openers)),
            "captures": { "1": { "name": "keyword.declaration.merit" } }
        }),
    ];
    // Of words that begin alike, those of several words come first; the kinds before the constants, for `yes/no`.
    for several in [true, false] {
        for (scope, rules) in groups.iter().rev() {
            let rules: Vec<&str> = rules.iter().copied().filter(|rule| grammar.pattern(rule).contains("x{3000}") == several).collect();
            if !rules.is_empty() {
                patterns.push(json!({ "name": scope, "match": format!("{before_word}(?:{}){behind}", grammar.any(&rules)) }));
            }
        }
    }
    patterns.extend([
        json!({ "name": "constant.numeric.merit", "match": format!("{before_figure}{}", grammar.pattern("number")) }),
        json!({ "match": format!("({})\\s*(?=[(（])", grammar.pattern("plain_name")), "captures": { "1": { "name": "support.function.merit" } } }),
        json!({ "match": format!("({})\\s*(?=[=＝](?![=＝]))", grammar.pattern("plain_name")), "captures": { "1": { "name": "variable.other.definition.merit" } } }),
        json!({ "name": "variable.other.merit", "match": grammar.pattern("plain_name") }),
        json!({ "name": "keyword.operator.merit", "match": "->|→|－＞|<=|>=|<>|!=|[-+*/×÷−＋－＊／=＝<>＜＞≤≥≠|｜]" }),
        json!({ "name": "punctuation.merit", "match": "[{}｛｝()（）,，、:：;；.]" }),
    ]);
    json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "information_for_contributors": "Made from grammar/*.pest: `UPDATE=1 cargo test --test it textmate` writes it anew.",
        "name": "Merit",
        "scopeName": "source.merit",
        "fileTypes": ["merit"],
        "patterns": patterns,
    })
}

#[test]
fn the_grammar_of_editors_follows_from_that_of_the_language() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode/syntaxes/merit.tmLanguage.json");
    let wanted = format!("{:#}\n", made());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{} is stale: `UPDATE=1 cargo test --test it textmate` writes it anew", path.display());
}
