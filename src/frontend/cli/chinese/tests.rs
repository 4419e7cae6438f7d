//! No word is left over of a command, an argument or a value that is no more.

#![allow(clippy::unwrap_used)]

use super::{Table, entry_of_argument, words};
use crate::frontend::cli::Cli;
use clap::{Command, CommandFactory};
use std::collections::BTreeSet;

/// What of the words the commands use, by table and key.
type Used = BTreeSet<(&'static str, String)>;

fn used_by(command: &Command, used: &mut Used) {
    let name = command.get_name();
    used.insert(("COMMANDS", name.to_owned()));
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    used.extend(words::HEADINGS.iter().filter(|(en, _)| examples.contains(en)).map(|(en, _)| ("HEADINGS", (*en).to_owned())));
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    used.extend(page.lines().filter_map(|line| line.strip_prefix(".SH ")).map(|section| ("SECTIONS", section.to_owned())));
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        used.extend(entry_of_argument(words::ARGUMENTS, name, id).map(|(key, _)| ("ARGUMENTS", (*key).to_owned())));
        used.extend(argument.get_help_heading().map(|heading| ("HEADINGS", heading.to_owned())));
        used.extend(argument.get_long().map(|long| ("WANTED", format!("--{long}"))));
        if argument.get_action().takes_values() {
            used.extend(argument.get_value_names().unwrap_or_default().iter().map(|place| ("PLACES", place.to_string())));
            let value = |value: clap::builder::PossibleValue| {
                let entry = entry_of_argument(words::VALUES, name, &format!("{id}={}", value.get_name()));
                entry.map(|(key, _)| ("VALUES", (*key).to_owned()))
            };
            used.extend(argument.get_possible_values().into_iter().filter_map(value));
        }
    }
    command.get_subcommands().for_each(|command| used_by(command, used));
}

#[test]
fn every_word_is_of_something() {
    let mut command = Cli::command();
    command.build();
    let mut used = Used::new();
    used_by(&command, &mut used);
    let tables: [(&'static str, Table); 7] = [
        ("COMMANDS", words::COMMANDS),
        ("ARGUMENTS", words::ARGUMENTS),
        ("VALUES", words::VALUES),
        ("PLACES", words::PLACES),
        ("HEADINGS", words::HEADINGS),
        ("SECTIONS", words::SECTIONS),
        ("WANTED", words::WANTED),
    ];
    let all = tables.into_iter().flat_map(|(table, entries)| entries.iter().map(move |(key, _)| (table, *key)));
    let left: Vec<String> =
        all.filter(|(table, key)| !used.contains(&(*table, (*key).to_owned()))).map(|(table, key)| format!("{table}: {key}")).collect();
    assert!(left.is_empty(), "words.rs has words that no command uses:\n{}", left.join("\n"));
}
