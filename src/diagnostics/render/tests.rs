//! Both languages in all three formats, and the edges where drawing could fail.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::diagnostics::{Code, DataPlace};
use crate::say;
use crate::source::{SourceId, Span};

const ENGLISH: &str = "article 21 \"Bad loans\" {\n  bad_ratio = bad / all, blank as 0%\n}\n\narticle 40 \"Pay-out\" {\n  total payout = capability + bad_ratio\n}\n";
const CHINESE: &str = "第四十条 “实发” {\r\n  总额 实发金额 = 能力工资 + 不良率\r\n}";

fn span_of(sources: &Sources, id: SourceId, word: &str) -> Span {
    let at = sources.get(id).unwrap().text.rfind(word).unwrap();
    Span::new(id, at, at + word.len())
}

fn sample() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let english = sources.add("scheme.merit", ENGLISH);
    let chinese = sources.add("办法.merit", CHINESE);
    let first = Diagnostic::new(Code::E0301, say!("money and a ratio cannot be added", "金额与比率不能相加"))
        .label(
            span_of(&sources, english, "capability"),
            say!("`capability` is money (CNY): it is a pay", "`capability` 是金额（CNY）：薪酬项"),
        )
        .label(span_of(&sources, english, "bad_ratio"), say!("`bad_ratio` is a ratio", "`bad_ratio` 是比率"))
        .label(Span::new(english, 27, 36), say!("money ÷ money is a ratio", "金额除以金额得比率"))
        .help(say!("a share of an amount is written `capability × bad_ratio`", "金额的一部分请写成 `capability × bad_ratio`"));
    let second = Diagnostic::new(Code::E0301, say!("money and a ratio cannot be added", "金额与比率不能相加"))
        .label(span_of(&sources, chinese, "能力工资"), say!("`能力工资` is money", "`能力工资` 是金额"))
        .label(span_of(&sources, chinese, "不良率"), say!("`不良率` is a ratio", "`不良率` 是比率"))
        .label(span_of(&sources, english, "bad / all"), say!("defined like this one", "与此处的定义相同"))
        .fix(span_of(&sources, chinese, "+"), "×");
    let third = Diagnostic::new(Code::E0503, say!("this is not an amount", "这不是金额"))
        .at_data(DataPlace {
            file: "loan.csv".into(),
            line: Some(17),
            column: Some("balance".into()),
            value: Some("12,5".into()),
            cell: None,
        })
        .help(say!("amounts are written `1234.50`", "金额写成 `1234.50`"));
    let fourth = Diagnostic::new(Code::W1001, say!("`x` is never used", "`x` 没有用到"));
    (sources, vec![first, second, third, fourth])
}

fn shown(format: Format, language: Language) -> String {
    let (sources, diagnostics) = sample();
    Renderer { format, language, color: false, width: 90 }.render(&sources, &diagnostics)
}

#[test]
fn plain_english() {
    insta::assert_snapshot!(shown(Format::Plain, Language::English));
}

#[test]
fn plain_chinese() {
    insta::assert_snapshot!(shown(Format::Plain, Language::Chinese));
}

#[cfg(feature = "cli")]
#[test]
fn human_english() {
    insta::assert_snapshot!(shown(Format::Human, Language::English));
}

#[cfg(feature = "cli")]
#[test]
fn human_chinese() {
    insta::assert_snapshot!(shown(Format::Human, Language::Chinese));
}

#[test]
fn json_english() {
    insta::assert_snapshot!(shown(Format::Json, Language::English));
}

#[test]
fn json_chinese_differs_in_its_messages_alone() {
    let parse = |language| serde_json::from_str::<serde_json::Value>(&shown(Format::Json, language)).unwrap();
    let (english, chinese) = (parse(Language::English), parse(Language::Chinese));
    assert_eq!(chinese[0]["message"], "金额与比率不能相加");
    assert_eq!(chinese[0]["severity"], "error");
    assert_eq!(chinese[1]["labels"], {
        let mut labels = english[1]["labels"].clone();
        for (label, message) in labels.as_array_mut().unwrap().iter_mut().zip(["`能力工资` 是金额", "`不良率` 是比率", "与此处的定义相同"])
        {
            label["message"] = message.into();
        }
        labels
    });
    assert_eq!(english[0]["messages"], chinese[0]["messages"]);
}

