//! Pages and parts of pages that follow from the code: a stale one fails, `UPDATE=1` rewrites it.

use super::fences::root;
use super::updating;
use merit::diagnostics::{Code, Severity};
use merit::syntax::vocabulary::{KEYWORDS, Keyword};
use std::fmt::Write;

/// Compares a page with what it should be.
fn settle(name: &str, wanted: &str) {
    let path = root().join(name);
    if updating() {
        std::fs::write(&path, wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{name} is stale: `UPDATE=1 cargo test --test it docs` writes it anew");
}

#[test]
fn the_index_of_findings_is_that_of_the_catalogue() {
    let mut page = String::from(
        "# Findings\n\nEvery finding has a code and a page: what happened, why it matters for the pay, a wrong example and a right one.\n\
         `merit explain E0301` shows the page. Errors begin with E, warnings with W, notes with N.\n",
    );
    let groups = [
        ("E01", "How a policy is written", "书写"),
        ("E02", "Names", "名称"),
        ("E03", "Kinds and blanks", "类型与空值"),
        ("E04", "Soundness of the scheme", "办法自身的周密"),
        ("E05", "Data", "数据"),
        ("E06", "The run", "运行"),
        ("E07", "Beginning a scheme", "起步"),
        ("W", "Warnings", "警告"),
        ("N", "Notes", "提示"),
    ];
    let mut told = 0;
    for (prefix, en, zh) in groups {
        write!(page, "\n## {en} ({zh})\n\n| code | what it says |\n|---|---|\n").unwrap();
        for code in Code::ALL.iter().filter(|code| code.name().starts_with(prefix)) {
            let title = code.page().lines().next().unwrap().split_once(": ").unwrap().1;
            writeln!(page, "| [{0}]({0}.md) | {title} |", code.name()).unwrap();
            let letter = match code.severity() {
                Severity::Error => 'E',
                Severity::Warning => 'W',
                Severity::Note => 'N',
            };
            assert!(code.name().starts_with(letter), "{} is a {letter}", code.name());
            told += 1;
        }
    }
    assert_eq!(told, Code::ALL.len());
    settle("docs/diagnostics/README.md", &page);
}

/// Keywords that are one thing in both languages but of different shape, so that each has a rule of its own.
const PARTNERS: &[(&str, &str)] = &[
    ("kw_half_up", "kw_half_up_zh"),
    ("kw_half_even", "kw_half_even_zh"),
    ("kw_down", "kw_down_zh"),
    ("kw_up", "kw_up_zh"),
    ("kw_up_to", "kw_and_below"),
    ("kw_from_bound", "kw_and_above"),
    ("kw_above", "kw_above_zh"),
    ("kw_part_above", "kw_its_part"),
    ("kw_of", "kw_of_items"),
];

fn keyword(rule: &str) -> &'static Keyword {
    KEYWORDS.iter().find(|keyword| keyword.rule == rule).unwrap()
}

/// Words in backticks, each once.
fn shown(words: &[&str]) -> String {
    let mut once: Vec<&str> = Vec::new();
    words.iter().for_each(|word| {
        if !once.contains(word) {
            once.push(word)
        }
    });
    once.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_keyword_page_is_that_of_the_vocabulary() {
    let grammar = |part: &str| std::fs::read_to_string(root().join(format!("grammar/{part}.pest"))).unwrap();
    let mut page = String::from(
        "# Keywords\n\nEvery word of the language, in English and Chinese (关键字，中英对照). Where several are given the first is the usual one. \
         A word is a keyword only where the grammar\nasks for one: a field may be called `rank`, `award`, 金额 or 奖励.\n\n\
         Only these words may not be names, for they stand where a value or a tail is awaited:\n\n",
    );
    let lexical = grammar("lexical");
    let reserved = lexical.split_once("reserved    = _{").unwrap().1.split_once("!wc }").unwrap().0;
    let words: Vec<&str> = reserved.split('"').skip(1).step_by(2).collect();
    writeln!(page, "{}.\n\nAny other name, or one with spaces, stands in `` `backticks` `` or 「直角引号」.", shown(&words)).unwrap();
    let partnered: Vec<&str> = PARTNERS.iter().map(|(_, zh)| *zh).collect();
    let mut told = 0;
    for (part, title) in [
        ("expressions", "In values (取值式)"),
        ("clauses", "In articles (条文)"),
        ("policy", "In the head, records, results and tests (办法、记录、结果、用例)"),
    ] {
        write!(page, "\n## {title}\n\n| English | Chinese |\n|---|---|\n").unwrap();
        let text = grammar(part);
        let mut rows: Vec<String> = Vec::new();
        for keyword in KEYWORDS.iter().filter(|keyword| text.contains(&format!("\n{} ", keyword.rule))) {
            told += 1;
            if partnered.contains(&keyword.rule) {
                continue;
            }
            let partner = PARTNERS.iter().find(|(en, _)| *en == keyword.rule).map(|(_, zh)| self::keyword(zh));
            let zh = if keyword.rule == "kw_article" {
                "`第…条`".to_owned()
            } else {
                shown(&[partner.map_or(&[][..], |partner| partner.zh), keyword.zh].concat())
            };
            let row = format!("| {} | {zh} |\n", shown(keyword.en));
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        page.push_str(&rows.concat());
    }
    assert_eq!(told, KEYWORDS.len(), "a keyword stands in no file of the grammar");
    settle("docs/reference/keywords.md", &page);
}

/// Every command stands on the page of the command line, with its help (which is run as any other fence).
#[cfg(feature = "cli")]
#[test]
fn the_page_of_the_command_line_has_every_command() {
    use clap::CommandFactory;
    let page = std::fs::read_to_string(root().join("docs/reference/cli.md")).unwrap();
    for command in merit::frontend::cli::Cli::command().get_subcommands() {
        let wanted = format!("$ merit {} --help\n", command.get_name());
        assert!(page.contains(&wanted), "docs/reference/cli.md does not show `{}`", wanted.trim());
    }
}

/// Every built-in stands on its page, in both languages.
#[test]
fn the_page_of_built_ins_has_every_one() {
    let page = std::fs::read_to_string(root().join("docs/reference/builtins.md")).unwrap();
    for (en, zh) in merit::program::builtin_names() {
        let row = page.lines().any(|line| line.starts_with(&format!("| `{en}")) && line.contains(&format!("`{zh}")));
        assert!(row, "docs/reference/builtins.md has no row of `{en}` with `{zh}`");
    }
}

/// Every clause of the grammar has a page, and the index names it.
#[test]
fn every_clause_has_a_page() {
    let grammar = std::fs::read_to_string(root().join("grammar/clauses.pest")).unwrap();
    let list = grammar.split_once("\nclause = _{").unwrap().1.split_once('}').unwrap().0;
    let index = std::fs::read_to_string(root().join("docs/reference/README.md")).unwrap();
    for clause in list.split('|').map(str::trim).chain(["split", "assert"]) {
        assert!(root().join(format!("docs/reference/clauses/{clause}.md")).exists(), "`{clause}` has no page");
        assert!(index.contains(&format!("](clauses/{clause}.md)")), "the index does not name `{clause}`");
    }
}

/// The page of limits tells the limits of the code: the constant, and how the page writes it.
#[test]
fn the_page_of_limits_is_that_of_the_code() {
    let page = std::fs::read_to_string(root().join("docs/reference/limits.md")).unwrap();
    for (file, constant, shown) in [
        ("src/source/loader.rs", "POLICY_LIMIT: u64 = 4 << 20;", "| 4 MiB, UTF-8 |"),
        ("src/syntax/brackets.rs", "DEEPEST: usize = 64;", "| 64 |"),
        ("src/syntax/from_pairs/expressions.rs", "MOST_OPERANDS: usize = 500;", "| 500 |"),
        ("src/values/decimal.rs", "MOST_DIGITS: usize = 60;", "| 60 |"),
        ("src/syntax/mod.rs", "MOST_FINDINGS: usize = 100;", "findings of a policy that are shown | 100 "),
        ("src/diagnostics/most.rs", "MOST_TOLD: usize = 100;", "| 100 errors and 100 warnings, then their number |"),
        ("src/program/from_syntax/records.rs", "MOST_FIELDS: usize = 4096;", "| fields of a record, values of an enumeration | 4 096 |"),
        ("src/program/from_syntax/records.rs", "MOST_MEMBERS: usize = 4096;", "| fields of a record, values of an enumeration | 4 096 |"),
        ("src/data/mod.rs", "limit: 100,", "| 100, then their number |"),
        ("src/run/whole.rs", "MOST_FINDINGS: usize = 20;", "| 20 |"),
        ("src/program/from_syntax/tables/mod.rs", "LIMIT: usize = 100_000;", "| 100 000;"),
        ("src/program/from_syntax/conditions.rs", "LIMIT: usize = 100_000;", "| 100 000;"),
        ("src/program/calendar.rs", "MOST_PERIODS: i64 = 10_000;", "| 10 000 |"),
        ("src/run/kernels/build.rs", "MOST_MADE: usize = 1 << 29;", "| 536 870 912 |"),
        ("src/data/headings.rs", "MOST_COLUMNS: usize = 4096;", "| 4 096 |"),
        ("src/data/formats/mod.rs", "saturating_mul(1_000).saturating_add(1_000_000)", "| 1 000 for each of its bytes, and 1 000 000 |"),
        ("src/data/formats/compressed.rs", "MOST_FOR_EACH: u64 = 1_000;", "| 1 000 bytes for each of its own, and 64 MiB |"),
        ("src/data/formats/excel/package.rs", "MOST_FOR_EACH: u64 = 200;", "| 200 bytes for each of its own, and 64 MiB |"),
        ("src/run/limits.rs", "MOST: i128 = 1_000_000_000_000_000_000;", "| 18 digits before the point |"),
        ("src/run/limits.rs", "MOST_BITS: u64 = 262_144;", "| 262 144 bits"),
    ] {
        let code = std::fs::read_to_string(root().join(file)).unwrap();
        assert!(code.contains(constant), "{file} no longer says `{constant}`: see docs/reference/limits.md");
        assert!(page.contains(shown), "docs/reference/limits.md does not say `{shown}`");
    }
}
