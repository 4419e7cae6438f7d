//! The command as a whole process: what it prints, what it writes, and its exit codes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const POLICY: &str = r#"policy "Cards" { version "1"; in force 2026-01-01 to 2026-12-31; as of 2026-06-30; currency CNY, rounded half up to 0.01; subject manager }
record manager { id text key; branch text; cards integer >= 0; since date }
article 15 "New cards" {
  award new_cards = 20 × cards, at most 5_000
  output months = full_months(since to today)
  overall { assert "within the budget" sum(new_cards over manager) <= 10_000 }
}
test "the cap" { given manager { id = "A"; cards = 300 }; expect new_cards = 5_000 by article 15 }
"#;
const DATA: &str = "id,branch,cards,since\nA,B01,12,2026-01-31\nB,B02,300,2025-06-30\n";

/// A scheme in a folder of its own.
struct Scheme {
    folder: tempfile::TempDir,
}

impl Scheme {
    fn new(policy: &str, data: &str) -> Scheme {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("scheme.merit"), policy).unwrap();
        std::fs::write(folder.path().join("manager.csv"), data).unwrap();
        Scheme { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn merit(&self, arguments: &[&str]) -> Output {
        merit(self.folder.path(), arguments)
    }
}

fn merit(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_merit")).args(arguments).current_dir(folder).env_remove("MERIT_LANG").output().unwrap()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_run_prints_csv_where_there_is_no_terminal() {
    let output = Scheme::new(POLICY, DATA).merit(&["run", "."]);
    assert_eq!(out(&output), "id,new_cards,months\nA,240.00,5\nB,5000.00,12\n", "{}", err(&output));
    assert_eq!(code(&output), 0);
}

#[test]
fn a_folder_gets_a_file_for_each_result_and_the_run_record() {
    let scheme = Scheme::new(POLICY, DATA);
    let output = scheme.merit(&["run", ".", "--out", "out", "--as-of", "2026-07-31"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(std::fs::read_to_string(scheme.path("out/manager.csv")).unwrap(), "id,new_cards,months\nA,240.00,6\nB,5000.00,13\n");
    let record: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(scheme.path("out/run.json")).unwrap()).unwrap();
    assert_eq!(record["as_of"], "2026-07-31");
    assert_eq!(record["policy"]["version"], "1");
    assert_eq!(record["inputs"][0]["rows"], 2);
    let column = &record["results"][0]["columns"][1];
    assert_eq!((&column["column"], &column["present"], &column["control_total"]), (&"new_cards".into(), &2.into(), &"5240.00".into()));
    // The same run again gives the same bytes.
    let first = std::fs::read(scheme.path("out/run.json")).unwrap();
    scheme.merit(&["run", ".", "--out", "out", "--as-of", "2026-07-31"]);
    assert_eq!(first, std::fs::read(scheme.path("out/run.json")).unwrap());
}

#[test]
fn a_run_batch_by_batch_leaves_what_any_other_run_leaves() {
    // Without what must hold of all managers together, and with a copy of them in other formats.
    let policy = POLICY.lines().filter(|line| !line.contains("overall")).collect::<Vec<_>>().join("\n");
    let policy =
        format!("{policy}\nresult manager of manager {{ column id; column branch; column cards; column since; column new_cards }}\n");
    let rows: String = (0..5_000).map(|row| format!("M{:05},B{},{},2025-06-30\n", row * 7 % 5_000, row % 9, row % 400)).collect();
    let scheme = Scheme::new(&policy, &format!("id,branch,cards,since\n{rows}"));
    for format in ["json", "ndjson", "parquet", "arrow"] {
        assert_eq!(code(&scheme.merit(&["run", ".", "--format", format, "--out", "copies"])), 0);
    }
    for data in ["manager.csv", "copies/manager.json", "copies/manager.ndjson", "copies/manager.parquet", "copies/manager.arrow"] {
        let data = format!("manager={data}");
        // A table is laid out when all rows are known: so they are read at once.
        let at_once = scheme.merit(&["run", ".", "--data", &data, "--format", "table", "--out", "at-once"]);
        let record = std::fs::read_to_string(scheme.path("at-once/run.json")).unwrap();
        for format in ["csv", "parquet"] {
            let output = scheme.merit(&["run", ".", "--data", &data, "--format", format, "--out", "batches", "--threads", "2"]);
            assert_eq!((code(&at_once), code(&output)), (0, 0), "{data}: {}", err(&output));
            assert_eq!(std::fs::read_to_string(scheme.path("batches/run.json")).unwrap(), record, "{data} as {format}");
            let notes = |output: &Output| err(output).lines().filter(|line| !line.contains("rows")).count();
            assert_eq!(notes(&at_once), notes(&output), "{}", err(&output));
        }
    }
    let lines = std::fs::read_to_string(scheme.path("copies/manager.ndjson")).unwrap();
    let doubled = lines.lines().next().unwrap();
    std::fs::write(scheme.path("doubled.ndjson"), format!("{lines}{doubled}\n")).unwrap();
    let output = scheme.merit(&["run", ".", "--data", "manager=doubled.ndjson", "--out", "nothing"]);
    assert_eq!(code(&output), 5);
    assert!(err(&output).contains("doubled.ndjson:5001") && err(&output).contains("on line 1 already"), "{}", err(&output));
    assert!(!scheme.path("nothing").exists());
}

#[test]
fn other_shapes_of_results() {
    let scheme = Scheme::new(POLICY, DATA);
    let json: serde_json::Value = serde_json::from_str(&out(&scheme.merit(&["run", ".", "--format", "json"]))).unwrap();
    assert_eq!(json[1]["new_cards"], "5000.00");
    assert_eq!(out(&scheme.merit(&["run", ".", "--format", "ndjson"])).lines().count(), 2);
    assert!(out(&scheme.merit(&["run", ".", "--format", "table"])).contains("5000.00"));
}

#[test]
fn some_rows_alone() {
    let scheme = Scheme::new(POLICY, DATA);
    assert_eq!(out(&scheme.merit(&["run", ".", "--only", "manager=B"])), "id,new_cards,months\nB,5000.00,12\n");
    let output = scheme.merit(&["run", ".", "--only", "manager=C"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("no `manager` with the key `C`"), "{}", err(&output));
}

#[test]
fn rows_of_keys_with_several_fields_and_commas() {
    let policy =
        "policy \"Keys\" { version \"1\"; in force 2026-01-01 to 2026-12-31; currency CNY, rounded half up to 0.01; subject manager }
record manager { branch text key; nr integer key; sales money }
article 1 \"Pay\" { pay bonus = sales × 1% }";
    let scheme = Scheme::new(policy, "branch,nr,sales\n\"East, 2nd\",1,100\nWest,1,200\nWest,2,300\n");
    let only = |keys: &str| scheme.merit(&["run", ".", "--only", keys]);
    assert_eq!(out(&only("manager=West,2")), "branch,nr,bonus\nWest,2,3.00\n");
    assert_eq!(out(&only("manager=\"East, 2nd\",1,West,2")), "branch,nr,bonus\n\"East, 2nd\",1,1.00\nWest,2,3.00\n");
    assert_eq!(out(&only("West,2")), "branch,nr,bonus\nWest,2,3.00\n");
    let lacks = only("manager=West,2,West");
    assert_eq!(code(&lacks), 2);
    assert!(err(&lacks).contains("a key of `manager` has 2 parts, and here a part is missing: `West,2,West`"), "{}", err(&lacks));
    // What a finding proposes is understood when it is typed.
    let near = scheme.merit(&["why", ".", "East, 2nd,1"]);
    assert_eq!(code(&near), 2);
    assert!(err(&near).contains("did you mean `\"East, 2nd\",1`") && err(&near).contains("a comma within one stands in"), "{}", err(&near));
    assert!(out(&scheme.merit(&["why", ".", "\"East, 2nd\",1"])).contains("1.00"));
    // So is one of a record that the policy makes.
    let made = policy
        .replace("article 1", "calendar month of months from 2026-01 to 2026-03\nrecord manager_month { each manager, month }\narticle 2 for each manager_month { output share = manager.sales / 12 }\narticle 1");
    let scheme = Scheme::new(&made, "branch,nr,sales\nWest,1,200\n");
    let near = scheme.merit(&["why", ".", "--record", "manager_month", "West,1,2026-2"]);
    assert!(err(&near).contains("did you mean `West,1,2026-02`"), "{}", err(&near));
}

#[test]
fn one_result_alone() {
    let two = format!(
        "{POLICY}result cards of manager {{ column id; column new_cards }}\nresult service of manager {{ column id; column months }}\n"
    );
    let scheme = Scheme::new(&two, DATA);
    assert_eq!(out(&scheme.merit(&["run", ".", "--result", "service"])), "id,months\nA,5\nB,12\n");
    let output = scheme.merit(&["run", ".", "--result", "servce"]);
    assert_eq!((code(&output), out(&output)), (2, String::new()));
    assert!(err(&output).contains("there is no result `servce`; there are cards, service"), "{}", err(&output));
    // What must hold is asked whichever result is delivered.
    let many = DATA.replace("B,B02,300", "B,B02,300,2025-06-30\nC,B02,300,2025-06-30\nD,B02,300");
    assert_eq!(code(&Scheme::new(&two, &many).merit(&["run", ".", "--result", "service"])), 6);
}

#[test]
fn a_rejected_policy_ends_with_3() {
    let output = Scheme::new(&POLICY.replace("20 × cards", "20 × cardz"), DATA).merit(&["check", ".", "--error-format", "plain"]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("E0201"), "{}", err(&output));
    assert!(err(&output).contains("did you mean `cards`"), "{}", err(&output));
}

#[test]
fn rejected_data_ends_with_5_and_writes_nothing() {
    let scheme = Scheme::new(POLICY, "id,branch,cards,since\nA,B01,twelve,2026-01-31\nA,B02,3,2025-02-30\n");
    let output = scheme.merit(&["run", ".", "--out", "out", "--error-format", "plain"]);
    assert_eq!(code(&output), 5);
    for finding in ["E0503", "`twelve`", "E0506", "`2025-02-30`", "manager.csv:3"] {
        assert!(err(&output).contains(finding), "{finding} is not in {}", err(&output));
    }
    assert!(!scheme.path("out").exists());
    assert_eq!(std::fs::read_dir(scheme.folder.path()).unwrap().count(), 2, "something was left behind");
}

#[test]
fn a_column_that_is_not_declared_is_a_note_or_with_strict_an_error() {
    let scheme = Scheme::new(POLICY, "id,branch,cards,since,extra\nA,B01,1,2026-01-31,x\n");
    let output = scheme.merit(&["run", ".", "--error-format", "plain"]);
    assert_eq!(code(&output), 0);
    assert!(err(&output).contains("N1001"), "{}", err(&output));
    assert_eq!(code(&scheme.merit(&["run", ".", "--strict"])), 5);
}

#[test]
fn a_failed_assertion_ends_with_6_and_delivers_nothing() {
    let scheme = Scheme::new(POLICY, "id,branch,cards,since\nA,B01,300,2026-01-31\nB,B01,300,2026-01-31\nC,B01,300,2026-01-31\n");
    let output = scheme.merit(&["run", "."]);
    assert_eq!((code(&output), out(&output).as_str()), (6, ""), "{}", err(&output));
    assert!(err(&output).contains("within the budget"), "{}", err(&output));
}

#[test]
fn dates_that_are_missing_or_out_of_force() {
    let scheme = Scheme::new(&POLICY.replace("as of 2026-06-30; ", ""), DATA);
    let output = scheme.merit(&["run", "."]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("--as-of"), "{}", err(&output));
    assert_eq!(code(&scheme.merit(&["run", ".", "--as-of", "2026-13-01"])), 2);
    let output = scheme.merit(&["run", ".", "--as-of", "2027-01-01"]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("2026-12-31"), "{}", err(&output));
}

#[test]
fn tests_pass_or_end_with_4() {
    let output = Scheme::new(POLICY, DATA).merit(&["test", "."]);
    assert_eq!((code(&output), out(&output).as_str()), (0, "1 passed, 0 failed\n"), "{}", err(&output));
    let output = Scheme::new(&POLICY.replace("= 5_000 by", "= 6_000 by"), DATA).merit(&["test", ".", "--error-format", "plain"]);
    assert_eq!(code(&output), 4);
    assert!(err(&output).contains("expected 6000, found 5000"), "{}", err(&output));
}

#[test]
fn expected_results_are_compared() {
    let scheme = Scheme::new(POLICY, DATA);
    std::fs::create_dir(scheme.path("expected")).unwrap();
    std::fs::write(scheme.path("expected/manager.csv"), "id,new_cards,months\nA,240.00,5\nB,5000.01,12\n").unwrap();
    let output = scheme.merit(&["test", "."]);
    assert_eq!(code(&output), 4);
    assert!(err(&output).contains("expected B,5000.01,12\n    found    B,5000.00,12"), "{}", err(&output));
}

#[test]
fn wrong_usage_ends_with_2() {
    let scheme = Scheme::new(POLICY, DATA);
    for arguments in [
        &["run"] as &[&str],
        &["run", "nowhere"],
        &["run", ".", "--format", "xml"],
        &["run", ".", "--data", "manager"],
        &["run", ".", "--data", "managers=x.csv"],
        &["run", ".", "--result", "other"],
        &["explain", "E9999"],
        &["walk"],
    ] {
        let output = scheme.merit(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", err(&output));
        assert!(!err(&output).is_empty(), "{arguments:?} says nothing");
    }
    assert_eq!(code(&scheme.merit(&["--help"])), 0);
}

#[test]
fn another_file_for_a_record() {
    let scheme = Scheme::new(POLICY, DATA);
    std::fs::write(scheme.path("other.ndjson"), "{\"id\":\"Z\",\"branch\":\"B\",\"cards\":5,\"since\":\"2026-06-01\"}\n").unwrap();
    assert_eq!(out(&scheme.merit(&["run", ".", "--data", "manager=other.ndjson"])), "id,new_cards,months\nZ,100.00,0\n");
    assert_eq!(code(&scheme.merit(&["run", ".", "--data", "manager=missing.csv"])), 5);
}

#[test]
fn what_excel_and_chinese_windows_write_is_read() {
    let scheme = Scheme::new(POLICY, "\u{feff}id,branch,cards,since\r\n\"A\",\"北京\r\n分行\",12,2026/1/31\r\n");
    assert_eq!(out(&scheme.merit(&["run", "."])), "id,new_cards,months\nA,240.00,5\n");
    let (bytes, _, _) = encoding_rs::GB18030.encode("id,branch,cards,since\n张三,北京,12,2026-01-31\n");
    std::fs::write(scheme.path("manager.csv"), &bytes).unwrap();
    let output = scheme.merit(&["run", "."]);
    assert_eq!(code(&output), 5);
    assert!(err(&output).contains("--encoding gb18030"), "{}", err(&output));
    assert_eq!(out(&scheme.merit(&["run", ".", "--encoding", "gb18030"])), "id,new_cards,months\n张三,240.00,5\n");
}

#[test]
fn a_variable_that_is_empty_is_as_if_not_set() {
    let scheme = Scheme::new(POLICY, DATA);
    let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
    let output = command
        .args(["check", "."])
        .current_dir(scheme.folder.path())
        .env("MERIT_LANG", "")
        .env("MERIT_ERROR_FORMAT", "")
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", err(&output));
}

#[test]
fn messages_speak_the_language_asked_for() {
    let scheme = Scheme::new(&POLICY.replace("20 × cards", "20 × cardz"), DATA);
    assert!(err(&scheme.merit(&["check", ".", "--lang", "zh"])).contains("没有名称 `cardz`"));
    let output = Command::new(env!("CARGO_BIN_EXE_merit"))
        .args(["check", "."])
        .current_dir(scheme.folder.path())
        .env("MERIT_LANG", "zh")
        .output()
        .unwrap();
    assert!(err(&output).contains("没有名称 `cardz`"));
}

#[test]
fn findings_as_json() {
    let scheme = Scheme::new(&POLICY.replace("20 × cards", "20 × cardz"), DATA);
    let output = scheme.merit(&["check", ".", "--error-format", "json"]);
    let findings: serde_json::Value = serde_json::from_str(&err(&output)).unwrap();
    assert_eq!(findings[0]["code"], "E0201");
}

#[test]
fn a_place_that_cannot_be_written_is_a_failed_run() {
    let scheme = Scheme::new(POLICY, DATA);
    std::fs::write(scheme.path("out"), "a file").unwrap();
    let output = scheme.merit(&["run", ".", "--out", "out"]);
    assert_eq!(code(&output), 1);
    assert_eq!(std::fs::read_to_string(scheme.path("out")).unwrap(), "a file");
}

#[test]
fn a_statement_tells_each_amount_with_its_article() {
    let scheme = Scheme::new(POLICY, DATA);
    let output = scheme.merit(&["why", ".", "B"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = out(&output);
    for told in ["manager B", "article 15", "new_cards", "cards 300 = 6,000.00, at most 5,000.00", "12 full months"] {
        assert!(text.contains(told), "`{told}` is not in\n{text}");
    }
    let output = scheme.merit(&["why", ".", "b"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("did you mean `B`"), "{}", err(&output));
    let json: serde_json::Value = serde_json::from_str(&out(&scheme.merit(&["why", ".", "A", "--format", "json"]))).unwrap();
    assert_eq!(json["lines"][0]["value"], "240.00");
    assert_eq!(json["lines"][0]["article"]["number"], "15");
}
