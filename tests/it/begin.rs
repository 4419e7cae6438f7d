//! Beginning: new schemes from templates, completions, pages for `man`, and the examples of the help.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use clap::CommandFactory;
use merit::diagnostics::Language;
use merit::frontend::cli::Cli;
use merit::source::SourceId;
use merit::templates::TEMPLATES;
use merit::translate::translate;

use crate::folders::files_below;

/// What a command gives in a folder, and its exit code.
fn typed(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
    command.args(arguments).current_dir(folder).env_remove("MERIT_LANG").env_remove("MERIT_ERROR_FORMAT").env("LC_ALL", "C");
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// The folder of the templates' files.
fn templates() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/templates")
}

#[test]
fn a_new_scheme_is_sound_in_style_tested_and_runs() {
    for template in &TEMPLATES {
        for lang in ["en", "zh"] {
            let place = tempfile::tempdir().unwrap();
            let (_, said, code) = typed(place.path(), &["new", "bonus", "--template", template.name, "--lang", lang]);
            assert_eq!(code, 0, "{}: {said}", template.name);
            for command in [&["check", "bonus"][..], &["lint", "bonus"], &["format", "--check", "bonus"], &["test", "bonus"]] {
                let (given, said, code) = typed(place.path(), command);
                assert_eq!(code, 0, "{} {command:?} {given}{said}", template.name);
            }
            let (_, said, code) = typed(place.path(), &["run", "bonus", "--strict", "--out", "results"]);
            assert_eq!(code, 0, "{}: {said}", template.name);
            let expected = files_below(&place.path().join("bonus/expected"));
            assert!(!expected.is_empty());
            for file in expected {
                let found = place.path().join("results").join(file.file_name().unwrap());
                assert_eq!(std::fs::read_to_string(found).unwrap(), std::fs::read_to_string(&file).unwrap(), "{}", file.display());
            }
            let (statement, said, code) = typed(place.path(), &["why", "bonus", "M01"]);
            assert_eq!((code, statement.contains("M01    bonus")), (0, true), "{statement}{said}");
        }
    }
}

#[test]
fn every_file_of_a_template_is_in_it() {
    let mut embedded = Vec::new();
    for template in &TEMPLATES {
        for (lang, language) in [("en", Language::English), ("zh", Language::Chinese)] {
            for (path, text) in template.files(language, "a").unwrap() {
                assert!(!text.contains("Relationship managers") && !text.contains("客户经理考核办法"), "{path} has a name of its own");
                embedded.push(templates().join(template.name).join(lang).join(path));
            }
        }
    }
    embedded.sort();
    let mut there = files_below(&templates());
    there.retain(|path| path.file_name().unwrap() != "mod.rs");
    assert_eq!(there, embedded);
}

/// The words, figures and signs of a policy, but for `;`, which the end of a line is as well; texts and comments whole.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let ends_after =
            |closing: char| rest.char_indices().skip(1).find(|(_, sign)| *sign == closing).map(|(at, sign)| at + sign.len_utf8());
        let is_word = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '.';
        let end = match first {
            '"' => ends_after('"'),
            '“' => ends_after('”'),
            '#' => rest.find('\n'),
            sign if is_word(sign) => rest.find(|sign| !is_word(sign)),
            sign => Some(sign.len_utf8()),
        };
        let (word, after) = rest.split_at(end.unwrap());
        if word != ";" {
            words.push(word.to_owned());
        }
        rest = after.trim_start();
    }
    words
}

/// Notes that one thing is called this in the other language, and always so.
fn same(called: &mut BTreeMap<String, String>, one: &str, other: &str, place: &str) {
    let known = called.entry(one.to_owned()).or_insert_with(|| other.to_owned());
    assert_eq!(known, other, "{place}: `{one}`");
}

/// Both are one policy: with the keywords of one language they differ by names, texts and comments alone, and a name is always the same.
#[test]
fn the_templates_of_the_two_languages_are_translations_of_one_another() {
    for template in &TEMPLATES {
        let folder = templates().join(template.name);
        let read = |lang: &str, file: &str| std::fs::read_to_string(folder.join(lang).join(file)).unwrap();
        let english = read("en", "scheme.merit");
        let chinese = translate(SourceId(0), &read("zh", "scheme.merit"), Language::English).unwrap();
        let (english, chinese) = (words(&english), words(&chinese));
        assert_eq!(english.len(), chinese.len(), "{}", template.name);
        let (mut there, mut back) = (BTreeMap::new(), BTreeMap::new());
        for (one, other) in english.iter().zip(&chinese) {
            let kind = |word: &str| word.chars().next().filter(|sign| matches!(sign, '#' | '"' | '“')).map(|sign| sign == '#');
            assert_eq!(kind(one), kind(other), "{}: {one} {other}", template.name);
            let parts = |word: &str| word.split('.').map(str::to_owned).collect::<Vec<_>>();
            let (ones, others) = if kind(one).is_some() { (vec![one.clone()], vec![other.clone()]) } else { (parts(one), parts(other)) };
            assert_eq!(ones.len(), others.len(), "{}: {one} {other}", template.name);
            for (one, other) in ones.iter().zip(&others) {
                same(&mut there, one, other, template.name);
                same(&mut back, other, one, template.name);
            }
        }
        // The data of both is the same too, by the same names.
        let names: BTreeMap<&str, &str> =
            there.iter().map(|(one, other)| (one.as_str(), other.as_str())).chain([("yes", "是"), ("no", "否")]).collect();
        for file in files_below(&folder.join("en")).iter().filter(|file| file.extension().is_some_and(|ending| ending == "csv")) {
            let within = file.strip_prefix(folder.join("en")).unwrap();
            let stem = names[file.file_stem().unwrap().to_str().unwrap()];
            let twin = folder.join("zh").join(within.with_file_name(format!("{stem}.csv")));
            let cell =
                |cell: &str| if cell == "n/a" { "不适用".to_owned() } else { names.get(cell).map_or(cell, |name| *name).to_owned() };
            let text = std::fs::read_to_string(file).unwrap();
            let translated: String = text.lines().map(|line| line.split(',').map(cell).collect::<Vec<_>>().join(",") + "\n").collect();
            assert_eq!(translated, std::fs::read_to_string(&twin).unwrap(), "{}", twin.display());
        }
    }
}

