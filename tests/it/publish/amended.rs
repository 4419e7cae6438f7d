//! Amended policies that are made of Markdown documents: the prose stays where it is, the rules are as amended, and of every word it is known
//! whether it still holds.

use merit::diagnostics::Language;
use merit::engine::{Engine, Policy};
use merit::publish::{Options, publish};
use merit::source::MemoryLoader;

use super::whole;

const BASE: &str = include_str!("head-office.md");

fn policy(branch: (&str, &str), others: &[(&str, &str)]) -> Policy {
    let mut texts = MemoryLoader::new().with("head/scheme.md", BASE).with(branch.0, branch.1);
    for (name, text) in others {
        texts = texts.with(*name, *text);
    }
    Engine::load(&texts, branch.0).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings))
}

/// What a page says, a block a line, with what does not stand as it was set in.
fn told(policy: &Policy, language: Language) -> String {
    let pages = publish(policy, Options { one_page: true, language });
    whole("amended", &pages);
    assert!(!pages[0].html.contains("class=\"fails\""), "a test fails");
    let rules = pages[0].html.split("<section class=\"part\" id=\"inputs\">").next().unwrap();
    let rules = &rules[rules.find("<section class=\"part\"").unwrap()..];
    let (mut out, mut depth, mut text) = (String::new(), Vec::new(), String::new());
    for part in rules.split('<').skip(1) {
        let (tag, words) = part.split_once('>').unwrap();
        let name = tag.split(' ').next().unwrap();
        if ["p", "pre", "h2", "h3", "h4", "li", "div", "tr", "nav", "dl", "/div", "blockquote", "/p", "/pre", "/tr", "/li"].contains(&name)
        {
            line(&mut out, &mut text, depth.iter().any(|open| *open));
        }
        match name {
            "div" => depth.push(["amended", "until", "gone"].iter().any(|class| tag.contains(&format!("\"{class}\"")))),
            "/div" => {
                depth.pop();
            }
            _ => {}
        }
        if tag.contains("class=\"gone\"") {
            text.push_str("[gone] ");
        } else if tag.contains("class=\"until\"") {
            text.push_str("[until] ");
        } else if tag.contains("class=\"amended\"") {
            text.push_str("[amended] ");
        }
        text.push_str(words);
        if name == "/th" || name == "/td" {
            text.push_str(" | ");
        }
    }
    line(&mut out, &mut text, false);
    out
}

fn line(out: &mut String, text: &mut String, is_set_in: bool) {
    let signs =
        [("&#34;", "\""), ("&quot;", "\""), ("&#38;", "&"), ("&amp;", "&"), ("&#60;", "<"), ("&lt;", "<"), ("&#62;", ">"), ("&gt;", ">")];
    for (sign, meant) in signs {
        *text = text.replace(sign, meant);
    }
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(if is_set_in { "    " } else { "" });
        out.push_str(line.trim_end());
        out.push('\n');
    }
    text.clear();
}

const BRANCH: &str = "policy \"Riverside branch\" { version \"2\" }\n\namends \"../head/scheme.md\" {\n  article 2 \"Pay\" {\n    # Rents are high by \
    the river.\n    replace table base_pay by grade { grade | amount; junior | 4_800; senior | 9_200 }\n    in article 8 { add pay river = 50 }\n    \
    replace article 15 \"Cards\" {\n      # Cards sell by themselves.\n      award new_cards = 12 × cards\n    }\n    replace article 16 \"Kept\" from \
    2026-07-01 { award kept = deposits × 0.02% }\n  }\n  article 3 {\n    repeal article 30\n    repeal article 31\n    in total payout { repeal \
    housing; add gold_award; add river }\n    in record manager { add gold number(1) >= 0 }\n    add article 16.1 \"Gold\" { award gold_award = 0.8 × \
    gold }\n    in article 18 { replace quoted = listed × 2; add also = 1 }\n  }\n}\n\ntest \"the branch\" {\n  as of 2026-08-31\n  given manager { id = \
    \"A\"; grade = junior; cards = 10; deposits = 100_000; gold = 10 }\n  expect payout = 4_998 by article 40\n}\n";

#[test]
fn the_prose_of_an_amended_document_stays_and_says_whether_it_holds() {
    let policy = policy(("branch/scheme.merit", BRANCH), &[]);
    insta::assert_snapshot!(told(&policy, Language::English));
    insta::assert_snapshot!(told(&policy, Language::Chinese));
}

