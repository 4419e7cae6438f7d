//! How a host hands in texts: from files, from memory, or from wherever it keeps them.

use std::{collections::BTreeMap, fs::File, io::Read};

/// How many bytes a policy file may have.
pub const POLICY_LIMIT: u64 = 4 << 20;

/// Gives the text of a path.
pub trait Loader {
    /// The whole text, without a byte order mark.
    ///
    /// # Errors
    /// When the text is not there, is too large or is not UTF-8.
    fn load(&self, path: &str) -> Result<String, LoadError>;
}

/// Why a text could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// It is larger than a policy may be.
    TooLarge {
        /// The path that was asked for.
        path: String,
        /// The most bytes that are allowed.
        limit: u64,
    },
    /// It holds bytes that are not UTF-8.
    NotUtf8 {
        /// The path that was asked for.
        path: String,
        /// The line of the first such byte, from 1.
        line: u64,
        /// Its place in the file, from 0.
        offset: u64,
        /// The byte itself.
        byte: u8,
    },
    /// It is not there or cannot be read.
    Unreadable {
        /// The path that was asked for.
        path: String,
        /// What stood in the way.
        reason: Unreadable,
    },
}

/// What stands in the way of reading a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is no such file.
    Missing,
    /// It is a folder.
    Folder,
    /// The user may not read it.
    Forbidden,
    /// Something else, in the words of the system.
    Other(String),
}

/// Loads policies from files, up to [`POLICY_LIMIT`] bytes each.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileLoader;

impl Loader for FileLoader {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        let unreadable = |error: std::io::Error| LoadError::Unreadable { path: path.to_owned(), reason: reason(&error) };
        let file = File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        file.take(POLICY_LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        decode(path, bytes)
    }
}

/// Gives texts from a map, for tests and for hosts that keep policies elsewhere.
#[derive(Clone, Debug, Default)]
pub struct MemoryLoader {
    texts: BTreeMap<String, Vec<u8>>,
}

impl MemoryLoader {
    /// A loader with no texts.
    pub fn new() -> MemoryLoader {
        MemoryLoader::default()
    }

    /// Adds a text, as a string or as the bytes that a file would have.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<Vec<u8>>) -> MemoryLoader {
        self.texts.insert(path.into(), text.into());
        self
    }
}

impl Loader for MemoryLoader {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        match self.texts.get(path) {
            Some(bytes) => decode(path, bytes.clone()),
            None => Err(LoadError::Unreadable { path: path.to_owned(), reason: Unreadable::Missing }),
        }
    }
}

fn reason(error: &std::io::Error) -> Unreadable {
    match error.kind() {
        std::io::ErrorKind::NotFound => Unreadable::Missing,
        std::io::ErrorKind::IsADirectory => Unreadable::Folder,
        std::io::ErrorKind::PermissionDenied => Unreadable::Forbidden,
        _ => Unreadable::Other(error.to_string()),
    }
}

/// The text that the bytes of a policy say, without a byte order mark.
///
/// # Errors
/// When there are too many, or some are not UTF-8.
pub fn decode(path: &str, mut bytes: Vec<u8>) -> Result<String, LoadError> {
    if bytes.len() as u64 > POLICY_LIMIT {
        return Err(LoadError::TooLarge { path: path.to_owned(), limit: POLICY_LIMIT });
    }
    if let Err(error) = std::str::from_utf8(&bytes) {
        let at = error.valid_up_to();
        let (good, bad) = bytes.split_at_checked(at).unwrap_or((&[], &[]));
        return Err(LoadError::NotUtf8 {
            path: path.to_owned(),
            line: good.iter().filter(|byte| **byte == b'\n').count() as u64 + 1,
            offset: at as u64,
            byte: bad.first().copied().unwrap_or(0),
        });
    }
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn texts_come_from_memory_without_their_byte_order_mark() {
        let loader = MemoryLoader::new().with("a.merit", "\u{feff}办法").with("b.merit", "policy");
        assert_eq!(loader.load("a.merit").unwrap(), "办法");
        assert_eq!(loader.load("b.merit").unwrap(), "policy");
        assert_eq!(loader.load("c.merit"), Err(LoadError::Unreadable { path: "c.merit".into(), reason: Unreadable::Missing }));
    }

    #[test]
    fn the_first_byte_that_is_not_utf8_is_shown() {
        let loader = MemoryLoader::new().with("gbk.merit", b"policy\n\xB0\xEC\xB7\xA8".to_vec());
        assert_eq!(loader.load("gbk.merit"), Err(LoadError::NotUtf8 { path: "gbk.merit".into(), line: 2, offset: 7, byte: 0xB0 }));
    }

    #[test]
    fn the_limit_is_exact() {
        let limit = usize::try_from(POLICY_LIMIT).unwrap();
        let loader = MemoryLoader::new().with("full", vec![b'#'; limit]).with("over", vec![b'#'; limit + 1]);
        assert_eq!(loader.load("full").unwrap().len(), limit);
        assert_eq!(loader.load("over"), Err(LoadError::TooLarge { path: "over".into(), limit: POLICY_LIMIT }));
    }

    #[test]
    fn files_are_read_and_their_absence_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(path("a.merit"), "policy \"x\" {}\r\n").unwrap();
        std::fs::write(path("big.merit"), vec![b' '; usize::try_from(POLICY_LIMIT).unwrap() + 1]).unwrap();
        assert_eq!(FileLoader.load(&path("a.merit")).unwrap(), "policy \"x\" {}\r\n");
        assert!(matches!(FileLoader.load(&path("big.merit")), Err(LoadError::TooLarge { .. })));
        assert!(matches!(FileLoader.load(&path("none.merit")), Err(LoadError::Unreadable { reason: Unreadable::Missing, .. })));
        assert!(matches!(FileLoader.load(&path("")), Err(LoadError::Unreadable { .. })));
    }
}