#[test]
fn what_is_there_is_left_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("notes.txt"), "mine").unwrap();
    for folder in [".", "notes.txt"] {
        let (_, said, code) = typed(place.path(), &["new", folder]);
        assert_eq!((code, said.contains("E0701")), (2, true), "{said}");
    }
    assert_eq!(files_below(place.path()), [place.path().join("notes.txt")]);
    // A folder that is empty but for what is hidden is taken.
    let (_, said, code) = typed(place.path(), &["new", "deep/er"]);
    assert_eq!(code, 0, "{said}");
    let kept = place.path().join("kept");
    std::fs::create_dir_all(kept.join(".versions")).unwrap();
    let (_, said, code) = typed(&kept, &["new", ".", "--template", "scorecard"]);
    assert_eq!(code, 0, "{said}");
    assert!(std::fs::read_to_string(kept.join("scheme.merit")).unwrap().starts_with("policy \"kept\" {"));
}

/// Bash takes the script, and completes with it.
#[test]
fn bash_completes_commands_and_options() {
    let place = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, said, code) = typed(place.path(), &["completions", shell]);
        assert_eq!((code, script.contains("translate")), (0, true), "{shell}: {said}");
        std::fs::write(place.path().join(shell), script).unwrap();
    }
    let Ok(found) = Command::new("bash").arg("--version").output() else { return };
    assert!(found.status.success());
    let asked = |words: &str, at: usize| {
        let ask = format!(
            "source ./bash; complete -p merit >/dev/null; COMP_WORDS=({words}); COMP_CWORD={at}; \
             _merit merit \"${{COMP_WORDS[$COMP_CWORD]}}\" \"${{COMP_WORDS[$COMP_CWORD-1]}}\"; echo ${{COMPREPLY[@]}}"
        );
        let output = Command::new("bash").args(["--norc", "-c", &ask]).current_dir(place.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(asked("merit tra", 1), "translate");
    assert_eq!(asked("merit run --as", 2), "--as-of");
    assert_eq!(asked("merit run --format nd", 3), "ndjson");
}

/// Every command has a page, and the typesetter has nothing to complain of.
#[test]
fn pages_for_man_are_set_without_warnings() {
    let place = tempfile::tempdir().unwrap();
    let (_, said, code) = typed(place.path(), &["man", "--out", "man"]);
    assert_eq!(code, 0, "{said}");
    for command in Cli::command().get_subcommands() {
        let page = format!("man/merit-{}.1", command.get_name());
        let text = std::fs::read_to_string(place.path().join(&page)).unwrap();
        assert!(text.contains(&format!(".TH merit-{} 1", command.get_name())), "{text}");
        let (given, said, code) = typed(place.path(), &["man", command.get_name()]);
        assert_eq!((code, given), (0, text), "{said}");
        if let Ok(set) = Command::new("groff").args(["-man", "-ww", "-Tutf8", "-Kutf8", &page]).current_dir(place.path()).output() {
            assert_eq!(String::from_utf8_lossy(&set.stderr), "", "{page}");
        }
    }
    assert_eq!(typed(place.path(), &["man", "rum"]).2, 2);
}

/// The examples of the help do what they show, one after the other in one folder.
#[test]
fn the_examples_of_the_help_run() {
    let place = tempfile::tempdir().unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_merit")).parent().unwrap().display().to_string();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
    let mut count = 0;
    for command in Cli::command().get_subcommands() {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let prefix = format!("merit {}", command.get_name());
        for line in help.lines().map(str::trim).filter(|line| line.starts_with("merit ")) {
            assert!(line.starts_with(&prefix), "{line}");
            let output =
                Command::new("sh").args(["-c", line]).current_dir(place.path()).env("PATH", &path).env_remove("MERIT_LANG").output();
            let output = output.unwrap();
            assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
            count += 1;
        }
    }
    assert!(count > 15, "{count}");
}
