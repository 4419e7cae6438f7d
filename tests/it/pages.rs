//! Statements as pages: they add up to what is delivered, they cite the words of their articles, and nothing that a name holds becomes markup.

use std::path::Path;
use std::process::{Command, Output};

use merit::diagnostics::Language;
use merit::engine::{Engine, Settings};
use merit::explain::Options;
use merit::html::{Statements, write_statements};
use merit::program::{DefinitionId, Role};
use merit::run::Cell;
use merit::source::FileLoader;
use merit::values::{Exact, Value, parse_decimal};

use super::schemes::with_policies;

/// What stands between two marks, each time that they are met.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).map(|rest| rest.split(to).next().unwrap()).collect()
}

fn value(cell: &str) -> Exact {
    let written = between(cell, "<data value=\"", "\"");
    parse_decimal(written.first().unwrap()).unwrap()
}

/// The parts of every total on a sheet, added up, with the total under them.
fn totals(sheet: &str) -> Vec<(String, Exact, Exact)> {
    let table = |table: &&str| {
        let (parts, foot) = table.split_once("<tfoot>").unwrap();
        let sum = between(parts, "<tr>", "</tr>").iter().fold(Exact::zero(), |sum, part| {
            let amount = value(part);
            if part.contains("<td class=\"sign\">+") { sum.add(&amount) } else { sum.sub(&amount) }
        });
        (between(foot, "<th scope=\"row\">", "</th>").concat(), sum, value(foot))
    };
    between(sheet, "<table class=\"parts\">", "</table>").iter().map(table).collect()
}

