//! `merit man`: the help of each command as a page for `man`.

use super::{Exit, Ui, chinese, command, told};
use crate::data::write::whole::Folder;
use crate::diagnostics::{Language, nearest};
use crate::say;
use clap::{Args, Command};
use clap_mangen::Man;
use std::io;
use std::path::PathBuf;

/// Which page, and where it goes.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command whose page is given; without one, that of `merit`
    command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

/// Gives a page, or writes all of them.
pub fn man(args: &ManArgs, ui: &mut Ui) -> Exit {
    // Built, each command knows its whole name, and the options that all commands have.
    let language = ui.language();
    let mut merit = command(language).disable_help_subcommand(true);
    merit.build();
    if let Some(folder) = &args.out {
        let pages: Vec<Man> = std::iter::once(&merit).chain(merit.get_subcommands()).map(page).collect();
        let written = Folder::begin(folder).and_then(|mut draft| {
            pages.iter().try_for_each(|page| draft.add(&page.get_filename(), &text(page, language)?))?;
            draft.finish()
        });
        if let Err(error) = written {
            return told::not_written(folder, &error, ui);
        }
        let (shown, count) = (folder.display(), pages.len());
        ui.say(&say!("{shown}: {count} pages", "{shown}：{count} 页"));
        return Exit::Done;
    }
    let command = match &args.command {
        None => Some(&merit),
        Some(name) => merit.find_subcommand(name),
    };
    if let Some(command) = command {
        return told::given(text(&page(command), language), ui);
    }
    let name = args.command.as_deref().unwrap_or_default();
    ui.say(&match nearest(name, merit.get_subcommands().map(Command::get_name)) {
        Some(near) => say!("there is no command `{name}`; did you mean `{near}`", "没有命令 `{name}`；是否想写 `{near}`"),
        None => say!("there is no command `{name}`; `merit --help` lists all", "没有命令 `{name}`；`merit --help` 列出全部命令"),
    });
    Exit::Usage
}

/// The page of a command.
fn page(command: &Command) -> Man {
    Man::new(command.clone()).source(concat!("merit ", env!("CARGO_PKG_VERSION"))).manual("Merit")
}

fn text(page: &Man, language: Language) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    page.render(&mut text)?;
    Ok(match language {
        Language::English => text,
        Language::Chinese => chinese::page(&String::from_utf8_lossy(&text)).into_bytes(),
    })
}
