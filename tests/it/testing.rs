//! `merit test` as a whole process: the reports that it writes, and what other programs make of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use quick_junit::{NonSuccessKind, Report, TestCaseStatus};

use crate::cli::{code, err, out};

/// A copy of a folder of `tests/cases/testing`, in which commands run.
struct Scheme {
    folder: tempfile::TempDir,
}

impl Scheme {
    fn of(name: &str) -> Scheme {
        let folder = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/testing").join(name), folder.path());
        Scheme { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn test(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_merit"))
            .args(["test", "."])
            .args(arguments)
            .args(["--error-format", "plain", "--color", "never"])
            .current_dir(self.folder.path())
            .env_remove("MERIT_LANG")
            .output()
            .unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

#[test]
fn a_junit_report_names_every_test_and_tells_what_failed() {
    let scheme = Scheme::of("reported");
    let output = scheme.test(&["--junit", "report.xml"]);
    assert_eq!(code(&output), 4, "{}", err(&output));
    let text = scheme.read("report.xml");
    let report = Report::deserialize_from_str(&text).unwrap();
    assert_eq!((report.name.as_ref().unwrap().as_str(), report.tests, report.failures, report.errors), ("Reports", 5, 3, 0));
    let names: Vec<_> = report.test_suites.iter().map(|suite| (suite.name.as_str(), suite.tests, suite.failures)).collect();
    assert_eq!(names, [("./scheme.merit", 3, 2), ("./expected/manager.csv", 1, 1), ("./expected/counts.csv", 1, 0)]);
    let cases: Vec<_> = report.test_suites.iter().flat_map(|suite| &suite.test_cases).collect();
    assert_eq!(cases[0].name.as_str(), "an award <by> article 15 & its cap");
    assert!(matches!(cases[0].status, TestCaseStatus::Success { .. }));
    let TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, message, description, .. } = &cases[1].status else {
        panic!("{:?}", cases[1].status)
    };
    assert_eq!(message.as_ref().unwrap().as_str(), "expected 1, found 240; expected article 16, found article 15");
    let told = description.as_ref().unwrap().as_str();
    assert!(told.contains("./scheme.merit:13:3: error E0607: expected 1, found 240"), "{told}");
    let TestCaseStatus::NonSuccess { description, .. } = &cases[3].status else { panic!("{:?}", cases[4].status) };
    let told = description.as_ref().unwrap().as_str();
    assert!(told.contains("expected A,241.00") && told.contains("found    A,240.00"), "{told}");
    // The same policy gives the same report.
    scheme.test(&["--junit", "report.xml"]);
    assert_eq!(text, scheme.read("report.xml"));
}

#[test]
fn a_junit_report_that_cannot_be_written_is_told_and_leaves_nothing() {
    let scheme = Scheme::of("reported");
    std::fs::create_dir(scheme.path("report.xml")).unwrap();
    let before = std::fs::read_dir(scheme.folder.path()).unwrap().count();
    let output = scheme.test(&["--junit", "report.xml"]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(err(&output).contains("`report.xml` could not be written"), "{}", err(&output));
    assert_eq!(std::fs::read_dir(scheme.folder.path()).unwrap().count(), before);
}

/// What a command says and how it ends, beside the fixture.
fn check(name: &str, output: &Output) {
    let said = format!("{}{}ends with {}\n", err(output), out(output), code(output));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/testing"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, said));
}

#[test]
fn cases_beside_the_policy_are_tests_of_it() {
    let scheme = Scheme::of("cases");
    check("cases", &scheme.test(&[]));
    let junit = scheme.test(&["--junit", "report.xml", "--filter", "bound", "--lang", "zh"]);
    assert_eq!((code(&junit), out(&junit).as_str()), (0, "通过 1，未通过 0\n"), "{}", err(&junit));
    let report = Report::deserialize_from_str(&scheme.read("report.xml")).unwrap();
    let case = &report.test_suites[0].test_cases[0];
    assert_eq!((report.test_suites[0].name.as_str(), case.name.as_str()), ("./tests/growth.csv", "on the first bound"));
    assert_eq!(case.extra["line"].as_str(), "2");
}

#[test]
fn expected_rows_that_cannot_be_read_fail_and_are_not_written_over() {
    let scheme = Scheme::of("reported");
    // The rows in GBK.
    let rows = b"id,\xbd\xf0\xb6\xee\nA,240.00\n";
    std::fs::write(scheme.path("expected/manager.csv"), rows).unwrap();
    let output = scheme.test(&[]);
    assert_eq!((code(&output), out(&output).as_str()), (4, "2 passed, 3 failed\n"), "{}", err(&output));
    assert!(err(&output).contains("`./expected/manager.csv` could not be read\n  it is not in UTF-8"), "{}", err(&output));
    scheme.test(&["--update"]);
    assert_eq!(std::fs::read(scheme.path("expected/manager.csv")).unwrap(), rows);
}

#[test]
fn the_words_of_a_reason_are_those_of_either_language() {
    check("because", &Scheme::of("because").test(&[]));
    let scheme = Scheme::of("because");
    let translated = Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(["translate", "--to", "zh", "--write", "scheme.merit"])
        .current_dir(scheme.folder.path())
        .output()
        .unwrap();
    assert!(translated.status.success());
    assert!(scheme.read("scheme.merit").contains("因为 “assessed is no”"), "{}", scheme.read("scheme.merit"));
    check("because-zh", &scheme.test(&[]));
}

#[test]
fn columns_of_cases_that_mean_nothing_and_days_out_of_force_are_told() {
    let scheme = Scheme::of("covered-in-series");
    std::fs::create_dir_all(scheme.path("tests")).unwrap();
    std::fs::write(scheme.path("tests/awards.csv"), "test,as of,id,award,what comes out\nlate,2027-01-31,A,5,5\n").unwrap();
    let unknown = err(&scheme.test(&[]));
    assert!(unknown.contains("the columns of cases are `test`, `as of`, the fields, and `expect x` for a value `x`"), "{unknown}");
    std::fs::write(scheme.path("tests/awards.csv"), "test,as of,id,award,expect kept\nlate,2027-01-31,A,5,5\n").unwrap();
    let late = err(&scheme.test(&[]));
    assert!(late.contains("./tests/awards.csv:2: error E0603: the policy is not in force on 2027-01-31"), "{late}");
}

#[test]
fn a_translated_scheme_tells_how_its_expected_rows_follow() {
    let place = tempfile::tempdir().unwrap();
    let merit = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_merit")).args(arguments).current_dir(place.path()).env_remove("MERIT_LANG").output().unwrap()
    };
    merit(&["new", "bonus", "--lang", "en"]);
    let translated = merit(&["translate", "--to", "zh", "--write", "bonus"]);
    assert!(err(&translated).contains("`merit test bonus --update`"), "{}", err(&translated));
    assert_eq!((code(&merit(&["test", "bonus"])), code(&merit(&["test", "bonus", "--update"]))), (4, 0));
    assert_eq!(code(&merit(&["test", "bonus"])), 0);
}

#[test]
fn the_json_report_tells_the_same() {
    let scheme = Scheme::of("reported");
    let output = scheme.test(&["--format", "json"]);
    assert_eq!(code(&output), 4);
    let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!((&report["passed"], &report["failed"]), (&2.into(), &3.into()));
    let tests = report["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 5);
    assert_eq!((&tests[1]["name"], &tests[1]["kind"], &tests[1]["line"]), (&"two mistakes".into(), &"test".into(), &11.into()));
    assert_eq!((&tests[1]["failures"][0]["code"], &tests[1]["failures"][0]["line"]), (&"E0607".into(), &13.into()));
    assert_eq!(tests[1]["failures"][1]["message"], "expected article 16, found article 15");
    assert_eq!((&tests[4]["kind"], &tests[4]["passed"]), (&"expected".into(), &true.into()));
    let chinese = scheme.test(&["--format", "json", "--lang", "zh"]);
    assert!(out(&chinese).contains("应得 1，实得 240"), "{}", out(&chinese));
}

#[test]
fn coverage_tells_what_the_tests_reach_and_every_place_that_is_left() {
    let scheme = Scheme::of("covered");
    check("covered", &scheme.test(&["--coverage", "--at-least", "50%"]));
    check("covered-with-data-zh", &scheme.test(&["--coverage", "--with-data", "--lang", "zh"]));
    let least = |least: &str| code(&scheme.test(&["--coverage", "--with-data", "--at-least", least]));
    // 31 of 40 are 77.5 %, to the last digit.
    assert_eq!((least("77.5%"), least("77.500001"), least("100%"), least("101%")), (0, 4, 4, 2));
}

#[test]
fn what_goes_on_from_row_to_row_is_counted() {
    let scheme = Scheme::of("covered-in-series");
    check("covered-in-series", &scheme.test(&["--coverage", "--at-least", "64%", "--lcov", "series.info"]));
    // A row of a state that nobody asks for reaches nothing, nor does an entry that does not come to its ledger.
    let some = scheme.test(&["--coverage", "--filter", "large award", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&out(&some)).unwrap();
    let left = told["coverage"]["not_reached"].as_array().unwrap();
    let of_line = |line: u64| left.iter().filter(|place| place["line"] == line).count();
    assert_eq!((of_line(12), of_line(19), of_line(29), of_line(30)), (4, 3, 1, 1), "{told:#}");
    let info = scheme.read("series.info");
    assert!(info.contains("BRDA:30,") && info.contains("BRDA:13,"), "{info}");
}

#[test]
fn coverage_is_told_to_other_programs() {
    let scheme = Scheme::of("covered");
    let output = scheme.test(&["--coverage", "--format", "json", "--lcov", "coverage.info"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let coverage = &report["coverage"];
    let (total, all): (_, u64) =
        (&coverage["total"], coverage["kinds"].as_object().unwrap().values().map(|kind| kind["all"].as_u64().unwrap()).sum());
    assert_eq!(total["all"], all);
    let left = coverage["not_reached"].as_array().unwrap();
    assert_eq!(left.len() as u64, all - total["reached"].as_u64().unwrap());
    let tier = left.iter().find(|place| place["kind"] == "tier_rows").unwrap();
    assert_eq!((&tier["words"], &tier["line"]), (&"else: 0.3%".into(), &10.into()));
    let lcov = scheme.read("coverage.info");
    let sum =
        |key: &str| -> u64 { lcov.lines().filter_map(|line| line.strip_prefix(key)).map(|count| count.parse::<u64>().unwrap()).sum() };
    assert_eq!((sum("BRF:"), sum("BRH:")), (all, total["reached"].as_u64().unwrap()));
    assert!(lcov.starts_with("TN:\nSF:./scheme.merit\n") && lcov.ends_with("end_of_record\n"), "{lcov}");
}

#[test]
fn new_expectations_are_shown_and_written_into_their_place() {
    let scheme = Scheme::of("updated");
    let before = (scheme.read("scheme.merit"), scheme.read("expected/manager.csv"));
    check("updated-dry-run", &scheme.test(&["--update", "--dry-run"]));
    assert_eq!(before, (scheme.read("scheme.merit"), scheme.read("expected/manager.csv")));
    scheme.test(&["--update"]);
    let after = scheme.read("scheme.merit");
    assert!(after.contains("  expect \"A\".growth_pay   = 3_000 by article 12   # it was two per mille\n"), "{after}");
    assert_eq!(before.0.lines().count(), after.lines().count());
    // What is left are the article and the reason, which no figure settles.
    let again = scheme.test(&[]);
    assert_eq!((code(&again), out(&again).as_str()), (4, "2 passed, 1 failed\n"), "{}", err(&again));
    let nothing = scheme.test(&["--update"]);
    assert_eq!((code(&nothing), out(&nothing).contains("@@")), (4, false));
}

#[test]
fn new_expectations_are_written_into_the_cells_of_cases() {
    let scheme = Scheme::of("updated-cases");
    let files = ["tests/figures.csv", "tests/gbk.csv", "tests/figures.json"];
    let before = files.map(|file| scheme.read(file));
    check("updated-cases-dry-run", &scheme.test(&["--update", "--dry-run"]));
    assert_eq!(before, files.map(|file| scheme.read(file)));
    // Where only some are asked for, the others stay as they are.
    scheme.test(&["--update", "--filter", "shares"]);
    let [table, gbk, json] = files.map(|file| scheme.read(file));
    assert_eq!((table, gbk, json), (before[0].replace(",,0.2,,,", ",,0.125,,,"), before[1].clone(), before[2].clone()));
    scheme.test(&["--update"]);
    let table = scheme.read(files[0]);
    assert!(table.starts_with("\u{feff}test,") && table.contains("low,  3000.00 ,\"12.50%\",2020-07-31,false,初级\r\n"), "{table}");
    assert_eq!(table.matches("\r\n").count(), before[0].matches("\r\n").count());
    let again = scheme.test(&[]);
    assert_eq!((code(&again), out(&again).as_str()), (4, "8 passed, 1 failed\n"), "{}", err(&again));
    assert!(err(&again).contains("E0514: `id` stands twice"), "{}", err(&again));
}

#[test]
fn cases_are_written_in_the_encoding_of_their_file() {
    let utf_16 = |text: &str| [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
    for is_gb18030 in [false, true] {
        let encode = |text: &str| if is_gb18030 { encoding_rs::GB18030.encode(text).0.into_owned() } else { utf_16(text) };
        let options: &[&str] = if is_gb18030 { &["--encoding", "gb18030"] } else { &[] };
        let scheme = Scheme::of("updated-cases");
        for file in ["tests/figures.csv", "tests/figures.json"] {
            std::fs::remove_file(scheme.path(file)).unwrap();
        }
        let before = scheme.read("tests/gbk.csv");
        std::fs::write(scheme.path("tests/gbk.csv"), encode(&before)).unwrap();
        let output = scheme.test(&[&["--update"], options].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        let after = before.replace("高级,1.5,1%,否", "高级,不适用,空,是").replace("初级,空,不适用,是", "初级,3,0.125,否");
        assert_eq!(std::fs::read(scheme.path("tests/gbk.csv")).unwrap(), encode(&after));
    }
}

#[test]
fn compressed_cases_are_not_rewritten_and_nothing_else_is() {
    let scheme = Scheme::of("updated-cases");
    let bytes = std::fs::read(scheme.path("tests/gbk.csv")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, &bytes).unwrap();
    let packed = packed.finish().unwrap();
    std::fs::write(scheme.path("tests/packed.csv.gz"), &packed).unwrap();
    let before = scheme.read("tests/figures.csv");
    let output = scheme.test(&["--update"]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(err(&output).contains("`./tests/packed.csv.gz` is compressed or in an encoding"), "{}", err(&output));
    assert_eq!((std::fs::read(scheme.path("tests/packed.csv.gz")).unwrap(), scheme.read("tests/figures.csv")), (packed, before));
}

#[test]
fn cases_on_every_bound_are_proposed_and_pass() {
    let scheme = Scheme::of("bounded");
    check("bounded", &scheme.test(&["--boundaries"]));
    let before = scheme.read("scheme.merit");
    let output = scheme.test(&["--boundaries", "--append"]);
    assert_eq!((code(&output), out(&output).as_str()), (0, ""), "{}", err(&output));
    let after = scheme.read("scheme.merit");
    assert!(after.starts_with(before.trim_end()), "{after}");
    let tests = after.matches("\ntest ").count();
    assert_eq!(out(&scheme.test(&[])), format!("{tests} passed, 0 failed\n"));
    // What stands there is not proposed again.
    let again = scheme.test(&["--boundaries"]);
    assert_eq!((code(&again), out(&again).as_str()), (0, ""), "{}", err(&again));
    // The tests are in the style of the formatter.
    let formatted =
        Command::new(env!("CARGO_BIN_EXE_merit")).args(["format", "--stdout", "scheme.merit"]).current_dir(scheme.folder.path()).output();
    assert!(out(&formatted.unwrap()).ends_with(after.split_once("\ntest ").unwrap().1));
    check("bounded-zh", &Scheme::of("bounded-zh").test(&["--boundaries"]));
}