#[test]
fn the_sheets_of_every_scheme_add_up_to_what_is_delivered() {
    let mut checked = 0;
    for (name, policy, tables) in with_policies() {
        let evaluation = policy.evaluate(&tables, &Settings { reasons: true, ..Settings::default() }).unwrap();
        let program = policy.program();
        let record = program.head.subject.unwrap();
        let rows: Vec<usize> = (0..evaluation.rows(record)).take(12).collect();
        let options = Options { language: policy.language(), ..Options::default() };
        let mut page = Vec::new();
        write_statements(&Statements { evaluation: &evaluation, record, rows: &rows, options }, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let sheets: Vec<&str> = page.split("<article class=\"sheet\"").skip(1).collect();
        assert_eq!(sheets.len(), rows.len(), "{name}");
        let id_of = |total: &str| {
            let is = |definition: &merit::program::Definition| definition.name == total && matches!(definition.role, Role::Total(_));
            DefinitionId(u32::try_from(program.definitions.iter().position(is).unwrap()).unwrap())
        };
        for (sheet, row) in sheets.iter().zip(&rows) {
            for (total, sum, told) in totals(sheet) {
                let Cell::Present(Value::Number(delivered)) = evaluation.value(id_of(&total), *row) else { panic!("{name}: {total}") };
                assert_eq!((&sum, &told), (&delivered, &delivered), "{name}: {total} of row {row}");
                checked += 1;
            }
            assert!(sheet.contains("<pre class=\"words\""), "{name}: the words of no article stand beside the figures");
        }
        // The columns of the summary add up too.
        if rows.len() > 1 {
            let summary = page.split("</section>").next().unwrap();
            let (body, foot) = summary.split_once("<tfoot>").unwrap_or((summary, ""));
            let cells = |row: &str| between(row, "<td", "</td>").into_iter().map(str::to_owned).collect::<Vec<_>>();
            let lines: Vec<Vec<String>> = between(body, "<tr><th scope=\"row\">", "</tr>").into_iter().map(cells).collect();
            assert_eq!(lines.len(), rows.len(), "{name}");
            for (at, sum) in cells(foot).iter().enumerate() {
                let amounts = lines.iter().filter(|line| !line[at].contains("absent")).map(|line| value(&line[at]));
                assert_eq!(amounts.fold(Exact::zero(), |sum, amount| sum.add(&amount)), value(sum), "{name}");
            }
        }
    }
    assert!(checked > 100, "{checked}");
}

const POLICY: &str = r#"
policy "Cards <script>alert(1)</script> & more" {
  version "1"; in force 2026-01-01 to 2026-12-31; as of 2026-06-30; currency CNY, rounded half up to 0.01; subject manager
}
record branch { id text key; name text }
record manager { id text key; name text "<b>name</b>"; branch -> branch; cards integer >= 0 }
article 2 "<i>Cards</i>" {
  # </pre><script>alert("comment")</script>
  award `<img src=x onerror=alert(1)>` = 20 × cards
  award `a" onmouseover="alert(1)` = 1 × cards
}
article 3 "Pay-out" { total payout = `<img src=x onerror=alert(1)>` + `a" onmouseover="alert(1)` }
"#;

const BRANCHES: &str = "id,name\nB1,\"</title><script>alert(2)</script>\"\nB2,East\n";

const MANAGERS: &str =
    "id,name,branch,cards\n\"<svg onload=alert(3)>\",\"</dd><script>alert(4)</script>\",B1,3\nM2,Li Ming,B2,4\nM3,Zhao Lei,B2,5\n";

fn merit(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
    command.args(arguments).current_dir(folder).env_remove("MERIT_LANG").env_remove("MERIT_ERROR_FORMAT").output().unwrap()
}

fn cards() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("scheme.merit", POLICY), ("branch.csv", BRANCHES), ("manager.csv", MANAGERS)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn given(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The names of all tags of a page.
fn tags(page: &str) -> Vec<String> {
    let mut tags: Vec<String> = page
        .split('<')
        .skip(1)
        .map(|rest| rest.trim_start_matches('/').chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '!').collect())
        .collect();
    tags.sort();
    tags.dedup();
    tags
}

#[test]
fn names_never_become_markup() {
    let folder = cards();
    let page = given(merit(folder.path(), &["why", ".", "--every", "--format", "html"]));
    let known = [
        "!DOCTYPE", "a", "article", "body", "caption", "data", "dd", "div", "dl", "dt", "h1", "h2", "h3", "head", "header", "html", "li",
        "main", "meta", "p", "pre", "section", "span", "style", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
    ];
    for tag in tags(&page) {
        assert!(known.contains(&tag.as_str()), "<{tag}> is no tag of these pages");
    }
    assert_eq!((page.matches("<script").count(), page.matches("<img").count(), page.matches("<svg").count()), (0, 0, 0));
    assert_eq!(page.matches("<title>").count(), 1);
    // An attribute cannot be left: each tag has the quotes that it opens, and no handler.
    for tag in page.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert!(!tag.contains("onerror") && !tag.contains("onload") && !tag.contains("onmouseover"), "{tag}");
    }
    // The names are there as they are, for people.
    assert!(page.contains("&lt;svg onload=alert(3)&gt;") || page.contains("&#60;svg onload=alert(3)&#62;"), "{page}");
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn statements_of_a_branch_of_some_and_of_all() {
    let folder = cards();
    let keys = |arguments: &[&str]| -> Vec<String> {
        let json: serde_json::Value = serde_json::from_str(&given(merit(folder.path(), arguments))).unwrap();
        json.as_array().unwrap().iter().map(|statement| statement["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(keys(&["why", ".", "--where", "branch=B2", "--format", "json"]), ["M2", "M3"]);
    assert_eq!(keys(&["why", ".", "--where", "branch.name = East", "--where", "cards=5", "--format", "json"]), ["M3"]);
    assert_eq!(keys(&["why", ".", "M3", "M2", "--format", "json"]), ["M3", "M2"]);
    assert_eq!(keys(&["why", ".", "--every", "--format", "json"]).len(), 3);
    let out = folder.path().join("branch.html");
    given(merit(folder.path(), &["why", ".", "--where", "branch=B2", "--out", "branch.html"]));
    let page = std::fs::read_to_string(out).unwrap();
    assert!(page.contains("id=\"summary\"") && page.contains("href=\"#s2\"") && page.contains("id=\"s2\""));
    assert!(page.contains("<data value=\"189.00\">189.00</data>"), "both payouts together");
    // One statement has no summary.
    assert!(!given(merit(folder.path(), &["why", ".", "M2", "--format", "html"])).contains("id=\"summary\""));
    let text = given(merit(folder.path(), &["why", ".", "M2", "M3"]));
    assert!(text.contains("manager M2") && text.contains("\n\n\nmanager M3"), "{text}");
}

#[test]
fn what_cannot_be_found_is_said() {
    let folder = cards();
    let said = |arguments: &[&str]| {
        let output = merit(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said(&["why", ".", "--where", "brunch=B2"]).contains("`manager` has no `brunch`; did you mean `branch`"));
    assert!(said(&["why", ".", "--where", "branch.region=urban"]).contains("`branch` has no `region`"));
    assert!(said(&["why", ".", "--where", "branch"]).contains("not of the form name=value"));
    assert!(said(&["why", ".", "--where", "branch=B9"]).contains("there is no `manager` of which branch=B9 holds"));
    assert!(said(&["why", ".", "--where", "branch=B9", "--lang", "zh"]).contains("没有符合 branch=B9 的 `manager`"));
    assert!(said(&["why", "."]).contains("<KEY>"));
    std::fs::write(folder.path().join("taken"), "a file").unwrap();
    let output = merit(folder.path(), &["why", ".", "M2", "--out", "taken/page.html"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_page_is_in_the_language_that_is_asked_for() {
    let folder = cards();
    let page = given(merit(folder.path(), &["why", ".", "M2", "M3", "--format", "html", "--lang", "zh"]));
    for told in ["<html lang=\"zh-CN\">", "核算说明汇总", "第2条", "施行期", "2026-01-01 至 2026-12-31", "四舍五入到 0.01", "合计"]
    {
        assert!(page.contains(told), "`{told}`");
    }
    assert!(!page.contains("Statement"));
}

#[test]
fn an_amended_article_is_cited_in_its_amended_words() {
    let scheme = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/rural-bank-riverside");
    let policy = Engine::load(&FileLoader, scheme.join("scheme.merit").to_str().unwrap()).unwrap();
    let program = policy.program();
    let changed =
        program.amendments.iter().flat_map(|amendments| &amendments.changes).find_map(|change| change.article.as_deref()).unwrap();
    let at = program.articles.iter().position(|article| article.number == changed).unwrap();
    let words = policy.article_text(merit::program::ArticleId(u32::try_from(at).unwrap()));
    assert_ne!(words, policy.sources().text(program.articles[at].whole), "{words}");
    assert_eq!(policy.language(), Language::English);
}

/// The `next` of a record of a real scheme.
fn missing(scheme: &str, key: &str) -> Vec<serde_json::Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies").join(scheme);
    let json = given(merit(&folder, &["why", ".", key, "--next", "--format", "json", "--lang", "en"]));
    let statement: serde_json::Value = serde_json::from_str(&json).unwrap();
    statement["next"].as_array().unwrap().clone()
}

#[test]
fn what_is_missing_is_told_to_the_unit() {
    // A cent short of a qualification, and of the award that rests on it.
    let officer = missing("intl-09-lo-growth-bonus", "O03");
    assert_eq!((officer[0]["name"].as_str(), officer[0]["goal"].as_str()), (Some("eligible"), Some("met")));
    let change = &officer[0]["ways"][0]["changes"][0];
    assert_eq!(
        (change["input"].as_str(), change["to"].as_str(), change["by"].as_str()),
        (Some("avg_loans_current"), Some("8000000"), Some("0.01 more"))
    );
    assert_eq!(officer[1]["ways"][0]["then"][0]["before"], "not applicable");
    // Two indicators short of five stars: both are told, and only together.
    let star = missing("cn-12-star-grade-county", "K03");
    assert_eq!((star.len(), star[0]["goal"].as_str()), (1, Some("五星")));
    let changes = star[0]["ways"][0]["changes"].as_array().unwrap();
    let told: Vec<_> = changes.iter().map(|change| (change["input"].as_str().unwrap(), change["to"].as_str().unwrap())).collect();
    assert_eq!(told, [("利息收回率", "0.99"), ("利息收入", "1500000")]);
}

#[test]
fn what_no_input_decides_alone_is_said() {
    let manager = missing("rural-bank", "M05");
    let funds = manager.iter().find(|goal| goal["name"] == "funds").unwrap();
    assert_eq!(funds["ways"].as_array().unwrap().len(), 0);
    let hindrance = funds["hindrance"].as_str().unwrap();
    assert!(hindrance.contains("not at least 100,000.00") && hindrance.contains("sale.amount"), "{hindrance}");
}

#[test]
fn what_is_missing_stands_on_the_page_too() {
    let folder = cards();
    let policy = POLICY.replace("1 × cards", "bands by cards { up to 9: 1; else: 2 }");
    std::fs::write(folder.path().join("scheme.merit"), policy).unwrap();
    let page = given(merit(folder.path(), &["why", ".", "M2", "--next", "--format", "html", "--lang", "zh"]));
    assert!(page.contains("尚未达到的") && page.contains("cards 4 → 10（增加 6）"), "{page}");
    assert_eq!(page.matches("<script").count(), 0);
    assert!(!given(merit(folder.path(), &["why", ".", "M2", "--format", "html", "--lang", "zh"])).contains("尚未达到的"));
}
