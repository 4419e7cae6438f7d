//! `merit run --against`: what was paid too much or too little, from the command line, and what stands in the way; the whole session is a snapshot.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const HEAD: &str = r#"policy "Cards" { version "1"; in force 2026-01-01 to 2026-12-31; as of 2026-06-30; currency CNY, rounded half up to 0.01; subject manager }
record manager { id text key; branch text key; cards integer >= 0; deposits money >= 0; active yes/no }
article 15 "Cards" { award new_cards = 20 × cards, at most 5_000 { when active } }
article 16 "Kept" { award kept = deposits × 0.01% }
article 40 "Pay-out" { total payout = new_cards + kept }
result pay of manager {
  column branch
  column id "number"
  column new_cards, not applicable shown "-"
  column kept, in 千元, 3 decimals
  column payout
  column active
}
"#;
const OTHERS: &str = "result keyless of manager { column payout }\nresult names of manager { column id; column branch; column active }\n";
const THEN: &str = "id,branch,cards,deposits,active\nA,1,12,100000,yes\nB,1,300,250000.55,yes\nC,2,7,0,no\nA,2,5,5,yes\nD,2,0,0,no\n";
const NOW: &str = "id,branch,cards,deposits,active\nA,1,10,100000,yes\nB,1,300,350000.55,yes\nC,2,7,0,yes\nE,2,5,5,yes\nD,2,0,0,no\n";

/// A folder with a scheme, and what was said and written in it.
struct Session {
    folder: tempfile::TempDir,
    said: String,
}

impl Session {
    fn new(policy: &str) -> Session {
        let session = Session { folder: tempfile::tempdir().unwrap(), said: String::new() };
        session.write("scheme.merit", policy);
        session.write("manager.csv", THEN);
        session
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn change(&self, name: &str, from: &str, to: &str) {
        let path = self.folder.path().join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// Runs a command and keeps what it said.
    fn merit(&mut self, arguments: &str) {
        let given = arguments.split(' ').chain(["--error-format", "plain"]);
        let output = Command::new(env!("CARGO_BIN_EXE_merit"))
            .args(given)
            .current_dir(self.folder.path())
            .env_remove("MERIT_LANG")
            .output()
            .unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        writeln!(self.said, "$ merit {arguments}  # exits with {}\n{err}{out}", output.status.code().unwrap()).unwrap();
    }

    fn show(&mut self, name: &str) {
        let text = std::fs::read_to_string(self.folder.path().join(name)).unwrap();
        writeln!(self.said, "$ cat {name}\n{text}").unwrap();
    }

    fn check(&self, name: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/run/against"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, self.said));
    }
}

#[test]
fn corrected_inputs_give_what_was_paid_too_much_and_too_little() {
    let mut session = Session::new(HEAD);
    session.merit("run . --out june");
    session.merit("run . --against june");
    session.write("manager.csv", NOW);
    session.merit("run . --against june");
    session.merit("run . --against june/pay.csv --format table");
    session.merit("run . --against june --out july --lang zh");
    session.show("july/pay.difference.csv");
    session.merit("run . --format json --out june-json --data manager=manager.csv");
    session.merit("run . --against june-json --format ndjson");
    session.check("corrected");
}

#[test]
fn a_json_result_in_whose_rows_a_column_never_applies_is_read() {
    let mut session = Session::new(HEAD);
    session.write("manager.csv", "id,branch,cards,deposits,active\nA,1,12,0,no\n");
    session.merit("run . --format json --out june");
    session.write("manager.csv", "id,branch,cards,deposits,active\nA,1,12,0,yes\n");
    session.merit("run . --against june");
    session.check("json");
}

#[test]
fn of_several_results_those_with_a_key_and_amounts_are_compared() {
    let mut session = Session::new(&format!("{HEAD}{OTHERS}"));
    session.merit("run . --out june");
    session.write("manager.csv", NOW);
    session.merit("run . --against june --out july");
    session.merit("run . --against june --result keyless");
    session.merit("run . --against june --result names");
    session.merit("run . --against june/pay.csv");
    session.check("several");
}

#[test]
fn what_stands_in_the_way_is_told() {
    let mut session = Session::new(HEAD);
    session.merit("run . --out june");
    session.merit("run . --against nowhere");
    session.merit("run . --against .");
    session.merit("run . --against june --only manager=A");
    session.merit("run . --against june --as-of 2026-05-31");
    session.change("scheme.merit", "20 × cards", "25 × cards");
    session.merit("run . --against june");
    session.change("june/pay.csv", "1,B,", "1,A,");
    session.merit("run . --against june");
    session.change("june/pay.csv", "1,A,", "1,B,");
    session.change("june/pay.csv", "0.010", "a lot");
    session.merit("run . --against june");
    session.change("june/pay.csv", "payout", "paid out");
    session.merit("run . --against june");
    session.check("refused");
}
