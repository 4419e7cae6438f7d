//! `merit format` as a command: what it writes, what it leaves alone, and its exit codes.

use std::path::Path;
use std::process::{Command, Output};

fn merit(folder: &Path, arguments: &[&str]) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_merit")).args(arguments).current_dir(folder).env_remove("MERIT_LANG").output().unwrap();
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    (output, said)
}

#[test]
fn a_file_with_mistakes_is_left_alone_and_the_others_are_formatted() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad, hidden) = (folder.path().join("a/good.merit"), folder.path().join("bad.merit"), folder.path().join(".old.merit"));
    std::fs::create_dir(folder.path().join("a")).unwrap();
    std::fs::write(&good, "parameter a=1").unwrap();
    std::fs::write(&bad, "parameter  b = ").unwrap();
    std::fs::write(&hidden, "parameter c=1").unwrap();
    let (output, said) = merit(folder.path(), &["format"]);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("E0101") && said.contains("`./bad.merit` is left as it is"), "{said}");
    assert_eq!(std::fs::read_to_string(&good).unwrap(), "parameter a = 1\n");
    assert_eq!(std::fs::read_to_string(&bad).unwrap(), "parameter  b = ");
    assert_eq!(std::fs::read_to_string(&hidden).unwrap(), "parameter c=1");
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in
        [&["format", "missing.merit"][..], &["format"], &["format", "--stdout", "a.merit", "b.merit"], &["format", "--check", "--stdout"]]
    {
        let (output, said) = merit(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(!said.is_empty());
    }
}

#[test]
fn a_file_is_printed_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.merit");
    std::fs::write(&path, "参数 甲=1").unwrap();
    let (output, said) = merit(folder.path(), &["format", "--stdout", "a.merit"]);
    assert_eq!((output.status.code(), String::from_utf8(output.stdout).unwrap().as_str(), said.as_str()), (Some(0), "参数 甲 = 1\n", ""));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "参数 甲=1");
}
