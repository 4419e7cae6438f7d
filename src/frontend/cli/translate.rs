//! `merit translate`: a policy with the keywords of the other language.

use super::{Exit, Lang, Ui, paths};
use crate::data::write::whole::write_file;
use crate::diagnostics::{Language, Text};
use crate::format::Unformatted;
use crate::say;
use crate::source::Sources;
use crate::translate::translate_file;
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What to translate.
#[derive(Debug, Args)]
pub struct TranslateArgs {
    /// Policy files, folders that hold some, or `-` for standard input; otherwise the folder one is in
    paths: Vec<PathBuf>,
    /// The language of the keywords
    #[arg(long, value_enum)]
    to: Lang,
    /// Change the files; otherwise the one file is printed
    #[arg(long)]
    write: bool,
}

/// Translates policies.
pub fn translate(args: &TranslateArgs, ui: &mut Ui) -> Exit {
    let files = match paths::policies(&args.paths, ui) {
        Ok(files) => files,
        Err(exit) => return exit,
    };
    let stdin = files.iter().any(|file| paths::is_stdin(file));
    if files.len() > 1 && (!args.write || stdin) {
        ui.say(&say!("one file alone can be printed; `--write` changes several", "只能输出一个文件；`--write` 可改写多个"));
        return Exit::Usage;
    }
    // Every file is translated before the first is written: a scheme is in one language, or in the other.
    let mut done = Vec::new();
    for file in &files {
        match one(file, args.to, ui) {
            Ok((before, after)) => done.push((file, before, after)),
            Err(exit) => return exit,
        }
    }
    let (mut changed, mut expecting) = (0, BTreeSet::new());
    for (file, before, after) in &done {
        if !args.write || stdin {
            ui.give(after);
        } else if before != after {
            if let Err(error) = write_file(file, after.as_bytes()) {
                let name = file.display();
                ui.say(&say!("`{name}` cannot be written: {error}", "无法写入 `{name}`：{error}"));
                return Exit::Failed;
            }
            changed += 1;
            let scheme = file.parent().unwrap_or(Path::new(""));
            if scheme.join("expected").is_dir() {
                expecting.insert(scheme.to_path_buf());
            }
        }
    }
    if args.write && !stdin {
        let plural = if changed == 1 { "" } else { "s" };
        ui.say(&Text::both(format!("{changed} file{plural} translated"), format!("已转换 {changed} 个文件")));
    }
    // What results say of absences, of yes and no, is in the language of the policy.
    for scheme in expecting {
        let folder = scheme.join("expected");
        let (folder, scheme) = (folder.display(), if scheme.as_os_str().is_empty() { Path::new(".") } else { &scheme }.display());
        ui.say(&say!(
            "`{folder}` says yes, no and `n/a` as the policy did before: `merit test {scheme} --update` shows and writes what it says now",
            "`{folder}` 中的是否与 `不适用` 仍是原来的写法：`merit test {scheme} --update` 显示并写入现在的写法"
        ));
    }
    Exit::Done
}

/// The text of a file before and after.
fn one(file: &Path, to: Lang, ui: &mut Ui) -> Result<(String, String), Exit> {
    let text = paths::read(file, ui)?;
    let name = file.display().to_string();
    let mut sources = Sources::default();
    let id = sources.add(&name, text.as_str());
    let to = match to {
        Lang::En => Language::English,
        Lang::Zh => Language::Chinese,
    };
    match translate_file(id, &name, &text, to) {
        Ok(after) => Ok((text, after)),
        Err(Unformatted::Mistakes(findings, language)) => {
            ui.speak(language);
            ui.findings(&sources, &findings);
            Err(Exit::Policy)
        }
        Err(Unformatted::Differs) => {
            ui.say(&say!(
                "`{name}` is left as it is: its translation would not be understood. This is a mistake of `merit translate`; please report it",
                "`{name}` 未作改动：转换后无法识别。这是 `merit translate` 的错误，请予反馈"
            ));
            Err(Exit::Failed)
        }
    }
}
