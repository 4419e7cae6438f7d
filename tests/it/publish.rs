//! Published policies: every scheme makes a whole site, whose links all lead somewhere, whose tags all close, and in which nothing that an
//! author writes becomes markup.

mod amended;
mod charts;
mod page;

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use merit::diagnostics::Language;
use merit::engine::Engine;
use merit::program::ArticleId;
use merit::publish::{Options, Page, publish};
use merit::source::FileLoader;

use crate::folders::{ends_in, files_below};
use crate::schemes::policies;
use page::{addresses, ids, loads, well_formed};

/// Looks at all pages of a site together.
fn whole(name: &str, pages: &[Page]) {
    let targets: Vec<(&str, HashSet<&str>)> = pages.iter().map(|page| (page.file, ids(&page.html).into_iter().collect())).collect();
    for page in pages {
        well_formed(&page.html).unwrap_or_else(|wrong| panic!("{name}/{}: {wrong}", page.file));
        assert_eq!(loads(&page.html), None, "{name}/{}", page.file);
        let mut once = HashSet::new();
        let twice = ids(&page.html).into_iter().find(|id| !once.insert(*id));
        assert_eq!(twice, None, "{name}/{}: an id stands twice", page.file);
        for address in addresses(&page.html) {
            let Some((file, id)) = address.split_once('#') else {
                assert!(address.contains("://") || pages.iter().any(|page| page.file == address), "{name}: {address}");
                continue;
            };
            let file = if file.is_empty() { page.file } else { file };
            let target = targets.iter().find(|(page, _)| *page == file).unwrap_or_else(|| panic!("{name}: {address} leads to no page"));
            assert!(target.1.contains(id), "{name}/{}: {address} leads nowhere", page.file);
        }
    }
}

#[test]
fn every_scheme_makes_a_whole_site() {
    let mut drawn = 0;
    for (name, policy) in policies() {
        for (language, one_page) in [(Language::English, true), (Language::Chinese, false)] {
            let pages = publish(&policy, Options { language, one_page });
            assert_eq!(pages.len(), if one_page { 1 } else { 4 }, "{name}");
            whole(&name, &pages);
            drawn += pages[0].html.matches("<svg").count();
            // Every value of the policy stands in the list of all values, with its article.
            let values: &str = &pages.last().unwrap().html;
            let listed = if one_page { values } else { &pages[2].html };
            for definition in policy.program().definitions.iter().filter(|definition| definition.parent.is_none()) {
                assert!(listed.contains(&format!(">{}</a></th>", escaped(&definition.name))), "{name}: {}", definition.name);
            }
            for article in &policy.program().articles {
                assert!(pages[0].html.contains(&format!("id=\"article-{}", article.number)), "{name}: article {}", article.number);
            }
            for article in (0..).map(ArticleId).zip(&policy.program().articles).map(|(id, _)| policy.article_text(id)) {
                assert!(!article.contains("lint:"), "{name}: a comment for authors is told: {article}");
            }
            assert!(!pages.iter().any(|page| page.html.contains("lint:")), "{name}: a comment for authors is shown");
            assert!(!pages.iter().any(|page| page.html.contains("class=\"fails\"")), "{name}: a test fails");
        }
    }
    assert!(drawn > 40, "{drawn} tiers were drawn");
}

/// What no real scheme has: every fixture that compiles.
#[test]
fn every_case_makes_a_whole_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut published = 0;
    for path in files_below(&root.join("tests/cases")).into_iter().filter(|path| ends_in(path, "merit")) {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let Ok(policy) = Engine::load(&FileLoader, path.to_str().unwrap()) else { continue };
        whole(&name, &publish(&policy, Options { one_page: true, ..Options::default() }));
        published += 1;
    }
    assert!(published > 60, "{published} cases were published");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;")
}

