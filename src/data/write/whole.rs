//! Files that appear whole or not at all.
//!
//! A file is written beside its place under another name and moved there when it is complete; so is a folder, file by file after
//! all of them are complete. A run that stops half-way leaves what was there before.

use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

/// Writes a file in one step: whoever opens it sees the old one or the new one.
///
/// # Errors
/// What the system says; then the old file is as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = NamedTempFile::with_prefix_in(".merit-", beside(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    share(file.path())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A folder of results on its way.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    draft: TempDir,
    names: Vec<String>,
}

impl Folder {
    /// Begins a folder beside its place; the folders above it are made.
    ///
    /// # Errors
    /// What the system says.
    pub fn begin(target: &Path) -> io::Result<Folder> {
        let above = beside(target);
        std::fs::create_dir_all(above)?;
        if target.exists() && !target.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, target.display().to_string()));
        }
        let draft = Builder::new().prefix(".merit-").tempdir_in(above)?;
        Ok(Folder { target: target.to_owned(), draft, names: Vec::new() })
    }

    /// Adds a file to it; nothing is seen in its place yet.
    ///
    /// # Errors
    /// What the system says; a name that leads out of the folder is refused.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.add_with(name, |out| out.write_all(bytes))
    }

    /// Adds a file that is written piece by piece.
    ///
    /// # Errors
    /// What the system or the one who writes says; a name that leads out of the folder is refused.
    pub fn add_with(&mut self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut file = self.create(name)?;
        write(&mut file)?;
        file.sync_all()
    }

    /// Begins a file in it; who writes it sees to it that all of it is on the disk before the folder is finished.
    ///
    /// # Errors
    /// What the system says; a name that leads out of the folder is refused.
    pub fn create(&mut self, name: &str) -> io::Result<std::fs::File> {
        let plain = Path::new(name).file_name().is_some_and(|file| file == name);
        if plain { self.open(name) } else { Err(not_new(name)) }
    }

    /// Adds a file in a folder below it, as `data/manager.csv`.
    ///
    /// # Errors
    /// What the system says; a path that leads out of the folder is refused.
    pub fn add_below(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(not_new(path));
        }
        open_folders(self.draft.path(), &self.draft.path().join(path))?;
        let mut file = self.open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn open(&mut self, name: &str) -> io::Result<std::fs::File> {
        if self.names.iter().any(|known| known == name) {
            return Err(not_new(name));
        }
        let file = std::fs::File::create_new(self.draft.path().join(name))?;
        self.names.push(name.to_owned());
        Ok(file)
    }

    /// Moves it in place: at once where there was no folder; else its files replace those of the same names, and others stay.
    ///
    /// # Errors
    /// What the system says; then files that were replaced already are put back.
    pub fn finish(self) -> io::Result<()> {
        if !self.target.exists() {
            let draft = self.draft.keep();
            if let Err(error) = open_folder(&draft).and_then(|()| std::fs::rename(&draft, &self.target)) {
                let _ = std::fs::remove_dir_all(&draft);
                return Err(error);
            }
            return Ok(());
        }
        let kept = Builder::new().prefix(".merit-").tempdir_in(beside(&self.target))?;
        for (at, name) in self.names.iter().enumerate() {
            let (new, place, old) = (self.draft.path().join(name), self.target.join(name), kept.path().join(name));
            let ready = open_folders(&self.target, &place).and_then(|()| open_folders(kept.path(), &old));
            if let Err(error) = ready.and_then(|()| replace(&new, &place, &old)) {
                for name in self.names.iter().take(at) {
                    put_back(&self.target.join(name), &kept.path().join(name));
                }
                self.names.iter().take(at.saturating_add(1)).for_each(|name| drop_empty_folders(&self.target, &self.target.join(name)));
                return Err(error);
            }
        }
        Ok(())
    }
}

fn not_new(name: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("`{name}` is not the name of a new file"))
}

/// Makes the folders between a folder and a file below it.
fn open_folders(top: &Path, file: &Path) -> io::Result<()> {
    let above = beside(file);
    if above == top || above.is_dir() {
        return Ok(());
    }
    open_folders(top, above)?;
    std::fs::create_dir(above)?;
    open_folder(above)
}

/// Takes away the folders between a folder and a file below it that hold nothing.
fn drop_empty_folders(top: &Path, file: &Path) {
    let mut above = beside(file);
    while above != top && above.starts_with(top) && std::fs::remove_dir(above).is_ok() {
        above = beside(above);
    }
}

/// Moves a file to its place and keeps the one that was there.
fn replace(new: &Path, place: &Path, kept: &Path) -> io::Result<()> {
    // A copy is kept, not the file itself: so its place is never empty.
    match std::fs::copy(place, kept) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(_) | Err(_) => {}
    }
    std::fs::rename(new, place)
}

fn put_back(place: &Path, kept: &Path) {
    // Nothing more can be done when this fails too: the first error is the one that is told.
    let _ = if kept.exists() { std::fs::rename(kept, place) } else { std::fs::remove_file(place) };
}

/// The folder that a path lies in.
fn beside(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Temporary files are for their owner alone; a finished one is as any other file.
#[cfg(unix)]
fn share(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn open_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
