//! `merit translate`: the keywords of the other language, the same tree, and the way back.

use merit::diagnostics::Language;
use merit::format::format;
use merit::source::{MemoryLoader, SourceId};
use merit::syntax::parse;
use merit::translate::translate;

use super::texts::{self, Sample};
use crate::docs::fences;

fn other(language: Language) -> Language {
    match language {
        Language::English => Language::Chinese,
        Language::Chinese => Language::English,
    }
}

/// A tree in which what the language itself names is called by its English name.
pub fn tree(text: &str, place: &str) -> (String, Vec<(String, bool)>) {
    let (file, findings) = parse(SourceId(0), text);
    assert!(findings.is_empty(), "{place}: {findings:?}\n{text}");
    let kinds = [("today", "基准日"), ("money", "金额"), ("number", "数"), ("integer", "整数"), ("percent", "百分比"), ("ratio", "比率")];
    let given = merit::program::builtin_names().into_iter().chain(kinds).chain([("text", "文本"), ("date", "日期")]);
    let plain = given.fold(super::tree(&file), |tree, (en, zh)| tree.replace(&format!("\"{zh}\""), &format!("\"{en}\"")));
    (plain, super::comments(&file))
}

/// Translates a text in style, and back; gives both.
fn there_and_back(sample: &Sample) -> Option<(String, String)> {
    let text = format(SourceId(0), &sample.text).ok()?;
    let language = parse(SourceId(0), &text).0.language;
    let there = translate(SourceId(0), &text, other(language)).unwrap_or_else(|cause| panic!("{}: {cause:?}\n{text}", sample.place));
    assert_eq!(tree(&text, &sample.place), tree(&there, &sample.place), "{}", sample.place);
    let back = translate(SourceId(0), &there, language).unwrap_or_else(|cause| panic!("{}: {cause:?}\n{there}", sample.place));
    assert_eq!(tree(&text, &sample.place), tree(&back, &sample.place), "{}", sample.place);
    Some((text, back))
}

#[test]
fn every_policy_and_every_page_says_the_same_in_the_other_language() {
    let mut done = 0;
    for sample in texts::samples() {
        let Some((text, back)) = there_and_back(&sample) else { continue };
        // What is written with the first word of each keyword comes back byte for byte; so are the schemes.
        assert!(text == back || !sample.place.contains("/policies/"), "{} comes back otherwise:\n{back}", sample.place);
        done += 1;
    }
    assert!(done > 250, "{done} texts were translated");
}

/// The schemes compile with the keywords of the other language, with all the files that they use.
#[test]
fn the_schemes_compile_in_the_other_language() {
    let root = fences::root();
    let mut loader = MemoryLoader::new();
    let mut schemes = Vec::new();
    for sample in texts::policies(&root.join("policies")) {
        let language = parse(SourceId(0), &sample.text).0.language;
        loader = loader.with(sample.place.clone(), translate(SourceId(0), &sample.text, other(language)).unwrap());
        if !sample.place.contains("prelude") {
            schemes.push(sample.place);
        }
    }
    for scheme in schemes {
        let compiled = merit::engine::Engine::load(&loader, &scheme);
        assert!(compiled.is_ok(), "{scheme}: {:?}", compiled.err().map(|rejected| rejected.findings));
    }
}

#[test]
fn words_of_the_language_change_and_names_stay() {
    let pairs = [
        ("parameter a = 1 month\n", "参数 a = 1个月\n"),
        ("article 210 { late = d is within 3 months of e + 1 day }\n", "第二百一十条 { late = d 在 e + 1天 前后 3个月内 }\n"),
        ("result r of n { column age, in years }\n", "结果 r 自 n { 列 age，以年计 }\n"),
        ("article 8a { x = 1 }\n", "第8a条 { x = 1 }\n"),
        ("article 8.2 { x = at least 2 of { a; b } }\n", "第8.2条 { x = 至少满足 2 项 { a；b } }\n"),
        (
            "article 1 { y = bands by x { from 60 up to 80: the part above 60; above 80: 1 } }\n",
            "第一条 { y = 分档 按 x { 60以上80以下：超过60的部分；超过80：1 } }\n",
        ),
        (
            "article 1 { prizes p { rank x highest first; places 1 to 3: 5; place 4: 1 } }\n",
            "第一条 { 名次奖 p { 排名 x 从高到低；第1 至 3名：5；第4名：1 } }\n",
        ),
        ("test \"t\" { expect \"a\" fails for \"B1\" }\n", "用例 “t” { 应得 “a” 对 “B1” 不成立 }\n"),
    ];
    for (english, chinese) in pairs {
        assert_eq!(translate(SourceId(0), english, Language::Chinese).unwrap(), chinese);
        assert_eq!(translate(SourceId(0), chinese, Language::English).unwrap(), english);
    }
}