#[test]
fn the_summary_counts_by_severity() {
    let (_, diagnostics) = sample();
    let renderer = |language| Renderer { language, ..Renderer::default() };
    assert_eq!(renderer(Language::English).summary(&diagnostics), "3 errors, 1 warning");
    assert_eq!(renderer(Language::Chinese).summary(&diagnostics), "3 个错误，1 个警告");
    assert_eq!(renderer(Language::English).summary(&diagnostics[..1]), "1 error");
    assert_eq!(renderer(Language::Chinese).summary(&[]), "没有发现问题");
}

#[test]
fn no_span_of_any_text_fails_to_be_drawn() {
    let texts = ["", "\n", "a", "a\n", "工号\r\n", "\r\n\r\n", "a\rb\r", "x\n\n\ny", "存\t款\n\u{1b}[31m红\n末", "\u{202e}abc\n"];
    for text in texts {
        let mut sources = Sources::default();
        let id = sources.add("a.merit", text);
        for start in 0..=text.len() + 1 {
            for end in start..=text.len() + 2 {
                let finding = Diagnostic::new(Code::E0101, say!("one", "一"))
                    .label(Span::new(id, start, end), say!("here", "这里"))
                    .label(Span::new(id, 0, end), say!("there", "那里"))
                    .label(Span::new(SourceId(7), start, end), say!("nowhere", "无处"));
                for format in [Format::Human, Format::Plain, Format::Json] {
                    let shown = Renderer { format, ..Renderer::default() }.render(&sources, std::slice::from_ref(&finding));
                    assert!(shown.contains("here"), "{text:?} {start}..{end} {format:?}:\n{shown}");
                    assert!(!shown.contains(['\u{1b}', '\u{202e}', '\r']), "{text:?} {start}..{end} {format:?}");
                }
            }
        }
    }
}

#[test]
fn a_span_that_ends_before_it_begins_is_shown() {
    let (sources, _) = sample();
    let backwards = Diagnostic::new(Code::E0101, say!("one", "一")).label(Span::new(SourceId(0), 30, 10), say!("here", "这里"));
    assert!(Renderer::default().render(&sources, &[backwards]).contains("scheme.merit:2:6"));
}

#[cfg(feature = "cli")]
#[test]
fn marks_stand_under_wide_characters() {
    use unicode_width::UnicodeWidthStr;
    let mut sources = Sources::default();
    let id = sources.add("a.merit", "  薪酬 存款增长奖 = 能力工资 + 不良率");
    let finding = Diagnostic::new(Code::E0201, say!("unknown", "未知")).label(span_of(&sources, id, "能力工资"), say!("this", "此处"));
    let shown = Renderer::default().render(&sources, &[finding]);
    let line = shown.lines().find(|line| line.contains("能力工资")).unwrap();
    let marks = shown.lines().find(|line| line.contains('┬')).unwrap();
    let column = |line: &str, what: &str| UnicodeWidthStr::width(&line[..line.find(what).unwrap()]);
    assert_eq!(column(line, "能力工资"), column(marks, "─"), "{shown}");
    assert_eq!(marks.chars().filter(|mark| matches!(mark, '─' | '┬')).count(), 8, "four characters of two columns each:\n{shown}");
}

#[cfg(feature = "cli")]
#[test]
fn colour_is_only_used_when_asked_for() {
    let (sources, diagnostics) = sample();
    let colored = Renderer { color: true, ..Renderer::default() }.render(&sources, &diagnostics);
    assert!(colored.contains('\u{1b}'));
    assert!(!Renderer::default().render(&sources, &diagnostics).contains('\u{1b}'));
}

#[cfg(feature = "cli")]
#[test]
fn a_machine_written_line_is_not_drawn() {
    let mut sources = Sources::default();
    let id = sources.add("a.merit", "x".repeat(100_000));
    let finding = Diagnostic::new(Code::E0101, say!("one", "一")).label(Span::new(id, 5, 6), say!("here", "这里"));
    let shown = Renderer::default().render(&sources, &[finding]);
    assert!(shown.len() < 1_000 && shown.contains("a.merit:1:6"), "{shown}");
}
