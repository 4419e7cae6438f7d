//! The help in Chinese: of every command, argument and value that the English help tells of, and of wrong use.

use std::process::Command;

use clap::CommandFactory;
use merit::diagnostics::Language;
use merit::frontend::cli::{Cli, command};

fn is_chinese(text: &str) -> bool {
    text.chars().any(|sign| ('\u{4E00}'..='\u{9FFF}').contains(&sign))
}

/// What of a command, and of those below it, has no Chinese words.
fn missing(english: &clap::Command, chinese: &clap::Command, missing: &mut Vec<String>) {
    let name = english.get_name();
    let mut wanted = |what: String, text: String| {
        if !is_chinese(&text) {
            missing.push(format!("{name} {what}: {text}"));
        }
    };
    wanted("about".to_owned(), chinese.get_about().map(ToString::to_string).unwrap_or_default());
    if english.get_after_help().is_some() {
        wanted("examples".to_owned(), chinese.get_after_help().map(ToString::to_string).unwrap_or_default());
    }
    for argument in english.get_arguments() {
        let id = argument.get_id().as_str();
        let told = chinese.get_arguments().find(|told| told.get_id() == id).unwrap();
        wanted(id.to_owned(), told.get_help().map(ToString::to_string).unwrap_or_default());
        wanted(format!("{id} heading"), told.get_help_heading().unwrap_or_default().to_owned());
        if !argument.get_action().takes_values() {
            continue;
        }
        for place in told.get_value_names().unwrap_or_default() {
            wanted(format!("{id} value"), place.to_string());
        }
        let long = told.get_long_help().map(ToString::to_string).unwrap_or_default();
        for value in argument.get_possible_values().iter().filter(|value| value.get_help().is_some()) {
            let line = long.lines().find(|line| line.starts_with(&format!("- {}：", value.get_name())));
            wanted(format!("{id} {}", value.get_name()), line.unwrap_or_default().to_owned());
        }
    }
    for (english, chinese) in english.get_subcommands().zip(chinese.get_subcommands()) {
        assert_eq!(english.get_name(), chinese.get_name());
        self::missing(english, chinese, missing);
    }
}

#[test]
fn all_help_is_in_chinese_too() {
    let mut english = Cli::command();
    english.build();
    let mut found = Vec::new();
    missing(&english, &command(Language::Chinese), &mut found);
    assert!(found.is_empty(), "src/frontend/cli/chinese/words.rs has no words for:\n{}", found.join("\n"));
}

/// What the command says of wrong use, and whether its exit code says so.
fn said(arguments: &[&str], language: Option<&str>) -> String {
    let mut merit = Command::new(env!("CARGO_BIN_EXE_merit"));
    merit.args(arguments).env_remove("MERIT_LANG");
    if let Some(language) = language {
        merit.env("MERIT_LANG", language);
    }
    let output = merit.output().unwrap();
    let shown = if arguments.is_empty() { "merit".to_owned() } else { format!("merit {}", arguments.join(" ")) };
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    format!("$ {shown}   [{}]\n{told}\n", output.status.code().unwrap())
}

#[test]
fn wrong_use_is_told_in_chinese() {
    let asked: [&[&str]; 12] = [
        &["rn"],
        &[],
        &["run"],
        &["run", "x", "--as-off", "2026-06-30"],
        &["run", "x", "--format", "yaml"],
        &["run", "x", "--format"],
        &["run", "x", "--threads", "two"],
        &["run", "x", "--bom", "--bom"],
        &["run", "x", "--only", "a=b", "--against", "c"],
        &["test", "x", "--at-least", "90%"],
        &["test", "x", "--coverage", "--at-least", "500%"],
        &["help", "nothing"],
    ];
    insta::assert_snapshot!(asked.iter().map(|asked| said(asked, Some("zh"))).collect::<String>());
}

#[test]
fn the_language_of_help_is_the_one_asked_for_last() {
    let is_chinese = |arguments: &[&str], language| said(arguments, language).contains("用法:");
    assert!(is_chinese(&["--help", "--lang", "zh"], None));
    assert!(is_chinese(&["run", "--lang=zh", "-h"], None));
    assert!(is_chinese(&["help", "run"], Some("zh")));
    assert!(!is_chinese(&["--help"], None));
    assert!(!is_chinese(&["--lang", "en", "--help"], Some("zh")), "the argument comes before the variable");
    assert!(said(&["man", "run", "--lang", "zh"], None).contains(".SH 用法"));
}
