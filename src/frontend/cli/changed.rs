//! Files as a command would make them, before any of them is written.

use crate::source::{FileLoader, LoadError, Loader};
use std::collections::BTreeMap;

/// Files as they will be, by name: those that have changed from here, the others from the disk.
#[derive(Debug, Default)]
pub struct Changed(pub BTreeMap<String, String>);

impl Loader for Changed {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        self.0.get(path).map_or_else(|| FileLoader.load(path), |text| Ok(text.clone()))
    }
}
