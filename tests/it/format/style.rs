//! What the style is: a badly written text and the same in style, side by side.

use std::path::Path;

use merit::format::format;
use merit::source::SourceId;

/// Every `*.merit` of `tests/cases/format`, and beside it what is made of it.
#[test]
fn what_the_style_makes_of_a_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/format");
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "merit") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let laid_out = format(SourceId(0), &text).unwrap();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), laid_out));
        count += 1;
    }
    assert!(count >= 3);
}

#[test]
fn line_ends_and_byte_order_marks_are_kept() {
    assert_eq!(format(SourceId(0), "parameter  a=1\r\nparameter b=2\r\n").unwrap(), "parameter a = 1\r\nparameter b = 2\r\n");
    assert_eq!(format(SourceId(0), "\u{FEFF}parameter a=1").unwrap(), "\u{FEFF}parameter a = 1\n");
    assert_eq!(format(SourceId(0), "").unwrap(), "");
    assert_eq!(format(SourceId(0), "\n\n# only this\n\n\n").unwrap(), "# only this\n");
}

#[test]
fn a_text_with_mistakes_is_left_alone() {
    assert!(format(SourceId(0), "article 1 { pay = }").is_err());
}

/// What a run delivers of a policy's own words is the same however the policy is laid out.
#[test]
fn delivered_words_do_not_depend_on_the_layout() {
    let policy = |condition: &str| {
        format!(
            "policy \"Words\" {{ currency CNY, rounded half up to 0.01; subject manager }}\n\
             record manager {{ id text key; score integer; grade one of low < high }}\n\
             article 1 {{ qualification q {{ needs {condition} }} }}\n\
             test \"told\" {{ given manager {{ id = \"A\"; score = 1; grade = low }}; expect q.missing = \"score >= (2 × 30)\" }}\n"
        )
    };
    for condition in ["score >= (2 × 30)", "score>=(2*30)", "score   >=\n  ( 2 ×   # sixty\n 30)", "score ≥ （2 × 30）"] {
        let policy = merit::engine::Engine::compile("words.merit", &policy(condition)).unwrap();
        for report in policy.test() {
            assert!(report.failures.is_empty(), "{condition}: {:?}", report.failures);
        }
    }
}
