//! `merit format`: one style for all policies.

use super::{Exit, Ui, paths};
use crate::data::write::whole::write_file;
use crate::diagnostics::{Language, Text};
use crate::format::{Unformatted, format_file};
use crate::say;
use crate::source::Sources;
use clap::Args;
use similar::TextDiff;
use std::path::{Path, PathBuf};

/// The most lines of differences that are shown of a file.
const MOST_LINES: usize = 40;

/// What to format.
#[derive(Debug, Args)]
pub struct FormatArgs {
    /// Policy files, folders that hold some, or `-` for standard input; otherwise the folder one is in
    paths: Vec<PathBuf>,
    /// Write nothing: name the files that are not in style, and show what would change
    #[arg(long, conflicts_with = "stdout")]
    check: bool,
    /// Print what a file would be, and leave it as it is
    #[arg(long)]
    stdout: bool,
}

/// What became of a file.
enum Done {
    InStyle,
    Changed,
    Failed(Exit),
}

/// Formats policies.
pub fn format(args: &FormatArgs, ui: &mut Ui) -> Exit {
    let files = match paths::policies(&args.paths, ui) {
        Ok(files) => files,
        Err(exit) => return exit,
    };
    if files.len() > 1 && (args.stdout || files.iter().any(|file| paths::is_stdin(file))) {
        ui.say(&say!("one file alone can be printed", "只能输出一个文件"));
        return Exit::Usage;
    }
    let (mut changed, mut in_style, mut exit) = (0, 0, Exit::Done);
    for file in &files {
        match one(file, args, ui) {
            Done::InStyle => in_style += 1,
            Done::Changed => changed += 1,
            // What is wrong with one file does not keep the others from their style.
            Done::Failed(failed) if exit == Exit::Done => exit = failed,
            Done::Failed(_) => {}
        }
    }
    if args.stdout || files.iter().any(|file| paths::is_stdin(file)) && !args.check {
        return exit;
    }
    let counted = |count: usize| format!("{count} file{}", if count == 1 { "" } else { "s" });
    if args.check {
        if changed > 0 {
            ui.say(&Text::both(
                format!("{} not in style, {} in style; `merit format` puts them right", counted(changed), counted(in_style)),
                format!("{changed} 个文件格式不符，{in_style} 个符合；运行 `merit format` 即可整理"),
            ));
            return if exit == Exit::Done { Exit::Failed } else { exit };
        }
        ui.say(&Text::both(format!("{} in style", counted(in_style)), format!("{in_style} 个文件格式符合")));
        return exit;
    }
    ui.say(&Text::both(
        format!("{} formatted, {} in style before", counted(changed), counted(in_style)),
        format!("已整理 {changed} 个文件，{in_style} 个原已符合"),
    ));
    exit
}

fn one(file: &Path, args: &FormatArgs, ui: &mut Ui) -> Done {
    let text = match paths::read(file, ui) {
        Ok(text) => text,
        Err(exit) => return Done::Failed(exit),
    };
    let name = file.display().to_string();
    let mut sources = Sources::default();
    let id = sources.add(&name, text.as_str());
    let laid_out = match format_file(id, &name, &text) {
        Ok(laid_out) => laid_out,
        Err(Unformatted::Mistakes(findings, language)) => {
            ui.speak(language);
            ui.findings(&sources, &findings);
            ui.say(&say!("`{name}` is left as it is", "`{name}` 未作改动"));
            return Done::Failed(Exit::Policy);
        }
        Err(Unformatted::Differs) => {
            ui.say(&say!(
                "`{name}` is left as it is: laid out, it would say something else. This is a mistake of `merit format`; please report it",
                "`{name}` 未作改动：整理后含义会改变。这是 `merit format` 的错误，请予反馈"
            ));
            return Done::Failed(Exit::Failed);
        }
    };
    let same = laid_out == text;
    if args.check {
        if !same {
            ui.give(&difference(&name, &text, &laid_out, ui.language()));
        }
    } else if args.stdout || paths::is_stdin(file) {
        ui.give(&laid_out);
    } else if !same && let Err(error) = write_file(file, laid_out.as_bytes()) {
        ui.say(&say!("`{name}` cannot be written: {error}", "无法写入 `{name}`：{error}"));
        return Done::Failed(Exit::Failed);
    }
    if same { Done::InStyle } else { Done::Changed }
}

/// The first lines that would change, as `diff -u` shows them.
pub(super) fn difference(name: &str, before: &str, after: &str, language: Language) -> String {
    let diff = TextDiff::from_lines(before, after);
    let shown = diff.unified_diff().context_radius(1).header(name, name).to_string();
    let mut short: String = shown.split_inclusive('\n').take(MOST_LINES).collect();
    let more = shown.lines().count().saturating_sub(MOST_LINES);
    if more > 0 {
        short.push_str(say!("… {more} more lines\n", "… 另有 {more} 行\n").get(language));
    }
    short
}
