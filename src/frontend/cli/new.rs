//! `merit new`: a scheme folder to begin with.

use super::{Exit, Ui};
use crate::data::write::whole::Folder;
use crate::diagnostics::{Code, Diagnostic, Text, nearest};
use crate::say;
use crate::templates::{TEMPLATES, Template};
use clap::Args;
use std::path::{Path, PathBuf};

/// What to make, and where.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The folder to make; it may be there already if it is empty, as `.`
    #[arg(required_unless_present = "list")]
    folder: Option<PathBuf>,
    /// What to begin with, one of those that `--list` shows
    #[arg(long, value_name = "NAME", default_value = TEMPLATES[0].name)]
    template: String,
    /// The name of the policy; otherwise that of the folder
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Show what there is to begin with
    #[arg(long)]
    list: bool,
}

/// Makes a scheme folder, in the language of the messages.
pub fn new(args: &NewArgs, ui: &mut Ui) -> Exit {
    let Some(folder) = args.folder.as_deref().filter(|_| !args.list) else {
        let width = TEMPLATES.iter().map(|template| template.name.len()).max().unwrap_or_default();
        for template in &TEMPLATES {
            ui.give(&format!("{:width$}  {}\n", template.name, template.about().get(ui.language())));
        }
        return Exit::Done;
    };
    let made = template(&args.template).and_then(|template| make(template, folder, args.name.as_deref(), ui));
    match made {
        Ok(paths) => {
            tell(folder, &args.template, &paths, ui);
            Exit::Done
        }
        Err(finding) => {
            ui.findings(&Default::default(), &[*finding]);
            Exit::Usage
        }
    }
}

fn template(name: &str) -> Result<&'static Template, Box<Diagnostic>> {
    Template::named(name).ok_or_else(|| {
        let known = TEMPLATES.map(|template| template.name);
        let help = match nearest(name, known.into_iter()) {
            Some(near) => say!("did you mean `{near}`", "是否想写 `{near}`"),
            None => Text::both(format!("there are {}", known.join(", ")), format!("现有 {}", known.join("、"))),
        };
        refused(say!("there is no template `{name}`", "没有样板 `{name}`")).help(help).into()
    })
}

/// Writes the files of a template, all or none, and gives their paths in the folder.
fn make(template: &Template, folder: &Path, name: Option<&str>, ui: &Ui) -> Result<Vec<&'static str>, Box<Diagnostic>> {
    free(folder)?;
    let name = match name {
        Some(name) => name.to_owned(),
        None => name_of(folder),
    };
    let files = template
        .files(ui.language(), &name)
        .map_err(|reason| refused(reason).help(say!("say it with `--name \"Pay 2026\"`", "请用 `--name \"2026年考核办法\"` 写明")))?;
    let written = Folder::begin(folder).and_then(|mut draft| {
        files.iter().try_for_each(|(path, text)| draft.add_below(path, text.as_bytes()))?;
        draft.finish()
    });
    let shown = folder.display();
    written.map_err(|error| refused(say!("`{shown}` could not be written: {error}", "无法写入 `{shown}`：{error}")))?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Sees that nothing is in the way. Hidden files are not: a folder may be kept by a program for versions before anything is in it.
fn free(folder: &Path) -> Result<(), Box<Diagnostic>> {
    let shown = folder.display();
    if !folder.exists() {
        return Ok(());
    }
    let elsewhere = || say!("give the name of a folder that is not there yet", "请给出一个尚不存在的文件夹名");
    if !folder.is_dir() {
        return Err(refused(say!("`{shown}` is a file", "`{shown}` 是文件")).help(elsewhere()).into());
    }
    let entries = std::fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
    let entries = entries.map_err(|error| refused(say!("`{shown}` cannot be read: {error}", "`{shown}` 无法读取：{error}")))?;
    let mut names: Vec<String> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    match names.first() {
        None => Ok(()),
        Some(one) => Err(refused(say!("`{shown}` is not empty: `{one}` is in it", "`{shown}` 不是空文件夹：其中有 `{one}`"))
            .help(elsewhere())
            .into()),
    }
}

/// The name of a folder, also of one that is called `.`.
fn name_of(folder: &Path) -> String {
    let named = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let here = || std::path::absolute(folder).ok()?.canonicalize().ok()?.file_name().map(|name| name.to_string_lossy().into_owned());
    named.or_else(here).unwrap_or_default()
}

fn refused(message: Text) -> Diagnostic {
    Diagnostic::new(Code::E0701, message)
}

/// Says what was made and what to type next.
fn tell(folder: &Path, template: &str, paths: &[&str], ui: &Ui) {
    let shown = folder.display().to_string();
    let (en, zh) = (paths.join(", "), paths.join("、"));
    ui.say(&say!("`{shown}` is made from `{template}`: {en}", "已由样板 `{template}` 建立 `{shown}`：{zh}"));
    let typed = if shown.contains(char::is_whitespace) { format!("\"{shown}\"") } else { shown };
    let next = [format!("merit check {typed}"), format!("merit run {typed}"), format!("merit why {typed} M01")];
    let next = next.map(|line| format!("\n  {line}")).concat();
    ui.say(&say!("next:{next}", "接下来：{next}"));
}
