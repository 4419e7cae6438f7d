//! The help in Chinese: the commands as they are declared, with their words changed for those of one table.
//! What a command takes and does is declared once, in English; nothing of that is said here.

mod misuse;
#[cfg(all(test, feature = "lsp", feature = "parquet"))]
mod tests;
mod words;

use clap::builder::{Str, StyledStr};
use clap::{Arg, Command};

pub use misuse::Misuse;

const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法: {usage}\n\n{all-args}{after-help}";

/// The commands with Chinese help.
pub fn in_chinese(mut command: Command) -> Command {
    // Built, each command has its help, and the options that all commands have.
    command.build();
    translated(command)
}

fn translated(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let mut command = command.mut_args(|argument| explained(argument, &name)).mut_subcommands(translated);
    if let Some(about) = word(words::COMMANDS, &name) {
        command = command.about(about);
    }
    if let Some(examples) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(words::HEADINGS.iter().fold(examples, |text, (en, zh)| text.replace(en, zh)));
    }
    let usage = usage(&command.render_usage());
    command.help_template(TEMPLATE).subcommand_help_heading("命令").override_usage(usage)
}

/// How a command is used, without the heading.
fn usage(usage: &StyledStr) -> String {
    let usage = usage.to_string();
    usage
        .strip_prefix("Usage: ")
        .unwrap_or(&usage)
        .replace("[OPTIONS]", "[选项]")
        .replace("<COMMAND>", "<命令>")
        .replace("[COMMAND]", "[命令]")
}

/// An argument with its meaning, what may be said for it and what it is otherwise.
fn explained(argument: Arg, command: &str) -> Arg {
    let id = argument.get_id().to_string();
    let Some(help) = of_argument(words::ARGUMENTS, command, &id) else { return argument };
    let takes_value = argument.get_action().takes_values();
    let heading = match argument.get_help_heading() {
        Some(heading) => word(words::HEADINGS, heading).unwrap_or("选项"),
        None if argument.is_positional() => "参数",
        None => "选项",
    };
    let mut long = help.to_owned();
    let values = if takes_value { argument.get_possible_values() } else { Vec::new() };
    if !values.is_empty() {
        long.push_str("\n\n可选值：");
    }
    for value in &values {
        let name = value.get_name();
        match of_argument(words::VALUES, command, &format!("{id}={name}")) {
            Some(meaning) => long.push_str(&format!("\n- {name}：{meaning}")),
            None => long.push_str(&format!("\n- {name}")),
        }
    }
    let defaults: Vec<_> = argument.get_default_values().iter().filter(|_| takes_value).map(|value| value.to_string_lossy()).collect();
    let default = if defaults.is_empty() { String::new() } else { format!("[默认：{}]", defaults.join(" ")) };
    let variable = argument.get_env().map(|name| format!("[环境变量：{}]", name.to_string_lossy())).unwrap_or_default();
    let besides = [variable, default].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    let mut short = help.to_owned();
    if !besides.is_empty() {
        short.push_str(&format!(" {besides}"));
        long.push_str(&format!("\n\n{besides}"));
    }
    let places: Vec<Str> = argument.get_value_names().unwrap_or_default().to_vec();
    // Under a heading of our own, positional arguments are not put in their order by clap.
    let order = argument.get_index().unwrap_or_default();
    let argument = if argument.is_positional() { argument.display_order(order) } else { argument };
    let argument = argument.help(short).long_help(long).help_heading(heading);
    let argument = argument.hide_possible_values(true).hide_default_value(true).hide_env(true);
    if takes_value && !places.is_empty() {
        return argument.value_names(places.into_iter().map(|place| word(words::PLACES, &place).map_or(place, Str::from)));
    }
    argument
}

/// A page for `man` with Chinese headings, and each value on a line of its own as in the help.
pub fn page(page: &str) -> String {
    let page = page.replace("\n\\- ", "\n.br\n\\- ");
    words::SECTIONS.iter().fold(page, |page, (en, zh)| page.replace(&format!("\n.SH {en}\n"), &format!("\n.SH {zh}\n")))
}

/// Words by what they are of.
type Table = &'static [(&'static str, &'static str)];

/// The word of an argument, its own in this command or that of all commands.
fn of_argument(table: Table, command: &str, id: &str) -> Option<&'static str> {
    entry_of_argument(table, command, id).map(|(_, word)| *word)
}

fn entry_of_argument(table: Table, command: &str, id: &str) -> Option<&'static (&'static str, &'static str)> {
    let entry = |key: &str| table.iter().find(|(id, _)| *id == key);
    entry(&format!("{command}.{id}")).or_else(|| entry(id))
}

fn word(table: Table, key: &str) -> Option<&'static str> {
    table.iter().find(|(id, _)| *id == key).map(|(_, word)| *word)
}
