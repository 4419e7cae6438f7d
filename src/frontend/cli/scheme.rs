//! A scheme on the disk: a folder with `scheme.merit`, or a policy file.

use super::{Exit, Ui};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::engine::{Engine, Policy};
use crate::program::Delivery;
use crate::say;
use crate::source::FileLoader;
use std::path::{Path, PathBuf};

/// A compiled policy and the folder it lies in.
#[derive(Debug)]
pub struct Scheme {
    /// The policy.
    pub policy: Policy,
    /// Its file.
    pub file: PathBuf,
    /// Its folder, where its data lies.
    pub folder: PathBuf,
}

impl Scheme {
    /// Where cases beside the policy lie.
    pub fn tests(&self) -> PathBuf {
        self.folder.join("tests")
    }

    /// Where the rows that are expected of its results lie.
    pub fn expected(&self) -> PathBuf {
        self.folder.join("expected")
    }

    /// The file of the rows that are expected of a result.
    pub fn expected_of(&self, result: &Delivery) -> PathBuf {
        self.expected().join(format!("{}.csv", result.file))
    }
}

/// Compiles the scheme at a path, shows what was found, and takes up the policy's language.
pub fn open(path: &Path, ui: &mut Ui) -> Result<Scheme, Exit> {
    let scheme = open_quietly(path, ui)?;
    ui.findings(scheme.policy.sources(), scheme.policy.findings());
    Ok(scheme)
}

/// The same without the warnings of a sound policy.
pub fn open_quietly(path: &Path, ui: &mut Ui) -> Result<Scheme, Exit> {
    let file = if path.is_dir() { in_folder(path) } else { path.to_owned() };
    if !file.exists() {
        let name = file.display().to_string();
        let finding = Diagnostic::new(Code::E0110, say!("there is no policy at `{name}`", "`{name}` 处没有办法文件"))
            .help(say!(
                "give a folder that holds `scheme.merit` or `scheme.md`, or a `.merit` or `.md` file",
                "请给出含有 `scheme.merit` 或 `scheme.md` 的文件夹，或一个 `.merit` 或 `.md` 文件"
            ))
            .at_data(DataPlace { file: name, line: None, column: None, value: None, cell: None });
        ui.findings(&Default::default(), &[finding]);
        return Err(Exit::Usage);
    }
    match Engine::load(&FileLoader, &file.display().to_string()) {
        Ok(policy) => {
            ui.speak(policy.language());
            let folder = file.parent().map_or_else(|| PathBuf::from("."), Path::to_owned);
            Ok(Scheme { policy, file, folder })
        }
        Err(rejected) => {
            ui.speak(rejected.language);
            ui.findings(&rejected.sources, &rejected.findings);
            Err(Exit::Policy)
        }
    }
}

/// The policy of a folder: `scheme.merit`, or where there is none `scheme.md`.
fn in_folder(folder: &Path) -> PathBuf {
    let [plain, literate] = ["scheme.merit", "scheme.md"].map(|name| folder.join(name));
    if !plain.exists() && literate.exists() { literate } else { plain }
}
