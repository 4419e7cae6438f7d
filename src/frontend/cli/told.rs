//! What is said of results once they are made: they go to standard output, or it is told what was written where.

use super::{Exit, Ui};
use crate::diagnostics::Text;
use crate::say;
use std::io;
use std::path::Path;

/// Gives a result on standard output, or says why it could not be made.
pub fn given(made: io::Result<Vec<u8>>, ui: &Ui) -> Exit {
    match made {
        Ok(bytes) => {
            ui.give_bytes(&bytes);
            Exit::Done
        }
        Err(error) => {
            ui.say(&say!("the result could not be written: {error}", "无法写出结果：{error}"));
            Exit::Failed
        }
    }
}

/// Says what was written into a folder, each file or sheet with its rows, or why nothing was.
pub fn written(folder: &Path, done: io::Result<()>, files: impl Iterator<Item = (Text, usize)>, ui: &Ui) -> Exit {
    if let Err(error) = done {
        return not_written(folder, &error, ui);
    }
    let shown = folder.display();
    for (Text { en, zh }, rows) in files {
        ui.say(&match rows {
            1 => say!("{shown}/{en}: 1 row", "{shown}/{zh}：1 行"),
            _ => say!("{shown}/{en}: {rows} rows", "{shown}/{zh}：{rows} 行"),
        });
    }
    Exit::Done
}

/// Says that a folder or a file could not be written.
pub fn not_written(path: &Path, error: &io::Error, ui: &Ui) -> Exit {
    let shown = path.display();
    ui.say(&say!("`{shown}` could not be written: {error}", "无法写入 `{shown}`：{error}"));
    Exit::Failed
}

/// Says that a terminal shows no such format.
pub fn no_text(ui: &Ui) -> Exit {
    ui.say(&say!(
        "this format is no text: give `--out DIR`, or send it to a file with `>`",
        "该格式不是文本：请用 `--out 文件夹`，或用 `>` 写入文件"
    ));
    Exit::Usage
}