#[test]
fn a_document_that_amends_has_its_prose_too() {
    let town = "# The town\n\nIn town everything is as at the branch, but:\n\n```merit\npolicy \"Town\" { version \"3\" }\n\namends \
                \"../branch/scheme.merit\" {\n  replace article 15 \"Cards in town\" { award new_cards = 10 × cards }\n}\n```\n\nAn \
                example:\n\n```merit\ntest \"in town\" {\n  as of 2026-03-31\n  given manager { id = \"A\"; grade = senior; cards = 10; deposits = 0; gold \
                = 0 }\n  expect new_cards = 100 by article 15\n}\n```\n";
    let policy = policy(("town/scheme.md", town), &[("branch/scheme.merit", BRANCH)]);
    let told = told(&policy, Language::English);
    for words in
        ["In town everything is as at the branch, but:", "An example:", "Each new card counts 20 yuan", "award new_cards = 10 × cards"]
    {
        assert!(told.contains(words), "{words}\n{told}");
    }
    // What the branch had in between is nobody's any more.
    assert!(!told.contains("12 × cards"), "{told}");
}

#[test]
fn the_words_of_an_amended_article_stand_with_its_rules() {
    let policy = policy(("branch/scheme.merit", BRANCH), &[]);
    let program = policy.program();
    let texts = program.articles.iter().map(|article| {
        let at = program.articles.iter().position(|other| std::ptr::eq(other, article)).unwrap();
        policy.article_text(merit::program::ArticleId(u32::try_from(at).unwrap()))
    });
    insta::assert_snapshot!(texts.collect::<Vec<_>>().join("\n\n----\n\n"));
}

/// The whole as rules alone is in style, and a policy with the same tests.
#[test]
fn the_rules_of_an_amended_document_are_in_style() {
    let whole = policy(("branch/scheme.merit", BRANCH), &[]).print_whole();
    assert_eq!(merit::format::format(merit::source::SourceId(0), &whole).ok().as_ref(), Some(&whole));
    let again = Engine::compile("scheme.merit", &whole).unwrap_or_else(|rejected| panic!("{:?}\n{whole}", rejected.findings));
    assert!(again.test().iter().all(|report| report.failures.is_empty()), "{whole}");
}

/// Wherever a document breaks off, and whatever its names hold: it is refused, or makes a whole page.
#[test]
fn no_document_breaks_the_page() {
    let own = "policy \"## *B* <b>`x`\" { version \"1\" }\namends \"../head/scheme.md\" { article 1 { in record manager { add gold integer } \
               }\n}\nparameter own = 1\n";
    let mut published = 0;
    for at in (0..BASE.len()).step_by(11).filter(|at| BASE.is_char_boundary(*at)) {
        let texts = MemoryLoader::new().with("head/scheme.md", &BASE[..at]).with("branch/scheme.merit", own);
        if let Ok(policy) = Engine::load(&texts, "branch/scheme.merit") {
            let pages = publish(&policy, Options { one_page: true, ..Options::default() });
            whole("broken off", &pages);
            assert!(!pages[0].html.contains("<b>") && pages[0].html.contains("They were adopted"), "{at}");
            published += 1;
        }
    }
    assert!(published > 20, "{published}");
}

/// Of a policy that is no document the place of a repealed article says so.
#[test]
fn a_repealed_article_is_told_where_it_stood() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/rural-bank-riverside");
    for (file, language, told) in [
        ("scheme.merit", Language::English, "Article 30 Rotation: repealed by article 6 of “Riverside branch: implementing rules”"),
        ("scheme.zh.merit", Language::Chinese, "第30条 轮岗：由“沿河分行客户经理考核实施细则”第6条废止"),
    ] {
        let policy = Engine::load(&merit::source::FileLoader, root.join(file).to_str().unwrap()).unwrap();
        let page = publish(&policy, Options { one_page: true, language }).remove(0).html;
        let at = page.find(&format!("<p class=\"note chapter\">{told}</p>")).unwrap_or_else(|| panic!("{page}"));
        assert!(page.find("id=\"article-28\"").unwrap() < at && at < page.find("id=\"article-31\"").unwrap());
    }
}
