//! What the fuzzers have met: every file of their corpora and every former finding, through the functions that they call.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;
use std::time::{Duration, Instant};

use merit::syntax::vocabulary::KEYWORDS;

/// Far above what any file takes in a debug build on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Hands every file of a folder to the target of its name.
fn replay(folder: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder);
    for (name, target) in targets::TARGETS {
        let Ok(files) = std::fs::read_dir(folder.join(name)) else { continue };
        for file in files {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let started = Instant::now();
            assert!(std::panic::catch_unwind(|| target(&bytes)).is_ok(), "{} ends badly", path.display());
            assert!(started.elapsed() < PATIENCE, "{} takes {:?}", path.display(), started.elapsed());
        }
    }
}

#[test]
fn every_file_of_the_corpora_ends_well() {
    replay("corpus");
}

#[test]
fn every_former_finding_ends_well() {
    replay("regressions");
}

#[test]
fn the_dictionary_has_every_word_of_the_language() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/dictionary.txt");
    let escaped = |word: &str| -> String {
        let sign = |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("\\x{byte:02X}") };
        word.bytes().map(sign).collect()
    };
    let words = KEYWORDS.iter().flat_map(|keyword| keyword.en.iter().chain(keyword.zh));
    let mut wanted: Vec<String> = words.map(|word| format!("\"{}\"\n", escaped(word))).collect();
    wanted.sort();
    wanted.dedup();
    if std::env::var_os("INSTA_UPDATE").is_some() {
        std::fs::write(&path, wanted.concat()).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(found == wanted.concat(), "the words have changed: run this test with INSTA_UPDATE=always");
}
