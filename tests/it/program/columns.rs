//! What a column of a result shows: a copy of its value, in the unit that is said.

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{Input, InputFormat, ReadOptions, read};
use merit::diagnostics::Code;
use merit::engine::{Engine, Settings};

/// What a result of some columns delivers for one manager.
fn shown(columns: &str) -> String {
    let policy = format!(
        "policy \"P\" {{ as of 2026-06-30; currency CNY, rounded half up to 0.01; subject manager }}
record manager {{ id text key; done percent; deposits money; cards integer }}
article 1 {{ better = points(done) - 50pp }}
result shown of manager {{ {columns} }}"
    );
    let policy = Engine::compile("p", &policy).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
    let program = policy.program();
    let bytes = b"id,done,deposits,cards\nA,75.25,12345678.9,3\n".to_vec();
    let input = Input { name: "manager.csv".into(), bytes, format: InputFormat::Csv };
    let (tables, findings) = read(program, &[(program.record_named("manager").unwrap(), input)], &ReadOptions::default());
    assert_eq!(findings, []);
    let evaluation = policy.evaluate(&tables, &Settings::default()).unwrap();
    let written = evaluation.results()[0].write(OutputFormat::Csv, &WriteOptions::default());
    written.lines().nth(1).unwrap().to_owned()
}

#[test]
fn ratios_and_points_are_shown_in_their_units() {
    assert_eq!(shown("column done, in percent, 1 decimal"), "75.3");
    assert_eq!(shown("column done, in percentage points"), "75.25");
    assert_eq!(shown("column done, in %"), "75.25");
    assert_eq!(shown("column done, in permille"), "752.5");
    assert_eq!(shown("column better, in percentage points, 1 decimal"), "25.3");
    assert_eq!(shown("column better, in bp"), "2525");
}

#[test]
fn amounts_are_shown_in_their_units() {
    assert_eq!(shown("column deposits, in 万元, 2 decimals"), "1234.57");
    assert_eq!(shown("column deposits, in 亿, 4 decimals, rounded down"), "0.1234");
}

#[test]
fn what_is_said_of_all_columns_is_of_those_that_it_fits() {
    // Nobody has 300 % cards, nor 0.0003 ten thousands of them.
    assert_eq!(shown("column id; column done; column cards; column deposits; in percent; 1 decimal"), "A,75.3,3.0,12345678.9");
    assert_eq!(shown("column id; column cards; column deposits; in 万元"), "A,3,1234.57");
}

#[test]
fn nothing_is_shown_in_units_of_time() {
    let policy = "policy \"P\" { currency CNY, rounded half up to 0.01; subject manager }
record manager { id text key; cards integer }
result shown of manager { column cards, in years }";
    let rejected = Engine::compile("p", policy).unwrap_err();
    assert_eq!(rejected.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::E0304]);
}