const HOSTILE: &str = "policy \"<img src=x onerror=alert(1)>\" { currency CNY, rounded half up to 0.01; subject manager }\n\
    record manager { id text key; `<i>f</i>` integer \"<script>alert(2)</script>\" }\n\
    # a <b>comment</b> & `code`\n\
    article 1 \"</h2><script>\" {\n  table t by `<i>f</i>` {\n    | value\n    1 | 2  # </td>\n    else | 3\n  }\n\
      pay p = t × 2 { when `<i>f</i>` > 0 } # </pre>\n  pay q = bands by (`<i>f</i>`) { up to 3: 1; else: 2 }\n}\n\
    test \"</h3>\" { given manager { id = \"</td><b>\"; `<i>f</i>` = 1 }; expect p = 4 }\n";

#[test]
fn nothing_that_an_author_writes_becomes_markup() {
    let policy = Engine::compile("scheme.merit", HOSTILE).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
    for one_page in [true, false] {
        let pages = publish(&policy, Options { one_page, ..Options::default() });
        whole("hostile", &pages);
        for page in &pages {
            for markup in ["<img", "<script", "<b>", "<i>"] {
                assert!(!page.html.contains(markup), "{}: {markup}", page.file);
            }
        }
    }
}

#[test]
fn names_lead_to_where_they_are_told() {
    let text = "policy \"P\" { currency CNY, rounded half up to 0.01; subject manager }\n\
        record manager { id text key; deposits money \"average\"; grade one of low < high }\n\
        article 11 { parameter step = 500万; table base by grade { grade | amount; low | step; high | 900万 } }\n\
        # Only growth counts.\n\
        article 12 \"Growth\" {\n  growth     = deposits - base, at least 0\n\
          pay reward = marginal by growth { up to 500万: 0.10%; else: 0.20% }  # a year\n}\n\
        test \"one\" { given manager { id = \"A\"; deposits = 1100万; grade = low }; expect reward = 7_000 by article 12 }\n";
    let policy = Engine::compile("scheme.merit", text).unwrap();
    let page = publish(&policy, Options { one_page: true, ..Options::default() }).remove(0).html;
    for part in [
        "<dfn id=\"value-growth\">growth</dfn> = <a href=\"#in-manager.deposits\">deposits</a>",
        "<p class=\"note\">Only growth counts.</p>",
        "Rests on</span> <a href=\"#in-manager.deposits\">manager.deposits</a>, <a href=\"#value-base\">base</a> \
         <span class=\"w\">Used by</span> <a href=\"#value-reward\">reward</a>",
        // A parameter whose value is known is used where it is named; members lead to their field, citations to their article.
        "#is-step\">step</a> <span class=\"w\">Used by</span> <a href=\"#value-base\">base</a>",
        "<th scope=\"row\"><a href=\"#in-manager.grade\">low</a></th>",
        "<span class=\"k\">by</span> <a href=\"#article-12\">article 12</a>",
        "}  <span class=\"c\"># a year</span>",
        // The amounts of the tier as the author wrote them, and the amount at its bound.
        ">\n500万\n</text>",
        ">\n0.10%\n</text>",
        ">\n5,000\n</text>",
        // The worked example with its arithmetic.
        "5,000,000.00 × 0.1%",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let chinese = publish(&policy, Options { language: Language::Chinese, one_page: true }).remove(0).html;
    assert!(chinese.contains("lang=\"zh-CN\"") && chinese.contains("用于") && chinese.contains("第12条"), "{chinese}");
}

#[test]
fn ends_are_drawn_as_the_rows_say() {
    let policy = |rows: &str| {
        let text = format!(
            "policy \"P\" {{ currency CNY, rounded half up to 0.01; subject manager }}\nrecord manager {{ id text key; score number }}\n\
             article 1 {{ pay p = 10 × bands by score {{ {rows} }} }}\n"
        );
        publish(&Engine::compile("scheme.merit", &text).unwrap(), Options { one_page: true, ..Options::default() }).remove(0).html
    };
    // For each dot from the left: how high it stands, and whether it is filled.
    let dots = |page: &str| {
        let circles = page.split("<circle ").skip(1).map(|rest| rest.split("/>").next().unwrap().to_owned());
        let attribute =
            |circle: &str, name: &str| circle.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let ink = circles.filter(|circle| !circle.contains("#FFFFFF"));
        ink.map(|circle| (attribute(&circle, "cy").parse::<i32>().unwrap(), attribute(&circle, "fill") != "none")).collect::<Vec<_>>()
    };
    let (up_to, below) = (dots(&policy("up to 60: 1; else: 2")), dots(&policy("below 60: 1; else: 2")));
    let [low, high] = [up_to[0].0, up_to[1].0];
    assert!(low > high, "{up_to:?}");
    assert_eq!(up_to, [(low, true), (high, false)]);
    assert_eq!(below, [(low, false), (high, true)]);
}

#[test]
fn a_document_keeps_its_prose_and_loads_nothing() {
    let text = "# Pay\n\n<script>alert(1)</script>\n\nSome *words* ![chart](http://x/y.png) [go](javascript:x)\n\n```merit\npolicy \"P\" \
        { currency CNY, rounded half up to 0.01; subject manager }\nrecord manager { id text key; cards integer }\n```\n\n\
        ## Article 3 — Cards\n\n- each card counts\n\n  ```merit\n  award a = 20 × cards\n  ```\n\n  and no more.\n\n## Notes\n\nlast\n";
    let policy = Engine::compile("scheme.md", text).unwrap();
    let pages = publish(&policy, Options { one_page: true, ..Options::default() });
    whole("document", &pages);
    let page = &pages[0].html;
    assert!(page.contains("<em>words</em>") && page.contains("<h2 id=\"article-3\">") && page.contains("last"), "{page}");
    let list = page.split("<li>\n<p>each card").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(list.contains("id=\"value-a\"") && list.contains("and no more."), "{page}");
}

#[test]
fn a_site_is_written_whole_or_not_at_all() {
    let scheme = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/rural-bank");
    let merit = |out: &Path| {
        Command::new(env!("CARGO_BIN_EXE_merit")).args(["publish", scheme.to_str().unwrap(), "--out"]).arg(out).output().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("intranet/site");
    let output = merit(&site);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("4 pages, from index.html on"));
    let mut files: Vec<String> = std::fs::read_dir(&site).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files, ["examples.html", "index.html", "inputs.html", "values.html"]);
    let page = folder.path().join("scheme.html");
    assert_eq!(merit(&page).status.code(), Some(0));
    assert!(std::fs::read_to_string(&page).unwrap().ends_with("</html>"));
    // A file stands where the folder would: nothing is written, and it is said why.
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "mine").unwrap();
    let output = merit(&taken);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("could not be written"));
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "mine");
}

/// A year that is a key has no commas, nor has a table the signs between digits of its source; what groups is called in the language of the page.
#[test]
fn figures_and_names_are_written_for_readers() {
    let text = "policy \"P\" { currency CNY, rounded half up to 0.01; subject manager }\n\
        record year { number integer 2025 to 2026 key }\n\
        record manager { id text key; year -> year; unit text; sold money }\n\
        article 1 {\n  table rate by year.number {\n    year.number | rate\n    2025 | 1_000\n    2026 | 2_000\n  }\n  \
        mean = average(sold within unit), blank as 0\n  pay p = rate + mean\n}\n\
        test \"t\" { given year { number = 2025 }; given manager { id = \"A\"; year = 2025; unit = \"U\"; sold = 0 }; expect p = 1_000 }\n";
    let policy = Engine::compile("scheme.merit", text).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
    let page = publish(&policy, Options { one_page: true, language: Language::Chinese }).remove(0).html;
    for part in [">1,000</span>", "<td>2025</td>", "整数；≥\u{a0}2025；≤\u{a0}2026", "[year.number 2025]", "manager 按 unit"] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("2,025") && !page.contains("manager by unit"), "{page}");
}
