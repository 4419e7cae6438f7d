//! Every code of the catalogue is shown by a fixture: a new one without any fails here.

use std::collections::BTreeSet;
use std::path::Path;

use merit::diagnostics::Code;

#[test]
fn every_code_is_in_a_reviewed_snapshot() {
    let mut shown = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"), &mut shown);
    let missing: Vec<&str> = Code::ALL.iter().map(|code| code.name()).filter(|name| !shown.contains(*name)).collect();
    assert!(missing.is_empty(), "no snapshot under tests/cases shows {missing:?}");
}

/// The codes in the snapshots of a folder.
fn collect(folder: &Path, shown: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, shown);
        } else if path.extension().is_some_and(|ending| ending == "snap") {
            let text = std::fs::read_to_string(&path).unwrap();
            shown.extend(text.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| word.len() == 5).map(str::to_owned));
        }
    }
}
