//! A page read as somebody would follow it: its files are written into an empty folder, its commands run there, in the order of the page.

use super::fences::{Fence, root};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of one page.
pub struct Session {
    folder: tempfile::TempDir,
}

impl Session {
    /// An empty folder.
    pub fn new() -> Session {
        Session { folder: tempfile::tempdir().unwrap() }
    }

    /// Lays the workbooks that a page links to into the folder.
    pub fn lay_out(&self, page: &Path) {
        let text = std::fs::read_to_string(page).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|target| target.ends_with(".xlsx")) {
            std::fs::copy(page.parent().unwrap().join(target), self.folder.path().join(target)).unwrap();
        }
    }

    /// Writes a fence that is a file or the end of one, and gives the whole file.
    pub fn write(&self, fence: &Fence) -> Option<String> {
        let (name, append) = match (fence.said("file="), fence.said("append=")) {
            (Some(name), _) => (name, false),
            (None, Some(name)) => (name, true),
            (None, None) => return None,
        };
        let path = self.folder.path().join(name);
        let between = if name.ends_with(".merit") { "\n" } else { "" };
        let before = if append { std::fs::read_to_string(&path).unwrap() + between } else { String::new() };
        let whole = before + &fence.text;
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &whole).unwrap();
        Some(whole)
    }

    /// Where a file of the page lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a fence of commands would show if it were typed now: each line that begins with `$ `, and what the command prints.
    /// A command that does not end well says so: `# exits with 3`.
    pub fn transcript(&self, fence: &Fence) -> Result<String, String> {
        let commands: Vec<&str> = fence.text.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
        if commands.is_empty() {
            return Err("shows no command: its line begins with `$ `".into());
        }
        let mut shown = String::new();
        for line in commands {
            let (command, exit) = match line.split_once("# exits with ") {
                Some((command, exit)) => (command, exit.trim().parse::<i32>().map_err(|error| error.to_string())?),
                None => (line, 0),
            };
            let (printed, code) = self.run(command);
            if code != exit {
                return Err(format!("`{line}` ended with {code}:\n{printed}"));
            }
            shown.push_str(&format!("$ {line}\n{printed}"));
            if !printed.is_empty() && !printed.ends_with('\n') {
                shown.push('\n');
            }
        }
        Ok(shown)
    }

    /// Runs a command in the folder; gives what it printed, errors among the rest, and its exit code.
    fn run(&self, command: &str) -> (String, i32) {
        if command.contains("policies/") && !self.folder.path().join("policies").exists() {
            copy(&root().join("policies"), &self.folder.path().join("policies"));
        }
        let merit = Path::new(env!("CARGO_BIN_EXE_merit")).parent().unwrap().display().to_string();
        let path = format!("{merit}:{}", std::env::var("PATH").unwrap_or_default());
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(self.folder.path())
            .env("PATH", path)
            .env("LC_ALL", "C")
            .env_remove("MERIT_LANG")
            .env_remove("MERIT_ERROR_FORMAT")
            .output()
            .unwrap();
        (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap_or(-1))
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { std::fs::copy(entry.path(), target).map(|_| ()).unwrap() }
    }
}
